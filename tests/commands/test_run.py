"""`paperboy run`: the service as systemd starts it, in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.clock import Stopwatch
from tests.commands.street import CALLS, DIGEST, ISSUE, PROJECT, SECRETS, Street

pytestmark = pytest.mark.long


@dataclass
class Running:
    """A service at work, and the socket it tells systemd by."""

    process: subprocess.Popen[str]
    manager: socket.socket
    told: list[str]

    def hears(self, start: str) -> str:
        """The first message that begins so; it must come soon, however much else is said."""
        watch = Stopwatch()
        while not any(message.startswith(start) for message in self.told):
            assert watch.seconds < 30, self.told
            self.told.append(self.manager.recv(4096).decode())
        return next(message for message in self.told if message.startswith(start))

    def ends(self) -> tuple[int, list[str], float]:
        """Its exit code, the lines of its log, and how many seconds it took to end."""
        watch = Stopwatch()
        _out, log = self.process.communicate(timeout=30)
        assert not any(secret in log for secret in SECRETS)
        return self.process.returncode, log.splitlines(), watch.seconds


@contextmanager
def service(street: Street, *options: str, watchdog_s: float = 2.0) -> Iterator[Running]:
    """`paperboy run` against the street's world."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(street.folder / "notify"))
        manager.settimeout(30)
        told = {"NOTIFY_SOCKET": str(street.folder / "notify"), "WATCHDOG_USEC": str(round(watchdog_s * 1_000_000))}
        inherited: Mapping[str, str] = os.environ  # noqa: TID251 - what a child process needs of it
        words = [sys.executable, "-m", "bot", "--config", str(street.config), "run", *options]
        pipes: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, "cwd": PROJECT}
        with subprocess.Popen(words, env={**inherited, **told}, **pipes) as process:
            try:
                yield Running(process=process, manager=manager, told=[])
            finally:
                process.kill()


def until(true: Callable[[], Any]) -> None:
    """Returns when it is true; it must be soon."""
    pause = threading.Event()
    assert any(true() or pause.wait(0.05) for _look in range(600))


def answered(street: Street, what: str) -> tuple[Sequence[Mapping[str, str]], float]:
    """What came of a wish, and after how many seconds."""
    with street.store() as store:
        watch = Stopwatch()
        number = store.wishes.add(what, "", "somebody", street.clock.now()).number
        until(lambda: store.wishes.answered(number) is not None)
        return store.wishes.answered(number) or (), watch.seconds


def test_it_posts_the_week_tells_systemd_grants_a_wish_and_ends_when_asked(street: Street) -> None:
    with service(street) as running:
        assert running.hears("READY=1") == running.told[0]
        running.hears("STATUS=at rest; next poll ")
        running.hears("WATCHDOG=1")
        until(lambda: len(street.topics) == 1)
        until(lambda: len(street.bodies(street.topics[0])) == 2)
        events, seconds = answered(street, "tick")
        assert {"event": "unchanged", "key": "dair"} in list(events)
        assert seconds < 5, "it looks for wishes twice a second; the rest is the machine's load"
        refused = street.run("run")
        assert refused.code == 75
        assert f"another paperboy works here (process {running.process.pid})" in refused.err
        running.process.send_signal(signal.SIGTERM)
        running.hears("STOPPING=1")
        code, log, _seconds = running.ends()
    assert code == 0
    assert any(line.startswith(f"level=info event=published key={DIGEST} url=") for line in log)
    assert log[0].startswith("level=info event=started ")
    assert log[-1].startswith("level=info event=stopping ")


def test_what_is_in_flight_is_kept_nothing_more_begins_and_a_later_run_pays_nothing_twice(street: Street) -> None:
    street.change("concurrency = 4", "concurrency = 2")
    street.order(server="model", method="POST", path="/v1/messages", nth=None, kind="slow", seconds=2)
    with service(street, "--json") as running:
        until(lambda: len(street.asked("model", "POST")) == 3)
        running.process.send_signal(signal.SIGTERM)
        code, log, seconds = running.ends()
    assert code == 0
    assert seconds < 21
    told = [json.loads(line) for line in log]
    (in_flight,) = [one["in_flight"] for one in told if one["event"] == "stopping"]
    assert sorted(in_flight.split(", ")) == [f"{ISSUE}/1@ko", f"{ISSUE}/2@ko"]
    assert len([one for one in told if one["event"] == "translated"]) == 2
    assert len(street.asked("model", "POST")) == 4, "before them the instructions, and the first had a mistake"
    street.world.desk.clear()
    assert street.run("tick").code == 0
    assert len(street.asked("model", "POST")) == CALLS
    with street.store() as store:
        assert len(store.calls.under(ISSUE)) == CALLS
    assert len(street.topics) == 1


def test_a_second_signal_ends_it_at_once(street: Street) -> None:
    street.order(server="model", method="POST", path="/v1/messages", nth=None, kind="slow", seconds=15)
    with service(street) as running:
        running.hears(f"STATUS=at {ISSUE}/")
        running.process.send_signal(signal.SIGINT)
        running.hears("STOPPING=1")
        running.process.send_signal(signal.SIGINT)
        code, _log, seconds = running.ends()
    assert code == 0
    assert seconds < 10


def test_a_configuration_at_fault_is_said_and_not_begun_with(street: Street) -> None:
    street.change("[llm]", '[service]\nschedule = "0 0 30 feb *"\n\n[llm]')
    ran = street.run("run")
    assert ran.code == 78
    assert "service.schedule: '0 0 30 feb *' never comes" in ran.told
    assert street.world.desk.requests == []
