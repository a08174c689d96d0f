"""What is done about findings: the only place that knows severities and policy. Pure.

A text is looked at; what a model can mend is sent back to it, told exactly what was found; the text is looked at again,
and a version that is no better than the one before it is thrown away. What is then left says whether it may be read.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.checks import Kind, Pair, check
from bot.checks.terms import consistent
from bot.domain import (
    INTRO,
    Entry,
    Finding,
    Locale,
    Paper,
    Receipt,
    Severity,
    Term,
    Translation,
    Verdict,
    fingerprint,
)
from bot.same import made_once

ROUNDS = 2
"""How many repair calls a text may have; the second only where the first helped."""

JUDGED: Mapping[str, Severity] = {
    "critical": Severity.BLOCK,
    "major": Severity.REPAIR,
    "minor": Severity.WARN,
}
"""What the severities of MQM, by which a second model judges, are here. Source: https://themqm.org"""

_GRAVE = (Severity.BLOCK, Severity.REPAIR)

Found = Mapping[str, tuple[Finding, ...]]
"""Findings by the field they are about: `title`, `summary`, `abstract`, or `intro`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text, and what it must be true to.

    `sources` are by field; of an intro the one field is `intro`, and its source is everything it introduces. `names`
    are what the newsletter calls the paper, then the paper's title. `repairs` counts the repair calls behind `made`.
    """

    made: Translation
    sources: Mapping[str, str]
    locale: Locale
    names: tuple[str, ...] = ()
    repairs: int = 0

    @property
    def texts(self) -> Mapping[str, str]:
        """What was written, by field; an intro's sentence and paragraphs are one text, a blank line between two."""
        if Kind.INTRO in self.sources:
            return {Kind.INTRO: f"{self.made.title}\n\n{self.made.summary}"}
        return {field: getattr(self.made, field) for field in self.sources}

    @property
    def pairs(self) -> Mapping[str, Pair]:
        """What is checked, by field; a field that is empty in both languages is left out."""
        return {
            field: Pair(
                key=self.made.key,
                kind=Kind(field),
                source=self.sources[field],
                target=text,
                locale=self.locale,
                names=self.names,
            )
            for field, text in self.texts.items()
            if text or self.sources[field]
        }


def of_entry(made: Translation, entry: Entry, paper: Paper, locale: Locale) -> Case:
    """An entry's text beside the newsletter's and the paper's."""
    sources: dict[str, str] = {Kind.TITLE: paper.title, Kind.SUMMARY: entry.summary, Kind.ABSTRACT: paper.abstract}
    return Case(made=made, sources=sources, locale=locale, names=(entry.name, paper.title))


def of_intro(made: Translation, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Case:
    """A week's intro beside all that it introduces."""
    names = tuple(entry.name for entry, _paper in pieces)
    return Case(made=made, sources={Kind.INTRO: introduced(pieces)}, locale=locale, names=names)


def introduced(pieces: Sequence[tuple[Entry, Paper]]) -> str:
    """What an intro is written from and checked against, an entry after the other with a blank line between:

    1. the paper's title
    the newsletter's summary, line for line
    """
    return "\n\n".join(f"{entry.position}. {paper.title}\n{entry.summary}".rstrip() for entry, paper in pieces)


def by_field(case: Case) -> Found:
    """What the rules find in each field that they find anything in."""
    looked = {field: tuple(check(pair)) for field, pair in case.pairs.items()}
    return {field: found for field, found in looked.items() if found}


def found(case: Case) -> tuple[Finding, ...]:
    """What the rules find, a field after the other."""
    return all_of(by_field(case))


def all_of(findings: Found) -> tuple[Finding, ...]:
    """The findings of all fields."""
    return tuple(one for several in findings.values() for one in several)


def throughout(cases: Iterable[Case]) -> tuple[Finding, ...]:
    """Where the texts of one digest render a term in more than one way: worth a look, and no reason to hold a text."""
    pairs = [pair for case in cases for pair in case.pairs.values()]
    return tuple(replace(one, severity=Severity.WARN) for one in consistent(pairs))


def to_mend(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that keep a text from being read until they are mended."""
    return tuple(one for one in findings if one.severity in _GRAVE)


def helped(before: Iterable[Finding], after: Iterable[Finding]) -> bool:
    """Whether a repair made it better: fewer grave findings or less grave ones, and none that blocks is new."""
    before, after = to_mend(before), to_mend(after)
    new = {one.code for one in after if _blocks(one)} - {one.code for one in before if _blocks(one)}
    return not new and _weight(after) < _weight(before)


def verdict(left: Iterable[Finding], repairs: int) -> Verdict:
    """What is said of a version in which this is left, after so many repair calls."""
    if to_mend(left):
        return Verdict.FAILED
    return Verdict.REPAIRED if repairs else Verdict.CLEAN


def outcome(said: Verdict, on_failure: str) -> str:
    """What becomes of the text in an edition: `clean`, `repaired`, `source-only` or `held`.

    `on_failure` is the edition's: `source` lets the English stand in its place, `hold` holds the digest.
    """
    if said is not Verdict.FAILED:
        return said.value
    return "held" if on_failure == "hold" else "source-only"


def fate(made: Translation, receipt: Receipt | None, on_failure: str) -> str:
    """What became of a version of a text, in a word or two: its `outcome`, or what a person did with it.

    An intro that failed is `left out`; without a policy the verdict alone is said.
    """
    if receipt is None:
        return "by hand" if made.locked else "not checked"
    if receipt.waived:
        return "let out"
    if not on_failure:
        return receipt.verdict.value
    if receipt.verdict is Verdict.FAILED and made.entry.endswith(f"/{INTRO}"):
        return "left out"
    return outcome(receipt.verdict, on_failure)


def glossary_of(locale: Locale) -> str:
    """The fingerprint of a locale's terms; empty where it has none."""
    return _glossary(locale.glossary) if locale.glossary else ""


@made_once
def _glossary(terms: tuple[Term, ...]) -> str:
    return fingerprint(json.dumps([[one.source, one.accepted, one.forbidden, one.sense] for one in terms]))


def _blocks(finding: Finding) -> bool:
    return finding.severity is Severity.BLOCK


def _weight(grave: Sequence[Finding]) -> tuple[int, int]:
    """The more of it, the worse: what blocks counts before all else."""
    return sum(_blocks(one) for one in grave), len(grave)
