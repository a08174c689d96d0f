"""`paperboy doctor`: looks at configuration, keys and services, with a remedy for each trouble."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import click

from bot.commands.console import printable
from bot.errors import PaperboyError
from bot.ports import Check, Validators

if TYPE_CHECKING:
    from bot.config import Config
    from bot.ports import Bot


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Asks every service whether it would serve the bot; writes nothing to any and spends nothing.

    Exits with 78 when something must be changed, or a service does not answer.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick
    from bot.config import load  # noqa: PLC0415

    checks = []
    config = load(ctx.obj)
    with reading(ctx.obj) as bot:
        for check in chain((_contact(config.values.contact),), looked_at(bot), _pages(config, bot)):
            checks.append(check)
            if not as_json:
                click.echo(_line(check))
    if as_json:
        click.echo(
            json.dumps([{"what": c.what, "well": c.well, "remedy": c.remedy} for c in checks], ensure_ascii=False)
        )
    ctx.exit(0 if all(check.well for check in checks) else 78)


def looked_at(bot: "Bot") -> Iterator[Check]:
    """Every check, one service after another."""
    for name, source in bot.sources.items():
        url = source.feed_url
        yield _asked(f"feed {name}: {url}", partial(bot.feed.fetch, url, Validators()))
    yield _asked("arXiv", partial(bot.library.look_up, ["1706.03762"]))
    yield from _all("model", bot.translator.check)
    yield from _locales(bot)
    for edition in bot.editions:
        yield from _all(edition.name, bot.publishers[edition.name].check)
        if edition.correcting and bot.publishers[edition.name].forum is None:
            remedy = "it goes to no forum, where nobody comments; take its table `corrections` away"
            yield Check(what=f"{edition.name}: corrections", well=False, remedy=remedy)


def _locales(bot: "Bot") -> Iterator[Check]:
    """Which locales have to do with the rules that hold in every language."""
    from bot.checks import has_rules  # noqa: PLC0415 - the rules take their time to load

    for code in bot.locales:
        if not has_rules(code):
            yield Check(what=f"locale {code}: bot/checks/ has no rules of its own for it; the others apply", well=True)


def _pages(config: "Config", bot: "Bot") -> "Iterator[Check]":
    """What the moderators' pages need; they are loaded only where there are some."""
    if config.values.web:
        from bot.web import checks  # noqa: PLC0415 - most have none

        yield from checks(config, bot)


def _contact(contact: str) -> Check:
    remedy = "put your own address or page there: it is how feed and arXiv operators reach you"
    well = "example." not in contact
    return Check(what=f"contact {contact}", well=well, remedy="" if well else remedy)


def _asked(what: str, question: Callable[[], object]) -> Check:
    try:
        question()
    except PaperboyError as error:
        return Check(what=what, well=False, remedy=str(error))
    return Check(what=what, well=True)


def _all(what: str, questions: Callable[[], Sequence[Check]]) -> Sequence[Check]:
    """The checks a part of the bot makes of itself; one that fails where it cannot even begin."""
    try:
        return questions()
    except PaperboyError as error:
        return [Check(what=what, well=False, remedy=str(error))]


def _line(check: Check) -> str:
    what = printable(check.what)
    return f"✓ {what}" if check.well else f"✗ {what}\n  {printable(check.remedy)}"
