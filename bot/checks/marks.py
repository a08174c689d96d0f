"""What must be copied character for character: how such marks are compared and where in a translation one is missing.

Rule: knows no kind of mark; the families find them. Spans are exact substrings, at most a sentence long.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.checks.beside import beside

MOST = 20
"""Findings of one family in one pair; whoever has that many reads the whole text again."""

LONGEST = 160
"""Characters of a span that is shown; a longer one is cut at its end."""

_TRIES = 100
"""Places looked at for one thing that lost its marks."""

_LATIN = re.compile(r"[A-Za-z0-9]")
_BEFORE = re.compile(r"(?:[A-Za-z0-9_]|[0-9][.,])\Z")
_AFTER = re.compile(r"[A-Za-z0-9_]|[.,][0-9]")

_LONG = 50_000
"""Characters of a text in which no sentence is looked for: no field of an entry is that long."""

_TIMES = 5
"""How often one thing may stand in a source for the sentence that lacks it to be looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark in a text: `text` is what stands there from `start` on, `inner` what its delimiters enclose.

    Two marks are the same when their `kind` and their `key` are.
    """

    kind: str
    key: str
    text: str
    start: int
    inner: str

    @property
    def same(self) -> tuple[str, str]:
        """What it is compared by."""
        return self.kind, self.key

    @property
    def shown(self) -> str:
        """Its text, short enough for a finding."""
        return self.text[:LONGEST]


def unmatched(these: Iterable[Mark], those: Iterable[Mark]) -> list[Mark]:
    """The marks of `these` that `those` have not, or have less often, in order."""
    left = Counter(one.same for one in those)
    out = []
    for one in these:
        if left[one.same]:
            left[one.same] -= 1
        else:
            out.append(one)
    return out


def blanked(text: str, marks: Iterable[Mark]) -> str:
    """The text with the marks as NUL, so that everything else keeps its place."""
    out, position = [], 0
    for one in marks:
        out += [text[position : one.start], "\0" * len(one.text)]
        position = one.start + len(one.text)
    return "".join([*out, text[position:]])


def bare(text: str, inner: str, *, touching: str) -> tuple[int, int] | None:
    """Where `inner` stands as a word of its own, with the delimiters `touching` it and, on a side that has none, the
    character where one is missing.

    A place that has one of its delimiters is preferred to the first one.
    """
    inner = inner.strip()
    first, position = None, -1
    for _ in range(_TRIES if inner else 0):
        position = text.find(inner, position + 1)
        if position < 0:
            break
        start, end = position, position + len(inner)
        if _joined(text, start, end):
            continue
        wide = _widened(text, start, end, touching)
        if text[wide[0]] in touching or text[wide[1] - 1] in touching:
            return wide
        first = first or wide
    return first


def around(text: str, start: int, end: int) -> str:
    """The place with what touches it, up to a dozen characters on either side."""
    before = re.search(r"[^\s\0]{0,12}\Z", text[max(0, start - 12) : start])
    after = re.match(r"[^\s\0]{0,12}", text[end : end + 12])
    return (before[0] if before else "") + text[start:end] + (after[0] if after else "")


def lacking(source: str, target: str, span: str) -> str:
    """The sentence of the target in which a span of the source is missing; empty where that cannot be told."""
    position = -1
    for _ in range(_TIMES if len(target) <= _LONG else 0):
        position = source.find(span, position + 1)
        if position < 0:
            break
        sentence = beside(source, position, target)
        if sentence and span not in sentence:
            return sentence
    return ""


def _joined(text: str, start: int, end: int) -> bool:
    """Whether the place is part of a longer word or number."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(
        (_LATIN.match(text[start]) and _BEFORE.search(before)) or (_LATIN.match(text[end - 1]) and _AFTER.match(after))
    )


def _widened(text: str, start: int, end: int, touching: str) -> tuple[int, int]:
    first, last = start, end
    while first and text[first - 1] in touching:
        first -= 1
    while last < len(text) and text[last] in touching:
        last += 1
    first -= first == start and _shows(text[start - 1 : start])
    last += last == end and _shows(text[end : end + 1])
    return first, last


def _shows(char: str) -> bool:
    return char not in ("", "\0") and not char.isspace()
