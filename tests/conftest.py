"""Guards for every test: no network but loopback, no home folder, no keys from the environment."""

import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

import pytest


class NetworkForbidden(Exception):
    """A test tried to leave this computer."""


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
        if not _is_loopback(host):
            raise NetworkForbidden(f"{address}: tests use fakes on this computer")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    for name in list(os.environ):  # noqa: TID251 - what tests must not inherit
        if name.endswith(("_API_KEY", "_AUTH_TOKEN", "_PROXY", "_proxy")) or name == "CREDENTIALS_DIRECTORY":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real weeks and published translations beside the project; its tests are skipped without it."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("PAPERBOY_SHARED", beside))  # noqa: TID251 - where the corpus is
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}: set PAPERBOY_SHARED to the one with the corpus")
    return folder


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
