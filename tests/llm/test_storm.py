"""A server that has too many calls for a while: it is asked less, nothing is paid twice, and the work ends."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bot.clock import WoundClock
from bot.domain import Translation
from bot.errors import Unavailable
from bot.llm import Model, ModelSettings, Shared
from tests.llm.fakes import KEY, Ledger, entry, locale, message, paper

TEXTS = 6
WIDTH = 4
TRIES = 4
"""How often a question is sent before its unit waits for the next pass."""


@dataclass
class Storm:
    """A server that turns every call away as the first of its answers says, then the next, and after them answers."""

    turned: list[Response]
    requests: int = 0
    paid: int = 0
    under_way: int = 0
    most: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: Request) -> Response:
        with self.lock:
            self.requests += 1
            self.under_way += 1
            self.most.append(self.under_way)
        threading.Event().wait(0.005)
        with self.lock:
            self.under_way -= 1
            if self.turned:
                return self.turned.pop(0)
            self.paid += 1
        return Response(json.dumps(message()), content_type="application/json")


def turned_away(status: int, **headers: str) -> Response:
    error = {"type": "error", "error": {"type": "rate_limit_error", "message": "too many at once"}}
    return Response(json.dumps(error), status, headers=headers, content_type="application/json")


@pytest.fixture
def threaded() -> Iterator[HTTPServer]:
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.fixture
def storm(threaded: HTTPServer, ledger: Ledger, clock: WoundClock) -> Callable[[list[Response]], tuple[Storm, Model]]:
    def made(turned: list[Response]) -> tuple[Storm, Model]:
        storm = Storm(turned)
        threaded.expect_request("/v1/messages").respond_with_handler(storm)
        url = threaded.url_for("").rstrip("/")
        settings = ModelSettings(model="test-model", api_key=KEY, base_url=url, concurrency=WIDTH)
        return storm, Model(settings, Shared.of(ledger, clock))

    return made


def written(model: Model, numbers: set[int]) -> set[int]:
    """Which of these texts one pass writes, all side by side; the others wait."""

    said: set[str] = set()

    def one(number: int) -> Translation | None:
        try:
            return model.translate(entry(number, name=f"Lamp{number}"), paper(number), locale())
        except Unavailable as error:
            said.add(str(error))
            return None

    with ThreadPoolExecutor(TEXTS) as pool:
        made = dict(zip(numbers, pool.map(one, numbers), strict=True))
    assert all("too many at once; tried again later" in one for one in said)
    return {number for number, text in made.items() if text}


@pytest.mark.parametrize("asked", [{}, {"retry-after": "2"}], ids=["without a wait", "with a wait"])
def test_a_storm_passes_with_few_requests_and_nothing_paid_twice(
    storm: Callable[[list[Response]], tuple[Storm, Model]], ledger: Ledger, asked: dict[str, str]
) -> None:
    turned = [turned_away(429, **asked) for _ in range(30)] + [turned_away(529) for _ in range(10)]
    server, model = storm(turned)
    left, passes = set(range(1, TEXTS + 1)), 0
    while left and passes < 4:
        before = server.requests
        left -= written(model, left)
        passes += 1
        assert server.requests - before <= TRIES * TEXTS
    model.close()

    assert left == set()
    assert (server.requests, server.paid) == (40 + TEXTS, TEXTS)
    assert len(ledger.rows) == len(ledger.answers) == TEXTS
    assert max(server.most) <= WIDTH


def test_after_a_storm_one_is_asked_at_a_time(storm: Callable[[list[Response]], tuple[Storm, Model]]) -> None:
    server, model = storm([turned_away(429) for _ in range(TRIES * TEXTS)])

    assert written(model, set(range(TEXTS))) == set()
    before = len(server.most)
    assert len(written(model, set(range(TEXTS)))) == TEXTS
    model.close()

    assert max(server.most[:before]) > 1
    assert max(server.most[before:]) == 1
