"""Rate limits on the forum's clock: sliding windows, as Discourse keeps them in Redis lists.

Source: https://github.com/discourse/discourse/blob/main/lib/rate_limiter.rb
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.sandbox.forum.answers import search_too_fast, too_fast, too_fast_from_address
from bot.sandbox.forum.state import State, User

MINUTE, DAY = 60, 86_400
_EDITS_BY_TRUST = {2: 1.5, 3: 2.0, 4: 3.0}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many hits under a name in so many seconds; `code` is the limiter's own, where it has one."""

    name: str
    most: int
    seconds: int
    code: str | None = None


def hit(state: State, limits: Sequence[Limit]) -> None:
    """Counts one hit under every limit, or under none of them when one is full.

    Raises: Refused (429, with the seconds until the oldest hit leaves the window).
    """
    for limit in limits:
        if wait := _wait(state, limit):
            raise too_fast(wait, limit.code)
    for limit in limits:
        state.hits[limit.name].append(state.clock.now())


def hit_api(state: State) -> None:
    """Counts a request with an admin key: one counter for all keys of the site."""
    most = state.settings.max_admin_api_reqs_per_minute
    hit(state, [Limit("admin_api_min", most, MINUTE, "admin_api_key_rate_limit")])


def hit_address(state: State, address: str) -> None:
    """Counts a request without a good key; a refused one counts too, so that insisting prolongs the ban."""
    settings = state.settings
    limits = (
        Limit(f"ip/10/{address}", settings.max_reqs_per_ip_per_10_seconds, 10, "ip_10_secs_limit"),
        Limit(f"ip/60/{address}", settings.max_reqs_per_ip_per_minute, MINUTE, "ip_60_secs_limit"),
    )
    full = None
    for limit in limits:
        wait = _wait(state, limit)
        hits = state.hits[limit.name]
        hits.append(state.clock.now())
        if len(hits) > max(limit.most, 1):
            hits.popleft()
        if wait and full is None:
            full = too_fast_from_address(_wait(state, limit), limit.code or "")
    if full:
        raise full


def hit_search(state: State, user: User | None, address: str) -> None:
    """Counts a search; staff may search at any pace."""
    if user and user.staff:
        return
    settings = state.settings
    limit = (
        Limit(f"search/{user.id}", settings.rate_limit_search_user, MINUTE)
        if user
        else Limit(f"search/{address}", settings.rate_limit_search_anon_user_per_minute, MINUTE)
    )
    if wait := _wait(state, limit):
        raise search_too_fast(wait)
    state.hits[limit.name].append(state.clock.now())


def creation_limits(state: State, user: User, *, topic: bool, message: bool) -> list[Limit]:
    """What a new topic (or message) or a reply of a user who is not staff counts against, in Discourse's order."""
    settings = state.settings
    if user.staff:
        return []
    pause = settings.rate_limit_create_post if user.trust_level else settings.rate_limit_new_user_create_post
    limits = []
    if topic:
        limits.append(Limit(f"create_topic/{user.id}", 1, settings.rate_limit_create_topic))
        limits.append(_messages_a_day(state, user) if message else _topics_a_day(state, user))
    limits.append(Limit(f"create_post/{user.id}", 1, pause))
    if first_day := _first_day(state, user, topic=topic):
        limits.append(first_day)
    return limits


def edit_limit(state: State, user: User) -> list[Limit]:
    """Counted when an edit makes a revision."""
    most = int(state.settings.max_edits_per_day * _EDITS_BY_TRUST.get(user.trust_level, 1.0))
    return [] if user.staff else [Limit(f"edits/{user.id}", most, DAY)]


def like_limit(state: State, user: User) -> list[Limit]:
    """Counted for each heart."""
    most = int(state.settings.max_likes_per_day * _EDITS_BY_TRUST.get(user.trust_level, 1.0))
    return [] if user.staff else [Limit(f"likes/{user.id}", most, DAY)]


def deletion_limits(state: State, user: User) -> list[Limit]:
    """Counted for each post one deletes."""
    if user.staff:
        return []
    return [
        Limit(f"deletions/min/{user.id}", state.settings.max_post_deletions_per_minute, MINUTE),
        Limit(f"deletions/day/{user.id}", state.settings.max_post_deletions_per_day, DAY),
    ]


def _topics_a_day(state: State, user: User) -> Limit:
    return Limit(f"topics-per-day/{user.id}", state.settings.max_topics_per_day, DAY)


def _messages_a_day(state: State, user: User) -> Limit:
    return Limit(f"pms-per-day/{user.id}", state.settings.max_personal_messages_per_day, DAY)


def _first_day(state: State, user: User, *, topic: bool) -> Limit | None:
    """Below trust level 2, on the day of one's first post; at level 0 on every day.

    Source: https://github.com/discourse/discourse/blob/main/app/models/user.rb (new_user_posting_on_first_day?)
    """
    started = user.first_post_at or state.clock.now()
    is_known = user.trust_level == 1 and state.clock.now() - started > timedelta(days=1)
    if user.trust_level >= 2 or is_known:  # noqa: PLR2004 - "member"
        return None
    settings = state.settings
    by_trust = (
        (settings.max_topics_in_first_day, settings.tl1_max_topics_in_first_day)
        if topic
        else (settings.max_replies_in_first_day, settings.tl1_max_replies_in_first_day)
    )
    kind = "topics" if topic else "replies"
    return Limit(f"first-day-{kind}/{user.id}", by_trust[user.trust_level], DAY)


def _wait(state: State, limit: Limit) -> int:
    """Seconds until there is room, 0 when there is; no seconds count nothing, no hits let nobody through."""
    if limit.seconds <= 0:
        return 0
    if limit.most <= 0:
        return limit.seconds
    now = state.clock.now()
    hits = state.hits[limit.name]
    window = timedelta(seconds=limit.seconds)
    while hits and now - hits[0] >= window:
        hits.popleft()
    if len(hits) < limit.most:
        return 0
    return max(1, math.ceil((hits[0] + window - now).total_seconds()))
