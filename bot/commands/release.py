"""`paperboy release KEY`: lifts a hold."""

import click


@click.command("release")
@click.argument("key")
@click.pass_context
def command(ctx: click.Context, key: str) -> None:
    """Lifts the hold on KEY, as `paperboy status` names it; the next tick goes on with it.

    May be run beside a worker. Releasing what is not held changes nothing. An issue that its source held (not ten
    papers, behind a paywall) goes out as it was read.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick

    with reading(ctx.obj) as bot:
        lifted = bot.store.holds.lift(key)
        others = ", ".join(hold.key for hold in bot.store.holds.all())
    click.echo(f"{key}  is released" if lifted else f"{key}  was not held; held are: {others or 'none'}")
