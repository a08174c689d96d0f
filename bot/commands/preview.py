"""`paperboy preview [KEY|FILE]`: everything but posting."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.console import Console
from bot.commands.receipts import line_of, receipts_of, summary_of
from bot.errors import Misconfigured, Rejected, Unavailable

if TYPE_CHECKING:
    from bot.domain import Digest
    from bot.holding import Work
    from bot.ports import Bot


@click.command("preview")
@click.argument("what", metavar="[KEY|FILE]", required=False)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("preview"),
    show_default=True,
    help="The folder the pages are written to.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in a browser.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a digest.")
@click.pass_context
def command(ctx: click.Context, what: str | None, folder: Path, open_page: bool, as_json: bool) -> None:
    """Shows a digest as it would be posted: reads, asks arXiv, translates, lays out; writes to no forum.

    Page and terminal say what the checks found in each text, and what became of it.

    KEY is an issue or a digest; without it, the newest issue in the feed. FILE is a saved feed, or a post as
    `paperboy ingest` takes it; what is read from it stays apart from the real issues, with a memory of its own.
    Translations that are bought are kept and not bought again.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick

    console = Console()
    file = Path(what) if what and Path(what).is_file() else None
    pages: dict[str, tuple[Path, list[dict[str, Any]]]] = {}
    with reading(ctx.obj) as bot:
        _refuse_published(bot, folder)
    try:
        drawn = _of_file(ctx.obj, console, file) if file else _of_store(ctx.obj, console, what or "")
        with drawn as (bot, works):
            for work in works:
                pages |= _page(bot, work, folder)
    finally:
        console.close()
    for key, (page, texts) in pages.items():
        if as_json:
            click.echo(json.dumps({"key": key, "page": str(page), "texts": texts}, ensure_ascii=False))
        else:
            click.echo("\n".join([f"{key}  {page}", *_lines(texts)]))
        if open_page:
            click.launch(page.as_uri())
    ctx.exit(console.exit_code)


@contextmanager
def _of_file(config: Path, console: Console, file: Path) -> "Iterator[tuple[Bot, list[Work]]]":
    """The newest issue of a saved feed, apart from the real ones."""
    from bot import pipeline  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import saved_works, working  # noqa: PLC0415

    with working(config, console, apart=True) as bot:
        works = saved_works(bot, file)
        if not works:
            raise Rejected(f"{file}: there is no issue in it; `paperboy split {file}` says why")
        pipeline.identify(bot, works)
        pipeline.translate(bot, works)
        yield bot, works


@contextmanager
def _of_store(config: Path, console: Console, key: str) -> "Iterator[tuple[Bot, list[Work]]]":
    """What a key names, or the newest issue in the feed; where another process works, that one buys what is missing."""
    from bot import pipeline, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import NothingNamed, reading, works_named  # noqa: PLC0415
    from bot.commands.errand import see_to  # noqa: PLC0415

    if key and Path(key).suffix:
        raise NothingNamed(f"{key}: there is no such file")
    if key:
        with reading(config) as bot:
            works_named(bot, key)
    see_to(config, console, "preview", key, partial(pipeline.prepare_preview, key=key))
    with reading(config, console) as bot:
        works = works_named(bot, key) if key else waiting.newest(bot)
        if not works and not console.exit_code:
            raise Unavailable("no issue is known yet, and the feed has none; `paperboy split URL` says what it has")
        yield bot, works


def _refuse_published(bot: "Bot", folder: Path) -> None:
    """A preview replaces what stands in its folder, and must not be sent where an edition publishes."""
    from bot.publishers.folder import Folder  # noqa: PLC0415 - `--help` stays quick

    for name, publisher in bot.publishers.items():
        if isinstance(publisher, Folder) and publisher.path == folder.resolve():
            raise Misconfigured(f"--to {folder}: the edition {name} publishes there; name another folder")


def _lines(texts: list[dict[str, Any]]) -> list[str]:
    """How many texts came to which end, and of which something is to be said."""
    told = [f"  {one['key']}  {line_of(one)}" for one in texts if one["mended"] or one["left"]]
    return [f"  checked: {summary_of(texts)}", *told]


def _page(bot: "Bot", work: "Work", folder: Path) -> dict[str, tuple[Path, list[dict[str, Any]]]]:
    """The digest's page and receipts by its key; none while something of its text is missing."""
    from bot import posting, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.publishers.folder import Folder  # noqa: PLC0415

    missing = waiting.text_of(bot, work)
    if missing:
        bot.report("waits", work.key, why=missing.what)
        return {}
    digest = waiting.digest_of(bot, work)
    locale = bot.locales[work.edition.locale]
    draft = bot.renderer.draft(digest, locale, bot.publishers[work.edition.name].limit())
    place = folder.resolve() / work.key
    shutil.rmtree(place, ignore_errors=True)
    sheet = Folder(folder.resolve(), None, work.edition, bot.clock, _appendix(bot, digest))
    topic, *replies = posting.intents_for(digest, draft)
    first = sheet.create(topic)
    for reply in replies:
        sheet.create(replace(reply, topic_id=first.topic_id))
    texts = receipts_of(bot, work.issue.key, locale.code, work.edition.on_failure)
    return {work.key: (place / "index.html", texts)}


def _appendix(bot: "Bot", digest: "Digest") -> str:
    """The receipts of the last versions, in the locale's language."""
    from bot.render import appendix  # noqa: PLC0415 - `--help` stays quick

    issue, locale = digest.issue.key, digest.edition.locale
    receipts = bot.store.receipts.of(issue, locale)
    last = bot.store.translations.latest(issue, locale)
    told = {entry: receipts[one.key] for entry, one in last.items() if one.key in receipts}
    return appendix(digest, bot.locales[locale], told)
