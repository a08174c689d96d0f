"""`paperboy backfill`: old issues, oldest first, for editions that do not have them."""

import json
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from bot.commands.console import Console, printable

if TYPE_CHECKING:
    from bot.backfilling import Extent
    from bot.domain import Backfill
    from bot.ports import Bot

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("backfill")
@click.option("--since", type=DAY, help="The first day on which an issue ends; left out, what is on goes on.")
@click.option("--until", type=DAY, help="The last such day; left out, today.")
@click.option("--edition", "names", multiple=True, metavar="NAME", help="Only this edition; may be given again.")
@click.option("--estimate", is_flag=True, help="Buy and post nothing; say how much there is, and about what it costs.")
@click.option("--stop", is_flag=True, help="Put an end to what is on; what is out stays.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a backfill.")
@click.pass_context
def command(
    ctx: click.Context,
    since: datetime | None,
    until: datetime | None,
    names: tuple[str, ...],
    *,
    estimate: bool,
    stop: bool,
    as_json: bool,
) -> None:
    """Delivers old issues, oldest first, to editions that do not have them, each under the day it came out.

    Works until the topics of the day or the month's budget are spent, less what is kept for new issues, and says so.
    After that every `paperboy tick`, and `paperboy run` with every poll, delivers one issue more, until all are out;
    the same command again goes on at once. What stands there already, whoever posted it, is left alone.
    """
    from bot import backfilling, backlog  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import editions_named, reading  # noqa: PLC0415
    from bot.commands.errand import see_to  # noqa: PLC0415
    from bot.config import person  # noqa: PLC0415

    if since is None and (until or names or estimate):
        raise click.UsageError("say --since which day, as 2023-01-01")
    console = Console()
    with reading(ctx.obj, console) as bot:
        wanted = {name for one in names or (None,) for name in editions_named(bot, one)}
        editions = [one for one in bot.editions if one.name in wanted]
        if since:
            first, last = since.date(), _last(bot, until)
            if first > last:
                raise click.UsageError(f"--since {first} is after --until {last}")
            if estimate:
                _say_estimate(bot, backfilling.estimated(bot, editions, first, last), as_json)
                return
            backfilling.asked(bot, editions, first, last, person())
        on = list(bot.store.backfills.open())
        if stop:
            for one in on:
                bot.store.backfills.end(one.number, bot.clock.now())
    if not on:
        raise click.UsageError("no backfill is on; say --since which day, as 2023-01-01")
    try:
        if not stop:
            see_to(ctx.obj, console, "tick", "", partial(_work_off, on=on))
    finally:
        console.close()
    with reading(ctx.obj) as bot:
        for now in filter(None, (bot.store.backfills.get(one.number) for one in on)):
            _say(backlog.told(bot, now), as_json)
    ctx.exit(console.exit_code)


def lines_of(told: dict[str, Any]) -> list[str]:
    """How far a backfill is, for people."""
    head = f"{told['key']}  {told['since']} to {told['until']}: {told['out']} of {told['of']} digests are out"
    held = f", {told['held']} of the others are held" if told["held"] else ""
    later = f", until {told['waits_until']}" if told["waits_until"] else ""
    waits = f"; waits for {told['waits']}{later}" if told["waits"] else ""
    return [printable(head + held + waits)]


def _work_off(bot: "Bot", on: "list[Backfill]") -> None:
    from bot.backfilling import Filling  # noqa: PLC0415 - `--help` stays quick

    filling = Filling(bot)
    for one in on:
        filling.work_off(one.number)


def _last(bot: "Bot", until: datetime | None) -> date:
    return until.date() if until else bot.clock.now().date()


def _say(told: dict[str, Any], as_json: bool) -> None:
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(lines_of(told)))


def _say_estimate(bot: "Bot", told: "Extent", as_json: bool) -> None:
    from bot.commands import estimates  # noqa: PLC0415 - `--help` stays quick

    if as_json:
        click.echo(
            json.dumps({"issues": told.issues, "digests": told.digests, **estimates.facts_of(bot, told.estimate)})
        )
    else:
        click.echo(f"{told.issues} issues, {told.digests} digests: {estimates.cost_of(told.estimate)}")
        click.echo("\n".join(f"  {line}" for line in estimates.lines_of(bot, told.estimate)))
