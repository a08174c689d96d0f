"""A piece of work, done in this process or by the worker that holds the lock: whoever asks sees the same."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.commands.desk import reading, working
from bot.config import person
from bot.domain import Wish
from bot.errors import Occupied
from bot.ports import Bot, Reporter

LOOK_S = 0.2
LOOKS = 25
"""How often the answer to a wish is looked for before it is asked whether the worker still lives."""

TURNS = 120
"""So often that is asked: a worker may be at other things for ten minutes in all."""


def see_to(
    config_file: Path,
    report: Reporter,
    what: str,
    key: str,
    here: Callable[[Bot], None],
    *,
    turns: int = TURNS,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Does a piece of work; where another process works, asks that one and reports what it heard.

    `what`, `key` and `facts` are the wish that says the same as `here`. A worker that ends meanwhile leaves the work
    to us. Raises: Occupied when nothing came of it in so many `turns` of five seconds; what `here` raises.
    """
    errand = _Errand(config_file, report, what, key, facts or {})
    try:
        for _ in range(turns):
            try:
                with working(config_file, report) as bot:
                    if errand.is_ours(bot):
                        here(bot)
                    return
            except Occupied as occupied:
                if errand.is_done_there(occupied):
                    return
                last = occupied
        raise last
    finally:
        errand.take_back()


class _Errand:
    """The wish that is left for another process, from the moment one is needed."""

    def __init__(self, config_file: Path, report: Reporter, what: str, key: str, facts: Mapping[str, str]) -> None:
        self._config_file = config_file
        self._report = report
        self._what = what
        self._key = key
        self._facts = facts
        self._wish: Wish | None = None

    def is_ours(self, bot: Bot) -> bool:
        """Whether nobody did it meanwhile; what somebody did is reported."""
        if self._wish is None or bot.store.wishes.withdraw(self._wish.number):
            return True
        return not self._told(bot, self._wish)

    def is_done_there(self, occupied: Occupied) -> bool:
        """Leaves the wish, once, and waits a little for its answer, in real time whatever the clock."""
        with reading(self._config_file) as bot:
            if self._wish is None:
                self._wish = bot.store.wishes.add(self._what, self._key, person(), bot.clock.now(), self._facts)
                self._report("asked", self._key or self._what, why=str(occupied))
            for _ in range(LOOKS):
                if self._told(bot, self._wish):
                    return True
                threading.Event().wait(LOOK_S)
        return False

    def take_back(self) -> None:
        """Takes a wish that nobody fulfilled with it: whoever asked is not there any more."""
        if self._wish:
            with reading(self._config_file) as bot:
                bot.store.wishes.withdraw(self._wish.number)

    def _told(self, bot: Bot, wish: Wish) -> bool:
        events = bot.store.wishes.answered(wish.number)
        for event in events or ():
            facts = {name: value for name, value in event.items() if name not in ("event", "key")}
            self._report(event["event"], event["key"], **facts)
        return events is not None
