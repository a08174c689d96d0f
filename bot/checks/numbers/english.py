"""The numbers of an English text: figures, words, and both together (2.3 million, half a dozen)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from bot.checks.numbers.english_patterns import (
    AFTERNOON,
    AND_A_HALF,
    ARTICLE,
    ATOM,
    BY_A,
    BY_HALF,
    CENTURY,
    DIGITS_WORD,
    FACTOR,
    FOLDS,
    IDIOM,
    IDIOM_FIGURES,
    IN_BEFORE,
    JOINTS,
    LONE,
    LONG,
    MAGNITUDE,
    MAY_FOLLOW,
    MINUSES,
    NO_RANK,
    NUMBER_BEFORE,
    NUMBER_NEXT,
    OF_IT,
    OF_TIME,
    ONE_HALF,
    RANGE_BEFORE,
    SCALE_APART,
    SHARE_OF_TIME,
    SMALL_SCALES,
    TIME_AND,
    UNIT,
    VAGUE_BEFORE,
    WORDS_TOO,
    YEAR_NEXT,
)
from bot.checks.numbers.english_words import IDIOM_WORDS, IDIOMS, WORDS
from bot.checks.numbers.number import (
    LATIN_SCALES,
    MOST,
    ORDER,
    ORDINAL,
    PERCENT,
    PLAIN,
    POINT,
    SHARE,
    SOME,
    TIMES,
    Number,
    Value,
    amount,
    prefixed,
    scientific,
)

HALF = Fraction(1, 2)
SECOND = 2
"""As often a unit of time, or a way to say also."""

TEN = 10
TWELVE = 12
SHORTEST_MONTH = 4
"""Letters of June; shorter ones are May and abbreviations."""


class _Atom(NamedTuple):
    """One figure or one number word, and what it multiplies by."""

    kind: str
    value: Value
    start: int
    end: int
    scale: int = 1


def read(text: str) -> list[Number]:
    """The numbers in order. The text must have been through `hiding.hidden`."""
    atoms = list(islice(_atoms(text), MOST))
    numbers: list[Number] = []
    place = 0
    while place < len(atoms):
        number = _number(text, atoms, place)
        numbers.append(number)
        place += 1
        while place < len(atoms) and atoms[place].start < number.end:
            place += 1
    return numbers


def _atoms(text: str) -> Iterator[_Atom]:
    for found in ATOM.finditer(text):
        atom = _word(text, found) if found["word"] else _figure(text, found)
        if atom:
            yield atom


def _word(text: str, found: re.Match[str]) -> _Atom | None:
    """None for all other words. A fold at the end is a unit: tenfold."""
    word = found[0].lower()
    start, end = found.span()
    if word in IDIOM_WORDS:
        idiom = IDIOM.match(text, start)
        if idiom:
            return _Atom("idiom", 0, start, idiom.end())
    if word.endswith(FOLDS):
        word = word[: word.rindex("fold")]
        end = start + len(word)
    if word not in WORDS or (word == "order" and not MAGNITUDE.match(text, end)):
        return None
    kind, value = WORDS[word]
    if kind == "month" and not _is_month(text, found):
        return None
    return _Atom(kind, value, start, end)


def _is_month(text: str, found: re.Match[str]) -> bool:
    """May and March are words of their own: such a month has a number beside it, or a preposition and a capital."""
    if found[0][0].isupper() and len(found[0]) >= SHORTEST_MONTH and found[0] not in WORDS_TOO:
        return True
    if YEAR_NEXT.match(text, found.end()) or NUMBER_BEFORE.search(text, max(0, found.start() - 6), found.start()):
        return True
    before = text[max(0, found.start() - 8) : found.start()]
    return found[0][0].isupper() and (NUMBER_NEXT.match(text, found.end()) or IN_BEFORE.search(before)) is not None


def _figure(text: str, found: re.Match[str]) -> _Atom | None:
    """None for a key, and for a name that begins with a figure (3GPP)."""
    start, end = found.span()
    value = scientific(found)
    if value is not None:
        return _Atom("power", value, start, end)
    if found["below"]:
        return _Atom("share", Fraction(1, int(found["below"].replace(",", ""))), start, end)
    value = amount(found["digits"] or "9" * 99)
    if value in IDIOM_FIGURES:
        idiom = IDIOM.match(text, start)
        if idiom:
            return _Atom("idiom", 0, start, idiom.end())
    following = text[end : end + 1]
    unknown = following.isascii() and following.isalpha() and not UNIT.match(text, end)
    if value is None or unknown:
        return None
    scale = LATIN_SCALES[found["letter"]] if found["letter"] else 1
    return _Atom("figure", value * scale, start, end, scale)


def _number(text: str, atoms: list[_Atom], place: int) -> Number:
    atom = atoms[place]
    if atom.kind in LONE:
        return _lone(text, atom)
    if atom.kind in ("ordinal", "part"):
        return _ordinal(text, atom)
    if atom.kind == "some":
        return _vague(text, atoms, place)
    if atom.kind == "half":
        return _half(text, atoms, place)
    return _cardinal(text, atoms, place)


def _lone(text: str, atom: _Atom) -> Number:
    if atom.kind == "idiom":
        (value, unit), *also = IDIOMS[text[atom.start : atom.end].lower()]
        return replace(_made(text, atom.start, atom.end, value, unit, sure=False), also=tuple(also))
    if atom.kind == "hint" and DIGITS_WORD.match(text, atom.end):
        return _made(text, atom.start, atom.end, atom.value, ORDER, sure=False)
    sure = atom.kind != "hint" and (atom.kind not in ("month", "quarter") or _is_said(text, atom))
    return _made(text, atom.start, atom.end, atom.value, LONE[atom.kind], sure=sure)


def _is_said(text: str, atom: _Atom) -> bool:
    """A month is a date beside a number; a quarter is a share where it is one of something, not of a year."""
    if atom.kind == "month":
        return NUMBER_NEXT.match(text, atom.end) is not None or _ends(text, atom.start, NUMBER_BEFORE)
    return _ends(text, atom.start, ARTICLE) and (
        OF_IT.match(text, atom.end) is not None or _ends(text, atom.start, BY_A)
    )


def _ends(text: str, end: int, pattern: re.Pattern[str]) -> bool:
    return pattern.search(text, max(0, end - 12), end) is not None


def _cardinal(text: str, atoms: list[_Atom], place: int) -> Number:
    """A number made of figures and words, with the fraction or the half that follows it, and its unit."""
    first = atoms[place]
    value, last, scale = _composed(text, atoms, place)
    end = atoms[last].end
    following = atoms[last + 1] if last + 1 < len(atoms) else None
    if following and following.kind in ("ordinal", "part", "quarter") and text[end : following.start] in (" ", "-"):
        joined = _joined(first, value, following)
        if joined:
            return _made(text, first.start, following.end, *joined)
    if AND_A_HALF.match(text, end):
        value, end = value + HALF, end + len(" and a half")
    several = scale > 1 or first.kind == "dozen"
    vague = VAGUE_BEFORE.search(text, max(0, first.start - 12), first.start) if several else None
    if vague:
        return _made(text, vague.start(), end, TEN if first.kind == "dozen" else value, SOME, sure=False)
    return _with_unit(text, first, end, value, scale)


def _composed(text: str, atoms: list[_Atom], place: int) -> tuple[Value, int, int]:
    """The value, the last atom's place and what that multiplies by: two hundred and fifty, 1.3 billion."""
    kind, group, scale = atoms[place].kind, atoms[place].value, atoms[place].scale
    if kind in ("hundred", "scale"):
        scale = int(group)
    done: Value = 0
    for after in range(place + 1, len(atoms)):
        atom, before = atoms[after], atoms[after - 1]
        between = text[before.end : atom.start]
        if between not in JOINTS or (between == " and " and kind not in ("hundred", "scale")):
            return done + group, after - 1, scale
        if atom.kind in ("hundred", "dozen", "scale") and kind != "scale":
            group, scale = group * atom.value, int(atom.value)
        elif atom.kind in MAY_FOLLOW.get(kind, ()):
            done, group = (done + group, atom.value) if kind == "scale" else (done, group + atom.value)
        else:
            return done + group, after - 1, scale
        kind = atom.kind
    return done + group, len(atoms) - 1, scale


def _joined(first: _Atom, value: Value, following: _Atom) -> tuple[Value, str] | None:
    """Two thirds and one third are shares, twenty-first is an ordinal, the two third parties are neither."""
    if following.kind == "part" or (
        value == 1 and following.kind in ("ordinal", "quarter") and following.value != SECOND
    ):
        part = following.value if following.kind != "ordinal" else Fraction(1) / following.value
        return value * part, SHARE
    if first.kind == "tens" and following.kind == "ordinal" and SECOND != following.value < TEN:
        return value + following.value, ORDINAL
    return None


def _ordinal(text: str, atom: _Atom) -> Number:
    """A third may be a share or the third of many. First and second are left out, third-party is a word."""
    word = text[atom.start : atom.end]
    if atom.kind == "part":
        return _made(text, atom.start, atom.end, atom.value, SHARE, sure=False)
    also = ((Fraction(1) / atom.value, SHARE),)
    sure = atom.value > SECOND and not NO_RANK.match(text, atom.end)
    return Number(value=atom.value, unit=ORDINAL, span=word, start=atom.start, sure=sure, also=also)


def _has_article(text: str, atom: _Atom) -> bool:
    return f" {text[max(0, atom.start - 4) : atom.start]}".lower().endswith((" a ", " an "))


def _vague(text: str, atoms: list[_Atom], place: int) -> Number:
    """Hundreds, and hundreds of thousands."""
    value, end = atoms[place].value, atoms[place].end
    following = atoms[place + 1] if place + 1 < len(atoms) else None
    if following and following.kind == "some" and text[end : following.start] == " of ":
        value, end = value * following.value, following.end
    return _made(text, atoms[place].start, end, value, SOME, sure=False)


def _half(text: str, atoms: list[_Atom], place: int) -> Number:
    """Half, and half a million."""
    atom = atoms[place]
    following = atoms[place + 1] if place + 1 < len(atoms) else None
    if following and following.kind in ("scale", "dozen") and text[atom.end : following.start] in (" a ", "-"):
        return _made(text, atom.start, following.end, HALF * following.value, PLAIN)
    time = OF_TIME.match(text, atom.end)
    if time:
        return _made(text, atom.start, time.end(), *_of_time(HALF, time[1]))
    before = TIME_AND.search(text, max(0, atom.start - 20), atom.start)
    if before:
        return _made(text, before.start(), atom.end, 1 + HALF, before[1].lower())
    span = text[atom.start : atom.end]
    sure = atom.end - atom.start > len("half") or _is_a_half(text, atom)
    return Number(value=HALF, unit=SHARE, span=span, start=atom.start, sure=sure, also=((HALF, PLAIN),))


def _is_a_half(text: str, atom: _Atom) -> bool:
    """Half of them and by half; not half precision, the second half, the half-life."""
    if _ends(text, atom.start, ONE_HALF):
        return False
    return OF_IT.match(text, atom.end) is not None or _ends(text, atom.start, BY_HALF)


def _with_unit(text: str, first: _Atom, end: int, value: Value, scale: int) -> Number:
    start, unit, also = first.start, PLAIN, list[tuple[Value, str]]()
    found = UNIT.match(text, end)
    if not found or found.lastgroup in (None, "second"):
        also += _other_values(text, first, end, value)
    if found:
        unit, end = found.lastgroup or PLAIN, found.end()
    if unit in LONG:
        also.append((value, PLAIN))
        value, unit = _of_time(value, unit)
    before = text[max(0, start - 24) : start]
    if unit == PLAIN and before.endswith("$"):
        unit, start = "dollar", start - 1
    elif unit == PLAIN and "actor" in before and FACTOR.search(before):
        unit = TIMES
    if first.scale == 1000:  # noqa: PLR2004 - 32K may be 32,768
        also.append((value * 1024 / Fraction(1000), unit))
    if first.kind in ("figure", "power") and before.endswith(MINUSES) and not RANGE_BEFORE.search(before):
        if before[-1] == "–":
            also.append((value, unit))
        value, start = -value, start - 1
    sure = _is_sure(text, first, end, value, unit)
    return Number(value=value, unit=unit, span=text[start:end], start=start, sure=sure, also=tuple(also), scale=scale)


def _other_values(text: str, first: _Atom, end: int, value: Value) -> Iterator[tuple[Value, str]]:
    """0.4 Mt without its prefix, 300m of a text in lower case, 0.9 M with its scale; 2023-24 is 2024, the 90s, 3 pm is
    15시; two digits are 桁.
    """
    bare = prefixed(text, end, value)
    if bare is not None:
        yield bare, PLAIN
    following = text[first.end : first.end + 1]
    if following in SMALL_SCALES:
        yield value * SMALL_SCALES[following], PLAIN
    apart = SCALE_APART.match(text, end)
    if apart:
        yield value * LATIN_SCALES[apart[1]], PLAIN
    if following == "s":
        yield 1900 + value, PLAIN
    century = CENTURY.search(text, max(0, first.start - 5), first.start) if first.end == first.start + 2 else None
    if century:
        yield int(century[1]) * 100 + value, PLAIN
    if value <= TWELVE and AFTERNOON.match(text, first.end):
        yield value + TWELVE, PLAIN
    if DIGITS_WORD.match(text, end):
        yield value, ORDER


def _is_sure(text: str, first: _Atom, end: int, value: Value, unit: str) -> bool:
    """One and, as a word, two come and go in translation (a, both, 하나의, 一つの); so do the numbers of a list.

    A scale alone (billion-scale) may be anything of that size.
    """
    if unit in (PERCENT, POINT, TIMES, SHARE, ORDER):
        return value not in (0, 100) or unit != PERCENT
    listed = text[end : end + 1] == ")" and text[max(0, first.start - 1) : first.start] in ("(", " ", "", "\n")
    if first.kind in ("hundred", "scale") and (not _has_article(text, first) or text[end : end + 1] == "-"):
        return False
    word = first.kind != "figure"
    return not (value in (0, 1) or (word and value == 2) or (listed and value < TEN) or DIGITS_WORD.match(text, end))  # noqa: PLR2004


def _made(text: str, start: int, end: int, value: Value, unit: str, *, sure: bool = True) -> Number:
    time = SHARE_OF_TIME.match(text, end) if unit == SHARE else None
    also = (_of_time(value, time[1]),) if time else ()
    return Number(value=value, unit=unit, span=text[start:end], start=start, sure=sure, also=also)


def _of_time(value: Value, unit: str) -> tuple[Value, str]:
    """A quarter of an hour, half a century."""
    unit = unit.lower()
    return (value * LONG[unit], "year") if unit in LONG else (value, unit)
