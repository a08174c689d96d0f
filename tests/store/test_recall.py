"""What is remembered of the database, and for how long."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import Hold, Stop
from bot.errors import Unavailable
from bot.store import Database
from bot.store.recall import DataVersion, Recall
from tests.databases import fresh, statements

from .samples import NOON, a_split

HOLD = Hold(key="dair/2026-06-28", reason="look", who="kim", since=NOON, kind=Stop.HELD)

HOLDING = """
import sys
from datetime import UTC, datetime
from bot.domain import Hold
from bot.store import Database
now = datetime(2026, 6, 29, tzinfo=UTC)
with Database.open(sys.argv[1], now=lambda: now) as store:
    store.holds.put(Hold(key="dair/2026-06-28", reason="look", who="kim", since=now))
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    """On SQLite."""
    with fresh(tmp_path / "paperboy.db", now=lambda: NOON) as made:
        yield made


class Count:
    """A version that a test sets."""

    def __init__(self) -> None:
        self.at = 1

    def __call__(self) -> int:
        return self.at

    def close(self) -> None:
        """Nothing is open."""


def test_what_was_asked_is_not_asked_again_until_something_is_written(store: Database) -> None:
    with statements(store) as asked:
        for _ in range(3):
            assert store.holds.all() == []
            assert store.posts.parts("dair/2026-06-28/forum") == []
        assert len(asked) == 2
    store.holds.put(HOLD)
    for _ in range(2):
        assert store.holds.all() == [HOLD]


def test_each_question_has_its_own_answer(store: Database) -> None:
    first = store.issues.add(a_split())
    assert store.issues.get(first.issue.key) == first.issue
    assert store.issues.get("dair/1999-01-01") is None
    assert store.issues.all("dair") == [first.issue]
    assert store.issues.all("other") == []


def test_what_another_process_wrote_is_seen_by_the_next_question(store: Database) -> None:
    assert store.holds.all() == []
    subprocess.run([sys.executable, "-c", HOLDING, store._transactions.name], check=True, timeout=60)
    assert [hold.who for hold in store.holds.all()] == ["kim"]


def test_what_another_connection_wrote_is_seen_once_it_is_committed(store: Database) -> None:
    store.holds.put(HOLD)
    assert len(store.holds.all()) == 1
    other = sqlite3.connect(store._transactions.name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM holds")
    assert len(store.holds.all()) == 1
    other.execute("COMMIT")
    assert store.holds.all() == []
    other.close()


def test_what_another_thread_wrote_is_seen_by_the_next_question(store: Database) -> None:
    for number in range(50):
        assert len(store.holds.all()) == number
        thread = threading.Thread(target=store.holds.put, args=(replace(HOLD, key=f"dair/{number}"),))
        thread.start()
        thread.join()


def test_threads_never_see_less_than_they_wrote(store: Database) -> None:
    missed: list[str] = []

    def work(name: int) -> None:
        for number in range(20):
            key = f"dair/{name}-{number}"
            store.holds.put(replace(HOLD, key=key))
            missed.extend([] if key in {hold.key for hold in store.holds.all()} else [key])

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert missed == []
    assert len(store.holds.all()) == 120


def test_what_a_slow_reader_brings_home_is_not_kept_for_those_that_come_after_a_write() -> None:
    version = Count()
    recall = Recall(version)

    def slow() -> str:
        version.at += 1  # somebody writes while it reads, and somebody else asks
        recall.of("another question", str)
        return "old"

    assert recall.of("question", slow) == "old"
    assert recall.of("question", lambda: "new") == "new"
    assert recall.of("question", lambda: "not asked") == "new"


def test_what_failed_is_asked_again() -> None:
    recall = Recall(Count())

    def broken() -> str:
        raise Unavailable("the disk does not read")

    with pytest.raises(Unavailable):
        recall.of("question", broken)
    assert recall.of("question", lambda: "answer") == "answer"


def test_no_more_is_kept_than_there_is_room_for() -> None:
    recall = Recall(Count(), room=1_000)
    for number in range(100):
        recall.of(number, lambda: ["x" * 100])
    assert recall.of(0, lambda: "anew") == ["x" * 100]
    assert recall.of(99, lambda: "anew") == "anew"
    assert len(recall._known) < 10


def test_without_a_version_nothing_is_kept() -> None:
    recall = Recall()
    assert [recall.of("question", lambda one=one: one) for one in "ab"] == ["a", "b"]


def test_a_database_put_in_the_place_of_a_closed_one_is_read_anew(store: Database, tmp_path: Path) -> None:
    with fresh(tmp_path / "other.db", now=lambda: NOON) as other:
        other.holds.put(HOLD)
        path = Path(other._transactions.name)
    assert store.holds.all() == []
    store.close()
    Path(store._transactions.name).write_bytes(path.read_bytes())
    assert store.holds.all() == [HOLD]


def test_the_version_is_another_after_every_commit_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE notes (note)")
    version = DataVersion(path, patience_s=1)
    seen = [version(), version()]
    for ending in ("ROLLBACK", "COMMIT"):
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO notes VALUES (1)")
        seen.append(version())
        writer.execute(ending)
        seen.append(version())
    assert len(set(seen[:5])) == 1
    assert seen[5] != seen[4]
    version.close()
    writer.close()
