"""What was approved is made readable: one edit of the one field, with the names of those who asked for it.

    approved ─► edit ─► the post shows it ─► the same proposed where the text stands as well ─► applied
                  └► cannot be made: needs a look

Safe to repeat after a stop anywhere: what a post shows already is not sent again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot import holding, posting, readback, waiting
from bot.corrections.deciding import GRACE
from bot.corrections.learning import forget, learn
from bot.corrections.placing import changes_of, credits_change
from bot.corrections.spreading import spread, spread_back
from bot.domain import BOT, Correction, Field, Finding, Post, Severity, State
from bot.doubting import doubt
from bot.errors import Rejected
from bot.guard import unit
from bot.holding import Work
from bot.ports import Bot
from bot.posting import Change

CHANGED = "the post does not show the text any more that was to be changed"
NO_ROOM = "the post has no room for the new text"

_AFTER_UNDO = GRACE + timedelta(days=1)
"""For how long after it was undone a correction is looked after."""


def apply_approved(bot: Bot) -> None:
    """Makes every correction that was approved, takes back what was undone, and mends the lines that name readers."""
    decided = bot.store.corrections.all((State.APPROVED, State.APPLIED, State.UNDONE))
    if not decided:
        return
    works = {work.key: work for edition in bot.editions for work in waiting.every(bot, edition)}
    for correction in decided:
        key, work = _key(correction), works.get(correction.digest)
        if work and _is_due(bot, correction) and _may_edit(bot, work, key):
            with unit(bot, key):
                _settle(bot, work, correction)
    for digest in dict.fromkeys(one.digest for one in decided if one.field is not Field.TERM):
        work = works.get(digest)
        if work and _may_edit(bot, work, f"{digest}#credits"):
            with unit(bot, digest, counted_as=f"{digest}#credits"):
                _mend_credits(bot, work)


def _key(correction: Correction) -> str:
    return f"{correction.digest}#correction-{correction.number}"


def _may_edit(bot: Bot, work: Work, key: str) -> bool:
    """Whether a digest may be edited now, and whether the time of what is to be done there has come."""
    if bot.pulse.halted or not bot.store.posts.of(work.key) or holding.is_stopped(bot, work):
        return False
    return key not in {hold.key for hold in holding.standing(bot)} and waiting.ready(bot, key)


def _is_due(bot: Bot, correction: Correction) -> bool:
    """Whether there may be something to do about it.

    What was approved waits for what was approved before of the same text, unless that is held: it was worded upon it.
    What was undone is forgotten once it is old, or done anew.
    """
    if correction.state is State.APPLIED:
        return False
    others, since = bot.store.corrections.under(correction.digest), correction.since
    if correction.state is State.APPROVED:
        held = {hold.key for hold in holding.standing(bot)}
        before = (one for one in others if one.state is State.APPROVED and _is_later(correction, one))
        return all(_key(one) in held for one in before)
    if since is None or bot.clock.now() - since > _AFTER_UNDO:
        return False
    return not any(_is_later(one, correction) for one in others)


def _is_later(one: Correction, other: Correction) -> bool:
    """Whether a correction changed the same text after another was decided."""
    entries = one.about.partition("@")[0], other.about.partition("@")[0]
    same = one.field == other.field and entries[0] == entries[1] and one.number != other.number
    changes = one.state in (State.APPROVED, State.APPLIED, State.UNDONE)
    return same and changes and _decided(one) > _decided(other)


def _decided(one: Correction) -> tuple[float, int]:
    """When it came to its state; of two at one moment the one with the greater number came later."""
    return (one.since.timestamp() if one.since else 0.0, one.number)


def _settle(bot: Bot, work: Work, correction: Correction) -> None:
    if correction.field is Field.TERM:
        (forget if correction.state is State.UNDONE else learn)(bot, work, correction)
    elif correction.state is State.UNDONE:
        _take_back(bot, work, correction)
    else:
        _make(bot, work, correction)


def _make(bot: Bot, work: Work, correction: Correction) -> None:
    """Raises: OutcomeUnknown, Unavailable (run again), Misconfigured."""
    changes = changes_of(bot, work, correction)
    why = "" if _stands(bot, work, changes) else _edited(bot, work, correction, changes)
    if _stands(bot, work, changes):
        spread(bot, work, correction)
        _step(bot, correction, State.APPLIED, why)
    elif why:
        # What was approved is kept, and can be approved once more when the way is clear.
        _step(bot, correction, State.LOOK, why)


def _edited(bot: Bot, work: Work, correction: Correction, changes: Sequence[Change]) -> str:
    """Edits the post; returns why that cannot be done, empty where it was, or where it is tried again."""
    if not _applies(bot, work, changes):
        return CHANGED
    try:
        left = _edit(bot, work, correction, changes)
    except Rejected as error:
        return str(error)
    if changes[0].wanted in {one.wanted for one in left}:
        return NO_ROOM
    if not _stands(bot, work, changes):
        # Somebody was quicker: what they made of it is read back, and the next pass sees what is left to do.
        standing = bot.publishers[work.edition.name].read(bot.store.posts.of(work.key))
        readback.read_back(bot, work, standing)
    return ""


def _take_back(bot: Bot, work: Work, correction: Correction) -> None:
    """As `_make`, the other way; where the post says something else by now it is left alone."""
    changes = changes_of(bot, work, correction, back=True)
    why = _edited(bot, work, correction, changes) if _applies(bot, work, changes) else ""
    if _stands(bot, work, changes):
        spread_back(bot, work, correction)
    elif why:
        _step(bot, correction, State.LOOK, why)


def _edit(bot: Bot, work: Work, correction: Correction, changes: Sequence[Change]) -> Sequence[Change]:
    """One edit a post: first of those that show the text, then, once that stands, of the one that names readers.

    Returns what there was no room for.
    """
    back = correction.state is State.UNDONE
    reason = _reason(bot, work, correction)
    named = credits_change(bot, work, soon=0 if back else correction.number)
    due = [replace(one, reason=reason) for one in (*changes, *named)]
    publisher, posts = bot.publishers[work.edition.name], bot.store.posts.of(work.key)
    holders = [post for post in posts if any(posting.applies(post.raw, one) for one in changes)]
    left = posting.edit(bot, publisher, holders, due)
    if left or not _stands(bot, work, changes):
        return left
    return posting.edit(bot, publisher, [post for post in posts if post not in holders], due)


def _applies(bot: Bot, work: Work, changes: Sequence[Change]) -> bool:
    """Whether the posts show what is to be changed, as they were read last."""
    return any(posting.applies(post.raw, one) for post in bot.store.posts.of(work.key) for one in changes[:1])


def _stands(bot: Bot, work: Work, changes: Sequence[Change]) -> bool:
    """Whether the posts show it, as they were read last."""
    return any(posting.done(post.raw, one) for post in bot.store.posts.of(work.key) for one in changes[:1])


def _reason(bot: Bot, work: Work, correction: Correction) -> str:
    """What the history of the post says of the edit, by the comment that asked for it where there is one."""
    topic = bot.store.posts.of(work.key)[0].topic_id
    asked = [one for one in bot.store.corrections.comments(correction.number) if one.topic_id == topic]
    correcting, undone = work.edition.correcting, correction.state is State.UNDONE
    if not asked:
        word, facts = "edit_reason_own_undone" if undone else "edit_reason_own", {"n": str(correction.number)}
    elif undone:
        word, facts = "edit_reason_undone", {"n": str(asked[0].number)}
    elif correcting and correcting.credits and waiting.is_named(bot, asked[0]):
        word, facts = "edit_reason_named", {"n": str(asked[0].number), "user": asked[0].author}
    else:
        word, facts = "edit_reason", {"n": str(asked[0].number)}
    text = waiting.word_of(bot, work.edition, word)
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return text


def _step(bot: Bot, correction: Correction, to: State, why: str = "") -> None:
    if bot.store.corrections.step(correction.number, (correction.state,), to, BOT, bot.clock.now(), why):
        facts = {"why": why} if why else {}
        bot.report("corrected", correction.digest, number=correction.number, state=to.value, **facts)


def _mend_credits(bot: Bot, work: Work) -> None:
    """Brings the line up to date: a reader may have chosen otherwise, or have no account any more.

    Where the forum takes no edit of the post any more that is said once, and not tried again.
    """
    changes = credits_change(bot, work)
    if not changes:
        return
    last = bot.store.posts.of(work.key)[-1]
    said = _not_mended(last, changes[0])
    if said in bot.store.findings.under(last.key):
        return
    try:
        left = posting.edit(bot, bot.publishers[work.edition.name], bot.store.posts.of(work.key), changes)
    except Rejected:
        left = changes
    if left:
        doubt(bot, [said])


def _not_mended(post: Post, change: Change) -> Finding:
    wanted = change.wanted or "nobody"
    what = f"the line that names readers could not be mended; let it name {wanted!r}: {post.url}"
    return Finding(key=post.key, code="structure.credits", severity=Severity.WARN, message=what)
