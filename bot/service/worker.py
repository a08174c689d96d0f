"""The worker: one thing at a time in a thread of its own, chosen and watched by the thread that calls `run`.

What comes first: a wish, then a sign of life, then a poll. A poll makes way for a wish: no new unit of it begins, and
what is left of it is taken up afterwards. While moderators are asked for a decision, it is listened for between polls.
"""

import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot import granting, holding, pipeline, waiting
from bot.backfilling import Filling
from bot.clock import Stopwatch
from bot.corrections.watching import awaited
from bot.domain import Stop, Wish
from bot.errors import Misconfigured, PaperboyError, Rejected, Unavailable
from bot.looking import EVERY
from bot.ports import Bot
from bot.pulse import Pulse
from bot.service.alarm import Alarm
from bot.service.ear import Ear
from bot.service.health import trouble
from bot.service.systemd import Systemd

LOOK_S = 0.5
"""How often it looks for wishes, and at its own health."""

WISH = timedelta(minutes=10)
"""Whoever asked for something has given up waiting after that long."""

LISTEN_S = 30.0
"""How often it listens for a decision: whoever gave one sees within a minute that it was heard."""

GRACE_S = 20
"""How long units in flight may take when it is asked to stop."""

_EVENTS: Mapping[type[PaperboyError], str] = {Unavailable: "waits", Rejected: "held", Misconfigured: "misconfigured"}

_POLL = "poll"
_BEAT = "beat"
_LISTEN = "listen"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What the worker is at; `wish` is None where nobody asked for it."""

    what: str
    done: "Future[None]"
    notes: list[Mapping[str, str]] = field(default_factory=list)
    wish: Wish | None = None

    @property
    def key(self) -> str:
        return (self.wish.key if self.wish else "") or self.what


class Service:
    """What `paperboy run` runs. The caller holds the lock and has opened the store."""

    def __init__(
        self, bot: Bot, pulse: Pulse, ear: Ear, alarm: Alarm, systemd: Systemd, *, listen_s: float = LISTEN_S
    ) -> None:
        self._bot = bot
        self._pulse = pulse
        self._ear = ear
        self._alarm = alarm
        self._systemd = systemd
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")
        self._woken = threading.Event()
        self.stopping = False
        self._job: _Job | None = None
        self._due: Stopwatch | None = Stopwatch()
        self._beaten: Stopwatch | None = None
        self._listened = Stopwatch()
        self._listen_s = listen_s
        self._answers: dict[int, Sequence[Mapping[str, str]]] = {}
        self._waiting = ""
        self._filling: Filling | None = None

    def stop(self) -> None:
        """Asks it to end, from a signal's handler or any thread."""
        # No more than this: a handler runs in the middle of anything, also of what holds a lock.
        self.stopping = True

    def run(self) -> None:
        """Works until it is asked to stop, and returns when units in flight have ended, or after 20 s."""
        self._alarm.start()
        self._systemd.ready()
        self._ear("started", self._bot.host, next_poll=f"{self._alarm.next:%Y-%m-%d %H:%M %Z}")
        while not self.stopping:
            self._look()
            self._woken.wait(min(LOOK_S, self._systemd.pace or LOOK_S))
            self._woken.clear()
        self._end()

    def _look(self) -> None:
        """Takes note of what ended and what is due, begins what comes next, and says how it is."""
        if self._job and self._job.done.done():
            self._finish(self._job)
        if self._alarm.rang() and self._due is None:
            self._due = Stopwatch()
        wishes = self._wishes()
        if self._job is None:
            self._begin_next(wishes)
        elif wishes and self._job.wish is None:
            self._pulse.halt()
        self._tell()

    def _begin_next(self, wishes: Sequence[Wish]) -> None:
        wish = next((one for one in wishes if not self._declined(one)), None)
        if wish:
            self._begin(wish.what, lambda: self._grant(wish), wish)
        elif self._beaten is None or self._beaten.seconds > EVERY.total_seconds():
            self._beaten = Stopwatch()
            self._begin(_BEAT, self._beat)
        elif self._due:
            self._begin(_POLL, self._tick)
        elif self._listened.seconds >= self._listen_s:
            self._listened = Stopwatch()
            if self._is_decision_due():
                self._begin(_LISTEN, partial(pipeline.attend, self._bot))

    def _begin(self, what: str, work: Callable[[], None], wish: Wish | None = None) -> None:
        notes: list[Mapping[str, str]] = []
        self._pulse.resume()
        if what in (_POLL, "tick"):
            self._due = None
        done = self._pool.submit(self._noting, notes, work)
        self._job = _Job(what=what, done=done, notes=notes, wish=wish)
        done.add_done_callback(lambda _done: self._woken.set())

    def _finish(self, job: _Job) -> None:
        if error := job.done.exception():
            self._noting(job.notes, lambda: self._tell_of(error, job.key))
        if job.what == _POLL and self._pulse.halted:
            self._due = self._due or Stopwatch()
        # A wish cut short by the end is not answered: whoever waits for it finds the lock free, and sees to it.
        if job.wish and not self.stopping:
            self._answers[job.wish.number] = job.notes
        self._job = None
        self._answer()

    def _declined(self, wish: Wish) -> bool:
        """Answers a wish without doing it where nobody waits for it any more: a post would come out of the blue."""
        if self._bot.clock.now() - wish.at <= WISH:
            return False
        notes: list[Mapping[str, str]] = []
        why = f"asked too long ago, at {wish.at:%Y-%m-%d %H:%M} UTC; ask again"
        self._noting(notes, lambda: self._ear("waits", wish.key or wish.what, why=why))
        self._answers[wish.number] = notes
        return True

    def _beat(self) -> None:
        # A unit: a place that hangs must be seen to.
        with self._pulse.unit(_BEAT):
            pipeline.beat(self._bot)

    def _tick(self) -> None:
        # One for the whole time: it remembers what it would have to ask the forum for again.
        self._filling = self._filling or Filling(self._bot)
        self._filling.tick()
        self._waiting = _what_waits(self._bot)

    def _grant(self, wish: Wish) -> None:
        if wish.what == "tick":
            self._tick()
        else:
            granting.grant(self._bot, wish)

    def _is_decision_due(self) -> bool:
        """Whether anything waits for one, or was decided just now; no while the store cannot say."""
        try:
            return bool(awaited(self._bot))
        except PaperboyError as error:
            self._tell_of(error, _LISTEN)
            return False

    def _noting(self, notes: list[Mapping[str, str]], work: Callable[[], None]) -> None:
        with self._ear.noting(notes):
            work()

    def _tell_of(self, error: BaseException, key: str) -> None:
        """Says what became of a job. A bug is said whole, and the service lives on."""
        event = next((event for kind, event in _EVENTS.items() if isinstance(error, kind)), None)
        if event:
            self._ear(event, key, why=str(error))
        else:
            self._ear("bug", key, why=repr(error), trace="".join(traceback.format_exception(error)))

    def _wishes(self) -> Sequence[Wish]:
        """The wishes to be granted; none while the store cannot say."""
        self._answer()
        try:
            return [wish for wish in self._bot.store.wishes.open() if wish.number not in self._answers]
        except PaperboyError as error:
            self._tell_of(error, "wishes")
            return ()

    def _answer(self) -> None:
        """Writes answers down; what the store does not take now is kept, and not done again."""
        for number, notes in list(self._answers.items()):
            try:
                self._bot.store.wishes.answer(number, notes, self._bot.clock.now())
            except PaperboyError as error:
                self._tell_of(error, "wishes")
                return
            del self._answers[number]

    def _tell(self) -> None:
        """Feeds the watchdog while all is well, and shows what goes on."""
        busy, due = self._pulse.busy, self._due.seconds if self._due else 0
        if why := trouble(oldest_unit=self._pulse.oldest, due_poll=due, alarm=self._alarm.late):
            self._ear("stuck", busy[0] if busy else self._bot.host, why=why)
        else:
            self._systemd.alive()
        doing = f"at {busy[0]}" + (f" and {len(busy) - 1} more" if busy[1:] else "") if busy else "at rest"
        self._systemd.status(f"{doing}; next poll {self._alarm.next:%a %H:%M %Z}{self._waiting}")

    def _end(self) -> None:
        self._pulse.halt()
        self._systemd.stopping()
        self._alarm.stop()
        self._ear("stopping", self._bot.host, in_flight=", ".join(self._pulse.busy))
        self._pool.shutdown(wait=False)
        if self._job and not wait([self._job.done], timeout=GRACE_S).not_done:
            self._finish(self._job)


def _what_waits(bot: Bot) -> str:
    """`; 2 wait, 1 held`, of the digests that are not out."""
    open_ = [work for work in waiting.fresh_work(bot) if not waiting.finished(bot, work)]
    holds = [hold for work in open_ if (hold := holding.hold_on(bot, work))]
    held = sum(hold.kind is Stop.HELD for hold in holds)
    return f"; {len(open_) - len(holds)} wait, {held} held"
