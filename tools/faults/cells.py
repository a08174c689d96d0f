"""The cells of the table: every trouble at every call it can strike, once and standing; and how each ended."""

from collections.abc import Iterator
from dataclasses import dataclass

from tools.faults.calls import CALLS, Call
from tools.faults.rows import TROUBLES
from tools.faults.trial import End
from tools.faults.troubles import Trouble, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A trouble at a call, once or standing; by their places in the lists, so that it can go to another process."""

    row: int
    column: int
    standing: bool

    @property
    def trouble(self) -> Trouble:
        """The row."""
        return TROUBLES[self.row]

    @property
    def call(self) -> Call:
        """The column."""
        return CALLS[self.column]

    @property
    def name(self) -> str:
        """What `--only` takes."""
        return f"{self.trouble.server}/{self.trouble.name}:{self.call.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A cell and how it ended."""

    cell: Cell
    end: End

    @property
    def wrong(self) -> str:
        """What is wrong with it; empty where nothing is."""
        allowed = (self.cell.trouble.always if self.cell.standing else self.cell.trouble.once) or ()
        if self.cell.call.spare:
            allowed = (*allowed, Word.RECOVERED, Word.LATER)
        if self.cell.call.loop and Word.HELD in allowed:
            allowed = (*allowed, Word.AGAIN, Word.LOOK)
        if self.end.wrong or self.end.word in allowed:
            return self.end.wrong
        return f"ended as {self.end.word}, and may end as {' or '.join(allowed)}"


def cells() -> Iterator[Cell]:
    """Every trial of the table, row by row."""
    for row, trouble in enumerate(TROUBLES):
        for column, call in enumerate(CALLS):
            if call.server == trouble.server and trouble.on(call):
                ways = ((False, trouble.once), (True, trouble.always))
                yield from (Cell(row=row, column=column, standing=way) for way, words in ways if words is not None)


def sample() -> Iterator[Cell]:
    """One trial of each row: another call and another way from row to row."""
    rows: dict[int, list[Cell]] = {}
    for cell in cells():
        rows.setdefault(cell.row, []).append(cell)
    yield from (of_row[row % len(of_row)] for row, of_row in rows.items())
