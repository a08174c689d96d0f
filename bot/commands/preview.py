"""`paperboy preview [KEY|FILE]`: everything but posting."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.console import Console
from bot.errors import Misconfigured, Rejected, Unavailable

if TYPE_CHECKING:
    from bot.ports import Bot
    from bot.waiting import Work


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

    KEY is an issue or a digest; without it, the newest issue in the feed. FILE is a saved feed; what is read from it
    stays apart from the real issues. Translations that are bought are kept and not bought again.
    """
    from bot import pipeline  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import working  # noqa: PLC0415

    console = Console()
    file = Path(what) if what and Path(what).is_file() else None
    pages: dict[str, Path] = {}
    try:
        with working(ctx.obj, console, apart=file is not None) as bot:
            _refuse_published(bot, folder)
            works = _works(bot, what, file)
            if not works and not console.exit_code:
                raise Unavailable("no issue is known yet, and the feed has none; `paperboy split URL` says what it has")
            pipeline.identify(bot, works)
            pipeline.translate(bot, works)
            for work in works:
                pages |= _page(bot, work, folder)
    finally:
        console.close()
    for key, page in pages.items():
        click.echo(json.dumps({"key": key, "page": str(page)}) if as_json else f"{key}  {page}")
        if open_page:
            click.launch(page.as_uri())
    ctx.exit(console.exit_code)


def _works(bot: "Bot", what: str | None, file: Path | None) -> "list[Work]":
    from bot import pipeline  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import NothingNamed, newest_works, saved_works, works_named  # noqa: PLC0415

    if what and not file:
        if Path(what).suffix:
            raise NothingNamed(f"{what}: there is no such file")
        return works_named(bot, what)
    if file:
        works = saved_works(bot, file)
        if not works:
            raise Rejected(f"{file}: there is no issue in it; `paperboy split {file}` says why")
        return works
    pipeline.collect(bot)
    return newest_works(bot)


def _refuse_published(bot: "Bot", folder: Path) -> None:
    """A preview replaces what stands in its folder, and must not be sent where an edition publishes."""
    from bot.publishers.folder import Folder  # noqa: PLC0415 - `--help` stays quick

    for name, publisher in bot.publishers.items():
        if isinstance(publisher, Folder) and publisher.path == folder.resolve():
            raise Misconfigured(f"--to {folder}: the edition {name} publishes there; name another folder")


def _page(bot: "Bot", work: "Work", folder: Path) -> dict[str, Path]:
    """The digest's page by its key; none while something of its text is missing."""
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
    sheet = Folder(folder.resolve(), None, work.edition, bot.clock)
    topic, *replies = posting.intents_for(digest, draft)
    first = sheet.create(topic)
    for reply in replies:
        sheet.create(replace(reply, topic_id=first.topic_id))
    return {work.key: place / "index.html"}
