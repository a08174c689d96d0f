"""`paperboy post KEY`: now, whatever the window; never past a hold."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from bot.commands.console import Console
from bot.errors import Rejected

if TYPE_CHECKING:
    from bot.domain import Post
    from bot.ports import Bot
    from bot.waiting import Work


@click.command("post")
@click.argument("key")
@click.option("--dry-run", is_flag=True, help="Everything but posting; say what would be posted.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a digest.")
@click.pass_context
def command(ctx: click.Context, key: str, dry_run: bool, as_json: bool) -> None:
    """Posts KEY (an issue, or one digest of it) now, whatever its window, review or age; never past a hold.

    What is posted already is not posted again.
    """
    from bot import pipeline, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import held_reasons, working, works_named, would_post  # noqa: PLC0415

    console = Console()
    posted: dict[str, list[str]] = {}
    try:
        with working(ctx.obj, console) as bot:
            works = works_named(bot, key)
            if reasons := held_reasons(bot, works):
                raise Rejected("\n".join(reasons))
            due = [work for work in works if not waiting.finished(bot, work)]
            pipeline.identify(bot, due)
            pipeline.translate(bot, due)
            for work in due if dry_run else works:
                posted[work.key] = would_post(bot, work) if dry_run else [post.url for post in _posts(bot, work)]
    finally:
        console.close()
    name = "would_post" if dry_run else "urls"
    for digest, parts in posted.items():
        if parts:
            shown = json.dumps({"key": digest, name: parts}, ensure_ascii=False)
            click.echo(shown if as_json else f"{digest}  {', '.join(parts) if dry_run else parts[0]}")
    ctx.exit(console.exit_code)


def _posts(bot: "Bot", work: "Work") -> "Sequence[Post]":
    """The digest's posts; none while text of it is missing, or when it was held on the way here."""
    from bot import pipeline, waiting  # noqa: PLC0415 - `--help` stays quick

    if waiting.finished(bot, work):
        return bot.store.posts.of(work.key)
    if missing := waiting.text_of(bot, work):
        bot.report("waits", work.key, why=missing.what)
        return ()
    return () if waiting.held(bot, work) else pipeline.publish_digest(bot, work)
