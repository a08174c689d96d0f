"""English words that are numbers, by what may follow them."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from bot.checks.numbers.number import PERCENT, PLAIN, SHARE, Value

_ONES = "one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
_ORDINALS += " fifteenth sixteenth seventeenth eighteenth nineteenth"
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties"
_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
_MONTHS = "january february march april may june july august september october november december"
_SHORT_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"

SCALES: Mapping[str, int] = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

_TIMES: Mapping[str, int] = {
    **dict.fromkeys(("twice", "doubled", "doubles", "doubling"), 2),
    **dict.fromkeys(("thrice", "tripled", "tripling"), 3),
    **dict.fromkeys(("quadrupled", "quadrupling"), 4),
}

_HINTED: Mapping[int, str] = {
    1: "single once each daily hourly weekly monthly yearly annual primary linear solo unary",
    2: "both pair pairs pairwise couple dual double quadratic binary secondary squared twin twins bilingual bimodal"
    " bidirectional bilateral bipartite biweekly biped bipedal bilinear alternate alternating duo duplicate",
    3: "triple triples triplet triplets trio cubic cubed ternary tripartite tertiary tertile trilingual trimodal"
    " trilinear triad triangle triangles triangular",
    4: "quadruple quadruples quarterly quartet quartic quaternary quadrant quadrants quadruped quadrupeds quadrupedal"
    " quadrotor quadcopter tetrahedral",
    5: "quintet quintic quintuple pentagonal",
    6: "hexagonal hexapod hexapods sextuple",
    8: "octal octet octree octrees",
    10: "decade decadal decimal teens teenage teenager teenagers adolescents",
    14: "fortnight",
    16: "hexadecimal",
    100: "century percentile percentiles centennial",
    1000: "millennium",
}
"""Words a translation may write a number for, and need not: a decade is 10년, a quadruped has 4足."""

IDIOMS: Mapping[str, tuple[tuple[Value, str], ...]] = {
    **dict.fromkeys(
        ("24/7", "24x7", "24×7", "24-7", "around the clock", "round the clock", "round-the-clock"),
        ((24, PLAIN), (7, PLAIN), (365, PLAIN)),
    ),
    **dict.fromkeys(("all year", "year-round"), ((365, PLAIN), (12, PLAIN))),
    **dict.fromkeys(
        ("50/50", "50-50", "50–50", "fifty-fifty"), ((50, PLAIN), (5, PLAIN), (50, PERCENT), (Fraction(1, 2), SHARE))
    ),
    **dict.fromkeys(("9-to-5", "9 to 5", "nine-to-five", "nine to five"), ((9, PLAIN), (5, PLAIN), (17, PLAIN))),
    **dict.fromkeys(("360-degree", "360 degree", "360°"), ((360, PLAIN),)),
    **{
        word: ((parts, PLAIN), (Fraction(100, parts), PERCENT), (Fraction(1, parts), SHARE))
        for parts, words in ((4, "quartiles quartile"), (5, "quintiles quintile"), (10, "deciles decile"))
        for word in words.split()
    },
    "every other": ((2, PLAIN), (1, PLAIN)),
    "every second": ((2, PLAIN), (1, PLAIN)),
}
"""Words that say no number, and those that a translation may say for them: 24/7 is 24時間365日, or 쉬지 않고."""

IDIOM_WORDS = frozenset(["around", "round", "all", "year", "fifty", "nine", "every"]).union(
    idiom for idiom in IDIOMS if idiom.isalpha()
)
"""Words that an idiom may begin with."""


def _words() -> Iterator[tuple[str, tuple[str, Value]]]:
    for value, word in enumerate(_ONES.split(), 1):
        yield word, ("ones", value)
    for value, word in enumerate(_TEENS.split(), 10):
        yield word, ("teen", value)
    for value, word in enumerate(_TENS.split(), 2):
        yield word, ("tens", 10 * value)
    for value, word in enumerate(_ORDINALS.split(), 1):
        yield word, ("ordinal", value)
        yield f"{word}s", ("part", Fraction(1, value))
    for value, word in enumerate(_TENTHS.split(), 2):
        yield word, ("ordinal", 10 * value)
        yield f"{word}s", ("part", Fraction(1, 10 * value))
    for value, word in enumerate(_MONTHS.split(), 1):
        yield word, ("month", value)
    for word, scale in {"ten": 10, "dozen": 12, "hundred": 100, **SCALES}.items():
        yield f"{word}s", ("some", 10 if word == "dozen" else scale)
    for word, scale in SCALES.items():
        yield word, ("scale", scale)
        yield f"{word}th", ("ordinal", scale)
        yield f"{word}ths", ("part", Fraction(1, scale))
    yield from _times()


def _times() -> Iterator[tuple[str, tuple[str, Value]]]:
    """Words of time, of multiplying, and those that only hint at a number."""
    yield "decades", ("some", 10)
    yield "centuries", ("some", 100)
    yield "sept", ("month", 9)
    yield from ((word, ("month", value)) for value, word in enumerate(_SHORT_MONTHS.split(), 1))
    yield from ((word, ("hint", 10 * value)) for value, word in enumerate(_DECADES.split(), 2))
    yield from ((word, ("times", times)) for word, times in _TIMES.items())
    yield from ((word, ("hint", value)) for value, words in _HINTED.items() for word in words.split())


WORDS: Mapping[str, tuple[str, Value]] = {
    **{word: meaning for word, meaning in _words() if word not in ("firsts", "seconds")},
    "zero": ("teen", 0),
    "hundred": ("hundred", 100),
    "hundredth": ("ordinal", 100),
    "hundredths": ("part", Fraction(1, 100)),
    "dozen": ("dozen", 12),
    "half": ("half", Fraction(1, 2)),
    "halves": ("half", Fraction(1, 2)),
    "halved": ("half", Fraction(1, 2)),
    "halving": ("half", Fraction(1, 2)),
    "halve": ("half", Fraction(1, 2)),
    "quarter": ("quarter", Fraction(1, 4)),
    "quarters": ("part", Fraction(1, 4)),
    "order": ("order", 1),
    "halfway": ("hint", Fraction(1, 2)),
}
"""A word in lower case: its kind and its value. A part is one of several: the value of thirds is a third.

ones and teen, tens, hundred, scale and dozen make up numbers; some is a vague plural; times multiplies; a hint is a
word a translation may write a number for; an order is one of magnitude.
"""
