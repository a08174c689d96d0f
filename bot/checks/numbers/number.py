"""What a number in a text is: its value, its unit and where it stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

PLAIN = ""
PERCENT = "percent"
POINT = "point"
TIMES = "times"
SHARE = "share"
ORDER = "order"
ORDINAL = "ordinal"
SOME = "some"
"""Hundreds of, 수백, 数百: `value` is the lowest it can be."""

LOOSE = frozenset({PLAIN, TIMES, SHARE, ORDER, ORDINAL})
"""Units that one language writes and another leaves out: the twentieth run, 20 runs, 20 times."""

Value = int | Fraction

TIME: Mapping[str, int] = {
    "microsecond": 1,
    "millisecond": 10**3,
    "second": 10**6,
    "minute": 60 * 10**6,
    "hour": 3600 * 10**6,
    "day": 86_400 * 10**6,
    "week": 7 * 86_400 * 10**6,
}
"""In the least of them."""

DIMENSIONS: tuple[Mapping[str, int], ...] = (
    TIME,
    {"month": 1, "year": 12},
    {"kilobyte": 1, "megabyte": 10**3, "gigabyte": 10**6, "terabyte": 10**9, "petabyte": 10**12},
)
"""Units that can be turned into each other: 1.5 hours is 90분. A month has no number of days."""

DIMENSION: Mapping[str, int] = {unit: place for place, units in enumerate(DIMENSIONS) for unit in units}

MOST = 600
"""Numbers read of one text; those of all abstracts of a week are fewer."""

LONGEST = 40
"""Digits of a number; longer runs are keys, and making a value of them costs the square of their length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """`span` stands at `start` of the text, with its unit and its scale word.

    `unit` is one of the constants above, the English name of a unit of time, data or money, `calendar` for a month of
    the year, or empty. Of a percentage the value is 84.6, not 0.846. `sure` is a number that the other text must have
    as well; the others only help to find a counterpart. `also` are other values and units the same words may mean.
    `scale` is what its last word multiplies by: a million in 2.3 million.
    """

    value: Value
    unit: str
    span: str
    start: int
    sure: bool = True
    also: tuple[tuple[Value, str], ...] = ()
    scale: int = 1

    @property
    def end(self) -> int:
        """Where the text goes on."""
        return self.start + len(self.span)

    @property
    def readings(self) -> tuple[tuple[Value, str], ...]:
        """Everything it may mean, the likeliest first."""
        return ((self.value, self.unit), *self.also)


def amount(digits: str) -> Value | None:
    """The value of digits with commas and a point; None for a run too long to be a quantity."""
    if len(digits) > LONGEST:
        return None
    whole, _point, rest = digits.replace(",", "").partition(".")
    return Fraction(int(whole + rest), 10 ** len(rest)) if rest else int(whole)


def power(exponent: str) -> Value:
    """Ten to an exponent written with signs and digits of any kind, or with the word for minus."""
    return Fraction(10) ** int(_MINUS.sub("-", exponent).translate(_EXPONENT))


def prefixed(text: str, end: int, value: Value) -> Value | None:
    """The value without the prefix of the unit that follows it: 0.4 Mt is 400,000 tonnes; None where there is none."""
    found = _PREFIX.match(text, end)
    return value * PREFIXES[found[1] or found[2]] if found else None


def measure(number: Number) -> str:
    """The sign of measure that a number is written with, `km`, in small letters (FPS is fps, FLOPs are FLOPS); empty
    where it has none or a word for it.
    """
    found = _SIGN.search(number.span)
    return found[0].strip().casefold() if found else ""


PREFIXES: Mapping[str, Value] = {
    **dict.fromkeys(("n", "나노", "ナノ", "nano"), Fraction(1, 10**9)),
    **dict.fromkeys(("µ", "μ", "마이크로", "マイクロ", "micro"), Fraction(1, 10**6)),
    **dict.fromkeys(("m", "밀리", "ミリ", "milli"), Fraction(1, 10**3)),
    **dict.fromkeys(("c", "센티", "センチ", "centi"), Fraction(1, 100)),
    **dict.fromkeys(("k", "킬로", "キロ", "kilo"), 10**3),
    **dict.fromkeys(("M", "메가", "メガ", "mega"), 10**6),
    **dict.fromkeys(("G", "기가", "ギガ", "giga"), 10**9),
    **dict.fromkeys(("T", "테라", "テラ", "tera"), 10**12),
    **dict.fromkeys(("P", "페타", "ペタ", "peta"), 10**15),
}
"""Source: https://www.bipm.org/en/measurement-units/si-prefixes"""

_MEASURES = r"(?:m|Å|g|t|Wh?|Hz|V|eV|J|L|l|A|N|Pa|cal|bps|FLOPS?|FLOPs|mol|bp|Da|px)(?![A-Za-z0-9])"
METRIC = rf"[ ]?(?:[nµμmckMGTP]?{_MEASURES}|fps|FPS|dB|ppm|rpm|ha|K(?=\))|[ap]\.?m\b)(?![A-Za-z0-9])"
"""Units that may stand behind a figure without a space; they are not told apart."""

_SIGN = re.compile(rf"(?<=[\d ]){METRIC}$", re.ASCII)

_PREFIX = re.compile(
    rf"[ -]?(?:([nµμmckMGTP])(?={_MEASURES})"
    rf"|({'|'.join(name for name in PREFIXES if len(name) > 1)})"
    r"(?=[a-z가-힣ァ-ヶ])(?!바이트|バイト|bytes?|초|秒|seconds?))"
)


LATIN_SCALES: Mapping[str, int] = {
    "K": 10**3,
    "k": 10**3,
    "M": 10**6,
    "mn": 10**6,
    "B": 10**9,
    "b": 10**9,
    "bn": 10**9,
    "T": 10**12,
}
"""The letters after a figure. A small m is left out: it is a metre as often as a million."""

DIGITS = r"(?:\d{1,3}(?:,\d{3})++(?:\.\d+)?|\d++(?:\.\d+)?|(?<![\w.])\.\d+)"
LATIN_SCALE = r"(?:(?P<letter>bn|mn|[KkMBbT])(?![A-Za-z0-9]))?"
FREE = r"(?:(?<![A-Za-z])|(?<=\dx))"
"""Where a figure may begin: not inside a word, but after the x of 64x64."""

POWER = (
    rf"(?:(?P<factor>{DIGITS})\s?[×x·*]\s?)?(?<![\d.,])10(?:\s?\^\s?\{{?(?P<raised>[-−+]?\d{{1,2}})\}}?"
    rf"|(?P<superscript>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,2}}))"
    rf"|(?P<mantissa>{DIGITS})e(?P<exponent>[-−+]?\d{{1,2}})(?!\w)"
)
"""1.2×10^5, 10⁻⁶ and 1e-6; the groups are those `scientific` takes."""


ONE_OF = r"(?<![\d/.,])1/(?P<below>[1-9]\d{0,2}(?:,\d{3})++|[1-9]\d{0,8})(?![\d/])(?:th|rd|nd)?"
"""One of so many: 1/8, 1/1,000th."""


def scientific(found: re.Match[str]) -> Value | None:
    """The value of what POWER found; None where it found nothing."""
    exponent = found["raised"] or found["superscript"] or found["exponent"]
    if not exponent:
        return None
    factor = amount(found["factor"] or found["mantissa"] or "1")
    return None if factor is None else factor * power(exponent)


_MINUS = re.compile("마이너스 ?|マイナス")
_EXPONENT = str.maketrans("−⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "--+0123456789")
