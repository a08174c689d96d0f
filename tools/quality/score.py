"""Runs the checks on the cases, and says what of it counts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot import checks
from bot.checks import Kind, Pair
from bot.config import load_locale
from bot.domain import Finding, Locale, Severity
from tools.quality.data import ROOT, Case, Defect, Place, Range, occurrences, sentences


@dataclass(frozen=True, slots=True)
class Scored:
    """A case with what was found in it."""

    case: Case
    findings: tuple[Finding, ...]

    def caught(self, defect: Defect) -> list[Finding]:
        """The findings that count for a defect."""
        return [one for one in self.findings if _counts(one, self.case) and _meets(one, self.case, defect.place)]

    @property
    def stops(self) -> list[Finding]:
        """What would not be let out: findings above `warn`."""
        return [one for one in self.findings if one.severity != Severity.WARN]

    @property
    def warnings(self) -> list[Finding]:
        """What is only worth a look."""
        return [one for one in self.findings if one.severity == Severity.WARN]

    @property
    def astray(self) -> list[Finding]:
        """What would stop the case and is about no defect that was labelled."""
        return [one for one in self.stops if not any(_meets(one, self.case, d.place) for d in self.case.defects)]


def scored(cases: Iterable[Case], family: str = "") -> list[Scored]:
    """The cases with the findings of one family, by the beginning of its name, or of all."""
    return [Scored(case, tuple(_found(case, family))) for case in cases]


def by_source_alone(findings: Sequence[Finding], case: Case, defect: Defect) -> bool:
    """Whether no finding has its target span on the defect: whether it counts is then up to the reader."""
    ranges = [place for one in findings for place in occurrences(one.target_span, case.target)]
    return not defect.place.whole and not _overlap(ranges, defect.place.target)


def pair_of(case: Case) -> Pair:
    """What the checks are given."""
    return Pair(
        key=case.id,
        kind=Kind(case.kind),
        source=case.source,
        target=case.target,
        locale=locale(case.locale),
    )


@cache
def locale(code: str) -> Locale:
    """As the project's own prompts/ have it."""
    return load_locale(ROOT / "prompts", code)


def family_of(finding: Finding) -> str:
    """`number` of `number.missing`."""
    return finding.code.partition(".")[0]


def _found(case: Case, family: str) -> Iterator[Finding]:
    if not family:
        yield from checks.check(pair_of(case))
        return
    check: Callable[[Pair], Iterator[Finding]]
    for module in checks.FAMILIES:
        if module.__name__.rpartition(".")[2].startswith(family):
            check = module.check
            yield from check(pair_of(case))


def _counts(finding: Finding, case: Case) -> bool:
    if finding.severity == Severity.WARN:
        return False
    for span, text in ((finding.source_span, case.source), (finding.target_span, case.target)):
        if span not in text:
            raise ValueError(f"{case.id}: {finding.code}: the span {span!r} does not stand in its text")
    return bool(finding.source_span or finding.target_span)


def _meets(finding: Finding, case: Case, place: Place) -> bool:
    """A span longer than one sentence meets nothing; the other span of the finding may still."""
    ours = occurrences(finding.source_span, case.source) if _short(finding.source_span) else ()
    theirs = occurrences(finding.target_span, case.target) if _short(finding.target_span) else ()
    if place.whole:
        return bool(ours or theirs)
    return _overlap(ours, place.source) or _overlap(theirs, place.target)


def _short(span: str) -> bool:
    return len(sentences(span.strip())) == 1


def _overlap(spans: Iterable[Range], places: Sequence[Range]) -> bool:
    """An empty place is met by a span that touches it."""
    return any(
        span.start < place.end and place.start < span.end
        if place.start < place.end
        else span.start <= place.start <= span.end
        for span in spans
        for place in places
    )
