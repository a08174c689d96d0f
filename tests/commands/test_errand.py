"""A command beside a worker: it leaves a wish and says what came of it; readers need neither."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from bot.commands import errand
from bot.commands.desk import reading, silent
from bot.domain import Wish
from bot.errors import Occupied
from bot.store.lock import exclusively
from tests.commands.street import DIGEST, Ran, Street

EVENTS = [
    {"event": "published", "key": DIGEST, "url": "https://forum.example/t/9", "parts": "2"},
    {"event": "held", "key": f"{DIGEST}x", "why": "its title is taken"},
]


class Asking:
    """A command in a thread of its own."""

    def __init__(self, street: Street, *words: str) -> None:
        self.ran: Ran | None = None
        self._thread = threading.Thread(target=self._run, args=(street, *words))
        self._thread.start()

    def ends(self) -> Ran:
        self._thread.join(timeout=30)
        assert self.ran
        return self.ran

    def _run(self, street: Street, *words: str) -> None:
        self.ran = street.run(*words)


@contextmanager
def occupied(street: Street) -> Iterator[None]:
    with exclusively(street.folder / "state" / "paperboy.lock"):
        yield


def wish_left(street: Street) -> Wish:
    pause = threading.Event()
    for _ in range(200):
        with street.store() as store:
            if wishes := store.wishes.open():
                return wishes[0]
        pause.wait(0.05)
    raise AssertionError("no wish was left")


def answer(street: Street, wish: Wish, *events: Mapping[str, str]) -> None:
    with street.store() as store:
        store.wishes.answer(wish.number, events, street.clock.now())


def test_beside_a_worker_a_command_asks_it_and_tells_what_came_of_it(street: Street) -> None:
    with occupied(street):
        asking = Asking(street, "tick")
        wish = wish_left(street)
        answer(street, wish, *EVENTS)
        ran = asking.ends()
    assert (wish.what, wish.key, ran.code) == ("tick", "", 4)
    assert "published   dair/2026-11-15/forum  https://forum.example/t/9 · 2 parts" in ran.err
    assert "its title is taken" in ran.err
    assert street.world.desk.requests == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks looks for half a second, and not for five, before it asks who works."""
    monkeypatch.setattr(errand, "LOOKS", 3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.long
def test_a_worker_that_ends_without_an_answer_leaves_the_work_to_whoever_asked(street: Street) -> None:
    with occupied(street):
        asking = Asking(street, "tick")
        wish_left(street)
    assert asking.ends().code == 0
    assert len(street.topics) == 1
    with street.store() as store:
        assert store.wishes.open() == []


@pytest.mark.usefixtures("impatient")
def test_a_wish_that_nobody_fulfils_is_taken_back(street: Street) -> None:
    with occupied(street), pytest.raises(Occupied, match="another paperboy works here"):
        errand.see_to(street.config, silent, "tick", "", lambda bot: None, turns=1)
    with street.store() as store:
        assert store.wishes.open() == []


def test_what_was_answered_in_the_last_moment_is_not_done_twice(street: Street) -> None:
    here: list[str] = []
    heard: list[str] = []

    def report(event: str, key: str, **facts: object) -> None:
        heard.append(event)
        if event == "asked":
            with street.store() as store:
                store.wishes.answer(store.wishes.open()[0].number, EVENTS, street.clock.now())

    with occupied(street):
        errand.see_to(street.config, report, "tick", "", lambda bot: here.append("done here"))
    assert (here, heard) == ([], ["asked", "published", "held"])


def test_readers_and_decisions_need_no_lock(street: Street) -> None:
    street.hold(DIGEST, "wait")
    with occupied(street):
        assert street.run("status").code == 0
        assert street.run("release", DIGEST).code == 0
        assert street.run("pause", "--reason", "holidays").code == 0
        with reading(street.config) as bot, pytest.raises(Occupied), occupied(street):
            raise AssertionError(bot)
