"""`paperboy costs`: what was spent on models, for what, and what of the budget is left."""

import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.commands.ledger import Book
    from bot.config import Config
    from bot.ports import Store

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("costs")
@click.argument("key", required=False)
@click.option("--month", type=click.DateTime(["%Y-%m"]), metavar="YYYY-MM", help="A month; left out, this one.")
@click.option("--since", type=DAY, help="Instead of a month, from this day on.")
@click.option("--until", type=DAY, help="The last such day; left out, today.")
@click.option(
    "--by",
    type=click.Choice(["issue", "task", "model", "locale", "month"]),
    help="One table, with all its lines; by month, the last twelve.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a row, with exact figures.")
@click.pass_context
def command(ctx: click.Context, /, key: str | None, *, as_json: bool, **time: Any) -> None:
    """Shows what was spent on models this month, of what budget, and for which issues, tasks and models.

    KEY is an issue, a digest or an entry: its calls, one a line. Days and months are those of UTC. Only reads: it asks
    no service and may be run beside a worker. A text is paid for once a locale, in however many editions it goes out.
    The columns count tokens: `written` and `read` are input that was written to and read from the prompt cache, `input`
    is all other, `thinking` a part of `output`; `warm` among the tasks fills that cache.
    """
    from bot import wiring  # noqa: PLC0415 - `--help` stays quick
    from bot.commands import figures, ledger, ledger_lines  # noqa: PLC0415
    from bot.config import load  # noqa: PLC0415

    if key and any(time.values()):
        raise click.UsageError("say a KEY, which has all its calls, or a time")
    config = load(ctx.obj)
    clock = wiring.clock_of(config)
    prices, today = ledger.prices_of(config), clock.now().date()
    # Bars are for the eye.
    width, drawn = figures.screen(), sys.stdout.isatty()
    with closing(wiring.open_store(config, clock)) as store:
        if key:
            calls = ledger.calls_of(config, store, key)
            told = ledger.rows_of_calls(calls)
            lines = ledger_lines.of_calls(key, calls, prices, today, width)
        else:
            book = _book(config, store, clock.now(), **time)
            told = ledger.rows_of_book(book)
            lines = ledger_lines.of_book(book, prices, today, width, drawn=drawn)
    for line in map(json.dumps, told) if as_json else lines:
        click.echo(line)


def _book(
    config: "Config",
    store: "Store",
    now: datetime,
    month: datetime | None,
    since: datetime | None,
    until: datetime | None,
    by: str | None,
) -> "Book":
    """The time that is asked for. Raises: UsageError (two of them, one that is not yet, or ends before it begins)."""
    from bot.commands import ledger  # noqa: PLC0415 - `--help` stays quick
    from bot.wiring import spending_of  # noqa: PLC0415

    month, since, until = (one.replace(tzinfo=UTC) if one else None for one in (month, since, until))
    if (month and since) or (until and not since):
        raise click.UsageError("say --month, or --since and --until")
    if any(one > now for one in (month, since) if one):
        raise click.UsageError("that time is still to come")
    if since and until and until < since:
        raise click.UsageError("--until is a day before --since")
    if by == "month":
        if month or since:
            raise click.UsageError("--by month shows the last twelve, and takes no other time")
        return ledger.of_year(store, now)
    if since:
        return ledger.of_days(store, since, min(until or now, now), by)
    return ledger.of_month(store, spending_of(config), month or now, by)
