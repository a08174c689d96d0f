"""`--estimate`: what texts would take before any is bought, for people and for programs."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot import budgeting, pipeline, waiting
from bot.commands.console import Console
from bot.commands.desk import reading, saved_works, working, works_named
from bot.commands.figures import dollars, money, screen, table, wrapped
from bot.domain import Estimate
from bot.errors import Occupied, Rejected, Unavailable
from bot.holding import Work
from bot.llm.estimating import ABSTRACT
from bot.ports import Bot


@contextmanager
def of_file(config: Path, console: Console, file: Path) -> Iterator[tuple[Bot, list[Work]]]:
    """The newest issue of a saved feed, apart from the real ones, with what arXiv says of it."""
    with working(config, console, apart=True) as bot:
        works = saved_works(bot, file)
        if not works:
            raise Rejected(f"{file}: there is no issue in it; `paperboy split {file}` says why")
        pipeline.identify(bot, works)
        yield bot, works


@contextmanager
def of_store(config: Path, console: Console, key: str) -> Iterator[tuple[Bot, list[Work]]]:
    """What a key names, or the newest issue in the feed, with what arXiv says of it; a worker asks that by itself."""
    if key:
        with reading(config) as bot:
            works_named(bot, key)
    with suppress(Occupied), working(config, console) as bot:
        pipeline.read_up(bot, key)
    with reading(config, console) as bot:
        works = works_named(bot, key) if key else waiting.newest(bot)
        if not works:
            raise Unavailable("no issue is known yet, and the feed has none; `paperboy split URL` says what it has")
        yield bot, works


def tell(bot: Bot, works: Sequence[Work], *, as_json: bool) -> None:
    """Says of each digest what is missing of it would take. Of several in one locale the first pays for all."""
    paid: dict[tuple[str, str], str] = {}
    for work in works:
        first = paid.setdefault((work.issue.key, work.edition.locale), work.key)
        told = budgeting.estimate(bot, work.issue, work.edition.locale, closely=True) if first == work.key else None
        if as_json:
            click.echo(json.dumps({"key": work.key, **facts_of(bot, told or Estimate())}, ensure_ascii=False))
        elif told:
            click.echo("\n".join([f"{work.key}  {cost_of(told)}", *(f"  {line}" for line in lines_of(bot, told))]))
        else:
            click.echo(f"{work.key}  nothing more: its texts are those of {first}")


def cost_of(told: Estimate) -> str:
    """About what it costs, in a few words."""
    if told.dollars is None or told.uncached is None:
        return "at an unknown price"
    if not told.texts:
        return "nothing"
    cost, plain = money([told.dollars, told.uncached])
    return f"about {cost}" + (f", without the prompt cache {plain}" if told.uncached > told.dollars else "")


def lines_of(bot: Bot, told: Estimate) -> list[str]:
    """How much there is to be written, what goes in and out for it, and how far all that is known."""
    width = screen() - 2
    said = [line for text in (*_grounds(told), *_room(bot, told)) for line in wrapped(text, width)]
    return [*wrapped(_texts(told), width), *_table(told, width), *said]


def _texts(told: Estimate) -> str:
    remembered = f"; {told.remembered} more are in memory and cost nothing" if told.remembered else ""
    return f"{told.texts} texts to be written{remembered}"


def _table(told: Estimate, width: int) -> list[str]:
    known = iter(money([one.dollars for one in told.parts if one.dollars is not None]))
    rows = [
        [one.task, f"{one.asked:,}", f"{one.answered:,}", "?" if one.dollars is None else next(known)]
        for one in told.parts
        if one.asked
    ]
    return table(["", "tokens in", "tokens out", "cost"], rows, width) if rows else []


def _grounds(told: Estimate) -> list[str]:
    if not told.texts:
        return []
    counted = "tokens in as the model's server counts them"
    if told.why:
        counted = f"tokens in by {'the last months' if told.learned else 'characters'} ({told.why})"
    learned = "by the last months' answers" if told.learned else "as in the demo: there are no answers to go by yet"
    unknown = f"{told.abstracts} abstracts are not known yet, and taken to have {ABSTRACT:,} characters each"
    unpriced = dict.fromkeys(one.model for one in told.parts if one.dollars is None)
    places = [f"[llm.models.{json.dumps(model, ensure_ascii=False)}.prices]" for model in unpriced]
    return [
        f"{counted}; out {learned}",
        unknown if told.abstracts and not (told.why and told.learned) else "",
        f"! no prices are known; give them in config.toml, {', '.join(places)}" if places else "",
    ]


def _room(bot: Bot, told: Estimate) -> list[str]:
    if not told.texts or told.dollars is None:
        return []
    spent, month = budgeting.spent_this_month(bot), bot.spending.month
    verb = "fits" if spent + told.dollars <= month else "! does not fit"
    return [f"{verb}: {dollars(spent)} of this month's {dollars(month)} is spent"]


def facts_of(bot: Bot, told: Estimate) -> dict[str, Any]:
    """The same for programs, with exact figures."""
    spent, month = budgeting.spent_this_month(bot), bot.spending.month
    return {
        "texts": told.texts,
        "remembered": told.remembered,
        "usd": told.dollars,
        "uncached_usd": told.uncached,
        "parts": [asdict(one) for one in told.parts],
        "counted": not told.why,
        "why": told.why,
        "learned": told.learned,
        "abstracts": told.abstracts,
        "spent_usd": spent,
        "budget_usd": month,
        "fits": None if told.dollars is None else spent + told.dollars <= month,
    }
