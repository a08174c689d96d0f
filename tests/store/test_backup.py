import os
import shutil
import signal
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from types import FrameType
from typing import Any

import pytest

from bot.errors import Misconfigured, Unavailable
from bot.store import Database, backup, schema
from bot.store.backup import back_up, restore
from bot.store.engine import connect
from bot.store.lock import exclusively
from bot.store.schema import VERSION_TABLE

from .samples import NOON, a_hold, a_split

LATER = NOON + timedelta(days=1)


def opened(path: Path) -> Database:
    return Database.open(path, now=lambda: NOON)


def held(path: Path) -> set[str]:
    with opened(path) as db:
        return {hold.key for hold in db.holds.all()}


@pytest.fixture
def database() -> Iterator[Path]:
    """A database that knows of the hold `before`; in memory where that can be, for a disk is slow to be sure."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        path = Path(folder) / "state" / "paperboy.db"
        with opened(path) as db:
            db.issues.add(a_split())
            db.holds.put(a_hold("before"))
        yield path


@pytest.fixture
def copies(database: Path) -> Path:
    return database.parent / "backups"


@pytest.fixture
def copy(database: Path, copies: Path) -> Path:
    """A copy; the database went on and knows of `after` as well."""
    made = back_up(database, copies, 14, NOON)
    with opened(database) as db:
        db.holds.put(a_hold("after"))
    return made


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_copy_is_a_database_of_its_own_in_one_private_file(database: Path, copies: Path) -> None:
    before = os.umask(0)
    try:
        made = back_up(database, copies, 14, NOON)
    finally:
        os.umask(before)
    assert made == copies / "paperboy-20260628T120000Z.db"
    assert names(copies) == ["backup.lock", made.name]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(copies.stat().st_mode) == 0o700
    # 1 is "no log beside it": https://www.sqlite.org/fileformat2.html#file_format_version_numbers
    assert made.read_bytes()[18:20] == b"\1\1"
    assert held(made) == {"before"}


def test_what_is_not_in_the_databases_own_file_yet_is_in_the_copy(database: Path, copies: Path) -> None:
    with opened(database) as db:
        db.holds.put(a_hold("in the log only"))
        assert database.with_name("paperboy.db-wal").stat().st_size > 0
        assert held(back_up(database, copies, 14, NOON)) == {"before", "in the log only"}


def test_a_copy_made_while_somebody_writes_holds_whole_transactions(database: Path, copies: Path) -> None:
    done = Event()

    def write() -> None:
        number = 0
        with opened(database) as db:
            while not done.is_set():
                number += 1
                db.issues.add(a_split(f"week-{number}", papers=10, why="nine papers"))

    writer = Thread(target=write)
    writer.start()
    try:
        made = [back_up(database, copies, 14, NOON + timedelta(seconds=number)) for number in range(5)]
    finally:
        done.set()
        writer.join()
    for one in made:
        with opened(one) as db:
            issues = [issue.key for issue in db.issues.all() if issue.why]
            assert {len(db.issues.entries(key)) for key in issues} <= {10}
            assert {hold.key for hold in db.holds.all()} == {*issues, "before"}


def test_only_the_newest_stay_and_nothing_else_is_touched(database: Path, copies: Path) -> None:
    copies.mkdir()
    others = ["notes.txt", "paperboy-20200101T000000Z.db.gz", "my-paperboy-20200101T000000Z.db", "paperboy.db"]
    for name in others:
        (copies / name).touch()
    (copies / "paperboy-20200101T000000Z.db").symlink_to(database)
    made = [back_up(database, copies, 2, NOON + timedelta(hours=hours)).name for hours in range(4)]
    assert names(copies) == sorted([*others, "paperboy-20200101T000000Z.db", "backup.lock", *made[2:]])


def test_a_clock_set_back_does_not_cost_the_copy_just_made(database: Path, copies: Path) -> None:
    back_up(database, copies, 2, LATER)
    made = back_up(database, copies, 1, NOON)
    assert names(copies) == ["backup.lock", made.name]


def break_rows(path: Path) -> None:
    """Removes an issue from under its entries, as a stray hand could."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("DELETE FROM issues")
        other.commit()


def break_pages(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xaa" * (len(whole) - 8192))


def break_header(path: Path) -> None:
    path.write_bytes(b"<!DOCTYPE html>" * 1000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


BROKEN = [
    (break_rows, r"is damaged \(a row of entries refers to nothing\)"),
    (break_pages, r"is damaged"),
    (break_header, r"is not an SQLite database"),
    (empty, r"is not a database of paperboy's"),
    (Path.unlink, r"there is no such database"),
    (make_a_folder, r"there is no such database"),
]


@pytest.mark.parametrize(("hurt", "said"), BROKEN)
def test_of_a_damaged_database_no_copy_is_made_and_no_older_one_removed(
    database: Path, copies: Path, hurt: Callable[[Path], None], said: str
) -> None:
    older = back_up(database, copies, 1, NOON)
    hurt(database)
    with pytest.raises(Misconfigured, match=rf"^{database}: {said}") as raised:
        back_up(database, copies, 1, LATER)
    assert "\n" not in str(raised.value)
    assert names(copies) == ["backup.lock", older.name]


def test_what_a_killed_backup_left_is_cleared_away_by_the_next(database: Path, copies: Path) -> None:
    copies.mkdir()
    for end in ("", "-journal", "-wal", "-shm"):
        (copies / f"paperboy.partial{end}").write_bytes(b"half a database")
    made = back_up(database, copies, 14, NOON)
    assert names(copies) == ["backup.lock", made.name]
    assert held(made) == {"before"}


def test_two_copies_at_once_are_refused(database: Path, copies: Path) -> None:
    with exclusively(copies / "backup.lock"), pytest.raises(Unavailable, match="another paperboy works here"):
        back_up(database, copies, 14, NOON)


def test_a_copy_put_back_is_the_database_and_the_old_one_is_kept(database: Path, copy: Path) -> None:
    aside = restore(copy, database, LATER)
    assert aside == database.with_name("paperboy.db.before-restore-20260629T120000Z")
    assert held(database) == {"before"}
    assert held(aside) == {"before", "after"}
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert held(copy) == {"before"}


def test_a_copy_is_put_where_there_was_none(database: Path, copy: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another" / "paperboy.db"
    assert restore(copy, elsewhere, LATER) is None
    assert held(elsewhere) == {"before"}
    assert names(elsewhere.parent) == ["paperboy.db", "paperboy.lock"]


def test_a_worker_is_not_robbed_of_its_database(database: Path, copy: Path) -> None:
    with (
        exclusively(database.with_name("paperboy.lock")),
        pytest.raises(Unavailable, match="another paperboy works here"),
    ):
        restore(copy, database, LATER)
    assert held(database) == {"before", "after"}


def test_a_database_that_somebody_reads_is_not_replaced(database: Path, copy: Path) -> None:
    with opened(database) as db:
        db.holds.all()
        with pytest.raises(Unavailable, match="another program keeps it locked"):
            restore(copy, database, LATER)
    assert held(database) == {"before", "after"}


def test_what_a_killed_worker_left_in_the_log_is_kept_with_the_old_and_never_played_into_the_new(
    database: Path, copy: Path
) -> None:
    child = os.fork()
    if child == 0:
        try:
            opened(database).holds.put(a_hold("in the log only"))
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert database.with_name("paperboy.db-wal").stat().st_size > 0
    aside = restore(copy, database, LATER)
    assert held(database) == {"before"}
    assert aside is not None
    assert held(aside) == {"before", "after", "in the log only"}


@pytest.mark.parametrize("hurt", [break_pages, break_header, empty, Path.unlink])
def test_a_damaged_or_lost_database_is_replaced_whatever_lies_beside_it(
    database: Path, copy: Path, hurt: Callable[[Path], None]
) -> None:
    with opened(database) as db:
        db.holds.put(a_hold("in the log only"))
        log = database.with_name("paperboy.db-wal").read_bytes()
    hurt(database)
    database.with_name("paperboy.db-wal").write_bytes(log)
    restore(copy, database, LATER)
    assert held(database) == {"before"}


@pytest.mark.parametrize(("hurt", "said"), BROKEN)
def test_a_damaged_copy_replaces_nothing(database: Path, copy: Path, hurt: Callable[[Path], None], said: str) -> None:
    hurt(copy)
    with pytest.raises(Misconfigured, match=rf"^{copy}: {said}"):
        restore(copy, database, LATER)
    assert held(database) == {"before", "after"}
    assert names(database.parent) == ["backups", "paperboy.db", "paperboy.lock"]


def test_a_newer_paperboys_copy_replaces_nothing(database: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as other:
        other.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        other.commit()
    with pytest.raises(Misconfigured, match=r"newer paperboy \(revision 9999.*upgrade"):
        restore(copy, database, LATER)
    assert held(database) == {"before", "after"}


def test_an_older_paperboys_copy_is_brought_up_to_date_when_it_is_opened(tmp_path: Path, database: Path) -> None:
    old = tmp_path / "old.db"
    door = connect(old)
    with door.writing() as connection:
        schema.migrate(connection, "0001")
        connection.exec_driver_sql("INSERT INTO holds VALUES ('long ago', 'why', 'Mina', '2020-01-01 00:00:00.000000')")
    door.close()
    restore(old, database, LATER)
    assert held(database) == {"long ago"}


STEPS = {"back_up", "restore", "_copy", "_set_aside", "_rotate", "_hand_over"}
"""The functions whose order matters."""


def killed_all_along(work: Callable[[], object]) -> Iterator[int]:
    """Does the work in processes that are killed at the first, second, … line of `STEPS`, until one is not."""
    line, status = 0, signal.SIGKILL.value
    while status == signal.SIGKILL:
        line += 1
        status = ended(work, line)
        yield status
    assert line > 15


def ended(work: Callable[[], object], line: int) -> int:
    """How a process ends that does the work and is killed at that line."""
    child = os.fork()
    if child == 0:
        try:
            sys.settrace(killing(line))
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def killing(line: int) -> Callable[[FrameType, str, Any], Any]:
    seen = 0

    def trace(frame: FrameType, happening: str, _told: Any) -> Any:
        nonlocal seen
        if frame.f_code.co_filename != backup.__file__:
            return None
        here = happening == "line" and frame.f_code.co_name in STEPS
        seen += here
        if here and seen == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def test_a_backup_killed_anywhere_leaves_whole_copies_and_makes_the_next(database: Path, copies: Path) -> None:
    for at, _status in enumerate(killed_all_along(lambda: back_up(database, copies, 2, LATER))):
        for one in copies.glob("paperboy-*.db"):
            with closing(sqlite3.connect(one)) as found:
                assert found.execute("SELECT key FROM holds").fetchall() == [("before",)]
        if at % 8 == 0:
            assert held(back_up(database, copies, 2, NOON)) == {"before"}
    assert names(copies)[-1] == "paperboy-20260629T120000Z.db"


@pytest.mark.long
def test_a_restore_killed_anywhere_leaves_the_old_or_the_new(database: Path, copy: Path, tmp_path: Path) -> None:
    kept = shutil.copy(database, tmp_path / "kept.db")
    for status in killed_all_along(lambda: restore(copy, database, LATER)):
        found = held(database)
        assert found in ([{"before", "after"}, {"before"}] if status else [{"before"}])
        for one in database.parent.glob("paperboy.db*"):
            one.unlink()
        shutil.copy(kept, database)
