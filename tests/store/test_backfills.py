"""What old issues are still to be delivered."""

from datetime import date, timedelta

from bot.store import Database

from .samples import NOON

SINCE, UNTIL = date(2023, 1, 1), date(2023, 12, 31)


def test_what_was_asked_for_stands_until_it_ends(db: Database) -> None:
    first = db.backfills.add(["forum", "ja"], SINCE, UNTIL, "somebody", NOON)
    second = db.backfills.add(["forum"], UNTIL, UNTIL, "somebody", NOON)
    assert (first.editions, first.since, first.until, first.gathered) == (("forum", "ja"), SINCE, UNTIL, None)
    assert db.backfills.open() == [first, second]
    db.backfills.end(first.number, NOON + timedelta(days=9))
    assert db.backfills.open() == [second]
    kept = db.backfills.get(first.number)
    assert kept
    assert kept.ended == NOON + timedelta(days=9)
    assert db.backfills.get(99) is None


def test_what_was_read_for_it_is_remembered(db: Database) -> None:
    number = db.backfills.add(["forum"], SINCE, UNTIL, "somebody", NOON).number
    db.backfills.gathered(number, NOON)
    db.backfills.looked(number, NOON + timedelta(hours=1))
    kept = db.backfills.get(number)
    assert kept
    assert (kept.gathered, kept.looked, kept.ended) == (NOON, NOON + timedelta(hours=1), None)
