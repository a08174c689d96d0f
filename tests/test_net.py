"""GETs over real sockets, and the one retry policy on a wound clock."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bot.clock import WoundClock
from bot.errors import OutcomeUnknown, Unavailable
from bot.net import Budget, Budgets, Net, patiently
from tests import samples


@pytest.fixture
def net() -> Iterator[Net]:
    one = Net(contact="mailto:operator@example.org", version="1.0", deadline_s=0.5)
    yield one
    one.close()


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", samples.SUNDAY)


def test_a_request_names_the_program_and_whom_to_write_to(net: Net, httpserver: HTTPServer) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response("hello", headers={"ETag": '"a"'})

    httpserver.expect_request("/feed").respond_with_handler(answer)
    answer_ = net.get(httpserver.url_for("/feed"), {"If-None-Match": '"b"'})
    assert (answer_.status, answer_.body, answer_.headers["etag"]) == (200, b"hello", '"a"')
    assert seen[0].headers["User-Agent"] == "paperboy/1.0 (+mailto:operator@example.org)"
    assert seen[0].headers["Accept-Encoding"] == "identity"
    assert seen[0].headers["If-None-Match"] == '"b"'


def test_redirects_are_followed_and_not_for_ever(net: Net, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_data(status=301, headers={"Location": "/new"})
    httpserver.expect_request("/new").respond_with_data("moved")
    httpserver.expect_request("/loop").respond_with_data(status=302, headers={"Location": "/loop"})
    assert net.get(httpserver.url_for("/old")).body == b"moved"
    with pytest.raises(Unavailable, match="more than 5 redirects"):
        net.get(httpserver.url_for("/loop"))


def test_a_body_over_the_cap_is_not_read(net: Net, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/big").respond_with_data(b"x" * 2001)
    with pytest.raises(Unavailable, match="larger than 2,000 bytes"):
        net.get(httpserver.url_for("/big"), cap=2000)
    httpserver.expect_request("/fits").respond_with_data(b"x" * 2000)
    assert len(net.get(httpserver.url_for("/fits"), cap=2000).body) == 2000


def test_a_gzip_bomb_stops_at_the_cap(net: Net, httpserver: HTTPServer) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    httpserver.expect_request("/bomb").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(Unavailable, match="larger than"):
        net.get(httpserver.url_for("/bomb"), cap=100_000)


def test_an_answer_in_gzip_is_read_although_nobody_asked_for_it(net: Net, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/zip").respond_with_data(
        gzip.compress(b"text" * 100), headers={"Content-Encoding": "gzip"}
    )
    assert net.get(httpserver.url_for("/zip")).body == b"text" * 100


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (gzip.compress(b"text" * 100)[:-20], "gzip", "cut"),
        (b"not gzip at all", "gzip", "damaged"),
        (b"whatever", "br", "not asked for"),
    ],
    ids=["cut", "damaged", "not asked for"],  # the time is in the bytes, and an id must not have it
)
def test_an_answer_that_cannot_be_decoded_is_unavailable(
    net: Net, httpserver: HTTPServer, body: bytes, encoding: str, said: str
) -> None:
    httpserver.expect_request("/bad").respond_with_data(body, headers={"Content-Encoding": encoding})
    with pytest.raises(Unavailable, match=said):
        net.get(httpserver.url_for("/bad"))


def test_a_cut_body_is_unavailable(net: Net) -> None:
    with RawServer(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this") as url, pytest.raises(Unavailable):
        net.get(url)


def test_a_server_that_says_nothing_is_left_at_the_deadline(net: Net) -> None:
    with RawServer(b"", hold=True) as url, pytest.raises(Unavailable, match="no answer"):
        net.get(url)


def test_an_answer_that_drips_is_left_at_the_deadline(net: Net) -> None:
    with RawServer(b"HTTP/1.1 200 OK\r\n\r\n", drip=True) as url, pytest.raises(Unavailable, match="longer than"):
        net.get(url, cap=40)


def test_a_server_that_is_not_there_is_unavailable(net: Net) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    with pytest.raises(Unavailable, match="no answer"):
        net.get(f"http://127.0.0.1:{port}/")


def failing(times: int, error: Exception) -> tuple[Callable[[], str], list[int]]:
    calls = [0]

    def call() -> str:
        calls[0] += 1
        if calls[0] <= times:
            raise error
        return "done"

    return call, calls


def test_a_call_is_made_again_after_the_wait_the_service_asked_for(clock: WoundClock) -> None:
    call, calls = failing(2, Unavailable("busy", retry_after=7))
    assert patiently(call, clock) == "done"
    assert calls == [3]
    assert (clock.now() - samples.SUNDAY).total_seconds() == 14


def test_a_call_is_given_up_after_its_attempts(clock: WoundClock) -> None:
    call, calls = failing(99, Unavailable("busy"))
    with pytest.raises(Unavailable, match="busy"):
        patiently(call, clock, attempts=3)
    assert calls == [3]


def test_a_wish_for_a_long_wait_is_handed_back_at_once(clock: WoundClock) -> None:
    call, calls = failing(99, Unavailable("daily limit", retry_after=86_000))
    with pytest.raises(Unavailable):
        patiently(call, clock)
    assert calls == [1]
    assert clock.now() == samples.SUNDAY


def test_a_write_of_unknown_outcome_is_never_repeated(clock: WoundClock) -> None:
    call, calls = failing(99, OutcomeUnknown("cut"))
    with pytest.raises(OutcomeUnknown):
        patiently(call, clock)
    assert calls == [1]


@given(
    per_minute=st.integers(1, 8),
    pauses=st.lists(st.sampled_from([0.0, 0.0, 0.5, 7.0, 19.9, 59.999, 60.0, 61.0]), max_size=40),
)
def test_no_minute_holds_more_requests_than_the_budget_and_none_waits_for_nothing(
    per_minute: int, pauses: list[float]
) -> None:
    with TemporaryDirectory() as folder:
        clock = WoundClock.create(Path(folder) / "clock", samples.SUNDAY)
        budget, taken = Budget(clock, per_minute=per_minute), list[datetime]()
        for pause in pauses:
            clock.wind(timedelta(seconds=pause))
            asked = clock.now()
            budget.take()
            last = taken[-per_minute] if len(taken) >= per_minute else None
            assert clock.now() == (max(asked, last + timedelta(minutes=1)) if last else asked)
            taken.append(clock.now())


def test_a_clock_that_was_set_back_costs_a_minute_at_most(clock: WoundClock) -> None:
    budget = Budget(clock, per_minute=2)
    budget.take()
    budget.take()
    clock.wind(timedelta(hours=-1))
    before = clock.now()
    budget.take()
    assert clock.now() - before == timedelta(minutes=1)


def test_threads_share_one_budget(clock: WoundClock) -> None:
    budgets = Budgets(clock)
    threads = [threading.Thread(target=budgets.of("forum.example", per_minute=4).take) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now() - samples.SUNDAY >= timedelta(minutes=2)


def test_a_host_has_one_budget_and_the_lowest_number_counts(clock: WoundClock) -> None:
    budgets = Budgets(clock)
    one, other = budgets.of("forum.example", per_minute=3), budgets.of("forum.example", per_minute=1)
    elsewhere = budgets.of("elsewhere.example", per_minute=3)
    for _ in range(3):
        elsewhere.take()
    one.take()
    assert clock.now() == samples.SUNDAY
    other.take()
    one.take()
    assert clock.now() - samples.SUNDAY == timedelta(minutes=2)
    assert budgets.of("forum.example", per_minute=50) is one


class RawServer:
    """Sends these bytes to the first that connects, then waits (`hold`) or sends more (`drip`) until the block ends."""

    def __init__(self, answer: bytes, *, hold: bool = False, drip: bool = False) -> None:
        self._answer, self._hold, self._drip, self._done = answer, hold, drip, threading.Event()
        self._sock = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._sock.getsockname()[1]}/"

    def __exit__(self, *_raised: object) -> None:
        self._done.set()
        self._thread.join()
        self._sock.close()

    def _serve(self) -> None:
        peer, _ = self._sock.accept()
        with peer:
            peer.recv(4096)
            peer.sendall(self._answer)
            while self._drip and not self._done.wait(0.05):
                with suppress(ConnectionError):
                    peer.sendall(b"x")
            if self._hold:
                self._done.wait()
