"""The ends of sentences, each with its style."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from bot.checks.prose import MASK, NATIVE, sentences


class Style(StrEnum):
    """How a sentence ends. OPEN is everything that is no sentence or that both styles have."""

    POLITE = "polite"
    PLAIN = "plain"
    CASUAL = "casual"
    OPEN = "open"


_AFTER = re.compile(rf"[\s.!?。！？…:：\"'”’)\]」』）】*_~〜・{MASK}]+$")
_STOP = re.compile("[.!?。！？…]")
_NATIVE = re.compile(f"[{NATIVE}]")
_LAST = 40
_SHOWN = 20
"""Characters of a sentence's end that are read, and of those that are shown at most."""


def read(plain: str, style: Callable[[str, bool], Style]) -> Iterator[tuple[int, int, Style]]:
    """Start, end and style of each sentence's last words, from a text without code, quotations and brackets.

    `style` gets the words and whether a full stop follows them. A sentence that ends in what was masked, as a
    quotation, has no style.
    """
    for start, end in sentences(plain):
        begin = max(start, end - _LAST)
        tail = plain[begin:end]
        after = _AFTER.search(tail)
        words = tail[: after.start()] if after else tail
        if not _NATIVE.search(words[-1:]) or (after and after[0].lstrip()[:1] == MASK):
            continue
        kind = style(words, bool(after and _STOP.search(after[0])))
        if kind is not Style.OPEN:
            yield _shown(plain, begin, begin + len(words), end, kind)


def _shown(plain: str, begin: int, words_end: int, end: int, kind: Style) -> tuple[int, int, Style]:
    """From a comma or a space on, so that a few words are shown."""
    words = plain[begin:words_end]
    cut = max(words.rfind(mark, 0, max(0, len(words) - 8)) for mark in (" ", "、", ",", MASK)) + 1
    stop = _STOP.match(plain, words_end)
    cut += len(words[cut:]) - len(words[cut:].lstrip())
    if len(words) - cut > _SHOWN:
        cut = len(words) - _SHOWN
    return begin + cut, min(end, stop.end() if stop else words_end), kind
