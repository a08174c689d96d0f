"""`paperboy status`: what waits, and for what."""

import json
from typing import TYPE_CHECKING, Any

import click

from bot.commands.console import printable

if TYPE_CHECKING:
    from bot.ports import Bot


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Says for each digest whether it is out, or the one thing it waits for; and what is held.

    Only reads: it asks no service and may be run beside a worker.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick

    with reading(ctx.obj) as bot:
        state = state_of(bot)
    click.echo(json.dumps(state, ensure_ascii=False) if as_json else "\n".join(lines_of(state)))


def state_of(bot: "Bot") -> dict[str, Any]:
    """`{"feeds", "digests", "holds"}`; digests newest first."""
    return {
        "feeds": [_feed(bot, name) for name in bot.sources],
        "digests": [one for edition in bot.editions for one in _digests(bot, edition)],
        "holds": [
            {"key": h.key, "reason": h.reason, "who": h.who, "since": _iso(h.since)} for h in bot.store.holds.all()
        ],
    }


def lines_of(state: dict[str, Any]) -> list[str]:
    """The state for people, a line a thing."""
    lines = [
        f"feed {one['source']}  last new on {one['last_change'] or 'never: not read yet'}" for one in state["feeds"]
    ]
    for digest in state["digests"]:
        until = f", until {digest['until']}" if digest["until"] else ""
        said = {"out": f"is out: {digest['url']}", "waits": f"waits for {digest['what']}{until}"}
        lines.append(f"{digest['key']}  {said.get(digest['state'], digest['state'])}")
    lines += [f"held: {one['key']}  {one['reason']}  (by {one['who']}, {one['since']})" for one in state["holds"]]
    return [printable(line) for line in lines]


def _feed(bot: "Bot", name: str) -> dict[str, Any]:
    changed = bot.store.feeds.last_change(name)
    return {"source": name, "last_change": _iso(changed)}


def _digests(bot: "Bot", edition: Any) -> list[dict[str, Any]]:
    from bot import waiting  # noqa: PLC0415 - `--help` stays quick

    mine = {work.key for work in waiting.works(bot, edition)}
    works = [waiting.Work(issue=issue, edition=edition) for issue in bot.store.issues.all(edition.source)]
    return [_digest(bot, work) if work.key in mine else _early(work) for work in reversed(works)]


def _digest(bot: "Bot", work: Any) -> dict[str, Any]:
    from bot import waiting  # noqa: PLC0415 - `--help` stays quick

    posts = bot.store.posts.of(work.key)
    if waiting.finished(bot, work):
        return {"key": work.key, "state": "out", "what": None, "until": None, "url": posts[0].url}
    wait = waiting.wait_of(bot, work)
    what = wait.what if wait else "the next tick"
    until = _iso(wait.until) if wait else None
    return {"key": work.key, "state": "waits", "what": what, "until": until, "url": posts[0].url if posts else None}


def _early(work: Any) -> dict[str, Any]:
    return {"key": work.key, "state": "before start", "what": None, "until": None, "url": None}


def _iso(moment: Any) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
