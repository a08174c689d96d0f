"""The glossary: the terms of each locale, which of them people decided, taking those back, and the older posts."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot import texts
from bot.corrections.learning import MOST_OLDER, disagreeing
from bot.domain import Learned, Term
from bot.web import asking
from bot.web.visit import Refused, Visit

MOST = 200
"""So many terms are shown at once; the others are found by searching."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A term as it is used now; `learned` is who decided it and when, None where the file has it."""

    term: Term
    learned: Learned | None


def page(visit: Visit) -> Response:
    """The terms of a locale: those that people decided first, then the file's."""
    codes = _codes(visit)
    code = visit.query.get("locale", codes[0])
    if code not in codes:
        raise Refused(404, "nothing_here")
    rows, wanted = _rows(visit, code), visit.query.get("find", "").strip()
    shown = [row for row in rows if _has(row.term, wanted.casefold())]
    asked = visit.query.get("term", "")
    return visit.show(
        "glossary.html.j2",
        notice=asking.noticed(visit),
        codes=codes,
        code=code,
        find=wanted,
        rows=sorted(shown, key=lambda row: row.learned is None)[:MOST],
        count=len(rows),
        more=max(0, len(shown) - MOST),
        asked=asked,
        older=_older(visit, code, rows, asked),
        most_older=MOST_OLDER,
    )


def act(visit: Visit) -> Response:
    """Takes a term back that people decided, or has older posts corrected for it."""
    code, source, sense = (visit.form.get(name, "") for name in ("locale", "source", "sense"))
    if code not in _codes(visit):
        raise Refused(404, "nothing_here")
    match visit.form.get("do"):
        case "forget":
            came = asking.ask(visit, "forget", f"{code}/{source}", sense=sense)
            return asking.after(visit, came, f"/glossary?locale={code}")
        case "older":
            return asking.after(visit, asking.ask(visit, "older", f"{code}/{source}"), "/corrections")
        case _:
            raise Refused(400, "not_meant")


def _codes(visit: Visit) -> list[str]:
    return list(dict.fromkeys(one.locale for one in visit.house.editions(visit.person)))


def _rows(visit: Visit, code: str) -> list[Row]:
    bot = visit.house.bot
    learned = {(one.source, one.sense): one for one in bot.store.terms.all(code)}
    return [Row(term=one, learned=_by(one, learned)) for one in texts.locale_of(bot, code).glossary]


def _by(term: Term, learned: dict[tuple[str, str], Learned]) -> Learned | None:
    return learned.get((term.source, term.sense)) if term.learned else None


def _has(term: Term, wanted: str) -> bool:
    return any(wanted in one.casefold() for one in (term.source, *term.accepted))


def _older(visit: Visit, code: str, rows: Sequence[Row], asked: str) -> Sequence[str]:
    """The texts that are out and have a term otherwise than it was decided."""
    found = next((row.term for row in rows if row.term.learned and row.term.source == asked), None)
    return [one.entry for one in disagreeing(visit.house.bot, code, found)] if found else ()
