"""Connections and transactions, on SQLite and on PostgreSQL.

A writing transaction has the database to itself: `BEGIN IMMEDIATE` on SQLite, an advisory lock on PostgreSQL. What it
reads before it writes is therefore still true when it commits, and no statement needs a dialect of its own.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from bot.errors import Misconfigured, Unavailable
from bot.store.private import open_private
from bot.store.recall import DataVersion, Recall
from bot.store.trouble import filed, named

PATIENCE_S = 30.0
"""Ample: a transaction takes milliseconds."""

ROOM_BYTES = 10_000_000
"""Ample for the answers of one pass, and for the four megabytes that SQLite lets its log grow to beside them."""

_STATEMENT_S = 60
_CONNECT_S = 10
_ADVISORY_LOCK = 0x7061_7065_7262_6F79  # any fixed 64-bit number: "paperboy"

R = TypeVar("R")


class Transactions:
    """One database; every `with` is one transaction, whole or not at all, safe from any thread."""

    def __init__(
        self, engine: Engine, name: str, folder: Path | None = None, version: DataVersion | None = None
    ) -> None:
        self.name = name
        self._folder = folder
        self._engine = engine
        self._recall = Recall(version)
        self._writer = engine.execution_options(writing=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises: Unavailable, Misconfigured."""
        with named(self.name), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction alone in the database, committed at the end. Raises: Unavailable, Misconfigured."""
        with named(self.name), self._writer.begin() as connection:
            yield connection

    def recall(self, question: Hashable, read: Callable[[], R]) -> R:
        """What `read` gives, or gave to the same question since anything was last written. Raises: as `reading`."""
        with named(self.name):
            answer: R = self._recall.of(question, read)
        return answer

    def require_room(self) -> None:
        """Raises: Unavailable where the disk of an SQLite file has too little room; a server's is not ours to see."""
        if self._folder is None:
            return
        with filed(self._folder):
            disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize < ROOM_BYTES:
            raise Unavailable(f"{self.name}: the disk has less than {ROOM_BYTES // 1_000_000} MB left; make room")

    def close(self) -> None:
        """Gives all connections back."""
        self._recall.close()
        self._engine.dispose()


def connect(where: str | Path, *, patience_s: float = PATIENCE_S) -> Transactions:
    """The database at a path (SQLite, made where it is missing) or a PostgreSQL URL; not a byte is exchanged yet.

    `patience_s` is how long a transaction waits for the one before it. Raises: Misconfigured.
    """
    if isinstance(where, Path) or "://" not in where:
        return _sqlite(Path(where), patience_s)
    try:
        url = make_url(where)
    except ArgumentError as error:
        raise Misconfigured("the database URL cannot be read; write postgresql://USER@HOST/NAME or a path") from error
    if url.get_backend_name() != "postgresql":
        raise Misconfigured(f"{url.drivername}: no such database here; write postgresql://USER@HOST/NAME or a path")
    return _postgres(url.set(drivername="postgresql+psycopg"), patience_s)


def _sqlite(path: Path, patience_s: float) -> Transactions:
    path = path.absolute()
    # SQLite gives its -wal and -shm files the mode of the database.
    os.close(open_private(path))
    engine = _engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": patience_s})
    event.listen(engine, "connect", partial(_set_up_sqlite, patience_s))
    event.listen(engine, "begin", _begin_sqlite)
    return Transactions(engine, str(path), path.parent, DataVersion(path, patience_s))


def _postgres(url: URL, patience_s: float) -> Transactions:
    wishes = {"client_encoding": "utf8", "connect_timeout": _CONNECT_S, "tcp_user_timeout": _STATEMENT_S * 1000}
    try:
        engine = _engine(url, pool_pre_ping=True, connect_args=wishes)
    except ModuleNotFoundError as error:
        raise Misconfigured("PostgreSQL needs a driver: pip install 'paperboy-bot[postgres]'") from error
    event.listen(engine, "connect", partial(_set_up_postgres, patience_s))
    event.listen(engine, "begin", _begin_postgres)
    return Transactions(engine, url.render_as_string(hide_password=True))


def _engine(url: URL, **options: Any) -> Engine:
    return create_engine(url, json_serializer=partial(json.dumps, ensure_ascii=False), **options)


def _set_up_sqlite(patience_s: float, connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says, not where the driver guesses
    # A negative size is in KiB; the default lets each of a dozen connections grow to 2 MB as the database does.
    # https://www.sqlite.org/pragma.html#pragma_cache_size
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-400"):
        connection.execute(f"PRAGMA {pragma}").close()
    # For this one SQLite does not wait by itself while others open the same new database.
    waiting = Retrying(
        retry=retry_if_exception(_is_busy), stop=stop_after_delay(patience_s), wait=wait_fixed(0.02), reraise=True
    )
    waiting(lambda: connection.execute("PRAGMA journal_mode=WAL").close())


def _is_busy(error: BaseException) -> bool:
    """The low byte of SQLite's code is what went wrong, the rest says where: https://www.sqlite.org/rescode.html"""
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _set_up_postgres(patience_s: float, connection: Any, _record: object) -> None:
    connection.execute(f"SET lock_timeout = '{round(patience_s * 1000)}ms'")
    connection.execute(f"SET statement_timeout = '{_STATEMENT_S}s'")
    connection.commit()


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
