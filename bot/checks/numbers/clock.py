"""Before noon and after: 6 a.m. is not 午後6時."""

import re


def other_half(source: str, target: str) -> tuple[str, str] | None:
    """An hour of the source and one of the translation on the other side of noon; None for none.

    Only where all hours of each text are on one side: which hour is which is not asked.
    """
    theirs = list(_HALVES.finditer(target))
    hours = list(_HOURS.finditer(source)) if theirs else []
    if not hours:
        return None
    halves = {hour[1].lower() for hour in hours}
    if len(halves) > 1 or any(_HALF_OF[half[1]] in halves for half in theirs):
        return None
    return hours[0][0], theirs[0][0]


_HOURS = re.compile(r"\b\d{1,2}(?::\d\d)? ?([ap])\.?m\b", re.IGNORECASE)
_HALVES = re.compile(r"(오전|오후|午前|午後) ?\d{1,2} ?(?:시|時)")
_HALF_OF = {"오전": "a", "오후": "p", "午前": "a", "午後": "p"}
