"""The door of each server: carries out the faults that are due, logs what was asked, and leads to the control.

A fault that hangs up needs the connection itself, which `Line` hands to the request in its ASGI state.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.faults import NOTED, Asked, Cut, Desk, Fault, Kill, Replace, ServerName, Slow, Status

CONTROL = "/_sandbox/"
"""Paths that begin so are the control's, on every server; they are neither logged nor troubled."""

LOGGED_HEADERS = (
    "accept",
    "accept-encoding",
    "anthropic-version",
    "api-username",
    "content-type",
    "if-modified-since",
    "if-none-match",
    "user-agent",
)
"""The only request headers that are logged; none of them carries a key."""


class Line(H11Protocol):
    """uvicorn's HTTP/1.1 connection, which an application can drop (uvicorn copies `app_state` into each scope)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.app_state = {**self.app_state, "hang_up": transport.abort}


class Door:
    """The ASGI application that stands before one server's own, which is looked up for every request."""

    def __init__(self, name: ServerName, apps: Mapping[ServerName, ASGIApp], control: ASGIApp, desk: Desk) -> None:
        self.name = name
        self._apps = apps
        self._control = control
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(CONTROL):
            return await self._control(scope, receive, send)
        fault = self._desk.due(self.name, scope["method"], scope["path"])
        asked = _asked(self.name, scope, fault, self._desk.clock.now().isoformat())
        self._desk.requests.append(asked)

        async def logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                asked.status = message["status"]
                asked.noted = Headers(raw=message["headers"]).get(NOTED, "")
            await send(message)

        with contextlib.suppress(ClientDisconnect):  # a caller that died while it spoke
            if fault is None:
                await self._apps[self.name](scope, receive, logged)
            else:
                await _suffer(fault, self._apps[self.name], scope, receive, logged)
        asked.ended = time.monotonic()


async def _suffer(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    match fault:
        case Status():
            await fault.response()(scope, receive, send)
        case Slow():
            await asyncio.sleep(fault.seconds)  # real time on purpose: what is tried is the client's own time-out
            await app(scope, receive, send)
        case Replace():
            await fault.response(await _in_silence(app, scope, receive))(scope, receive, send)
        case Cut():
            if fault.kind == "cut_after":
                await _in_silence(app, scope, receive)
            await _hang_up(scope, receive)
        case Kill():
            if fault.when == "after":
                await _in_silence(app, scope, receive)
            os.kill(fault.pid, signal.SIGKILL)
            await _hang_up(scope, receive)


async def _in_silence(app: ASGIApp, scope: Scope, receive: Receive) -> int:
    """Lets the server act and keeps its answer from the caller; returns the answer's status."""
    answer: list[Message] = []

    async def keep(message: Message) -> None:
        answer.append(message)

    await app(scope, receive, keep)
    return int(answer[0]["status"])


async def _hang_up(scope: Scope, receive: Receive) -> None:
    scope["state"]["hang_up"]()
    while (await receive())["type"] != "http.disconnect":
        pass


def _asked(server: str, scope: Scope, fault: Fault | None, at: str) -> Asked:
    headers: Any = Headers(scope=scope)
    return Asked(
        at=at,
        server=server,
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers={name: headers[name] for name in LOGGED_HEADERS if name in headers},
        fault=None if fault is None else fault.kind,
    )
