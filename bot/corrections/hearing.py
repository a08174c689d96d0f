"""What people say to the bot itself: a moderator's command, and what a reader wants done with their comments.

Only an answer to a post that shows a correction can be a command, and only where readers cannot write: in a whisper, or
in the moderators' message. Every other whisper is none of the bot's business.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot import holding, waiting
from bot.corrections import commands, deciding
from bot.corrections.asking import Ask, asks
from bot.corrections.liking import like
from bot.corrections.noting import UNNAMED
from bot.corrections.reading import DELETED, UNREAD, withdraw
from bot.corrections.roles import may_decide
from bot.corrections.watching import Watched
from bot.domain import Comment, Locale, Ruling, Verb
from bot.guard import unit
from bot.ports import Bot
from bot.posting import with_marker

REFUSED = "refused"
"""What a command was read as whose author may not decide."""


def hear(bot: Bot, place: Watched) -> list[Comment]:
    """Does what new comments of a digest's topic ask of the bot itself; returns those that are for a model to read."""
    unread = bot.store.comments.unread(place.work.key)
    shown = asks(bot, [place.work.key]) if unread else {}
    held = {hold.key for hold in holding.standing(bot)} if unread else set()
    left = []
    for comment in unread:
        # Counted apart: else a reading that fails would be counted anew every time that a comment was heard.
        heard = f"{comment.key}#heard"
        if comment.key not in held and waiting.ready(bot, heard) and not bot.pulse.halted:
            with unit(bot, comment.key, counted_as=heard):
                if what := _heard(bot, place, comment, shown):
                    bot.store.comments.read(comment.key, what, bot.clock.now(), asked=False)
                else:
                    left.append(comment)
    return left


def _heard(bot: Bot, place: Watched, comment: Comment, shown: Mapping[tuple[int, int], Ask]) -> str:
    """What was made of a comment; empty where it is one of those that a model reads."""
    if not comment.text:
        withdraw(bot, comment, DELETED)
        return "deleted"
    if comment.whisper or comment.topic_id != place.topic_id:
        ask = shown.get((comment.topic_id, comment.answers or 0))
        return _obeyed(bot, place, comment, ask) if ask else "whisper"
    for wish in (UNREAD, UNNAMED):
        if commands.addresses(comment.text, place.forum.username, _forms(bot, place, wish)):
            bot.store.comments.choose(comment.forum, comment.author_id, wish, on=True, at=bot.clock.now())
            like(bot, place, comment)
            return "choice"
    return ""


def _obeyed(bot: Bot, place: Watched, comment: Comment, ask: Ask) -> str:
    """Carries out a command, and says what came of it where the command was given.

    It counts only as it was first written, by somebody whose name the forum gives with the post at this moment.
    """
    fresh, locale = place.forum.afresh(comment), bot.locales[place.work.edition.locale]
    if fresh is None or fresh.wiki or not comment.version == fresh.version == 1:
        return "no command"
    command = commands.command_in(fresh.text, place.forum.username, locale)
    correction = bot.store.corrections.get(ask.number)
    if command is None or correction is None:
        return "whisper"
    verb, text = (Verb.HELP, fresh.text) if command is commands.UNKNOWN else command
    if verb is Verb.ANYWAY and (text := _doubted(ask, place.forum.username, locale)):
        # What stands there of somebody who may not decide was refused, and never shown as a doubt.
        verb = verb if may_decide(bot, place.work.edition, ask.by) else Verb.HELP
    shown = correction.shown if correction.shown.startswith(ask.shown) else ask.shown
    outcome = deciding.decide(bot, Ruling(number=ask.number, verb=verb, who=fresh.author, shown=shown, text=text))
    if not (outcome.unknown and _was_refused(bot, ask, fresh)):
        _answer(bot, ask, fresh, outcome.text)
        like(bot, place, fresh)
    return REFUSED if outcome.unknown else "command"


def _was_refused(bot: Bot, ask: Ask, command: Comment) -> bool:
    """Whether somebody who may not decide was told so of this correction: said to each command, it would never end."""
    told = {one.key for one in bot.store.posts.said(ask.digest)}
    # Their post may have been edited since: as it was first written it was a command.
    theirs = (
        replace(one, version=1) for one in bot.store.comments.under(ask.digest) if one.author_id == command.author_id
    )
    others = (one for one in theirs if one.post_id != command.post_id and _told_key(ask, one) in told)
    return any(bot.store.comments.reading(one.key) == REFUSED for one in others)


def _doubted(ask: Ask, username: str, locale: Locale) -> str:
    """A moderator's own words that were doubted; empty where the bot's proposal was."""
    command = commands.command_in(ask.command, username, locale)
    return command[1] if isinstance(command, tuple) and command[0] is Verb.APPLY_OWN else ""


def _answer(bot: Bot, ask: Ask, command: Comment, text: str) -> None:
    """Writes down what is to be said to a command: it is sent with all else that is to be said."""
    key = _told_key(ask, command)
    said = replace(ask.intent, key=key, raw=with_marker(key, text), answers=command.number, queued=None)
    bot.store.posts.intend([replace(said, topic_id=command.topic_id)])


def _told_key(ask: Ask, command: Comment) -> str:
    return f"{ask.digest}#told-{ask.number}-{command.post_id}"


def _forms(bot: Bot, place: Watched, wish: str) -> tuple[str, ...]:
    return tuple(bot.locales[place.work.edition.locale].commands.get(wish, ()))
