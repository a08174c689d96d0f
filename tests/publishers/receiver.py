"""The other end of a webhook: a real socket that keeps what comes, and answers as it is told."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "a-shared-secret-of-32-characters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def key(self) -> str:
        return self.headers["idempotency-key"]

    @property
    def is_signed(self) -> bool:
        """As the documentation says, in code of its own: HMAC-SHA256 over timestamp, full stop and body."""
        made = hmac.new(SECRET.encode(), digestmod=hashlib.sha256)
        made.update(self.headers["x-paperboy-timestamp"].encode("ascii"))
        made.update(b".")
        made.update(self.body)
        return hmac.compare_digest(f"sha256={made.hexdigest()}", self.headers["x-paperboy-signature"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is answered; `hang_up` says nothing at all, `every_s` sends a byte now and then."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up: bool = False
    every_s: float = 0.0


def taken(**told: object) -> Reply:
    return Reply(body=json.dumps(told).encode())


@dataclass
class Receiver:
    """Takes what is signed; `replies` are used up in order, then everything is taken.

    `keeps` are the texts by key, each key taken once, as the documentation asks of a receiver.
    """

    url: str
    calls: list[Call] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    keeps: dict[str, Any] = field(default_factory=dict)
    on_call: Callable[[Call], None] = lambda _call: None

    def take(self, call: Call) -> Reply:
        self.calls.append(call)
        self.on_call(call)
        reply = self.replies.pop(0) if self.replies else taken(url="https://place.example/1", id=41)
        if reply.status < 300 or reply.hang_up:
            self.keeps.setdefault(call.key, call.json)
        return reply


@contextmanager
def receiving(path: str = "/hooks/of-ours") -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._answer(receiver.take(Call(path=self.path, headers=headers, body=body)))

        def _answer(self, reply: Reply) -> None:
            if reply.hang_up:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in {"content-length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for byte in reply.body if reply.every_s else (reply.body,):
                time.sleep(reply.every_s)  # noqa: TID251 - real time: what is tried is the deadline
                try:
                    self.wfile.write(bytes([byte]) if isinstance(byte, int) else byte)
                except OSError:
                    return

        def log_message(self, *_: object) -> None:
            """Nothing: the calls are kept."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver = Receiver(url=f"http://127.0.0.1:{server.server_address[1]}{path}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
