"""`paperboy hold KEY`: stops a digest until it is released."""

import getpass

import click


@click.command("hold")
@click.argument("key")
@click.option("--reason", default="held by hand", show_default=True, help="What `status` says of it.")
@click.pass_context
def command(ctx: click.Context, key: str, reason: str) -> None:
    """Stops KEY: an issue in all its editions, one digest, or one entry. What is out already stays out.

    May be run beside a worker. Holding what is held changes nothing.
    """
    from bot.commands.desk import known_key, reading  # noqa: PLC0415 - `--help` stays quick

    with reading(ctx.obj) as bot:
        known_key(bot, key)
        bot.store.holds.put(key, reason, getpass.getuser(), bot.clock.now())
    click.echo(f"{key}  is held; `paperboy release {key}` lets it go")
