"""What the gate says of a correction: what it finds in the new text that it does not find in the one that stands."""

from collections.abc import Sequence
from dataclasses import replace

from bot import gate, texts, waiting
from bot.corrections.showing import PARTS
from bot.domain import INTRO, Correction, Digest, Field, Finding, Translation
from bot.holding import Work
from bot.ports import Bot


def new_findings(bot: Bot, work: Work, correction: Correction) -> tuple[Finding, ...]:
    """The findings that a correction would bring, grave or not; none where it changes no text of a translation."""
    before, after = findings(bot, work, correction)
    return tuple(one for one in after if not any(_is_same(one, other) for other in before))


def findings(bot: Bot, work: Work, correction: Correction) -> tuple[Sequence[Finding], Sequence[Finding]]:
    """What the rules find in the whole text as it was and as it would be."""
    digest = waiting.digest_of(bot, work)
    stands = translation_at(digest, position_of(correction.about)) if correction.field in PARTS else None
    if stands is None:
        return (), ()
    old = with_text(stands, correction.field, correction.before)
    new = with_text(stands, correction.field, correction.after)
    return gate.found(case_of(bot, digest, old)), gate.found(case_of(bot, digest, new))


def position_of(about: str) -> int:
    """The position of the entry that the key of a translation or of an entry names, 0 for the intro."""
    return int(about.partition("@")[0].rpartition("/")[2])


def with_text(made: Translation, field: Field, text: str) -> Translation:
    """The same with another text in that field."""
    match PARTS[field]:
        case "title":
            return replace(made, title=text)
        case "abstract":
            return replace(made, abstract=text)
        case _:
            return replace(made, summary=text)


def translation_at(digest: Digest, position: int) -> Translation | None:
    """The translation of an entry that a digest shows, of its intro for 0."""
    if position == INTRO:
        return digest.intro
    return next((one.translation for one in digest.pieces if one.entry.position == position), None)


def with_translation(digest: Digest, made: Translation) -> Digest:
    """The digest with another translation of one of its texts."""
    if digest.intro and digest.intro.entry == made.entry:
        return replace(digest, intro=made)
    pieces = (replace(one, translation=made) if one.entry.key == made.entry else one for one in digest.pieces)
    return replace(digest, pieces=tuple(pieces))


def case_of(bot: Bot, digest: Digest, made: Translation) -> gate.Case:
    """A text of a digest, its intro's or an entry's, beside what it must be true to."""
    locale = texts.locale_of(bot, digest.edition.locale)
    pairs = [(piece.entry, piece.paper) for piece in digest.pieces]
    own = next((pair for pair in pairs if pair[0].key == made.entry), None)
    return gate.of_entry(made, *own, locale) if own else gate.of_intro(made, pairs, locale)


def _is_same(one: Finding, other: Finding) -> bool:
    """Whether two findings are about the same words: of the source, where they say which, else of the translation."""
    if (one.code, one.severity) != (other.code, other.severity):
        return False
    if one.source_span or other.source_span:
        return one.source_span == other.source_span
    return one.target_span == other.target_span
