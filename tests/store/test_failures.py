from datetime import timedelta

from bot.domain import Failure
from bot.store import Database
from bot.store.engine import Transactions

from .samples import NOON

UNIT = "dair/2026-06-28/3@ko"
HOUR = timedelta(hours=1)


def test_the_same_failure_is_counted_since_the_first(db: Database) -> None:
    for number in range(3):
        counted = db.failures.add(UNIT, "the model is away", NOON + number * HOUR, NOON + (number + 1) * HOUR)
    assert counted == Failure(key=UNIT, why="the model is away", count=3, since=NOON, until=NOON + 3 * HOUR)
    assert db.failures.all() == {UNIT: counted}


def test_another_reason_begins_the_count_anew(db: Database) -> None:
    db.failures.add(UNIT, "the model is away", NOON, NOON + HOUR)
    db.failures.add(UNIT, "the model is away", NOON, NOON + HOUR)
    other = db.failures.add(UNIT, "malformed twice", NOON + HOUR, NOON + 2 * HOUR)
    assert (other.count, other.since) == (1, NOON + HOUR)
    assert db.failures.add(UNIT, "the model is away", NOON, NOON).count == 1


def test_units_fail_apart_and_are_cleared_apart(db: Database) -> None:
    for key in (UNIT, f"{UNIT}-KR"):
        db.failures.add(key, "the model is away", NOON, NOON + HOUR)
    db.failures.clear(UNIT)
    assert list(db.failures.all()) == [f"{UNIT}-KR"]
    assert db.failures.add(UNIT, "the model is away", NOON, NOON).count == 1


def test_clearing_what_did_not_fail_does_not_wait_for_a_writer(db: Database, transactions: Transactions) -> None:
    with transactions.writing():
        db.failures.clear(UNIT)
    assert not db.failures.all()
