"""docs/reliability.md: the table of what was tried, and what a person has to do where it did not mend itself."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tools.faults.calls import CALLS, Call
from tools.faults.cells import Result
from tools.faults.rows import TROUBLES
from tools.faults.troubles import Trouble, Word

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"

LONGEST = 320
"""Characters of the bot's own line that the page repeats."""

_PREFACE = """\
# Reliability

<!-- written by `make faults`; change the program, not this page -->

Whatever a service answers, every issue that is due becomes exactly one topic of an edition, its parts in order; no
word that a person wrote there is written over; and no answer of the model that was kept is paid for again. Trouble
that passes is waited out. Trouble that does not pass stops what it concerns, says so in one line, and is over once a
person has done what the line says.

This page shows that, as far as it was tried. Each cell is the week of `paperboy demo`, on a forum whose limit makes it
three parts, with an abstract that arXiv learns late and that an edit fills in. The edition says `on_failure = "hold"`;
with `"source"` a text that the model refuses goes out in English instead of being held. The real command line runs
against the sandbox, and one fault strikes one kind of call: once, and then again and again until it is mended. A week
ends well when the forum shows one topic with the texts of a week without faults, the model was paid for nothing twice,
and another pass changes nothing.

Where a table is about a correction, a reader comments below a week that is out, the bot asks the moderators in their
message, one of them agrees, the posts are edited, and the reader is thanked. That ends well when the correction is made
by one edit of a post, everything is said once, and the rest is as above. What the sandbox does not know of a real
service, this page does not know either.

`make faults` tries every cell again, `python -m tools.faults --only 'ROW:COLUMN'` one of them with all that the bot
says. Up to ten cells that end wrong are tried once more with nothing beside them, as a busy machine can be slower than
the bot waits; `again` is how many were. This run: {summary}.

| word | meaning |
| --- | --- |
| recovered | within the same pass; nobody notices |
| later | by itself, in a later pass |
| waits | is tried again until the trouble is over, and then goes on by itself (exit code 75) |
| held | stands still until a person releases it (exit code 4) |
| stopped | goes on by itself once the operator has mended configuration, key or forum (exit code 78) |
| no intro | goes out without the week's introduction |
| in English | the abstract that came late is filled in in English |
| asks again | a moderator decides once more; the bot has said why, but where it could not see the first decision |
| needs a look | a moderator makes the correction by hand, as the model gave nothing that the bot could make |
| dropped | nothing is changed: nobody asks for it any more |
| – | cannot happen there |

Where a cell has two words, the first is for a fault that comes once, the second for one that stays.
"""

_TABLES = {
    ("newsletter", False): "The newsletter's feed",
    ("arxiv", False): "arXiv",
    ("model", False): "The model",
    ("forum", False): "The forum",
    ("model", True): "The model, for a correction",
    ("forum", True): "The forum, for a correction",
}
"""The title of each table; what stands there is of which server, and of the loop or not."""


def page(results: Sequence[Result], summary: str) -> str:
    """The whole page."""
    tables = "\n\n".join(f"## {title}\n\n" + "\n".join(_table(*which, results)) for which, title in _TABLES.items())
    acts = "\n".join(_acts(results))
    return (
        f"{_PREFACE.format(summary=summary)}\n{tables}\n\n## What a person does\n\nWhere something is held or stopped,"
        f" the bot's own line says what to do. One of each row:\n\n{acts}\n"
    )


def stale(text: str) -> str:
    """What is amiss with the page: other rows or columns than there are, or an end that is wrong; else empty."""
    there = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]
    for which, title in _TABLES.items():
        head = _row("", (call.name for call in _columns(*which)))
        if head not in text.splitlines():
            return f"the columns of {title!r} are not those that are tried"
    wanted = [_cell(trouble.name) for which in _TABLES for trouble in _rows(*which)]
    rows = [name for name in there if name in set(wanted)]
    if rows != wanted:
        return "its rows are not those that are tried"
    return "" if re.search(r" wrong=0\b", text) else "it is of a run in which something ended wrong"


def _table(server: str, loop: bool, results: Sequence[Result]) -> Iterator[str]:
    columns = _columns(server, loop)
    yield _row("", (call.name for call in columns))
    yield _row("---", ("---" for _ in columns))
    for trouble in _rows(server, loop):
        yield _row(trouble.name, (_word(trouble, call, results) for call in columns))


def _word(trouble: Trouble, call: Call, results: Sequence[Result]) -> str:
    words = [one.end.word for one in results if (one.cell.trouble, one.cell.call) == (trouble, call)]
    return " / ".join(dict.fromkeys(words)) or "–"


def _acts(results: Sequence[Result]) -> Iterator[str]:
    told: set[int] = set()
    for one in results:
        if one.end.word in (Word.HELD, Word.STOPPED) and one.end.said and one.cell.row not in told:
            told.add(one.cell.row)
            yield f"- **{one.cell.trouble.name}**, {one.cell.call.name} ({one.end.word}): {_shown(one.end.said)}"


def _shown(said: str) -> str:
    """A line of the bot without its sign and event, on no port."""
    line = re.sub(r"^\S+ \S+ +", "", said)
    line = re.sub(r"http://127\.0\.0\.1:\d+", "http://sandbox", line)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _columns(server: str, loop: bool) -> list[Call]:
    return [call for call in CALLS if (call.server, call.loop) == (server, loop)]


def _rows(server: str, loop: bool) -> list[Trouble]:
    """What can strike one of the columns."""
    columns = _columns(server, loop)
    return [trouble for trouble in TROUBLES if trouble.server == server and any(map(trouble.on, columns))]


def _row(name: str, cells: Iterable[str]) -> str:
    return f"| {_cell(name)} | {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
