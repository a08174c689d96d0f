"""A disk without room and a disk that may only be read: said in one line, and nothing that was kept is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.store import Database

from .samples import NOON, a_split

PACKAGE = Path(__file__).parent.parent
"""Where `store.samples` or `tests.store.samples` is imported from, as this file was."""

PREAMBLE = f"""
import importlib, os, shutil, subprocess, sys
from pathlib import Path
sys.path.insert(0, {str(PACKAGE.parent if __package__.startswith("tests.") else PACKAGE)!r})
samples = importlib.import_module({__package__ + ".samples"!r})
from bot.errors import PaperboyError
from bot.store import Database
from bot.store.backup import back_up
disk, rescue = Path(sys.argv[1]), Path(sys.argv[2])
path, copies = disk / "paperboy.db", disk / "backups"

def told(work):
    try:
        work()
    except PaperboyError as error:
        print(type(error).__name__, error)
    else:
        print("done")

db = Database.open(path, now=lambda: samples.NOON)
kept = 0
"""

IS_FULL = """
back_up(path, copies, 1, samples.NOON)
ballast = disk / "ballast"
ballast.write_bytes(b"x" * 400_000)

def fill():
    global kept
    while True:
        db.issues.add(samples.a_split(f"week-{kept}", papers=10, why="nine papers"))
        kept += 1

told(fill)
told(lambda: back_up(path, copies, 1, samples.NOON.replace(hour=13)))
print(sorted(one.name for one in copies.glob("paperboy*")))
ballast.unlink()
told(lambda: db.holds.put(samples.a_hold("there is room again")))
print(kept, len(db.issues.all()), len(db.holds.all()))
shutil.copy(back_up(path, copies, 1, samples.NOON.replace(hour=14)), rescue)
"""

IS_READ_ONLY = """
db.issues.add(samples.a_split())
db.close()
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
told(lambda: Database.open(path, now=lambda: samples.NOON).holds.put(samples.a_hold("x")))
told(lambda: back_up(path, copies, 1, samples.NOON))
"""


def on_a_small_disk(disk: Path, code: str) -> list[str]:
    """Runs the code with a disk of 1.5 MB that nobody else sees and that is gone with it; the lines it prints."""
    disk.mkdir()
    mounted = 'mount -t tmpfs -o size=1500k paperboy "$1" && exec "$0" -c "$2" "$1" "$3"'
    words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted]
    if subprocess.run([*words[:4], "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody have a disk of his own (unshare)")
    rescue = str(disk.parent / "rescued.db")
    ran = subprocess.run(
        [*words, sys.executable, disk, PREAMBLE + code, rescue], capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def test_a_full_disk_is_said_in_one_line_and_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    full, no_copy, copies, again, counts = on_a_small_disk(disk, IS_FULL)
    assert full == f"Unavailable {disk}/paperboy.db: the disk is full; make room (database or disk is full)"
    assert no_copy.startswith(f"Unavailable {disk}/backups/paperboy.partial: the disk is full; make room")
    assert copies == "['paperboy-20260628T120000Z.db']"
    assert again == "done"
    kept, issues, holds = map(int, counts.split())
    assert kept == issues == holds - 1
    with Database.open(tmp_path / "rescued.db", now=lambda: NOON) as db:
        assert len(db.issues.all()) == kept > 0
        assert db.issues.add(a_split("week-0")).issue.slug == "week-0"


def test_a_disk_that_may_only_be_read_is_the_operators(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    state, copies = on_a_small_disk(disk, IS_READ_ONLY)
    assert state == (
        f"Misconfigured {disk}/paperboy.db: cannot be opened for writing (read-only file system);"
        " give another path, or this user the right to write there"
    )
    assert copies.startswith(f"Misconfigured {disk}/backups/backup.lock: cannot be opened for writing (read-only")
