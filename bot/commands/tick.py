"""`paperboy tick`: one pass over everything that waits."""

import click

from bot.commands.console import Console


@click.command("tick")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Does everything that can be done now, once, and exits.

    Reads the feeds, asks arXiv, translates, and posts what is complete and due. Safe to run as often as you like: what
    is done is not done again. Exits with 0 when nothing went wrong (items may wait for their time), 4 when something is
    held for a person, 75 when a service could not be reached, 78 when the configuration is at fault.
    """
    from bot import pipeline  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import working  # noqa: PLC0415

    console = Console()
    try:
        with working(ctx.obj, console) as bot:
            pipeline.tick(bot)
    finally:
        console.close()
    ctx.exit(console.exit_code)
