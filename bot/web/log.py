"""The log: what was decided, by whom and when."""

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from bot.corrections.bidding import editions_of
from bot.domain import State
from bot.web import shelf
from bot.web.visit import Visit
from bot.web.waits import reason

LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One decision: of what (a key, or the number of a correction), what became of it, by whom, when and why."""

    at: datetime
    who: str
    what: str
    key: str
    number: int = 0
    why: str = ""


def page(visit: Visit) -> Response:
    """The latest first."""
    rows = sorted([*_decisions(visit), *_steps(visit)], key=lambda row: row.at)[::-1]
    return visit.show("log.html.j2", rows=rows[:LONGEST], count=len(rows))


def _decisions(visit: Visit) -> list[Row]:
    """What was held, released, paused, dropped, withdrawn, let out."""
    bot, mine = visit.house.bot, visit.house.editions(visit.person)
    names = {one.name for one in mine}
    tops = dict.fromkeys([*(one.source for one in mine), *names])
    return [
        Row(at=one.at, who=one.who, what=f"was_{one.what}", key=one.key, why=one.reason)
        for top in tops
        for one in bot.store.holds.decisions(top)
        if names & {edition.name for edition in editions_of(bot, one.key)}
    ]


def _steps(visit: Visit) -> list[Row]:
    """What became of corrections."""
    store = visit.house.bot.store
    return [
        Row(
            at=step.at,
            who=step.who,
            what="was_proposed" if step.state is State.PROPOSED else f"state_{step.state.name.lower()}",
            key=one.digest,
            number=one.number,
            why=reason(visit.words, step.why),
        )
        for one in shelf.corrections_seen(visit)
        for step in store.corrections.steps(one.number)
    ]
