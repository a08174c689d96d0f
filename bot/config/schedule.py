"""Cron lines: the shape of the five fields. The scheduler that obeys them is slow to load, and is not asked here."""

import re
from dataclasses import dataclass

_PART = re.compile(r"(?:\*|([0-9]{1,2})(?:-([0-9]{1,2}))?)(?:/([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A field of a cron line: what it is, the lowest and the highest number it may hold, and the names."""

    name: str
    lowest: int = 0
    highest: int = 0
    words: tuple[str, ...] = ()

    def takes(self, part: str) -> bool:
        """Whether this is one of the field's parts: `*`, `*/5`, `7`, `7-12`, `7-12/2`, `mon`, `mon-fri`."""
        found = _PART.fullmatch(part)
        if not found:
            words = part.split("-", 1)
            places = [self.words.index(word) for word in words if word in self.words]
            return len(places) == len(words) and places == sorted(places)
        first, last, step = found.groups()
        start = int(first or self.lowest)
        end = int(last or (first if first and not step else self.highest))
        return self.lowest <= start <= end <= self.highest and (step is None or 1 <= int(step) <= end - start)

    @property
    def remedy(self) -> str:
        """What may stand in it."""
        numbers = (
            f"'*/5', a number from {self.lowest} to {self.highest}, a range such as '{self.lowest}-{self.highest}'"
        )
        words = f"one of {', '.join(self.words)}, a range such as '{'-'.join(self.words[:2])}'"
        return f"give '*', {numbers if self.highest else words}, or several with commas"


_FIELDS = (
    _Field(name="minute", highest=59),
    _Field(name="hour", highest=23),
    _Field(name="day of the month", lowest=1, highest=31),
    _Field(
        name="month",
        lowest=1,
        highest=12,
        words=("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    ),
    _Field(name="weekday", words=("mon", "tue", "wed", "thu", "fri", "sat", "sun")),
)


def cron_line(value: str) -> str:
    """The line in lower case with single spaces. Raises: ValueError (not five fields, or one that holds nonsense).

    A number in the fifth field is refused: cron counts weekdays from Sunday, the scheduler from Monday.
    Source: https://apscheduler.readthedocs.io/en/3.x/modules/triggers/cron.html
    """
    texts = value.lower().split()
    if len(texts) != len(_FIELDS):
        raise ValueError("give five fields: minute, hour, day of the month, month, weekday, such as '*/20 * * * *'")
    if re.search(r"\d", texts[-1]):
        raise ValueError("the fifth field is the weekday; write mon..sun: numbers mean other days elsewhere")
    for field, text in zip(_FIELDS, texts, strict=True):
        if not all(field.takes(part) for part in text.split(",")):
            raise ValueError(f"{text!r} is no {field.name}; {field.remedy}")
    return " ".join(texts)
