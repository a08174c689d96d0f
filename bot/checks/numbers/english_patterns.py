"""What stands around an English number, and the pattern that finds one."""

import re
from collections.abc import Iterable

from bot.checks.numbers.english_words import IDIOM_WORDS, IDIOMS, WORDS
from bot.checks.numbers.number import (
    DIGITS,
    FREE,
    LATIN_SCALE,
    METRIC,
    ONE_OF,
    ORDER,
    PLAIN,
    POWER,
    SHARE,
    TIMES,
)

LONE = {
    "idiom": PLAIN,
    "times": TIMES,
    "month": "calendar",
    "hint": PLAIN,
    "quarter": SHARE,
    "order": ORDER,
    "share": SHARE,
}
"""Words that stand alone, with their units."""

JOINTS = frozenset({" ", "-", " and "})
UNDER_HUNDRED = ("ones", "teen", "tens")
MAY_FOLLOW = {
    "tens": ("ones",),
    "hundred": UNDER_HUNDRED,
    "scale": UNDER_HUNDRED,
}
FOLDS = ("fold", "folds")
MULTIPLY = ("ones", "teen", "tens", "hundred", "scale", "ten", "dozen", "some")
MAGNITUDE = re.compile(r"[- ]of[- ]magnitude\b")
AND_A_HALF = re.compile(r" and a half\b")
NO_RANK = re.compile(r",|[- ](?:part(?:y|ies)|person)\b")
VAGUE_BEFORE = re.compile(r"\b(?:several|few|many|multiple) $", re.IGNORECASE)
RANGE_BEFORE = re.compile(r"[\w)\]%-][-−]$")
YEAR_NEXT = re.compile(r",? (?:\d{1,2},? )?(?:19|20)\d\d\b")
NUMBER_NEXT = re.compile(r"[.,]{0,2} ?\d")
NUMBER_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)? $")
IN_BEFORE = re.compile(
    r"\b(?:in|of|since|until|by|last|early|late|mid|from|to|between|through|before|after|during|and)[ -]$",
    re.IGNORECASE,
)
WORDS_TOO = frozenset({"March", "MARCH", "August", "AUGUST"})
ARTICLE = re.compile(r"(?:^|[ (])an? $", re.IGNORECASE)
BY_A = re.compile(r"\b(?:by|than) an? $")
OF_IT = re.compile(r" (?:of|the|a|an|as|that|those|its|their|our|his|her|these|this|to|less|more)\b")
ONE_HALF = re.compile(
    r"\b(?:first|second|latter|former|last|other|early|late|upper|lower|left|right|second-|first-)[ -]$"
)
BY_HALF = re.compile(
    r"\b(?:by|in|than|to|about|nearly|almost|over|only|just|roughly|under|below|above|one)[ -]$", re.IGNORECASE
)
TIME_WORDS = "(second|minute|hour|day|week|month|year|decade|century)"
OF_TIME = re.compile(rf"(?: an? |-){TIME_WORDS}\b", re.IGNORECASE)
SHARE_OF_TIME = re.compile(rf"(?: of an? |[- ](?=hour|century)){TIME_WORDS}\b", re.IGNORECASE)
SMALL_SCALES = {"m": 10**6, "t": 10**12}
"""Of a text in lower case: 300m parameters."""

SCALE_APART = re.compile(r" ([KkMBT]) (?=[a-z])")
"""0.9 M parameters; 300 K may as well be a temperature."""

TIME_AND = re.compile(r"\b(?:an?|one) (second|minute|hour|day|week|month|year) and a $", re.IGNORECASE)
FACTOR = re.compile(
    r"factors? of (?:about |roughly |almost |nearly |around |over |at least |up to |more than |only |some |~ ?|≈ ?)?$",
    re.IGNORECASE,
)
CENTURY = re.compile(r"(?<!\d)(19|20)\d\d[-–—/]$")
AFTERNOON = re.compile(r"(?::\d\d)? ?p\.?m\b", re.IGNORECASE)
DIGITS_WORD = re.compile(r"[- ](?:digits?|figures?)\b")
MINUSES = ("-", "−", "–")
LONG = {"decade": 10, "century": 100}
IDIOM_FIGURES = frozenset({9, 24, 50, 360})
IDIOM = re.compile(rf"(?:{'|'.join(map(re.escape, IDIOMS))})(?![\w/])", re.IGNORECASE)

UNIT = re.compile(
    r"""
      (?P<point> [ ]?\\?%[- ]?(?:p\b|points?\b) | [- ]?(?:percentage|percent)[- ]points?\b | [ ]?pp\b
                 | [- ]points?\b | [- ]pts\b )
    | (?P<percent> [ ]?\\?% | [- ]percent\b | [ ]per[ ]cent\b )
    | (?P<times> [ ]?x(?![A-Za-z0-9]) | [ ]?× | -?folds?\b | [- ]times\b )
    | (?P<order> [- ]orders?[- ]of[- ]magnitude\b )
    | (?P<ordinal> (?:st|nd|rd|th)\b )
    | (?P<microsecond> [ ]?(?:µs|μs)\b | [- ]microseconds?\b )
    | (?P<millisecond> [ ]?ms\b | [- ]milliseconds?\b )
    | (?<=\d\d\d0)s\b
    | (?P<second> [ ]?(?:s|secs?)\b | [- ]seconds?\b )
    | (?P<minute> [ ]?mins?\b | [- ]minutes?\b )
    | (?P<hour> [ ]?(?:h|hrs?)\b | [- ]hours?\b )
    | (?P<day> [- ]days?\b )
    | (?P<week> [- ]weeks?\b )
    | (?P<month> [- ]months?\b )
    | (?P<year> [- ]years?\b )
    | (?P<decade> [- ]decades?\b )
    | (?P<century> [- ]centur(?:ies|y)\b )
    | (?P<bit> [ ]?-?bits?\b )
    | (?P<kilobyte> [ -]?K[Bb]\b | [- ]kilobytes?\b )
    | (?P<megabyte> [ -]?MB\b | [- ]megabytes?\b )
    | (?P<gigabyte> [ -]?GB\b | [- ]gigabytes?\b )
    | (?P<terabyte> [ -]?TB\b | [- ]terabytes?\b )
    | (?P<petabyte> [ -]?PB\b | [- ]petabytes?\b )
    | (?P<dollar> [- ]dollars?\b | [ ]USD\b )
    | D(?![A-Za-z]) | x(?=\d)
    """
    rf"| {METRIC}",
    re.VERBOSE | re.ASCII,
)
"""What follows a figure or a number word; the group that matched is the unit. 3D and the 1990s have none."""


def pattern(words: Iterable[str]) -> str:
    """Finds any of the words, letter by letter: faster by far than one after the other."""
    endings: dict[str, list[str]] = {}
    for word in words:
        endings.setdefault(word[:1], []).append(word[1:])
    ways = [
        re.escape(letter) + pattern(rest) if letter else "" for letter, rest in sorted(endings.items(), reverse=True)
    ]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


FOLDED = (f"{word}{fold}" for word, (kind, _) in WORDS.items() if kind in MULTIPLY for fold in FOLDS)
FOUND = frozenset({*WORDS, *IDIOM_WORDS, *FOLDED})
ATOM = re.compile(
    rf"(?=[\d.]){FREE}(?:{POWER}|{ONE_OF}|(?P<digits>{DIGITS}){LATIN_SCALE})"
    rf"|(?<![A-Za-z])(?i:(?=[{''.join(sorted({word[0] for word in FOUND}))}])(?P<word>{pattern(FOUND)}))(?![A-Za-z])",
    re.ASCII,
)
