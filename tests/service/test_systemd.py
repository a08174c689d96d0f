"""What systemd is told, over a real socket of each kind."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bot.config import Manager
from bot.service.systemd import Systemd


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        ear.settimeout(5)
        yield ear


def heard(ear: socket.socket) -> list[str]:
    """Everything sent so far."""
    ear.setblocking(False)
    messages = []
    while True:
        try:
            messages.append(ear.recv(4096).decode())
        except BlockingIOError:
            return messages


def fill(other: socket.socket) -> None:
    """Sends until there is no more room."""
    with contextlib.suppress(BlockingIOError):
        while True:
            other.send(b"STATUS=somebody else")


@pytest.fixture(params=["path", "abstract"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "notify") if request.param == "path" else f"@paperboy-{uuid4()}"


def test_it_says_when_it_is_ready_what_it_does_and_when_it_ends(address: str) -> None:
    with listening(address) as ear:
        systemd = Systemd(Manager(socket=address))
        systemd.ready()
        systemd.status("at rest; 이번 주")
        systemd.stopping()
        assert heard(ear) == ["READY=1", "STATUS=at rest; 이번 주", "STOPPING=1"]


def test_the_same_status_is_told_once(address: str) -> None:
    with listening(address) as ear:
        systemd = Systemd(Manager(socket=address))
        for line in ("at rest", "at rest", "at work", "at rest"):
            systemd.status(line)
        assert heard(ear) == ["STATUS=at rest", "STATUS=at work", "STATUS=at rest"]


def test_the_watchdog_is_fed_at_once_and_then_in_half_its_time(address: str) -> None:
    with listening(address) as ear:
        systemd = Systemd(Manager(socket=address, watchdog=timedelta(seconds=0.4)))
        assert systemd.pace == pytest.approx(0.1)
        for _time in range(3):
            systemd.alive()
        assert heard(ear) == ["WATCHDOG=1"]
        threading.Event().wait(0.25)
        systemd.alive()
        assert heard(ear) == ["WATCHDOG=1"]


def test_without_a_watchdog_it_is_not_fed(address: str) -> None:
    with listening(address) as ear:
        systemd = Systemd(Manager(socket=address))
        systemd.alive()
        assert heard(ear) == []
    assert systemd.pace is None


@pytest.mark.parametrize("manager", [Manager(), Manager(socket="/nowhere/notify"), Manager(socket="@nobody")])
def test_nobody_listening_is_no_trouble(manager: Manager) -> None:
    systemd = Systemd(manager)
    systemd.ready()
    systemd.status("at rest")
    systemd.alive()
    systemd.stopping()


def test_what_could_not_be_said_for_want_of_room_is_said_when_there_is_some(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with listening(address) as ear, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
        other.connect(address)
        other.setblocking(False)
        fill(other)
        systemd = Systemd(Manager(socket=address, watchdog=timedelta(minutes=1)))
        systemd.status("at rest")
        systemd.alive()
        assert set(heard(ear)) == {"STATUS=somebody else"}
        systemd.status("at rest")
        systemd.alive()
        assert heard(ear) == ["STATUS=at rest", "WATCHDOG=1"]
