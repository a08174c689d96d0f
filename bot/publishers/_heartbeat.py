"""The sign of life that a forum keeps: a message of the bot's account to itself, found by its external id.

One post of it is rewritten now and then. Whoever finds it changed meanwhile reads again, so that of two machines that
write at once at least the later one sees the other.
"""

from functools import partial

from bot.domain import Beat, fingerprint
from bot.errors import Rejected, Unavailable
from bot.publishers import _beat
from bot.publishers._answers import StoredPost, StoredTopic
from bot.publishers._refusal import Conflict, Forbidden, Unprocessable
from bot.publishers._topics import CHUNK, Topics

TRIES = 3

TITLE = "Paperboy: which machine posts here"
EDITS_A_DAY = "max_edits_per_day (30 unless changed)"
REPLIES_A_DAY = "max_replies_in_first_day (10 unless changed), for a new account"
MESSAGES_A_DAY = "max_personal_messages_per_day (20 unless changed)"
_ALLOW = "let the account send messages (personal_message_enabled_groups) to notice a second machine that posts here"


def leave(topics: Topics, mine: Beat) -> Beat | None:
    """Leaves a sign of life where one is due; returns what stood there, None for nothing.

    Raises: Unavailable, Rejected (the message was deleted or closed), Misconfigured (no messages for the account).
    """
    _beat.require_plain(mine.host)
    for _ in range(TRIES):
        try:
            return _leave(topics, mine)
        except Conflict:
            continue
    raise Unavailable(f"{topics.forum.host}: other machines keep writing which of them posts; tried again later")


def external_id(username: str) -> str:
    """The message's; one for each account of a forum."""
    return f"pb-host-{fingerprint(username.lower())[:12]}"


def _leave(topics: Topics, mine: Beat) -> Beat | None:
    forum = topics.forum
    topic_id = topics.ask(partial(forum.topic_id_by_external_id, external_id(forum.api_username)))
    if topic_id is None:
        _begin(topics, mine)
        return None
    topic = topics.topic("the heartbeat", topic_id)
    post = _last(topics, topic)
    stood = _beat.read(post.raw) if post else None
    if _beat.is_due(stood, mine):
        _renew(topics, topic, post, _beat.written(mine))
    return stood


def _begin(topics: Topics, mine: Beat) -> None:
    forum, own_id = topics.forum, external_id(topics.forum.api_username)
    try:
        made = topics.ask(
            partial(forum.tell, forum.api_username, TITLE, _beat.written(mine), own_id), daily=MESSAGES_A_DAY
        )
    except Forbidden as error:
        raise Forbidden(f"{error}; {_ALLOW}") from error
    except Unprocessable as error:
        if not error.is_taken:
            raise Rejected(f"{error}; {_ALLOW}") from error
        if topics.ask(partial(forum.topic_id_by_external_id, own_id)) is not None:
            raise Conflict(f"{own_id}: another machine began it meanwhile") from error
        raise Rejected(
            f"{forum.host}: the message {TITLE!r} of {forum.api_username} was deleted; restore it there, or have an"
            " administrator delete it for good"
        ) from error
    if made is None:
        raise Rejected(f"{forum.host}: the message {TITLE!r} waits for approval; approve it there")


def _renew(topics: Topics, topic: StoredTopic, post: StoredPost | None, raw: str) -> None:
    """Rewrites the last sign of life; one that is too old to be edited is followed by another below it."""
    try:
        if post and post.can_edit:
            topics.ask(partial(topics.forum.change, post.id, post.raw, raw, ""), daily=EDITS_A_DAY)
        else:
            topics.ask(partial(topics.forum.make, raw, topic_id=topic.id), daily=REPLIES_A_DAY)
    except (Forbidden, Unprocessable) as error:
        what = f"{error}; let the account write into {topics.url(topic.id)} again"
        raise (Forbidden(what) if isinstance(error, Forbidden) else Rejected(what)) from error


def _last(topics: Topics, topic: StoredTopic) -> StoredPost | None:
    """The last of the account's posts there that is a sign of life, and not what somebody wrote as the bot."""
    ids = (topic.post_stream.stream or ())[-CHUNK:]
    there = topics.those(topic, ids)
    own = (there[one] for one in reversed(ids) if one in there and topics.is_own(there[one]))
    return next((post for post in own if _beat.read(post.raw)), None)
