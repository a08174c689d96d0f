import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.errors import Misconfigured
from bot.store import Database, schema, tables
from bot.store.engine import connect
from bot.store.schema import HEAD, VERSION_TABLE

from .conftest import Cluster
from .samples import NOON, a_split


def now() -> Any:
    return NOON


def shape(connection: Connection) -> dict[str, Any]:
    """All that the database says of its tables."""
    seen = inspect(connection)
    return {
        name: {
            "columns": [{**column, "type": str(column["type"])} for column in seen.get_columns(name)],
            "primary key": seen.get_pk_constraint(name),
            "foreign keys": sorted(seen.get_foreign_keys(name), key=lambda one: str(one["name"])),
            "unique": sorted(seen.get_unique_constraints(name), key=lambda one: str(one["name"])),
            "indexes": sorted(seen.get_indexes(name), key=lambda one: str(one["name"])),
        }
        for name in seen.get_table_names()
        if name != VERSION_TABLE
    }


def test_the_migrations_make_the_tables_of_today(where: str) -> None:
    door = connect(where)
    with door.writing() as connection:
        tables.metadata.create_all(connection)
        fresh = shape(connection)
        tables.metadata.drop_all(connection)
    schema.bring_up_to_date(door)
    with door.reading() as connection:
        assert shape(connection) == fresh
    door.close()
    assert fresh.keys() == tables.metadata.tables.keys()


def test_the_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_heads() == [HEAD]


def test_a_database_up_to_date_is_opened_without_alembic(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    Database.open(path, now=now).close()
    code = (
        "import sys; from datetime import datetime; from bot.store import Database;"
        f"Database.open({str(path)!r}, now=datetime.now).close();"
        "print('alembic' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_what_was_kept_is_there_when_opened_again(where: str) -> None:
    with Database.open(where, now=now) as db:
        kept = db.issues.add(a_split())
    with Database.open(where, now=now) as db:
        assert db.issues.add(a_split()) == kept


def test_a_database_whose_migration_was_cut_short_is_brought_up_to_date(where: str) -> None:
    door = connect(where)
    with door.writing() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) PRIMARY KEY)")
    door.close()
    with Database.open(where, now=now) as db:
        assert db.issues.add(a_split()) == a_split()


def test_a_newer_paperboys_database_is_refused(where: str) -> None:
    Database.open(where, now=now).close()
    door = connect(where)
    with door.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(Misconfigured, match=r"newer paperboy \(revision 9999.*upgrade"):
        Database.open(where, now=now)
    with door.reading() as connection:
        assert connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar() == "9999"
    door.close()


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE visits (url TEXT)")
    other.close()
    with pytest.raises(Misconfigured, match=r"another program's database \(table visits\)"):
        Database.open(path, now=now)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("visits",)]
    other.close()


@pytest.mark.postgres
@pytest.mark.long
@pytest.mark.xdist_group("postgres")
def test_a_postgres_schema_may_be_shared_while_no_name_clashes(cluster: Cluster) -> None:
    shared, clashing = cluster.create_schema(), cluster.create_schema()
    for url, table in ((shared, "jobs"), (clashing, "posts")):
        with psycopg.connect(url) as other:
            other.execute(f"CREATE TABLE {table} (id int)")
    Database.open(shared, now=now).close()
    with pytest.raises(Misconfigured, match=r"another program's database \(table posts\)"):
        Database.open(clashing, now=now)


@pytest.mark.postgres
@pytest.mark.long
@pytest.mark.xdist_group("postgres")
def test_a_database_that_cannot_hold_every_language_is_refused(cluster: Cluster) -> None:
    url = cluster.create("ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(Misconfigured, match=r"encoding is SQL_ASCII; create the database with ENCODING 'UTF8'"):
        Database.open(url, now=now)
