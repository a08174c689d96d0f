"""`paperboy resume [EDITION]`: ends a pause."""

import click


@click.command("resume")
@click.argument("edition", required=False)
@click.pass_context
def command(ctx: click.Context, edition: str | None) -> None:
    """Lets EDITION, or all of them, go on. Of what became overdue in a pause, one digest a window goes out.

    May be run beside a worker. Resuming what is not paused changes nothing. Who resumed it is recorded.
    """
    from bot.commands.desk import editions_named, reading  # noqa: PLC0415 - `--help` stays quick
    from bot.config import person  # noqa: PLC0415

    with reading(ctx.obj) as bot:
        for name in editions_named(bot, edition):
            lifted = bot.store.holds.lift(name, person(), bot.clock.now())
            click.echo(f"{name}  {'goes on' if lifted else 'was not paused'}")
