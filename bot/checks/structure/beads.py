"""Sentences of two texts laid beside one another, by length and by the anchors they share.

Source of the method: Gale and Church, A Program for Aligning Sentences in Bilingual Corpora (1993),
https://aclanthology.org/J93-1004/, with shared anchors as a second cost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, log

from bot.checks.anchors import weight

Marks = Sequence[frozenset[str]]
_Place = tuple[int, int]
_Best = dict[_Place, tuple[float, _Place]]

_SHAPES = ((1, 1, 0.0), (1, 2, 1.5), (2, 1, 1.5), (1, 3, 2.5), (3, 1, 3.0), (1, 4, 3.5), (1, 0, 3.5), (0, 1, 4.0))
"""Sentences of source and target in a bead, and what the shape costs."""

_VARIANCE = 2 * 0.2**2
_PER_ANCHOR = 0.8
_EXPLAINED = 0.25
"""How much of its price an anchor costs that is alone because its whole sentence is."""

_ALIKE = 0.42
_BAND = 4
_DETOUR = 8.0
"""How much cheaper other beads must be where sentence by sentence is possible: as many sentences are seldom chance."""

_SHIFTED = 1.0
"""The same where a name or a number stands in the sentence beside its own: one was left out and another one split."""

_ROUNDING = 1e-9
"""So much more than the cheapest way a length alone must cost, for the anchors not to be compared at all."""


@dataclass(frozen=True, slots=True)
class Bead:
    """From the first sentence to the one after the last, of the source and of the target."""

    source: tuple[int, int]
    target: tuple[int, int]


def aligned(
    source: Sequence[float],
    target: Sequence[float],
    source_marks: Callable[[], Marks],
    target_marks: Callable[[], Marks],
    expected: float,
) -> tuple[Bead, ...]:
    """The beads in order. Sentence by sentence where the numbers are equal and the lengths fit; marks are read only
    where they do not.
    """
    straight = tuple(Bead((n, n + 1), (n, n + 1)) for n in range(len(source)))
    equal = len(source) == len(target)
    if equal and all(abs(log((b + 1) / (a + 1)) - expected) < _ALIKE for a, b in zip(source, target, strict=True)):
        return straight
    own, other = source_marks(), target_marks()
    beads, cost = _cheapest(source, target, own, other, expected)
    detour = _SHIFTED if equal and _is_shifted(own, other) else _DETOUR
    if equal and cost + detour > sum(
        apart(source[n : n + 1], target[n : n + 1], own[n : n + 1], other[n : n + 1], expected)
        for n in range(len(source))
    ):
        return straight
    return beads


def _is_shifted(own: Marks, other: Marks) -> bool:
    """Whether an anchor of a sentence is not in its counterpart and is, as a stranger, in the one before or after."""
    for n, marks in enumerate(own):
        lost = {anchor for anchor in marks - other[n] if len(anchor) > 1}
        for beside in (n - 1, n + 1):
            if lost and 0 <= beside < len(other) and lost & (other[beside] - own[beside]):
                return True
    return False


def _cheapest(
    source: Sequence[float], target: Sequence[float], own: Marks, other: Marks, expected: float
) -> tuple[tuple[Bead, ...], float]:
    """The beads that cost least and their cost, by dynamic programming over a band round the diagonal."""
    rows, columns = len(source), len(target)
    best: _Best = {(0, 0): (0.0, (0, 0))}

    def cost(first: _Place, last: _Place, most: float) -> float:
        ours, theirs = slice(first[0], last[0]), slice(first[1], last[1])
        stretch = _stretch(source[ours], target[theirs], expected)
        if stretch > most + _ROUNDING:
            return stretch
        return apart(source[ours], target[theirs], own[ours], other[theirs], expected)

    for i in range(rows + 1):
        middle, reach = i * columns // max(rows, 1), _BAND + abs(rows - columns)
        for j in range(max(0, middle - reach), min(columns, middle + reach) + 1):
            if i or j:
                best[i, j] = _step(best, (i, j), cost)
    return _walked(best, rows, columns), best[rows, columns][0]


def _step(best: _Best, at: _Place, cost: Callable[[_Place, _Place, float], float]) -> tuple[float, _Place]:
    """The cheapest way to a place, and the place before it."""
    found: tuple[float, _Place] = (inf, (0, 0))
    for down, right, price in _SHAPES:
        before = (at[0] - down, at[1] - right)
        so_far = best[before][0] + price if before in best else inf
        if so_far < found[0]:
            found = min(found, (so_far + cost(before, at, found[0] - so_far), before))
    return found


def apart(source: Sequence[float], target: Sequence[float], own: Marks, other: Marks, expected: float) -> float:
    """What a bead costs: its length, and the anchors of one side that the other has not."""
    here, there = _together(own), _together(other)
    strange = _PER_ANCHOR * (weight(here - there) + weight(there - here))
    if not source or not target:
        return strange * _EXPLAINED
    return strange + _stretch(source, target, expected)


def _stretch(source: Sequence[float], target: Sequence[float], expected: float) -> float:
    """What the length of a bead costs: the least that the bead can cost."""
    if not source or not target:
        return 0.0
    return (log((sum(target) + 1) / (sum(source) + 1)) - expected) ** 2 / _VARIANCE


def _together(marks: Marks) -> frozenset[str]:
    return marks[0] if len(marks) == 1 else frozenset().union(*marks)


def _walked(best: _Best, rows: int, columns: int) -> tuple[Bead, ...]:
    beads, at = [], (rows, columns)
    while at != (0, 0):
        before = best[at][1]
        beads.append(Bead((before[0], at[0]), (before[1], at[1])))
        at = before
    return tuple(reversed(beads))
