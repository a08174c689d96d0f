"""`paperboy tick`: one pass over everything that waits."""

import click

from bot.commands.console import Console


@click.command("tick")
@click.option("--dry-run", is_flag=True, help="Everything but posting; say what would be posted.")
@click.pass_context
def command(ctx: click.Context, dry_run: bool) -> None:
    """Does everything that can be done now, once, and exits.

    Reads the feeds, asks arXiv, translates, and posts what is complete and due. Safe to run as often as you like: what
    is done is not done again. Exits with 0 when nothing went wrong (items may wait for their time), 4 when something is
    held for a person, 75 when a service could not be reached, 78 when the configuration is at fault.
    """
    from bot import pipeline, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import working, would_post  # noqa: PLC0415

    console = Console()
    try:
        with working(ctx.obj, console) as bot:
            if dry_run:
                pipeline.prepare(bot)
                for work in waiting.due(bot, waiting.open_work(bot)):
                    click.echo(f"{work.key}  would be posted: {', '.join(would_post(bot, work))}")
            else:
                pipeline.tick(bot)
    finally:
        console.close()
    ctx.exit(console.exit_code)
