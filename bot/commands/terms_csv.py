"""A glossary as Weblate takes and gives it: CSV with a header, a term a row, no cell a formula of a spreadsheet.

    source,target,context,translator_comments,developer_comments

`context` is the sense, `developer_comments` where a term comes from. The other renderings that are accepted, and those
that are forbidden, stand in `translator_comments` on a line each: `also: a | b`, `never: c | d`.
Sources: https://docs.weblate.org/en/latest/formats/csv.html, and for the columns
https://docs.translatehouse.org/projects/translate-toolkit/en/latest/formats/csv.html
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.domain import Term
from bot.errors import Misconfigured

COLUMNS = ("source", "target", "context", "translator_comments", "developer_comments")
LONGEST = 200

_FORMULA = re.compile(r"'*[=+\-@|%\t\r＝＋－＠]")
"""What a spreadsheet takes for a formula, or once did; the sign before it is the one Weblate writes
(https://owasp.org/www-community/attacks/CSV_Injection)."""

_FORMS = re.compile(r"^(also|never): (.*)$", re.MULTILINE)


def written(terms: Iterable[tuple[Term, str]]) -> str:
    """Terms, each with where it comes from, as a file."""
    file = io.StringIO()
    rows = csv.writer(file, quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for term, origin in terms:
        forms = {"also": term.accepted[1:], "never": term.forbidden}
        comments = "\n".join(f"{name}: {' | '.join(some)}" for name, some in forms.items() if some)
        rows.writerow(map(_harmless, (term.source, term.accepted[0], term.sense, comments, origin)))
    return file.getvalue()


def read(file: Path) -> list[Term]:
    """The terms of a file; rows without a target are not translated yet, and left out. Other columns do not matter.

    Raises: Misconfigured (unreadable, no such columns, a cell that cannot be a term).
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines, strict=True)
            if not {"source", "target"} <= set(rows.fieldnames or ()):
                raise Misconfigured(f"{file}:1: a header with `source` and `target` is needed")
            cells = ((rows.line_num, {name: _meant(row.get(name) or "").strip() for name in COLUMNS}) for row in rows)
            return [checked(_term(row), f"{file}:{line}") for line, row in cells if row["target"]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Misconfigured(f"{file}: cannot be read: {error}") from error


def checked(term: Term, where: str) -> Term:
    """The term itself. Raises: Misconfigured (it cannot be one), with `where` it stands."""
    for words in (term.source, *term.accepted, *term.forbidden):
        if not words.strip() or len(words) > LONGEST or not words.isprintable() or "|" in words:
            raise Misconfigured(f"{where}: {words!r} cannot be a term: one line of at most {LONGEST} characters, no |")
    return term


def _term(cells: Mapping[str, str]) -> Term:
    forms = dict(_FORMS.findall(cells["translator_comments"]))
    also, never = (_split(forms.get(name, "")) for name in ("also", "never"))
    accepted = (cells["target"], *also)
    return Term(source=cells["source"], accepted=accepted, forbidden=never, sense=cells["context"])


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _meant(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
