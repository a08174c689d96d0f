"""`paperboy drop KEY`: never published."""

import click


@click.command("drop")
@click.argument("key")
@click.option("--reason", default="dropped by hand", show_default=True, help="What `status` says of it.")
@click.pass_context
def command(ctx: click.Context, key: str, reason: str) -> None:
    """Gives KEY up for good: an issue or one digest is never published, one entry is left out of its digests.

    What is out already stays out; `paperboy withdraw` takes that down. Nothing brings back what was dropped. May be run
    beside a worker. Who dropped it is recorded.
    """
    from bot.commands.desk import decided  # noqa: PLC0415 - `--help` stays quick
    from bot.domain import Stop  # noqa: PLC0415

    decided(ctx.obj, key, Stop.DROPPED, reason)
    click.echo(f"{key}  is dropped and will not be published")
