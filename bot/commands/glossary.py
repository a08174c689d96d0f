"""`paperboy glossary`: the terms of a locale, those of its file and those that people decided."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.console import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain import Learned, Term
    from bot.ports import Bot

LOCALE = click.option("--locale", default="", help="A folder of `prompts/`; left out, the one that the editions use.")
SENSE = click.option("--sense", default="", help="Which meaning of the term; left out, the usual one.")
SECOND = click.option("--second", default="", help="Who else agrees, where a term that is there is changed.")


@click.group("glossary")
def command() -> None:
    """Lists the terms of a locale, and adds to them: what people decided wins over the locale's file.

    Terms are part of every prompt that they occur in, and the checks hold the model to them. A term that is there is
    changed by two people: by a moderator's approval and another's, or here with `--second`.
    """


@command.command("list")
@LOCALE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_context
def list_(ctx: click.Context, locale: str, as_json: bool) -> None:
    """Lists the terms of a locale as they are used now."""
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick

    with reading(ctx.obj) as bot:
        found = [_facts(term, origin) for term, origin in _terms(bot, _code(bot, locale))]
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(map(_line, found)) or "no terms")


@command.command("add")
@click.argument("source")
@click.argument("accepted", nargs=-1, required=True)
@click.option("--never", multiple=True, help="A rendering that is wrong wherever the term stands; may be repeated.")
@LOCALE
@SENSE
@SECOND
@click.pass_context
def add(
    ctx: click.Context,
    source: str,
    accepted: tuple[str, ...],
    never: tuple[str, ...],
    locale: str,
    sense: str,
    second: str,
) -> None:
    """Adds a term: SOURCE in English and what may stand for it, the best first."""
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.terms_csv import checked  # noqa: PLC0415
    from bot.domain import Term  # noqa: PLC0415

    term = checked(Term(source=source, accepted=accepted, forbidden=never, sense=sense), "this")
    with reading(ctx.obj) as bot:
        code = _code(bot, locale)
        _add(bot, code, [term], second)
        click.echo(printable(f"{source}  is {' | '.join(accepted)} in {code} from now on"))
        _tell_written(bot, code)


@command.command("forget")
@click.argument("source")
@LOCALE
@SENSE
@click.pass_context
def forget(ctx: click.Context, source: str, locale: str, sense: str) -> None:
    """Takes a term back that people decided; one that the file has stands again as it is there."""
    from bot.commands.desk import NothingNamed, reading  # noqa: PLC0415 - `--help` stays quick
    from bot.corrections import learning  # noqa: PLC0415

    with reading(ctx.obj) as bot:
        code = _code(bot, locale)
        decided = learning.decided(bot, code, source, sense)
        if decided is None or not bot.store.terms.forget(code, decided.source, sense):
            raise NothingNamed(f"{source}: nobody decided such a term in {code}; what the file has is changed there")
        click.echo(printable(f"{source}  is taken back"))
        _tell_written(bot, code)


@command.command("export")
@LOCALE
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="A file; left out, it is printed."
)
@click.pass_context
def export(ctx: click.Context, locale: str, output: Path | None) -> None:
    """Writes the terms of a locale as CSV, as Weblate's glossaries take it.

    The columns are source, target (the first of what is accepted), context (the sense), translator_comments (`also:`
    and `never:`, separated by |) and developer_comments (where it comes from). A cell that a spreadsheet would take for
    a formula stands between apostrophes, which Weblate and `import` take away.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.terms_csv import written  # noqa: PLC0415
    from bot.errors import Misconfigured  # noqa: PLC0415

    with reading(ctx.obj) as bot:
        text = written(_terms(bot, _code(bot, locale)))
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Misconfigured(
            f"{output}: cannot be written: {error.strerror}; name a file in a folder of yours"
        ) from error


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@LOCALE
@SECOND
@click.pass_context
def import_(ctx: click.Context, file: Path, locale: str, second: str) -> None:
    """Adds the terms of a CSV file with the columns that `export` writes; what is there already stays as it is.

    A row of a term that is there, with the same first rendering and no others, leaves it all of its own: comments are
    lost on the way through Weblate. Nothing is added where one row is refused.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.terms_csv import read  # noqa: PLC0415

    terms = read(file)
    with reading(ctx.obj) as bot:
        code = _code(bot, locale)
        known = _standing(bot, code)
        added = _add(bot, code, [_completed(one, known) for one in terms], second)
        click.echo(f"{added} added or changed, {len(terms) - added} as they were")
        _tell_written(bot, code)


@command.command("apply")
@click.argument("source")
@LOCALE
@click.option("--list", "only_listed", is_flag=True, help="Only list the texts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def apply(ctx: click.Context, source: str, locale: str, only_listed: bool, as_json: bool) -> None:
    """Proposes to correct older posts that have a term otherwise, the newest ten of them.

    Each is a correction that waits for a decision as any other, and of which no reader is told. Run again, it proposes
    the next ten.
    """
    from bot.commands.desk import NothingNamed, reading  # noqa: PLC0415 - `--help` stays quick
    from bot.corrections import learning  # noqa: PLC0415

    with reading(ctx.obj) as bot:
        code = _code(bot, locale)
        term = learning.known(bot, code, source)
        if term is None:
            raise NothingNamed(f"{source}: there is no such term in {code}; `paperboy glossary list` has them")
        older = [one.key for one in learning.disagreeing(bot, code, term)]
        proposed = [] if only_listed else learning.propose_older(bot, code, term)
    facts = [{"number": one.number, "state": one.state, "about": one.about, "field": one.field} for one in proposed]
    if as_json:
        click.echo(json.dumps({"older": older, "proposed": facts}, ensure_ascii=False))
        return
    lines = older if only_listed else ["  ".join(map(str, one.values())) for one in facts]
    click.echo("\n".join([*lines, f"{len(older)} older texts have it otherwise, {len(proposed)} are proposed now"]))


def _code(bot: "Bot", locale: str) -> str:
    """The locale that is meant. Raises: NothingNamed."""
    from bot.commands.desk import NothingNamed  # noqa: PLC0415 - `--help` stays quick

    codes = sorted(bot.locales)
    if locale in codes or (not locale and len(codes) == 1):
        return locale or codes[0]
    what = f"{locale}: no edition uses this locale" if locale else "which locale? name it with --locale"
    raise NothingNamed(f"{what}; there are: {', '.join(codes)}")


def _tell_written(bot: "Bot", code: str) -> None:
    """Says which texts that are not out were written by other terms than those that stand now."""
    from bot import renewing, waiting  # noqa: PLC0415 - `--help` stays quick

    works = {one.issue.key: one for one in waiting.fresh_work(bot) if one.edition.locale == code}
    for work in works.values():
        if count := sum(one.bought for one in renewing.renewals(bot, work.key)):
            said = f"{count} of its texts were asked for with other terms"
            click.echo(f"{work.key}  {said}; `paperboy renew {work.key}` asks for them anew")


def _terms(bot: "Bot", code: str) -> "list[tuple[Term, str]]":
    """The terms of a locale as they are used now, each with where it comes from."""
    from bot import texts  # noqa: PLC0415 - `--help` stays quick

    learned = {(one.source, one.sense): one for one in texts.learned_of(bot, code)}
    return [(one, _origin(learned.get((one.source, one.sense)))) for one in texts.locale_of(bot, code).glossary]


def _origin(learned: "Learned | None") -> str:
    if learned is None:
        return "file"
    second = f" and {learned.seconded}" if learned.seconded else ""
    return f"learned: {learned.who}{second}, {learned.at:%Y-%m-%d}"


def _facts(term: "Term", origin: str) -> dict[str, Any]:
    return {
        "source": term.source,
        "accepted": list(term.accepted),
        "forbidden": list(term.forbidden),
        "sense": term.sense,
        "origin": origin,
    }


def _line(facts: dict[str, Any]) -> str:
    sense = f" ({facts['sense']})" if facts["sense"] else ""
    never = f"  never: {' | '.join(facts['forbidden'])}" if facts["forbidden"] else ""
    return printable(f"{facts['source']}{sense}  {' | '.join(facts['accepted'])}{never}  [{facts['origin']}]")


def _standing(bot: "Bot", code: str) -> "dict[tuple[str, str], Term]":
    """The terms of a locale by what they are looked for by; one without a sense takes the place of those with one."""
    from bot import texts  # noqa: PLC0415 - `--help` stays quick
    from bot.wording import key  # noqa: PLC0415

    glossary = texts.locale_of(bot, code).glossary
    return {(key(one.source), ""): one for one in glossary} | {(key(one.source), one.sense): one for one in glossary}


def _completed(term: "Term", known: "dict[tuple[str, str], Term]") -> "Term":
    """A term that is there, as it is there, where no more is said of it than its first rendering."""
    from bot.wording import key  # noqa: PLC0415 - `--help` stays quick

    stands = known.get((key(term.source), term.sense))
    same = stands and term.accepted == tuple(stands.accepted[:1]) and not term.forbidden
    return replace(term, accepted=stands.accepted, forbidden=stands.forbidden) if stands and same else term


def _add(bot: "Bot", code: str, terms: "Sequence[Term]", second: str) -> int:
    """Learns those that do not stand as they are, and returns how many. Where one is refused, nothing is learnt.

    Raises: Rejected (a term that is there would be changed, and nobody else agrees).
    """
    from bot.config import person  # noqa: PLC0415
    from bot.corrections import learning  # noqa: PLC0415
    from bot.domain import Learned  # noqa: PLC0415
    from bot.errors import Rejected  # noqa: PLC0415
    from bot.wording import key  # noqa: PLC0415 - `--help` stays quick

    known, second = _standing(bot, code), second.strip()
    stands = {one: known.get((key(one.source), one.sense)) for one in terms}
    fresh = [one for one, old in stands.items() if not old or _forms(old) != _forms(one)]
    changed = [one.source for one in fresh if stands[one]]
    if changed and second.casefold() in ("", person().casefold()):
        raise Rejected(f"{', '.join(changed)}: there already; a second person must agree to the change: --second NAME")
    for one in fresh:
        learned = Learned(
            locale=code,
            source=one.source,
            accepted=one.accepted,
            forbidden=one.forbidden,
            sense=one.sense,
            who=person(),
            seconded=second if stands[one] else "",
            at=bot.clock.now(),
        )
        learning.keep(bot, learned)
    return len(fresh)


def _forms(term: "Term") -> "tuple[Sequence[str], Sequence[str]]":
    return term.accepted, term.forbidden
