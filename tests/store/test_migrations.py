"""Databases of earlier revisions: what was kept in them is kept, whatever happens on the way."""

import os
import signal
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, MetaData, event, insert, inspect, select, text
from sqlalchemy.types import JSON, BigInteger, Boolean, Date, DateTime, Integer, TypeEngine

from bot.domain import Audience, Stop
from bot.store import Database, schema, tables
from bot.store.engine import Transactions, connect
from bot.store.schema import HEAD, VERSION_TABLE

from .samples import NOON

REVISIONS = sorted(script.revision for script in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions())

VALUES: Sequence[tuple[type[TypeEngine[Any]], Any]] = (
    (Boolean, True),
    (BigInteger, 2**40),
    (Integer, 1),
    (JSON, ["논문", "ai"]),
    (Date, date(2026, 6, 28)),
    (DateTime, datetime(2026, 6, 28, 12, tzinfo=UTC)),
)
"""What stands in a column of a type; in every other the column's own name."""

WORDS = {"missing": "not yet", "severity": "warn", "kind": "held", "edit": ""}
"""Columns that hold a word of their own."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def value_of(column: Column[Any]) -> Any:
    """Something for the column that the column it refers to has, too."""
    for reference in column.foreign_keys:
        return value_of(reference.column)
    return next((value for kind, value in VALUES if isinstance(column.type, kind)), WORDS.get(column.name, column.name))


def reflected(connection: Connection) -> MetaData:
    """The tables as they are in the database."""
    found = MetaData()
    found.reflect(connection)
    return found


def rows_of(connection: Connection, like: MetaData) -> Rows:
    """All rows, with the columns of `like` alone."""
    return {
        table.name: [dict(one._mapping) for one in connection.execute(select(table))]
        for table in like.sorted_tables
        if table.name != VERSION_TABLE
    }


def fill(connection: Connection) -> tuple[MetaData, Rows]:
    """Writes a row into every table; returns the tables and what stands in them."""
    found = reflected(connection)
    for table in found.sorted_tables:
        if table.name != VERSION_TABLE:
            connection.execute(insert(table).values({column.name: value_of(column) for column in table.columns}))
    return found, rows_of(connection, found)


def an_earlier(door: Transactions, revision: str) -> tuple[MetaData, Rows]:
    """Makes a database of that revision with rows in every table."""
    with door.writing() as connection:
        schema.migrate(connection, revision)
        return fill(connection)


@pytest.fixture
def door(where: str) -> Any:
    opened = connect(where)
    yield opened
    opened.close()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_any_revision_keeps_its_rows(where: str, door: Transactions, revision: str) -> None:
    before, rows = an_earlier(door, revision)
    assert all(len(one) == 1 for one in rows.values())
    Database.open(where, now=lambda: NOON).close()
    with door.reading() as connection:
        assert rows_of(connection, before) == rows
        assert inspect(connection).has_table("terms")


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_any_revision_becomes_what_a_fresh_one_is(where: str, door: Transactions, revision: str) -> None:
    an_earlier(door, revision)
    Database.open(where, now=lambda: NOON).close()
    with door.reading() as connection:
        assert connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == HEAD
        compared = MigrationContext.configure(connection, opts=OURS_ALONE)
        assert compare_metadata(compared, tables.metadata) == []


OURS_ALONE = {"include_name": lambda name, kind, _parents: kind != "table" or name != VERSION_TABLE}


def test_what_the_first_tables_kept_reads_as_before(where: str, door: Transactions) -> None:
    an_earlier(door, "0001")
    with Database.open(where, now=lambda: NOON) as db:
        (hold,) = db.holds.all()
        assert (hold.key, hold.kind, hold.until) == ("key", Stop.HELD, None)
        assert db.holds.lift("key", "Mina", NOON)
        (part,) = db.posts.parts("digest")
        assert (part.queued, part.audience, part.to, part.answers) == (None, Audience.EVERYBODY, "", None)
        (post,) = db.posts.of("digest")
        assert post.raw == "raw"
        assert db.posts.last_topic("pytorch-kr") is None
        assert {one.source for one in db.translations.latest("key", "locale").values()} == {""}
        assert {one.local for one in db.findings.under("key")} == {""}
        assert db.receipts.of("key", "locale") == {}


def test_a_wish_from_before_wishes_had_facts_has_none(where: str, door: Transactions) -> None:
    an_earlier(door, "0003")
    with door.writing() as connection:
        connection.execute(text("UPDATE wishes SET answered = NULL"))
    with Database.open(where, now=lambda: NOON) as db:
        assert [(one.what, one.facts) for one in db.wishes.open()] == [("what", {})]


@pytest.mark.long
def test_a_migration_killed_at_any_statement_leaves_the_old_or_the_new(where: str, door: Transactions) -> None:
    before, rows = an_earlier(door, "0001")
    door.close()
    statement, died = 0, True
    while died:
        statement += 1
        died = killed_while_opening(where, statement)
        with door.reading() as connection:
            revision = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
            assert revision == ("0001" if died else HEAD)
            assert rows_of(connection, before) == rows
            assert inspect(connection).has_table("wishes") == (revision == HEAD)
        door.close()
    assert statement > CHANGES


CHANGES = 27
"""At the least: ten columns, twelve tables and five indexes."""


def killed_while_opening(where: str, at: int) -> bool:
    """Opens the database in a process that is killed after so many changing statements; whether it came to that."""
    child = os.fork()
    if child == 0:
        try:
            count = iter(range(1, at))
            event.listen(Engine, "after_cursor_execute", lambda *told: die_at_the_end_of(count, told[2]))
            Database.open(where, now=lambda: NOON).close()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def die_at_the_end_of(count: Any, statement: str) -> None:
    if statement.split(maxsplit=1)[0] in {"ALTER", "CREATE", "UPDATE"} and next(count, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
