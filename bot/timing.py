"""May this go out at `now`? Decisions about time and repetition, from values alone.

A local time stands for one moment a day: of one that clocks show twice the first, and one that they skip comes as
much later as they leapt.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain import Edition, Entry, Issue, Split, Wait, Window

LATE = timedelta(days=10)
"""An issue older than this is not news any more; it goes out only when a person asks for it."""


def start_of(edition: Edition, first_poll: datetime, newest_issue: datetime | None) -> datetime:
    """From which publication time on issues belong to an edition that is polled for the first time.

    `newest_issue` is when the newest issue in the feed was published, None when there is none.
    """
    if edition.start == "latest":
        return newest_issue or first_poll
    if edition.start == "next":
        return first_poll
    return datetime.combine(date.fromisoformat(edition.start), time.min, ZoneInfo(edition.window.zone))


# ── when a digest goes out ────────────────────────────────────────────────────────────────────────────────


def waits_for(edition: Edition, issue: Issue, now: datetime, last_topic: datetime | None = None) -> Wait | None:
    """What the clock still holds an issue back for in an edition; None when it may go out at `now`.

    `last_topic` is when the edition's newest topic was posted: of the digests that missed an earlier window, one goes
    out in each.
    """
    key = f"{issue.key}/{edition.name}"
    if now - issue.published > LATE:
        what = f"a person: it is {(now - issue.published).days} days old; `paperboy post` sends it"
        return Wait(key=key, what=what, since=issue.published + LATE)
    settled = issue.published + edition.settle
    if now < settled:
        return Wait(key=key, what="its settle time to pass", since=issue.published, until=settled)
    ready = _review_ends(edition, settled)
    if ready is None:
        return Wait(key=key, what="a moderator's review; `paperboy post` sends it", since=settled)
    if now < ready:
        return Wait(key=key, what="the moderators' review to end", since=settled, until=ready)
    return _opening(key, edition.window, ready, now, last_topic)


def free(edition: Edition, issue: Issue) -> datetime | None:
    """When the clock first lets an issue go in an edition; None where only a person does."""
    ready = _review_ends(edition, issue.published + edition.settle)
    if ready is None:
        return None
    return next(max(span.opens, ready) for span in _spans(edition.window, ready) if span.closes > ready)


def comes_after(edition: Edition, key: str, opened: datetime | None, free: datetime, now: datetime) -> Wait | None:
    """What a digest that all else lets go since `free` waits for of the edition it comes after; None for nothing.

    `opened` is when that one's topic was opened, None where it is not open.
    """
    if opened:
        until = opened + edition.grace
        what = f"corrections of the topic of edition {edition.after}"
        return Wait(key=key, what=what, since=opened, until=until) if now < until else None
    limit = None if edition.localizes else free + edition.after_limit
    if limit and limit <= now:
        return None
    return Wait(key=key, what=f"the topic of edition {edition.after}", since=free, until=limit)


def _review_ends(edition: Edition, settled: datetime) -> datetime | None:
    """When review is over; None when only a person can end it."""
    if edition.review == "none":
        return settled
    until = re.fullmatch(r"until (\d\d:\d\d)", edition.review)
    if not until:
        return None
    zone = ZoneInfo(edition.window.zone)
    moments = (_moment(day, until.group(1), zone) for day in _days(settled, zone))
    return next(moment for moment in moments if moment >= settled)


def _opening(key: str, window: Window, ready: datetime, now: datetime, last_topic: datetime | None) -> Wait | None:
    """What a digest that was ready at `ready` waits for of its window; None when it may go out."""
    spans = list(_spans(window, now))
    until = min(span.opens for span in spans if span.opens > now)
    shut = max((span.closes for span in spans if span.closes <= now), default=ready)
    here = max((span for span in spans if span.opens <= now < span.closes), key=lambda span: span.opens, default=None)
    if here is None:
        return Wait(key=key, what="the edition's window to open", since=max(ready, shut), until=until)
    missed = any(span.opens < here.opens and span.closes > ready for span in spans)
    if missed and last_topic and here.opens <= last_topic < here.closes:
        return Wait(key=key, what="the next window: one overdue digest goes out in each", since=last_topic, until=until)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """One opening of a window: from `opens` on, before `closes`."""

    opens: datetime
    closes: datetime


def _spans(window: Window, around: datetime) -> Iterator[_Span]:
    """A window's openings of the days about a moment, in order. One of which a clock change leaves nothing is none."""
    zone = ZoneInfo(window.zone)
    closes = window.closes or "00:00"
    over_night = timedelta(days=1 if closes <= window.opens else 0)
    for day in _days(around, zone):
        span = _Span(opens=_moment(day, window.opens, zone), closes=_moment(day + over_night, closes, zone))
        if span.opens < span.closes:
            yield span


def _days(around: datetime, zone: ZoneInfo) -> Iterator[date]:
    """The local days about a moment: enough that the next opening and the one before the open one are among them."""
    today = around.astimezone(zone).date()
    return (today + timedelta(days=days) for days in range(-3, 4))


def _moment(day: date, clock_time: str, zone: ZoneInfo) -> datetime:
    """When clocks in `zone` show that time on that day, in UTC: local times do not compare over a clock change."""
    return datetime.combine(day, time.fromisoformat(clock_time), zone).astimezone(UTC)


# ── whether it is news ────────────────────────────────────────────────────────────────────────────────────


def resent(split: Split, earlier: Iterable[Issue], whole: Callable[[Issue], Split]) -> str:
    """Why an issue looks like another one sent again, in one line; empty when it does not.

    `earlier` are the source's issues known before this one arrived, in any order and of any age: a feed out of order
    may bring the older of two last. Its own key is not looked at, which until it is kept may be another's. `whole` is
    asked for the papers of the few that were published about the same time.
    """
    issue = split.issue
    others = [other for other in earlier if not issue.is_same(other)]
    remedy = "`paperboy release` posts it, `paperboy drop` never"
    for other in others:
        if (other.start, other.end) == (issue.start, issue.end):
            return f"it covers the same week as {other.key} ({issue.start} to {issue.end}); {remedy}"
    near = [whole(other) for other in _nearest(issue, others)]
    seen = [entry for entry in split.entries if any(_holds(other, entry) for other in near)]
    if not seen or len(seen) * 10 < len(split.entries) * 7:
        return ""
    keys = ", ".join(other.issue.key for other in near if any(_holds(other, entry) for entry in seen))
    return f"{len(seen)} of its {len(split.entries)} papers stood in {keys}; {remedy}"


def _nearest(issue: Issue, others: Iterable[Issue]) -> list[Issue]:
    """The three published before an issue, and the three after it where it came late; in order of publication."""
    ordered = sorted(others, key=lambda other: (other.published, other.key))
    before = [other for other in ordered if other.published <= issue.published]
    after = [other for other in ordered if other.published > issue.published]
    return before[-3:] + after[:3]


def _holds(other: Split, entry: Entry) -> bool:
    """Whether a paper stands in an issue: by its arXiv id, or by its name where one of the two has none."""
    return any(
        one.arxiv_id == entry.arxiv_id
        if one.arxiv_id and entry.arxiv_id
        else one.name.casefold() == entry.name.casefold()
        for one in other.entries
    )


def silence(newest: datetime | None, now: datetime, expect: timedelta, began: datetime | None) -> str:
    """Why a newsletter is overdue, in one line; empty when it is not.

    `newest` is when its newest known issue was published, `began` when its feed was first polled: the one that counts
    where no issue is known. An issue is expected within `expect`.
    """
    last = newest or began
    if last is None or now - last <= expect:
        return ""
    said = f"no issue since {last:%Y-%m-%d}" if newest else f"no issue at all since the first poll on {last:%Y-%m-%d}"
    hours = expect // timedelta(hours=1)
    within = f"{hours // 24} days" if hours % 24 == 0 else f"{hours} hours"
    return f"{said}, and one is expected within {within}; see whether the newsletter still appears at its address"


# ── a person's topic for the week ─────────────────────────────────────────────────────────────────────────


def same_week(title: str, issue: Issue) -> bool:
    """Whether a topic's title, as people write them, names the first and the last day of an issue's week.

    A year, where one is printed, must be the week's.
    """
    text = " ".join(unicodedata.normalize("NFKC", title).casefold().split())
    years = set(re.findall(r"(?<!\d)20[0-3]\d(?!\d)", text))
    if years and not years & {f"{issue.start:%Y}", f"{issue.end:%Y}"}:
        return False
    return bool(_pattern(issue.start, issue.end).search(text))


@lru_cache(maxsize=8)
def _pattern(first: date, last: date) -> re.Pattern[str]:
    """The range in any of its forms; it takes long to compile and is large, and many titles are asked about a week."""
    return re.compile("|".join(_forms(first, last)))


_TILDE = r" ?[~∼〜] ?"
_DASH = r" ?[-‐‒–—−] ?"
_WEEKDAY = r"(?: ?\([^()]{1,9}\)| ?\S요일| ?\S曜日?)?"
_TO = rf"{_WEEKDAY}(?:{_TILDE}|{_DASH}| (?:to|through|thru|until) | ?(?:부터|에서|から|至|到) ?)"
_TILDE = rf"{_WEEKDAY}{_TILDE}"
"""What stands between the days of a range; the first may have its weekday, in parentheses or as a word."""


def _forms(first: date, last: date) -> Iterator[str]:
    """Patterns of the range in every common form, each with what must not stand before and behind it."""
    for between, start, end in (*_slashed(first, last), *_dotted(first, last), *_compact(first, last)):
        yield rf"(?<![0-9a-z])(?<!\d[/.-]){start}{between}{end}(?![0-9a-z])(?!,? ?[/.-]? ?20\d\d)(?![/.-]\d)"
    yield rf"(?<!\d)(?<![年년])(?<![年년] ){_cjk(first)}{_TO}{_cjk_end(first, last)}(?!,? ?20\d\d)"
    for start, end in _english(first, last):
        yield rf"(?<![0-9a-z])(?<!\d[/.-]){start}{_TO}{end}(?![0-9a-z])(?!,? ?20\d\d)"


_Form = tuple[str, str, str]


def _slashed(first: date, last: date) -> Iterator[_Form]:
    """`2026/06/21 ~ 06/28`, `6/21-28`; `2026-06-21 ~ 2026-06-28`, where a dash before a mere day may be no range."""
    yield _TO, _numbers(first, "/"), rf"(?:{_numbers(last, '/')}{_only_day(first, last)})"
    yield _TO, _numbers(first, "-"), _numbers(last, "-")
    yield _TILDE, _numbers(first, "-"), rf"(?:{_numbers(last, '-')}{_only_day(first, last)})"


def _dotted(first: date, last: date) -> Iterator[_Form]:
    """`2026.06.21–06.28`, `2026. 6. 21. ~ 6. 28.`; with a dash and no year `06.21-06.28` alone: `4.1-4.8` may count."""
    for alone, dot in (("", r"\."), (r"(?<!\d\. )", r"\. ")):
        start, end = _numbers(first, dot), rf"(?:{_numbers(last, dot)}{_only_day(first, last)})\.?"
        yield _TILDE, rf"{alone}{start}\.?", end
        yield _TO, rf"{alone}{_numbers(first, dot, year='')}\.?", end
        yield _TO, rf"{alone}{start}\.?", _numbers(last, dot, year="")
    yield _TO, rf"{first:%m\.%d}", rf"{last:%m\.%d}"


def _compact(first: date, last: date) -> Iterator[_Form]:
    """`20260621-20260628`, `260621~260628`, `0621~0628`."""
    yield _TO, f"(?:(?:20)?{first:%y})?{first:%m%d}", f"(?:(?:20)?{last:%y})?{last:%m%d}"


def _numbers(day: date, mark: str, year: str = "?") -> str:
    """A day in numbers: the year first or last, or left out unless `year` is empty; else month before day or after."""
    y, m, d = _year(day), f"0?{day.month}", f"0?{day.day}"
    return rf"(?:(?:{y}{mark}){year}{m}{mark}{d}|(?:{m}{mark}{d}|{d}{mark}{m})(?:{mark}{y}){year})"


def _only_day(first: date, last: date) -> str:
    """The branch of a pattern for a last day without its month, where the month is the first day's."""
    return rf"|0?{last.day}" if first.month == last.month else ""


def _year(day: date) -> str:
    return f"(?:{day:%Y}|'?{day:%y})"


def _cjk(day: date) -> str:
    """`2026년 6월 21일`, `6月21日`, `6월 21`."""
    return rf"(?:{_year(day)}[年년] ?)?0?{day.month}[月월] ?0?{day.day}[日일]?"


def _cjk_end(first: date, last: date) -> str:
    """The last day, which may leave the month out but not then its own mark: `6월 21일 - 28편` is no range."""
    bare = rf"|0?{last.day}[日일]" if first.month == last.month else ""
    return rf"(?:{_cjk(last)}(?!\d){bare})"


_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905 - twelve words read best as a line


def _english(first: date, last: date) -> Iterator[tuple[str, str]]:
    """`June 21 - June 28`, `Jun 21-28, 2026`, `21 June to 28 June 2026`, `21st–28th of June`."""
    (month, day, year), (to_month, to_day, to_year) = _words(first), _words(last)
    maybe = "?" if first.month == last.month else ""
    yield rf"{month} ?{day}{year}", rf"(?:{to_month} ?){maybe}{to_day}{to_year}"
    yield rf"{day}(?: ?(?:of )?{month}){maybe}{year}", rf"{to_day} ?(?:of )?{to_month}{to_year}"


def _words(day: date) -> tuple[str, str, str]:
    """Patterns of a day's month, number and, which may be left out, year."""
    name = _MONTHS[day.month - 1]
    return rf"(?:{name}|{name[:3]}t?)\.?", rf"0?{day.day}(?:st|nd|rd|th)?", f"(?:,? {day:%Y})?"


# ── what is counted by the month ──────────────────────────────────────────────────────────────────────────


def month_of(now: datetime) -> tuple[datetime, datetime]:
    """When the month that a moment is in began, and when the next one begins, both in UTC."""
    begins = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return begins, (begins + timedelta(days=32)).replace(day=1)


# ── when to try again ─────────────────────────────────────────────────────────────────────────────────────


def next_try(count: int, retry_after: float | None, now: datetime) -> datetime:
    """When a unit that has failed `count` times the same way is tried again: at once, then ever later, within the hour.

    Never before the `retry_after` seconds that a service asked for; one that asks for more than a day is asked again
    after a day.
    """
    minutes = 0 if count <= _AT_ONCE else min(60, 2 ** min(count - _AT_ONCE, 6))
    asked = timedelta(seconds=min(retry_after or 0, _LONGEST.total_seconds()))
    return now + max(timedelta(minutes=minutes), asked)


def may_try(until: datetime, now: datetime) -> bool:
    """Whether what was not to be tried before `until` may be tried. No wait is longer than a day: where more than that
    is left, the clock ran ahead and was set back.
    """
    return not now < until <= now + _LONGEST


_AT_ONCE = 2

_LONGEST = timedelta(days=1)


def given_up(count: int, since: datetime, now: datetime, *, bug: bool) -> bool:
    """Whether a unit that failed `count` times the same way since `since` is held for a person.

    A bug is given up at the third time; anything else has lasted two days and ten tries, so that a service that is
    down for a day holds nothing.
    """
    return count >= 3 if bug else count >= 10 and now - since >= timedelta(days=2)  # noqa: PLR2004 - said above
