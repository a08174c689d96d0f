"""`paperboy release KEY`: lifts a hold, or lets a text out that did not pass its checks."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.ports import Bot


@click.command("release")
@click.argument("key")
@click.option("--resend", is_flag=True, help="Send again a digest that the forum's moderators rejected.")
@click.pass_context
def command(ctx: click.Context, key: str, resend: bool) -> None:
    """Lifts the hold on KEY, as `paperboy status` names it; the next pass goes on with it.

    An entry whose translation did not pass its checks goes out as it is, held or not, as long as its digest is not out
    without it; one that the model gave no text for is asked for again, also with the digest it was held with.
    `paperboy show` tells what was found.
    With `--resend`, a digest that waited for the forum's moderators is sent again; they must have rejected it, or it
    would stand there twice. May be run beside a worker. Releasing what is not held changes nothing. An issue that its
    source held (not ten papers, behind a paywall, sent a second time) goes out as it was read. Who released it is
    recorded. What was dropped or withdrawn stays so.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick

    with reading(ctx.obj) as bot:
        click.echo(_released(bot, key, resend=resend))


def _released(bot: "Bot", key: str, *, resend: bool) -> str:
    from bot import holding, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import known_key  # noqa: PLC0415
    from bot.config import person  # noqa: PLC0415
    from bot.releasing import release  # noqa: PLC0415

    if release(bot, key, person(), resend=resend):
        return f"{key}  is released"
    if any(waiting.queued(bot, work) for work in waiting.named(bot, key)):
        return f"{key}  waits for the forum's moderators; only if they rejected it: `paperboy release {key} --resend`"
    for hold in bot.store.holds.all():
        if hold.key == key:
            return f"{key}  was {hold.kind} by {hold.who} on {hold.since:%Y-%m-%d}, and stays so"
    if not bot.store.holds.decisions(key):
        known_key(bot, key)
    others = ", ".join(hold.key for hold in holding.standing(bot))
    return f"{key}  was not held; held are: {others or 'none'}"
