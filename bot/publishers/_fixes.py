"""What was changed in a text since somebody pasted it elsewhere: what to look for there, and what to put in its place.

Pure; the old text and the new one are compared line by line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.corrections.quoting import narrowed
from bot.domain import Span

_HEADING = ("## ", "<h2")
"""What a line begins with that names an entry, in Markdown and in HTML."""
_KEPT = 0.5
"""The part of the lines that two texts must have in common to be compared; one that was withdrawn says it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One place of one part. `heading` is that of its entry as it stood, empty above the first; `at` the minute.

    `old` and `new` are the words that differ, with so many around them that `old` stands once in the part; `lines` are
    the whole new lines, empty where lines were only taken out.
    """

    at: str
    part: int
    heading: str
    old: str
    new: str
    lines: str


def fixes(old: str, new: str, *, part: int, at: str) -> Iterator[Fix]:
    """Every place where the two texts differ, in the order they stand; one for all where little of it is left."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = matcher.ratio() >= _KEPT or not (before and after)
    all_of_it = [("replace", 0, len(before), 0, len(after))]
    for tag, first, last, start, end in matcher.get_opcodes() if kept else all_of_it:
        lines = "".join(after[start:end])
        if tag != "equal" and (lines.strip() or "".join(before[first:last]).strip()):
            wide = Span(start=starts[first], old="".join(before[first:last]), new=lines)
            told = narrowed(old, wide)
            yield Fix(
                at=at,
                part=part,
                heading=_heading(before[: first + (tag != "insert")]),
                old=told.old.strip(),
                new=told.new.strip(),
                lines=lines.strip(),
            )


def _heading(lines: list[str]) -> str:
    above = (line for line in reversed(lines) if line.startswith(_HEADING))
    return next(above, "").removeprefix(_HEADING[0]).strip()
