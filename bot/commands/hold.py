"""`paperboy hold KEY`: stops a digest until it is released."""

import click


@click.command("hold")
@click.argument("key")
@click.option("--reason", default="held by hand", show_default=True, help="What `status` says of it.")
@click.pass_context
def command(ctx: click.Context, key: str, reason: str) -> None:
    """Stops KEY: an issue in all its editions, one digest, or, for one entry of it, the digests it belongs to.

    What is out already stays out; `paperboy drop` leaves an entry out instead. May be run beside a worker, which
    begins nothing more of it. Holding what is held changes nothing. Who held it is recorded.
    """
    from bot.commands.desk import decided  # noqa: PLC0415 - `--help` stays quick
    from bot.domain import Stop  # noqa: PLC0415

    decided(ctx.obj, key, Stop.HELD, reason)
    click.echo(f"{key}  is held; `paperboy release {key}` lets it go")
