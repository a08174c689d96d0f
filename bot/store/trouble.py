"""Says who must act when the database fails: whoever waits, or the operator. Anything else is a bug and goes on up."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import Misconfigured, PaperboyError, Unavailable

_RESTORE = "restore it from a backup or give another path"

# By primary result code: https://www.sqlite.org/rescode.html
_SQLITE: dict[int, tuple[type[PaperboyError], str]] = {
    sqlite3.SQLITE_BUSY: (Unavailable, "another program keeps it locked; it is tried again later"),
    sqlite3.SQLITE_LOCKED: (Unavailable, "another program keeps it locked; it is tried again later"),
    sqlite3.SQLITE_FULL: (Unavailable, "the disk is full; make room"),
    sqlite3.SQLITE_IOERR: (Unavailable, "the disk does not read or write; look at its health and its room"),
    sqlite3.SQLITE_NOTADB: (Misconfigured, f"is not an SQLite database; {_RESTORE}"),
    sqlite3.SQLITE_CORRUPT: (Misconfigured, f"is damaged; {_RESTORE}"),
    sqlite3.SQLITE_READONLY: (Misconfigured, "may not be written; give this user the right to write file and folder"),
    sqlite3.SQLITE_PERM: (Misconfigured, "may not be opened; give this user the right to read and write it"),
    sqlite3.SQLITE_CANTOPEN: (Misconfigured, "cannot be opened; give this user the right to write file and folder"),
}

# By SQLSTATE or its class: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES: dict[str, tuple[type[PaperboyError], str]] = {
    "08": (Unavailable, "the connection was lost; it is tried again later"),
    "40": (Unavailable, "another transaction was in the way; it is tried again later"),
    "53": (Unavailable, "the server is out of disk, memory or connections; make room"),
    "55P03": (Unavailable, "another program keeps it locked; it is tried again later"),
    "57": (Unavailable, "the server stopped the query or itself; it is tried again later"),
    "58": (Unavailable, "the server's disk does not read or write; look at its health and its room"),
    "25006": (Misconfigured, "may only be read; give the address of the primary server"),
    "28": (Misconfigured, "the server refuses this user; set user and password in the database URL"),
    "3D": (Misconfigured, "there is no such database; create it"),
    "42501": (Misconfigured, "this user may not do that; grant the rights on the database's schema"),
    "XX": (Misconfigured, "is damaged; restore it from a backup"),
}

# A refused connection has no SQLSTATE, only the server's words; in a language we do not read it waits like an outage.
_REFUSALS = ("authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry", "not permitted")

_FULL = (Unavailable, "the disk is full", "make room")

_FILES: dict[int, tuple[type[PaperboyError], str, str]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EIO: (Unavailable, "the disk does not read or write", "look at its health"),
}

_NO_RIGHT = (Misconfigured, "cannot be opened for writing", "give another path, or this user the right to write there")


@contextmanager
def named(database: str) -> Iterator[None]:
    """Turns what a driver raises inside into a line about `database` (its path, or its URL without password).

    The driver of SQLite may also raise by itself, without SQLAlchemy around it. Raises: Unavailable, Misconfigured.
    """
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(f"{database}: every connection is in use; it is tried again later") from error
    except (DBAPIError, sqlite3.Error) as error:
        raised = error.orig if isinstance(error, DBAPIError) else error
        kind, what = _verdict(raised)
        if kind is None:
            raise
        raise kind(f"{database}: {what} ({_first_line(raised)})") from error


@contextmanager
def filed(path: Path) -> Iterator[None]:
    """Turns what the system refuses inside into a line about a file that is written. Raises: as `named`."""
    try:
        yield
    except OSError as error:
        kind, what, remedy = _FILES.get(error.errno or 0, _NO_RIGHT)
        raise kind(f"{path}: {what} ({(error.strerror or str(error)).lower()}); {remedy}") from error


def _verdict(raised: BaseException | None) -> tuple[type[PaperboyError] | None, str]:
    if isinstance(raised, sqlite3.Error):
        code = getattr(raised, "sqlite_errorcode", None)
        return _SQLITE.get(code & 0xFF, (None, "")) if code is not None else (None, "")
    state = getattr(raised, "sqlstate", None)
    if state:
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or (None, "")
    if type(raised).__name__ != "OperationalError":
        return None, ""
    if any(words in str(raised) for words in _REFUSALS):
        return Misconfigured, "the server refuses the connection; look at the database URL and the server's rights"
    return _POSTGRES["08"]


def _first_line(error: BaseException | None) -> str:
    return str(error).strip().partition("\n")[0]
