"""What the checks are to reach, and how far they are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tools.quality import data
from tools.quality.data import Case, Defect
from tools.quality.score import Scored, scored

SEEN = ("number", "math", "url", "markup", "name_altered", "untranslated", "wrong_text", "register")
"""Planted types that a rule can see in the texts alone."""

GUESSED = ("name_hallucinated", "term", "omission")
"""Planted types that need some knowledge: of names, of terms, of how much a sentence says."""

MAJORS = ("number", "math", "url", "name_altered", "name_hallucinated", "markup", "untranslated", "term")
"""Types whose published majors a rule is to see."""

WARNINGS = 10
"""How many warnings all the clean pairs together may have."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything that was run."""

    clean: list[Scored]
    planted: list[Scored]
    published: list[Scored]

    @property
    def good(self) -> list[Scored]:
        """Published pairs in which nobody found anything wrong."""
        return [one for one in self.published if not one.case.defects]


@dataclass(frozen=True, slots=True)
class Aim:
    """One line of the table. `measured` counts towards `aim`, which is in words."""

    data: str
    aim: str
    measured: str
    holds: bool


def run(family: str = "", locale: str = "") -> Quality:
    """The checks on every case, or one family of them, or one locale."""

    def of(cases: Iterator[Case]) -> list[Scored]:
        return scored((case for case in cases if locale in ("", case.locale)), family)

    return Quality(of(data.clean()), of(data.planted()), of(data.published()))


def aims(quality: Quality) -> list[Aim]:
    """All of them, as far as they are reached."""
    return [
        _catching(
            f"one planted defect: {', '.join(SEEN)}", quality.planted, lambda defect: defect.type in SEEN, (3, 62)
        ),
        _catching(
            f"one planted defect: {', '.join(GUESSED)}", quality.planted, lambda defect: defect.type in GUESSED, (3, 18)
        ),
        _catching(
            "published, critical, but mistranslation",
            quality.published,
            lambda defect: defect.severity == "critical" and defect.type != "mistranslation",
            (1, 10),
        ),
        _catching(
            f"published, major: {', '.join(MAJORS)}",
            quality.published,
            lambda defect: defect.severity == "major" and defect.type in MAJORS,
            (1, 4),
        ),
        _silent("excellent translations", quality.clean, WARNINGS),
        _silent("published, nothing wrong with them", quality.good, None),
    ]


def _catching(title: str, cases: Sequence[Scored], takes: Callable[[Defect], bool], allowed: tuple[int, int]) -> Aim:
    each = [bool(one.caught(defect)) for one in cases for defect in one.case.defects if takes(defect)]
    missed, most, of = each.count(False), *allowed
    return Aim(
        title, f"at most {most} of {of} missed", f"{missed} of {len(each)} missed", missed * of <= most * len(each)
    )


def _silent(title: str, cases: Sequence[Scored], warnings: int | None) -> Aim:
    """Nothing that would stop them may be found, and no more than so many warnings, None for any number."""
    stops, warned = sum(len(one.stops) for one in cases), sum(len(one.warnings) for one in cases)
    aim = "none flagged" if warnings is None else f"none flagged, at most {warnings} warnings"
    measured = f"{stops} findings above a warning and {warned} warnings in {len(cases)} pairs"
    return Aim(title, aim, measured, stops == 0 and (warnings is None or warned <= warnings))
