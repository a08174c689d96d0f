"""A change word by word, and findings where they stand, as pieces of text that a page can colour. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.domain import Correction, Finding, Severity

_WORD = re.compile(r"\s+|[A-Za-z0-9]+(?:[.,:'’_-][A-Za-z0-9]+)*|[가-힣]+|[ぁ-ゖー]+|[ァ-ヺー]+|[一-鿿々]+|.", re.DOTALL)
_GRAVEST = (Severity.BLOCK, Severity.REPAIR, Severity.WARN)

SAME, GONE, COME = "same", "gone", "come"

NEAR, NEARER = 80, 24
"""How many characters are shown on either side of a change: on its own page, and in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of text: `same`, `gone` or `come` in a change, else the severity of what was found there, or `same`."""

    kind: str
    text: str


def changed(correction: Correction) -> list[Part]:
    """The whole text of a correction, what goes before what comes in its place."""
    parts, at = [], 0
    for span in correction.spans:
        parts.append(Part(kind=SAME, text=correction.before[at : span.start]))
        parts += words(span.old, span.new)
        at = span.start + len(span.old)
    return joined([*parts, Part(kind=SAME, text=correction.before[at:])])


def words(old: str, new: str) -> list[Part]:
    """Two texts, word by word."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    parts = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(Part(kind=SAME, text="".join(before[i1:i2])))
            continue
        parts.append(Part(kind=GONE, text="".join(before[i1:i2])))
        parts.append(Part(kind=COME, text="".join(after[j1:j2])))
    return joined(parts)


def lines(parts: Iterable[Part], near: int = NEAR) -> list[list[Part]]:
    """The lines of a text in which something changes, and of those what stands near a change."""
    found: list[list[Part]] = [[]]
    for part in parts:
        first, *rest = part.text.split("\n")
        found[-1].append(Part(kind=part.kind, text=first))
        found += [[Part(kind=part.kind, text=one)] for one in rest]
    return [_near(joined(line), near) for line in found if any(one.kind != SAME for one in line)]


def _near(line: Sequence[Part], near: int) -> list[Part]:
    """A line without what stands far from every change: a phone shows a change whole, and an abstract not."""
    found = []
    for place, part in enumerate(line):
        before = part.text[:near] if place > 0 else ""
        after = part.text[-near:] if place + 1 < len(line) else ""
        far = part.kind == SAME and len(part.text) > len(before) + len(after) + near
        left_out = f"{before.rstrip()} …" if place > 0 else "…"
        left_out += f" {after.lstrip()}" if after else ""
        found.append(Part(kind=SAME, text=left_out) if far else part)
    return found


def joined(parts: Iterable[Part]) -> list[Part]:
    """Neighbours of a kind as one; nothing empty."""
    found: list[Part] = []
    for part in parts:
        if found and found[-1].kind == part.kind:
            found[-1] = Part(kind=part.kind, text=found[-1].text + part.text)
        elif part.text:
            found.append(part)
    return found


def marked(text: str, findings: Sequence[Finding], *, source: bool = False) -> list[Part]:
    """A text with the places that findings are about, each place of a span; where two overlap, the graver one's."""
    kinds = ["" for _ in text]
    for finding in sorted(findings, key=lambda one: -_GRAVEST.index(one.severity)):
        for start, end in _places(text, finding.source_span if source else finding.target_span):
            kinds[start:end] = [finding.severity.value] * (end - start)
    return joined(Part(kind=kind or SAME, text=char) for kind, char in zip(kinds, text, strict=True))


def stands_in(text: str, finding: Finding, *, source: bool = False) -> bool:
    """Whether a finding is about a place in a text."""
    span = finding.source_span if source else finding.target_span
    return bool(span) and span in text


def _places(text: str, span: str) -> Iterator[tuple[int, int]]:
    """Where a span stands: of a number, not within a longer one."""
    if span:
        pattern = re.escape(span)
        pattern = rf"(?<!\d){pattern}(?!\d)" if span.isdecimal() else pattern
        yield from (found.span() for found in re.finditer(pattern, text))
