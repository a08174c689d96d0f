"""Where words that somebody quotes stand in a text. Pure.

Words that stand there letter for letter are found as they are. Only where they do not, spaces, quotation marks, marks
of emphasis, full-width forms and the way a letter is composed are overlooked, in the quotation and in the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain import Span

EMPHASIS = "*_`"
LOOSE = frozenset(EMPHASIS + "\"'“”„‟‘’‚‛「」『』«»〝〞〟＂＇")
"""Besides spaces, what a reader puts around words or leaves out."""

_LOOSE = "".join(LOOSE)
_WORD = re.compile(r"[A-Za-z0-9가-힣%.,+-]+|[ァ-ヶー]+|[一-鿿々]+|[ぁ-ゟ]+|\S")
_LEGIBLE = 8
"""Characters that a change is shown with at the least, where its line has them."""

_DIGITS_GO_ON = re.compile(r"\d[.,]?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A piece of a text, from `start` to before `end`."""

    start: int
    end: int


def places(text: str, quote: str) -> Sequence[Place]:
    """Every place where the quotation stands, in order; none overlaps another. An empty quotation stands nowhere."""
    return list(_exact(text, quote)) or list(_loose(text, quote))


def bare(words: str) -> str:
    """The words without the spaces, quotation marks and marks of emphasis around them."""
    start, end = 0, len(words)
    while start < end and _is_loose(words[start]):
        start += 1
    while end > start and _is_loose(words[end - 1]):
        end -= 1
    return words[start:end]


def _exact(text: str, quote: str) -> Iterator[Place]:
    at = text.find(quote) if bare(quote) else -1
    while at >= 0:
        end = at + len(quote)
        if _whole(text, at, end):
            yield Place(start=at, end=end)
        at = text.find(quote, end if _whole(text, at, end) else at + 1)


def _loose(text: str, quote: str) -> Iterator[Place]:
    wanted = "".join(letter for letter, _at in _letters(quote))
    folded = list(_letters(text))
    letters = "".join(letter for letter, _at in folded)
    at = letters.find(wanted) if wanted else -1
    while at >= 0:
        last = at + len(wanted)
        start, end = folded[at][1], folded[last - 1][1] + 1
        cut = (at > 0 and folded[at - 1][1] == start) or (last < len(folded) and folded[last][1] == end - 1)
        good = not cut and _whole(text, start, end)
        if good:
            yield Place(start=start, end=end)
        at = letters.find(wanted, last if good else at + 1)


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """The letters that count, taken apart, each with the place of the character it comes from."""
    for at, char in enumerate(text):
        if not _is_loose(char):
            yield from ((part, at) for part in unicodedata.normalize("NFKD", char))


def _is_loose(char: str) -> bool:
    return char.isspace() or char in LOOSE


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word, number or composed letter is cut in two there: `5%` does not stand in `12.5%`."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    first, last = text[start], text[end - 1]
    if unicodedata.combining(after[:1] or " "):
        return False
    if first.isdigit() and _DIGITS_GO_ON.search(before):
        return False
    if last.isdigit() and (after[:1].isdigit() or re.match(r"[.,]\d", after)):
        return False
    return not (_latin(first) and _latin(before[-1:])) and not (_latin(last) and _latin(after[:1]))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def span(text: str, place: Place, quote: str, replacement: str) -> Span:
    """The piece at that place with its replacement.

    What stands around a quotation belongs to it where the text has it too; else it is the reader's own, and is taken
    from the replacement as well.
    """
    start, end = place.start, place.end
    if text[start:end] == quote:
        return Span(start=start, old=quote, new=replacement.strip() if quote == quote.strip() else replacement)
    before, _, after = quote.strip().partition(bare(quote))
    start -= bool(before) and start > 0 and text[start - 1] in LOOSE
    end += bool(after) and end < len(text) and text[end] in LOOSE
    old, new = text[start:end], replacement.strip()
    if before and old[0] not in LOOSE:
        new = new.lstrip(_LOOSE)
    if after and old[-1] not in LOOSE:
        new = new.rstrip(_LOOSE)
    own = "".join(mark for mark in EMPHASIS if mark in quote and mark not in old)
    return Span(start=start, old=old, new=new.translate(str.maketrans("", "", own)))


def narrowed(text: str, wide: Span) -> Span:
    """The same change with as many whole words around it as make it stand once in the text and be understood.

    However much around it a reader quotes, the same change comes out the same.
    """
    start, end, new = _differing(wide)
    words = _words(text, start, end)
    left = max((at for at, word in enumerate(words) if word.start <= start), default=0)
    right = max(left, min((at for at, word in enumerate(words) if word.end >= end), default=len(words) - 1))
    while words:
        first, last = min(start, words[left].start), max(end, words[right].end)
        found = Span(start=first, old=text[first:last], new=text[first:start] + new + text[end:last])
        if len(found.old) >= _LEGIBLE and found.new.strip() and text.count(found.old) == 1:
            return found
        if left == 0 and right == len(words) - 1:
            return found if text.count(found.old) == 1 else wide
        further = right < len(words) - 1 and (left == 0 or (left + right) % 2 == 0)
        left, right = (left, right + 1) if further else (left - 1, right)
    return wide


def _words(text: str, start: int, end: int) -> Sequence[Place]:
    """The words of the lines from `start` to `end`."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    found = _WORD.finditer(text, first, last if last >= 0 else len(text))
    return [Place(start=match.start(), end=match.end()) for match in found]


def _differing(wide: Span) -> tuple[int, int, str]:
    """Where the text really changes, and what comes there."""
    old, new = wide.old, wide.new
    front = _common(old, new)
    back = _common(old[front:][::-1], new[front:][::-1])
    return wide.start + front, wide.start + len(old) - back, new[front : len(new) - back]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))
