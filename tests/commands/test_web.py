"""`paperboy web`: the pages by themselves, and the operator's way in."""

import signal
import socket
import subprocess
import sys

import httpx
import pytest

from tests.commands.street import Street

pytestmark = pytest.mark.long


def test_the_pages_are_served_until_it_is_told_to_stop_and_a_link_lets_the_operator_in(street: Street) -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    _configure(street, f"port = {port}\nlocal_login = true")
    words = [sys.executable, "-m", "bot", "--config", str(street.config), "web"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr
        assert f"the pages are at http://127.0.0.1:{port}" in served.stderr.readline()
        link = street.run("web", "--login").out.strip()
        with httpx.Client() as client:
            assert client.get(f"http://127.0.0.1:{port}/").status_code == 303
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            assert client.post(link, headers=form).status_code == 303
            assert client.get(f"http://127.0.0.1:{port}/").status_code == 200
        served.send_signal(signal.SIGTERM)
        assert served.wait(10) == 0


@pytest.mark.parametrize("web", ["", "port = 8471"])
def test_there_is_no_link_where_there_is_no_such_login(street: Street, web: str) -> None:
    if web:
        _configure(street, web)
    ran = street.run("web", "--login")
    assert (ran.code, "local_login = true" in ran.err) == (78, True)


def test_without_the_table_it_says_what_is_missing(street: Street) -> None:
    ran = street.run("web")
    assert (ran.code, "[web]" in ran.err) == (78, True)


def _configure(street: Street, web: str) -> None:
    text = street.config.read_text(encoding="utf-8")
    street.config.write_text(f"{text}\n[web]\n{web}\n", encoding="utf-8")
