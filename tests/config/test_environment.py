"""What the service manager wants is read from the environment, and only what is meant for this process."""

import os
from datetime import timedelta

import pytest

from bot.config import Manager


def test_without_a_manager_nothing_is_wanted() -> None:
    assert Manager.of({}) == Manager(socket=None, watchdog=None)


def test_the_socket_and_the_watchdog_are_as_they_are_told() -> None:
    told = {"NOTIFY_SOCKET": "/run/systemd/notify", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}
    assert Manager.of(told) == Manager(socket="/run/systemd/notify", watchdog=timedelta(minutes=1))


def test_a_watchdog_for_nobody_by_name_is_ours() -> None:
    assert Manager.of({"WATCHDOG_USEC": "500000"}).watchdog == timedelta(seconds=0.5)


def test_a_watchdog_for_another_process_is_none_of_ours() -> None:
    assert Manager.of({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}).watchdog is None


@pytest.mark.parametrize("micros", ["", "0", "-5", "soon", "١٢"])
def test_a_watchdog_that_is_no_time_is_none(micros: str) -> None:
    assert Manager.of({"WATCHDOG_USEC": micros}).watchdog is None


def test_an_empty_socket_is_none() -> None:
    assert Manager.of({"NOTIFY_SOCKET": ""}).socket is None


def test_without_an_environment_given_it_reads_the_processs_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "@somewhere")
    assert Manager.of().socket == "@somewhere"
