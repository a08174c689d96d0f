"""Where the sentences of a text are, and whether a repair left those alone that nothing was found in."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from bot.checks import prose
from bot.domain import Finding, Severity

SHOWN = 80
"""How many characters of a sentence are quoted."""


def sentences(text: str) -> list[str]:
    """The sentences in order, each with the white space after it: joined they are the text."""
    starts = [start for start, _end in prose.sentences(prose.masked(text))][1:]
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]


def strayed(source: str, old: str, new: str, findings: Sequence[Finding]) -> str:
    """The beginning of the first thing a repair changed without being asked to; empty where there is none.

    A sentence may change where a finding's target span stands in it. What a finding misses may come into the sentence
    that stands where the source's does; where the two texts do not have the same number of sentences, into any one of
    them, or between two, and where a rule guessed at the sentence, into those beside it as well. A finding without a
    span, or one by which the rules block a text, is about all of it.
    """
    if any(_is_about_all(one) for one in findings):
        return ""
    parts = sentences(old)
    places = [_places(source, parts, one) for one in findings]
    may_change = {number for several in places for number in several}
    anywhere = sum(not several for several in places)
    return _first_changed(parts, new, may_change, anywhere)


def _is_about_all(finding: Finding) -> bool:
    by_rule = not finding.code.endswith(".judge")
    return (by_rule and finding.severity is Severity.BLOCK) or not (finding.source_span or finding.target_span)


def _places(source: str, parts: Sequence[str], finding: Finding) -> set[int]:
    """The sentences a finding is about, by number; none where that is not known."""
    theirs = sentences(source)
    if finding.target_span:
        found = set(_holding(parts, finding.target_span))
        guessed = finding.code.endswith(".missing") and len(theirs) != len(parts)
        return found | {near for one in found for near in (one - 1, one + 1)} if guessed else found
    return set(_holding(theirs, finding.source_span)) if len(theirs) == len(parts) else set()


def _holding(parts: Sequence[str], span: str) -> Iterable[int]:
    """The sentences that hold a part of any place where the span stands."""
    text, ends = "".join(parts), list(accumulate(map(len, parts)))
    at = text.find(span)
    while at >= 0:
        yield from range(bisect_right(ends, at), bisect_left(ends, at + len(span)) + 1)
        at = text.find(span, at + len(span))


def _first_changed(parts: Sequence[str], new: str, may_change: set[int], anywhere: int) -> str:
    """Walks the old sentences through the new text; `anywhere` of them may be missing, wherever they stand."""
    at, loose, strict = 0, False, not anywhere
    for number, part in enumerate(parts):
        if number in may_change:
            loose = True
            continue
        place = new.find(part.strip(), at)
        if place < 0 and anywhere:
            anywhere -= 1
        elif place < 0 or (strict and not loose and new[at:place].strip()):
            return part.strip()[:SHOWN]
        else:
            at, loose = place + len(part.strip()), False
    rest = new[at:].strip()
    return rest[:SHOWN] if rest and strict and not loose else ""
