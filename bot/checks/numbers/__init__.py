"""Family `number`: values and their units, whatever figures, words and scales a language writes them with.

Let pass on purpose: nought, one and, in words, two (none, a, both, 하나의, 一つの); 100% for all; numbers of a list;
first and second; a number repeated more or less often; a bound left out; a bound beside a negation that may turn it;
a figure that stands anywhere in the source, be it in a name; a value from the other side (`perspective`); idioms.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, islice

from bot.checks.beside import beside
from bot.checks.numbers import clock, magnitudes, parts
from bot.checks.numbers.bounds import bound, bound_words
from bot.checks.numbers.matching import Matches, clash, match, same
from bot.checks.numbers.number import PERCENT, SHARE, Number, measure
from bot.checks.numbers.perspective import falls, reached, to, turned
from bot.checks.numbers.reading import figures, knows, read
from bot.checks.pair import Kind, Pair
from bot.domain import Finding, Severity

__all__ = ["SAYS", "Number", "check", "read"]

SAYS: Mapping[str, str] = {
    "number.missing": "The translation has no value for ‘{source}’. Write this number.",
    "number.changed": "The source says ‘{source}’, the translation ‘{target}’. Write the source's value.",
    "number.invented": "The number ‘{target}’ is not in the source. Remove it or write the value of the source.",
    "number.unit": "‘{source}’ has another unit than ‘{target}’. Write the unit of the source.",
    "number.order": "The numbers of ‘{source}’ have changed places in ‘{target}’. Put each where it belongs.",
    "number.bound": "‘{source}’ and ‘{target}’ set different bounds. Write the bound of the source.",
}

MOST_FINDINGS = 20
"""Findings of one pair; a text with more is another text."""

HALF = Fraction(1, 2)

SMALL = 10
"""Counts below it are written for one another, larger numbers seldom."""

_MAY_BE_LEFT_OUT = frozenset({"0", "1", "zero", "one", "single", "once", "two", "twice"})
"""What a translation may leave out, or put another count in the place of."""

_LATIN = re.compile("[A-Za-z]+")

MOST_PLACES = 8
"""Places of one value whose bounds are read."""

FARTHEST = 0.4
"""How far a changed number may stand from its place, as a share of the text."""

NEARBY = 0.2
"""The same where the number may as well be right: one repeated, and a count that idiom adds."""

SENTENCE = 80
"""Characters within which the order of words is another one in the translation."""


def check(pair: Pair) -> Iterator[Finding]:
    """What is wrong with the numbers. An intro has only some of its source's: there only new ones are wrong."""
    if knows(pair.locale.language_code):
        yield from islice(_found(pair), MOST_FINDINGS)


def _found(pair: Pair) -> Iterator[Finding]:
    matches = match(read(pair.source, "en"), read(pair.target, pair.locale.language_code))
    if pair.kind is Kind.INTRO:
        yield from _invented(pair, [number for number in matches.new() if number.sure])
        return
    yield from _values(pair, matches)
    yield from _measures(pair, matches)
    yield from _orders(pair, matches)
    yield from _bounds(pair, matches)
    yield from _magnitudes(pair, matches)


def _values(pair: Pair, matches: Matches) -> Iterator[Finding]:
    """Each lost number with the new one that stands nearest to its place, then the new ones that are left."""
    excused = _excused(pair, matches)
    new = [number for number in matches.new() if number not in excused]
    for number in matches.lost():
        if number in excused:
            continue
        other = _stands_for(pair, number, new, matches)
        if other in new:
            new.remove(other)
        if other:
            code = "number.unit" if clash(number, other) else "number.changed"
            yield pair.doubt(SAYS, code, Severity.REPAIR, source=number.span, target=other.span)
        elif number.sure:
            yield pair.doubt(
                SAYS, "number.missing", Severity.REPAIR, source=number.span, target=_sentence(pair, number)
            )
    yield from _invented(pair, [number for number in new if number.sure])


def _measures(pair: Pair, matches: Matches) -> Iterator[Finding]:
    """Numbers that kept their value and got another unit of measure (0.9 km, 0.9 m), both written as a sign."""
    for number, mates in zip(matches.source, matches.of_source, strict=True):
        own = measure(number)
        others = [matches.target[mate] for mate in sorted(mates)] if own else []
        if others and all(other.value == number.value and measure(other) not in ("", own) for other in others):
            yield pair.doubt(SAYS, "number.unit", Severity.REPAIR, source=number.span, target=others[0].span)


def _sentence(pair: Pair, number: Number) -> str:
    """The sentence of the translation that ought to have the number."""
    return beside(pair.source, number.start, pair.target)


def _excused(pair: Pair, matches: Matches) -> set[Number]:
    """Numbers whose counterpart is a share of them (two of three is 3分の2, three quarters is 4개 중 3개), and those
    said the other way round.
    """
    excused: set[Number] = set()
    for twos, others in (
        (parts.shares(pair.source, matches.source, "en"), matches.new()),
        (parts.shares(pair.target, matches.target, pair.locale.language_code), matches.lost()),
    ):
        for part, whole in twos:
            share = Number(value=Fraction(part.value) / (whole.value or 1), unit=SHARE, span="", start=0)
            equal = [other for other in others if same(share, other)]
            excused.update((part, whole, *equal) if equal else ())
    for two in turned(pair.source, pair.target, matches):
        excused.update(two)
    excused.update(_kept(matches.lost(), pair.target))
    return excused


def _kept(lost: Sequence[Number], target: str) -> Iterator[Number]:
    """Number words that stand in the translation as they are: part of a name (Think Twice), or another family's."""
    words = frozenset(_LATIN.findall(target)) if lost else frozenset()
    return (number for number in lost if number.span in words)


def _stands_for(pair: Pair, number: Number, new: Sequence[Number], matches: Matches) -> Number | None:
    """The number of the translation written for a lost one: one with no counterpart, else one written too often.

    What may be left out, nought, one and two, is changed only where a count that is none of the source's is near.
    """
    if not number.sure:
        counts = (other for other in (*new, *matches.repeated()) if number.value < other.value < SMALL)
        return _nearest(pair, number, list(counts), NEARBY) if number.span.lower() in _MAY_BE_LEFT_OUT else None
    likely = [other for other in new if other.value != 1 or other.sure]
    often = [other for other in matches.repeated() if other.sure]
    return _nearest(pair, number, likely, FARTHEST) or _nearest(pair, number, often, NEARBY)


def _nearest(pair: Pair, number: Number, others: Sequence[Number], within: float) -> Number | None:
    def distance(other: Number) -> float:
        return abs(number.start / len(pair.source) - other.start / len(pair.target))

    reach = max(within, SENTENCE / len(pair.source))
    near = [other for other in others if distance(other) <= reach]
    return min(near, key=lambda other: (clash(number, other) is False, distance(other)), default=None)


def _invented(pair: Pair, numbers: Sequence[Number]) -> Iterator[Finding]:
    known = figures(pair.source) if numbers else frozenset()
    for number in numbers:
        if not any(value in known for value, _unit in number.readings):
            yield pair.doubt(SAYS, "number.invented", Severity.REPAIR, target=number.span)


def _orders(pair: Pair, matches: Matches) -> Iterator[Finding]:
    code = pair.locale.language_code
    of_source, of_target = (matches.source, pair.source, "en"), (matches.target, pair.target, code)
    wrong = (
        parts.inverted(*(parts.shares(text, numbers, code) for numbers, text, code in (of_source, of_target))),
        parts.swapped(*(parts.linked(text, numbers, code) for numbers, text, code in (of_source, of_target))),
    )
    for two, others in chain(*wrong):
        yield pair.doubt(
            SAYS, "number.order", Severity.REPAIR, source=_across(pair.source, two), target=_across(pair.target, others)
        )


def _across(text: str, two: parts.Two) -> str:
    """The text from the number that stands first to the end of the other."""
    first, last = sorted(two, key=lambda number: number.start)
    return text[first.start : last.end]


def _bounds(pair: Pair, matches: Matches) -> Iterator[Finding]:
    for number, mates in zip(matches.source, matches.of_source, strict=True):
        said = bound(pair.source, number, "en") if mates else None
        if said is None:
            continue
        others = [matches.target[mate] for mate in sorted(mates)[:MOST_PLACES]]
        if any(_is_turned(pair, number, other) for other in others):
            continue
        theirs = [(other, bound(pair.target, other, pair.locale.language_code)) for other in others]
        denied = [other for other, its in theirs if its and said.denies(its)]
        if denied and len(denied) == len([its for _other, its in theirs if its]):
            words = bound_words(pair.target, denied[0], pair.locale.language_code)
            yield pair.doubt(
                SAYS, "number.bound", Severity.REPAIR, source=bound_words(pair.source, number, "en"), target=words
            )


def _is_turned(pair: Pair, number: Number, other: Number) -> bool:
    """Whether the bounds of two numbers may be each other's reverse: more than ten times less is 10분의 1 미만.

    Less than half remains where more than half is cut.
    """
    if _may_be_share(number) != _may_be_share(other) and PERCENT not in (number.unit, other.unit):
        return True
    half = other.value in (HALF, 50) and other.unit in (SHARE, PERCENT)
    return half and (falls(pair.source, number) or to(pair.target, other))


def _may_be_share(number: Number) -> bool:
    """A third, which reads as the third one too, and 3분의 1."""
    return any(unit == SHARE for _value, unit in number.readings)


def _by(source: str, number: Number) -> str:
    return source[source.rindex("by ", 0, number.start) : number.end]


def _magnitudes(pair: Pair, matches: Matches) -> Iterator[Finding]:
    shrunken = magnitudes.shrunken_orders(pair.source, pair.target)
    if shrunken:
        yield pair.doubt(SAYS, "number.changed", Severity.REPAIR, source=shrunken[0], target=shrunken[1])
    hours = clock.other_half(pair.source, pair.target)
    if hours:
        yield pair.doubt(SAYS, "number.changed", Severity.REPAIR, source=hours[0], target=hours[1])
    for number, mates in zip(matches.source, matches.of_source, strict=True):
        others = [matches.target[mate] for mate in sorted(mates)[:MOST_PLACES]]
        wrong = [reached(pair.source, number, pair.target, other) for other in others]
        if wrong and all(wrong):
            yield pair.doubt(SAYS, "number.changed", Severity.REPAIR, source=_by(pair.source, number), target=wrong[0])
    for number, other in magnitudes.other_sizes(matches.source, matches.target):
        yield pair.doubt(SAYS, "number.changed", Severity.REPAIR, source=number.span, target=other.span)
