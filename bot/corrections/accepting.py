"""What is made of a model's reading of a comment: exact spans of our own text, or a reason why a person must look.

Nothing of a reading is believed. A proposal becomes spans only where every quotation stands in the text as it is now,
it is clear which places are meant, and no wall of `walls.py` stops the change. Pure.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.corrections.quoting import narrowed, places, span
from bot.corrections.signs import addresses, visible
from bot.corrections.walls import MOST_CHANGES, WALLS, Change, Wall
from bot.domain import INTRO, Comment, Field, Proposal, Reading, Shown, Span

MOST = 10
"""How many corrections of one comment are looked at."""

REASONS = UNCLEAR, MORE, PLACE, FOUND, WHICH, OVERLAP = "unclear", "more", "place", "found", "which", "overlap"
"""Why a person must look where no wall says so: the model cannot tell what is asked, there are more corrections than
are looked at, no such text is shown, the quoted words do not stand in it, or stand there more than once, or two changes
are about the same words.
"""

LONGEST_REASON = 300
LONGEST_TERM = 60

_LIVE = re.compile(r"[@<>\[\]`#|\\$]|~~|\*\*|&(?=[#\w]{1,31};)|paperboy", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A correction that may be proposed to the moderators.

    `place` is the text it is about, None where that is not known. Without spans a person must look, and `why` names
    the reason: the word `look_<why>` of a locale says it. `reason` is the model's, on one line. `term` is the source
    term and the rendering the reader asks for wherever it occurs.
    """

    place: Shown | None = None
    spans: tuple[Span, ...] = ()
    why: str = ""
    reason: str = ""
    note: bool = False
    term: tuple[str, str] | None = None


def accepted(
    reading: Reading, shown: Sequence[Shown], comment: Comment, *, walls: Sequence[Wall] = WALLS
) -> Sequence[Candidate]:
    """The candidates of a comment in the order read, each once; nothing for a proposal that would change nothing.

    `shown` are the texts as they stand now, with the English they were made from.
    """
    by_place = {(one.position, one.field): one for one in shown}
    found = [_candidate(proposal, by_place, comment, walls) for proposal in reading.proposals[:MOST]]
    if len(reading.proposals) > MOST:
        found.append(Candidate(why=MORE))
    if reading.unclear:
        found.append(Candidate(why=UNCLEAR))
    return list(dict.fromkeys(one for one in found if one))


def _candidate(
    proposal: Proposal, by_place: Mapping[tuple[int, Field], Shown], comment: Comment, walls: Sequence[Wall]
) -> Candidate | None:
    """What becomes of one proposal; None where it changes nothing."""
    place = _place(proposal, by_place)
    reason = _reason(proposal.reason)
    if place is None:
        return Candidate(why=PLACE, reason=reason)
    look = Candidate(place=place, reason=reason, note=proposal.note)
    proposal = replace(proposal, term=_term(proposal, place))
    spans = _spans(place.text, proposal)
    if isinstance(spans, str):
        return replace(look, why=spans)
    change = Change(place=place, proposal=proposal, spans=spans, comment=comment)
    if why := next((wall.name for wall in walls if wall.stops(change)), ""):
        return replace(look, why=why)
    kept = _smallest(place, proposal, spans)
    return replace(look, spans=kept, term=proposal.term) if kept else None


def _reason(said: str) -> str:
    """The model's reason on one line; one that calls somebody, links or has markup is none."""
    line = " ".join(visible(said).split())[:LONGEST_REASON]
    return "" if addresses(line) or _LIVE.search(unicodedata.normalize("NFKC", line)) else line


def _place(proposal: Proposal, by_place: Mapping[tuple[int, Field], Shown]) -> Shown | None:
    """The text it is about.

    The tags are the topic's, whatever entry they are asked for; the intro's sentence and its paragraphs are told apart
    by what is quoted.
    """
    if proposal.field is Field.TOPICS:
        return next((one for one in by_place.values() if one.field is Field.TOPICS), None)
    fields = [proposal.field, *((Field.TITLE, Field.INTRO) if proposal.position == INTRO else ())]
    named = [by_place[proposal.position, field] for field in fields if (proposal.position, field) in by_place]
    whole = (one for one in named if all(places(one.text, change.quote) for change in proposal.changes))
    return next(whole, named[0] if named else None)


def _spans(text: str, proposal: Proposal) -> tuple[Span, ...] | str:
    """Every piece to be replaced, in order, or why that cannot be said.

    Words that stand there more than once are meant everywhere where the change is about a term, or is listed once for
    each place; else nobody knows which are meant.
    """
    spans: list[Span] = []
    changes = Counter((one.quote, one.replacement) for one in proposal.changes[: MOST_CHANGES + 1])
    for (quote, replacement), times in changes.items():
        found = places(text, quote)
        if not found:
            return FOUND
        if len(found) > 1 and times != len(found) and proposal.term is None:
            return WHICH
        new = unicodedata.normalize("NFC", replacement)
        pieces = [span(text, one, quote, new) for one in found]
        if None in pieces:
            return FOUND
        spans += [one for one in pieces if one]
    spans.sort(key=lambda one: one.start)
    if any(before.start + len(before.old) > after.start for before, after in pairwise(spans)):
        return OVERLAP
    return tuple(spans)


def _smallest(place: Shown, proposal: Proposal, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans that change something; one that stands alone is said with as few words as show it."""
    real = tuple(one for one in spans if one.old != one.new)
    if len(real) != 1 or proposal.note or place.field is Field.LINK:
        return real
    return (narrowed(place.text, real[0]),)


def _term(proposal: Proposal, place: Shown) -> tuple[str, str] | None:
    """The term, if it stands in the English and its rendering in the new words: else the change is about this place."""
    if proposal.term is None:
        return None
    source, rendering = (one.strip() for one in proposal.term)
    fits = all(0 < len(one) <= LONGEST_TERM and "\n" not in one for one in (source, rendering))
    new = any(rendering in one.replacement and rendering not in one.quote for one in proposal.changes)
    return (source, rendering) if fits and new and source.casefold() in place.source.casefold() else None
