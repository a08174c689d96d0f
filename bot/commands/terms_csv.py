"""A glossary as Weblate takes and gives it: CSV with a header, a term a row, no cell a formula of a spreadsheet.

    source,target,context,translator_comments,developer_comments

`context` is the sense, `developer_comments` where a term comes from. The other renderings that are accepted, and those
that are forbidden, stand in `translator_comments`: `also: a | b || never: c | d`, on one line, since Weblate warns of
files with line breaks in their cells. An upload there may lose its comments.
Sources: https://docs.weblate.org/en/latest/formats/csv.html, https://github.com/WeblateOrg/weblate/issues/5365, and for
the columns https://docs.translatehouse.org/projects/translate-toolkit/en/latest/formats/csv.html
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.domain import Term
from bot.errors import Misconfigured
from bot.wording import key

COLUMNS = ("source", "target", "context", "translator_comments", "developer_comments")
LONGEST = 200

_FORMULA = re.compile(r"'*[=+\-@|%\t\r＝＋－＠]")
"""What a spreadsheet takes for a formula, or once did (https://owasp.org/www-community/attacks/CSV_Injection)."""

_BETWEEN = " || "
_FORMS = re.compile(r"(also|never): (.*)")


def written(terms: Iterable[tuple[Term, str]]) -> str:
    """Terms, each with where it comes from, as a file."""
    file = io.StringIO()
    rows = csv.writer(file, quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for term, origin in terms:
        forms = {"also": term.accepted[1:], "never": term.forbidden}
        comments = _BETWEEN.join(f"{name}: {' | '.join(some)}" for name, some in forms.items() if some)
        rows.writerow(map(_harmless, (term.source, term.accepted[0], term.sense, comments, origin)))
    return file.getvalue()


def read(file: Path) -> list[Term]:
    """The terms of a file; what is not translated yet, or needs editing as Weblate says, is left out. Other columns do
    not matter.

    Raises: Misconfigured (unreadable, no such columns, a cell that cannot be a term, a term with two translations).
    """
    found: dict[tuple[str, str], Term] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines, strict=True)
            if not {"source", "target"} <= set(rows.fieldnames or ()):
                raise Misconfigured(f"{file}:1: a header with `source` and `target` is needed")
            for row in rows:
                cells = {name: _meant(row.get(name) or "").strip() for name in (*COLUMNS, "fuzzy")}
                if cells["target"] and cells["fuzzy"].lower() not in ("true", "1"):
                    term = checked(_term(cells), f"{file}:{rows.line_num}")
                    if found.setdefault((key(term.source), term.sense), term) != term:
                        raise Misconfigured(f"{file}:{rows.line_num}: {term.source!r} stands there twice; keep one row")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Misconfigured(f"{file}: cannot be read: {error}") from error
    return list(found.values())


def checked(term: Term, where: str) -> Term:
    """The term itself. Raises: Misconfigured (it cannot be one), with `where` it stands."""
    words = (term.source, *term.accepted, *term.forbidden)
    for one in (*words, *filter(None, [term.sense])):
        if not one or one != one.strip() or len(one) > LONGEST or not one.isprintable() or "|" in one:
            raise Misconfigured(f"{where}: {one!r} cannot be a term: one line of at most {LONGEST} characters, no |")
    if not key(term.source):
        raise Misconfigured(f"{where}: {term.source!r} cannot be a term: it is looked for in English, by Latin letters")
    return term


def _term(cells: Mapping[str, str]) -> Term:
    parts = map(_FORMS.fullmatch, cells["translator_comments"].split(_BETWEEN))
    forms = {part[1]: part[2] for part in parts if part}
    also, never = (_split(forms.get(name, "")) for name in ("also", "never"))
    accepted = (cells["target"], *also)
    return Term(source=cells["source"], accepted=accepted, forbidden=never, sense=cells["context"])


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _harmless(cell: str) -> str:
    """As Weblate writes and reads it (`CSVExporter.string_filter`, `CSVUnit.unescape_csv`)."""
    return "'{}'".format(cell.replace("|", r"\|")) if _FORMULA.match(cell) else cell


def _meant(cell: str) -> str:
    inner = cell[1:-1]
    quoted = len(cell) > len("''") and cell[0] == cell[-1] == "'"
    return inner.replace(r"\|", "|") if quoted and _FORMULA.match(inner.replace(r"\|", "|")) else cell
