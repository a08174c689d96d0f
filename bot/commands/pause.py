"""`paperboy pause [EDITION]`: an edition posts nothing for a while."""

from datetime import datetime

import click


@click.command("pause")
@click.argument("edition", required=False)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    help="When it goes on by itself, in the edition's own time zone; left out, `paperboy resume` ends it.",
)
@click.option("--reason", default="paused by hand", show_default=True, help="What `status` says of it.")
@click.pass_context
def command(ctx: click.Context, edition: str | None, until: datetime | None, reason: str) -> None:
    """Lets EDITION, or all of them, translate and post nothing; what is out stays out and is not looked after.

    May be run beside a worker, which begins nothing more of it. Pausing what is paused changes nothing but its end.
    """
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - `--help` stays quick

    from bot.commands.desk import editions_named, reading  # noqa: PLC0415
    from bot.config import person  # noqa: PLC0415
    from bot.domain import Hold, Stop  # noqa: PLC0415

    with reading(ctx.obj) as bot:
        zones = {one.name: ZoneInfo(one.window.zone) for one in bot.editions}
        now = bot.clock.now()
        names = editions_named(bot, edition)
        ends = {name: until.replace(tzinfo=zones[name]) if until else None for name in names}
        if any(end and end <= now for end in ends.values()):
            raise click.BadParameter(f"{until} is past", param_hint="--until")
        for name, end in ends.items():
            bot.store.holds.put(Hold(key=name, reason=reason, who=person(), since=now, kind=Stop.PAUSED, until=end))
            click.echo(f"{name}  is paused {f'until {end:%Y-%m-%d %H:%M %Z}' if end else 'until it is resumed'}")
