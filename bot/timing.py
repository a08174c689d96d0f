"""May this go out at `now`? Decisions about time, from values alone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain import Edition, Issue, Wait, Window

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


def waits_for(edition: Edition, issue: Issue, now: datetime) -> Wait | None:
    """What the clock still holds an issue back for in an edition; None when it may go out at `now`."""
    key = f"{issue.key}/{edition.name}"
    if now - issue.published > LATE:
        return Wait(key=key, what=f"a person: it is {(now - issue.published).days} days old; `paperboy post` sends it")
    settled = issue.published + edition.settle
    if now < settled:
        return Wait(key=key, what="its settle time to pass", until=settled)
    reviewed = _review_ends(edition, settled)
    if reviewed is None:
        return Wait(key=key, what="a moderator's review; `paperboy post` sends it")
    if now < reviewed:
        return Wait(key=key, what="the moderators' review to end", until=reviewed)
    opening = _opening(edition.window, now)
    if opening:
        return Wait(key=key, what="the edition's window to open", until=opening)
    return None


def _review_ends(edition: Edition, settled: datetime) -> datetime | None:
    """When review is over; None when only a person can end it."""
    if edition.review == "none":
        return settled
    until = re.fullmatch(r"until (\d\d:\d\d)", edition.review)
    if not until:
        return None
    return _next(until.group(1), settled, ZoneInfo(edition.window.zone))


def _opening(window: Window, now: datetime) -> datetime | None:
    """When a window that is shut at `now` opens next; None when it is open."""
    zone = ZoneInfo(window.zone)
    opens, closes = time.fromisoformat(window.opens), time.fromisoformat(window.closes or "23:59:59.999999")
    here = now.astimezone(zone).time()
    open_now = opens <= here <= closes if opens <= closes else here >= opens or here <= closes
    return None if open_now else _next(window.opens, now, zone)


def _next(clock_time: str, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment at or after `after` when clocks in `zone` show that time."""
    here = after.astimezone(zone)
    at = datetime.combine(here.date(), time.fromisoformat(clock_time), zone)
    if at < here:
        at = datetime.combine(here.date() + timedelta(days=1), at.time(), zone)
    # In UTC, because local times that a clock change skips or repeats compare equal to nothing.
    return at.astimezone(UTC)
