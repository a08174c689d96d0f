"""A text as prose: what is no prose masked, the rest cut into sentences. Offsets are those of the text."""

import re
from functools import lru_cache

MASK = "\ufffc"
"""Stands for each masked character: no letter, no digit, no punctuation, no white space."""

NATIVE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
"""Hangul syllables, kana and Han, as the inside of a character class."""

_PROTECTED = re.compile(
    r"(?=[`$\\hwga@#<])(?:`[^`\n]{1,200}`"
    rf"|(?<!\\)\$\$[^${NATIVE}]{{1,1000}}\$\$"
    rf"|(?<!\\)\$(?!\s)[^$\n{NATIVE}]{{1,300}}(?<![\s\\])\$(?!\d)"
    r"|\\\((?:[^\\\n]|\\(?![()])){1,300}\\\)"
    r"|\\(?:texttt|url|href|cite[a-z]{0,9}|ref|label)\{[^{}\n]{0,200}\}"
    r"|\\[A-Za-z]{1,40}"
    r"|https?://[!-~]{0,1000}[A-Za-z0-9/_=&#%~-]"
    r"|\b(?:www\.|github\.com/|arxiv\.org/|huggingface\.co/)[!-~]{0,300}[A-Za-z0-9/]"
    r"|@[A-Za-z][A-Za-z0-9_.-]{0,80}|(?<![A-Za-z0-9])#[A-Za-z0-9_-]{1,80}"
    r"|</?[A-Za-z|][^<>\n]{0,60}>)"
)
"""The characters it looks ahead for are those a protected piece can begin with: a scan is twice as fast with them."""

_QUOTED = re.compile(r"「[^「」\n]{0,300}」|『[^『』\n]{0,300}』|“[^“”\n]{0,300}”|‘[^‘’\n]{0,300}’|\"[^\"\n]{0,300}\"")
_BRACKETED = re.compile(r"\([^()\n]{0,300}\)|（[^（）\n]{0,300}）|\[[^\[\]\n]{0,300}\]")
_ENDING = re.compile(
    rf"[.!?…。！？\n](?:(?<=[a-z]{{2}}\.)(?=\d{{1,4}}[{NATIVE}])"
    rf"|(?<=[.!?…])[.!?…]{{0,9}}[\"'”’)\]」』）】*_]{{0,6}}(?=\s|$|[{NATIVE}])"
    r"|(?<=[。！？])[。！？]{0,9}[”’)\]」』）】*_]{0,6}|(?<=\n)\n*)"
)
"""A mark and what it ends by; the mark stands first, so that a scan skips to the marks."""
_ABBREVIATION = re.compile(
    r"(?:^|[\s(（])(?:[A-Za-z]|e\.g|i\.e|[ap]\.m|et al|al|vs|etc|cf|ca|approx|resp|Figs?|Eqs?|Sec|Tab|No|Dr|Mr|Ms|St"
    r"|U\.S|w\.r\.t|a\.k\.a)$"
)
_LISTED = re.compile(r"(\d{1,2})$")
_QUOTING = ("と", "という", "라는", "라고", "이라는", "이라고")
_LOOK_BACK = 12


@lru_cache(maxsize=64)
def masked(text: str) -> str:
    """The text with code, maths, TeX commands, addresses, handles and tags masked, character for character."""
    return covered(text)


def covered(text: str) -> str:
    """The same of a text that is looked at once: the cache is for whole texts."""
    return _PROTECTED.sub(_covered, text)


@lru_cache(maxsize=64)
def unquoted(text: str) -> str:
    """The masked text with quotations masked as well, and blanks where brackets and what they hold stand."""
    return _BRACKETED.sub(lambda found: " " * len(found[0]), _QUOTED.sub(_covered, masked(text)))


def _covered(found: re.Match[str]) -> str:
    return MASK * len(found[0])


@lru_cache(maxsize=64)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence of a masked text, in order, without the white space around it."""
    spans, start = [], 0
    for ending in _ENDING.finditer(text):
        if ending[0][0] != "\n" and _goes_on(text, ending):
            continue
        spans.append(_trimmed(text, start, ending.end()))
        start = ending.end()
    spans.append(_trimmed(text, start, len(text)))
    return tuple((start, end) for start, end in spans if start < end)


def _goes_on(text: str, ending: re.Match[str]) -> bool:
    """Whether a full stop ends an abbreviation or a number in a list, or a quotation within a sentence."""
    if ending[0][0] == ".":
        before = text[max(0, ending.start() - _LOOK_BACK) : ending.start()]
        return bool(_ABBREVIATION.search(before)) or _numbers_a_list(text, ending, before)
    return ending[0][-1] in "」』”" and text.startswith(_QUOTING, ending.end())


def _numbers_a_list(text: str, ending: re.Match[str], before: str) -> bool:
    """`1. First`: at the beginning of a line only, where a sentence cannot end."""
    number = _LISTED.search(before)
    return number is not None and before[: number.start()][-1:] in {"", "\n"}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
