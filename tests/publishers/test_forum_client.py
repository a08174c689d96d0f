"""The forum client against a server of raw sockets: what a well-behaved forum never does, and proxies do."""

import gc
import logging
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.clock import SystemClock, WoundClock
from bot.errors import Misconfigured, OutcomeUnknown, PaperboyError, Rejected, Unavailable
from bot.net import Budget
from bot.publishers._forum import Forum
from bot.publishers._refusal import UNTOLD_S

KEY = "9e" * 32
TOPIC = '{"id":7,"title":"t","tags":["a"],"post_stream":{"posts":[],"stream":[]}}'
Script = Callable[[socket.socket], None]


@dataclass
class Server:
    """Answers every request by its script, and remembers what came, and over how many connections."""

    script: Script = lambda line: None
    tls: ssl.SSLContext | None = None
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0
    base: str = ""

    def forum(self, *, deadline_s: float = 5.0) -> Forum:
        return a_forum(self.base, deadline_s=deadline_s)

    def says(self, answer: str | bytes) -> None:
        """Sends this to whoever asks, and leaves the connection open."""
        raw = answer.encode() if isinstance(answer, str) else answer
        self.script = lambda line: line.sendall(raw)

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=[line], daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with suppress(OSError), self.tls.wrap_socket(line, server_side=True) if self.tls else line as talking:
            while head := _read_request(talking, self.bodies):
                self.heads.append(head)
                self.script(talking)


def a_forum(base: str, username: str = "paperboy", key: str = KEY, *, deadline_s: float = 5.0) -> Forum:
    """A client that nothing paces."""
    return Forum(base, username, key, Budget(SystemClock(), per_minute=10_000), deadline_s=deadline_s)


def _read_request(line: socket.socket, bodies: list[bytes]) -> str:
    with line.makefile("rb") as reader:
        head = b""
        while (row := reader.readline()) not in (b"\r\n", b""):
            head += row
        length = next((int(r.split(b":")[1]) for r in head.splitlines() if r.lower().startswith(b"content-length")), 0)
        bodies.append(reader.read(length))
    return head.decode("utf-8")


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        scheme, host = ("https", "localhost") if tls else ("http", "127.0.0.1")
        server = Server(tls=tls, base=f"{scheme}://{host}:{listening.getsockname()[1]}")
        thread = threading.Thread(target=server.serve, args=[listening])
        thread.start()
        try:
            yield server
        finally:
            # Linux lets a waiting accept() go on shutdown, not on close.
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def answer(status: str, body: str = "", *headers: str, kind: str = "application/json; charset=utf-8") -> str:
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body.encode())}", *headers)
    return "\r\n".join(lines) + "\r\n\r\n" + body


def refused(kind: type[PaperboyError], call: Callable[[], object]) -> PaperboyError:
    """The error that a call raises: of that very kind, in one line, without the key in it or in what led to it."""
    with pytest.raises(kind) as caught:
        call()
    if kind is Unavailable:
        assert not isinstance(caught.value, OutcomeUnknown)
    error: BaseException | None = caught.value
    while error:
        assert KEY not in f"{error!r} {error}"
        error = error.__cause__ or error.__context__
    assert "\n" not in str(caught.value)
    return caught.value


def read(forum: Forum) -> object:
    return forum.stored_topic(7)


def write(forum: Forum) -> object:
    return forum.make("text", title="title")


# ── the line ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_connection_serves_every_call_with_the_key_and_without(server: Server) -> None:
    forum = server.forum()
    server.says(answer("200 OK", TOPIC))
    for _ in range(3):
        read(forum)
    server.says(answer("404 Not Found", '{"errors":["x"],"error_type":"not_found"}'))
    forum.topic_id_by_external_id("pb-x")
    forum.site_settings()
    server.says(answer("422 Unprocessable", '{"errors":["x"]}'))
    refused(Rejected, lambda: write(forum))
    assert (server.connections, len(server.heads)) == (1, 6)


def _drip(head: bytes) -> Script:
    def script(line: socket.socket) -> None:
        line.sendall(head)
        while True:
            line.sendall(b"x")
            time.sleep(0.02)  # noqa: TID251 - a server that is slow on purpose

    return script


DRIPS = {
    "status line": b"HTTP/1.1 200 ",
    "headers": b"HTTP/1.1 200 OK\r\nX-Slow: ",
    "body": b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
    "nothing": b"",
}


@pytest.mark.parametrize("where", DRIPS)
@pytest.mark.parametrize(("call", "kind"), [(read, Unavailable), (write, OutcomeUnknown)])
def test_a_drip_ends_at_the_deadline(
    server: Server, where: str, call: Callable[[Forum], object], kind: type[PaperboyError]
) -> None:
    server.script = _drip(DRIPS[where])
    started = time.perf_counter()
    error = refused(kind, lambda: call(server.forum(deadline_s=0.3)))
    assert time.perf_counter() - started < 2
    assert "took longer than" in str(error)


def test_silence_ends_at_the_deadline(server: Server) -> None:
    server.script = lambda line: line.settimeout(3)
    started = time.perf_counter()
    refused(OutcomeUnknown, lambda: write(server.forum(deadline_s=0.3)))
    assert time.perf_counter() - started < 2


def test_a_line_that_was_broken_off_is_replaced(server: Server) -> None:
    forum = server.forum(deadline_s=0.3)
    server.script = _drip(b"HTTP/1.1 200 ")
    refused(Unavailable, lambda: read(forum))
    server.says(answer("200 OK", TOPIC))
    assert forum.stored_topic(7).id == 7


def test_nothing_was_sent_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    refused(Unavailable, lambda: write(a_forum(f"http://127.0.0.1:{port}")))


def test_nothing_was_sent_to_a_host_without_an_address() -> None:
    refused(Unavailable, lambda: write(a_forum("http://no-such-host.invalid")))


CUTS = {
    "before the answer": b"",
    "in the status line": b"HTTP/1.1 20",
    "in the headers": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "before the body": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
    "in the body": b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"id":7,"topic_id":7}',
    "in a chunk": b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n{"id":7,"topic_id":7}\r\n',
    "in a redirect": b"HTTP/1.1 301 Moved\r\nLocation: /t/slug/12",
    "not HTTP at all": b"SSH-2.0-OpenSSH_9.2\r\n",
}


@pytest.mark.parametrize("cut", CUTS)
def test_a_cut_answer_is_no_answer(server: Server, cut: str) -> None:
    def script(line: socket.socket) -> None:
        line.sendall(CUTS[cut])
        line.shutdown(socket.SHUT_RDWR)

    server.script = script
    refused(Unavailable, lambda: read(server.forum()))
    refused(Unavailable, lambda: server.forum().topic_id_by_external_id("pb-x"))
    refused(OutcomeUnknown, lambda: write(server.forum()))


def test_an_answer_without_end_is_not_read_on(server: Server) -> None:
    server.script = lambda line: line.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Length: 30000000\r\n\r\n" + b" " * 21_000_000
    )
    assert "20,000,000" in str(refused(Unavailable, lambda: read(server.forum())))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl: install it to try TLS")
    made = tmp_path / "cert.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(made.with_suffix(".key")), "-out", str(made)]
    subprocess.run(["openssl", *words.split(), *names], check=True, capture_output=True)
    return made


def test_a_certificate_of_somebody_elses_stops_the_key(certificate: Path) -> None:
    with _over_tls(certificate) as server:
        assert "certificate" in str(refused(Misconfigured, lambda: write(server.forum())))
        assert not server.heads


def test_a_drip_over_tls_ends_at_the_deadline(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with _over_tls(certificate) as server:
        server.says(answer("200 OK", TOPIC))
        read(server.forum())
        server.script = _drip(DRIPS["headers"])
        started = time.perf_counter()
        refused(OutcomeUnknown, lambda: write(server.forum(deadline_s=0.5)))
        assert time.perf_counter() - started < 3


@contextmanager
def _over_tls(certificate: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    with serving(context) as server:
        yield server


# ── the key ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_key_goes_with_its_own_calls_and_never_with_anonymous_ones(server: Server) -> None:
    server.says(answer("200 OK", '{"max_post_length":9}', "Set-Cookie: _t=session; Path=/"))
    forum = server.forum()
    forum.site_settings()
    refused(Unavailable, lambda: read(forum))
    forum.site_settings()
    anonymous, known, again = (head.lower() for head in server.heads)
    assert f"api-key: {KEY}" in known
    assert "api-username: paperboy" in known
    for head in (anonymous, again):
        assert "api-" not in head
        assert KEY not in head
    assert all("cookie" not in head for head in (known, again))


def test_a_name_in_any_script_is_sent(server: Server) -> None:
    server.says(answer("200 OK", TOPIC))
    read(a_forum(server.base, "배달부"))
    assert "Api-Username: 배달부" in server.heads[0]


@pytest.mark.parametrize("key", ["two\nlines" + KEY, "a space" + KEY, "é" + KEY, ""])
def test_a_key_that_is_none_is_refused_without_showing_it(key: str) -> None:
    refused(Misconfigured, lambda: a_forum("http://127.0.0.1:1", key=key))


def test_neither_key_nor_answers_reach_a_log(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.says(answer("200 OK", TOPIC.replace('"t"', '"a private title"')))
    forum = server.forum()
    read(forum)
    server.says(answer("429 Too Many", '{"errors":["a private title"]}'))
    refused(Unavailable, lambda: write(forum))
    assert KEY not in caplog.text
    assert "a private title" not in caplog.text
    assert KEY not in repr(forum)
    assert not logging.getLogger("pydiscourse.client").isEnabledFor(logging.INFO)


# ── redirects ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slug", ["weekly/", "", "-/", "2026/", "%EB%85%BC/"])
@pytest.mark.parametrize("tail", [".json", "", "?page=2", ".json?print=true"])
def test_the_topic_is_read_out_of_a_301_and_its_address_never_asked(server: Server, slug: str, tail: str) -> None:
    with serving() as elsewhere:
        for start in (elsewhere.base, elsewhere.base + "/sub/forum", "", server.base):
            server.says(answer("301 Moved Permanently", "", f"Location: {start}/t/{slug}1234{tail}", kind="text/html"))
            assert server.forum().topic_id_by_external_id("pb-x") == 1234
        assert elsewhere.connections == 0
    assert len(server.heads) == 4


@pytest.mark.parametrize(
    "location",
    [
        "/login",
        "https://forum.example/t/external_id/pb-x.json",
        "http://[",
        "",
        "/t/external_id/12.json",
        "/t/x/y.json",
    ],
)
def test_a_redirect_to_anything_but_a_topic_is_a_wrong_address(server: Server, location: str) -> None:
    server.says(answer("301 Moved Permanently", "", f"Location: {location}"))
    error = refused(Misconfigured, lambda: server.forum().topic_id_by_external_id("pb-x"))
    assert "https address" in str(error)


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
@pytest.mark.parametrize("call", [read, write])
def test_no_redirect_is_followed(server: Server, status: str, call: Callable[[Forum], object]) -> None:
    with serving() as elsewhere:
        server.says(answer(f"{status} Elsewhere", "", f"Location: {elsewhere.base}/posts.json"))
        refused(Misconfigured, lambda: call(server.forum()))
        assert elsewhere.connections == 0
    assert len(server.heads) == 1


def test_a_404_that_is_not_discourses_is_not_the_absence_of_a_topic(server: Server) -> None:
    server.says(answer("404 Not Found", "<h1>404</h1>", kind="text/html"))
    refused(Misconfigured, lambda: server.forum().topic_id_by_external_id("pb-x"))
    refused(Misconfigured, server.forum().site_settings)


# ── answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

LIMITS = [
    ('{"errors":["x"],"error_type":"rate_limit","extras":{"wait_seconds":39}}', "Retry-After: 41", 39.0),
    ('{"errors":["x"],"extras":{"wait_seconds":86000.5}}', "X: y", 86000.5),
    ("Slow down, too many requests from this IP address. Please retry again in 8 seconds. Error code: i.", "X: y", 8.0),
    ('{"failed":"FAILED","message":"too often"}', "X: y", UNTOLD_S),
    ('{"failed":"FAILED","message":"too often"}', "Retry-After: 12", 12.0),
    ("<html>429</html>", "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT", UNTOLD_S),
    ('{"errors":["x"],"extras":{"wait_seconds":-1}}', "X: y", UNTOLD_S),
    ('{"errors":["x"],"extras":{"wait_seconds":Infinity}}', "X: y", UNTOLD_S),
    ('{"errors":["x"],"extras":null}', "Retry-After: 3", 3.0),
    ("[1]", "Retry-After: -3", UNTOLD_S),
    ("", "X: y", UNTOLD_S),
]


@pytest.mark.parametrize(("body", "header", "wait"), LIMITS)
@pytest.mark.parametrize("call", [read, write, lambda forum: forum.search("x")])
def test_a_429_says_how_long_to_wait_and_nobody_sleeps(
    server: Server, body: str, header: str, wait: float, call: Callable[[Forum], object]
) -> None:
    server.says(answer("429 Too Many Requests", body, header, kind="text/plain"))
    started = time.perf_counter()
    assert refused(Unavailable, lambda: call(server.forum())).retry_after == wait  # type: ignore[attr-defined]
    assert time.perf_counter() - started < 1
    assert len(server.heads) == 1


WRITES = [
    ("200 OK", "<html>a page</html>", OutcomeUnknown),
    ("200 OK", "", OutcomeUnknown),
    ("200 OK", "null", OutcomeUnknown),
    ("200 OK", "[]", OutcomeUnknown),
    ("200 OK", '{"latest_posts":[]}', OutcomeUnknown),
    ("200 OK", "[" * 100_000, OutcomeUnknown),
    ("204 No Content", "", OutcomeUnknown),
    ("500 Oops", '{"status":500,"error":"Internal Server Error"}', OutcomeUnknown),
    ("502 Bad Gateway", "<html>", OutcomeUnknown),
    ("503 Unavailable", "<html>", OutcomeUnknown),
    ("503 Unavailable", '{"errors":["x"],"error_type":"other"}', OutcomeUnknown),
    ("503 Unavailable", '{"errors":["x"],"error_type":"read_only"}', Unavailable),
    ("504 Timeout", "<html>", OutcomeUnknown),
    ("408 Timeout", "<html>", OutcomeUnknown),
    ("520 Odd", "<html>", OutcomeUnknown),
    ("400 Bad", '{"errors":["x"],"error_type":"invalid_parameters"}', Misconfigured),
    ("403 No", '{"errors":["x"],"error_type":"invalid_access"}', Misconfigured),
    ("403 No", "<html>Attention Required!</html>", Misconfigured),
    ("404 No", '{"errors":["x"],"error_type":"not_found"}', Rejected),
    ("409 No", '{"errors":["x"]}', Rejected),
    ("413 Large", "<html>", Rejected),
    ("422 No", '{"action":"create_post","errors":["Title has already been used"]}', Rejected),
]


@pytest.mark.parametrize(("status", "body", "kind"), WRITES)
def test_a_write_without_a_clear_answer_is_unknown(
    server: Server, status: str, body: str, kind: type[PaperboyError]
) -> None:
    framed = answer(status, body) if "204" not in status else "HTTP/1.1 204 No Content\r\n\r\n"
    server.says(framed)
    refused(kind, lambda: write(server.forum()))
    assert len(server.heads) == 1


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ('{"errors":["x"],"error_type":"read_only"}', "X: y"),
        ('{"errors":["x"]}', "Discourse-Readonly: true"),
        ("<html>", "Discourse-Readonly: true"),
    ],
)
def test_maintenance_is_told_and_nothing_was_written(server: Server, body: str, header: str) -> None:
    server.says(answer("503 Unavailable", body, header))
    assert "in maintenance (read-only mode)" in str(refused(Unavailable, lambda: write(server.forum())))


def test_a_forum_in_maintenance_is_still_read(server: Server) -> None:
    server.says(answer("200 OK", TOPIC, "Discourse-Readonly: true"))
    assert server.forum().stored_topic(7).id == 7


def test_every_request_is_counted_with_the_key_and_without(server: Server, tmp_path: Path) -> None:
    clock = WoundClock.create(tmp_path / "clock", datetime(2026, 11, 16, tzinfo=UTC))
    budget = Budget(clock, per_minute=2)
    forum = Forum(server.base, "paperboy", KEY, budget)
    server.says(answer("200 OK", TOPIC))
    for call in (read, lambda forum: forum.site_settings(), write):
        with suppress(PaperboyError):
            call(forum)
    assert len(server.heads) == 3
    assert clock.now() == datetime(2026, 11, 16, 0, 1, tzinfo=UTC)


BODIES = {
    "html": "<html>",
    "nothing": "",
    "null": "null",
    "no id": "{}",
    "other": '{"id":"x"}',
    "deep": "[" * 100_000,
    "latin": "\xff",
}


@pytest.fixture
def no_garbage() -> Iterator[None]:
    """Nothing is finalised in the depths of a recursion, where a finalizer has no room."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_garbage")
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_read_that_is_not_understood_is_asked_again_later(server: Server, body: str) -> None:
    server.says(answer("200 OK", body))
    refused(Unavailable, lambda: read(server.forum()))


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "text/plain", ""])
def test_json_is_json_whatever_it_is_called(server: Server, kind: str) -> None:
    server.says(answer("200 OK", TOPIC, kind=kind))
    assert server.forum().stored_topic(7).tags == ("a",)


def test_an_empty_204_is_an_answer(server: Server) -> None:
    server.says("HTTP/1.1 204 No Content\r\n\r\n")
    server.forum().change(7, "old", "new", "why")
    assert b"post%5Boriginal_text%5D=old" in server.bodies[0]


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ('["a","b"]', ("a", "b")),
        ('[{"id":1,"name":"논문","slug":"x","original_name":"paper"},{"id":2,"name":"b"}]', ("paper", "b")),
        ("null", ()),
        ("[]", ()),
    ],
)
def test_tags_come_in_both_shapes(server: Server, tags: str, names: tuple[str, ...]) -> None:
    server.says(answer("200 OK", TOPIC.replace('["a"]', tags)))
    assert server.forum().stored_topic(7).tags == names


def test_tags_of_groups_and_of_categories_are_tags(server: Server) -> None:
    extras = '{"categories":[{"id":1,"tags":[{"id":"b","name":"b"}]}],"tag_groups":[{"name":"g","tags":["c"]}]}'
    server.says(answer("200 OK", f'{{"tags":[{{"id":"a","name":"a"}}],"extras":{extras}}}'))
    assert server.forum().listed_tags().all == {"a", "b", "c"}


def test_categories_are_found_at_any_depth(server: Server) -> None:
    deepest = '{"id":3,"slug":"c"}'
    middle = f'{{"id":2,"slug":"b","subcategory_list":[{deepest}]}}'
    server.says(
        answer("200 OK", f'{{"category_list":{{"categories":[{{"id":1,"slug":"a","subcategory_list":[{middle}]}}]}}}}')
    )
    assert [one.id for one in server.forum().listed_categories().all] == [1, 2, 3]


def test_the_forums_words_are_shown_in_one_printable_line(server: Server) -> None:
    server.says(answer("422 No", '{"errors":["a\\n\\u001b[31mred' + "!" * 9000 + '"]}'))
    said = str(refused(Rejected, lambda: write(server.forum())))
    assert said.isprintable()
    assert len(said) < 700


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.integers(200, 599),
    body=st.one_of(st.binary(max_size=60), st.sampled_from([b"{}", b"[]", b'{"errors":[]}', b'{"errors":"x"}', b"3"])),
    location=st.text("/t:.?#[]0a", max_size=20),
)
@example(status=301, body=b"", location="//[/t/1")
def test_no_answer_at_all_is_a_bug_of_ours(server: Server, status: int, body: bytes, location: str) -> None:
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nLocation: {location}\r\nConnection: close\r\n\r\n"

    def script(line: socket.socket) -> None:
        line.sendall(head.encode() + body)
        line.shutdown(socket.SHUT_RDWR)

    server.script = script
    forum = server.forum()
    for call in (read, write, lambda forum: forum.site_settings(), lambda forum: forum.topic_id_by_external_id("pb")):
        with suppress(PaperboyError):
            call(forum)
