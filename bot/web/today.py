"""The first page: what waits for a person, what is held, what is out, what comes next, and what it costs."""

from collections.abc import Sequence

from starlette.responses import Response

from bot import budgeting
from bot.holding import Work
from bot.web import asking, shelf
from bot.web.visit import Visit
from bot.web.waits import said

FEW = 5
WEEKS = 4
"""So many issues are counted together as what it costs lately."""


def page(visit: Visit) -> Response:
    """Today."""
    bot, works = visit.house.bot, shelf.works(visit)
    rows = [shelf.row_of(bot, work) for work in works[: FEW * 4]]
    open_ = shelf.waiting_corrections(visit)
    return visit.show(
        "today.html.j2",
        notice=asking.noticed(visit),
        open=[shelf.card(visit, one) for one in open_[:FEW]],
        open_count=len(open_),
        waits=[(row, said(visit.words, row.wait.what)) for row in rows if row.state == shelf.WAITS and row.wait],
        soon=[row for row in rows if row.state == shelf.WAITS and row.wait is None],
        holds=shelf.holds_seen(visit),
        out=[row for row in rows if row.state == shelf.OUT][:FEW],
        costs=_costs(visit, works),
        spent=budgeting.spent_this_month(bot),
        month=bot.spending.month,
    )


def _costs(visit: Visit, works: Sequence[Work]) -> list[tuple[str, float]]:
    """What each of the latest issues cost so far, in US dollars, the newest first."""
    issues = list(dict.fromkeys(work.issue.key for work in works))[:WEEKS]
    spent = {one.name: one.dollars for one in visit.house.bot.store.calls.totals("issue")}
    return [(key, spent.get(key, 0.0)) for key in issues]
