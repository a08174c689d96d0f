"""What was settled in one edition is proposed where the same text stands: in the locale's other editions.

A wording is settled for all of them at once, by a decision, its undoing or a hand; what is behind is a post. What is
wrong in the newsletter itself, an address, its English or what a translator's note is about, is wrong in every locale:
there a person looks. Where nobody can answer there is nobody to ask: what was decided elsewhere is made there as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot import holding, posting, waiting
from bot.corrections.following import moved_to, says_so, wordings
from bot.corrections.judging import translation_at
from bot.corrections.placing import changes_of
from bot.corrections.quoting import difference
from bot.corrections.showing import PARTS, Standing, is_out, text_now, texts_of
from bot.corrections.walls import is_noted
from bot.domain import BOT, OPEN, Correction, Span, State
from bot.holding import Work
from bot.ports import Bot


def spread(bot: Bot, work: Work, correction: Correction) -> None:
    """Proposes it to the other editions that show the text as it was; the same proposal is made once.

    Of what follows from another correction nobody in another locale is told again.
    """
    if correction.field in PARTS:
        # Its own post may be behind as well: the text may have been settled anew before it was made.
        for other in (work, *_alike(bot, work)):
            if standing := text_now(texts_of(bot, other), correction):
                _bring_up(bot, other, standing, correction, _decider(bot, correction))
    for other in _posted(bot, work):
        alike = other.edition.locale == work.edition.locale
        made = _same(bot, other, correction) if alike else _to_look_at(bot, work, other, correction)
        if made and not _is_told(bot, made):
            _propose(bot, other, made, _decider(bot, correction))


def spread_back(bot: Bot, work: Work, undone: Correction) -> None:
    """Proposes to take it back where it was made as well."""
    ahead, spans = 0, []
    for one in undone.spans:
        spans.append(Span(start=one.start + ahead, old=one.new, new=one.old))
        ahead += len(one.new) - len(one.old)
    spread(bot, work, replace(undone, before=undone.after, spans=tuple(spans)))


def spread_hands(bot: Bot, work: Work) -> None:
    """Proposes to the other editions what a person's hand made of a text in the posts of this one."""
    others = _alike(bot, work)
    if not others:
        return
    digest = waiting.digest_of(bot, work)
    decided = {one.made for one in bot.store.corrections.under(work.issue.key)}
    for standing in texts_of(bot, work):
        shown, made = standing.shown, translation_at(digest, standing.shown.position)
        if shown.field in PARTS and made and made.locked and made.key not in decided and is_out(bot, work, standing):
            by_hand = Correction(
                digest=work.key,
                about=standing.about,
                field=shown.field,
                before=shown.text,
                reason=f"{work.edition.name}: {made.by}",
                by=BOT,
            )
            for other in others:
                _bring_up(bot, other, standing, by_hand, made.by)


def _posted(bot: Bot, work: Work) -> Iterator[Work]:
    """The same issue in other editions, where it is out and was not given up."""
    for edition in bot.editions:
        other = Work(issue=work.issue, edition=edition)
        mine = edition.source == work.edition.source and edition.name != work.edition.name
        if mine and bot.store.posts.of(other.key) and not holding.given_up(bot, other):
            yield other


def _alike(bot: Bot, work: Work) -> list[Work]:
    """Those of the same locale."""
    return [other for other in _posted(bot, work) if other.edition.locale == work.edition.locale]


# ── a text, of which only a post is behind ───────────────────────────────────────────────────────────────────────────


def _bring_up(bot: Bot, other: Work, standing: Standing, cause: Correction, who: str) -> None:
    """Has one open proposal say what brings a post up to the text, if it shows an earlier wording; once a wording.

    `cause` is what settled the text, and `who` decided it.
    """
    entry = standing.about.partition("@")[0]
    ours = bot.store.corrections.under(other.key)
    mine = [one for one in ours if (one.about.partition("@")[0], one.field) == (entry, cause.field)]
    made = _brought_up(bot, other, standing, cause)
    told = {(one.about, one.before) for one in mine}
    # What is approved is made first: the post is looked at again then.
    if made is None or (made.about, made.before) in told or any(one.state is State.APPROVED for one in mine):
        return
    texts = wordings(bot, standing.about, cause.field)
    waits = (one for one in mine if one.state in OPEN and one.spans and one.before == made.before)
    older = next((one for one in waits if one.after in (texts if one.by == BOT else (made.after,))), None)
    if older and not _has_nobody(bot, other):
        if bot.store.corrections.rebase(older.number, made.about, made.before, made.spans):
            bot.report("followed", older.digest, number=older.number, about=made.about)
    else:
        _propose(bot, other, made, who)


def _brought_up(bot: Bot, other: Work, standing: Standing, cause: Correction) -> Correction | None:
    """What makes the text of the wording that the posts show; None where they show it, or none of its wordings."""
    text = standing.shown.text
    for before in reversed(wordings(bot, standing.about, cause.field)):
        exact = (cause.before, cause.after) == (before, text)
        spans: Sequence[Span] = cause.spans if exact else (difference(before, text),)
        made = _following(other, cause, about=standing.about, before=before, spans=tuple(spans))
        if before != text and _shows(bot, other, made):
            return made
    return None


def _shows(bot: Bot, other: Work, made: Correction) -> bool:
    """Whether the posts of an edition show what is to be replaced."""
    changes = changes_of(bot, other, made)[:1]
    return any(posting.applies(post.raw, one) for post in bot.store.posts.of(other.key) for one in changes)


# ── what stands in a post alone ──────────────────────────────────────────────────────────────────────────────────────


def _same(bot: Bot, other: Work, correction: Correction) -> Correction | None:
    """The correction as the other edition needs it; nothing of a text, whose posts are brought up."""
    if correction.field in PARTS:
        return None
    standing = text_now(texts_of(bot, other), correction)
    spans = _moved(correction, standing.shown.text) if standing else ()
    if standing is None or not spans:
        return None
    made = _following(other, correction, about=standing.about, before=standing.shown.text, spans=spans)
    return made if _shows(bot, other, made) else None


def _to_look_at(bot: Bot, work: Work, other: Work, correction: Correction) -> Correction | None:
    """What a person is asked to look at in another locale; nothing where the newsletter is right."""
    noted = all(map(is_noted, correction.spans))
    if correction.cause is not None or (correction.field in PARTS and not noted):
        return None
    standing = text_now(texts_of(bot, other), correction)
    if standing is None or not (noted or _moved(correction, standing.shown.text)):
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


# ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _is_told(bot: Bot, made: Correction) -> bool:
    """Whether it was proposed before, whatever became of it."""
    facts = (made.cause, made.about, made.before, made.spans, made.reason)
    before = bot.store.corrections.under(made.digest)
    return any((one.cause, one.about, one.before, one.spans, one.reason) == facts for one in before)


def _propose(bot: Bot, other: Work, made: Correction, who: str) -> None:
    """Proposes it; where nobody could decide it has the yes that it got elsewhere."""
    settled = who and made.spans and _has_nobody(bot, other)
    made = replace(made, state=State.APPROVED, by=who) if settled else made
    kept = bot.store.corrections.propose(made, "", bot.clock.now())
    bot.report("proposed", kept.digest, number=kept.number, about=kept.about, state=kept.state.value)


def _has_nobody(bot: Bot, other: Work) -> bool:
    """Whether an edition has no forum, where anybody could decide."""
    return bot.publishers[other.edition.name].forum is None


def _decider(bot: Bot, correction: Correction) -> str:
    """Who last decided a correction; empty where nobody did."""
    steps = bot.store.corrections.steps(correction.number) if correction.number else ()
    decided = (one.who for one in reversed(steps) if one.state in (State.APPROVED, State.UNDONE))
    return next(decided, "")


def _following(other: Work, correction: Correction, **values: object) -> Correction:
    kept = {"reason": correction.reason, "state": State.PROPOSED, **values}
    return Correction(digest=other.key, field=correction.field, by=BOT, cause=correction.number or None, **kept)  # type: ignore[arg-type]  # fields by name
