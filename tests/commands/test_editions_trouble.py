"""One edition's trouble holds no other up, and every command and page tells of every kind of edition."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.commands.places import NAMES, Places, five_places
from tests.commands.street import CALLS, DIGEST, ISSUE, Street
from tests.commands.test_corrections import NEW, OLD, proposed
from tests.commands.weeks import status as stands
from tests.publishers.receiver import Reply

pytestmark = pytest.mark.long

Trouble = Callable[[Places], Callable[[], object]]
"""Makes trouble, and returns what ends it."""


@pytest.fixture
def places(street: Street, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    street.change("[editions.forum.discourse]", "[editions.forum.corrections]\n\n[editions.forum.discourse]")
    street.change("[editions.forum]\n", '[editions.forum]\nreview = "none"\n')
    with five_places(street, monkeypatch) as made:
        street.change('after = "forum"', 'after = "forum"\nafter_limit = "1h"')
        yield made


def forum_down(places: Places) -> Callable[[], object]:
    places.street.hands.configure(read_only=True)
    return lambda: places.street.hands.configure(read_only=False)


def folder_in_the_way(name: str) -> Trouble:
    """A file stands where the folder should be."""

    def trouble(places: Places) -> Callable[[], object]:
        file = places.street.folder / name
        file.write_text("mine", encoding="utf-8")
        return file.unlink

    return trouble


def receiver_down(places: Places) -> Callable[[], object]:
    places.receiver.replies += [Reply(status=503)] * 50
    return places.receiver.replies.clear


TROUBLES = {
    "forum": forum_down,
    "plain": folder_in_the_way("plain"),
    "list": folder_in_the_way("list"),
    "blog": folder_in_the_way("blog"),
    "hook": receiver_down,
}


@pytest.mark.parametrize("name", NAMES)
def test_the_others_are_delivered_and_the_one_later_and_once(places: Places, name: str) -> None:
    end = TROUBLES[name](places)
    ran = places.street.run("tick")
    assert ran.code in (4, 75, 78), ran.err
    assert "Traceback" not in ran.err
    places.street.wind(hours=1, minutes=30)
    places.street.run("tick")
    states = {key.rpartition("/")[2]: one["state"] for key, one in stands(places.street).items()}
    assert {one: state for one, state in states.items() if state != "out"}.keys() == {name}
    assert name in places.street.run("status").out
    end()
    for _ in range(3):
        places.street.run("release", f"{ISSUE}/{name}")
        places.street.wind(hours=2)
        ran = places.street.run("tick")
    assert ran.code == 0, ran.err
    assert {one["state"] for one in stands(places.street).values()} == {"out"}
    assert places.showing("Ledgermoth") == list(NAMES)
    assert len(places.street.topics) == 1
    assert len(places.receiver.keeps) == 1
    assert len(places.street.asked("model")) == CALLS


def unwritable(places: Places, name: str) -> Callable[[], object]:
    """What is there can be read and not replaced."""
    file = places.file(name)
    in_the_way = file.with_name(f".{file.name}.new")
    in_the_way.mkdir()
    return in_the_way.rmdir


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_correction_reaches_the_others_at_once_and_the_one_later(places: Places, name: str) -> None:
    places.street.run("tick")
    end = receiver_down(places) if name == "hook" else unwritable(places, name)
    proposed(places.street)
    places.street.run("corrections", "approve", "1")
    places.street.run("tick")
    others = [one for one in NAMES if one != name]
    assert [one for one in others if NEW in places.text(one)] == others
    end()
    for _ in range(3):
        places.street.wind(hours=3)
        places.street.run("tick")
    assert places.showing(OLD) == [], places.street.run("corrections", "list", "--all").out
    assert places.showing(NEW) == list(NAMES)
    assert places.street.run("tick").code == 0


@contextmanager
def operator(street: Street) -> Iterator[httpx.Client]:
    """A browser in which the operator is logged in to the pages."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    with street.config.open("a", encoding="utf-8") as file:
        file.write(f"\n[web]\nport = {port}\nlocal_login = true\n")
    words = [sys.executable, "-m", "bot", "--config", str(street.config), "web"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as served:
        try:
            assert served.stderr
            assert "the pages are at" in served.stderr.readline()
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Accept-Language": "ko"}) as client:
                form = {"Content-Type": "application/x-www-form-urlencoded"}
                assert client.post(street.run("web", "--login").out.strip(), headers=form).status_code == 303
                yield client
        finally:
            served.send_signal(signal.SIGTERM)
            assert served.wait(10) == 0


def test_every_command_tells_of_every_edition(places: Places) -> None:
    doctor = places.street.run("doctor")
    assert doctor.code == 0, doctor.out
    previewed = places.street.run("preview")
    assert previewed.code == 0, previewed.err
    assert len(places.street.topics) == len(places.receiver.calls) == 0
    places.street.run("tick")
    assert places.street.run("show", ISSUE).code == 0
    status = places.street.run("status").out
    for name in NAMES:
        assert f"{name}: " in doctor.out, name
        assert (name in status, name in previewed.out) == (True, True), name
        assert places.street.run("show", f"{ISSUE}/{name}").code == 0
        assert json.loads(places.street.run("show", f"{ISSUE}/{name}", "--json").out)
        assert places.street.run("preview", f"{ISSUE}/{name}").code == 0
    for words in (["glossary", "list"], ["corrections", "list"]):
        assert places.street.run(*words).code == 0, words


def test_every_page_tells_of_every_edition(places: Places) -> None:
    places.street.run("tick")
    proposed(places.street)
    places.street.run("corrections", "approve", "1")
    places.street.run("tick")
    with operator(places.street) as client:
        today = client.get("/")
        assert today.status_code == 200
        for name in NAMES:
            page = client.get(f"/digests/{ISSUE}/{name}")
            assert (name, page.status_code) == (name, 200)
            assert "Ledgermoth" in page.text
            assert f'href="/digests/{ISSUE}/{name}"' in today.text
        for path in ("/corrections", "/glossary", "/log"):
            assert client.get(path).status_code == 200
        numbers = json.loads(places.street.run("corrections", "list", "--all", "--json").out)
        assert [one["state"] for one in numbers] == ["applied"] * len(NAMES)
        for one in numbers:
            assert client.get(f"/corrections/{one['number']}").status_code == 200
        assert client.get(f"/digests/{DIGEST}").status_code == 200
