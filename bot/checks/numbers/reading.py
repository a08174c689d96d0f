"""The numbers of a text in any of the languages, and what neighbours say of each other."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import islice

from bot.checks.numbers import eastern, english
from bot.checks.numbers.hiding import hidden
from bot.checks.numbers.japanese import SCRIPT as JAPANESE
from bot.checks.numbers.korean import SCRIPT as KOREAN
from bot.checks.numbers.number import DIMENSION, DIMENSIONS, MOST, PLAIN, Number, Value, amount

_READERS: Mapping[str, Callable[[str], list[Number]]] = {
    "en": english.read,
    "ko": partial(eastern.read, script=KOREAN),
    "ja": partial(eastern.read, script=JAPANESE),
}


def knows(code: str) -> bool:
    """Whether numbers of a language can be read."""
    return code in _READERS


def read(text: str, code: str) -> tuple[Number, ...]:
    """The numbers of a text in the order they stand in; `code` is en, ko or ja.

    Figures of formulas, code, addresses and Latin names are left out.
    """
    plain = hidden(text)
    numbers = _READERS[code](plain)
    for place in range(len(numbers) - 1):
        numbers[place : place + 2] = _summed(plain, *numbers[place : place + 2])
    return tuple(_as_written(text, _like_the_next(plain, numbers, place)) for place in range(len(numbers)))


def figures(text: str) -> frozenset[Value | None]:
    """The runs of digits in a text, those of names and formulas too."""
    return frozenset(amount(found[0]) for found in islice(_RUN.finditer(text), MOST))


def _as_written(text: str, number: Number) -> Number:
    """The number in the text's own characters, full-width ones too."""
    written = text[number.start : number.end]
    return number if written == number.span else replace(number, span=written)


def _like_the_next(text: str, numbers: list[Number], place: int) -> Number:
    """A number with the unit and the scale of the next one among its readings: 5 to 10 million, 3와 5%."""
    number, last = numbers[place], place
    if number.unit != PLAIN:
        return number
    while last + 1 < len(numbers) and last < place + LONGEST_LIST and _are_linked(text, *numbers[last : last + 2]):
        last += 1
        if numbers[last].unit != PLAIN or numbers[last].scale > 1:
            break
    unit, scale = numbers[last].unit, numbers[last].scale
    if last == place:
        return number
    more: list[tuple[Value, str]] = [(number.value, unit)]
    if number.scale == 1 and scale > 1:
        more += [(number.value * scale, PLAIN), (number.value * scale, unit)]
    return replace(number, also=number.also + tuple(more))


def _summed(text: str, larger: Number, smaller: Number) -> tuple[Number, Number]:
    """Two numbers with their sum among the readings of both, where they are one time: 1분 30초, 2 h 14 min."""
    dimension = DIMENSION.get(larger.unit)
    if dimension is None or dimension != DIMENSION.get(smaller.unit):
        return larger, smaller
    units = DIMENSIONS[dimension]
    if units[larger.unit] <= units[smaller.unit] or text[larger.end : smaller.start] not in _JOINTS:
        return larger, smaller
    total = larger.value + Fraction(smaller.value * units[smaller.unit], units[larger.unit])
    reading = ((total, larger.unit),)
    return replace(larger, also=larger.also + reading), replace(smaller, also=smaller.also + reading)


def _are_linked(text: str, before: Number, after: Number) -> bool:
    return after.start - before.end <= LONGEST_LINK and _LINK.fullmatch(text, before.end, after.start) is not None


_JOINTS = frozenset({"", " ", " and ", ", "})

LONGEST_LIST = 4
"""Numbers that share the unit of the last."""

LONGEST_LINK = 12
"""Characters between two numbers of one range or list."""

_RUN = re.compile(r"(?<!\d)\d{1,40}(?:\.\d{1,20})?")
_LINK = re.compile(
    r"\s?(?:[-–—~〜～,、/·・→]|to|and|or|versus|vs\.?|,? (?:and|or)|에서|부터|와|과|및|또는|대"
    r"|から|と|や|または|および|対)?\s?(?:약 ?|約)?"
)
