"""What was corrected in one edition is proposed where the same text stands: in the locale's other editions.

What is wrong in the newsletter itself, an address or its English, is wrong in every locale: there a person looks.
"""

from collections.abc import Iterator

from bot import holding, posting
from bot.corrections.following import moved_to, says_so
from bot.corrections.placing import changes_of
from bot.corrections.showing import PARTS, text_now, texts_of
from bot.domain import BOT, Correction, Span, State
from bot.holding import Work
from bot.ports import Bot


def spread(bot: Bot, work: Work, correction: Correction) -> None:
    """Proposes it to the other editions that show the text as it was; the same proposal is made once.

    Of what follows from another correction nobody in another locale is told again.
    """
    for other in _posted(bot, work):
        alike = other.edition.locale == work.edition.locale
        made = _same(bot, other, correction) if alike else _to_look_at(bot, work, other, correction)
        if made:
            kept = bot.store.corrections.propose(made, "", bot.clock.now())
            bot.report("proposed", kept.digest, number=kept.number, about=kept.about, state=kept.state.value)


def _posted(bot: Bot, work: Work) -> Iterator[Work]:
    """The same issue in other editions, where it is out and was not given up."""
    for edition in bot.editions:
        other = Work(issue=work.issue, edition=edition)
        mine = edition.source == work.edition.source and edition.name != work.edition.name
        if mine and bot.store.posts.of(other.key) and not holding.given_up(bot, other):
            yield other


def _same(bot: Bot, other: Work, correction: Correction) -> Correction | None:
    """The correction as the other edition needs it: its text is settled already, only its post is behind."""
    standing = text_now(texts_of(bot, other), correction)
    if standing is None:
        return None
    before, spans = correction.before, correction.spans
    if correction.field not in PARTS:
        before, spans = standing.shown.text, _moved(correction, standing.shown.text)
        if not spans:
            return None
    made = _following(other, correction, about=standing.about, before=before, spans=spans)
    posts, changes = bot.store.posts.of(other.key), changes_of(bot, other, made)[:1]
    return made if any(posting.applies(post.raw, one) for post in posts for one in changes) else None


def _to_look_at(bot: Bot, work: Work, other: Work, correction: Correction) -> Correction | None:
    if correction.field in PARTS or correction.cause is not None:
        return None
    standing = text_now(texts_of(bot, other), correction)
    if standing is None or not _moved(correction, standing.shown.text):
        return None
    changed = "; ".join(f"{one.old} → {one.new}" for one in correction.spans)
    return _following(
        other,
        correction,
        about=standing.about,
        before=standing.shown.text,
        reason=f"{work.edition.name}: {changed}",
        state=State.LOOK,
    )


def _moved(correction: Correction, text: str) -> tuple[Span, ...]:
    """What is to be changed in the text of another edition; nothing where it says so already, or something else."""
    return () if says_so(correction, text) else tuple(moved_to(correction, text) or ())


def _following(other: Work, correction: Correction, **values: object) -> Correction:
    kept = {"reason": correction.reason, "state": State.PROPOSED, **values}
    return Correction(digest=other.key, field=correction.field, by=BOT, cause=correction.number, **kept)  # type: ignore[arg-type]  # fields by name
