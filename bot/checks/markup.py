r"""Family `markup`: code, special tokens, emphasis and TeX's text commands are those of the source, and closed.

Let pass on purpose: code or a token said once more; the words of bold and slanted text, translated; TeX's quotation
marks; escapes the source has too, which the layout takes off; emphasis of `e.g.` and of letters within a word; whether
`**` would close under CommonMark beside a Korean or Japanese letter, for the layout makes it bold wherever it stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.checks import marked
from bot.checks.formulas import MATHS, formulas
from bot.checks.marks import LONGEST, MOST, Mark, around, bare, blanked, lacking, unmatched
from bot.checks.pair import Kind, Pair
from bot.domain import Finding, Severity

SAYS: Mapping[str, str] = {
    "markup.missing": (
        "‘{source}’ of the source is not in the translation, or not marked as it is there."
        " Mark the same words in the same way."
    ),
    "markup.changed": (
        "‘{source}’ became ‘{target}’. Keep the marks of the source; code, tokens and identifiers stay as they are."
    ),
    "markup.unmarked": "‘{target}’ lacks a mark at one end or both. Write ‘{source}’ as in the source.",
    "markup.added": "‘{target}’ is marked, and nothing in the source is. Take the marks away.",
    "markup.brace": "The brace opened in ‘{target}’ is never closed. Close it where the marked words end.",
    "markup.stray": "The mark in ‘{target}’ opens or closes nothing. Take it away, or mark what the source marks.",
    "markup.escape": "‘{target}’ shows an escape that the source has not. Write the plain character.",
}

_ANY = re.compile(r"[`*_<>#\[\\&]")
_QUOTES = "`*'\"‘’“”「」『』｀´"
_ABBREVIATION = re.compile(r"\s*(?:e\.?g|i\.?e|et al|etc|vs|cf)\.?,?\s*")
_RUN = re.compile(r"`+|\*+")
_SIGN = re.compile(r"(?m)^[ \t]*>+(?=\s|$)|(?<!\S)\#{1,6}(?=\s|$)")
"""What begins a quote, and what begins a heading, wherever it stands: within a line it is just as much left over."""

_DELIMITERS = {
    marked.CODE: re.compile(r"`+"),
    "**": re.compile(r"(?<!\*)\*\*(?!\*)"),
    "*": re.compile(r"(?<!\*)\*(?!\*)"),
}
_ESCAPE = re.compile(
    r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,6});|\\(?:[_%&#*`~<>\"'|!+{}-]|u[0-9A-Fa-f]{4}|[nrt](?![A-Za-z]))"
)
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_HEAD = re.compile(r"\\\w+\s?\{[^.。\n]{0,24}")


@dataclass(frozen=True, slots=True)
class _Side:
    """The marks of a text, and the text without them."""

    marks: Sequence[Mark]
    rest: str


def check(pair: Pair) -> Iterator[Finding]:
    """What became of the source's marks, in its order, then what the translation has besides."""
    if _ANY.search(pair.source) or _ANY.search(pair.target):
        yield from islice(_found(pair), MOST)


def _found(pair: Pair) -> Iterator[Finding]:
    source = _read(pair.source, ())
    target = _read(pair.target, source.marks)
    lost = [one for one in unmatched(source.marks, target.marks) if _counts(one, pair.source)]
    lost = [] if pair.kind is Kind.INTRO else lost
    extra = [one for one in unmatched(target.marks, source.marks) if not marked.is_open(one)][:MOST]
    rest, halves = target.rest, Counter[bool]()
    for one in lost[:MOST]:
        code, became = _became(pair, one, extra, source, rest)
        yield pair.doubt(SAYS, code, Severity.REPAIR, source=one.shown, target=became)
        halves[one.kind in _DELIMITERS] += code == "markup.unmarked" and one.inner not in became
        rest = rest if code == "markup.missing" else rest.replace(became, "\0" * len(became), 1)
    formula = {one.inner for one in formulas(pair.source)}
    for one in extra:
        if one.inner not in formula and (one.text not in pair.source or one.kind not in marked.VERBATIM):
            yield pair.doubt(SAYS, "markup.added", Severity.REPAIR, target=one.shown)
    yield from _open(pair, source, target)
    yield from islice(_unopened(pair, source.rest, rest), halves[False], None)
    yield from islice(_stray(pair, source.rest, rest), halves[True], None)
    yield from _escapes(pair, source.rest, rest)


def _read(text: str, expected: Sequence[Mark]) -> _Side:
    """The marks of a text. Code that is `expected` is looked for first, whatever stands beside it; a token in other
    code counts when it is expected.
    """
    rest = blanked(text, [one for one in formulas(text) if one.kind == MATHS])
    marks: list[Mark] = []
    for one in {one.text: one for one in expected if one.kind == marked.CODE}.values():
        marks += [one] * rest.count(one.text)
        rest = rest.replace(one.text, "\0" * len(one.text))
    code, known = list(marked.code(rest)), {one.text for one in expected}
    without = blanked(rest, code)
    tokens = [one for one in marked.tokens(rest) if one.text in known or without[one.start] != "\0"]
    slanted = list(marked.emphasis(without))
    found = [one for one in (*code, *tokens, *slanted, *marked.commands(without)) if one.kind != marked.QUOTE]
    marks += [_original(text, one) for one in sorted(found, key=lambda one: one.start)]
    return _Side(marks, _without(without, slanted))


def _without(text: str, slanted: Iterable[Mark]) -> str:
    """The text with the delimiters of emphasis blanked, and the words left."""
    ends = (
        replace(one, text=one.kind, start=at)
        for one in slanted
        for at in (one.start, one.start + len(one.text) - len(one.kind))
    )
    return blanked(text, ends)


def _original(text: str, one: Mark) -> Mark:
    """The mark as it stands in the text, for what is inside it may have been blanked."""
    inside = one.start + max(0, one.text.find(one.inner))
    end = one.start + len(one.text)
    return replace(one, text=text[one.start : end], inner=text[inside : inside + len(one.inner)])


def _counts(one: Mark, source: str) -> bool:
    """Whether a mark must be kept: one of `e.g.` need not, nor can one of a few letters within a word."""
    if one.kind in marked.VERBATIM:
        return True
    end = one.start + len(one.text)
    after = source[end : end + 2].lstrip("$")[:1]
    return not _ABBREVIATION.fullmatch(one.inner) and not (after.isascii() and after.isalnum())


def _became(pair: Pair, one: Mark, extra: list[Mark], source: _Side, rest: str) -> tuple[str, str]:
    """What a mark of the source became: the code of the finding and the place in the target."""
    place = bare(rest, one.inner, touching=_QUOTES) if len(one.inner) > 1 else None
    stands = pair.target[slice(*place)] if place else ""
    if "`" in stands:
        return "markup.unmarked", stands
    if became := _twin(one, extra) or _alike(one, source, rest):
        return "markup.changed", became
    if stands := stands or _half(one, source.rest, rest):
        return "markup.unmarked", stands
    if extra and one.kind not in marked.VERBATIM and extra[0].kind not in marked.VERBATIM:
        return "markup.changed", extra.pop(0).shown
    return "markup.missing", lacking(pair.source, pair.target, one.text)


def _twin(one: Mark, extra: list[Mark]) -> str:
    """The mark of the target that is this one with something changed; it is taken out of the others."""
    for other in extra:
        if other.kind == one.kind or (other.kind != marked.TOKEN and one.inner == other.inner):
            extra.remove(other)
            return other.shown
    return ""


def _alike(one: Mark, source: _Side, rest: str) -> str:
    """What a token became that is none any more."""
    return marked.look_alike(one, rest, {other.text for other in source.marks}) if one.kind == marked.TOKEN else ""


def _half(one: Mark, source: str, rest: str) -> str:
    """The place of a delimiter of the mark that has lost the other one."""
    delimiter = _DELIMITERS.get(one.kind) or re.compile(rf"\\{one.kind}(?![A-Za-z]|\s?\{{)")
    if len(delimiter.findall(rest)) <= len(delimiter.findall(source)):
        return ""
    found = delimiter.search(rest)
    return around(rest, found.start(), found.end()) if found else ""


def _open(pair: Pair, source: _Side, target: _Side) -> Iterator[Finding]:
    allowed = sum(marked.is_open(one) for one in source.marks)
    for one in [one for one in target.marks if marked.is_open(one)][allowed:]:
        head = _HEAD.match(pair.target, one.start)
        yield pair.doubt(SAYS, "markup.brace", Severity.REPAIR, target=head[0] if head else one.text)


def _unopened(pair: Pair, source: str, rest: str) -> Iterator[Finding]:
    allowed = len(_closing(source))
    for position in _closing(rest)[allowed:]:
        place = around(rest, position, position + 1)
        yield pair.doubt(SAYS, "markup.stray", Severity.REPAIR, target=place)


def _closing(text: str) -> list[int]:
    """Where closing braces stand that no brace opens."""
    depth, out = 0, []
    for match in _BRACES.finditer(text):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}" and depth:
            depth -= 1
        elif match[0] == "}":
            out.append(match.start())
    return out


def _stray(pair: Pair, source: str, rest: str) -> Iterator[Finding]:
    for signs in (_RUN, _SIGN):
        allowed = Counter(one.strip() for one in signs.findall(source))
        for match in signs.finditer(rest):
            allowed[match[0].strip()] -= 1
            if allowed[match[0].strip()] < 0:
                place = around(rest, match.start(), match.end())
                yield pair.doubt(SAYS, "markup.stray", Severity.REPAIR, target=place[:LONGEST])


def _escapes(pair: Pair, source: str, rest: str) -> Iterator[Finding]:
    allowed = Counter(_ESCAPE.findall(source))
    for match in _ESCAPE.finditer(rest):
        allowed[match[0]] -= 1
        if allowed[match[0]] < 0:
            yield pair.doubt(SAYS, "markup.escape", Severity.REPAIR, target=around(rest, match.start(), match.end()))
