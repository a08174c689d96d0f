r"""Where a text holds mathematics: `$…$` and `$$…$$` as the forum will show them, `\(…\)` and `\[…\]`.

Rule: a dollar that `bot.cook` takes for money is money here too.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from bot.checks.marks import Mark, blanked
from bot.cook import maths

MATHS, STYLED = "maths", "styled"
"""Kinds of marks: a formula, and words that an author set between dollars only to have them bold or slanted."""

_MOST = 1_000
"""Formulas and lines of a text that are looked at."""

_MOST_DOLLARS = 1_000
"""On one line; a line with more is no prose, and holds no formula."""

_BLOCK = re.compile(
    r"\$\$(?P<block>[^$]{1,2000})\$\$"
    r"|\\\((?P<round>(?:[^\\$\n]|\\[^()\[\]$\n]){1,600})\\\)"
    r"|\\\[(?P<square>(?:[^\\$]|\\[^()\[\]$]){1,600})\\\]"
)
_BROKEN = re.compile(r"\$([^$\n\0]{1,200})\$")
_MOST_BROKEN = 50
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S", re.DOTALL)
_SINGLE = re.compile(r"\{ (\\?[^\s{}]+) \}")
_WORDS = re.compile(r"(\\(?:text[a-z]*|emph|mbox))\s*\{[^{}]*\}")
_STYLED = re.compile(r"\s*\\(?:text(?:bf|it|tt|sc|sl|sf)|emph)\s*\{[^{}$]*\}\s*")


@lru_cache(maxsize=64)
def formulas(text: str) -> tuple[Mark, ...]:
    r"""The formulas of a text in order.

    The key is the TeX without white space and without braces round a single token, which change nothing, and without
    the words in `\text{…}`, which may be translated. `\(…\)` is another formula than `$…$`: the forum shows it as
    it is written.
    """
    if "$" not in text and "\\" not in text:
        return ()
    blocks = [
        _mark(match[0], match.start(), match[match.lastgroup or 0], match.lastgroup)
        for match in islice(_blocks(text), _MOST)
    ]
    inline = islice(_inline(blanked(text, blocks)), _MOST)
    return tuple(sorted([*blocks, *inline], key=lambda one: one.start))


def broken(text: str) -> list[Mark]:
    """What stands between two dollars on a line although it is no formula; `text` has its formulas blanked."""
    return [
        Mark(kind=MATHS, key=_key(match[1]), text=match[0], start=match.start(), inner=match[1])
        for match in islice(_BROKEN.finditer(text), _MOST_BROKEN)
    ]


def _blocks(text: str) -> Iterator[re.Match[str]]:
    for match in _BLOCK.finditer(text):
        if match["block"] is None or "\n" in match["block"]:
            yield match


def _inline(text: str) -> Iterator[Mark]:
    offset, looked_at = 0, 0
    for line in text.split("\n"):
        if 1 < line.count("$") <= _MOST_DOLLARS and looked_at < _MOST:
            looked_at += 1
            for start, end, tex in maths.spans(line):
                yield _mark(line[start:end], offset + start, tex, None)
        offset += len(line) + 1


def _mark(text: str, start: int, tex: str, delimiters: str | None) -> Mark:
    own = r"\(" if delimiters in ("round", "square") else ""
    kind = STYLED if _STYLED.fullmatch(tex) else MATHS
    return Mark(kind=kind, key=own + _key(tex), text=text, start=start, inner=tex.strip())


def _key(tex: str) -> str:
    return _SINGLE.sub(r"\1", " ".join(_TOKEN.findall(_WORDS.sub(r"\1{}", tex))))
