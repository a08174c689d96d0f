"""When a digest may go out and when not: tables of cases, and what holds for every one of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot import timing
from bot.domain import Edition, Entry, Issue, Split, Window
from bot.timing import LATE, comes_after, free, given_up, next_try, same_week, silence, start_of, waits_for
from tests.samples import entry, issue

SUNDAY = datetime(2026, 11, 15, 15, 1, tzinfo=UTC)


def edition(*, zone: str = "Asia/Seoul", opens: str = "00:00", closes: str | None = None, **changes: Any) -> Edition:
    basics: dict[str, Any] = {
        "name": "forum",
        "source": "dair",
        "locale": "ko",
        "template": "discourse.md.j2",
        "publisher": "discourse",
        "window": Window(zone=zone, opens=opens, closes=closes),
    }
    return Edition(**(basics | changes))


def at(text: str, zone: str = "Asia/Seoul", *, fold: int = 0) -> datetime:
    """A local time as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


# ── when a digest goes out ────────────────────────────────────────────────────────────────────────────────

# The issue appears on Monday 00:01 in Seoul, and has settled at 03:01.
WEEK = [
    ("not settled", edition(), "2026-11-16T03:00", "settle", "2026-11-16T00:01", "2026-11-16T03:01"),
    ("settled, no review, always open", edition(), "2026-11-16T03:01", None, None, None),
    (
        "review until noon of the day it settled on",
        edition(review="until 12:00"),
        "2026-11-16T11:59",
        "review",
        "2026-11-16T03:01",
        "2026-11-16T12:00",
    ),
    ("at noon it goes by itself", edition(review="until 12:00"), "2026-11-16T12:00", None, None, None),
    (
        "settled after the hour: the next day's",
        edition(review="until 02:00"),
        "2026-11-16T04:00",
        "review",
        "2026-11-16T03:01",
        "2026-11-17T02:00",
    ),
    ("settled at the very minute review ends", edition(review="until 03:01"), "2026-11-16T03:01", None, None, None),
    ("a required review", edition(review="required"), "2026-11-19T12:00", "review", "2026-11-16T03:01", None),
    (
        "review goes before a window that is shut",
        edition(review="until 12:00", opens="20:00"),
        "2026-11-16T11:00",
        "review",
        "2026-11-16T03:01",
        "2026-11-16T12:00",
    ),
    (
        "before the window",
        edition(opens="09:00"),
        "2026-11-16T08:59",
        "window",
        "2026-11-16T03:01",
        "2026-11-16T09:00",
    ),
    ("as the window opens", edition(opens="09:00"), "2026-11-16T09:00", None, None, None),
    ("a window without an end lasts the day", edition(opens="09:00"), "2026-11-16T23:59", None, None, None),
    (
        "and no longer",
        edition(opens="09:00"),
        "2026-11-17T00:00",
        "window",
        "2026-11-17T00:00",
        "2026-11-17T09:00",
    ),
    (
        "as the window shuts: tomorrow, never next week",
        edition(opens="09:00", closes="18:00"),
        "2026-11-16T18:00",
        "window",
        "2026-11-16T18:00",
        "2026-11-17T09:00",
    ),
    (
        "reviewed after the window: it waits since the review",
        edition(opens="09:00", closes="12:00", review="until 15:00"),
        "2026-11-16T16:00",
        "window",
        "2026-11-16T15:00",
        "2026-11-17T09:00",
    ),
    ("a window over midnight, after it", edition(opens="22:00", closes="06:00"), "2026-11-17T05:59", None, None, None),
    ("a window over midnight, before", edition(opens="22:00", closes="06:00"), "2026-11-16T23:00", None, None, None),
    (
        "it was open when the issue settled",
        edition(opens="22:00", closes="06:00"),
        "2026-11-16T03:01",
        None,
        None,
        None,
    ),
    (
        "a window over midnight, by day",
        edition(opens="22:00", closes="06:00"),
        "2026-11-16T12:00",
        "window",
        "2026-11-16T06:00",
        "2026-11-16T22:00",
    ),
    ("a window until midnight", edition(opens="21:00", closes="00:00"), "2026-11-16T23:59", None, None, None),
    (
        "the clock an hour back, before the publication",
        edition(),
        "2026-11-15T23:30",
        "settle",
        "2026-11-16T00:01",
        "2026-11-16T03:01",
    ),
    ("ten days old to the minute", edition(), "2026-11-26T00:01", None, None, None),
    ("and a minute more", edition(), "2026-11-26T00:02", "10 days old", "2026-11-26T00:01", None),
    ("late goes before review", edition(review="required"), "2026-12-01T00:01", "15 days", "2026-11-26T00:01", None),
    # The same minute for editions in other zones: one opens at nine in Seoul, one at nine in New York.
    ("before its zone was changed", edition(opens="09:00", closes="18:00"), "2026-11-16T10:00", None, None, None),
    (
        "after it was changed: nine in New York is 23:00 in Seoul",
        edition(opens="09:00", closes="18:00", zone="America/New_York"),
        "2026-11-16T10:00",
        "window",
        "2026-11-16T08:00",
        "2026-11-16T23:00",
    ),
]


@pytest.mark.parametrize(
    ("edition", "now", "what", "since", "until"), [case[1:] for case in WEEK], ids=[case[0] for case in WEEK]
)
def test_an_issue_waits_for_one_thing_at_a_time(
    edition: Edition, now: str, what: str | None, since: str | None, until: str | None
) -> None:
    wait = waits_for(edition, issue(published=SUNDAY), at(now))
    assert (wait is None) == (what is None)
    if wait and what:
        assert wait.key == "dair/2026-11-15/forum"
        assert what in wait.what
        assert wait.since == (at(since) if since else None)
        assert wait.until == (at(until) if until else None)


NINE_TO_SIX, NIGHT = edition(opens="09:00", closes="18:00"), edition(opens="22:00", closes="02:00")
TURNS = [
    ("overdue, none went out yet", NINE_TO_SIX, "2026-11-17T10:00", None, None),
    ("overdue, the last one went out yesterday", NINE_TO_SIX, "2026-11-17T10:00", "2026-11-16T17:59", None),
    ("overdue, one went out as it opened", NINE_TO_SIX, "2026-11-17T10:00", "2026-11-17T09:00", "2026-11-18T09:00"),
    ("fresh, one went out an hour ago", NINE_TO_SIX, "2026-11-16T10:00", "2026-11-16T09:00", None),
    ("the clock back, the last one to come", NINE_TO_SIX, "2026-11-17T10:00", "2026-11-17T10:30", "2026-11-18T09:00"),
    ("the clock a day back", NINE_TO_SIX, "2026-11-17T10:00", "2026-11-18T10:30", None),
    ("overdue by days", NINE_TO_SIX, "2026-11-24T10:00", "2026-11-24T09:30", "2026-11-25T09:00"),
    ("always open: fresh on its day", edition(), "2026-11-16T23:59", "2026-11-16T10:00", None),
    ("always open: overdue the day after", edition(), "2026-11-17T00:00", "2026-11-17T00:00", "2026-11-18T00:00"),
    ("always open: one went out yesterday", edition(), "2026-11-17T00:01", "2026-11-16T23:59", None),
    ("over midnight: fresh in the first night", NIGHT, "2026-11-17T01:00", "2026-11-16T23:00", None),
    ("over midnight: one this night", NIGHT, "2026-11-18T01:00", "2026-11-17T23:00", "2026-11-18T22:00"),
    ("over midnight: one last night", NIGHT, "2026-11-17T23:00", "2026-11-17T01:59", None),
    (
        "reviewed after the first window: fresh in the next",
        edition(opens="09:00", closes="12:00", review="until 15:00"),
        "2026-11-17T10:00",
        "2026-11-17T09:00",
        None,
    ),
    (
        "ready as the first window shut: fresh in the next",
        edition(opens="09:00", closes="12:00", review="until 12:00"),
        "2026-11-17T10:00",
        "2026-11-17T09:00",
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edition", "now", "last", "until"), [case[1:] for case in TURNS], ids=[case[0] for case in TURNS]
)
def test_of_the_overdue_one_goes_out_in_each_window(
    edition: Edition, now: str, last: str | None, until: str | None
) -> None:
    wait = waits_for(edition, issue(published=SUNDAY), at(now), at(last) if last else None)
    assert (wait is None) == (until is None)
    if wait and last and until:
        assert "one overdue digest" in wait.what
        assert (wait.since, wait.until) == (at(last), at(until))


BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
# The spring night goes from 02:00 to 03:00, the autumn one from 03:00 (in New York 02:00) back by an hour.
NIGHTS = [
    ("spring, skipped: as much later", BERLIN, "02:30", "05:00", "2026-03-29T01:59", 0, "2026-03-29T03:30"),
    ("spring, the hour after", BERLIN, "02:30", "05:00", "2026-03-29T03:29", 0, "2026-03-29T03:30"),
    ("spring, open", BERLIN, "02:30", "05:00", "2026-03-29T03:30", 0, None),
    ("spring, nothing is left of it", BERLIN, "02:30", "03:15", "2026-03-29T03:10", 0, "2026-03-30T02:30"),
    ("spring, wholly skipped", BERLIN, "02:15", "02:45", "2026-03-29T03:20", 0, None),
    ("spring, it shuts at a skipped time", BERLIN, "01:00", "02:30", "2026-03-29T03:29", 0, None),
    ("spring, it has shut", BERLIN, "01:00", "02:30", "2026-03-29T03:30", 0, "2026-03-30T01:00"),
    ("autumn, before the first", BERLIN, "02:30", "05:00", "2026-10-25T02:10", 0, "2026-10-25T02:30"),
    ("autumn, open from the first on", BERLIN, "02:30", "05:00", "2026-10-25T02:10", 1, None),
    ("autumn, it opens once", BERLIN, "02:15", "02:45", "2026-10-25T02:20", 1, "2026-10-26T02:15"),
    ("autumn, the first of the two", BERLIN, "02:15", "02:45", "2026-10-25T02:20", 0, None),
    ("spring over there", NEW_YORK, "02:30", "05:00", "2026-03-08T01:59", 0, "2026-03-08T03:30"),
    ("autumn over there, before", NEW_YORK, "01:30", "05:00", "2026-11-01T01:10", 0, "2026-11-01T01:30"),
    ("autumn over there, open", NEW_YORK, "01:30", "05:00", "2026-11-01T01:10", 1, None),
    ("clocks that leap at midnight", "Africa/Cairo", "00:00", "06:00", "2026-04-24T01:00", 0, None),
    ("the night of the year's end", BERLIN, "09:00", "18:00", "2026-12-31T18:00", 0, "2027-01-01T09:00"),
    ("over the year's end", BERLIN, "22:00", "02:00", "2027-01-01T01:59", 0, None),
    ("a leap day", BERLIN, "09:00", "18:00", "2028-02-28T18:00", 0, "2028-02-29T09:00"),
    ("after a leap day", BERLIN, "09:00", "18:00", "2028-02-29T18:00", 0, "2028-03-01T09:00"),
    ("no leap day", BERLIN, "09:00", "18:00", "2027-02-28T18:00", 0, "2027-03-01T09:00"),
]


@pytest.mark.parametrize(
    ("zone", "opens", "closes", "now", "fold", "until"), [case[1:] for case in NIGHTS], ids=[case[0] for case in NIGHTS]
)
def test_a_window_opens_once_a_day_whatever_clocks_and_calendar_do(
    zone: str, opens: str, closes: str, now: str, fold: int, until: str | None
) -> None:
    moment = at(now, zone, fold=fold)
    narrow = edition(zone=zone, opens=opens, closes=closes, settle=timedelta(0))
    wait = waits_for(narrow, issue(published=moment - timedelta(days=1)), moment)
    assert (wait is None) == (until is None)
    if wait and until:
        assert wait.until == at(until, zone)


@pytest.mark.parametrize(
    ("settled", "fold", "ends"),
    [
        ("2026-10-25T02:10", 0, "2026-10-25T02:30"),
        ("2026-10-25T02:10", 1, "2026-10-26T02:30"),  # the first 02:30 was before, and reviews never end before
        ("2026-03-29T01:00", 0, "2026-03-29T03:30"),
        ("2026-12-31T03:00", 0, "2027-01-01T02:30"),
    ],
)
def test_review_ends_after_the_issue_has_settled_on_nights_clocks_change_too(
    settled: str, fold: int, ends: str
) -> None:
    now = at(settled, BERLIN, fold=fold)
    reviewed = edition(zone=BERLIN, review="until 02:30", settle=timedelta(0))
    wait = waits_for(reviewed, issue(published=now), now)
    assert wait is not None
    assert wait.until == at(ends, BERLIN)


ZONES = st.sampled_from(
    ["UTC", "Asia/Seoul", BERLIN, NEW_YORK, "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia"]
)
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
EDITIONS = st.builds(
    edition,
    zone=ZONES,
    opens=TIMES,
    closes=st.none() | TIMES,
    settle=st.integers(0, 48).map(lambda hours: timedelta(hours=hours)),
    review=st.sampled_from(["none", "required"]) | TIMES.map("until {}".format),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - aware by `timezones`
AGES = st.integers(-60, 11 * 1440).map(lambda minutes: timedelta(minutes=minutes))


@given(edition=EDITIONS, published=MOMENTS, age=AGES, last=st.none() | AGES)
def test_whatever_is_waited_for_lies_ahead_and_nothing_goes_out_before_it_has_settled(
    edition: Edition, published: datetime, age: timedelta, last: timedelta | None
) -> None:
    now = published + age
    wait = waits_for(edition, issue(published=published), now, published + last if last is not None else None)
    if age < edition.settle or edition.review == "required" or age > LATE:
        assert wait is not None
    if wait is not None:
        assert wait.since is not None
        assert wait.until is None or now < wait.until <= now + timedelta(days=3)


@given(edition=EDITIONS, published=MOMENTS, age=AGES)
def test_a_window_is_never_missed_by_waiting_as_long_as_was_said(
    edition: Edition, published: datetime, age: timedelta
) -> None:
    assume(edition.review != "required")
    now = published + age
    for _ in ("settle", "review", "window", "nothing"):
        wait = waits_for(edition, issue(published=published), now)
        if wait is None or wait.until is None:
            break
        now = wait.until
    assert wait is None or "days old" in wait.what


# Most moments are not ones at which anything may go out.
@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(edition=EDITIONS, published=MOMENTS, age=AGES, last=AGES, later=st.integers(1, 1440))
def test_what_may_go_out_still_may_until_the_window_shuts(
    edition: Edition, published: datetime, age: timedelta, last: timedelta, later: int
) -> None:
    here, now, then = issue(published=published), published + age, published + age + timedelta(minutes=later)
    assume(waits_for(edition, here, now, published + last) is None and then - published <= LATE)
    wait = waits_for(edition, here, then, published + last)
    # Either the window has shut since, or another has opened in which the newest topic already stands.
    if wait and "one overdue" in wait.what:
        assert now < published + last
    elif wait:
        assert "window to open" in wait.what
        assert wait.since is not None
        assert now < wait.since <= then


@given(zone=ZONES, now=MOMENTS)
def test_an_edition_without_a_window_is_always_open(zone: str, now: datetime) -> None:
    assert waits_for(edition(zone=zone), issue(published=now - timedelta(hours=3)), now) is None


def test_an_edition_starts_with_the_next_issue_the_latest_or_a_date() -> None:
    poll = datetime(2026, 11, 20, tzinfo=UTC)
    assert start_of(edition(start="next"), poll, SUNDAY) == poll
    assert start_of(edition(start="latest"), poll, SUNDAY) == SUNDAY
    assert start_of(edition(start="latest"), poll, None) == poll
    assert start_of(edition(start="2026-11-01"), poll, SUNDAY) == at("2026-11-01T00:00")


# ── whether it is news ────────────────────────────────────────────────────────────────────────────────────


def week(number: int, papers: range, **changes: Any) -> Split:
    """The issue of a week from 2026-11-15 on, with papers by number."""
    key = f"dair/week-{number}"
    by = timedelta(weeks=number)
    days = {"start": date(2026, 11, 8) + by, "end": date(2026, 11, 15) + by, "published": SUNDAY + by}
    entries = tuple(entry(paper, issue=key) for paper in papers)
    return Split(issue=issue(**({"key": key, "slug": f"week-{number}"} | days | changes)), entries=entries)


def resent(split: Split, earlier: Sequence[Split], asked: Sequence[str] | None = None) -> str:
    """With `asked`, whose papers may be asked for."""

    def whole(issue: Issue) -> Split:
        assert asked is None or issue.key in asked
        return next(one for one in earlier if one.issue is issue)

    return timing.resent(split, [one.issue for one in earlier], whole)


def renamed(split: Split, **changes: object) -> Split:
    """The same papers, each changed."""
    entries = tuple(
        Entry(**{name: getattr(one, name) for name in ("issue", "position", "name", "summary", "links")} | changes)
        for one in split.entries
    )
    return Split(issue=split.issue, entries=entries)


def test_the_same_week_under_another_slug_is_the_issue_sent_again() -> None:
    # Before it is kept it has the key that the first one got.
    again = week(0, range(50, 60), slug="week-0-corrected")
    assert resent(again, [week(-1, range(10)), week(0, range(1, 11))]) == (
        "it covers the same week as dair/week-0 (2026-11-08 to 2026-11-15); "
        "`paperboy release` posts it, `paperboy drop` never"
    )


@pytest.mark.parametrize(("seen", "held"), [(6, False), (7, True), (10, True)])
def test_seven_papers_of_ten_are_an_issue_sent_again_and_six_are_not(seen: int, held: bool) -> None:
    why = resent(week(1, range(10 - seen, 20 - seen)), [week(0, range(10))])
    assert bool(why) == held
    if held:
        assert why.startswith(f"{seen} of its 10 papers stood in dair/week-0; `paperboy release` posts it, ")


def test_papers_of_any_of_the_three_issues_before_count_together_and_those_of_a_fourth_do_not() -> None:
    earlier = [week(1, range(3)), week(2, range(3, 5)), week(3, range(5, 7))]
    assert "7 of its 10 papers stood in dair/week-1, dair/week-2, dair/week-3;" in resent(week(4, range(10)), earlier)
    assert resent(week(4, range(10)), [week(0, range(7)), *(week(n, range(20, 22)) for n in (1, 2, 3))]) == ""


def test_the_papers_of_years_ago_are_not_even_read() -> None:
    near = [f"dair/week-{number}" for number in (97, 98, 99)]
    assert resent(week(100, range(10)), [week(number, range(20, 30)) for number in range(100)], near) == ""


def test_papers_without_an_arxiv_id_are_known_by_their_name_in_any_case() -> None:
    first, again = renamed(week(0, range(10)), name="Lantern"), renamed(week(1, range(10)), name="LANTERN")
    assert "10 of its 10" in resent(again, [first])
    assert resent(renamed(week(1, range(10)), name="Other"), [first]) == ""
    # Two papers of one name with two ids are two.
    ids = [renamed(week(n, range(10)), name="Lantern", arxiv_id=f"2611.0000{n}") for n in (0, 1)]
    assert resent(ids[1], [ids[0]]) == ""
    # An id that only one of the two issues prints tells nothing.
    assert resent(ids[1], [first]) != ""


def test_the_order_of_arrival_does_not_matter() -> None:
    older, newer = week(0, range(10)), week(1, range(10))
    assert "dair/week-0" in resent(newer, [older])
    assert "dair/week-1" in resent(older, [newer])
    others = [week(n, range(20, 30)) for n in (5, 6, 7, -3)]
    assert "dair/week-1" in resent(older, [*others, newer])
    assert resent(newer, [older, *others]) == resent(newer, [*reversed(others), older])


def test_an_issue_is_no_repetition_of_itself_and_one_without_papers_of_nothing() -> None:
    assert resent(week(0, range(10)), [week(0, range(10))]) == ""
    by_days = week(0, range(10), slug="2026-11-08..2026-11-15")
    assert resent(by_days, [week(0, range(10))]) == resent(week(0, range(10)), [by_days]) == ""
    assert resent(week(0, range(10)), []) == ""
    assert resent(week(1, range(0)), [week(0, range(0))]) == ""


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True), st.sets(st.integers(0, 40)))
def test_the_share_of_known_papers_decides_whatever_their_number(mine: list[int], known: set[int]) -> None:
    one = Split(issue=week(1, range(0)).issue, entries=tuple(entry(n) for n in mine))
    other = Split(issue=week(0, range(0)).issue, entries=tuple(entry(n) for n in known))
    assert bool(resent(one, [other])) == (len(known & set(mine)) / len(mine) >= 0.7)


NINE_DAYS = timedelta(days=9)


@pytest.mark.parametrize(
    ("newest", "now", "began", "said"),
    [
        (SUNDAY, SUNDAY + NINE_DAYS, None, ""),
        (
            SUNDAY,
            SUNDAY + timedelta(days=9, seconds=1),
            None,
            "no issue since 2026-11-15, and one is expected within 9 days; ",
        ),
        (SUNDAY, SUNDAY + NINE_DAYS * 2, SUNDAY + NINE_DAYS * 2, "no issue since 2026-11-15, "),
        (None, SUNDAY + NINE_DAYS, SUNDAY, ""),
        (None, SUNDAY + timedelta(days=10), SUNDAY, "no issue at all since the first poll on 2026-11-15, "),
        (None, SUNDAY, None, ""),
        (SUNDAY, SUNDAY - timedelta(hours=1), None, ""),
    ],
)
def test_a_newsletter_that_is_overdue_is_missed(
    newest: datetime | None, now: datetime, began: datetime | None, said: str
) -> None:
    why = silence(newest, now, NINE_DAYS, began)
    assert why.startswith(said)
    assert bool(why) == bool(said)


def test_a_span_that_is_no_whole_days_is_told_in_hours() -> None:
    assert "within 36 hours" in silence(SUNDAY, SUNDAY + NINE_DAYS, timedelta(hours=36), None)


# ── a person's topic for the week ─────────────────────────────────────────────────────────────────────────

JUNE = issue(start=date(2026, 6, 21), end=date(2026, 6, 28))
NEW_YEAR = issue(start=date(2026, 12, 27), end=date(2027, 1, 3))


def forms(first: date, last: date) -> list[str]:
    """The ways people write a week, where the month may change in it."""
    a, b = first, last
    english, ends = f"{a:%B} {a.day}", f"{b:%B} {b.day}"
    short = f"{b.day}" if a.month == b.month else f"{b:%b} {b.day}"
    korean = f"{b.day}일" if a.month == b.month else f"{b.month}월 {b.day}일"
    return [
        f"[{a:%Y/%m/%d} ~ {b:%m/%d}] 이번 주의 주요 논문",
        f"[{a:%Y/%m/%d} ~ {b:%Y/%m/%d}] 이번 주의 주요 논문",
        f"{a:%Y-%m-%d}~{b:%Y-%m-%d} papers",
        f"{a:%Y-%m-%d} - {b:%Y-%m-%d}",
        f"{a:%Y.%m.%d}–{b:%m.%d}",
        f"{a.year}. {a.month}. {a.day}. ~ {b.month}. {b.day}. 논문 모음",
        f"({a:%y.%m.%d} ~ {b:%y.%m.%d})",
        f"{a:%m.%d}-{b:%m.%d} 논문",
        f"{a.month}/{a.day}~{b.month}/{b.day}",
        f"주간 논문({a.month}/{a.day}-{b.month}/{b.day})",
        f"{a.month}/{a.day}(일) ~ {b.month}/{b.day}(일)",
        f"{a:%m/%d/%Y} - {b:%m/%d/%Y}",
        f"{a:%d.%m.} ~ {b:%d.%m.%Y}",
        f"{a:%Y%m%d}-{b:%Y%m%d}",
        f"{a:%y%m%d}~{b:%y%m%d}",
        f"{a.month}월 {a.day}일 ~ {b.month}월 {b.day}일 논문",
        f"{a.year}년 {a.month}월 {a.day}일 ~ {b.year}년 {b.month}월 {b.day}일",
        f"{a.month}월 {a.day}일부터 {korean}까지",
        f"{a.month}月{a.day}日〜{b.month}月{b.day}日の論文",
        f"{a.month}月{a.day}日（日）〜{b.month}月{b.day}日（日）",
        f"{a.month}月{a.day}日から{b.month}月{b.day}日",
        f"{english} - {ends}",
        f"{english} to {ends}, {b.year}",
        f"{english}, {a.year} – {ends}, {b.year}",
        f"TOP AI PAPERS ({a:%b} {a.day}-{short}, {b.year})",
        f"{a.day} {a:%B} – {b.day} {b:%B} {b.year}",
    ]


WEEKS = st.dates(date(2020, 1, 1), date(2039, 12, 1))
LENGTHS = st.integers(5, 8).map(lambda days: timedelta(days=days))


@given(first=WEEKS, length=LENGTHS, data=st.data())
@example(first=date(2026, 12, 27), length=timedelta(days=7), data=None)
@example(first=date(2028, 2, 22), length=timedelta(days=7), data=None)
def test_a_week_is_known_in_every_common_form(first: date, length: timedelta, data: Any) -> None:
    last = first + length
    ways = forms(first, last)
    for title in [data.draw(st.sampled_from(ways))] if data else ways:
        assert same_week(title, issue(start=first, end=last)), title


@given(first=WEEKS, length=LENGTHS, days=st.integers(1, 355), data=st.data())
def test_another_week_is_not_taken_for_it_in_any_form(first: date, length: timedelta, days: int, data: Any) -> None:
    other = first + timedelta(days=days)
    title = data.draw(st.sampled_from(forms(other, other + length)))
    assert not same_week(title, issue(start=first, end=first + length)), title


@given(first=WEEKS, length=LENGTHS, years=st.sampled_from([-3, -2, -1, 1, 2, 3]), data=st.data())
def test_a_year_that_is_printed_must_fit(first: date, length: timedelta, years: int, data: Any) -> None:
    assume((first.month, first.day) != (2, 29) and ((first + length).month, (first + length).day) != (2, 29))
    last = first + length
    there, then = first.replace(year=first.year + years), last.replace(year=last.year + years)
    with_years = [one for one in forms(there, then) if {f"{there:%Y}", f"{then:%Y}"} & _years(one)]
    assert not same_week(data.draw(st.sampled_from(with_years)), issue(start=first, end=last))


def _years(title: str) -> set[str]:
    return {title[at : at + 4] for at in range(len(title) - 3)}


@pytest.mark.parametrize(
    "title",
    [
        "[6/21~28] 논문",
        "6월 21~28일 논문",
        "2026/06/21～06/28",
        "２０２６年６月２１日〜２８日",
        "Top 10. 6/21~6/28",
        "Jun. 21st – 28th",
        "21-28 June 2026",
        "21st to 28th of June",
        "6월 21일 일요일 ~ 6월 28일 일요일",
        "ICLR 2025 and more: June 21 through June 28, 2026",
        "'26.6.21~6.28",
        "2026. 6. 21. - 28.",
    ],
)
def test_a_week_is_known_in_shorter_and_longer_forms(title: str) -> None:
    assert same_week(title, JUNE)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "2026/06/21",
        "June 21: ten papers",
        "6월 21일 - 28편의 논문",
        "June 28 - July 5",
        "6/14~6/21",
        "6/21~7/28",
        "16/21~6/28",
        "6/21~6/280",
        "6/21 and 6/28",
        "2025/06/21 ~ 06/28",
        "2025. 6. 21. ~ 6. 28.",
        "25. 6. 21. ~ 6. 28.",
        "25/6/21~25/6/28",
        "2025년 6월 21일 ~ 6월 28일",
        "June 21-28, 2025",
        "6/21~6/28 (2025)",
        "6/21/2026 - 6/28/2025",
        "Gemma-6.21-28B: 2 bits a weight",
        "Gemma 6.21-6.28 compared",
        "Marvel 6.21",
        "v6.21~6.28",
        "2606.21028: a paper",
        "Decoder June21B-28B",
    ],
)
def test_other_weeks_single_days_and_names_with_digits_are_not_the_week(title: str) -> None:
    assert not same_week(title, JUNE)


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("[2026/12/27 ~ 2027/01/03] 논문", True),
        ("[2026/12/27 ~ 01/03] 논문", True),
        ("Dec 27 - Jan 3, 2027", True),
        ("12월 27일 ~ 1월 3일", True),
        ("[2025/12/27 ~ 2026/01/03] 논문", False),
        ("Dec 27 - Jan 3, 2026", False),
        ("12/27~01/03/2026", False),
        ("12/27~03", False),
        ("12월 27~3일", False),
    ],
)
def test_a_week_over_the_years_end_has_two_years(title: str, same: bool) -> None:
    assert same_week(title, NEW_YEAR) == same


@given(st.text(alphabet="0123456789./-~ BKv", max_size=14))
def test_digits_at_random_name_no_week_unless_both_days_are_there(digits: str) -> None:
    if same_week(digits, JUNE):
        assert "21" in digits
        assert "28" in digits
        assert "6" in digits


# ── when to try again ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("count", "minutes"), [(1, 0), (2, 0), (3, 2), (4, 4), (5, 8), (6, 16), (7, 32), (8, 60), (9, 60), (10**9, 60)]
)
def test_a_unit_is_tried_again_at_once_and_then_ever_later(count: int, minutes: int) -> None:
    assert next_try(count, None, SUNDAY) == SUNDAY + timedelta(minutes=minutes)


@given(count=st.integers(1, 100), asked=st.floats(0, 86400))
def test_a_unit_is_never_tried_before_a_service_wants_it(count: int, asked: float) -> None:
    again = next_try(count, asked, SUNDAY)
    assert again >= SUNDAY + timedelta(seconds=asked)
    assert again == max(SUNDAY + timedelta(seconds=asked), next_try(count, None, SUNDAY))


def test_a_service_that_asks_for_years_is_asked_again_tomorrow() -> None:
    assert next_try(1, 1e30, SUNDAY) == SUNDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("count", "lasted", "bug", "held"),
    [
        (2, timedelta(days=9), True, False),
        (3, timedelta(0), True, True),
        (10, timedelta(days=1, hours=23), False, False),
        (9, timedelta(days=9), False, False),
        (10, timedelta(days=2), False, True),
        (100, timedelta(hours=25), False, False),
        (100, timedelta(hours=-1), False, False),
    ],
)
def test_a_bug_is_given_up_soon_and_an_outage_late(count: int, lasted: timedelta, bug: bool, held: bool) -> None:
    assert given_up(count, SUNDAY, SUNDAY + lasted, bug=bug) == held


# ── what comes after another edition's topic ─────────────────────────────────────────────────────────────────────────

FREE = [
    (edition(), "2026-11-16T03:01"),
    (edition(review="until 12:00"), "2026-11-16T12:00"),
    (edition(opens="09:00", closes="18:00"), "2026-11-16T09:00"),
    (edition(opens="01:00", closes="02:00"), "2026-11-17T01:00"),
    (edition(opens="22:00", closes="05:00"), "2026-11-16T03:01"),
    (edition(review="until 19:00", opens="09:00", closes="18:00"), "2026-11-17T09:00"),
]


@pytest.mark.parametrize(("one", "since"), FREE)
def test_the_clock_lets_an_issue_go_when_it_first_waits_for_nothing(one: Edition, since: str) -> None:
    moment = at(since)
    assert free(one, issue()) == moment
    assert waits_for(one, issue(), moment) is None
    assert waits_for(one, issue(), moment - timedelta(seconds=1)) is not None


def test_what_only_a_person_lets_go_is_never_free() -> None:
    assert free(edition(review="required"), issue()) is None


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("opened", "passed", "until"),
    [
        (None, 0 * HOUR, SUNDAY + 24 * HOUR),
        (None, 24 * HOUR - timedelta(seconds=1), SUNDAY + 24 * HOUR),
        (None, 24 * HOUR, None),
        (SUNDAY + 2 * HOUR, 2 * HOUR, SUNDAY + 5 * HOUR),
        (SUNDAY + 23 * HOUR, 25 * HOUR, SUNDAY + 26 * HOUR),
        (SUNDAY + 2 * HOUR, 5 * HOUR, None),
    ],
)
def test_a_topic_is_waited_for_until_the_limit_and_its_corrections_until_the_grace(
    opened: datetime | None, passed: timedelta, until: datetime | None
) -> None:
    one = edition(after="other", grace=3 * HOUR)
    wait = comes_after(one, "key", opened, SUNDAY, SUNDAY + passed)
    assert (wait.until if wait else None) == until


def test_what_has_no_topic_of_its_own_waits_without_a_limit() -> None:
    wait = comes_after(edition(after="other", localizes="other"), "key", None, SUNDAY, SUNDAY + 999 * HOUR)
    assert wait is not None
    assert wait.until is None
