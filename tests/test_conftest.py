"""The guards hold."""

import os
import socket
from pathlib import Path

import pytest

from tests.conftest import NetworkForbidden


def test_a_test_cannot_leave_this_computer() -> None:
    with socket.socket() as sock, pytest.raises(NetworkForbidden):
        sock.connect(("192.0.2.1", 80))


def test_a_test_has_a_home_of_its_own() -> None:
    assert Path.home() != Path("/root")
    assert not any(name.endswith("_API_KEY") for name in os.environ)  # noqa: TID251 - what was guarded
