"""The small nouns: feeds and editions."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

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
