"""Brings a database to the tables of today, or says why it cannot.

The revision is read first: alembic costs 0.3 s and is loaded only where there is something to do.
"""

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, Inspector, inspect

from bot.errors import Misconfigured
from bot.store.engine import Transactions
from bot.store.tables import metadata

HEAD = "0005"
"""The newest revision in `migrations/versions`."""

VERSION_TABLE = "paperboy_revision"

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(transactions: Transactions) -> None:
    """Makes the tables of an empty database, changes those of an older one; all of it or nothing.

    Raises: Misconfigured (a newer paperboy's, another program's, or unfit for text), Unavailable.
    """
    with transactions.reading() as connection:
        _check_encoding(connection, transactions.name)
        if _revision(connection) == HEAD:
            return
    with transactions.writing() as connection:
        _check_origin(connection, transactions.name)
        migrate(connection, HEAD)


def check_revision(revision: str, name: str) -> None:
    """Raises: Misconfigured when this paperboy cannot bring a database of that revision up to date."""
    if revision not in [path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")]:
        raise Misconfigured(
            f"{name}: was made by a newer paperboy (revision {revision}, this one knows {HEAD}); upgrade paperboy"
        )


def _check_encoding(connection: Connection, name: str) -> None:
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise Misconfigured(f"{name}: its encoding is {encoding}; create the database with ENCODING 'UTF8'")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608 - a constant


def _check_origin(connection: Connection, name: str) -> None:
    revision = _revision(connection)
    if revision:
        check_revision(revision, name)
    elif strange := _strange_tables(inspect(connection), connection.dialect.name):
        raise Misconfigured(f"{name}: is another program's database (table {min(strange)}); give another path")


def _strange_tables(inspector: Inspector, dialect: str) -> Collection[str]:
    """An SQLite file is ours alone; a schema of PostgreSQL may hold others' tables, if only their names differ."""
    tables = set(inspector.get_table_names()) - {VERSION_TABLE}
    return tables if dialect == "sqlite" else tables & metadata.tables.keys()


def migrate(connection: Connection, revision: str) -> None:
    """Runs the migrations up to a revision in the transaction of the connection."""
    from alembic import command  # noqa: PLC0415 - see the module's docstring
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
