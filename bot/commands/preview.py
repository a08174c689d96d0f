"""`paperboy preview [KEY|FILE]`: everything but posting."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.console import Console
from bot.commands.drawn import Drawn
from bot.commands.receipts import line_of, receipts_of, summary_of
from bot.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
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
@click.option("--model", metavar="X", help="Have this model write it, with its settings in [llm.models.X].")
@click.option(
    "--against", type=click.Choice(["last"]), help="Show what --model writes beside the last version of each text."
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in a browser.")
@click.option("--estimate", is_flag=True, help="Buy nothing; say what the texts would take, and about what they cost.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a digest.")
@click.pass_context
def command(  # noqa: PLR0913 - click hands over each option
    ctx: click.Context,
    what: str | None,
    folder: Path,
    model: str | None,
    against: str | None,
    *,
    open_page: bool,
    estimate: bool,
    as_json: bool,
) -> None:
    """Shows a digest as it would be posted: reads, asks arXiv, translates, lays out; writes to no forum.

    Page and terminal say what the checks found in each text, and what became of it.

    KEY is an issue or a digest; without it, the newest issue in the feed. FILE is a saved feed, or a post as
    `paperboy ingest` takes it; what is read from it stays apart from the real issues, with a memory of its own.
    Translations that are bought are kept and not bought again.

    What `--model` writes never becomes the digest's. It is bought once and remembered as that model's, so that a second
    look is free; its page is below `by-X` in the folder.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick

    if estimate and (model is not None or against):
        raise click.UsageError("--estimate is of the configured model; leave --model and --against out")
    if model is not None and not model.strip():
        raise click.UsageError("--model needs a model's id")
    if against and not model:
        raise click.UsageError("--against needs --model: it shows what that model writes beside what stands")
    console = Console()
    file = Path(what) if what and Path(what).is_file() else None
    if estimate:
        from bot.commands import estimates  # noqa: PLC0415 - `--help` stays quick

        _require_file(what)
        known = estimates.of_file(ctx.obj, console, file) if file else estimates.of_store(ctx.obj, console, what or "")
        with known as (bot, works):
            estimates.tell(bot, works, as_json=as_json, apart=file is not None)
        return
    draw = partial(_tried, model=model, beside=against is not None) if model else _page
    pages: dict[str, Drawn] = {}
    with reading(ctx.obj) as bot:
        _refuse_published(bot, folder)
    try:
        made = _of_file(ctx.obj, console, file, model) if file else _of_store(ctx.obj, console, what or "", model)
        with made as (bot, works):
            for work in works:
                pages |= draw(bot, work, folder)
    finally:
        console.close()
    for key, one in pages.items():
        if as_json:
            click.echo(json.dumps({"key": key, "page": str(one.page), **one.facts}, ensure_ascii=False))
        else:
            click.echo("\n".join([f"{key}  {one.page}", *one.lines]))
        if open_page:
            click.launch(one.page.as_uri())
    ctx.exit(console.exit_code)


@contextmanager
def _of_file(config: Path, console: Console, file: Path, model: str | None) -> "Iterator[tuple[Bot, list[Work]]]":
    """The newest issue of a saved feed, apart from the real ones."""
    from bot import pipeline, trying  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.estimates import of_file  # noqa: PLC0415

    with of_file(config, console, file) as (bot, works):
        if model:
            trying.write_all(bot, works, model)
        else:
            pipeline.translate(bot, works)
        yield bot, works


@contextmanager
def _of_store(config: Path, console: Console, key: str, model: str | None) -> "Iterator[tuple[Bot, list[Work]]]":
    """What a key names, or the newest issue in the feed; where another process works, that one buys what is missing."""
    from bot import pipeline, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import reading, works_named  # noqa: PLC0415
    from bot.commands.errand import see_to  # noqa: PLC0415

    _require_file(key)
    if key:
        with reading(config) as bot:
            works_named(bot, key)
    if model:
        see_to(config, console, "try", key, partial(pipeline.try_model, key=key, model=model), facts={"model": model})
    else:
        see_to(config, console, "preview", key, partial(pipeline.prepare_preview, key=key))
    with reading(config, console) as bot:
        works = works_named(bot, key) if key else waiting.newest(bot)
        if model and console.exit_code:
            # What the model was kept from writing would look as if it had refused.
            works = []
        if not works and not console.exit_code:
            raise Unavailable("no issue is known yet, and the feed has none; `paperboy split URL` says what it has")
        yield bot, works


def _require_file(what: str | None) -> None:
    """Raises: NothingNamed (it can only be a file's name, and there is none)."""
    from bot.commands.desk import NothingNamed  # noqa: PLC0415 - `--help` stays quick

    if what and Path(what).suffix and not Path(what).is_file():
        raise NothingNamed(f"{what}: there is no such file")


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


def _tried(bot: "Bot", work: "Work", folder: Path, *, model: str, beside: bool) -> "dict[str, Drawn]":
    """What a model wrote of the digest, by its key; none where something kept it from writing."""
    from bot.commands.trial import drawn  # noqa: PLC0415 - `--help` stays quick

    return drawn(bot, work, folder, model, beside=beside)


def _page(bot: "Bot", work: "Work", folder: Path) -> "dict[str, Drawn]":
    """The digest's page and receipts by its key; none while something of its text is missing."""
    from bot import waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.sheet import lay_out  # noqa: PLC0415

    missing = waiting.text_of(bot, work)
    if missing:
        bot.report("waits", work.key, why=missing.what)
        return {}
    issue, edition = work.issue.key, work.edition
    receipts, last = bot.store.receipts.of(issue, edition.locale), bot.store.translations.latest(issue, edition.locale)
    told = {entry: receipts[one.key] for entry, one in last.items() if one.key in receipts}
    page = lay_out(bot, waiting.digest_of(bot, work), told, folder)
    texts = receipts_of(bot, issue, edition.locale, edition.on_failure)
    return {work.key: Drawn(page=page, facts={"texts": texts}, lines=_lines(texts))}
