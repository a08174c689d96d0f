"""What a page asks of the worker, and what came of it."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.web.visit import Visit, go

LOOKS = 50
"""How often is looked for an answer before the page is shown without it, five seconds as the pages are served."""

_DONE = ("done", "approved", "rejected", "held", "undone", "seconded")
"""What came of a wish that was fulfilled."""

_SAID = ("bid", "answered")
"""The events that say what came of a wish, as `came`."""

_TROUBLE = {"waits": "waits", "held": "stopped", "misconfigured": "broken", "bug": "broken"}
"""What is said of the events that a wish may end with instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of a wish: a word's ending, `unknown` while the worker is at it; `why` is what kept it from
    being done, in the worker's words."""

    number: int
    what: str
    why: str = ""

    @property
    def done(self) -> bool:
        """Whether it was fulfilled."""
        return self.what in _DONE

    @property
    def word(self) -> str:
        """The word that says it."""
        return f"came_{self.what}"


def ask(visit: Visit, what: str, key: str, **facts: str) -> Came:
    """Leaves a wish in the visitor's name, and waits a little for its answer."""
    bot, person = visit.house.bot, visit.person
    named = {**facts, **({"operator": "yes"} if person.operator else {})}
    wish = bot.store.wishes.add(what, key, person.who, bot.clock.now(), named)
    for _ in range(LOOKS):
        came = came_of(visit, wish.number)
        if came.what != "unknown":
            return came
        threading.Event().wait(visit.house.look_s)
    return came


def came_of(visit: Visit, number: int) -> Came:
    """What came of a wish so far."""
    events = visit.house.bot.store.wishes.answered(number)
    return Came(number=number, what="unknown") if events is None else _told(number, events)


def noticed(visit: Visit) -> Came | None:
    """What came of the wish that the address names; None where it names none.

    It is named so that nobody can guess it: others have no business with what came of somebody's wish.
    """
    number = visit.house.memory.wishes.get(visit.query.get("wish", ""))
    came = came_of(visit, number) if number else None
    return came if came and visit.words.known(came.word) else None


def after(visit: Visit, came: Came, page: str) -> Response:
    """The page to go to once a wish was left."""
    name = visit.house.memory.wishes.put(came.number)
    return go(f"{page}{'&' if '?' in page else '?'}wish={name}")


def _told(number: int, events: Sequence[Mapping[str, str]]) -> Came:
    """The event that says what came of it, else the gravest trouble, else that it is done."""
    said = next((one for one in events if one["event"] in _SAID), None)
    if said:
        return Came(number=number, what=said["came"])
    trouble = next((one for name in _TROUBLE for one in events if one["event"] == name), None)
    if trouble:
        return Came(number=number, what=_TROUBLE[trouble["event"]], why=trouble.get("why", ""))
    return Came(number=number, what="done")
