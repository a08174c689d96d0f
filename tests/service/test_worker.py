"""The worker: one thing at a time, wishes first, nothing cut short, and nothing that stops it for good."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Manager
from bot.domain import (
    OPEN,
    Audience,
    Beat,
    Correcting,
    Correction,
    Entry,
    Field,
    Locale,
    Paper,
    State,
    Translation,
    Window,
    Wish,
)
from bot.engines.threads import Threads
from bot.errors import Unavailable
from bot.ports import Bot, Store, Wishes
from bot.pulse import Pulse
from bot.service.ear import Ear
from bot.service.health import UNIT_S
from bot.service.systemd import Systemd
from bot.service.worker import LISTEN_S, Service
from tests.corrections.agora import DIGEST, Agora
from tests.fakes import FakePublisher, FakeTranslator, Heard, World, week, world


@dataclass
class Alarm:
    """Rings when the test says so."""

    next: datetime = datetime(2026, 11, 16, 3, 20, tzinfo=UTC)
    late: float = 0.0
    due: bool = False

    def start(self) -> None:
        """The test is what rings."""

    def rang(self) -> bool:
        rung, self.due = self.due, False
        return rung

    def stop(self) -> None:
        """The test is what rings."""


@dataclass
class Slow(FakeTranslator):
    """Writes each text only when the test lets it."""

    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        self.begun.release()
        assert self.go.acquire(timeout=10)
        return super().translate(entry, paper, locale)


@dataclass
class Reluctant:
    """Keeps wishes like the real one, but takes no answer at first."""

    real: Wishes
    refusals: int = 2

    def open(self) -> Sequence[Wish]:
        return self.real.open()

    def answer(self, number: int, events: Sequence[Mapping[str, str]], at: datetime) -> None:
        if self.refusals:
            self.refusals -= 1
            raise Unavailable("paperboy.db: the disk is full; make room")
        self.real.answer(number, events, at)


@dataclass
class OtherWishes:
    """A store with other wishes."""

    real: Store
    wishes: Reluctant

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


@dataclass
class Hanging(FakePublisher):
    """Takes a sign of life only when the test lets it."""

    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def beat(self, mine: Beat) -> Beat | None:
        self.begun.release()
        assert self.go.acquire(timeout=10)
        return super().beat(mine)


class Aged(Pulse):
    """Has a unit that hangs."""

    oldest = UNIT_S + 1.0


@dataclass
class Shop:
    """A service on a world of stand-ins, and what is heard of it."""

    world: World
    bot: Bot
    service: Service
    alarm: Alarm
    log: Heard
    manager: socket.socket

    @property
    def told(self) -> list[str]:
        """What systemd was told since this was asked last."""
        messages = []
        while True:
            try:
                messages.append(self.manager.recv(4096).decode())
            except BlockingIOError:
                return messages

    def wish(self, what: str, key: str = "") -> int:
        return self.world.bot.store.wishes.add(what, key, "somebody", self.world.clock.now()).number

    def answer(self, number: int) -> Sequence[Mapping[str, str]]:
        """What came of a wish."""
        until(lambda: self.world.bot.store.wishes.answered(number) is not None)
        return self.world.bot.store.wishes.answered(number) or ()

    @contextmanager
    def running(self) -> Iterator[None]:
        """The service in a thread of its own; at the end it was asked to stop, and did."""
        thread = threading.Thread(target=self.service.run)
        thread.start()
        try:
            yield
        finally:
            self.service.stop()
            thread.join(10)
            assert not thread.is_alive()


def until(true: Callable[[], bool]) -> None:
    """Returns when it is true; it must be soon."""
    pause = threading.Event()
    assert any(true() or pause.wait(0.02) for _look in range(500))


Open = Callable[..., Shop]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Open]:
    """Makes a shop on a world with one due issue of three papers; `changes` are the bot's."""
    with ExitStack() as stack:

        def make(
            pulse: Pulse | None = None,
            concurrency: int = 1,
            edition: Mapping[str, object] | None = None,
            listen_s: float = LISTEN_S,
            **changes: object,
        ) -> Shop:
            made, log, pulse = world(tmp_path, stack.enter_context, **(edition or {})), Heard(), pulse or Pulse()
            made.offer(week(3))
            ear, alarm = Ear(log, 500), Alarm()
            bot = replace(made.bot, report=ear, pulse=pulse, engine=Threads(concurrency, pulse), **changes)  # type: ignore[arg-type]  # fields by name
            manager = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
            manager.bind(str(tmp_path / "notify"))
            manager.setblocking(False)
            systemd = Systemd(Manager(socket=str(tmp_path / "notify"), watchdog=timedelta(milliseconds=400)))
            service = Service(bot, pulse, ear, alarm, systemd, listen_s=listen_s)  # type: ignore[arg-type]  # an alarm is what rings
            return Shop(world=made, bot=bot, service=service, alarm=alarm, log=log, manager=manager)

        yield make


def test_it_begins_with_a_sign_of_life_and_a_poll(shop: Open) -> None:
    open_ = shop()
    with open_.running():
        until(lambda: bool(open_.log.of("published")))
    assert open_.world.publisher.beats is not None
    assert open_.world.feed.asked == 1
    assert open_.log.events[0][:2] == ("started", "server-1")


def test_a_sign_of_life_that_hangs_is_seen_as_a_unit_at_work(shop: Open) -> None:
    hanging = Hanging()
    open_ = shop(publishers={"forum": hanging})
    with open_.running():
        assert hanging.begun.acquire(timeout=10)
        busy = open_.bot.pulse.busy  # type: ignore[attr-defined]  # the real one
        hanging.go.release(10)
        until(lambda: bool(open_.log.of("published")))
    assert busy == ("beat",)


def test_it_polls_again_when_the_alarm_rings_and_not_before(shop: Open) -> None:
    open_ = shop()
    with open_.running():
        until(lambda: bool(open_.log.of("published")))
        threading.Event().wait(0.1)
        assert open_.world.feed.asked == 1
        open_.alarm.due = True
        until(lambda: open_.world.feed.asked == 2)
    assert open_.world.publisher.created == ["dair/2026-11-15/forum#1"]


def test_while_a_decision_is_waited_for_it_is_listened_for_between_polls(shop: Open) -> None:
    open_ = shop(listen_s=0.01, edition={"correcting": Correcting(channel=Audience.WHISPER)})
    forum, corrections = Agora(now=open_.world.clock.now), open_.world.bot.store.corrections
    open_.world.publisher.forum = forum
    with open_.running():
        until(lambda: forum.requests["listed"] == 1)
        wanted = Correction(digest=DIGEST, about=DIGEST, field=Field.TOPICS, before="", by="a model", state=State.LOOK)
        asked = corrections.propose(wanted, "", open_.world.clock.now())
        until(lambda: forum.requests["listed"] > 3)
        long_ago = open_.world.clock.now() - timedelta(hours=2)
        corrections.step(asked.number, OPEN, State.REJECTED, "kim", long_ago)
        until(lambda: not open_.bot.pulse.busy)  # type: ignore[attr-defined]  # the real one
        threading.Event().wait(0.1)
        before = forum.requests["listed"]
        threading.Event().wait(0.8)
        assert forum.requests["listed"] <= before + 1
    assert open_.world.feed.asked == 1


def test_a_poll_makes_way_for_a_wish_and_is_taken_up_afterwards(shop: Open) -> None:
    slow = Slow()
    open_ = shop(translator=slow)
    with open_.running():
        assert slow.begun.acquire(timeout=10)
        number = open_.wish("sing")
        threading.Event().wait(0.2)
        assert open_.world.bot.store.wishes.answered(number) is None
        slow.go.release()
        assert [event["event"] for event in open_.answer(number)] == ["misconfigured"]
        assert slow.asked == ["dair/2026-11-15/1"]
        slow.go.release(10)
        until(lambda: bool(open_.log.of("published")))
    assert sorted(slow.asked) == [f"dair/2026-11-15/{number}" for number in range(4)]


def test_a_wish_to_post_is_granted_before_the_window_opens(shop: Open) -> None:
    open_ = shop(edition={"window": Window(zone="UTC", opens="23:59")})
    with open_.running():
        until(lambda: len(open_.log.of("translated")) == 4)
        assert open_.log.of("published") == []
        answer = open_.answer(open_.wish("post", "dair/2026-11-15"))
    told = [event for event in answer if event["event"] == "published"]
    assert [(event["key"], event["parts"]) for event in told] == [("dair/2026-11-15/forum", "1")]


def test_a_wish_for_a_pass_is_answered_with_what_was_heard_of_it(shop: Open) -> None:
    open_ = shop()
    with open_.running():
        until(lambda: bool(open_.log.of("published")))
        open_.world.feed.answer = None
        answer = open_.answer(open_.wish("tick"))
    assert list(answer) == [{"event": "unchanged", "key": "dair"}]


def test_a_wish_that_cannot_be_granted_is_answered_with_why(shop: Open) -> None:
    open_ = shop(edition={"window": Window(zone="UTC", opens="23:59")})
    with open_.running():
        until(lambda: len(open_.log.of("translated")) == 4)
        open_.world.stop("dair/2026-11-15")
        (held,) = open_.answer(open_.wish("post", "dair/2026-11-15"))
        (unknown,) = open_.answer(open_.wish("sing", "dair/2026-11-15"))
    assert (held["event"], held["key"]) == ("held", "dair/2026-11-15")
    assert "a person looks at it" in held["why"]
    assert "sing: the service does not know this wish" in unknown["why"]


def test_wishes_are_granted_in_the_order_they_came(shop: Open) -> None:
    open_ = shop()
    numbers = [open_.wish(what) for what in ("sing", "dance", "juggle")]
    with open_.running():
        for number in numbers:
            open_.answer(number)
    assert open_.log.of("misconfigured") == ["sing", "dance", "juggle"]


def test_a_wish_older_than_whoever_asked_waits_is_answered_and_not_done(shop: Open) -> None:
    open_ = shop(edition={"window": Window(zone="UTC", opens="23:59")})
    late, just = open_.wish("post", "dair/2026-11-15"), open_.wish("tick")
    open_.world.clock.wind(timedelta(minutes=10))
    in_time = open_.wish("sing")
    open_.world.clock.wind(timedelta(seconds=1))
    with open_.running():
        answers = [open_.answer(number) for number in (late, just, in_time)]
        until(lambda: len(open_.log.of("translated")) == 4)
    first, second, third = (one for (one,) in answers)
    assert (first["event"], first["key"]) == ("waits", "dair/2026-11-15")
    assert (second["event"], second["key"]) == ("waits", "tick")
    assert "asked too long ago" in first["why"]
    assert third["event"] == "misconfigured"
    assert open_.world.publisher.created == []
    assert open_.log.of("waits") == ["dair/2026-11-15", "tick"]


def test_a_wish_that_takes_long_is_answered_with_what_came_of_it(shop: Open) -> None:
    slow = Slow()
    open_ = shop(translator=slow)
    number = open_.wish("tick")
    with open_.running():
        assert slow.begun.acquire(timeout=10)
        open_.world.clock.wind(timedelta(minutes=11))
        slow.go.release(10)
        answer = open_.answer(number)
    assert "published" in [event["event"] for event in answer]


def test_an_answer_the_store_does_not_take_is_given_later_and_the_work_not_done_twice(shop: Open) -> None:
    open_ = shop()
    store = OtherWishes(open_.bot.store, Reluctant(open_.bot.store.wishes))
    bot = replace(open_.bot, store=store)  # type: ignore[arg-type]  # all of a store but wishes
    open_.service = Service(
        bot, bot.pulse, bot.report, open_.alarm, Systemd(Manager(watchdog=timedelta(milliseconds=400)))
    )  # type: ignore[arg-type]  # as made above
    number = open_.wish("sing")
    with open_.running():
        open_.answer(number)
        until(lambda: bool(open_.log.of("published")))
    assert open_.log.of("misconfigured") == ["sing"]
    assert open_.log.why("wishes") == "paperboy.db: the disk is full; make room"


def test_a_bug_is_said_whole_and_the_service_lives_on(shop: Open) -> None:
    open_ = shop(editions=(None,))
    with open_.running():
        until(lambda: open_.log.of("bug") == ["beat", "poll"])
        (bug,) = open_.answer(open_.wish("tick"))
        open_.alarm.due = True
        until(lambda: open_.log.of("bug") == ["beat", "poll", "tick", "poll"])
    assert "AttributeError" in bug["why"]
    assert "Traceback" in bug["trace"]
    assert "pipeline.py" in bug["trace"]


def test_asked_to_stop_it_ends_what_is_in_flight_and_begins_nothing_more(shop: Open) -> None:
    slow = Slow()
    open_ = shop(translator=slow)
    with open_.running():
        assert slow.begun.acquire(timeout=10)
        open_.service.stop()
        until(lambda: bool(open_.log.of("stopping")))
        slow.go.release()
    assert slow.asked == ["dair/2026-11-15/1"]
    assert open_.log.of("translated") == ["dair/2026-11-15/1@ko.1"]
    assert open_.log.of("published") == []
    assert open_.told[-1] == "STOPPING=1"


def test_a_wish_cut_short_by_the_end_is_left_to_whoever_asked(shop: Open) -> None:
    slow = Slow()
    open_ = shop(translator=slow)
    number = open_.wish("tick")
    with open_.running():
        assert slow.begun.acquire(timeout=10)
        open_.service.stop()
        until(lambda: bool(open_.log.of("stopping")))
        slow.go.release()
    assert open_.log.of("translated") == ["dair/2026-11-15/1@ko.1"]
    assert [wish.number for wish in open_.bot.store.wishes.open()] == [number]


def test_a_bug_met_while_it_ends_is_said(shop: Open) -> None:
    slow = Slow()
    open_ = shop(translator=slow, expect=None)
    with open_.running():
        assert slow.begun.acquire(timeout=10)
        open_.service.stop()
        until(lambda: bool(open_.log.of("stopping")))
        slow.go.release()
    assert open_.log.of("bug") == ["poll"]


def test_systemd_is_told_that_it_is_ready_what_it_is_at_and_that_it_lives(shop: Open) -> None:
    slow = Slow()
    open_ = shop(translator=slow, concurrency=2)
    with open_.running():
        assert slow.begun.acquire(timeout=10)
        assert slow.begun.acquire(timeout=10)
        until(lambda: any("@ko and 1 more; next poll Mon 03:20 UTC" in one for one in open_.told))
        slow.go.release(10)
        until(lambda: "STATUS=at rest; next poll Mon 03:20 UTC; 0 wait, 0 held" in open_.told)
        until(lambda: "WATCHDOG=1" in open_.told)
        until(lambda: "WATCHDOG=1" in open_.told)


def test_ready_is_the_first_thing_systemd_hears(shop: Open) -> None:
    open_ = shop()
    with open_.running():
        until(lambda: bool(open_.log.of("published")))
    assert open_.told[0] == "READY=1"


@pytest.mark.parametrize("what", ["a unit that hangs", "an alarm that does not ring"])
def test_the_watchdog_is_not_fed_while_something_hangs(shop: Open, what: str) -> None:
    open_ = shop(Aged() if what == "a unit that hangs" else None)
    open_.alarm.late = 3600.0 if what != "a unit that hangs" else 0.0
    with open_.running():
        until(lambda: bool(open_.log.of("published")))
        threading.Event().wait(0.2)
    assert open_.log.of("stuck")
    assert "WATCHDOG=1" not in open_.told
