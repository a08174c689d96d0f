"""`paperboy restore FILE`: puts a copy of the database back."""

import sys
from pathlib import Path

import click


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def command(ctx: click.Context, file: Path, yes: bool) -> None:
    """Puts FILE, a copy made by `paperboy backup`, in the place of the database.

    Stop the worker first. What stands there now is kept beside it. A copy that is damaged, or was made by a newer
    paperboy, replaces nothing; an older paperboy's is brought up to date at the next start. What was posted after the
    copy was made is found on the forum again.
    """
    from bot import wiring  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.backup import database_file  # noqa: PLC0415
    from bot.config import load  # noqa: PLC0415
    from bot.store.backup import restore  # noqa: PLC0415

    config = load(ctx.obj)
    database = database_file(config)
    if not yes:
        _ask(file, database)
    aside = restore(file, database, wiring.clock_of(config).now())
    click.echo(f"{database}  is restored" + (f"; what stood there is {aside}" if aside else ""))


def _ask(file: Path, database: Path) -> None:
    size = f"{database.stat().st_size:,} bytes" if database.is_file() else "not there yet"
    question = f"{database} ({size}) will be replaced by {file}"
    if not sys.stdin.isatty():
        raise click.UsageError(f"{question}: say --yes to agree")
    click.confirm(f"{question}. Go on?", abort=True)
