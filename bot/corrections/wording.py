"""A person's own words for a correction, as they may stand in a post. Pure."""

import re

from bot import cook
from bot.corrections.signs import bare, is_hidden
from bot.domain import Correction, Field

LONGEST = 4_000

_UNSEEN = re.compile(r"<!--|-->")


def own_wording(field: Field, text: str) -> str:
    """The wording for a field; empty where there is none to be used: nothing in it may be hidden from its readers.

    A title, an address and a term are one line. What is no text of a translation stands in a post as it is given, and
    is escaped here.
    """
    wording = text.strip()
    if not wording or len(wording) > LONGEST or _UNSEEN.search(wording) or any(map(is_hidden, wording)):
        return ""
    if "\n" in wording and field in (Field.TITLE, Field.LINK, Field.TERM, Field.ENGLISH):
        return ""
    match field:
        case Field.LINK:
            return cook.url(wording)
        case Field.ENGLISH:
            return cook.escape(wording)
        case _:
            return wording


def is_whole(correction: Correction) -> bool:
    """Whether every address that a correction changes is still one, from end to end; true of all that is none."""
    if correction.field is not Field.LINK:
        return True
    before = correction.before.split("\n")
    changed = [bare(line) for line in correction.after.split("\n") if line not in before]
    return all(cook.url(line) == line and line.count("://") == 1 for line in changed)
