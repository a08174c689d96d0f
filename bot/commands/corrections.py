"""`paperboy corrections`: what readers report, and what is decided about it at the machine itself."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.commands.console import Console, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain import Correction, Finding, Verb
    from bot.ports import Bot

MARK = 8
"""So many digits of a fingerprint say which form of a correction somebody saw."""

MOST_SHOWN = 120
"""Characters of a change that a list has room for."""

NUMBER = click.argument("number", type=click.IntRange(1, 2**31 - 1))
"""No database gives a number beyond."""

_REFUSED = {
    "doubted": "the gate doubts the new wording; `--anyway` applies it all the same",
    "changed": "the text, the comment or the correction is not what it was; look at it again",
    "decided": "it was decided before",
    "refused": "this cannot be done with it as it stands",
    "seconded": "the term is there already: a second person must agree to its change",
}
"""What came of a ruling that did not do what was asked for."""


@click.group("corrections")
def command() -> None:
    """Lists what readers report, shows it, and decides it. NUMBER is as `list` shows it.

    What is decided here is the operator's decision and recorded with their name; the forum is not asked who they are.
    Where `paperboy run` works it is asked to do it.
    """


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was decided.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_context
def list_(ctx: click.Context, everything: bool, as_json: bool) -> None:
    """Lists the corrections that wait for a decision, the oldest first."""
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick
    from bot.domain import OPEN  # noqa: PLC0415

    with reading(ctx.obj) as bot:
        found = bot.store.corrections.all(() if everything else OPEN)
    if as_json:
        click.echo(json.dumps([facts_of(one) for one in found], ensure_ascii=False, default=str))
    else:
        click.echo("\n".join(map(_line, found)) or "nothing waits")


@command.command("show")
@NUMBER
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def show(ctx: click.Context, number: int, as_json: bool) -> None:
    """Shows a correction with what the gate says of it.

    The lines that it changes, where `[-…-]` is taken out and `{+…+}` put in; the comments that ask for it; what the
    checks find in the new text and not in the old one; of a term, how many older texts have it otherwise; and what was
    decided, by whom.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick

    with reading(ctx.obj) as bot:
        told = told_of(bot, _known(bot, number))
    click.echo(json.dumps(told, ensure_ascii=False, default=str) if as_json else "\n".join(_lines(told)))


@command.command("approve")
@NUMBER
@click.option("--anyway", is_flag=True, help="Also over what the gate finds in the new wording.")
@click.option("--wording", default="", help="Your own words in the place of those that were asked for.")
@click.option("--seen", default="", help="The mark that `show` printed: nothing is done where it is another by now.")
@click.pass_context
def approve(ctx: click.Context, number: int, anyway: bool, wording: str, seen: str) -> None:
    """Has a correction made: the posts are edited, its reader is thanked."""
    from bot.domain import Verb  # noqa: PLC0415 - `--help` stays quick

    own = Verb.APPLY_OWN if wording else Verb.APPLY
    _rule(ctx, number, Verb.ANYWAY if anyway else own, wording, seen=seen)


@command.command("reject")
@NUMBER
@click.option("--reason", default="", help="For the reader, who is told it in public; without one nothing is said.")
@click.pass_context
def reject(ctx: click.Context, number: int, reason: str) -> None:
    """Leaves the text as it is."""
    from bot.domain import Verb  # noqa: PLC0415 - `--help` stays quick

    _rule(ctx, number, Verb.REJECT, reason)


@command.command("hold")
@NUMBER
@click.pass_context
def hold(ctx: click.Context, number: int) -> None:
    """Puts a correction aside; it can be decided later."""
    from bot.domain import Verb  # noqa: PLC0415 - `--help` stays quick

    _rule(ctx, number, Verb.HOLD)


@command.command("close")
@NUMBER
@click.pass_context
def close(ctx: click.Context, number: int) -> None:
    """Ends a correction without a word."""
    from bot.domain import Verb  # noqa: PLC0415 - `--help` stays quick

    _rule(ctx, number, Verb.CLOSE)


@command.command("undo")
@NUMBER
@click.pass_context
def undo(ctx: click.Context, number: int) -> None:
    """Takes back what was made in the last seven days.

    The text is as it was before; where somebody changed it since, nothing happens.
    """
    from bot.domain import Verb  # noqa: PLC0415 - `--help` stays quick

    _rule(ctx, number, Verb.UNDO)


def told_of(bot: "Bot", correction: "Correction") -> dict[str, Any]:
    """Everything known of a correction; of its findings, those that it would bring as `new`.

    `older` are the texts that are out and have a term otherwise, None of what is no term or is decided.
    """
    from bot import waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.corrections.judging import findings, new_findings  # noqa: PLC0415
    from bot.corrections.learning import older  # noqa: PLC0415
    from bot.domain import OPEN, Field  # noqa: PLC0415

    is_term = correction.field is Field.TERM and correction.state in OPEN
    works = waiting.named(bot, correction.digest)
    before, after = findings(bot, works[0], correction) if works else ((), ())
    new = new_findings(bot, works[0], correction) if works else ()
    comments = bot.store.corrections.comments(correction.number)
    steps = bot.store.corrections.steps(correction.number)
    return {
        **facts_of(correction),
        "lines": _changed(correction),
        "before": correction.before,
        "after": correction.after,
        "comments": [{name: getattr(one, name) for name in ("key", "number", "author", "text")} for one in comments],
        "findings": {"before": _told(before), "after": _told(after), "new": _told(new)},
        "older": [one.entry for one in older(bot, correction)] if is_term else None,
        "steps": [{"state": one.state, "who": one.who, "at": one.at, "why": one.why} for one in steps],
    }


def facts_of(correction: "Correction") -> dict[str, Any]:
    """What a list has of a correction; `mark` says which form of it this is."""
    return {
        "number": correction.number,
        "state": correction.state,
        "since": correction.since,
        "digest": correction.digest,
        "about": correction.about,
        "field": correction.field,
        "spans": [asdict(one) for one in correction.spans],
        "reason": correction.reason,
        "by": correction.by,
        "cause": correction.cause,
        "mark": correction.shown[:MARK],
    }


def _lines(told: dict[str, Any]) -> list[str]:
    """The same for people."""
    lines = [
        f"{told['number']}  {told['state']} since {told['since']:%Y-%m-%d %H:%M}  mark {told['mark']}",
        f"in {told['digest']}: {told['field']} of {told['about']}, by {told['by']}",
        *([f"why: {told['reason']}"] if told["reason"] else []),
        *(f"  {line}" for line in told["lines"]),
        *(f"#{one['number']} {one['author']}: {' '.join(one['text'].split())}" for one in told["comments"]),
        *(f"! {one['severity']}: {one['message']}" for one in told["findings"]["new"]),
        *([f"{len(told['older'])} older texts have it otherwise"] if told["older"] is not None else []),
        *(f"{one['at']:%Y-%m-%d %H:%M}  {one['state']}  {one['who']}  {one['why']}".rstrip() for one in told["steps"]),
    ]
    return [printable(line) for line in lines]


def _line(correction: "Correction") -> str:
    change = "; ".join(f"{one.old} → {one.new}" for one in correction.spans) or correction.reason
    what = f"{correction.number:>4}  {correction.state:<12} {correction.field:<8} {correction.about}"
    return printable(f"{what}  {' '.join(change.split())[:MOST_SHOWN]}")


def _told(found: "Iterable[Finding]") -> list[dict[str, str]]:
    return [{"code": one.code, "severity": one.severity, "message": one.message} for one in found]


def _changed(correction: "Correction") -> list[str]:
    """The lines of its text in which something changes."""
    from bot.web import diff  # noqa: PLC0415 - `--help` stays quick

    marks = {diff.SAME: "{}", diff.GONE: "[-{}-]", diff.COME: "{{+{}+}}"}
    return [
        "".join(marks[part.kind].format(part.text) for part in line) for line in diff.lines(diff.changed(correction))
    ]


def _known(bot: "Bot", number: int) -> "Correction":
    from bot.commands.desk import NothingNamed  # noqa: PLC0415 - `--help` stays quick

    found = bot.store.corrections.get(number)
    if found is None:
        raise NothingNamed(f"{number}: there is no such correction; `paperboy corrections list --all` has them")
    return found


class _Heard(Console):
    """Remembers what came of the ruling."""

    came = ""

    def __call__(self, event: str, key: str, **facts: object) -> None:
        """Shows one event; what a forum's moderators would be told is said in other words here."""
        if event == "answered":
            self.came = str(facts["came"])
        elif event != "ruled":
            super().__call__(event, key, **facts)


def _rule(ctx: click.Context, number: int, verb: "Verb", text: str = "", *, seen: str = "") -> None:
    """Decides a correction as it is now, and says what came of it."""
    from bot import pipeline  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import reading  # noqa: PLC0415
    from bot.commands.errand import see_to  # noqa: PLC0415
    from bot.config import person  # noqa: PLC0415
    from bot.domain import Ruling  # noqa: PLC0415
    from bot.errors import Rejected  # noqa: PLC0415

    with reading(ctx.obj) as bot:
        now = _known(bot, number)
    if seen and not now.shown.startswith(seen):
        raise Rejected(f"{number}: {_REFUSED['changed']}: `paperboy corrections show {number}`")
    ruling = Ruling(number=number, verb=verb, who=person(), shown=now.shown, text=text, operator=True)
    facts = {"number": str(number), "verb": verb.value, "shown": now.shown, "text": text, "operator": "yes"}
    console = _Heard()
    try:
        see_to(ctx.obj, console, "rule", now.digest, lambda bot: pipeline.rule(bot, ruling), facts=facts)
    finally:
        console.close()
    with reading(ctx.obj) as bot:
        state = _known(bot, number).state
        wanted = now.with_wording(text) if text else now
        doubts = told_of(bot, wanted)["findings"]["new"] if console.came == "doubted" else []
    for one in doubts:
        click.echo(printable(f"! {one['severity']}: {one['message']}"), err=True)
    if why := _REFUSED.get(console.came):
        raise Rejected(f"{number}: {why}; it is {state}")
    click.echo(f"{number}  is {state}")
    ctx.exit(console.exit_code)
