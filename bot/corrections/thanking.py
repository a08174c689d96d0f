"""Readers are told what became of their comments: one reply a comment, and at most one a topic and day.

    applied, or mended by hand ─► thanks │ rejected with a reason ─► the reason │ all else ─► nothing

The oldest comment comes first; the others wait for the next days. What is said here, everybody reads: fixed words, and
text that a moderator approved.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from bot import holding, posting, waiting
from bot.corrections import phrasing
from bot.corrections.watching import Watched
from bot.domain import OPEN, Comment, Correction, Edition, Field, Intent, State
from bot.guard import unit
from bot.holding import Work
from bot.ports import Bot

DAY = timedelta(days=1)

PATIENCE = timedelta(days=1)
"""For how long a reply waits for what else the comment asks for, so that one says it all."""

RECENT = timedelta(days=30)
"""What was decided longer ago than this is news to nobody."""

_SETTLED = (State.APPLIED, State.BY_HAND, State.REJECTED)


def thank(bot: Bot, places: Mapping[str, Watched]) -> None:
    """Replies to one comment in each topic in which nothing was said for a day."""
    now = bot.clock.now()
    settled = [one for one in bot.store.corrections.all(_SETTLED) if one.since and now - one.since <= RECENT]
    unsaid = [one.key.rpartition("#")[0] for one in bot.store.posts.unsaid()]
    for digest in dict.fromkeys([*(one.digest for one in settled), *unsaid]):
        last, place = bot.store.posts.last_reply(digest), places.get(digest)
        if place and (last is None or now - last >= DAY):
            _reply(bot, place, [one for one in settled if one.digest == digest])


def acknowledge(bot: Bot, work: Work, comment: Comment) -> None:
    """Writes down that a comment was read and passed on, for a forum where that cannot be said by a like."""
    key = f"{work.key}#ack-{comment.post_id}"
    said = posting.with_marker(key, phrasing.said(bot, work.edition, "acknowledged"))
    bot.store.posts.intend([Intent(key=key, raw=said, topic_id=comment.topic_id, answers=comment.number)])


def may_say(bot: Bot, key: str) -> bool:
    """Whether something may be said now: nobody holds it, and after a failure its time has come."""
    held = {hold.key for hold in holding.standing(bot)}
    return not bot.pulse.halted and key not in held and waiting.ready(bot, key)


def _reply(bot: Bot, place: Watched, settled: Sequence[Correction]) -> None:
    """Sends the first reply that is due and that nothing stands in the way of."""
    for intent in _due(bot, place, settled):
        if may_say(bot, intent.key):
            with unit(bot, intent.key):
                posting.say(bot, bot.publishers[place.work.edition.name], _written(bot, intent))
            return


def _written(bot: Bot, intent: Intent) -> Intent:
    """What is written down to be said: what was before, and is not so any more, gives way if it was not sent."""
    (standing,) = bot.store.posts.intend([intent])
    return standing if standing.raw == intent.raw else bot.store.posts.reword(intent)


def _due(bot: Bot, place: Watched, settled: Sequence[Correction]) -> Iterator[Intent]:
    """What is to be said of comments, of the oldest first; then to those that are only acknowledged."""
    said = bot.store.posts.said(place.work.key)
    comments = {one.post_id: one for each in settled for one in bot.store.corrections.comments(each.number)}
    for comment in sorted(comments.values(), key=lambda one: (one.at, one.number)):
        if comment.topic_id == place.topic_id and (intent := _answer(bot, place, comment, said)):
            yield intent
    for intent in said:
        found = re.search(r"#ack-(\d+)$", intent.key)
        if found and bot.store.posts.get(intent.key) is None and _waits(bot, place, int(found[1])):
            yield intent


def _answer(bot: Bot, place: Watched, comment: Comment, said: Sequence[Intent]) -> Intent | None:
    """What is to be said to the author of a comment; None where nothing is, or it was said."""
    mine = re.compile(rf"#thanks-\d+-{comment.post_id}$")
    key = next((one.key for one in said if mine.search(one.key)), "")
    now = bot.store.comments.latest(comment.forum, comment.post_id)
    if (key and bot.store.posts.get(key)) or now is None or not now.text:
        return None
    asked = _asked(bot, place, comment.post_id)
    if text := _text(bot, place.work.edition, now, asked):
        key = key or f"{place.work.key}#thanks-{asked[0].number}-{comment.post_id}"
        return Intent(key=key, raw=posting.with_marker(key, text), topic_id=place.topic_id, answers=now.number)
    return None


def _text(bot: Bot, edition: Edition, comment: Comment, asked: Sequence[Correction]) -> str:
    """One reply about all that a comment asks for; empty where there is nothing to say, or not yet."""
    settled = [one.since for one in asked if one.state in _SETTLED and one.since]
    waits = any(one.state in (*OPEN, State.APPROVED) for one in asked)
    if not settled or (waits and bot.clock.now() - min(settled) < PATIENCE):
        return ""
    applied = [span for one in asked if one.state is State.APPLIED for span in one.spans]
    said = []
    if applied:
        facts = phrasing.change(bot, edition, applied)
        said.append(phrasing.said_to(bot, edition, "thanks", comment, **facts))
    elif any(one.state is State.BY_HAND for one in asked):
        said.append(phrasing.said_to(bot, edition, "thanks_hand", comment))
    if reasons := " · ".join(_reasons(bot, asked)):
        word = "declined_rest" if said else "declined"
        said.append(phrasing.said_to(bot, edition, word, comment, reason=reasons))
    return "\n\n".join(said)


def _reasons(bot: Bot, asked: Sequence[Correction]) -> Iterator[str]:
    """What moderators wrote for the reader where they rejected something."""
    for one in asked:
        last = bot.store.corrections.steps(one.number)[-1]
        if one.state is State.REJECTED and last.why:
            yield phrasing.plain(last.why)


def _asked(bot: Bot, place: Watched, post_id: int) -> Sequence[Correction]:
    """What a comment asks to be changed in the digest it stands under."""
    corrections = bot.store.corrections.of_comment(place.forum.name, post_id)
    return [one for one in corrections if one.digest == place.work.key and one.field is not Field.TERM]


def _waits(bot: Bot, place: Watched, post_id: int) -> bool:
    return any(one.state in OPEN for one in _asked(bot, place, post_id))
