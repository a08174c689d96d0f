"""One request: what goes over the wire, and whose turn it is when something else comes back."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event, Thread
from typing import Any

import pytest

from bot.clock import Stopwatch
from bot.errors import Misconfigured, OutcomeUnknown, PaperboyError, Rejected, Unavailable
from bot.llm import lacks
from bot.llm.client import CAP_BYTES, Client
from bot.llm.settings import ModelSettings
from tests.llm.fakes import KEY, Messages, message

SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


@pytest.fixture
def client(server: Messages) -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def connected(**changes: Any) -> Client:
        given = {"model": "test-model", "api_key": KEY, "base_url": server.url, "timeout_s": 5.0}
        made.append(Client(ModelSettings(**{**given, **changes})))
        return made[-1]

    yield connected
    for one in made:
        one.close()


def send(client: Client) -> Any:
    return client.send(key="dair/2026-06-28/3@ko", system="Translate.", user="text", schema=SCHEMA)


def test_a_request_holds_what_the_settings_say_and_nothing_else(
    client: Callable[..., Client], server: Messages
) -> None:
    server.answers()

    send(client(thinking={"type": "disabled"}, effort="low", max_tokens=4000))

    assert server.asked == [
        {
            "model": "test-model",
            "max_tokens": 4000,
            "system": [{"type": "text", "text": "Translate."}],
            "messages": [{"role": "user", "content": "text"}],
            "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}, "effort": "low"},
            "thinking": {"type": "disabled"},
        }
    ]


def test_thinking_and_effort_left_out_are_the_models_own(client: Callable[..., Client], server: Messages) -> None:
    server.answers()

    send(client(max_tokens=64_000))

    assert "thinking" not in server.asked[0]
    assert "effort" not in server.asked[0]["output_config"]


def test_the_key_and_further_headers_are_sent(client: Callable[..., Client], server: Messages) -> None:
    server.answers()

    send(client(headers={"x-api-key": "another-secret-key"}))

    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert server.headers[0]["X-Api-Key"] == "another-secret-key"


def test_text_is_read_from_the_text_blocks_alone(client: Callable[..., Client], server: Messages) -> None:
    blocks = [
        {"type": "thinking", "thinking": "not this", "signature": "c2ln"},
        {"type": "text", "text": "one "},
        {"type": "a_kind_yet_unknown", "text": "nor this"},
        {"type": "text", "text": "two"},
    ]
    server.says(message(content=blocks))

    assert send(client()).text == "one two"


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_what_passes_is_unavailable_with_the_wait_asked_for(
    client: Callable[..., Client], server: Messages, status: int
) -> None:
    server.fails(status, "try later", retry_after="9")

    with pytest.raises(Unavailable, match=r"test-model at .*: try later; tried again later") as caught:
        send(client())

    assert (caught.value.retry_after, len(server.asked)) == (9, 1)


@pytest.mark.parametrize(
    ("status", "said", "code", "remedy"),
    [
        (401, "invalid x-api-key", None, "check the secret"),
        (403, "not allowed", None, "check the secret"),
        (404, "model: test-model", None, r"check \[llm\] model and base_url"),
        (405, "method not allowed", None, r"check \[llm\] model and base_url"),
        (402, "payment required", None, "spending limit"),
        (429, "monthly limit", "enforced_spend_limit_reached", "spending limit"),
        (429, "monthly limit", "contract_spend_limit_reached", "spending limit"),
        (400, "Your credit balance is too low", None, "check"),
        (400, '"thinking.type.disabled" is not supported for this model', None, r"\[llm.models\]"),
        (400, "max_tokens: 900000 > 64000", None, r"\[llm.models\]"),
    ],
)
def test_what_the_operator_must_change_says_what_to_change(
    client: Callable[..., Client], server: Messages, status: int, said: str, code: str | None, remedy: str
) -> None:
    server.fails(status, said, code=code)

    with pytest.raises(Misconfigured, match=remedy) as caught:
        send(client())

    assert said in str(caught.value)


@pytest.mark.parametrize(("status", "said"), [(400, "messages.0: not acceptable"), (413, "request too large")])
def test_a_text_that_is_refused_holds_that_item_alone(
    client: Callable[..., Client], server: Messages, status: int, said: str
) -> None:
    server.fails(status, said)

    with pytest.raises(Rejected, match=rf"^dair/2026-06-28/3@ko: .*{said}.*HTTP {status}"):
        send(client())


@pytest.mark.parametrize(
    "body",
    [
        "<!doctype html><title>Sign in</title>",
        "",
        '"a string"',
        "[]",
        "{}",
        '{"type": "error"}',
        b"\xff\xfe",
        "[" * 100_000,
    ],
    ids=["html", "empty", "string", "list", "object", "error", "not UTF-8", "deep"],
)
def test_a_200_that_is_no_answer_is_unavailable(
    client: Callable[..., Client], server: Messages, body: str | bytes
) -> None:
    server.says(body)

    with pytest.raises(Unavailable, match="not a Messages API answer") as caught:
        send(client())

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("change", [{"content": "text"}, {"content": None}, {"usage": "much"}, {"model": ["m"]}])
def test_a_message_of_the_wrong_shape_is_unavailable(
    client: Callable[..., Client], server: Messages, change: dict[str, Any]
) -> None:
    server.answers(**change)

    with pytest.raises(Unavailable, match="not a Messages API answer"):
        send(client())


@pytest.mark.parametrize("change", [{"stop_reason": None}, {"usage": {}}, {"model": None}])
def test_the_vendors_own_server_may_leave_nothing_out(
    client: Callable[..., Client], server: Messages, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lacks, "VENDOR", "localhost")
    server.answers(**change)

    with pytest.raises(Unavailable, match="not a Messages API answer"):
        send(client())


def test_an_answer_without_end_is_not_read_to_its_end(client: Callable[..., Client], server: Messages) -> None:
    server.says(b" " * (CAP_BYTES + 1))

    with pytest.raises(Unavailable, match="larger than 5,000,000 bytes"):
        send(client())


def test_a_refused_connection_is_unavailable(client: Callable[..., Client]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

        with pytest.raises(Unavailable, match=r"no answer for dair/2026-06-28/3@ko .*refused"):
            send(client(base_url=f"http://127.0.0.1:{port}"))


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n"


@pytest.fixture
def raw() -> Iterator[Callable[..., str]]:
    """Servers that send some bytes, then a space every `every` seconds if given, and never end; gives their address.

    With `cut` the connection is closed after the first bytes.
    """
    over = Event()
    started: list[tuple[socket.socket, Thread]] = []

    def answer(listener: socket.socket, sent: bytes, every: float | None, cut: bool) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(sent)
            while not cut and not over.wait(every):
                connection.sendall(b" ")

    def serve(sent: bytes, *, every: float | None = None, cut: bool = False) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        thread = Thread(target=answer, args=(listener, sent, every, cut))
        thread.start()
        started.append((listener, thread))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield serve
    over.set()
    for listener, thread in started:
        thread.join()
        listener.close()


def test_a_server_that_never_answers_is_left(client: Callable[..., Client], raw: Callable[..., str]) -> None:
    with pytest.raises(OutcomeUnknown, match="no answer"):
        send(client(base_url=raw(b""), timeout_s=0.3))


def test_a_body_that_stops_flowing_is_left_long_before_the_deadline(
    client: Callable[..., Client], raw: Callable[..., str]
) -> None:
    watch = Stopwatch()

    with pytest.raises(OutcomeUnknown, match="no answer"):
        send(client(base_url=raw(HEAD + b'{"id"'), timeout_s=4))

    assert watch.seconds < 3


def test_a_server_that_trickles_cannot_hold_the_line(client: Callable[..., Client], raw: Callable[..., str]) -> None:
    with pytest.raises(OutcomeUnknown, match=r"took longer than 0\.5 s"):
        send(client(base_url=raw(HEAD, every=0.01), timeout_s=0.5))


def test_an_answer_that_is_cut_is_unavailable(client: Callable[..., Client], raw: Callable[..., str]) -> None:
    with pytest.raises(OutcomeUnknown, match="no answer"):
        send(client(base_url=raw(HEAD + b"{", cut=True)))


def test_a_server_that_is_not_there_has_done_nothing(client: Callable[..., Client]) -> None:
    with pytest.raises(Unavailable, match="no answer") as caught:
        send(client(base_url="http://127.0.0.1:9"))
    assert not isinstance(caught.value, OutcomeUnknown)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 429, 500])
def test_no_secret_stands_in_an_error_even_if_the_server_repeats_it(
    client: Callable[..., Client], server: Messages, status: int
) -> None:
    other = "another-secret-key"
    server.fails(status, f"bad key\n  {KEY} / {other} " + "x" * 1000)

    with pytest.raises(PaperboyError) as caught:
        send(client(headers={"x-api-key": other}))

    shown = str(caught.value)
    assert KEY not in shown
    assert other not in shown
    assert "bad key … / … x" in shown
    assert "\n" not in shown
    assert len(shown) < 500
