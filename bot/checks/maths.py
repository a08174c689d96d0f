r"""Family `math`: every formula of the source stands in the translation, as it is, and no other.

Let pass on purpose: white space in a formula; its words in `\text{…}`; the same formula said once more; another order;
dollars put round what the source writes without them; a lone sign such as `$\times$`, which is a word (2배, 2倍);
amounts of money. Words between dollars that are only bold or slanted are family `markup`'s.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from bot.checks.formulas import MATHS, broken, formulas
from bot.checks.marks import MOST, Mark, around, bare, blanked, lacking, unmatched
from bot.checks.pair import Kind, Pair
from bot.domain import Finding, Severity

SAYS: Mapping[str, str] = {
    "math.missing": (
        "The formula ‘{source}’ of the source is not in the translation. Put it back character for character,"
        " not as words or a bare number."
    ),
    "math.changed": "The formula ‘{source}’ became ‘{target}’. Copy it from the source character for character.",
    "math.delimiters": (
        "‘{target}’ will not be shown as a formula: a dollar sign is missing or does not count."
        " Write ‘{source}’ as in the source."
    ),
    "math.invented": "The formula ‘{target}’ is not in the source. Take it out, or write what the source has there.",
    "math.dollar": "A dollar sign in ‘{target}’ belongs to no formula and no amount. Take it out or close the formula.",
    "math.command": "The TeX command in ‘{target}’ is not in the source. Write what the source has there.",
}

_SIGNS = frozenset((r"\times", r"\to", r"\rightarrow", r"\sim", r"\approx", r"\pm", r"\%"))
_DASH = r"\unicode"
_ALIKE = 0.5
"""Share of the tokens two formulas must have in common for one to be the other one, changed."""

_STRAY = re.compile(r"(?<![\\$A-Z])\$(?!\s?[\d.)])")
_COMMAND = re.compile(r"\\(?!(?:text[a-z]{2}|emph)(?![A-Za-z]))([A-Za-z]{2,30})(?![A-Za-z]|\s?\{)")


def check(pair: Pair) -> Iterator[Finding]:
    """What is wrong with the formulas, in the order of the source, then what the translation has besides."""
    if "$" in pair.source or "\\" in pair.source or "$" in pair.target or "\\" in pair.target:
        yield from islice(_found(pair), MOST)


def _found(pair: Pair) -> Iterator[Finding]:
    source, target = formulas(pair.source), formulas(pair.target)
    rest, of_source = blanked(pair.target, target), blanked(pair.source, source)
    lost = [] if pair.kind is Kind.INTRO else [one for one in unmatched(source, target) if _counts(one)][:MOST]
    extra = _invented(source, target, of_source)[:MOST]
    for one in lost:
        if twin := _twin(one, extra) or _twin(one, broken(rest)):
            code, became = "math.delimiters" if twin.same == one.same else "math.changed", twin.shown
            extra = [other for other in extra if other is not twin]
        elif place := bare(rest, one.inner, touching="$"):
            code, became = "math.delimiters", pair.target[slice(*place)]
        else:
            code, became = "math.missing", lacking(pair.source, pair.target, one.text)
        yield pair.doubt(SAYS, code, Severity.REPAIR, source=one.shown, target=became)
        rest = rest if code == "math.missing" else rest.replace(became, "\0" * len(became), 1)
    for one in extra:
        yield pair.doubt(SAYS, "math.invented", Severity.REPAIR, target=one.shown)
    yield from _stray(pair, of_source, rest)


def _counts(one: Mark) -> bool:
    return one.kind == MATHS and one.key not in _SIGNS and not one.key.startswith(_DASH)


def _invented(source: Sequence[Mark], target: Sequence[Mark], of_source: str) -> list[Mark]:
    known = {one.same for one in (*source, *broken(of_source))}
    return [
        one
        for one in target
        if one.kind == MATHS and one.same not in known and not bare(of_source, one.inner, touching="")
    ]


def _twin(one: Mark, extra: Sequence[Mark]) -> Mark | None:
    """What a formula became, if it is among those the source has not."""
    best = max(extra, key=lambda other: _likeness(one, other), default=None)
    return best if best and _likeness(one, best) >= _ALIKE else None


def _likeness(one: Mark, other: Mark) -> float:
    ours, theirs = Counter(one.key.split()), Counter(other.key.split())
    return (ours & theirs).total() / max(ours.total(), theirs.total(), 1)


def _stray(pair: Pair, of_source: str, rest: str) -> Iterator[Finding]:
    allowed = sum(1 for _ in _STRAY.finditer(of_source))
    for match in islice(_STRAY.finditer(rest), allowed, None):
        yield pair.doubt(SAYS, "math.dollar", Severity.REPAIR, target=around(rest, match.start(), match.end()))
    known = {match[1] for match in _COMMAND.finditer(pair.source)}
    for match in _COMMAND.finditer(rest):
        if match[1] not in known:
            known.add(match[1])
            yield pair.doubt(SAYS, "math.command", Severity.REPAIR, target=around(rest, match.start(), match.end()))
