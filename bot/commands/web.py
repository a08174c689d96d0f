"""`paperboy web`: the pages for moderators, by themselves; or a link into them."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.config import Config


@click.command("web")
@click.option("--login", is_flag=True, help="Print a link that lets the operator in, once, within ten minutes.")
@click.pass_context
def command(ctx: click.Context, login: bool) -> None:
    """Serves the pages of `[web]` until it is told to stop, beside a worker or without one.

    `paperboy run` serves them as well: this is for a service that only ticks, and to look at what is there. What is
    decided on them is done by the worker.

    With `--login` it serves nothing and prints a link into pages that are served on this machine; it needs
    `local_login = true`, and decisions made there are the operator's.
    """
    from bot.config import load  # noqa: PLC0415 - `--help` stays quick

    config = load(ctx.obj)
    if login:
        click.echo(_link(config))
    else:
        _serve(config)


def _link(config: "Config") -> str:
    from bot import wiring  # noqa: PLC0415 - `--help` stays quick
    from bot.errors import Misconfigured  # noqa: PLC0415
    from bot.web import link  # noqa: PLC0415

    web = config.values.web
    if web is None or not web.local_login:
        raise Misconfigured(f"{config.table.place(['web'])}: there is no such login; set local_login = true")
    return link(config, wiring.clock_of(config).now())


def _serve(config: "Config") -> None:
    import signal  # noqa: PLC0415 - `--help` stays quick
    import threading  # noqa: PLC0415
    from contextlib import closing  # noqa: PLC0415

    from bot import wiring  # noqa: PLC0415
    from bot.web import address, serve  # noqa: PLC0415

    where = address(config)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: ended.set())
    with closing(wiring.open_store(config, wiring.clock_of(config))) as store, serve(config, store):
        click.echo(f"· the pages are at {where}", err=True)
        ended.wait()
