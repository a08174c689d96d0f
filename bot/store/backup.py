"""Copies of an SQLite database: made whole while it is written to, proven before they count, and put back.

Every copy is finished under another name first: what bears a copy's name is one, whenever the machine went down.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from bot.errors import Misconfigured
from bot.store.engine import PATIENCE_S
from bot.store.lock import exclusively
from bot.store.private import open_private
from bot.store.schema import VERSION_TABLE, check_revision
from bot.store.trouble import filed, named

_STAMP = "%Y%m%dT%H%M%SZ"
_COMPANIONS = ("-journal", "-wal", "-shm")
_NAME = re.compile(r"paperboy-\d{8}T\d{6}Z\.db")


def back_up(database: Path, folder: Path, keep: int, now: datetime) -> Path:
    """Copies the database into the folder as `paperboy-20260628T120000Z.db`; that copy and the newest before it stay.

    `keep` counts them together. Only copies are ever removed, and only once the new one is proven.
    Raises: Misconfigured, Unavailable.
    """
    backup = folder / f"paperboy-{now.strftime(_STAMP)}.db"
    with exclusively(folder / "backup.lock"), _partial(folder) as partial:
        _copy(database, partial)
        with filed(backup):
            partial.replace(backup)
            _sync(folder)
            _rotate(backup, keep)
    return backup


def restore(backup: Path, database: Path, now: datetime) -> Path | None:
    """Puts a copy in the place of the database; returns where that is kept now, None where there was none.

    Nothing is touched before the copy is proven and the worker's lock is held. An older paperboy's copy is brought up
    to date when it is opened. Raises: Misconfigured (damaged, another program's, a newer paperboy's), Unavailable.
    """
    with exclusively(database.with_suffix(".lock")), _partial(database.parent) as partial:
        check_revision(_copy(backup, partial), str(backup))
        _fold(database)
        with filed(database):
            aside = _set_aside(database, now)
            partial.replace(database)
            _sync(database.parent)
    return aside


@contextmanager
def _partial(folder: Path) -> Iterator[Path]:
    """An empty, private file in the folder, gone at the end unless it was renamed."""
    partial = folder / "paperboy.partial"
    _remove(partial)
    os.close(open_private(partial))
    try:
        yield partial
    finally:
        _remove(partial)


def _remove(database: Path) -> None:
    """With what SQLite leaves beside a database when it is killed."""
    with filed(database):
        for companion in ("", *_COMPANIONS):
            Path(f"{database}{companion}").unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> str:
    """Copies a database whole, as it stood at one moment, to the disk, and proves the copy; returns its revision."""
    if not source.is_file():
        raise Misconfigured(f"{source}: there is no such database; give the path of one")
    with named(str(source)), closing(_open(source)) as original:
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with named(str(target)), closing(_open(target)) as copy:
            original.backup(copy)
            # All that is in a copy stands in one file.
            copy.execute("PRAGMA journal_mode=DELETE")
        with closing(_open(target)) as copy:
            revision = _proven(copy, source)
    with filed(target):
        _hand_over(target)
        _sync(target)
    return revision


def _proven(copy: sqlite3.Connection, source: Path) -> str:
    """The revision of a database that is whole and one of ours. Raises: Misconfigured."""
    damage = [one for (one,) in copy.execute("PRAGMA integrity_check(1)") if one != "ok"]
    damage += [f"a row of {table} refers to nothing" for table, *_ in copy.execute("PRAGMA foreign_key_check")]
    if damage:
        raise Misconfigured(f"{source}: is damaged ({damage[0].splitlines()[-1]}); use an older backup")
    tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    found = copy.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone() if VERSION_TABLE in tables else None  # noqa: S608 - a constant
    if found is None:
        raise Misconfigured(f"{source}: is not a database of paperboy's; give the path of one")
    return str(found[0])


def _fold(database: Path) -> None:
    """Brings what SQLite keeps beside a database into its file. Raises: Unavailable while anybody has it open."""
    # A damaged one, the reason to restore, stays as it is.
    with suppress(Misconfigured), named(str(database)), closing(_open(database)) as old:
        old.execute("PRAGMA journal_mode=DELETE")


def _set_aside(database: Path, now: datetime) -> Path | None:
    """Gives the database a second name; under its own it is there until another takes its place."""
    aside = database.with_name(f"{database.name}.before-restore-{now.strftime(_STAMP)}")
    found = [end for end in ("", *_COMPANIONS) if Path(f"{database}{end}").exists()]
    for end in found:
        os.link(f"{database}{end}", f"{aside}{end}")
    _sync(database.parent)
    for end in found:
        if end:
            Path(f"{database}{end}").unlink()
    return aside if "" in found else None


def _rotate(newest: Path, keep: int) -> None:
    copies = (one for one in newest.parent.iterdir() if _NAME.fullmatch(one.name) and not one.is_symlink())
    older = sorted(one for one in copies if one != newest)
    for one in older[: max(0, len(older) + 1 - keep)]:
        one.unlink()


def _hand_over(file: Path) -> None:
    """What root makes belongs to whom the folder belongs: the service must be able to use it."""
    if os.geteuid() == 0:
        folder = file.parent.stat()
        os.chown(file, folder.st_uid, folder.st_gid, follow_symlinks=False)


def _open(database: Path) -> sqlite3.Connection:
    """Only a database that is there."""
    address = f"file:{quote(str(database.absolute()))}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=PATIENCE_S, isolation_level=None)


def _sync(path: Path) -> None:
    """Returns when file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
