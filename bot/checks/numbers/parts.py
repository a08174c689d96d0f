"""Two numbers that belong together, and which of them comes first: seven of nine, from 5 to 9, 66.5 vs. 65.9."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from bot.checks.numbers.matching import same
from bot.checks.numbers.number import LOOSE, SHARE, Number

Two = tuple[Number, Number]


def shares(text: str, numbers: Sequence[Number], code: str) -> list[Two]:
    """The part and the whole, in this order, of each `seven of nine`, 9개 중 7개, 9個中7個; a greater part too."""
    between = _OF[code]
    found = []
    for first, second in _neighbours(numbers):
        if {first.unit, second.unit} <= LOOSE - {SHARE} and between.fullmatch(text, first.end, second.start):
            found.append((first, second) if code == "en" else (second, first))
    return found


def inverted(source: Sequence[Two], target: Sequence[Two]) -> Iterator[tuple[Two, Two]]:
    """Parts of the source that the translation made the whole."""
    for part, whole in source:
        for its_part, its_whole in target:
            if part.value < whole.value and same(part, its_whole) and same(whole, its_part):
                yield (part, whole), (its_part, its_whole)


def linked(text: str, numbers: Sequence[Number], code: str) -> list[tuple[str, Two]]:
    """Neighbours of which the order matters, each with its kind: a change or range, a list or comparison."""
    link = _LINKS[code]
    found = []
    for first, second in _neighbours(numbers):
        between = link.fullmatch(text, first.end, second.start)
        if between and _may_end(text, second, code, between):
            kind = "change" if text.endswith("etween ", 0, first.start) else _KINDS[between.lastgroup or ""]
            found.append((kind, (second, first) if between.lastgroup == "back" else (first, second)))
    return found


def _may_end(text: str, second: Number, code: str, between: re.Match[str]) -> bool:
    """Whether a link that is only one before the particle of a goal has it: 4위였던 모델이 1위로."""
    return between.lastgroup != "rank" or code == "en" or _GOAL.match(text, second.end) is not None


def swapped(source: Sequence[tuple[str, Two]], target: Sequence[tuple[str, Two]]) -> Iterator[tuple[Two, Two]]:
    """Pairs of the source that the translation has the other way round and nowhere the right way."""
    for kind, (first, second) in source:
        if same(first, second) or any(same(first, one) and same(second, other) for _, (one, other) in target):
            continue
        for its, (one, other) in target:
            if its == kind and same(first, other) and same(second, one):
                yield (first, second), (one, other)
                break


def _neighbours(numbers: Sequence[Number]) -> Iterator[Two]:
    near = ((first, second) for first, second in pairwise(numbers) if second.start - first.end <= FARTHEST)
    yield from islice(near, MOST)


MOST = 100
"""Pairs of one text; the time to compare them grows with the square."""

FARTHEST = 24
"""Characters between two numbers that belong together."""

_OF = {
    "en": re.compile(
        r" (?:[a-z]{2,14} ){0,2}?"
        r"(?:(?:out )?of (?:the |all |our |its |these |those |every )?|in (?:every |an? )?)|/"
    ),
    "ko": re.compile(r"[^\d.,。]{0,14}?(?:중|가운데)(?:에서|의|에)? ?(?:약 ?|단 ?)?"),
    "ja": re.compile(r"[^\d.,、。]{0,14}?(?:中|のうち|の内|の中|のなか)(?:の|で|、)?(?:約)?"),
}
_LINKS = {
    "en": re.compile(
        r" ?(?:(?P<range>[-–—~→]|to)|(?P<list>[/:]|and|or|vs\.?|versus|,? and|, ?|against)) ?(?:about |around |only )?"
        r"|(?P<rank> (?:place |rank )?(?:[a-z]{1,12} ){1,2}to )"
        r"|(?P<back>,? (?:(?:up|down) from|rather than|instead of) (?:about |around |only )?)",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"[^\d.,()]{0,6}?(?:(?P<range>에서|부터|[-–—~〜～→])|(?P<list>와|과|및|대|[/,:])) ?(?:약 ?)?"
        r"|(?P<rank>위[^\d.,()에]{0,14}[이가은는을를] )"
    ),
    "ja": re.compile(
        r"[^\d.,、()]{0,6}?(?:(?P<range>から|[-–—~〜～→])|(?P<list>と|や|対|および|[/,、:])) ?(?:約)?"
        r"|(?P<rank>位[^\d.,、()に]{0,18}[がはを])"
    ),
}
_KINDS = {"range": "change", "rank": "change", "back": "change", "list": "list"}
_GOAL = re.compile("위(?:로|까지)|位(?:に|へ|まで)")
