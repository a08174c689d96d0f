"""Corrections as a reader's comment brought them, and what moderators say to them."""

from dataclasses import replace
from typing import Any

from bot import waiting
from bot.corrections.applying import apply_approved
from bot.corrections.deciding import Outcome, decide
from bot.corrections.showing import texts_of
from bot.domain import Correction, Field, Ruling, Span, State, Verb
from bot.holding import Work
from bot.pipeline import publish_digest
from tests.corrections.agora import DIGEST, ISSUE, MODERATOR, READER, Square

OLD, NEW = "메모를 읽습니다", "긴 메모를 읽습니다"


def work_of(where: Square, digest: str = DIGEST) -> Work:
    """A digest."""
    (work,) = waiting.named(where.bot, digest)
    return work


def ask_for(
    where: Square,
    old: str = OLD,
    new: str = NEW,
    *,
    field: Field = Field.SUMMARY,
    position: int = 2,
    author: str | None = READER,
    digest: str = DIGEST,
    **changes: Any,
) -> Correction:
    """Proposes to write `new` wherever `old` stands in a text; a comment asks for it where it has an author."""
    comment = ""
    if author:
        topic = where.bot.store.posts.of(digest)[0].topic_id
        said = where.forum.as_comment(where.forum.write(topic, author, f"{position}번 {old} → {new}"))
        where.bot.store.comments.add(said, digest)
        comment = said.key
    texts = texts_of(where.bot, work_of(where, digest))
    stands = next(one for one in texts if (one.shown.position, one.shown.field) == (position, field))
    wanted = Correction(
        digest=digest,
        about=stands.about,
        field=field,
        before=stands.shown.text,
        spans=spans_of(stands.shown.text, old, new),
        by="recorded-model",
    )
    return where.bot.store.corrections.propose(replace(wanted, **changes), comment, where.clock.now())


def post_again(where: Square, edition: str) -> None:
    """Posts the digest of an edition now, held or not."""
    publish_digest(where.bot, work_of(where, f"{ISSUE}/{edition}"))


def spans_of(text: str, old: str, new: str) -> tuple[Span, ...]:
    """Every place where a text says `old`."""
    starts = [at for at in range(len(text)) if text.startswith(old, at)]
    assert starts, (old, text)
    return tuple(Span(start=at, old=old, new=new) for at in starts)


def rule(where: Square, one: Correction, verb: Verb = Verb.APPLY, text: str = "", **said: Any) -> Outcome:
    """A moderator says something to a correction as it was shown then."""
    ruling = Ruling(number=one.number, verb=verb, who=MODERATOR, shown=one.shown, text=text)
    return decide(where.bot, replace(ruling, **said))


def applied(where: Square, one: Correction, verb: Verb = Verb.APPLY, text: str = "", **said: Any) -> Correction:
    """A moderator decides, and the bot does it."""
    rule(where, one, verb, text, **said)
    apply_approved(where.bot)
    return now(where, one)


def now(where: Square, one: Correction) -> Correction:
    """A correction as it is by now."""
    found = where.bot.store.corrections.get(one.number)
    assert found
    return found


def state(where: Square, one: Correction) -> State:
    """Where a correction stands."""
    return now(where, one).state


def why(where: Square, one: Correction) -> str:
    """What was said with its last step."""
    return where.bot.store.corrections.steps(one.number)[-1].why


def version(where: Square, position: int = 2) -> int:
    """How often a text was written."""
    return where.text(position).version
