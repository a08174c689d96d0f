"""Where words that somebody quotes stand in a text. Pure.

Words that stand there letter for letter are found as they are. Only where they do not, spaces, quotation marks, marks
of emphasis, full-width forms and the way a letter is composed are overlooked, in the quotation and in the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import NamedTuple

from bot.domain import Span

EMPHASIS = "*_`"
LOOSE = frozenset(EMPHASIS + "\"'“”„‟‘’‚‛「」『』«»〝〞〟＂＇")
"""Besides spaces, what a reader puts around words or leaves out."""

LONGEST = 1_000
"""So long a quotation that is not one letter for letter is still compared with its replacement: it takes a second."""

_WORD = re.compile(r"[A-Za-z0-9가-힣%.,+-]+|[ァ-ヶー]+|[一-鿿々]+|[ぁ-ゟ]+|\S")
_LEGIBLE = 8
"""Characters that a change is shown with at the least, where its line has them."""

_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ．％]+")
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


def span(text: str, place: Place, quote: str, replacement: str) -> Span | None:
    """The piece at that place with its replacement; whatever the quotation overlooks stays as the text has it.

    Marks around both quotation and replacement are how a reader quotes. None where nobody can say what becomes of a
    mark that stands in the text.
    """
    start, end = place.start, place.end
    if text[start:end] == quote:
        new = replacement.strip() if quote == quote.strip() else replacement
        return _closed_up(text, Span(start=start, old=quote, new=new))
    if max(len(quote), len(replacement)) > LONGEST:
        return None
    new = _merged(text[start:end], bare(quote), bare(replacement))
    (before, after), (lead, tail) = _around(quote), _around(replacement)
    if before != lead:
        start -= bool(before) and start > 0 and text[start - 1] in LOOSE
        new = new if before and text[start] not in LOOSE else lead + new
    if after != tail:
        end += bool(after) and end < len(text) and text[end] in LOOSE
        new = new if after and text[end - 1] not in LOOSE else new + tail
    kept = _marks(text[start:end]) - _marks(quote) + _marks(replacement)
    same = _folded(new) == _folded(replacement) and _marks(new) == max(0, kept)
    return _closed_up(text, Span(start=start, old=text[start:end], new=new)) if same else None


def _closed_up(text: str, one: Span) -> Span:
    """The same; words that are left out take the space behind them along, where another one is before them."""
    end = one.start + len(one.old)
    alone = not one.new and text[one.start - 1 : one.start] in (" ", "\n", "") and text[end : end + 1] == " "
    return replace(one, old=f"{one.old} ") if alone else one


def _around(words: str) -> tuple[str, str]:
    """The marks before and after the words."""
    before, _, after = words.strip().partition(bare(words) or words.strip() or " ")
    return before, after


def _marks(words: str) -> int:
    return sum(char in LOOSE for char in words)


def _folded(words: str) -> str:
    return "".join(letter for letter, _at in _letters(words))


class _Sign(NamedTuple):
    """A letter that counts, what is overlooked before it, and the character that begins with it, if one does."""

    letter: str
    gap: str
    char: str


def _signs(words: str) -> list[_Sign]:
    found, gap = list[_Sign](), ""
    for char in unicodedata.normalize("NFC", words):
        if _is_loose(char):
            gap += char
            continue
        parts = unicodedata.normalize("NFKC", char)
        found += [_Sign(parts[0], gap, char), *(_Sign(one, "", "") for one in parts[1:])]
        gap = ""
    return found


def _merged(stands: str, quote: str, replacement: str) -> str:
    """The replacement, but as `stands` is spaced, marked and composed wherever it repeats what the quotation says.

    Empty where the two are not composed of the same letters.
    """
    if _WIDE.search(quote) and not _WIDE.search(stands):
        replacement = _WIDE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), replacement)
    there, said, wanted = _signs(stands), _signs(quote), _signs(replacement)
    if [one.letter for one in there] != [one.letter for one in said]:
        return ""
    matcher = SequenceMatcher(None, [one.letter for one in said], [one.letter for one in wanted], autojunk=False)
    new, before = "", [0]
    for tag, at, until, start, end in matcher.get_opcodes():
        firsts = {"equal": before, "replace": [at]}.get(tag, [])
        for step, sign in enumerate(wanted[start:end]):
            repeats = tag == "equal"
            like = firsts if step == 0 else [at + step] if repeats else []
            gaps = {there[one].gap for one in like if said[one].gap == sign.gap}
            new += gaps.pop() if len(gaps) == 1 else sign.gap
            new += there[at + step].char if repeats and said[at + step].char == sign.char else sign.char
        before = _before(tag, at, until, said, wanted[start:end])
    return new


def _before(tag: str, at: int, until: int, said: Sequence[_Sign], new: Sequence[_Sign]) -> list[int]:
    """The letters whose gap what follows a change may keep: none after words that are added, or other punctuation."""
    if tag == "insert":
        return []
    if tag == "replace" and not (said[until - 1].letter.isalnum() or new[-1].letter.isalnum()):
        return []
    return [at, until] if tag == "delete" else [until]


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


def difference(old: str, new: str) -> Span:
    """The one place where two texts differ, from the first character that is another to the last."""
    start, end, there = _differing(Span(start=0, old=old, new=new))
    return Span(start=start, old=old[start:end], new=there)


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
