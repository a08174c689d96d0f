"""`--estimate`: what texts would take before any is bought, for people and for programs."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from bot import budgeting, pipeline, waiting
from bot.commands.console import Console, counted
from bot.commands.desk import reading, saved_works, working, works_named
from bot.commands.figures import dollars, money, screen, table, wrapped
from bot.domain import Estimate, price_table
from bot.errors import Occupied, Rejected, Unavailable
from bot.holding import Work
from bot.llm.estimating import ABSTRACT
from bot.ports import Bot
from bot.timing import LATE


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


def tell(bot: Bot, works: Sequence[Work], *, as_json: bool, apart: bool = False) -> None:
    """Says of each digest what is missing of it would take. Of several in one locale the first pays for all.

    `apart` where they are of a saved file.
    """
    paid: dict[tuple[str, str], str] = {}
    for work in works:
        first = paid.setdefault((work.issue.key, work.edition.locale), work.key)
        told = budgeting.estimate(bot, work.issue, work.edition.locale, closely=True) if first == work.key else None
        if as_json:
            facts = facts_of(bot, told or Estimate(), work, apart=apart)
            click.echo(json.dumps({"key": work.key, **facts}, ensure_ascii=False))
        elif told:
            lines = (f"  {line}" for line in lines_of(bot, told, work, apart=apart))
            click.echo("\n".join([f"{work.key}  {cost_of(told)}", *lines]))
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


def lines_of(bot: Bot, told: Estimate, work: Work | None = None, *, apart: bool = False) -> list[str]:
    """How much there is to be written, what goes in and out for it, how far all that is known, and whether it fits.

    Without `work` it is of many old digests.
    """
    width = screen() - 2
    said = [line for text in (*_grounds(told), *_room(told, _caps(bot, work, apart))) for line in wrapped(text, width)]
    return [*wrapped(_texts(told), width), *_table(told, width), *said]


def _texts(told: Estimate) -> str:
    remembered = f"; {told.remembered} more are in memory and cost nothing" if told.remembered else ""
    return f"{counted(told.texts, 'texts')} to be written{remembered}"


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
    places = [price_table(model) for model in unpriced]
    stronger = f"what {told.stronger} writes anew is not in it: nobody knows what will fail"
    return [
        f"{counted}; out {learned}",
        unknown if told.abstracts and not (told.why and told.learned) else "",
        stronger if told.stronger else "",
        f"! no prices are known; give them in config.toml, {', '.join(places)}" if places else "",
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cap:
    """A budget in US dollars: what is spent of it, and what of it is `kept` for others."""

    whose: str
    limit: float
    spent: float
    kept: float = 0.0

    def has_room(self, dollars: float) -> bool:
        """To the billionth, as the ledger counts."""
        return round(self.spent + dollars - (self.limit - self.kept), 9) <= 0


def _caps(bot: Bot, work: Work | None, apart: bool) -> list[_Cap]:
    """The budgets that a digest must fit; without one, or of a saved file, what new ones leave of the month's."""
    old = apart or work is None or bot.clock.now() - work.issue.published > LATE
    kept = bot.spending.month * bot.spending.reserved if old else 0.0
    month = _Cap(whose="month", limit=bot.spending.month, spent=budgeting.spent_this_month(bot), kept=kept)
    if work is None:
        return [month]
    spent = bot.store.calls.spent_on(work.issue.key, work.edition.locale)
    return [month, _Cap(whose="digest", limit=bot.spending.digest, spent=spent)]


def _room(told: Estimate, caps: Sequence[_Cap]) -> Iterator[str]:
    if not told.texts or told.dollars is None:
        return
    for cap in caps:
        verb = "fits" if cap.has_room(told.dollars) else "! does not fit"
        kept = f", and {dollars(cap.kept)} of it is kept for new issues" if cap.kept else ""
        yield f"{verb}: {dollars(cap.spent)} of this {cap.whose}'s {dollars(cap.limit)} is spent{kept}"


def facts_of(bot: Bot, told: Estimate, work: Work | None = None, *, apart: bool = False) -> dict[str, Any]:
    """The same for programs, with exact figures."""
    caps = _caps(bot, work, apart)
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
        "stronger": told.stronger,
        "budgets": [
            {"of": one.whose, "usd": one.limit, "spent_usd": one.spent, "kept_usd": round(one.kept, 9)} for one in caps
        ],
        "fits": None if told.dollars is None else all(one.has_room(told.dollars) for one in caps),
    }
