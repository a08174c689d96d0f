"""`paperboy post KEY`: now, whatever the window; never past a hold."""

import json

import click

from bot.commands.console import Console
from bot.errors import Rejected


@click.command("post")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print the posts as one JSON line.")
@click.pass_context
def command(ctx: click.Context, key: str, as_json: bool) -> None:
    """Posts KEY (an issue, or one digest of it) now, whatever its window, review or age; never past a hold.

    What is posted already is not posted again.
    """
    from bot import pipeline, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import held_reasons, working, works_named  # noqa: PLC0415

    console = Console()
    posted: dict[str, list[str]] = {}
    try:
        with working(ctx.obj, console) as bot:
            works = works_named(bot, key)
            if reasons := held_reasons(bot, works):
                raise Rejected("\n".join(reasons))
            pipeline.identify(bot, works)
            pipeline.translate(bot, works)
            for work in works:
                if missing := waiting.text_of(bot, work):
                    console("waits", work.key, why=missing.what)
                elif not waiting.held(bot, work):
                    posted[work.key] = [post.url for post in pipeline.publish_digest(bot, work)]
    finally:
        console.close()
    for digest, urls in posted.items():
        click.echo(json.dumps({"key": digest, "urls": urls}) if as_json else f"{digest}  {urls[0]}")
    ctx.exit(console.exit_code)
