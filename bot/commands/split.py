"""`paperboy split FILE|URL`: what a source reads in a feed, or in a page of an archive, as JSON; keeps nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from bot.domain import Entry, FeedItem, Issue, Skipped, Split


@click.command("split")
@click.argument("where", metavar="FILE|URL")
@click.option(
    "--source",
    default="dair",
    show_default=True,
    help="The newsletter: its name in the configuration, or a file of bot/sources/ that needs none.",
)
@click.pass_context
def command(ctx: click.Context, where: str, source: str) -> None:
    """Prints issues and their entries as JSON, and says why a post is not one.

    Reads a feed, or one post as `paperboy ingest` does: its page, its e-mail, or its JSON. A file, or what is at an
    address (then with the contact of the configuration). Nothing of it is kept. `--source dair_archive` reads a page of
    the newsletter's repository of old weeks.
    """
    from bot.commands.desk import newsletter  # noqa: PLC0415 - `--help` stays quick
    from bot.ports import Archive  # noqa: PLC0415

    plugin = newsletter(ctx.obj, source)
    if isinstance(plugin, Archive):
        click.echo(as_json(plugin.read(where, _page(ctx.obj, where))))
    else:
        click.echo(as_json([plugin.split(item) for item in plugin.gather(_items(ctx.obj, where), {})]))


def _items(config_file: Path, where: str) -> Sequence[FeedItem]:
    from bot.commands.desk import is_url, items_at, reading, saved_items  # noqa: PLC0415 - `--help` stays quick

    if not is_url(where):
        return saved_items(Path(where))
    with reading(config_file) as bot:
        return items_at(bot, where)


def _page(config_file: Path, where: str) -> str:
    """The text of a page of an archive. Raises: Misconfigured (no such file), Unavailable, Rejected (no such page)."""
    from bot.commands.desk import is_url, reading, saved_page  # noqa: PLC0415 - `--help` stays quick

    if not is_url(where):
        return saved_page(Path(where))
    with reading(config_file) as bot:
        return bot.feed.page(where)


def as_json(posts: Sequence[Split | Skipped]) -> str:
    """The posts of a feed in their order: issues with their entries, and what was skipped and why.

    Of several issues published on one day the first by slug has the plain key, the next `-2` and so on.
    """
    splits = [post for post in posts if isinstance(post, Split)]
    keys = _keys(split.issue for split in splits)
    skipped = [{"title": post.title, "why": post.why} for post in posts if isinstance(post, Skipped)]
    issues = [_issue(split, keys[split.issue.slug]) for split in splits]
    return json.dumps({"issues": issues, "skipped": skipped}, ensure_ascii=False, indent=2)


def _keys(issues: Iterable[Issue]) -> Mapping[str, str]:
    """The keys by slug."""
    days: dict[str, set[str]] = {}
    for issue in issues:
        days.setdefault(issue.key, set()).add(issue.slug)
    return {
        slug: key if place == 1 else f"{key}-{place}"
        for key, slugs in days.items()
        for place, slug in enumerate(sorted(slugs), start=1)
    }


def _issue(split: Split, key: str) -> dict[str, object]:
    issue = split.issue
    return {
        "key": key,
        "title": issue.title,
        "url": issue.url,
        "guid": issue.guid,
        "published": issue.published.isoformat(),
        "start": issue.start.isoformat(),
        "end": issue.end.isoformat(),
        "complete": not issue.why,
        "why": issue.why,
        "entries": [_entry(entry) for entry in split.entries],
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "position": entry.position,
        "name": entry.name,
        "summary": entry.summary,
        "links": [{"label": link.label, "url": link.url} for link in entry.links],
        "arxiv_id": entry.arxiv_id,
    }
