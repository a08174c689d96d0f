"""What no correction may do to a text, whatever a model was talked into: one named wall each. Pure.

A wall compares the text with itself as it would be. What already stood there may stay; only what is new is looked at.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.corrections.signs import addresses, bare, is_hidden, is_plain_url, name, visible
from bot.domain import BULLET, Comment, Field, Proposal, Shown, Span

MOST_CHANGES = 20
MOST_SPANS = 40
LONGEST_NOTE = 300
GROWTH = 200
"""Characters a short text may gain or lose whatever its length."""

_MARKUP = re.compile(
    r"</?[a-z!][^<>]*>|\\[^\w\s]|(?<![a-z0-9_])#[\w:-]+|&[#\w]{1,31};|[<>\[\]`*_#|\\{}^]|~~|!(?=\[)", re.IGNORECASE
)
"""A sign with what makes it work, or keeps it from that: the same sign beside other letters is another."""

_CALL = re.compile(r"(?<![A-Za-z0-9_])@[\w.-]*|@")
_DOLLAR = re.compile(r"\\?\$")
_START = re.compile(r"\s*(?:●|[-+=:]+(?=\s|$)|\d{1,9}[.)](?=\s))?")
_NOTE = re.compile(rf" \(역주: [^\n]{{1,{LONGEST_NOTE}}}\)|（訳注：[^\n]{{1,{LONGEST_NOTE}}}）")
_NOTED = re.compile(
    r"역주|訳注|訳註|譯註|訳者[注註]|編集[部者][注註]|(?:역자|옮긴이|편집자|운영진) ?주(?=\s?[:：)])"
    r"|(?:translator|editor)['’]?s?['’]? note",
    re.IGNORECASE,
)
_SCRIPTS = ("LATIN ", "GREEK ", "MICRO ", "HANGUL ", "CJK ", "IDEOGRAPHIC ", "HIRAGANA ", "KATAKANA", "FULLWIDTH ")
_GREEK_IN_LATIN = re.compile(r"(?<=[A-Za-z])[\u0370-\u03ff]|(?!μ)[\u0370-\u03ff](?=[A-Za-z])")
_LAST_LATIN = "\u017f"
_MOST_MARKS = 2
"""Marks on one letter; more are drawn over other lines."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a proposal would make of a text: the spans are found, none of them changed by anything yet."""

    place: Shown
    proposal: Proposal
    spans: tuple[Span, ...]
    comment: Comment

    @cached_property
    def after(self) -> str:
        """The text with the change made."""
        text, at = [], 0
        for span in self.spans:
            text += [self.place.text[at : span.start], span.new]
            at = span.start + len(span.old)
        return "".join([*text, self.place.text[at:]])

    @property
    def new(self) -> str:
        """All new words, a line each."""
        return "\n".join(span.new for span in self.spans)

    @property
    def linking(self) -> bool:
        """Whether it is about an address, which has walls of its own."""
        return self.place.field is Field.LINK

    def adds(self, found: Callable[[str], Sequence[str]]) -> bool:
        """Whether the text would have anything of a kind that it does not have, or more of it."""
        return bool(Counter(found(self.after)) - Counter(found(self.place.text)))


class Wall(NamedTuple):
    """One wall; `stops` says whether a change does not get past it."""

    name: str
    stops: Callable[[Change], bool]


def _untouchable(change: Change) -> bool:
    return change.place.field in (Field.TOPICS, Field.TERM)


def _many(change: Change) -> bool:
    return len(change.proposal.changes) > MOST_CHANGES or len(change.spans) > MOST_SPANS


def _size(change: Change) -> bool:
    """A piece of at most four times its length and 200, a text between two thirds and one and a half of its own."""
    if change.linking:
        return False
    before, after = len(change.place.text), len(change.after.strip())
    room = LONGEST_NOTE + GROWTH if change.proposal.note else GROWTH
    if any(len(span.new) > 4 * len(span.old) + room for span in change.spans):
        return True
    most, least = max(before * 3 // 2, before + room), min(before * 2 // 3, before - room)
    return not max(1, least) <= after <= most


def _hidden(change: Change) -> bool:
    """Also marks upon marks, tabs, and spaces that are neither the common one nor the Japanese one."""
    kinds = [unicodedata.category(char) for char in change.new]
    heaped = any(set(kinds[at : at + _MOST_MARKS + 1]) <= {"Mn", "Me"} for at in range(len(kinds) - _MOST_MARKS))
    odd = any(kind == "Zs" and char not in " \u3000" for char, kind in zip(change.new, kinds, strict=True))
    return heaped or odd or any(char == "\t" or is_hidden(char) for char in change.new)


def _strange(change: Change) -> bool:
    """Letters of a script that neither the text nor the language has: most look like others."""
    known = set(change.place.text)
    foreign = any(char not in known and _is_foreign(char) for char in change.new)
    return foreign or change.adds(_GREEK_IN_LATIN.findall)


def _is_foreign(char: str) -> bool:
    """Also digits and numerals of other scripts, and Latin letters that are no European language's: `ɑ`, `ⅼ`, `𝟗`."""
    if char.isascii() or not (char.isalpha() or unicodedata.category(char) in ("Nd", "Nl")):
        return False
    latin = name(char).startswith("LATIN ") and unicodedata.normalize("NFKD", char)[0] > _LAST_LATIN
    return latin or not name(char).startswith(_SCRIPTS)


def _address(change: Change) -> bool:
    return not change.linking and change.adds(addresses)


def _mention(change: Change) -> bool:
    """No `@` more, and none that calls somebody where it called nobody, or another: `pass@1` calls nobody."""
    return change.adds(lambda text: _CALL.findall(unicodedata.normalize("NFKC", text)))


def _markup(change: Change) -> bool:
    """No sign of Markdown, HTML, BBCode or TeX that the text does not have as often."""
    return not change.linking and change.adds(lambda text: _MARKUP.findall(unicodedata.normalize("NFKC", text)))


def _marker(change: Change) -> bool:
    return change.adds(lambda text: re.findall("paperboy", unicodedata.normalize("NFKC", visible(text)).casefold()))


def _lines(change: Change) -> bool:
    """As many lines as before, each beginning as the kind of line it was, and none that became empty."""
    before, after = change.place.text.split("\n"), change.after.split("\n")
    return [_kind(line) for line in before] != [_kind(line) for line in after]


def _kind(line: str) -> tuple[str, bool]:
    start = _START.match(line)
    return (start[0] if start else ""), not line.removeprefix(BULLET).strip()


def _formula(change: Change) -> bool:
    return any(sorted(_DOLLAR.findall(span.old)) != sorted(_DOLLAR.findall(span.new)) for span in change.spans)


def _note(change: Change) -> bool:
    """A translator's note is added in its own form and changes nothing else; no other change brings one in."""
    if change.proposal.note:
        return not all(is_noted(span) for span in change.spans)
    return change.adds(_NOTED.findall)


def is_noted(span: Span) -> bool:
    """Whether it adds a translator's note, in its own form, and nothing else."""
    return span.new.startswith(span.old) and _NOTE.fullmatch(span.new.removeprefix(span.old)) is not None


def _url(change: Change) -> bool:
    """An address takes the place of one address, and is one that leads where it says."""
    stands = {bare(word) for word in change.place.text.split()}
    return change.linking and not all(is_plain_url(span.new) and span.old in stands for span in change.spans)


def _given(change: Change) -> bool:
    """An address is the reader's own: a model thinks of none."""
    return change.linking and not all(_is_said(span.new, change.comment.text) for span in change.spans)


def _is_said(address: str, text: str) -> bool:
    return re.search(rf"{re.escape(address)}(?![\w/?#&=%~+@:-]|\.\w)", text, re.ASCII) is not None


WALLS = (
    Wall("topics", _untouchable),
    Wall("many", _many),
    Wall("size", _size),
    Wall("hidden", _hidden),
    Wall("script", _strange),
    Wall("address", _address),
    Wall("mention", _mention),
    Wall("markup", _markup),
    Wall("marker", _marker),
    Wall("lines", _lines),
    Wall("formula", _formula),
    Wall("note", _note),
    Wall("url", _url),
    Wall("given", _given),
)
"""In the order in which they are asked; the first that stops a change is the reason given."""
