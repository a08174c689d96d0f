"""`paperboy backup`: a copy of the database, whole and proven."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.config import Config


@click.command("backup")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the copies.  [default: backups, in the state folder]",
)
@click.option("--keep", type=click.IntRange(min=1), default=14, show_default=True, help="How many copies stay there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(ctx: click.Context, folder: Path | None, keep: int, as_json: bool) -> None:
    """Copies the database, with everything the bot knows, and removes the oldest copies beyond --keep.

    May be run beside a worker: the copy is what stood there at one moment. It is read back and checked before it gets
    its name, and only then is an older one removed. `paperboy restore` puts a copy back.
    """
    from bot import wiring  # noqa: PLC0415 - `--help` stays quick
    from bot.config import load  # noqa: PLC0415
    from bot.store.backup import back_up  # noqa: PLC0415

    config = load(ctx.obj)
    database = database_file(config)
    into = folder or wiring.state_folder(config) / "backups"
    copy = back_up(database, into, keep, wiring.clock_of(config).now())
    size = copy.stat().st_size
    told = {"backup": str(copy), "bytes": size}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{copy}  {size:,} bytes, checked")


def database_file(config: "Config") -> Path:
    """The file of the database. Raises: Misconfigured where it is PostgreSQL's."""
    from bot import wiring  # noqa: PLC0415 - `--help` stays quick
    from bot.errors import Misconfigured  # noqa: PLC0415

    if config.values.database:
        raise Misconfigured("the database is PostgreSQL's; copy it with pg_dump and put it back with pg_restore")
    return wiring.state_folder(config) / "paperboy.db"
