"""`paperboy post KEY`: now, whatever the window; never past a hold."""

import json
from functools import partial

import click

from bot.commands.console import Console


@click.command("post")
@click.argument("key")
@click.option("--dry-run", is_flag=True, help="Everything but posting; say what would be posted.")
@click.option("--estimate", is_flag=True, help="Buy and post nothing; say what is missing, and about what it costs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a digest.")
@click.pass_context
def command(ctx: click.Context, key: str, *, dry_run: bool, estimate: bool, as_json: bool) -> None:
    """Posts KEY (an issue, or one digest of it) now, whatever its window, review or age; never past a hold.

    What is posted already is not posted again. Where `paperboy run` works, it is asked to do it at once.
    """
    from bot import pipeline, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import reading, works_named, would_post  # noqa: PLC0415
    from bot.commands.errand import see_to  # noqa: PLC0415

    console = Console()
    if estimate:
        from bot.commands import estimates  # noqa: PLC0415 - `--help` stays quick

        with estimates.of_store(ctx.obj, console, key) as (bot, works):
            estimates.tell(bot, [work for work in works if not waiting.finished(bot, work)], as_json=as_json)
        return
    try:
        with reading(ctx.obj) as bot:
            works_named(bot, key)
        if dry_run:
            see_to(ctx.obj, console, "preview", key, partial(pipeline.prepare_preview, key=key))
        else:
            see_to(ctx.obj, console, "post", key, partial(pipeline.post_now, key=key))
        with reading(ctx.obj, console) as bot:
            for work in works_named(bot, key):
                if not dry_run:
                    _say(work.key, "urls", [post.url for post in bot.store.posts.of(work.key)], as_json)
                elif not waiting.finished(bot, work):
                    _say(work.key, "would_post", would_post(bot, work), as_json)
    finally:
        console.close()
    ctx.exit(console.exit_code)


def _say(key: str, name: str, values: list[str], as_json: bool) -> None:
    if values:
        shown = (values[0] or "out; its receiver told no address") if name == "urls" else ", ".join(values)
        click.echo(json.dumps({"key": key, name: values}, ensure_ascii=False) if as_json else f"{key}  {shown}")
