"""The days of a week as newsletters print them: `(June 21 - 28)`, `(May 29-June 4)`, `Mar 27 — April 2`."""

import re
from dataclasses import dataclass
from datetime import date

USUAL_DAYS = range(6, 9)
"""How many days a week has, the first and the last included; of 181 weeks eleven had eight and one had six."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A first and a last day, each a month and its day; no year. `printed` is how they stand there."""

    printed: str
    first: tuple[int, int]
    last: tuple[int, int]

    @property
    def crosses(self) -> bool:
        """Whether the year changes between them."""
        return self.first[0] > self.last[0]

    def end(self, year: int) -> date | None:
        """The last day in that year; None where there is no such day."""
        return _day(year, *self.last)

    def start(self, end: date) -> date | None:
        """The first day before that last one; None where there is no such day."""
        return _day(end.year - self.crosses, *self.first)


def days_in(text: str) -> Days | None:
    """The first range of days in a text; None where there is none. A last day without its month is of the first's."""
    found = _RANGE.search(" ".join(text.split()))
    if not found:
        return None
    first, last = _month(found[1]), _month(found[3] or found[1])
    return Days(printed=found[0], first=(first, int(found[2])), last=(last, int(found[4])))


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - twelve words read best as a line
_MONTH = f"({'|'.join(_MONTHS)})[a-z]*"
_RANGE = re.compile(rf"\b{_MONTH}\.? ?(\d{{1,2}}) ?[-‐‑–—−~] ?(?:{_MONTH}\.? ?)?(\d{{1,2}})(?!\d)", re.IGNORECASE)


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()) + 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
