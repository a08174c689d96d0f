"""Family `term`: each term of the glossary that the source has stands in the target as the glossary allows.

A rendering that is wrong is seen by the right one's absence, so that a neighbour ("sparse" as dense) nobody thought of
is found too. Let pass on purpose: a term with fewer mentions than in the source, the source's own Latin spelling, a
term inside a name, code or maths, any sense of a term that has several, and what an intro does not speak of.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from bot.checks.beside import beside
from bot.checks.glossary import Entry, Rendered, as_written, laid_out
from bot.checks.names.reading import without_tags
from bot.checks.pair import Kind, Pair
from bot.checks.prose import NATIVE, masked
from bot.domain import Finding, Severity, Term
from bot.wording import key

SAYS: Mapping[str, str] = {
    "term.missing": (
        "None of the accepted renderings of ‘{source}’ is in the translation: use one of {accepted}. "
        "Where another one is right, add it to the glossary."
    ),
    "term.forbidden": "‘{target}’ is a wrong rendering of ‘{source}’: use one of {accepted}.",
    "term.inconsistent": "‘{source}’ is ‘{target}’ here and ‘{other}’ elsewhere: use one rendering throughout.",
}

MOST = 20
"""The most findings of one pair, and of one digest's inconsistencies."""

_NEAR = 200
"""Characters on each side of a term in which its sentence denies it."""

_DENIED = re.compile(
    r"\b(?:no|nor|not|none|non\w*|never|neither|without|lack\w*|un\w+|dis\w+|anti\w*|de\w{4,}|half|semi\w*|weak\w*|poor\w*"
    r"|low\w*|few\w*|little|less\w*|fail\w*|hard\w*|cannot|free|absen\w*|barely|insufficien\w*|drop\w*|loss\w*|los[et]\w*"
    r"|instab\w*|inaccura\w*|inconsist\w*|sub\w+|under\w+|partial\w*|quasi\w*|beyond|rather|zero|break\w*|limit\w*)\b"
    r"|n't\b|\w+-free\b|\w+less\b",
    re.IGNORECASE,
)
"""Words with which a sentence may say the opposite of a term that stands in it."""

_ACRONYM = re.compile(r" ?\(([A-Z][A-Za-z]{0,8}[A-Z])s?\)")
_SPELT_OUT = re.compile(rf"(?<=[{NATIVE}])\s?[(（]([A-Z][A-Za-z]{{0,8}}[A-Z])s?(?=[)）,、])")
"""An acronym in brackets after words: those of a source, those of a target."""

PLACES = 3
"""How many mentions of one missing term are pointed at."""


def check(pair: Pair) -> Iterator[Finding]:
    """What is rendered by nothing the glossary accepts, and what is rendered by what it forbids."""
    yield from islice(_found(pair), MOST)


def consistent(pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Terms of one sense that the texts of one digest render in more than one way, Latin forms not counted.

    `repair` only where one text has two renderings and no more of them than the source has mentions: else one of them
    may stand for something else.
    """
    yield from islice(_inconsistent(pairs), MOST)


def occurring(glossary: Sequence[Term], text: str) -> tuple[Term, ...]:
    """The terms that stand in a text as whole words, in any case, also in the plural, with spaces or hyphens between
    their words, also inside a longer term; in the glossary's order.
    """
    found = laid_out(tuple(glossary)).occurring(text)
    return tuple(term for term in glossary if key(term.source) in found)


def _found(pair: Pair) -> Iterator[Finding]:
    glossary = laid_out(pair.locale.glossary)
    mentions = glossary.mentions(masked(pair.source))
    written = without_tags(pair.target) if pair.kind is Kind.SUMMARY else pair.target
    target = Rendered(masked(written)) if mentions else None
    told: set[str] = set()
    for term, places in mentions.items():
        entry = glossary.entries[term]
        wrong = frozenset(
            form for form in _wrong(entry, written) if not glossary.explains(pair.source, mentions, term, form)
        )
        for span in sorted(wrong - told):
            source = pair.source[slice(*places[0])]
            yield pair.doubt(SAYS, "term.forbidden", Severity.REPAIR, source=source, target=span, accepted=entry.shown)
        told |= wrong
        if pair.kind is not Kind.INTRO and not wrong and target and not _stands(pair, entry, places, target):
            yield from _missing(pair, places, entry.shown)


def _stands(pair: Pair, entry: Entry, places: Sequence[tuple[int, int]], target: Rendered) -> bool:
    """Whether the target renders a term. A rendering turned round by a prefix is one where the source denies the term,
    in whatever words.
    """
    if target.affirms(entry):
        return not entry.native or target.has_native(entry) or not _is_misspelt_out(pair, entry, places)
    return target.has(entry) and any(_DENIED.search(_around(pair.source, *place)) for place in places[:PLACES])


def _is_misspelt_out(pair: Pair, entry: Entry, places: Sequence[tuple[int, int]]) -> bool:
    """Whether both texts have the term's acronym in brackets right after their own words for it, of which the target's
    are no rendering: 적대적 생성 신경망(GNN).
    """
    acronyms = {found[1] for place in places[:PLACES] if (found := _ACRONYM.match(pair.source, place[1]))}
    return any(found[1] in acronyms and found[1].lower() in entry.latin for found in _SPELT_OUT.finditer(pair.target))


def _around(source: str, start: int, end: int) -> str:
    """The sentence of a place, as far as it is near."""
    first = max(source.rfind(mark, max(0, start - _NEAR), start) for mark in (". ", "? ", "! ", "\n"))
    ends = [at for mark in (". ", "? ", "! ", "\n") if (at := source.find(mark, end, end + _NEAR)) >= 0]
    return source[first + 1 if first >= 0 else max(0, start - _NEAR) : min(ends, default=end + _NEAR)]


def _missing(pair: Pair, places: Sequence[tuple[int, int]], accepted: str) -> Iterator[Finding]:
    """One finding for each of the first sentences of the target that ought to have the term."""
    beginnings = {beside(pair.source, start, pair.target): (start, end) for start, end in reversed(places[:PLACES])}
    for sentence, place in reversed(beginnings.items()):
        source = pair.source[slice(*place)]
        yield pair.doubt(SAYS, "term.missing", Severity.REPAIR, source=source, target=sentence, accepted=accepted)


def _wrong(entry: Entry, target: str) -> frozenset[str]:
    """The forbidden renderings in a target as they are written there; none that is part of an accepted one."""
    if not entry.wrong or not entry.right:
        return frozenset()
    right = [found.span() for found in as_written(*entry.right).finditer(target)]
    return frozenset(
        found[0]
        for form in entry.wrong
        for found in as_written(form).finditer(target)
        if not any(_goes_beyond(span, found.span()) for span in right)
    )


def _goes_beyond(right: tuple[int, int], wrong: tuple[int, int]) -> bool:
    """Whether an accepted rendering has part of a forbidden one in it, and more: 사고 연쇄 of 사고 연쇄 추론."""
    within = wrong[0] <= right[0] and right[1] <= wrong[1]
    return right[0] < wrong[1] and wrong[0] < right[1] and not within


def _inconsistent(pairs: Sequence[Pair]) -> Iterator[Finding]:
    earlier: dict[str, str] = {}
    for pair in pairs:
        glossary = laid_out(pair.locale.glossary)
        target = Rendered(masked(pair.target))
        for term, places in glossary.mentions(masked(pair.source)).items():
            entry = glossary.entries[term]
            forms = target.used(entry)
            if entry.senses > 1 or not forms or sum(forms.values()) > len(places):
                continue
            *others, last = forms
            other = others[0] if others else earlier.setdefault(term, last)
            if other == last:
                continue
            severity = Severity.REPAIR if others else Severity.WARN
            here = as_written(entry.native[last]).search(pair.target)
            yield pair.doubt(
                SAYS,
                "term.inconsistent",
                severity,
                source=pair.source[slice(*places[0])],
                target=here[0] if here else "",
                other=entry.native[other],
            )
