"""`paperboy ingest FILE|URL`: an issue by hand, where the feed cannot be read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.console import printable
from bot.domain import FeedItem, Issue, Skipped, Split

if TYPE_CHECKING:
    from bot.ports import Bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An issue as it stands now. `what` is what became of it: `new`, `changed`, or `known` as it was; `noted` where it
    is out, and what changed is for people to take over.
    """

    issue: Issue
    entries: int
    what: str


@click.command("ingest")
@click.argument("where", metavar="FILE|URL")
@click.option("--source", help="The newsletter, by its name in the configuration; left out, the one that knows it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line an issue.")
@click.pass_context
def command(ctx: click.Context, where: str, source: str | None, as_json: bool) -> None:
    """Takes in an issue that the feed does not bring: a page, an e-mail, or JSON; a file, or what is at an address.

    A post's page, saved as HTML; the e-mail of the newsletter, as .eml; what Substack answers at /api/v1/posts/SLUG; or
    a saved feed. It becomes the same issue as by feed: whichever comes second changes nothing. The next tick goes on
    with it. Exits with 4 when the issue is held, and with 2 when what was given is none.
    """
    from bot.commands.desk import is_url, items_at, reading, saved_items  # noqa: PLC0415 - `--help` stays quick

    with reading(ctx.obj) as bot:
        items = items_at(bot, where) if is_url(where) else saved_items(Path(where))
        done = [_kept(bot, split) for split in _issues(bot, where, items, source)]
    for one in done:
        click.echo(_line_of_json(one) if as_json else printable(_line(one)))
    ctx.exit(4 if any(one.issue.why for one in done) else 0)


def _issues(bot: "Bot", where: str, items: Sequence[FeedItem], source: str | None) -> Sequence[Split]:
    """The issues in what was given, oldest first. Raises: Unusable (none, or of several newsletters)."""
    from bot.commands.desk import Unusable  # noqa: PLC0415

    if source and source not in bot.sources:
        raise Unusable(f"{source}: no edition delivers a source of this name; there are: {', '.join(bot.sources)}")
    names = [source] if source else list(bot.sources)
    posts = {name: _read_all(bot, name, items) for name in names}
    splits = {name: [one for one in read if isinstance(one, Split)] for name, read in posts.items()}
    knowing = [name for name, found in splits.items() if found]
    if len(knowing) > 1:
        raise Unusable(f"{where}: this may be an issue of {' or '.join(knowing)}; say which with --source")
    if not knowing:
        said = [f"“{one.title}” is no issue of {name}: {one.why}" for name, read in posts.items() for one in read
                if isinstance(one, Skipped)]  # fmt: skip
        raise Unusable(f"{where}: {' '.join(said) or 'there is no post in it'}")
    return sorted(splits[knowing[0]], key=lambda one: (one.issue.published, one.issue.slug))


def _read_all(bot: "Bot", name: str, items: Sequence[FeedItem]) -> list[Split | Skipped]:
    """The posts as a source gathers them by feed: what an earlier issue showed stays there."""
    from bot.copies import doubted  # noqa: PLC0415

    posts = bot.sources[name].gather(items, bot.store.issues.shown(name))
    read = [bot.sources[name].split(item) for item in posts]
    return [doubted(one) if isinstance(one, Split) else one for one in read]


def _kept(bot: "Bot", split: Split) -> Kept:
    """Keeps an issue. A copy that is not whole never takes the place of one that is."""
    from bot.arriving import begin_editions, keep  # noqa: PLC0415

    source = split.issue.source
    before = split.issue.among(bot.store.issues.all(source))
    worse = bool(before and split.issue.why and not before.why)
    changed = not worse and keep(bot, split)
    begin_editions(bot, source)
    # One that an archive brought, and that is out, goes on by its days.
    issue = split.issue.among(bot.store.issues.all(source)) or split.issue
    revised = "noted" if bot.store.posts.begun(issue.key) else "changed"
    what = "new" if before is None else revised if changed else "known"
    return Kept(issue=issue, entries=len(bot.store.issues.entries(issue.key)), what=what)


_TOLD = {
    "new": "kept",
    "changed": "kept what changed",
    "known": "known already; nothing changed",
    "noted": "out already; what changed is noted, take it over by an edit",
}


def _line(one: Kept) -> str:
    state = f"held: {one.issue.why}" if one.issue.why else "complete"
    return f"{one.issue.key}  {_TOLD[one.what]}: {one.issue.title}, {one.entries} entries, {state}"


def _line_of_json(one: Kept) -> str:
    issue = one.issue
    facts = {"key": issue.key, "title": issue.title, "url": issue.url, "entries": one.entries, "what": one.what}
    return json.dumps({**facts, "complete": not issue.why, "why": issue.why}, ensure_ascii=False)
