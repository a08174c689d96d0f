"""What people wrote is put on record: every version of every comment, once, and that one was deleted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.corrections.addressing import addressed
from bot.corrections.asking import Ask
from bot.domain import Comment, Edition, State
from bot.holding import Work
from bot.ports import Bot, Forum

UNNAMED = "unnamed"
"""What a reader chose, or what is chosen for one whose account is gone: not to be named."""

_ANONYMISED = re.compile(r"anon\d+")
"""How Discourse renames an account that it anonymises
(https://github.com/discourse/discourse/blob/main/app/services/user_anonymizer.rb)."""


def note(bot: Bot, work: Work, forum: Forum, comments: Sequence[Comment]) -> None:
    """Puts what is new of a topic's comments on record. Nothing is written where nothing is new.

    One that does not stand any more gets a last version without a text.
    """
    known = {one.post_id: one for one in bot.store.comments.under(work.key)}
    for comment in _heard(work.edition, forum, addressed(bot, work, comments)):
        before = known.get(comment.post_id)
        _put(bot, work, comment, before)
        if _ANONYMISED.fullmatch(comment.author) and (before is None or before.author != comment.author):
            _unname(bot, comment)
    standing = {one.post_id for one in comments}
    topic = bot.store.posts.of(work.key)[0].topic_id
    for comment in known.values():
        if comment.topic_id == topic and comment.post_id not in standing and comment.text:
            _note_end(bot, work, forum, comment)


def note_answers(
    bot: Bot, works: Sequence[Work], forum: Forum, comments: Sequence[Comment], shown: Mapping[tuple[int, int], Ask]
) -> None:
    """Puts the answers to what moderators were asked in a message on record, each with the digest it is about."""
    for work in works:
        for comment in _heard(work.edition, forum, comments):
            ask = shown.get((comment.topic_id, comment.answers or 0))
            if ask and ask.digest == work.key:
                _put(bot, work, comment, bot.store.comments.latest(forum.name, comment.post_id))


def _heard(edition: Edition, forum: Forum, comments: Sequence[Comment]) -> Iterator[Comment]:
    """Comments of people: not the bot's own, and of nobody who is not listened to."""
    deaf_to = {forum.username.lower(), *(edition.correcting.ignore if edition.correcting else ())}
    deaf_to = {name.lower() for name in deaf_to}
    return (one for one in comments if one.author.lower() not in deaf_to and one.author_id > 0)


def _put(bot: Bot, work: Work, comment: Comment, before: Comment | None) -> None:
    """Puts a comment on record where it is new: other words, or another name of its author.

    Other words are a later version on record. The forum counts none for an edit within its grace period, nor for a
    comment that stands again, and goes back where an edit is taken back.
    """
    if before is None:
        bot.store.comments.add(comment, work.key)
        return
    same = comment.text == before.text
    if not same or (comment.author_id, comment.author) != (before.author_id, before.author):
        version = before.version if same else max(comment.version, before.version + 1)
        bot.store.comments.add(replace(comment, version=version), work.key)


def _note_end(bot: Bot, work: Work, forum: Forum, comment: Comment) -> None:
    """A comment was deleted. Where it is credited and its author's account is gone as well, nobody is named."""
    asked_for = bot.store.corrections.of_comment(forum.name, comment.post_id)
    if any(one.state is State.APPLIED for one in asked_for) and forum.member(comment.author) is None:
        _unname(bot, comment)
    bot.store.comments.add(replace(comment, version=comment.version + 1, text=""), work.key)


def _unname(bot: Bot, comment: Comment) -> None:
    bot.store.comments.choose(comment.forum, comment.author_id, UNNAMED, on=True, at=bot.clock.now())
