"""Which numbers of a source and its translation are the same."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.checks.numbers.number import (
    DIMENSION,
    DIMENSIONS,
    LOOSE,
    ORDER,
    PERCENT,
    PLAIN,
    SHARE,
    SOME,
    TIMES,
    Number,
    Value,
)

HIGHEST_ORDER = 30
"""Orders of magnitude that are turned into a factor."""

TWICE = 2


def same(one: Number, other: Number) -> bool:
    """Whether any reading of one is a reading of the other."""
    for value, unit in one.readings:
        for other_value, other_unit in other.readings:
            if _fits(value, unit, other_value, other_unit):
                return True
    return False


def clash(one: Number, other: Number) -> bool:
    """Whether two numbers differ in nothing but units that exclude each other: 6% and 6%p, 9시간 and nine minutes."""
    return one.value == other.value and SOME not in (one.unit, other.unit) and not same(one, other)


def _fits(value: Value, unit: str, other: Value, its: str) -> bool:
    if unit == its:
        return value == other
    if SOME in (unit, its):
        return False
    if unit in LOOSE and its in LOOSE:
        return _fits_loosely(value, unit, other, its) or _fits_loosely(other, its, value, unit)
    if PERCENT in (unit, its):
        return SHARE in (unit, its) and (value == 100 * other if unit == PERCENT else other == 100 * value)
    return value == other if PLAIN in (unit, its) else _fits_turned(value, unit, other, its)


def _fits_turned(value: Value, unit: str, other: Value, its: str) -> bool:
    """1.5 hours and 90 minutes."""
    dimension = DIMENSION.get(unit)
    if dimension is None or dimension != DIMENSION.get(its):
        return False
    return value * DIMENSIONS[dimension][unit] == other * DIMENSIONS[dimension][its]


def _fits_loosely(value: Value, unit: str, other: Value, its: str) -> bool:
    """Ten times cheaper is a tenth of the cost; half the cost is not two times cheaper; two orders are 100 times.

    A number with no unit may be a factor that lost it (a factor of 1.6 and 1.4), where it is no count.
    """
    if unit == ORDER:
        factor = 10 ** min(int(value), HIGHEST_ORDER)
        return bool(other * factor == 1 if its == SHARE else other == factor)
    if its == SHARE and (unit == TIMES or (unit == PLAIN and value.denominator > 1)):
        return (value * other == 1 and value != TWICE) or (unit == PLAIN and value == other)
    return value == other and its != ORDER and (SHARE not in (unit, its) or PLAIN in (unit, its))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """The numbers of a pair of texts, and of each number, by its place, the places of its counterparts."""

    source: Sequence[Number]
    target: Sequence[Number]
    of_source: Sequence[frozenset[int]]
    of_target: Sequence[frozenset[int]]

    def lost(self) -> list[Number]:
        """Numbers of the source without a counterpart."""
        return [number for number, mates in zip(self.source, self.of_source, strict=True) if not mates]

    def new(self) -> list[Number]:
        """Numbers of the translation without a counterpart."""
        return [number for number, mates in zip(self.target, self.of_target, strict=True) if not mates]

    def repeated(self) -> list[Number]:
        """Numbers the translation has more often than the source: one of them may stand for another number."""
        return [
            number
            for number, mates in zip(self.target, self.of_target, strict=True)
            if mates and len(mates) < max(len(self.of_source[mate]) for mate in mates)
        ]


def match(source: Sequence[Number], target: Sequence[Number]) -> Matches:
    """All counterparts of all numbers; a number may have many, and takes none away from another."""
    places: defaultdict[Value, set[int]] = defaultdict(set)
    for place, number in enumerate(target):
        for value in _values(number):
            places[value].add(place)
    of_source = []
    known: dict[tuple[tuple[Value, str], ...], frozenset[int]] = {}
    of_target: list[set[int]] = [set() for _ in target]
    for place, number in enumerate(source):
        mates = known.get(number.readings)
        if mates is None:
            near = set[int]().union(*(places.get(value, ()) for value in _values(number)))
            mates = known[number.readings] = frozenset(mate for mate in near if same(number, target[mate]))
        of_source.append(mates)
        for mate in mates:
            of_target[mate].add(place)
    return Matches(
        source=source, target=target, of_source=of_source, of_target=[frozenset(mates) for mates in of_target]
    )


def _values(number: Number) -> Iterator[Value]:
    """The values under which a number and its counterparts meet."""
    for value, unit in number.readings:
        yield value
        if unit == SHARE and value:
            yield Fraction(1) / value
            yield 100 * value
        elif unit == ORDER and value.denominator == 1 and 0 < value <= HIGHEST_ORDER:
            yield 10**value.numerator
        elif unit in DIMENSION:
            yield value * DIMENSIONS[DIMENSION[unit]][unit]
