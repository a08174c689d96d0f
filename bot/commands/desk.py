"""What commands share: opening the configuration, the store and the bot, and finding what a key names."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from bot import waiting, wiring
from bot.config import load
from bot.domain import FeedItem, Split
from bot.engines.threads import Threads
from bot.errors import Misconfigured
from bot.feed import read
from bot.net import Answer
from bot.ports import Bot, Reporter
from bot.store.lock import exclusively
from bot.waiting import Work


class NothingNamed(click.ClickException):
    """A key that names nothing, said in one line."""

    exit_code = 2


def silent(event: str, key: str, **facts: object) -> None:
    """A reporter for commands that only read."""


@contextmanager
def reading(config_file: Path) -> Iterator[Bot]:
    """The bot for a command that only reads the store."""
    with _opened(config_file, silent, alone=False) as bot:
        yield bot


@contextmanager
def working(config_file: Path, report: Reporter, *, apart: bool = False) -> Iterator[Bot]:
    """The bot for a command that works: no other process may meanwhile. Raises: Unavailable when one does.

    `apart` gives it a database of its own, so that what it reads there never becomes a real issue.
    """
    with _opened(config_file, report, alone=True, apart=apart) as bot:
        yield bot


def saved_items(file: Path) -> Sequence[FeedItem]:
    """The posts of a saved feed. Raises: Misconfigured (no such file), Unavailable (cut, not a feed)."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{file}: cannot be read: {error.strerror}") from error
    return read(str(file), Answer(status=200, headers={}, body=body))


def saved_works(bot: Bot, file: Path) -> list[Work]:
    """The newest issue in a saved feed, in every edition of its source. Raises: as `saved_items`.

    It is kept under its body's hash: a file that was edited is another issue, and shows what it says now.
    """
    items = saved_items(file)
    for name, source in bot.sources.items():
        splits = [one for one in map(source.split, items) if isinstance(one, Split)]
        if splits:
            newest = max(splits, key=lambda one: one.issue.published)
            slug = f"{newest.issue.slug}-{newest.issue.body_hash[:12]}"
            kept = bot.store.issues.add(replace(newest, issue=replace(newest.issue, slug=slug)))
            return [Work(issue=kept.issue, edition=one) for one in bot.editions if one.source == name]
    return []


def works_named(bot: Bot, key: str) -> list[Work]:
    """The digests a key names: an issue's in every edition, or one digest. Raises: NothingNamed."""
    found = [
        Work(issue=issue, edition=edition)
        for edition in bot.editions
        for issue in bot.store.issues.all(edition.source)
        if key in (issue.key, f"{issue.key}/{edition.name}")
    ]
    if not found:
        newest = [issue.key for edition in bot.editions for issue in bot.store.issues.all(edition.source)][-1:]
        hint = f"the newest is {newest[0]}" if newest else "none is known yet; `paperboy tick` reads the feed"
        raise NothingNamed(f"{key}: there is no such issue or digest; {hint}")
    return found


def known_key(bot: Bot, key: str) -> None:
    """Raises NothingNamed unless the key is an issue's, a digest's or an entry's."""
    parent, _, last = key.rpartition("/")
    entries = {entry.key for entry in bot.store.issues.entries(parent)}
    names = {edition.name for edition in bot.editions} if bot.store.issues.get(parent) else set()
    if not (bot.store.issues.get(key) or key in entries or last in names):
        raise NothingNamed(f"{key}: there is no such issue, digest or entry; `paperboy status` lists them")


def newest_works(bot: Bot) -> list[Work]:
    """The newest issue of each source in every edition of it."""
    works = []
    for edition in bot.editions:
        issues = bot.store.issues.all(edition.source)
        works += [Work(issue=issues[-1], edition=edition)] if issues else []
    return works


def would_post(bot: Bot, work: Work) -> list[str]:
    """A digest's title and its parts' lengths as it would be posted now; empty while text is missing."""
    if missing := waiting.text_of(bot, work):
        bot.report("waits", work.key, why=missing.what)
        return []
    limit = bot.publishers[work.edition.name].limit()
    draft = bot.renderer.draft(waiting.digest_of(bot, work), bot.locales[work.edition.locale], limit)
    return [draft.title, *(f"part {number}: {len(raw):,} characters" for number, raw in enumerate(draft.parts, 1))]


def held_reasons(bot: Bot, works: list[Work]) -> list[str]:
    """Why some of the digests are held, a line each."""
    return [reason for work in works if (reason := waiting.held(bot, work))]


@contextmanager
def _opened(config_file: Path, report: Reporter, *, alone: bool, apart: bool = False) -> Iterator[Bot]:
    config = load(config_file)
    clock = wiring.clock_of(config)
    with ExitStack() as stack:
        if alone:
            stack.enter_context(exclusively(wiring.state_folder(config, apart=apart) / "paperboy.lock"))
        store = stack.enter_context(closing(wiring.open_store(config, clock, apart=apart)))
        engine = Threads(config.values.llm.concurrency)
        yield stack.enter_context(wiring.connected(config, store, clock, engine, report))
