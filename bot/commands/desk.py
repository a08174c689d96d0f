"""What commands share: opening the configuration, the store and the bot, and finding what a key names."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from bot import waiting, wiring
from bot.config import load, person
from bot.domain import FeedItem, Hold, Split, Stop
from bot.engines.threads import Threads
from bot.errors import Misconfigured, Rejected, Unavailable
from bot.holding import Work
from bot.net import Answer
from bot.ports import Archive, Bot, Reporter, Source
from bot.pulse import Pulse
from bot.store.lock import exclusively


class NothingNamed(click.ClickException):
    """A key that names nothing, said in one line."""

    exit_code = 2


class Unusable(click.ClickException):
    """What somebody gave us to read is not what can be read, said in one line."""

    exit_code = 2


def silent(event: str, key: str, **facts: object) -> None:
    """A reporter for commands that only read."""


@contextmanager
def reading(config_file: Path, report: Reporter = silent, *, glance: bool = False) -> Iterator[Bot]:
    """The bot for a command that only reads the store, or writes down what a person decided.

    `glance` is as `wiring.connected` has it.
    """
    with _opened(config_file, report, alone=False, glance=glance) as bot:
        yield bot


@contextmanager
def working(config_file: Path, report: Reporter, *, apart: bool = False) -> Iterator[Bot]:
    """The bot for a command that works: no other process may meanwhile. Raises: Occupied when one does.

    `apart` gives it a database of its own, so that what it reads there never becomes a real issue.
    """
    with _opened(config_file, report, alone=True, apart=apart) as bot:
        yield bot


def newsletter(config_file: Path, name: str) -> Source | Archive:
    """A source as the configuration describes it, if it does, else as it is without one. Raises: Misconfigured."""
    config = load(config_file) if config_file.exists() else None
    if config is None or name not in config.values.sources:
        return wiring.plain_source(name)
    found: Source | Archive = wiring.reader_of(config, name)
    return found


def saved_items(file: Path) -> Sequence[FeedItem]:
    """The posts of a saved feed, or the one of a saved page, e-mail or JSON of the platform.

    Raises: Misconfigured (no such file), Unusable (none of them, or a feed that is cut).
    """
    from bot import copies  # noqa: PLC0415 - what reads mail and pages is long to load, and most commands read none

    try:
        with file.open("rb") as opened:
            body = opened.read(copies.MOST_BYTES + 1)
    except OSError as error:
        raise Misconfigured(f"{file}: cannot be read: {error.strerror}") from error
    try:
        return _posts(str(file), body)
    except Unavailable as error:
        raise Unusable(f"{error}; save it again") from error


def items_at(bot: Bot, url: str) -> Sequence[FeedItem]:
    """The same of what stands at an address now. Raises: Unavailable, Unusable (nothing there, or nothing to read)."""
    try:
        text = bot.feed.page(url)
    except Rejected as error:
        raise Unusable(str(error)) from error
    return _posts(url, text.encode(), url)


def is_url(where: str) -> bool:
    """Whether a FILE|URL is an address."""
    return where.startswith(("http://", "https://"))


def _posts(name: str, body: bytes, url: str = "") -> Sequence[FeedItem]:
    from bot import copies  # noqa: PLC0415 - as above
    from bot.feed import read  # noqa: PLC0415

    try:
        kind = copies.kind_of(name, body)
        if kind is not copies.Kind.FEED:
            return [copies.read(name, body, kind, url)]
    except Rejected as error:
        raise Unusable(str(error)) from error
    return read(name, Answer(status=200, headers={}, body=body))


def saved_page(file: Path) -> str:
    """The text of a saved page. Raises: Misconfigured (no such file, or it is not UTF-8)."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Misconfigured(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{file}: this is not UTF-8 text ({error}); save the page anew") from error


def saved_works(bot: Bot, file: Path) -> list[Work]:
    """The newest issue in a saved feed, in every edition of its source. Raises: as `saved_items`.

    It is kept under its body's hash: a file that was edited is another issue, and shows what it says now.
    """
    items = saved_items(file)
    for name, source in bot.sources.items():
        splits = [one for one in map(source.split, source.gather(items, {})) if isinstance(one, Split)]
        if splits:
            newest = max(splits, key=lambda one: one.issue.published)
            slug = f"{newest.issue.slug}-{newest.issue.body_hash[:12]}"
            kept = bot.store.issues.add(replace(newest, issue=replace(newest.issue, slug=slug)))
            return [Work(issue=kept.issue, edition=one) for one in bot.editions if one.source == name]
    return []


def works_named(bot: Bot, key: str) -> list[Work]:
    """The digests a key names: an issue's in every edition, or one digest. Raises: NothingNamed."""
    found = waiting.named(bot, key)
    if not found:
        newest = [issue.key for edition in bot.editions for issue in bot.store.issues.all(edition.source)][-1:]
        hint = f"the newest is {newest[0]}" if newest else "none is known yet; `paperboy tick` reads the feed"
        raise NothingNamed(f"{key}: there is no such issue or digest; {hint}")
    return found


def known_key(bot: Bot, key: str) -> None:
    """Raises NothingNamed unless the key is an issue's, a digest's, an entry's, or what is held already."""
    parent, _, last = key.rpartition("/")
    entries = {entry.key for entry in bot.store.issues.entries(parent)}
    names = {edition.name for edition in bot.editions} if bot.store.issues.get(parent) else set()
    held = {hold.key for hold in bot.store.holds.all()}
    if not (bot.store.issues.get(key) or key in entries or last in names or key in held):
        raise NothingNamed(f"{key}: there is no such issue, digest or entry; `paperboy status` lists them")


def decided(config_file: Path, key: str, kind: Stop, reason: str) -> None:
    """Records that a person stops an issue, a digest or an entry. Raises: NothingNamed."""
    with reading(config_file) as bot:
        known_key(bot, key)
        bot.store.holds.put(Hold(key=key, reason=reason, who=person(), since=bot.clock.now(), kind=kind))


def editions_named(bot: Bot, name: str | None) -> list[str]:
    """One edition's name, or those of all. Raises: NothingNamed."""
    names = [edition.name for edition in bot.editions]
    if name is not None and name not in names:
        raise NothingNamed(f"{name}: there is no such edition; there are: {', '.join(names)}")
    return names if name is None else [name]


def would_post(bot: Bot, work: Work) -> list[str]:
    """A digest's title and its parts' lengths as it would be posted now; empty while text is missing."""
    if missing := waiting.text_of(bot, work):
        bot.report("waits", work.key, why=missing.what)
        return []
    limit = bot.publishers[work.edition.name].limit()
    draft = bot.renderer.draft(waiting.digest_of(bot, work), bot.locales[work.edition.locale], limit)
    return [draft.title, *(f"part {number}: {len(raw):,} characters" for number, raw in enumerate(draft.parts, 1))]


@contextmanager
def _opened(
    config_file: Path, report: Reporter, *, alone: bool, apart: bool = False, glance: bool = False
) -> Iterator[Bot]:
    config = load(config_file)
    clock = wiring.clock_of(config)
    with ExitStack() as stack:
        if alone:
            stack.enter_context(exclusively(wiring.state_folder(config, apart=apart) / "paperboy.lock"))
        store = stack.enter_context(closing(wiring.open_store(config, clock, apart=apart)))
        if apart:
            store.pay_from(stack.enter_context(closing(wiring.open_store(config, clock))))
        pulse = Pulse()
        engine = Threads(config.values.llm.concurrency, pulse)
        made = wiring.connected(config, store, clock, engine, report, pulse, apart=apart, glance=glance)
        yield stack.enter_context(made)
