"""What waits, and for what: questions to the store, answered without touching the world.

The pipeline asks it what to do next, `status` asks it what to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import holding, siblings, texts, timing
from bot.domain import (
    INTRO,
    Comment,
    Digest,
    Edition,
    Failure,
    Field,
    Piece,
    State,
    Stop,
    Surroundings,
    Wait,
)
from bot.errors import OverBudget
from bot.holding import Work
from bot.ports import Bot
from bot.texts import Unit
from bot.wording import said

AFTERCARE = timedelta(days=14)
"""How long after publication an abstract that arXiv did not have yet is asked for again."""


def open_work(bot: Bot) -> list[Work]:
    """What may be worked on now: settled, not stopped, not too old; edition by edition, oldest issue first."""
    now = bot.clock.now()
    return [
        work
        for work in fresh_work(bot)
        if work.issue.published + work.edition.settle <= now and holding.hold_on(bot, work) is None
    ]


def fresh_work(bot: Bot) -> list[Work]:
    """What is still news: not too old to go out, or out and not too old to be looked after; nothing given up."""
    now = bot.clock.now()
    recent = [
        work for edition in bot.editions for work in works(bot, edition) if now - work.issue.published <= AFTERCARE
    ]
    return [
        work
        for work in recent
        if (now - work.issue.published <= timing.LATE or is_there(bot, work)) and not holding.given_up(bot, work)
    ]


def works(bot: Bot, edition: Edition) -> list[Work]:
    """The issues that belong to an edition: published at or after its start, or sent by hand; oldest first."""
    since = bot.store.editions.since(edition.name)
    if since is None:
        return []
    drawn = bot.store.posts.drawn()
    return [work for work in every(bot, edition) if work.issue.published >= since or work.key in drawn]


def every(bot: Bot, edition: Edition) -> list[Work]:
    """Every issue of an edition's source, also those from before its start; oldest first."""
    return [Work(issue=issue, edition=edition) for issue in bot.store.issues.all(edition.source)]


def named(bot: Bot, key: str) -> list[Work]:
    """The digests a key names: an issue's in every edition of its source, or one digest; none where it names neither.

    Also those from before an edition's start.
    """
    works = (work for edition in bot.editions for work in every(bot, edition))
    return [work for work in works if key in (work.issue.key, work.key)]


def newest(bot: Bot) -> list[Work]:
    """The newest issue of each source in every edition of it."""
    issues = {edition.name: bot.store.issues.all(edition.source) for edition in bot.editions}
    return [Work(issue=issues[one.name][-1], edition=one) for one in bot.editions if issues[one.name]]


def ready(bot: Bot, key: str) -> bool:
    """Whether a unit that failed may be tried again; true of one that did not fail."""
    failure = bot.store.failures.all().get(key)
    return failure is None or timing.may_try(failure.until, bot.clock.now())


def finished(bot: Bot, work: Work) -> bool:
    """Whether every part of a digest stands where it was sent."""
    progress = bot.store.posts.progress(work.key)
    return progress.parts > 0 and progress.standing == progress.parts


def queued(bot: Bot, work: Work) -> datetime | None:
    """Since when a part of the digest is before the forum's moderators; None where none is."""
    return bot.store.posts.progress(work.key).queued


def due(bot: Bot, work: Work) -> bool:
    """Whether a digest could go out now, or is to be looked for where moderators approve it."""
    if finished(bot, work) or holding.hold_on(bot, work) or not ready(bot, work.key) or not looked(bot, work):
        return False
    return _blocks(bot, work) is None or queued(bot, work) is not None


def look_of(work: Work) -> str:
    """Where failures to look for a digest are counted, apart from those to post it."""
    return f"{work.key}#look"


def end_of(work: Work) -> str:
    """Where failures to take something of a digest down are counted, apart from those to look after the rest."""
    return f"{work.key}#withdrawn"


def looked(bot: Bot, work: Work) -> bool:
    """Whether the last try to see whose week it is got an answer, or something of it is there already."""
    return is_there(bot, work) or look_of(work) not in bot.store.failures.all()


def unseen(bot: Bot, work: Work) -> bool:
    """Whether papers are asked for next, texts paid for or the digest posted, and nothing of it is there yet."""
    if is_there(bot, work) or not ready(bot, look_of(work)):
        return False
    locale = bot.locales[work.edition.locale]
    if texts.nameless(bot, work.issue):
        return ready(bot, work.issue.key)
    return bool(texts.untranslated(bot, work.issue, locale)) or _blocks(bot, work) is None


def to_write(bot: Bot, works: Sequence[Work], *, drafts: bool = False) -> list[Unit]:
    """The texts to be written next, of each issue and locale once, entries first.

    Of a digest that is out only abstracts that came late; with `drafts` all that a draft lacks.
    """
    unsent = {_pair(one) for one in works if drafts or not finished(bot, one)}
    return [
        one
        for work in {_pair(work): work for work in works}.values()
        for one in texts.untranslated(bot, work.issue, bot.locales[work.edition.locale])
        if ready(bot, one.key) and (one.stands or _pair(work) in unsent)
    ]


def soon_written(bot: Bot, works: Sequence[Work]) -> Mapping[tuple[str, str], int]:
    """How many entries will be written, by issue and locale, once arXiv answers: of issues it is first asked about."""
    failing = bot.store.failures.all()
    unsent = {_pair(one): one.issue.key for one in works if looked(bot, one) and not finished(bot, one)}
    return {
        pair: len(bot.store.issues.entries(issue))
        for pair, issue in unsent.items()
        if not bot.store.papers.of(issue) and issue not in failing
    }


def is_unpaid(bot: Bot, unit: Unit) -> bool:
    """Whether a text waits for a budget that was spent when it was last to be asked for."""
    failure = bot.store.failures.all().get(unit.key)
    return failure is not None and failure.why.startswith((OverBudget.MONTH, OverBudget.DIGEST))


def _pair(work: Work) -> tuple[str, str]:
    """What texts are written for: editions of one locale share them."""
    return work.issue.key, work.edition.locale


def wait_of(bot: Bot, work: Work) -> Wait | None:
    """The one thing a digest waits for; None when it could go out now, or is out."""
    if finished(bot, work):
        return None
    blocks = _blocks(bot, work)
    if blocks and (looked(bot, work) or blocks != text_of(bot, work)):
        return blocks
    # Its text is not asked for before it is known whose week it is.
    return _failed(bot, work) or blocks


def _blocks(bot: Bot, work: Work) -> Wait | None:
    """What keeps a digest from being worked at now."""
    if hold := holding.hold_on(bot, work):
        what = f"the end of its pause: {hold.reason}" if hold.kind is Stop.PAUSED else f"a person: {holding.text(hold)}"
        return Wait(key=work.key, what=what, since=hold.since, until=hold.until)
    if asked := queued(bot, work):
        return Wait(key=work.key, what="the forum's moderators to approve it there", since=asked)
    if _stands(bot, work):
        # Its readers wait for the rest, whatever the time of day.
        return _outlived(bot, work) or wait_to_look(bot, work)
    last_topic = bot.store.posts.last_topic(work.edition.name)
    clock = timing.waits_for(work.edition, work.issue, bot.clock.now(), last_topic)
    return clock or wait_to_look(bot, work) or text_of(bot, work) or siblings.wait_of(bot, work)


def withdrawn(bot: Bot) -> list[tuple[Work, Piece | None]]:
    """What a person withdrew, in each edition: a whole digest (None), or one entry of it.

    An entry whose digest was withdrawn as a whole went with it. Also what may still come to stand: it was sent and not
    seen since, or the forum's moderators have it.
    """
    found: list[tuple[Work, Piece | None]] = []
    for hold in bot.store.holds.all():
        if hold.kind is Stop.WITHDRAWN:
            parent, _, position = hold.key.rpartition("/")
            found += [(work, None) for work in named(bot, hold.key)]
            found += [(work, piece) for work in named(bot, parent) if (piece := _piece(bot, work, position))]
    whole = {work.key for work, piece in found if piece is None}
    return [
        (work, piece)
        for work, piece in found
        if (piece is None or work.key not in whole) and (_stands(bot, work) or _may_come(bot, work))
    ]


def findings_of(bot: Bot, work: Work) -> list[str]:
    """What is doubted of a digest, its parts and its entries, oldest first; of a text only its last version."""
    others = tuple(f"{work.issue.key}/{one.name}" for one in bot.editions if one.name != work.edition.name)
    last = {one.key for one in bot.store.translations.latest(work.issue.key, work.edition.locale).values()}
    found = (one for one in bot.store.findings.under(work.issue.key) if "@" not in one.key or one.key in last)
    return [f"{one.key}: {one.message}" for one in found if one.key.partition("#")[0] not in others]


def silences(bot: Bot) -> list[tuple[str, str]]:
    """The sources from which no issue came for longer than is usual, with what to say of it."""
    said = []
    now = bot.clock.now()
    for source, expect in bot.expect.items():
        published = [issue.published for issue in bot.store.issues.all(source) if issue.published <= now]
        starts = (bot.store.editions.since(one.name) for one in bot.editions if one.source == source)
        began = min((start for start in starts if start), default=None)
        why = timing.silence(published[-1] if published else None, now, expect, began)
        said += [(source, why)] if why else []
    return said


def text_of(bot: Bot, work: Work) -> Wait | None:
    """The text a digest still waits for; None when it is complete."""
    pairs = texts.papers_of(bot, work.issue)
    settled = work.issue.published + work.edition.settle
    if not pairs:
        return Wait(key=work.key, what="a person: no paper could be read in the issue", since=settled)
    unknown = [entry for entry, paper in pairs if paper is None]
    if unknown:
        until = work.issue.published + bot.patience
        what = f"arXiv: {len(unknown)} papers not looked up yet"
        return _failing(bot, [work.issue.key], Wait(key=work.key, what=what, since=settled, until=until))
    left = texts.untranslated(bot, work.issue, bot.locales[work.edition.locale])
    if not left:
        return None
    wait = Wait(key=work.key, what=f"the model: {len(left)} texts not written yet", since=settled)
    return _failing(bot, [unit.key for unit in left], wait)


def digest_of(bot: Bot, work: Work) -> Digest:
    """The digest as the store has it now; an entry without a text that may be read stands in its source language."""
    fit = texts.texts_of(bot, work.issue, bot.locales[work.edition.locale])
    receipts = bot.store.receipts.of(work.issue.key, work.edition.locale)
    pieces = [
        Piece(entry=entry, paper=paper or texts.unknown_paper(entry), translation=fit.get(entry.key))
        for entry, paper in texts.papers_of(bot, work.issue)
    ]
    intro = fit.get(f"{work.issue.key}/{INTRO}")
    shown = [intro, *(piece.translation for piece in pieces)]
    return Digest(
        issue=work.issue,
        edition=work.edition,
        intro=intro,
        pieces=tuple(pieces),
        previous_url=_previous_url(bot, work),
        receipts=tuple(receipts[one.key] for one in shown if one and one.key in receipts),
        credits=credits_of(bot, work),
        siblings=siblings.linked(bot, work),
        topic_url=siblings.topic_url(bot, work),
        surroundings=bot.store.places.of(work.key) or Surroundings(),
        reviewed=work.edition.review == "required",
    )


def credits_of(bot: Bot, work: Work, *, soon: int = 0) -> tuple[str, ...]:
    """The readers whose corrections a digest carries, each once; with those of number `soon`, which it is to carry.

    None where the edition names nobody, nor whoever does not want it or has no account any more.
    """
    correcting = work.edition.correcting
    if correcting is None or not correcting.credits:
        return ()
    asked_for = [one for one in bot.store.corrections.under(work.key) if one.field is not Field.TERM]
    carried = [one.number for one in asked_for if one.state is State.APPLIED or one.number == soon]
    comments = [one for number in carried for one in bot.store.corrections.comments(number)]
    names = {(one.forum, one.author_id): one.author for one in comments if is_named(bot, one)}
    return tuple(names.values())


def is_named(bot: Bot, comment: Comment) -> bool:
    """Whether the author of a comment may be named."""
    return comment.author_id not in bot.store.comments.chosen(comment.forum, "unnamed")


def word_of(bot: Bot, edition: Edition, name: str) -> str:
    """A text that people see, in the edition's own words where it has some. Raises: Misconfigured (nobody has one)."""
    return said(edition, bot.locales[edition.locale], name)


def _piece(bot: Bot, work: Work, position: str) -> Piece | None:
    """One entry of a digest, dropped or not; None where there is none."""
    for entry in bot.store.issues.entries(work.issue.key):
        if str(entry.position) == position:
            paper = bot.store.papers.of(work.issue.key).get(entry.key) or texts.unknown_paper(entry)
            fit = texts.texts_of(bot, work.issue, bot.locales[work.edition.locale])
            return Piece(entry=entry, paper=paper, translation=fit.get(entry.key))
    return None


def _failing(bot: Bot, keys: Sequence[str], wait: Wait) -> Wait:
    """The same wait with what last went wrong, and until when nothing is tried."""
    known = bot.store.failures.all()
    failure = next((known[key] for key in keys if key in known), None)
    if failure is None:
        return wait
    return replace(wait, what=f"{wait.what} ({failure.why})", since=failure.since, until=wait.until or failure.until)


def is_there(bot: Bot, work: Work) -> bool:
    """Whether anything of a digest is where it goes: a part of it, or one that moderators there must approve."""
    return _stands(bot, work) or queued(bot, work) is not None


def _outlived(bot: Bot, work: Work) -> Wait | None:
    """What a digest of which parts are missing waits for when it is too old to be looked after."""
    ends = work.issue.published + AFTERCARE
    if bot.clock.now() <= ends:
        return None
    return Wait(key=work.key, what="a person: parts of it were never sent; `paperboy post` sends them", since=ends)


def wait_to_look(bot: Bot, work: Work) -> Wait | None:
    """What keeps a due digest from being looked for or posted: the last try failed, and the next has its time."""
    failure = _failure_of(bot, work)
    if failure is None or timing.may_try(failure.until, bot.clock.now()):
        return None
    return Wait(key=work.key, what=f"its publisher: {failure.why}", since=failure.since, until=failure.until)


def _failed(bot: Bot, work: Work) -> Wait | None:
    """What went wrong with a digest that is tried again with the next pass."""
    failure = _failure_of(bot, work)
    return Wait(key=work.key, what=f"its publisher: {failure.why}", since=failure.since) if failure else None


def _failure_of(bot: Bot, work: Work) -> Failure | None:
    known = bot.store.failures.all()
    return known.get(look_of(work)) or known.get(work.key)


def _stands(bot: Bot, work: Work) -> bool:
    """Whether any part of a digest does."""
    return bot.store.posts.progress(work.key).standing > 0


def _may_come(bot: Bot, work: Work) -> bool:
    recent = bot.clock.now() - work.issue.published <= AFTERCARE
    return recent and bot.store.posts.progress(work.key).parts > 0


def _previous_url(bot: Bot, work: Work) -> str | None:
    """The topic of the latest issue before this one that the edition has posted; None where nobody told where it is.

    None after a gap as well: readers are told that it is last week's.
    """
    out, published = bot.store.posts.topics(), work.issue.published
    mine = (one for one in reversed(works(bot, work.edition)) if one.key in out)
    last = next((one for one in mine if one.issue.published < published), None)
    if last is None or published - last.issue.published > bot.expect[work.edition.source]:
        return None
    return bot.store.posts.of(last.key)[0].url or None
