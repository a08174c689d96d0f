"""Reads the labelled pairs; every record becomes a `Case` with the places where a finding has to be."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]

FOLDER = Path(os.environ.get("PAPERBOY_SHARED", ROOT.parent / "shared")) / "quality"  # noqa: TID251 - where the data is
"""Of the labelled pairs, as the tests find it."""

LOCALES = ("ko", "ja")

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])(?=[^\s」』）)])|\n+")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|vs|cf|al|Fig|Eq|Sec|No|approx)\.)\s*$")

_SHARE = 0.25
"""How much of a source sentence, by its part of the text's length, a cut must cover to be about that sentence."""


class Range(NamedTuple):
    """Of characters, as a slice; an empty one is a point between two characters, where something was cut out."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a defect is, on both sides; a finding that overlaps either has found it.

    `whole` says that the defect is the whole record: any finding with a span has found it.
    """

    source: tuple[Range, ...] = ()
    target: tuple[Range, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Defect:
    """One that was labelled or planted; `severity` is empty for a planted one."""

    type: str
    severity: str
    note: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One pair of texts and all that is wrong with it."""

    id: str
    locale: str
    kind: str
    source: str
    target: str
    defects: tuple[Defect, ...] = ()


def clean() -> Iterator[Case]:
    """The excellent pairs, each in the locales it is given in."""
    for row in _rows("clean.jsonl"):
        for locale in filter(row.__contains__, LOCALES):
            yield Case(
                id=f"{row['id']}/{locale}", locale=locale, kind="abstract", source=row["source"], target=row[locale]
            )


def planted() -> Iterator[Case]:
    """Excellent pairs with one defect put in."""
    bases = {row["id"]: row for row in _rows("clean.jsonl")}
    for row in _rows("planted.jsonl"):
        source, target, locale = row["source"], row["target"], row["locale"]
        base = bases.get(row["base"], {}).get(locale, "")
        place = _planted_place(row["type"], source, base, target)
        yield Case(
            id=row["id"],
            locale=locale,
            kind="abstract",
            source=source,
            target=target,
            defects=(Defect(row["type"], "", row["note"], place),),
        )


def published() -> Iterator[Case]:
    """Pairs as they were published, their defects labelled by hand."""
    for row in _rows("published.jsonl"):
        yield Case(
            id=f"{row['id']}/{row['locale']}",
            locale=row["locale"],
            kind=row["kind"],
            source=row["source"],
            target=row["target"],
            defects=tuple(_labelled(one, row) for one in row["defects"]),
        )


def occurrences(span: str, text: str) -> tuple[Range, ...]:
    """Every place of a span in its text; none of an empty span."""
    if not span:
        return ()
    return tuple(Range(found.start(), found.end()) for found in re.finditer(re.escape(span), text))


def sentences(text: str) -> list[Range]:
    """The sentences of a text, one after the other without gaps."""
    starts = [0]
    for found in _SENTENCE_END.finditer(text):
        if found.end() < len(text) and not _ABBREVIATED.search(text[max(0, found.start() - 12) : found.start()]):
            starts.append(found.end())
    return [Range(start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _rows(name: str) -> list[dict[str, Any]]:
    return [dict(row) for row in _read(FOLDER / name)]


@cache
def _read(file: Path) -> tuple[Mapping[str, Any], ...]:
    with file.open(encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines if line.strip())


def _labelled(label: Mapping[str, str], row: Mapping[str, str]) -> Defect:
    source, target = label["source_span"], label["target_span"]
    place = Place(
        occurrences(source, row["source"]), occurrences(target, row["target"]), whole=not source and not target
    )
    return Defect(label["type"], label["severity"], label["note"], place)


def _planted_place(kind: str, source: str, base: str, target: str) -> Place:
    """In the target: what differs from the base. In the source: the sentences the changed part of the base renders.

    The source's side is a guess: where both have as many sentences, those of the same number, else those at the same
    part of the text's length. So it is generous.
    """
    if kind == "wrong_text" or not base:
        return Place(whole=True)
    if base == target:
        return Place(whole=True)
    head = _alike(base, target)
    tail = min(_alike(base[::-1], target[::-1]), len(base) - head, len(target) - head)
    old, new = Range(head, len(base) - tail), Range(head, len(target) - tail)
    return Place(_counterpart(old, base, source), (new,))


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _counterpart(old: Range, base: str, source: str) -> tuple[Range, ...]:
    ours, theirs = sentences(source), sentences(base)
    if len(ours) == len(theirs):
        return tuple(
            one for one, other in zip(ours, theirs, strict=True) if old.start < other.end and other.start < old.end
        ) or (ours[-1],)
    scale = len(source) / max(1, len(base))
    middle = Range(int(old.start * scale), max(int(old.end * scale), int(old.start * scale) + 1))
    return tuple(one for one in ours if _common(one, middle) >= _SHARE * min(_length(one), _length(middle)))


def _common(one: Range, other: Range) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _length(one: Range) -> int:
    return one.end - one.start
