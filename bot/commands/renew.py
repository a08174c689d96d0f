"""`paperboy renew KEY`: texts that are not out yet, asked for again where their terms or instructions changed."""

import json
from functools import partial

import click

from bot.commands.console import Console, counted, printable


@click.command("renew")
@click.argument("key")
@click.option("--dry-run", is_flag=True, help="Ask nothing; say which texts would be asked for, and why.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: print one JSON line a text.")
@click.pass_context
def command(ctx: click.Context, key: str, dry_run: bool, as_json: bool) -> None:
    """Asks anew for the texts of KEY (an issue, a digest or an entry) whose question changed: terms, instructions.

    Only texts of which nothing is out, and that nobody settled or let out as they are. What has not changed is
    remembered, costs nothing and stays as it is. What is out already changes by corrections.
    """
    from bot import renewing  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.desk import NothingNamed, reading  # noqa: PLC0415
    from bot.commands.errand import see_to  # noqa: PLC0415

    console = Console()
    try:
        with reading(ctx.obj) as bot:
            works = renewing.named(bot, key)
            if not works:
                raise NothingNamed(f"{key}: there is no such issue, digest or entry; `paperboy status` lists them")
            out = [work.key for work in works if renewing.is_out(bot, work)]
            asked = [one for one in renewing.renewals(bot, key) if one.bought]
        if dry_run:
            for one in asked:
                _say(one.unit.key, one.why, as_json)
        elif len(out) < len(works):
            see_to(ctx.obj, console, "renew", key, partial(renewing.renew, key=key))
    finally:
        console.close()
    if not as_json:
        texts = counted(len(asked) if dry_run else console.counts["translated"], "texts")
        click.echo(f"{texts} {'would be asked' if dry_run else 'written'} anew")
        for work in out:
            click.echo(f"{work}  is out, here or in another edition; what readers see is changed by corrections")
    ctx.exit(console.exit_code)


def _say(key: str, why: str, as_json: bool) -> None:
    line = json.dumps({"key": key, "why": why}, ensure_ascii=False) if as_json else printable(f"{key}  {why}")
    click.echo(line)
