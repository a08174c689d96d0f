"""`paperboy run`: the service."""

import click


@click.command("run")
@click.option("--json", "as_json", is_flag=True, help="Log a JSON line an event.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Runs until it is told to stop: polls on the schedule of `[service]`, and posts what is complete and due.

    Begins with a poll at once, so that nothing is missed that came while it was not running. What other commands ask
    for (`tick`, `post`, `preview`, `withdraw`) it does within a second, or as soon as the text it is at is written.
    Logs a line an event on stderr. Under systemd it says when it is ready and what it does, and feeds the watchdog
    only while polls begin when they are due and nothing hangs.

    SIGTERM or Ctrl-C: nothing new begins, what is in flight has 20 seconds, and it exits with 0; a second one ends it
    at once. What was not saved by then is done again at the next start, and nothing twice. Exits with 75 when another
    paperboy works here already, 78 when the configuration is at fault.
    """
    from bot.service import serve  # noqa: PLC0415 - `--help` stays quick

    serve(ctx.obj, as_json=as_json)
