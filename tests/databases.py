"""A database as a first start leaves it: migrated once a process, and copied from then on."""

import atexit
import functools
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import event

from bot.store import Database
from bot.store.engine import Transactions, connect
from tests import samples

_IDLE: list[Transactions] = []
"""Those that nobody has now."""


def fresh(path: Path, now: Callable[[], datetime]) -> Database:
    """A new database at that path, open."""
    path.write_bytes(_migrated())
    return Database.open(path, now=now)


@contextmanager
def lent(now: Callable[[], datetime], content: bytes | None = None) -> Iterator[Database]:
    """A database that is given on when it is closed, with that content, else as a first start leaves it.

    An engine compiles every statement it meets; handed on, it does so once a process.
    """
    transactions = _IDLE.pop() if _IDLE else connect(Path(tempfile.mkdtemp(dir=_folder())) / "paperboy.db")
    Path(transactions.name).write_bytes(content or _migrated())
    with Database(transactions, now) as made:
        yield made
    _IDLE.append(transactions)


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """What the database is asked inside, statement by statement."""
    asked: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    engine = db._transactions._engine
    event.listen(engine, "before_cursor_execute", heard)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", heard)


def content_of(store: Database) -> bytes:
    """All that a database has in its file."""
    with closing(sqlite3.connect(store._transactions.name)) as connection:
        return connection.serialize()


@functools.cache
def _folder() -> str:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return folder.name


@functools.cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paperboy.db"
        Database.open(path, now=lambda: samples.SUNDAY).close()
        return path.read_bytes()
