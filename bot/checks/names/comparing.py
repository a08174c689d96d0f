"""The names of a translation beside those of its source: which are strange, which are lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.checks.language.english import FUNCTION, is_ordinary
from bot.checks.names.known import GENERIC, Named, initials, rendered
from bot.checks.names.likeness import near
from bot.checks.names.organisations import forms_of
from bot.checks.names.reading import blanked, humps, plain, runs, without_tags, words
from bot.checks.names.required import coined, cores, opening, singular
from bot.checks.pair import Kind, Pair

MOST = 20
"""As many strange and as many lost names of a text are looked at."""

_MOST_NEIGHBOURS = 200
_PREFIX = 2
"""Letters before a name that make another one of it: bfloat16, float16."""

_SMALL = 4
"""Letters of a name in small letters, mathlib; shorter words are units."""

_INNER = re.compile(r"[A-Z][a-z]+[A-Z]|[a-z][A-Z]{2}")
_NUMBERED = re.compile(r"(?:v|[a-z]{2,}[a-z.-]*)[0-9][0-9a-z.-]*")


@dataclass(frozen=True)
class Texts:
    """A pair made plain for comparing: places in `source` and `target` are those of the pair's own texts."""

    pair: Pair

    @cached_property
    def source(self) -> str:
        return blanked(plain(self.pair.source))

    @cached_property
    def target(self) -> str:
        return blanked(plain(without_tags(self.pair.target)))

    @cached_property
    def written(self) -> list[str]:
        """The Latin words of the source."""
        return words(self.source)

    @cached_property
    def named(self) -> Named:
        """What may be named; also what only a URL or code of the source has (GitHub)."""
        text = "\n".join((plain(self.pair.source), *map(plain, self.pair.names)))
        return Named(text, self.pair.locale.glossary)

    @cached_property
    def spoken(self) -> list[str]:
        """The Latin words of the target."""
        return words(self.target)

    @cached_property
    def heard(self) -> frozenset[str]:
        """The target's words and the stretches of its compounds."""
        return frozenset(name for word in self.spoken for name in runs(word))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The names that have to stand in the target and do not, in the source's order."""
        names = list(coined(self.written))
        first = opening(self.source) if self.pair.kind is Kind.TITLE else ""
        if first and first not in names:
            names.insert(0, first)
        lost = (name for name in names if not self._stands(name))
        return tuple(name for name, _ in zip(lost, range(MOST), strict=False))

    @cached_property
    def neighbours(self) -> tuple[str, ...]:
        """Names of the source that a strange one may be in other letters, the missing ones first."""
        found = dict.fromkeys(self.missing)
        for word in self.written:
            if len(found) < _MOST_NEIGHBOURS and word != word.lower():
                found.update(dict.fromkeys(cores(word)))
        return tuple(found)

    def _stands(self, name: str) -> bool:
        """Whether the target has a name, or need not have it. The glossary comes late: it is large, rarely asked."""
        if name in self.heard or singular(name) in self.heard:
            return True
        if name == name.lower() and name in self.small:
            return True
        if {name.casefold(), singular(name).casefold()} & rendered(self.pair.locale.glossary):
            return True
        if singular(name).isupper() and any(singular(name).casefold() in letters for letters in initials(self.target)):
            return True
        native = (form for form in forms_of(self.pair.locale.organisations, name) if not form.isascii())
        return any(form in self.pair.target for form in native) or self.named.explains(name)

    @cached_property
    def small(self) -> frozenset[str]:
        """What was heard, in small letters."""
        return frozenset(map(str.casefold, self.heard))


def strange(texts: Texts) -> Iterator[tuple[str, str, str]]:
    """Words of the target that are no name of the source: what is wrong, the source's name, the target's word."""
    told: set[str] = set()
    for name in texts.spoken:
        if name in texts.named.exact:
            continue
        whole = next((one for one in texts.missing if name in humps(one)), "")
        if whole and whole not in told:
            told.add(whole)
            respelt = _respelt(texts, whole)
            yield ("name.altered", whole, respelt) if respelt else ("name.torn", whole, name)
        elif not whole and _is_name(name):
            yield from _foreign(texts, name)
        elif not whole and _NUMBERED.fullmatch(name) and not texts.named.has(name):
            yield from _renumbered(texts, name)
        elif not whole and name.casefold() in GENERIC:
            yield from _traded(texts, name)
        elif not whole and name.islower() and name.isalpha() and len(name) >= _SMALL:
            yield from _replaced(texts, name)


def lost(texts: Texts, name: str) -> tuple[str, str]:
    """What is wrong with a missing name, and what of the target stands for it: itself in other letters, a part of it,
    or nothing.
    """
    respelt = _respelt(texts, name)
    if respelt:
        return ("", "") if name == name.lower() else ("name.altered", respelt)
    pieces = set(runs(name))
    piece = next((one for one in texts.spoken if one in pieces and one in texts.named.exact and _is_name(one)), "")
    return ("name.altered", piece) if piece else ("name.missing", "")


def _respelt(texts: Texts, name: str) -> str:
    """The name as the target has it, with other capitals, hyphens or spaces; empty where it has not."""
    letters = map(re.escape, filter(str.isalnum, name))
    found = re.search(rf"(?<![0-9A-Za-z]){'[-_ ]?'.join(letters)}(?![0-9A-Za-z])", texts.target, re.IGNORECASE)
    return found[0] if found else ""


def _is_name(name: str) -> bool:
    """Whether a Latin word of the target looks like a name: it has a capital and is no quantity (24GB)."""
    if len(name) == 1 or name == name.lower() or name.casefold() in GENERIC:
        return False
    return not name[0].isdigit() or _INNER.search(name) is not None


def _foreign(texts: Texts, name: str) -> Iterator[tuple[str, str, str]]:
    """A company's letters are no acronym of words that happen to stand in the source."""
    company = bool(forms_of(texts.pair.locale.organisations, name))
    if texts.named.spelled(name) or (not company and texts.named.has(name)):
        right = texts.named.spelt_wrong(name)
        if right:
            yield "name.altered", right, name
    elif not _is_gloss(texts, name):
        alike = next((one for one in texts.neighbours if near(name, one)), "")
        if alike:
            yield "name.altered", alike, name
        elif company:
            yield "name.organisation", "", name
        else:
            yield "name.invented", "", name


def _renumbered(texts: Texts, name: str) -> Iterator[tuple[str, str, str]]:
    """A small name with a number (gpt-3.5-turbo, top-1) that has another number than the source gives it."""
    letters = "".join(filter(str.isalpha, name))
    for one in texts.named.exact:
        same = one[0].isalpha() and ("".join(filter(str.isalpha, one)).casefold() == letters or _is_within(name, one))
        if same and not one.isalpha() and one.casefold() not in texts.heard:
            yield "name.altered", one, name
            return


def _is_within(name: str, other: str) -> bool:
    """Whether one of two small names is the other with a letter or two before it: float16 of bfloat16."""
    short, long = sorted((name, other), key=len)
    return long == long.lower() and long.endswith(short) and 0 < len(long) - len(short) <= _PREFIX


def _replaced(texts: Texts, name: str) -> Iterator[tuple[str, str, str]]:
    """A small word, no English one, for a small name of the source that is lost: mathlab for mathlib. Not behind a
    figure, where it is a unit.
    """
    before = texts.target.partition(name)[0][-80:].rstrip()
    if is_ordinary(name) or name in FUNCTION or texts.named.has(name) or _in_brackets(before) or before[-1:].isdigit():
        return
    for one in texts.written:
        small = one.islower() and one.isalpha() and len(one) >= _SMALL and one not in texts.heard
        if small and one not in FUNCTION and not is_ordinary(one):
            yield "name.altered", one, name
            return


def _traded(texts: Texts, name: str) -> Iterator[tuple[str, str, str]]:
    """An abbreviation that anybody may write, where the source has another one that is lost: CT for MRI."""
    named = texts.named
    if not name.isupper() or named.spelled(name) or named.explains(name) or named.is_rendering(name):
        return
    for one in texts.written:
        apart = one not in name and name not in one and singular(one) not in texts.heard
        if apart and one.isupper() and one.casefold() in GENERIC and one not in texts.heard:
            yield "name.altered", one, name
            return


def _is_gloss(texts: Texts, name: str) -> bool:
    """Whether a word is the source's own in another ending in brackets, or spells out an acronym of the source."""
    start = texts.target.find(name)
    before, after = texts.target[max(0, start - 80) : start], texts.target[start + len(name) : start + len(name) + 80]
    phrase = _latin_end(before) + name + _latin_start(after)
    if any(map(texts.named.abbreviates, initials(phrase))):
        return True
    return _in_brackets(before) and _INNER.search(name) is None and all(map(texts.named.has_stem, name.split("-")))


def _in_brackets(before: str) -> bool:
    """Whether what follows a text stands in round brackets."""
    return before.rfind("(") > before.rfind(")") or before.rfind("（") > before.rfind("）")


def _latin_end(text: str) -> str:
    return (re.search(r"[A-Za-z -]*\Z", text) or [""])[0]


def _latin_start(text: str) -> str:
    return (re.match(r"[A-Za-z -]*", text) or [""])[0]
