"""A glossary laid out for looking things up: where its terms stand in a source, what stands for them in a target."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from string import ascii_letters, digits

from bot.domain import Term
from bot.same import made_once
from bot.wording import LATIN_WORD, key

_SHOWN = 3
"""How many accepted renderings a finding lists; the first are the preferred ones."""

_PATTERNS = 1024
"""How many patterns for renderings are kept."""

_STEM = 5
"""Letters that all forms of a word share: quantize, quantisation."""

_GAP = re.compile(r"[\s\-\u2010-\u2013]{1,3}")
"""What may stand between the words of a term: "long context" is "long-context"."""

_BEFORE_NAME = frozenset("_@#<\\")
_AFTER_NAME = re.compile(r"-[A-Z0-9]|_|\.[A-Za-z0-9]|>")
_LATIN = ascii_letters + digits
_LOOK_BACK = 40
"""What makes a word part of a name, to its left and right: Self-RAG, MoE-Mamba, agent.py, #agent."""

_LEFT_OUT = re.compile(r"[\s\-\u2010-\u2015ー・·]+")
"""What renderings are compared without: spaces, hyphens, middle dots and the long vowel mark, which technical writers
leave out at the end of a loanword (コンピュータ).
Source: https://www.bunka.go.jp/kokugo_nihongo/sisaku/joho/joho/kijun/naikaku/gairai/
"""

_SIGNS = "-\u2010\u2011\u2012\u2013\u2014\u2015ー・·"
"""The same one by one, but spaces: to replace each is faster than a pattern."""

_OTHER_WORD = re.compile("厳密|精密|緊密|親密|秘密|機密|綿密|密接|疎通|疎外|過疎")
"""Japanese words of other meaning in which the rendering of a term stands (密, 疎)."""

_ENDING = re.compile(r"(?<=..)(?:하다|되다|다|する)\Z")
"""The ending of a dictionary form in Korean or Japanese: a verb is looked for by its stem."""

_BRACKETS = re.compile(r"\(([A-Za-z0-9 \-]+)\)\Z")
"""The acronym in 검색 증강 생성(RAG): the target may have it at another place, or once only."""

_CLEAR = "·"
"""Stands between Latin words of a target that do not belong together."""

_NOT = "\x01"
"""Stands behind a prefix that turns the word after it round."""

_PREFIX = re.compile(
    "[비무불부반준미몰약非不無未反半準弱]"
    "(?:(?<=[가-힣])(?<![가-힣].)(?=[가-힣])|(?<=[\u4e00-\u9fff])(?<![\u4e00-\u9fff].)(?=[\u30a0-\u9fff]))"
)
"""Where a word begins with un-, non-, semi- or weakly: 비지도, 不均一. Not 준비지도, in which 비 ends a word.

The letter stands first and what is before it is looked at behind it: a scan then skips to the letters.
"""

_NOT_LATIN = re.compile(r"[^A-Za-z0-9\s\-]+")

_VERBS = """
abstract benchmark bias cluster crawl document feature forecast graph hash image label mask object patch prompt query
reward sequence survey watermark weight
"""
_HOMOGRAPHS = frozenset(form for word in _VERBS.split() for form in (word, f"{word}s", f"{word[:-1]}ies"))
"""Terms that are also verbs of everyday English, which are rendered in many ways."""

_BEFORE_VERB = re.compile(
    r"\b(?:it|they|we|who|which|can|cannot|will|may|must|should|would|could|might|not|also|then|thereby) \Z"
)
_AFTER_VERB = re.compile(
    r" (?:the|an?|each|every|all|its|their|our|this|these|those|both|some|any|many|several|it|them|us|how|what|whether"
    r"|two|three|four|five|six|seven|eight|nine|ten|[0-9][0-9.,]*[KMB]?)(?![\w-])"
)
_PLURAL_BEFORE = re.compile(r"(?<![A-Za-z-])[A-Za-z]{2,30}[a-rt-z]s \Z")
"""The subject of a verb right before it: "boards reward models that look like their judges", "lenders reward tact"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """All rows of one term.

    `stems` are the beginnings of its words; `senses` is how many meanings they have; `shown` are the first renderings,
    for a reader; `native` are renderings by their squeezed form, `latin` are words in lower case; `right` are all
    accepted renderings and `wrong` the forbidden ones, none where there are no forbidden ones.
    """

    stems: tuple[str, ...]
    senses: int
    shown: str
    native: Mapping[str, str]
    latin: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]


class Glossary:
    """The terms of a locale. Built once for each; every look costs a step for each word of the text."""

    def __init__(self, terms: Sequence[Term]) -> None:
        rows: dict[str, list[Term]] = {}
        for term in terms:
            rows.setdefault(key(term.source), []).append(term)
        self.entries: Mapping[str, Entry] = {name: _entry(name, same) for name, same in rows.items() if name}
        self._ways: dict[str, dict[str, list[tuple[list[str], str]]]] = {}
        for name in sorted(self.entries, key=lambda name: -name.count(" ")):
            for form in forms(name):
                first, *rest = form.split(" ")
                self._ways.setdefault(first, {}).setdefault(rest[0] if rest else "", []).append((rest, name))
        self._renderings = "\n".join("\n".join(entry.native) for entry in self.entries.values())
        self._ends = list(accumulate(len("\n".join(entry.native)) + 1 for entry in self.entries.values()))
        self._names = tuple(self.entries)

    def mentions(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """Where each term stands in a masked text; not inside a longer term, nor in a name."""
        found: dict[str, list[tuple[int, int]]] = {}
        after = 0
        for term, start, end in self._all(text):
            if start >= after:
                after = end
                if not _in_name(text, start, end) and not _is_verb(text, start, end):
                    found.setdefault(term, []).append((start, end))
        return found

    def explains(self, source: str, mentioned: Iterable[str], term: str, form: str) -> bool:
        """Whether the source gives reason for a rendering that a term of it forbids: it has another term that is
        rendered so, or the words of one, in any ending and apart ("false positives and negatives").
        """
        others = self._rendered_with(squeezed(form)) - {term}
        if not others or not others.isdisjoint(mentioned):
            return bool(others)
        padded = f" {key(source)} "
        return any(
            not all(stem in term for stem in entry.stems)
            and (
                all(f" {stem}" in padded for stem in entry.stems)
                or any(f" {latin} " in padded for latin in entry.latin)
            )
            for entry in map(self.entries.__getitem__, others)
        )

    def _rendered_with(self, form: str) -> set[str]:
        """The terms of which a rendering has a squeezed form in it, found in one text of all renderings."""
        found: set[str] = set()
        at = self._renderings.find(form)
        while at >= 0:
            number = bisect(self._ends, at)
            found.add(self._names[number])
            at = self._renderings.find(form, self._ends[number])
        return found

    def occurring(self, text: str) -> set[str]:
        """The terms that stand anywhere in a text, also inside longer ones and in names."""
        return {term for term, _, _ in self._all(text)}

    def _all(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Every term in a text, from where to where, in order; of those that begin at one word the longest first."""
        ways_of = self._ways.get
        for found in LATIN_WORD.finditer(text):
            ways = ways_of(found[0].lower())
            if ways is None:
                continue
            start, end = found.span()
            following = _next(text, end)
            if following:
                for rest, term in ways.get(following[0].lower(), ()):
                    if last := _follow(rest, following, text):
                        yield term, start, last
            for _, term in ways.get("", ()):
                yield term, start, end


class Rendered:
    """A target, laid out for finding renderings in it."""

    def __init__(self, masked: str) -> None:
        self._masked = masked
        self._prose = _OTHER_WORD.sub(" ", masked)
        self._squeezed = squeezed(self._prose)

    @cached_property
    def _turned(self) -> str:
        marked, times = _PREFIX.subn(rf"\g<0>{_NOT}", self._prose)
        return squeezed(marked) if times else self._squeezed

    @cached_property
    def _latin(self) -> str:
        words = _NOT_LATIN.sub(f" {_CLEAR} ", self._masked).lower().split()
        return f" {' '.join(words)} "

    def has(self, entry: Entry) -> bool:
        """Whether a rendering of a term stands in it: no word boundary is looked for but those of Latin words."""
        return self.has_native(entry) or any(f" {form} " in self._latin for form in entry.latin)

    def has_native(self, entry: Entry) -> bool:
        """Whether a rendering that is not Latin stands in it."""
        return any(form in self._squeezed for form in entry.native)

    def affirms(self, entry: Entry) -> bool:
        """Whether a rendering of a term stands in it that no prefix turns into its opposite: not 지도 of 비지도."""
        return any(
            form in self._squeezed and self._squeezed.count(form) > self._turned.count(_NOT + form)
            for form in entry.native
        ) or any(f" {form} " in self._latin for form in entry.latin)

    def used(self, entry: Entry) -> dict[str, int]:
        """The native renderings of a term that stand in it and how often, no rendering counted inside another."""
        counts: dict[str, int] = {}
        rest = self._squeezed
        for form in sorted(entry.native, key=len, reverse=True):
            if times := rest.count(form):
                counts[form], rest = times, rest.replace(form, "\n")
        return counts


@made_once
def laid_out(terms: tuple[Term, ...]) -> Glossary:
    """The glossary of these rows; built once for as long as it is the same tuple."""
    return Glossary(terms)


@lru_cache(maxsize=8)
def forms(name: str) -> tuple[str, ...]:
    """How a source may write the term of a key: also in the plural, and as it is spelt in Britain."""
    return tuple(dict.fromkeys(one for word in (name, *_plurals(name)) for one in (word, _british(word))))


def squeezed(text: str) -> str:
    """A text without what renderings are compared without, in lower case."""
    text = "".join(text.split())
    for sign in _SIGNS:
        text = text.replace(sign, "")
    return text.lower()


@lru_cache(maxsize=_PATTERNS)
def as_written(*forms: str) -> re.Pattern[str]:
    """Matches any of some renderings in a target, whatever spaces, hyphens and dots stand in it."""
    # Made when a text asks for it: a glossary has hundreds, of which a text needs a few.
    return re.compile("|".join(map(_as_written, forms)))


def _as_written(form: str) -> str:
    gap = _LEFT_OUT.pattern[:-1] + "{0,3}"
    edges = (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])") if form.isascii() else ("", "")
    return edges[0] + gap.join(re.escape(sign) for sign in _LEFT_OUT.sub("", form)) + edges[1]


def _entry(name: str, rows: Sequence[Term]) -> Entry:
    accepted = list(dict.fromkeys(form for row in rows for form in row.accepted))
    forms = dict.fromkeys(bare for form in accepted for bare in _bare(form))
    wrong = [form for row in rows for form in row.forbidden if form not in accepted]
    return Entry(
        stems=tuple(word[:_STEM] for word in name.split(" ")),
        senses=len({row.sense for row in rows}),
        shown=", ".join(accepted[:_SHOWN]),
        native={squeezed(form): form for form in forms if not form.isascii() and squeezed(form)},
        latin=tuple(_spellings((name, *(key(form) for form in forms if form.isascii())))),
        right=tuple(forms) if wrong else (),
        wrong=tuple(wrong),
    )


def _bare(form: str) -> Iterator[str]:
    """What may stand for an accepted rendering: with its acronym or without it, a verb by its stem."""
    acronym = _BRACKETS.search(form)
    if acronym:
        yield acronym[1]
        form = form[: acronym.start()]
    yield _ENDING.sub("", form)


def _spellings(names: Sequence[str]) -> Iterator[str]:
    """Latin words as a target may have them, with spaces or hyphens, also in the plural."""
    for name in dict.fromkeys(names):
        for form in (name, *_plurals(name)):
            yield form
            if " " in form:
                yield form.replace(" ", "-")
                yield form.replace(" ", "-", 1)


def _plurals(word: str) -> tuple[str, ...]:
    """How a word's plural may end, not whether it has one."""
    if re.search(r"[^aeiou]y\Z", word):
        return (f"{word[:-1]}ies", f"{word}s")
    return (f"{word}es", f"{word}s") if re.search(r"(?:s|x|ch|sh)\Z", word) else (f"{word}s",)


def _british(form: str) -> str:
    """A term as it is spelt in Britain: normalisation, modelling, behaviour."""
    form = re.sub(r"(?<=[a-z]{3})iz(?=e(?:d|r|rs|s)?\b|ation|ing\b)", "is", form)
    form = re.sub(r"(?<= )(model|label)(?=(?:ing|ed|er|ers)\b)", r"\1l", f" {form}")[1:]
    return re.sub(r"\b(behavi|col|neighb)or", r"\1our", form)


def _next(text: str, end: int) -> re.Match[str] | None:
    """The word after the one that ends here, only a gap between them."""
    gap = _GAP.match(text, end)
    return LATIN_WORD.match(text, gap.end()) if gap else None


def _follow(rest: Sequence[str], second: re.Match[str], text: str) -> int:
    """Where a term ends whose second word is this and whose other words follow it; 0 where they do not."""
    last = second
    for word in rest[1:]:
        following = _next(text, last.end())
        if following is None or following[0].lower() != word:
            return 0
        last = following
    return last.end()


def _in_name(text: str, start: int, end: int) -> bool:
    if text[max(0, start - 1) : start] in _BEFORE_NAME or _AFTER_NAME.match(text, end):
        return True
    left = text[max(0, start - _LOOK_BACK) : start]
    joined = left[len(left.rstrip(_LATIN + "-")) : -1] if left.endswith("-") else ""
    return joined != joined.lower()


def _is_verb(text: str, start: int, end: int) -> bool:
    """Whether a term begins with a word that is a verb here: "it labels 164 types", not "the labels"."""
    first = LATIN_WORD.match(text, start, end)
    if first is None or first[0].lower() not in _HOMOGRAPHS:
        return False
    before = text[max(0, start - _LOOK_BACK) : start]
    if _BEFORE_VERB.search(before):
        return True
    alone = first.end() == end
    return bool(_PLURAL_BEFORE.search(before) or (alone and _AFTER_VERB.match(text, end)))
