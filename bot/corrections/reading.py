"""Comments become proposals: a model says what a reader means, and only what holds against our own text is kept.

A comment is read once a version, by one call; without a new comment there is no call.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot import texts, waiting
from bot.corrections import learning
from bot.corrections.accepting import Candidate, accepted
from bot.corrections.candidates import chosen, may_be_read
from bot.corrections.liking import acknowledge
from bot.corrections.showing import Standing, texts_of
from bot.corrections.watching import Watched
from bot.domain import BOT, OPEN, Comment, Correcting, Correction, Field, Reading, State
from bot.errors import Rejected
from bot.guard import unit
from bot.ports import Bot

UNREAD = "unread"
"""What a reader chose: no comment of theirs is ever shown to a model."""

DAY = timedelta(days=1)

CHANGED = "the comment was changed, and does not ask for it any more"
DELETED = "the comment was deleted"


def read_comments(bot: Bot, place: Watched, comments: Sequence[Comment]) -> None:
    """Reads comments of a digest that `hear` left for a model, as many as may be shown to it today."""
    correcting = place.work.edition.correcting
    for comment in comments if correcting else ():
        due = waiting.ready(bot, comment.key) and not bot.pulse.halted
        if due and correcting and _has_its_turn(bot, correcting, comment):
            with unit(bot, comment.key):
                _read(bot, place, comment)


def withdraw(bot: Bot, comment: Comment, why: str, keep: Sequence[int] = ()) -> None:
    """Ends what earlier versions of a comment alone asked for and nobody decided yet, but for the numbers to keep."""
    for correction in bot.store.corrections.of_comment(comment.forum, comment.post_id):
        askers = {one.post_id for one in bot.store.corrections.comments(correction.number)}
        if correction.number not in keep and askers == {comment.post_id}:
            bot.store.corrections.step(correction.number, OPEN, State.STALE, BOT, bot.clock.now(), why)


def _has_its_turn(bot: Bot, correcting: Correcting, comment: Comment) -> bool:
    """Whether a model may be shown one more comment today, of this reader and in all; else it waits for tomorrow."""
    since = bot.clock.now() - DAY
    return (
        bot.store.comments.asked(comment.forum, since, comment.author_id) < correcting.calls_a_reader
        and bot.store.comments.asked(comment.forum, since) < correcting.calls_a_day
    )


def _read(bot: Bot, place: Watched, comment: Comment) -> None:
    opted_out = comment.author_id in bot.store.comments.chosen(comment.forum, UNREAD)
    if why := "the reader's choice" if opted_out else may_be_read(comment):
        withdraw(bot, comment, CHANGED)
        bot.store.comments.read(comment.key, why, bot.clock.now(), asked=False)
        return
    standing = texts_of(bot, place.work)
    reading = _asked(bot, place, comment, standing)
    found = accepted(reading, [one.shown for one in standing], comment)
    made = _proposed(bot, place, comment, standing, found, reading.by)
    withdraw(bot, comment, CHANGED, keep=[one.number for one in made])
    for one in made:
        bot.report("proposed", one.digest, number=one.number, about=one.about, state=str(one.state))
    if made:
        acknowledge(bot, place, comment)
    what = "corrections" if made else "none"
    bot.store.comments.read(comment.key, "unclear" if reading.unclear else what, bot.clock.now(), asked=True)


def _asked(bot: Bot, place: Watched, comment: Comment, standing: Sequence[Standing]) -> Reading:
    """What the model reads; where it refuses, or answers nonsense twice, nobody can tell and a person looks."""
    locale = texts.locale_of(bot, place.work.edition.locale)
    try:
        bot.store.require_room()
        return bot.translator.read(comment, chosen(comment, [one.shown for one in standing]), locale)
    except Rejected as error:
        bot.report("refused", comment.key, why=str(error))
        return Reading(unclear=True, by=BOT)


def _proposed(
    bot: Bot, place: Watched, comment: Comment, standing: Sequence[Standing], found: Sequence[Candidate], by: str
) -> list[Correction]:
    """Keeps the candidates as corrections, and what they say of terms as corrections that follow from them."""
    made = []
    for candidate in found:
        change = _correction(place, comment, standing, candidate, by)
        made.append(bot.store.corrections.propose(change, comment.key, bot.clock.now()))
        if candidate.term and (term := learning.propose_term(bot, made[-1], candidate.term, comment.key)):
            made.append(term)
    return made


def _correction(
    place: Watched, comment: Comment, standing: Sequence[Standing], candidate: Candidate, by: str
) -> Correction:
    """A candidate as a correction; of one that stands nowhere the key of the digest says what it is about.

    Where nobody can tell, but the comment names one entry, it is about that entry's main text: a hand that mends the
    entry closes it. Without spans the reason begins with the word for why a person must look, and names the comment:
    two readers who were not understood are two corrections.
    """
    now = next((one for one in standing if one.shown == candidate.place), None) or _named(comment, standing)
    look = f"{candidate.why}: #{comment.number} {candidate.reason}".rstrip()
    return Correction(
        digest=place.work.key,
        about=now.about if now else place.work.key,
        field=now.shown.field if now else Field.TOPICS,
        before=now.shown.text if now else "",
        spans=candidate.spans,
        reason=candidate.reason if candidate.spans else look,
        by=by,
        state=State.PROPOSED if candidate.spans else State.LOOK,
    )


def _named(comment: Comment, standing: Sequence[Standing]) -> Standing | None:
    """The main text of the one entry that a comment names; None where it names none, or several."""
    positions = {one.position for one in chosen(comment, [one.shown for one in standing])}
    main = (one for one in standing if {one.shown.position} == positions)
    return next((one for one in main if one.shown.field in (Field.INTRO, Field.SUMMARY)), None)
