"""Faults, tried on a server of one counter that shows whether a request took effect."""

import base64
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import WoundClock
from bot.sandbox.door import Door
from bot.sandbox.faults import ANSWERS, FAULTS, Desk
from tests.sandbox.serving import served
from tests.sandbox.weeks import PUBLISHED


class Counter:
    """An application that counts what was posted to it."""

    def __init__(self) -> None:
        self.effects = 0

    async def count(self, request: Request) -> Response:
        self.effects += 1
        return JSONResponse({"got": (await request.body()).decode(), "effects": self.effects}, 201)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/posts.json", self.count, methods=["GET", "POST"])])


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(WoundClock.create(tmp_path / "clock", PUBLISHED))


@pytest.fixture
def client(counter: Counter, desk: Desk) -> Iterator[httpx.Client]:
    door = Door("forum", {"forum": counter.app()}, JSONResponse("control"), desk)
    with served(door) as base, httpx.Client(base_url=base) as client:
        yield client


def order(desk: Desk, **fault: Any) -> None:
    desk.order(FAULTS.validate_python([{"server": "forum", "method": "POST", "path": "/posts.json", **fault}]))


def test_a_status_is_answered_without_an_effect(client: httpx.Client, desk: Desk, counter: Counter) -> None:
    order(desk, kind="status", status=418, body="no tea", content_type="text/plain", headers={"Retry-After": "7"})
    answer = client.post("/posts.json", content=b"x")
    assert (answer.status_code, answer.text, answer.headers["retry-after"]) == (418, "no tea", "7")
    assert counter.effects == 0
    assert client.post("/posts.json", content=b"x").status_code == 201


@pytest.mark.parametrize("name", ANSWERS)
def test_named_answers_are_sent_word_for_word(client: httpx.Client, desk: Desk, name: str) -> None:
    order(desk, kind="status", answer=name)
    answer = client.post("/posts.json")
    assert (answer.status_code, answer.text) == (ANSWERS[name].status, ANSWERS[name].body)
    assert answer.headers["content-type"].startswith(ANSWERS[name].content_type)
    assert dict(ANSWERS[name].headers).items() <= {key: answer.headers[key] for key, _ in ANSWERS[name].headers}.items()


def test_cut_before_closes_without_a_byte_and_without_an_effect(
    client: httpx.Client, desk: Desk, counter: Counter
) -> None:
    order(desk, kind="cut_before")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.post("/posts.json", content=b"x")
    assert counter.effects == 0
    assert client.post("/posts.json", content=b"x").json()["effects"] == 1


def test_cut_after_closes_without_a_byte_but_with_the_effect(
    client: httpx.Client, desk: Desk, counter: Counter
) -> None:
    order(desk, kind="cut_after")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.post("/posts.json", content=b"x")
    assert counter.effects == 1
    assert client.post("/posts.json", content=b"x").json()["effects"] == 2


def test_slow_outlasts_the_clients_patience_and_then_takes_effect(client: httpx.Client, desk: Desk) -> None:
    order(desk, kind="slow", seconds=0.4)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/posts.json", timeout=0.1)
    order(desk, kind="slow", nth=2, seconds=0.05)
    assert client.post("/posts.json").status_code == 201


def test_a_replaced_body_hides_what_was_done(client: httpx.Client, desk: Desk, counter: Counter) -> None:
    order(desk, kind="body", body="<html>", content_type="text/html")
    answer = client.post("/posts.json", content=b"x")
    assert (answer.status_code, answer.text, counter.effects) == (201, "<html>", 1)


def test_a_replaced_body_may_be_any_bytes_under_any_status(client: httpx.Client, desk: Desk) -> None:
    order(desk, kind="body", body_base64=base64.b64encode(b"\xff\x00").decode(), status=200)
    answer = client.post("/posts.json")
    assert (answer.status_code, answer.content) == (200, b"\xff\x00")


@pytest.mark.parametrize(("when", "effects"), [("before", 0), ("after", 1)])
def test_a_process_is_killed_on_the_right_side_of_the_effect(
    client: httpx.Client, desk: Desk, counter: Counter, when: str, effects: int
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as victim:
        order(desk, kind="kill", pid=victim.pid, when=when)
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            client.post("/posts.json", content=b"x")
        assert victim.wait(10) == -signal.SIGKILL
    assert counter.effects == effects


def test_the_ordinal_counts_matching_requests_only(client: httpx.Client, desk: Desk) -> None:
    order(desk, kind="status", status=500, nth=2)
    assert client.get("/posts.json").status_code == 201
    assert client.get("/other").status_code == 404
    statuses = [client.post("/posts.json").status_code for _ in range(3)]
    assert statuses == [201, 500, 201]


def test_orders_of_one_pattern_share_one_count(client: httpx.Client, desk: Desk) -> None:
    order(desk, kind="status", status=500, nth=1)
    order(desk, kind="status", status=502, nth=3)
    assert [client.post("/posts.json").status_code for _ in range(4)] == [500, 201, 502, 201]


def test_no_ordinal_means_every_request_until_it_is_taken_back(client: httpx.Client, desk: Desk) -> None:
    order(desk, kind="status", status=503, nth=None)
    assert [client.post("/posts.json").status_code for _ in range(3)] == [503, 503, 503]
    desk.clear()
    assert client.post("/posts.json").status_code == 201


def test_counts_begin_with_the_order_and_again_after_a_clearing(client: httpx.Client, desk: Desk) -> None:
    client.post("/posts.json")
    order(desk, kind="status", status=500)
    assert client.post("/posts.json").status_code == 500
    desk.clear()
    order(desk, kind="status", status=500)
    assert client.post("/posts.json").status_code == 500


def test_each_request_is_counted_once_even_when_many_come_together(client: httpx.Client, desk: Desk) -> None:
    order(desk, kind="status", status=500, nth=5)
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(client.post("/posts.json").status_code)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] * 7 + [500]


@pytest.mark.parametrize(
    ("path", "hit"),
    [("/posts", True), ("^/posts[.]json$", True), ("^/posts$", False), ("/post$", False), ("^.*json", True)],
)
def test_a_path_is_a_prefix_or_an_expression(client: httpx.Client, desk: Desk, path: str, hit: bool) -> None:
    order(desk, kind="status", status=500, path=path)
    assert (client.post("/posts.json").status_code == 500) is hit


def test_another_servers_fault_does_not_strike(client: httpx.Client, desk: Desk) -> None:
    order(desk, kind="status", status=500, server="model")
    assert client.post("/posts.json").status_code == 201


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "explode"},
        {"kind": "status", "answer": "no such answer"},
        {"kind": "status", "colour": "red"},
        {"kind": "kill", "pid": 1},
        {"kind": "kill", "pid": -1},
        {"kind": "cut_before", "nth": 0},
        {"kind": "slow"},
        {"kind": "cut_before", "server": "elsewhere"},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(desk: Desk, fault: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        order(desk, **fault)


def test_the_log_tells_what_was_asked_and_answered_and_no_keys(client: httpx.Client, desk: Desk) -> None:
    order(desk, kind="cut_after", nth=2)
    headers = {"Api-Key": "a-secret", "Api-Username": "paperboy", "Authorization": "Bearer a-secret"}
    client.post("/posts.json?page=1", headers={**headers, "Cookie": "a-secret"})
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.post("/posts.json", headers=headers)
    first, second = desk.requests
    assert (first.server, first.method, first.path, first.query) == ("forum", "POST", "/posts.json", "page=1")
    assert (first.status, first.fault) == (201, None)
    assert (second.status, second.fault) == (None, "cut_after")
    assert first.at == PUBLISHED.isoformat()
    assert first.headers["api-username"] == "paperboy"
    assert "a-secret" not in str(desk.requests)


def test_the_controls_own_paths_are_neither_logged_nor_troubled(client: httpx.Client, desk: Desk) -> None:
    order(desk, kind="status", status=500, path="/")
    assert client.post("/_sandbox/faults").json() == "control"
    assert not desk.requests
