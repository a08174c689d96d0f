"""The small nouns: feeds, editions, holds."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from bot.domain import Hold
from bot.ports import Validators
from bot.store import Database

from .samples import NOON


def test_a_feed_never_polled_has_nothing_to_send_back(db: Database) -> None:
    assert db.feeds.validators("dair") == Validators()
    assert db.feeds.last_change("dair") is None


def test_the_last_poll_replaces_the_one_before(db: Database) -> None:
    db.feeds.polled("dair", Validators(etag='W/"1"', last_modified="Sun, 28 Jun 2026 12:00:00 GMT"), NOON)
    db.feeds.polled("other", Validators(etag="x"), NOON)
    db.feeds.polled("dair", Validators(etag='W/"2"'), NOON + timedelta(hours=1))
    assert db.feeds.validators("dair") == Validators(etag='W/"2"')
    assert db.feeds.last_change("dair") == NOON + timedelta(hours=1)
    assert db.feeds.validators("other") == Validators(etag="x")


def test_an_edition_begins_once(db: Database) -> None:
    assert db.editions.since("pytorch-kr") is None
    db.editions.begin("pytorch-kr", NOON)
    db.editions.begin("pytorch-kr", NOON - timedelta(days=9))
    assert db.editions.since("pytorch-kr") == NOON
    assert db.editions.since("geeknews") is None


def test_times_come_back_in_utc_to_the_microsecond(db: Database) -> None:
    seoul = datetime(2026, 6, 28, 21, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    db.editions.begin("x", seoul)
    back = db.editions.since("x")
    assert back == seoul
    assert back is not None
    assert back.tzinfo is UTC


def test_a_naive_time_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        db.editions.begin("x", NOON.replace(tzinfo=None))


def test_a_held_key_keeps_its_first_reason(db: Database) -> None:
    db.holds.put("dair/2026-06-28/pytorch-kr", "wait for me", "Mina", NOON)
    db.holds.put("dair/2026-06-28/pytorch-kr", "title taken", "paperboy", NOON + timedelta(days=1))
    assert db.holds.all() == [Hold(key="dair/2026-06-28/pytorch-kr", reason="wait for me", who="Mina", since=NOON)]


def test_holds_are_listed_oldest_first(db: Database) -> None:
    for hours, key in ((2, "b"), (1, "c"), (3, "a")):
        db.holds.put(key, "why", "Mina", NOON + timedelta(hours=hours))
    assert [hold.key for hold in db.holds.all()] == ["c", "b", "a"]


def test_a_lifted_hold_is_gone(db: Database) -> None:
    db.holds.put("x", "why", "Mina", NOON)
    assert db.holds.lift("x")
    assert not db.holds.lift("x")
    assert not db.holds.all()
