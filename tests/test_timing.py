"""When a digest may go out: a table of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import Edition, Window
from bot.timing import start_of, waits_for
from tests.samples import issue

SUNDAY = datetime(2026, 11, 15, 15, 1, tzinfo=UTC)


def edition(**changes: object) -> Edition:
    basics: dict[str, object] = {
        "name": "forum",
        "source": "dair",
        "locale": "ko",
        "template": "discourse.md.j2",
        "publisher": "discourse",
        "window": Window(zone="Asia/Seoul"),
    }
    return Edition(**(basics | changes))  # type: ignore[arg-type]  # a table of keyword arguments


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")


CASES = [
    ("a moment before it has settled", edition(), seoul("2026-11-16T03:00"), "settle", seoul("2026-11-16T03:01")),
    ("settled, no review, window always open", edition(), seoul("2026-11-16T03:01"), None, None),
    (
        "review until noon of the day it settled on",
        edition(review="until 12:00"),
        seoul("2026-11-16T11:59"),
        "review",
        seoul("2026-11-16T12:00"),
    ),
    ("at noon it goes by itself", edition(review="until 12:00"), seoul("2026-11-16T12:00"), None, None),
    (
        "settled after the hour: the next day's",
        edition(review="until 02:00"),
        seoul("2026-11-16T04:00"),
        "review",
        seoul("2026-11-17T02:00"),
    ),
    ("required review ends for no clock", edition(review="required"), seoul("2026-11-19T12:00"), "review", None),
    (
        "before the window",
        edition(window=Window(zone="Asia/Seoul", opens="09:00")),
        seoul("2026-11-16T08:59"),
        "window",
        seoul("2026-11-16T09:00"),
    ),
    ("in the window", edition(window=Window(zone="Asia/Seoul", opens="09:00")), seoul("2026-11-16T09:00"), None, None),
    (
        "after the window: tomorrow, never next week",
        edition(window=Window(zone="Asia/Seoul", opens="09:00", closes="18:00")),
        seoul("2026-11-16T18:01"),
        "window",
        seoul("2026-11-17T09:00"),
    ),
    (
        "a window over midnight",
        edition(window=Window(zone="Asia/Seoul", opens="22:00", closes="06:00")),
        seoul("2026-11-17T01:00"),
        None,
        None,
    ),
    (
        "settled at the very minute review ends",
        edition(review="until 03:01"),
        seoul("2026-11-16T03:01"),
        None,
        None,
    ),
    ("ten days old to the minute", edition(), seoul("2026-11-26T00:01"), None, None),
    ("ten days and a minute old", edition(), seoul("2026-11-26T00:02"), "10 days old", None),
]


@pytest.mark.parametrize(
    ("edition", "now", "what", "until"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_an_issue_waits_for_one_thing_at_a_time(
    edition: Edition, now: datetime, what: str | None, until: datetime | None
) -> None:
    wait = waits_for(edition, issue(published=SUNDAY), now)
    assert (wait is None) == (what is None)
    if wait and what:
        assert what in wait.what
        assert wait.until == until


@pytest.mark.parametrize(
    ("day", "opening"),
    [
        (
            "2026-03-29T00:30:00+00:00",
            "2026-03-29T01:30:00+00:00",
        ),  # clocks go forward: 02:30 does not exist, 03:30 does
        ("2026-10-25T00:10:00+00:00", "2026-10-25T00:30:00+00:00"),  # clocks go back: the first of two 02:30
    ],
)
def test_a_window_opens_on_the_nights_clocks_change(day: str, opening: str) -> None:
    now = datetime.fromisoformat(day)
    narrow = edition(window=Window(zone="Europe/Berlin", opens="02:30", closes="05:00"), settle=timedelta(0))
    wait = waits_for(narrow, issue(published=now - timedelta(days=1)), now)
    assert wait is not None
    assert wait.until == datetime.fromisoformat(opening)


def test_an_edition_starts_with_the_next_issue_the_latest_or_a_date() -> None:
    poll = datetime(2026, 11, 20, tzinfo=UTC)
    assert start_of(edition(start="next"), poll, SUNDAY) == poll
    assert start_of(edition(start="latest"), poll, SUNDAY) == SUNDAY
    assert start_of(edition(start="latest"), poll, None) == poll
    assert start_of(edition(start="2026-11-01"), poll, SUNDAY) == seoul("2026-11-01T00:00")
