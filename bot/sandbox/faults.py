"""Trouble to order: what can go wrong on a server, on which request, and the log of what was asked.

A fault names a server, a method, a path and an ordinal; requests are counted for each such pattern from the moment
it is first ordered, so that a run can be repeated exactly. The log holds no keys.
"""

import base64
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator
from starlette.responses import Response

from bot.clock import AnyClock

ServerName = Literal["newsletter", "listing", "arxiv", "model", "forum"]

NOTED = "sandbox-noted"
"""A header by which a server says in the log what it answered; no real one sends it."""

_JSON = "application/json; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer that a real service gives when it is in trouble."""

    status: int
    body: str
    content_type: str = _JSON
    headers: tuple[tuple[str, str], ...] = ()


ANSWERS = {
    "forum rate limit": Answer(
        status=429,
        body='{"errors":["You\'ve performed this action too many times, please try again later."],'
        '"error_type":"rate_limit","extras":{"wait_seconds":39,"time_left":"39 seconds"}}',
        headers=(("Retry-After", "39"),),
    ),
    "forum address limit": Answer(
        status=429,
        body="Slow down, too many requests from this IP address. Please retry again in 8 seconds. "
        "Error code: ip_10_secs_limit.\n",
        content_type="text/plain",
        headers=(("Retry-After", "8"), ("Discourse-Rate-Limit-Error-Code", "ip_10_secs_limit")),
    ),
    "forum search limit": Answer(status=429, body='{"failed":"FAILED","message":"You are searching too often."}'),
    "forum read-only": Answer(
        status=503,
        body='{"errors":["The site is in read only mode. Interactions are disabled."],"error_type":"read_only"}',
    ),
    "server error": Answer(status=500, body='{"status":500,"error":"Internal Server Error"}'),
    "bad gateway": Answer(
        status=502,
        body="<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center>"
        "<hr><center>nginx</center></body></html>",
        content_type="text/html",
    ),
    "arxiv rate limit": Answer(status=429, body="Rate exceeded.", content_type=_TEXT),
    "model rate limit": Answer(
        status=429,
        body='{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your '
        'organization\'s rate limit."},"request_id":"req_sandbox_429"}',
        headers=(("retry-after", "20"), ("request-id", "req_sandbox_429")),
    ),
    "model overloaded": Answer(
        status=529,
        body='{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},'
        '"request_id":"req_sandbox_529"}',
        headers=(("request-id", "req_sandbox_529"),),
    ),
}


class Order(BaseModel):
    """What every fault has. `path` is a prefix, or a regular expression where it begins with `^`.

    `nth` counts the matching requests from 1; None means every one of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: ServerName
    method: str = "GET"
    path: str = "/"
    nth: int | None = Field(default=1, ge=1)

    @property
    def pattern(self) -> tuple[str, str, str]:
        """What requests are counted by."""
        return self.server, self.method, self.path

    def matches(self, server: str, method: str, path: str) -> bool:
        """Whether a request is one of those that are counted."""
        if (server, method) != (self.server, self.method):
            return False
        return bool(re.search(self.path, path)) if self.path.startswith("^") else path.startswith(self.path)


class Status(Order):
    """Answers without asking the server: one of `ANSWERS` by name, or any status, headers and body."""

    kind: Literal["status"]
    answer: str | None = None
    status: int = 500
    headers: dict[str, str] = {}
    body: str = ""
    content_type: str = _JSON

    @field_validator("answer")
    @classmethod
    def _known(cls, name: str | None) -> str | None:
        if name is not None and name not in ANSWERS:
            raise ValueError(f"no such answer; there are: {', '.join(ANSWERS)}")
        return name

    def response(self) -> Response:
        """The answer to send; `headers` given in the order replace those of a named answer."""
        if self.answer is None:
            return Response(self.body, self.status, self.headers, self.content_type)
        known = ANSWERS[self.answer]
        return Response(known.body, known.status, {**dict(known.headers), **self.headers}, known.content_type)


class Cut(Order):
    """Closes the connection without a byte: before the server saw the request, or after it did what was asked."""

    kind: Literal["cut_before", "cut_after"]


class Slow(Order):
    """Waits in real time, as clients' time-outs do, and then lets the server answer."""

    kind: Literal["slow"]
    seconds: float = Field(ge=0, le=120)


class Replace(Order):
    """Lets the server act and puts another body in place of its answer's."""

    kind: Literal["body"]
    body: str = ""
    body_base64: str = ""
    content_type: str = _JSON
    status: int | None = None
    headers: dict[str, str] = {}

    def response(self, status: int) -> Response:
        """The answer to send, under the server's own status unless the fault has one."""
        content = base64.b64decode(self.body_base64) if self.body_base64 else self.body
        return Response(content, self.status or status, self.headers, self.content_type)


class Kill(Order):
    """Sends SIGKILL to a process, before or after the server did what was asked, and hangs up."""

    kind: Literal["kill"]
    pid: int = Field(gt=1)
    when: Literal["before", "after"] = "after"


Fault = Annotated[Status | Cut | Slow | Replace | Kill, Field(discriminator="kind")]
FAULTS: TypeAdapter[list[Fault]] = TypeAdapter(list[Fault])
"""Reads a list of faults from JSON."""


@dataclass(slots=True, kw_only=True)
class Asked:
    """One line of the request log. `status` is None where no answer was sent.

    `began` and `ended` are seconds of the machine's monotonic clock, which all its processes share. `noted` is what the
    server says about its answer in the header `NOTED`.
    """

    at: str
    server: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    status: int | None = None
    fault: str | None = None
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    noted: str = ""


@dataclass(slots=True)
class Desk:
    """Where faults are ordered and requests are logged, for all servers of one sandbox."""

    clock: AnyClock
    faults: list[Fault] = field(default_factory=list)
    requests: list[Asked] = field(default_factory=list)
    _seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def order(self, faults: Sequence[Fault]) -> None:
        """Adds faults to those that stand."""
        self.faults.extend(faults)

    def clear(self) -> None:
        """Takes back every order and forgets the counts."""
        self.faults.clear()
        self._seen.clear()

    def due(self, server: str, method: str, path: str) -> Fault | None:
        """Counts a request and returns the first fault that was ordered for it."""
        matching = [fault for fault in self.faults if fault.matches(server, method, path)]
        self._seen.update({fault.pattern for fault in matching})
        return next((fault for fault in matching if fault.nth in (None, self._seen[fault.pattern])), None)
