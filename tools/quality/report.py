"""What a person reads at a terminal: counts by type, the aims, and what was missed or wrongly flagged."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.domain import Finding
from tools.quality.aims import Quality, aims
from tools.quality.data import Defect
from tools.quality.score import Scored, by_source_alone


def lines(quality: Quality, *, missed: bool) -> Iterator[str]:
    """What was caught of each type, the aims, and the false alarms; with `missed` each one that was not."""
    yield from _types("planted", quality.planted, missed=missed)
    yield from _types("published", quality.published, missed=missed)
    for aim in aims(quality):
        yield f"{'ok ' if aim.holds else 'NOT'} {aim.data}: {aim.measured} ({aim.aim})"
    if missed:
        yield "found in pairs that have nothing wrong with them:"
        yield from (
            f"    {one.case.id}: {shown(found)}" for one in [*quality.clean, *quality.good] for found in one.findings
        )
        yield "above warn, beside every labelled place (labels have gaps; look at each):"
        yield from (
            f"    {one.case.id}: {shown(found)}"
            for one in [*quality.planted, *quality.published]
            if one.case.defects
            for found in one.astray
        )


def counts(cases: Sequence[Scored]) -> dict[str, tuple[int, int]]:
    """How many defects were caught, of how many, by type and severity."""
    total = Counter(name_of(defect) for one in cases for defect in one.case.defects)
    met = Counter(name_of(defect) for one in cases for defect in one.case.defects if one.caught(defect))
    return {name: (met[name], total[name]) for name in sorted(total)}


def name_of(defect: Defect) -> str:
    """`number major`; of a planted one the type alone."""
    return f"{defect.type} {defect.severity}".strip()


def shown(finding: Finding) -> str:
    """A finding in one line."""
    return f"{finding.code} {finding.severity.value} {finding.source_span!r} / {finding.target_span!r}"


def _types(title: str, cases: Sequence[Scored], *, missed: bool) -> Iterator[str]:
    for name, (met, total) in counts(cases).items():
        mine = [(one, d, one.caught(d)) for one in cases for d in one.case.defects if name_of(d) == name]
        weak = [one.case.id for one, d, found in mine if found and by_source_alone(found, one.case, d)]
        note = f"   (by the source span alone: {', '.join(weak)})" if weak and not name.startswith("omission") else ""
        yield f"{title:<10} {name:<28} {met:>3}/{total}{note}"
        if missed:
            yield from (f"    missed {one.case.id}: {d.note}" for one, d, found in mine if not found)
