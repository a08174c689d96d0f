"""What `doctor` looks at beside the posting: whose account it is, and whether readers can be heard and answered.

Nothing is written. What a key with scopes may not ask is said to be unknown.
"""

from collections.abc import Callable, Mapping
from functools import partial

from bot.domain import Audience, Correcting
from bot.errors import Misconfigured
from bot.publishers._answers import Account
from bot.publishers._readers import ALLOW_MESSAGES
from bot.publishers._refusal import Forbidden, Gone
from bot.publishers._topics import Topics

LET_WHISPER = "let the account whisper (whispers_allowed_groups), or tell moderators by a message to their group"
SETTING_UP_S = 3600
"""Whoever sets the account up reads a little with it; a person who uses it, more."""

_UNKNOWN = "only a key without scopes may ask"
_COMMAND = 2
"""Letters of the shortest command after the account's name."""


def address(longest: int, topics: Topics) -> str:
    """How long posts may be: `longest` where the forum does not tell its own. Asked once, whatever the answer."""
    told = topics.forum.site_settings()
    length = told and told.max_post_length
    whose = "as the forum says" if length else "as configured: the forum tells it to members only"
    return f"posts may have {length or longest:,} characters, {whose}"


def key(topics: Topics) -> str:
    """Raises: Forbidden (it does not open what posting needs)."""
    topics.ask(partial(topics.forum.topic_id_by_external_id, "paperboy"))
    topics.ask(topics.forum.may_write)
    return f"opens reading, posting and editing as {topics.forum.api_username}"


def account(topics: Topics) -> str:
    """Raises: Misconfigured (it is staff's, or a person's)."""
    name = topics.forum.api_username
    user = _account(topics)
    used = (user.time_read or 0) > SETTING_UP_S
    if user.admin or user.moderator or used:
        whose = "a person's (somebody reads the forum with it)" if used else "staff"
        raise Misconfigured(
            f"{name} is {whose}; give the bot an ordinary account of its own, which no person uses: what its account"
            " writes is never read as a comment or an order"
        )
    if user.profile_hidden:
        # Everybody sees the profile of an account only once it has posted.
        return f"{name}; that it is not staff could not be asked: only a key with the scope users:show may"
    level = user.trust_level
    return f"{name}, trust level {level}" + ("" if level > 1 else "; level 2 could still edit a post after a day")


def looks(correcting: Correcting | None) -> Mapping[str, Callable[[Topics], str]]:
    """What an edition needs that listens to its readers; nothing where it does not."""
    if correcting is None:
        return {}
    told = partial(_group, correcting.group)
    whispers = correcting.channel is Audience.WHISPER
    return {
        "roles": partial(_roles, correcting.group),
        "moderators": _whispers if whispers else told,
        # Nobody is notified of a whisper: what waits for a week is told to the group all the same.
        **({"reminder": told} if whispers and correcting.group else {}),
        "answers": partial(_answers, "min_post_length" if whispers else "min_personal_message_post_length"),
        "likes": _likes,
    }


def _account(topics: Topics) -> Account:
    """An account sees itself whole; a key that may not ask leaves what everybody sees."""
    name = topics.forum.api_username
    try:
        return topics.ask(partial(topics.forum.listed_user, name)).user
    except Forbidden:
        public = topics.ask(partial(topics.forum.public_user, name))
        if public is None:
            raise
        return public.user


def _roles(group: str, topics: Topics) -> str:
    topics.ask(partial(topics.forum.listed_user, topics.forum.api_username))
    return "the forum says who is staff" + (f" or in the group {group}" if group else "") + ", and so may decide"


def _whispers(topics: Topics) -> str:
    told = topics.ask(topics.forum.may_whisper)
    if told is False:
        raise Misconfigured(f"{topics.forum.api_username} may not whisper; {LET_WHISPER}")
    return "told by whispers" if told else "told by whispers; this forum does not say whether the account may"


def _answers(setting: str, topics: Topics) -> str:
    """Staff are not exempt from the least length of a post."""
    told = topics.ask(topics.forum.site_settings)
    least = getattr(told, setting) if told else None
    if least is None:
        return f"this forum does not say how short an answer may be ({setting})"
    if least <= len(f"@{topics.forum.api_username} ") + _COMMAND:
        return "an answer may be as short as a command"
    return (
        f"an answer must have {least} characters ({setting}), more than a command has: lower that, or let moderators"
        " write another line below the command"
    )


def _group(group: str, topics: Topics) -> str:
    name = topics.forum.api_username
    if not group:
        raise Misconfigured("no group is named that could be told; name one, or tell moderators by whispers")
    try:
        told = topics.ask(partial(topics.forum.listed_group, group)).group.messageable
    except Gone as error:
        raise Misconfigured(f"{name} sees no group {group}; name one that it sees and may send messages to") from error
    except Forbidden:
        there = topics.ask(partial(topics.forum.public_group, group)) is not None
        return (
            f"told by a message to {group}"
            + ("" if there else ", which not everybody sees")
            + (f"; whether {name} may send it one, {_UNKNOWN}")
        )
    if told is False:
        raise Misconfigured(f"the group {group} takes no messages from {name}; {ALLOW_MESSAGES}")
    return f"told by a message to {group}"


def _likes(topics: Topics) -> str:
    if topics.ask(topics.forum.may_like):
        return "a comment is acknowledged with a like"
    return "a comment is acknowledged with a reply: no scope of a key opens likes, only a key without scopes does"
