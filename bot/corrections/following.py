"""Corrections that nobody decided yet follow their text: to its next version, or to their end.

text changed ─► it says so already: fixed by hand │ the same words stand there: the same of the new text │ else: stale
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.corrections.accepting import PLACE, UNCLEAR
from bot.corrections.showing import PARTS, Standing, is_out, text_now, text_of, texts_of
from bot.domain import BOT, OPEN, Correction, Field, Span, State, Translation
from bot.guard import unit
from bot.holding import Work
from bot.ports import Bot
from bot.readback import SOMEBODY

GONE = "the digest does not show this text any more"
_VAGUE = (f"{PLACE}:", f"{UNCLEAR}:")
"""How the reason of a correction begins that names an entry, and no text of it."""

MOVED = "the text was changed, and what was to be replaced does not stand there any more"


def follow(bot: Bot, works: Sequence[Work]) -> None:
    """Lets the open corrections of these digests follow their texts. Asks nobody, and is safe to repeat."""
    texted = [one for one in bot.store.corrections.all(OPEN) if one.field is not Field.TERM]
    for work in works:
        mine = [one for one in texted if one.digest == work.key != one.about]
        if mine and not bot.pulse.halted:
            with unit(bot, work.key, counted_as=f"{work.key}#follow"):
                _follow_all(bot, work, mine)


def says_so(correction: Correction, text: str) -> bool:
    """Whether a text has all the words a correction asks for, and no more of those it would replace than it leaves."""
    after = correction.after
    return bool(correction.spans) and all(
        _rest(text, one) <= _rest(after, one) and text.count(one.new) >= after.count(one.new)
        for one in correction.spans
    )


def moved_to(correction: Correction, text: str) -> Sequence[Span] | None:
    """The spans of a correction in another text; None where what they replace does not stand there as often."""
    spans = []
    for span in correction.spans:
        before, now = _starts(correction.before, span.old), _starts(text, span.old)
        if span.start not in before or len(before) != len(now):
            return None
        spans.append(replace(span, start=now[before.index(span.start)]))
    spans.sort(key=lambda one: one.start)
    apart = all(one.start + len(one.old) <= other.start for one, other in pairwise(spans))
    return spans if apart else None


def _follow_all(bot: Bot, work: Work, corrections: Sequence[Correction]) -> None:
    texts = texts_of(bot, work)
    for correction in corrections:
        now = text_now(texts, correction)
        if now is None:
            _end(bot, correction, State.STALE, BOT, GONE)
        elif (now.about, now.shown.text) != (correction.about, correction.before) and is_out(bot, work, now):
            _follow(bot, correction, now)


def _follow(bot: Bot, correction: Correction, now: Standing) -> None:
    text = now.shown.text
    editor, changed = _editor(bot, correction, now), _is_vague(correction) or text != correction.before
    if says_so(correction, text) or (not correction.spans and editor and changed):
        _end(bot, correction, State.BY_HAND, editor or SOMEBODY)
        return
    spans = moved_to(correction, text)
    if spans is None:
        _end(bot, correction, State.STALE, BOT, MOVED)
    elif not _is_vague(correction) and bot.store.corrections.rebase(correction.number, now.about, text, spans):
        bot.report("followed", correction.digest, number=correction.number, about=now.about)


def _editor(bot: Bot, correction: Correction, now: Standing) -> str:
    """Whose hand changed a text since; empty where it was no hand, but a correction, its end, or a model."""
    if correction.field not in PARTS:
        return SOMEBODY
    versions = _versions(bot, now.about)
    ours = {one.made for one in bot.store.corrections.under(now.about.rpartition("/")[0])}
    since = [one for one in versions if one.version > _version(correction.about)]
    fields = tuple(PARTS) if _is_vague(correction) else (correction.field,)
    hands = [one for one in since if one.key not in ours and any(_is_hand(one, versions, each) for each in fields)]
    return hands[-1].by if hands else ""


def wordings(bot: Bot, about: str, field: Field) -> Sequence[str]:
    """What a field ever said, the oldest first; `about` is the key of any version."""
    return [text_of(one, field) for one in _versions(bot, about)]


def _versions(bot: Bot, about: str) -> Sequence[Translation]:
    """Every version of the text of which a key names one."""
    entry, _, version = about.partition("@")
    issue, locale = entry.rpartition("/")[0], version.partition(".")[0]
    return bot.store.translations.all(issue, locale).get(entry, ())


def _is_vague(correction: Correction) -> bool:
    """Whether nobody could tell which text of its entry it is about; whichever a hand mends may have been meant."""
    return not correction.spans and correction.field in PARTS and correction.reason.startswith(_VAGUE)


def _is_hand(made: Translation, versions: Sequence[Translation], field: Field) -> bool:
    """Whether a person put new words there: a text that stood before was only brought back."""
    earlier = [text_of(one, field) for one in versions if one.version < made.version]
    return made.locked and text_of(made, field) not in earlier


def _version(about: str) -> int:
    return int(about.rpartition(".")[2])


def _rest(text: str, span: Span) -> int:
    """How often the replaced words stand in a text outside of the new ones."""
    within = span.new and span.new not in span.old
    without = text.replace(span.new, "\0") if within else text
    return without.count(span.old) if span.old else 0


def _starts(text: str, words: str) -> list[int]:
    """Where words stand in a text; those that overlap count as one."""
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        found.append(at)
        at = text.find(words, at + len(words))
    return found


def _end(bot: Bot, correction: Correction, state: State, who: str, why: str = "") -> None:
    if bot.store.corrections.step(correction.number, OPEN, state, who, bot.clock.now(), why):
        bot.report("corrected", correction.digest, number=correction.number, state=str(state))
