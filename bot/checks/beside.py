"""Which sentence of a target belongs to a place of its source."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.checks.prose import masked, sentences

_LONGEST = 600
"""Characters of a sentence that is worth pointing at; a longer one is no sentence."""

_NEAR = 3
"""How many sentences off its place a sentence's counterpart may stand."""

_ANCHOR = re.compile(r"[A-Z][A-Za-z0-9]+|\d[\d.,]*\d|\d")
"""Names and numbers, which a translation keeps."""


def beside(source: str, at: int, target: str) -> str:
    """The sentence of the target that renders the one at an offset of the source; empty where none can be told.

    Sentence by sentence where both have as many; else the sentence near the same place that shares most names and
    numbers with it, or the one after that where it was split before the place.
    """
    ours, theirs = sentences(masked(source)), sentences(masked(target))
    here = next((number for number, (_, end) in enumerate(ours) if at < end), None)
    if here is None or not theirs:
        return ""
    if len(ours) != len(theirs):
        first, last = ours[here]
        here = _likeliest(source[first:last], here * (len(theirs) - 1) // max(1, len(ours) - 1), target)
        here += _is_past(here, (at - first) * len(target) / len(source), theirs) and len(ours) < len(theirs)
    start, end = theirs[here]
    return target[start:end] if end - start <= _LONGEST else ""


def _is_past(here: int, ahead: float, theirs: Sequence[tuple[int, int]]) -> bool:
    """Whether a place so many characters behind the beginning of a sentence is in the next one: it was split."""
    start, end = theirs[here]
    return ahead > end - start and here + 1 < len(theirs)


@lru_cache(maxsize=64)
def _likeliest(sentence: str, guess: int, target: str) -> int:
    """The number of the target's sentence that shares most anchors with a source sentence, the nearest of equals."""
    theirs = sentences(masked(target))
    anchors = set(_ANCHOR.findall(sentence))

    def shared(number: int) -> tuple[int, int]:
        start, end = theirs[number]
        return len(anchors.intersection(_ANCHOR.findall(target[start : min(end, start + _LONGEST)]))), -abs(
            number - guess
        )

    return max(range(max(0, guess - _NEAR), min(len(theirs), guess + _NEAR + 1)), key=shared)
