"""What Korean and Japanese numbers have in common: groups of ten thousand, and shares named from the whole down."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from bot.checks.numbers.number import (
    LATIN_SCALES,
    MOST,
    PERCENT,
    PLAIN,
    SHARE,
    SOME,
    Number,
    Value,
    amount,
    power,
    prefixed,
    scientific,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """How a language writes numbers.

    `atom` finds one; its groups are those of POWER and ONE_OF, `tens` (the exponent of 10의 6제곱), `whole` and `part`
    of a share in figures, `words` and `parts` of one in words, `digits` with `small` and `large` or `letter`, `fixed`,
    `some`, `native` and `spelled`. `unit` matches what follows; its group is the unit. `sure_word` matches what follows
    a number word that is one for certain. `only` is the particle that looks like a scale, empty where there is none.
    """

    atom: re.Pattern[str]
    unit: re.Pattern[str]
    sure_word: re.Pattern[str]
    ones: Mapping[str, int]
    small: Mapping[str, int]
    large: Mapping[str, int]
    native: Mapping[str, int]
    fixed: Mapping[str, tuple[Value, str, bool]]
    only: str = ""

    @property
    def scales(self) -> str:
        """All words that multiply."""
        return "".join((*self.small, *self.large))

    def spelled(self, word: str) -> int:
        """The value of numerals of Chinese origin: 이십오만, 二十五万."""
        total = group = digit = 0
        for letter in word:
            if letter in self.ones:
                digit = self.ones[letter]
            elif letter in self.small:
                group, digit = group + (digit or 1) * self.small[letter], 0
            else:
                total, group, digit = total + (group + digit or 1) * self.large[letter], 0, 0
        return total + group + digit


class _Figure(NamedTuple):
    """Digits with the scale words on them."""

    value: Value
    small: int
    large: int
    letter: int
    start: int
    end: int


def read(text: str, script: Script) -> list[Number]:
    """The numbers in order. The text must have been through `hiding.hidden`."""
    numbers: list[Number] = []
    run: list[_Figure] = []
    for found in islice(script.atom.finditer(text), MOST):
        figure = _figure(found, script)
        if run and not (figure and _continues(text, run[-1], figure)):
            numbers.extend(_from_figures(text, run, script))
            run = []
        if figure:
            run.append(figure)
        else:
            numbers.extend(_from_word(text, found, script))
    if run:
        numbers.extend(_from_figures(text, run, script))
    return numbers


def _figure(found: re.Match[str], script: Script) -> _Figure | None:
    value = amount(found["digits"]) if found["digits"] else None
    if value is None:
        return None
    small, large, letter = found["small"], found["large"], found["letter"]
    return _Figure(
        value,
        script.small[small] if small else 1,
        script.large[large] if large else 1,
        LATIN_SCALES[letter] if letter else 1,
        found.start(),
        found.end(),
    )


def _continues(text: str, before: _Figure, after: _Figure) -> bool:
    """Whether two figures are one number: 10만 5천, 10만5000, 2천5백만; not 10만 8비트, which are two."""
    between = text[before.end : after.start]
    size = after.value * after.small
    if after.letter > 1 or between not in ("", " "):
        return False
    if before.large > 1:
        near = not between or after.small > 1 or after.large > 1 or size >= 1000  # noqa: PLR2004 - 10만 5,000
        return near and size * after.large < before.large
    return before.small > 1 and not between and size < before.small


def _from_figures(text: str, run: list[_Figure], script: Script) -> list[Number]:
    total: Value = 0
    group: Value = 0
    for figure in run:
        factor = figure.small * figure.letter
        group += figure.value * factor if factor > 1 else figure.value
        if figure.large > 1:
            total, group = total + group * figure.large, 0
    first, last = run[0], run[-1]
    value, scale = total + group, last.small * last.large * last.letter
    also: list[Value] = []
    if len(run) == 1 and text[last.end - 1] == script.only and (first.value < 10 or first.value.denominator > 1):  # noqa: PLR2004
        also.append(first.value)
    if value == 10 and text.startswith(_AND_MORE, last.end):  # noqa: PLR2004
        also.append(12)
    if last.letter == 1000:  # noqa: PLR2004 - 32K may be 32,768
        also.append(value * 1024 / Fraction(1000))
    return _made(text, script, (first.start, last.end), value, scale=scale, also=also)


def _from_word(text: str, found: re.Match[str], script: Script) -> list[Number]:
    """Everything but plain figures; nothing of a run of digits that is no value."""
    ready = _share(found, script) or _fixed(found, script)
    if ready:
        return [ready]
    value = scientific(found)
    if value is None and found["tens"]:
        value = power(found["tens"])
    if value is not None:
        return _made(text, script, found.span(), value)
    word = found["native"] or found["spelled"]
    if not word:
        return []
    value = script.native[word] if found["native"] else script.spelled(word)
    sure = value > 2 and script.sure_word.match(text, found.end()) is not None  # noqa: PLR2004 - both, 둘
    return _made(text, script, found.span(), value, sure=sure)


def _fixed(found: re.Match[str], script: Script) -> Number | None:
    """절반, 半減; 수백만, 数千."""
    if found["fixed"]:
        value, unit, sure = script.fixed[found["fixed"]]
        also = ((value + Fraction(1, 2), unit),) if _AND_A_HALF.match(found.string, found.end()) else ()
        return Number(value=value, unit=unit, span=found[0], start=found.start(), sure=sure, also=also)
    if found["some"]:
        value = script.spelled(found["some"])
        return Number(value=value, unit=SOME, span=found[0], start=found.start(), sure=False)
    return None


def _share(found: re.Match[str], script: Script) -> Number | None:
    """1/8, 3분의 2, 三分の二; None for a share of nothing."""
    if found["below"]:
        value: Value = Fraction(1, int(found["below"].replace(",", "")))
    elif found["whole"]:
        figure = found["whole"].rstrip(script.scales)
        whole, part = amount(figure), amount(found["part"])
        if not whole or part is None:
            return None
        for scale in found["whole"][len(figure) :]:
            whole *= script.small.get(scale) or script.large[scale]
        value = Fraction(part) / whole
    elif found["words"]:
        value = Fraction(script.spelled(found["parts"]), script.spelled(found["words"]))
    else:
        return None
    return Number(value=value, unit=SHARE, span=found[0], start=found.start())


def _made(
    text: str,
    script: Script,
    span: tuple[int, int],
    value: Value,
    *,
    scale: int = 1,
    also: Iterable[Value] = (),
    sure: bool = True,
) -> list[Number]:
    start, end = span
    unit, begin = PLAIN, start
    others = list(also)
    bare = prefixed(text, end, value)
    if bare is not None:
        others.append(bare)
    found = script.unit.match(text, end)
    if found:
        unit, end = found.lastgroup or PLAIN, found.end()
    elif text[end : end + 1].isascii() and text[end : end + 1].isalpha():
        return []
    if found and _AND_A_HALF.match(text, end):
        others.append(value)
        value += Fraction(1, 2)
    if start and text[start - 1] == "$":
        unit, begin = "dollar", start - 1
    elif start and text[start - 1] in _SIGNS and _MINUS.search(text, max(0, start - 6), start):
        if text[start - 1] == "–" or text[start - 2 : start - 1].isalpha():
            others.append(value)
        value, begin = -value, start - 1
    if unit == "tenth":
        value, unit = value * 10, "percent"
    sure = sure and not _comes_and_goes(text, start, end, value, unit)
    words = text[begin:end]
    return [
        Number(
            value=value,
            unit=unit,
            span=words,
            start=begin,
            sure=sure,
            also=tuple((other, unit) for other in others),
            scale=scale,
        )
    ]


def _comes_and_goes(text: str, start: int, end: int, value: Value, unit: str) -> bool:
    """Nought and one stand for none and a, two for both, 100% for all, a figure in brackets is the number of an item,
    three to five things sum up.
    """
    if _TAG.match(text, end):
        return True
    listed = text[end : end + 1] == ")" and text[max(0, start - 1) : start] in ("(", " ", "", "\n")
    if value in (0, 100) and unit in (PLAIN, PERCENT):
        return value == 0 or unit == PERCENT
    if unit not in (PLAIN, *_LASTING):
        return False
    idiom = value in _SUMMED_UP and text.startswith(_THINGS, end)
    return value == 1 or idiom or (unit == PLAIN and value == 2) or (listed and value < 10)  # noqa: PLR2004


_AND_MORE = ("여", "数")
"""10여 and 10数 are what a dozen is called."""

_SUMMED_UP = (3, 4, 5)
_THINGS = ("가지", " 가지", "종", " 종", "자", "つ", "点", "者", "種", "社")
"""Both languages sum a list up: A, B, C 세 가지, A、B、Cの3つ."""

_LASTING = ("second", "minute", "hour", "day", "week", "month", "year")
_TAG = re.compile(r"(?:-[A-Za-z]+){2}")
"""A forum's tag, which a target may end with: 100k-context-window."""

_SIGNS = frozenset("-−–스 ス")
_MINUS = re.compile(r"(?:(?<![A-Za-z0-9)\]%-])[-−–]|마이너스 ?|マイナス)$")
_AND_A_HALF = re.compile(r"[ ]?반(?=[ .,)]|$|만|이|의|을|에|동안|간|가량|정도|으로)|半(?![数期島径角導精])")
