"""The floor of a digest's cost: every text it must read and write once, and its instructions cached.

What a call must read and write is the source text and the text made of it; what is mended is read in both languages and
written again. All else the bot sends is its own doing: terms, fences, JSON, findings, topics' labels, a warming call.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bench.log import Line
from bench.model import Yardstick

Texts: TypeAlias = Mapping[tuple[str, str], tuple[int, int]]
"""For each task and text: tokens that must be read, and that must be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the calls of one task were billed, beside what they must cost, in dollars."""

    task: str
    calls: int
    billed: float
    reading: float
    writing: float
    instructions: float

    @property
    def floor(self) -> float:
        return self.reading + self.writing + self.instructions


def rows(lines: Sequence[Line], texts: Texts, prefixes: Mapping[str, int], yard: Yardstick) -> list[Row]:
    """A task a row, in the order in which they were first asked; warming calls are the last, under no floor.

    `texts` says of each task and text how many tokens must be read and written for it, `prefixes` how long each task's
    instructions are. Instructions asked for once are plain input; else they are written once and read after.
    """
    asked = [line for line in lines if line.billed]
    tasks = dict.fromkeys(line.task for line in asked if line.task)
    found = [_row(task, [line for line in asked if line.task == task], texts, prefixes[task], yard) for task in tasks]
    if warming := [line for line in asked if not line.task]:
        cost = billed(warming, yard)
        found.append(Row(task="warm", calls=len(warming), billed=cost, reading=0, writing=0, instructions=0))
    return found


def _row(task: str, lines: Sequence[Line], texts: Texts, prefix: int, yard: Yardstick) -> Row:
    must = [texts[task, text] for text in dict.fromkeys(line.text for line in lines)]
    others = len(must) - 1
    return Row(
        task=task,
        calls=len(lines),
        billed=billed(lines, yard),
        reading=yard.dollars(fresh=sum(source for source, _target in must)),
        writing=yard.dollars(output=sum(target for _source, target in must)),
        instructions=yard.dollars(write=prefix, read=prefix * others) if others else yard.dollars(fresh=prefix),
    )


def billed(lines: Iterable[Line], yard: Yardstick) -> float:
    """What the model's vendor would bill, in dollars."""
    asked = (line for line in lines if line.billed)
    return sum(yard.dollars(fresh=line.fresh, output=line.output, write=line.write, read=line.read) for line in asked)
