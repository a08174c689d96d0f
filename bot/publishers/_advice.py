"""Why a forum refused a text, and what whoever runs it can do."""

from bot.domain import Intent, Post
from bot.errors import PaperboyError, Rejected
from bot.publishers._refusal import Unprocessable
from bot.publishers._topics import Topics

TRUSTED = 2
"""The trust level from which the longer time for edits counts."""


def refused(topics: Topics, intent: Intent, error: Rejected) -> Rejected:
    """The same refusal of a new text with its item and what to do."""
    if intent.topic_id is not None:
        topic = topics.topic(intent.key, intent.topic_id)
        if topic.closed or topic.archived:
            return Rejected(
                f"{intent.key}: {topics.url(topic.id)} is closed; open it, wait two minutes (the forum"
                " remembers its no), then release the digest"
            )
    elif isinstance(error, Unprocessable) and error.is_taken:
        return Rejected(
            f"{intent.key}: the topic with the external id {intent.external_id} is hidden from"
            f" {topics.forum.api_username}: a moderator deleted or moved it; restore it and release, or leave"
            " the digest held"
        )
    return Rejected(f"{intent.key}: {error}; mend that, wait two minutes (the forum remembers its no), then release")


def shut(topics: Topics, post: Post, error: PaperboyError) -> str:
    """Why nobody but a moderator may edit a post, and what helps; empty where that is not why it was refused."""
    topic, stored = topics.standing(post.key, post.topic_id, post.post_id)
    if stored.can_edit:
        return ""
    level = stored.trust_level
    setting = "tl2_post_edit_time_limit (43200" if level >= TRUSTED else "post_edit_time_limit (1440"
    reasons = (
        ("its topic is archived: unarchive it", topic.archived),
        ("it is locked: unlock it", stored.locked),
        ("it is hidden: let it be seen again", stored.hidden),
        (
            f"it was posted too long ago for trust level {level}: raise {setting} minutes unless changed)",
            isinstance(error, Unprocessable),
        ),
    )
    told = [reason for reason, holds in reasons if holds]
    return "; ".join(told) or f"{topics.forum.api_username} may not edit it: see whether it is silenced there"
