"""`paperboy status`: what waits, and for what."""

import json
from typing import TYPE_CHECKING, Any

import click

from bot.commands import backfill
from bot.commands.console import printable

if TYPE_CHECKING:
    from bot.domain import Edition
    from bot.holding import Work
    from bot.ports import Bot


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Says for each digest whether it is out, or the one thing it waits for; and what is held.

    Only reads: it asks no service and may be run beside a worker.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick

    with reading(ctx.obj, glance=True) as bot:
        state = state_of(bot)
    click.echo(json.dumps(state, ensure_ascii=False) if as_json else "\n".join(lines_of(state)))


def state_of(bot: "Bot") -> dict[str, Any]:
    """`{"feeds", "backfills", "digests", "holds"}`; digests newest first, with the findings of those that are news."""
    from bot import backlog, holding, waiting  # noqa: PLC0415 - `--help` stays quick

    news = {work.key for work in waiting.fresh_work(bot)}
    return {
        "feeds": _feeds(bot),
        "backfills": [backlog.told(bot, one) for one in bot.store.backfills.open()],
        "digests": [one for edition in bot.editions for one in _digests(bot, edition, news)],
        "holds": [
            {
                "key": one.key,
                "kind": one.kind.value,
                "reason": one.reason,
                "who": one.who,
                "since": _iso(one.since),
                "until": _iso(one.until),
            }
            for one in holding.standing(bot)
        ],
    }


def lines_of(state: dict[str, Any]) -> list[str]:
    """The state for people, a line a thing."""
    lines = []
    for one in state["feeds"]:
        changed = f"last new on {one['last_change']}" if one["last_change"] else "not read yet"
        lines.append(f"feed {one['source']}  {changed}")
        lines += [f"  ! {one['silent']}"] if one["silent"] else []
    lines += [line for one in state["backfills"] for line in backfill.lines_of(one)]
    for digest in state["digests"]:
        until = f", until {digest['until']}" if digest["until"] else ""
        since = f", since {digest['since']}" if digest["since"] else ""
        said = {"out": f"is out: {digest['url']}", "waits": f"waits for {digest['what']}{since}{until}"}
        lines.append(f"{digest['key']}  {said.get(digest['state'], digest['state'])}")
        lines += [f"  ! {finding}" for finding in digest["findings"]]
    for one in state["holds"]:
        until = f", until {one['until']}" if one["until"] else ""
        lines.append(f"{one['kind']}: {one['key']}  {one['reason']}  (by {one['who']}, {one['since']}{until})")
    return [printable(line) for line in lines]


def _feeds(bot: "Bot") -> list[dict[str, Any]]:
    from bot import waiting  # noqa: PLC0415 - `--help` stays quick

    silent = dict(waiting.silences(bot))
    return [
        {"source": name, "last_change": _iso(bot.store.feeds.last_change(name)), "silent": silent.get(name)}
        for name in bot.sources
    ]


def _digests(bot: "Bot", edition: "Edition", news: set[str]) -> list[dict[str, Any]]:
    from bot import waiting  # noqa: PLC0415 - `--help` stays quick

    mine = {work.key for work in waiting.works(bot, edition)}
    everything = waiting.every(bot, edition)
    return [
        {
            **_digest(bot, work, early=work.key not in mine),
            "findings": waiting.findings_of(bot, work) if work.key in news else [],
        }
        for work in reversed(everything)
    ]


def _digest(bot: "Bot", work: "Work", *, early: bool) -> dict[str, Any]:
    from bot import holding, waiting  # noqa: PLC0415 - `--help` stays quick

    posts = bot.store.posts.of(work.key)
    found = {
        "key": work.key,
        "what": None,
        "since": None,
        "until": None,
        "url": (posts[0].url or None) if posts else None,
    }
    if stop := holding.given_up(bot, work):
        return {**found, "state": stop.kind.value, "what": stop.reason, "since": _iso(stop.since)}
    if waiting.finished(bot, work) or early:
        return {**found, "state": "before start" if early and not posts else "out"}
    wait = waiting.wait_of(bot, work)
    if wait is None:
        return {**found, "state": "waits", "what": "the next tick"}
    return {**found, "state": "waits", "what": wait.what, "since": _iso(wait.since), "until": _iso(wait.until)}


def _iso(moment: Any) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
