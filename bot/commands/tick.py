"""`paperboy tick`: one pass over everything that waits."""

import click

from bot.commands.console import Console


@click.command("tick")
@click.option("--dry-run", is_flag=True, help="Everything but posting; say what would be posted.")
@click.pass_context
def command(ctx: click.Context, dry_run: bool) -> None:
    """Does everything that can be done now, once, and exits.

    Reads the feeds, asks arXiv, translates, posts what is complete and due, and looks after what is out. Safe to run as
    often as you like: what is done is not done again. Where `paperboy run` works, it is asked to do it at once. Exits
    with 0 when nothing went wrong (items may wait for their time), 4 when a person must act, 75 when a
    service could not be reached, 78 when the configuration is at fault.
    """
    from bot import pipeline, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.backfilling import Filling  # noqa: PLC0415
    from bot.commands.desk import reading, would_post  # noqa: PLC0415
    from bot.commands.errand import see_to  # noqa: PLC0415

    console = Console()
    try:
        if dry_run:
            see_to(ctx.obj, console, "prepare", "", pipeline.prepare)
            with reading(ctx.obj, console) as bot:
                for work in waiting.open_work(bot):
                    if waiting.due(bot, work):
                        click.echo(f"{work.key}  would be posted: {', '.join(would_post(bot, work))}")
        else:
            see_to(ctx.obj, console, "tick", "", lambda bot: Filling(bot).tick())
    finally:
        console.close()
    ctx.exit(console.exit_code)
