"""`paperboy withdraw KEY`: takes down what was published."""

import click

from bot.commands.console import Console


@click.command("withdraw")
@click.argument("key")
@click.option("--reason", default="withdrawn by hand", show_default=True, help="What `status` says of it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def command(ctx: click.Context, key: str, reason: str, yes: bool) -> None:
    """Puts a notice in the place of KEY's text wherever it was posted, and never posts it again.

    KEY is an issue (all its editions), one digest, or one entry. Titles, tags and comments stay as they are. Where
    `paperboy run` works, it is asked to do it at once; whatever cannot be reached now is taken down by a later pass.
    """
    from bot import aftercare, pipeline  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import decided, reading  # noqa: PLC0415
    from bot.commands.errand import see_to  # noqa: PLC0415
    from bot.domain import Stop  # noqa: PLC0415

    if not yes:
        click.confirm(f"Replace the text of {key} by a notice everywhere, for good?", abort=True, err=True)
    decided(ctx.obj, key, Stop.WITHDRAWN, reason)
    console = Console()
    try:
        see_to(ctx.obj, console, "withdraw", key, pipeline.take_down)
    finally:
        console.close()
    with reading(ctx.obj) as bot:
        left = [work.key for work in aftercare.still_up(bot, key)]
    click.echo(f"{key}  is withdrawn" + (f"; still to be taken down: {', '.join(left)}" if left else ""))
    ctx.exit(console.exit_code)
