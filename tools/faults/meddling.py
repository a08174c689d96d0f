"""Faults that need the server's own answer: it acts, and what it says arrives late, or dressed otherwise."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.faults import Asked
from tools.faults.calls import Call

Trick = Callable[[ASGIApp, Scope, Receive, Send], Awaitable[None]]

SLOW_S = 2.5
"""Longer than the bot is told to wait for model and forum."""


@dataclass(slots=True, kw_only=True)
class Meddled:
    """An application whose answers to one call are tricked with, from the `first` on or only once."""

    app: ASGIApp
    call: Call
    first: int
    standing: bool
    trick: Trick
    seen: int = 0
    struck: int = 0
    busy: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        line = Asked(at="", server=self.call.server, method=scope["method"], path=scope["path"], query="", headers={})
        asks = self.call.asks(line)
        self.seen += asks
        due = self.seen >= self.first if self.standing else self.seen == self.first
        if not (asks and due):
            return await self.app(scope, receive, send)
        self.struck += 1
        self.busy += 1
        try:
            await self.trick(self.app, scope, receive, send)
        finally:
            self.busy -= 1


async def slow(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Takes the whole request, acts when nobody listens any more, and answers then."""
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message["body"]
        if not message.get("more_body"):
            break
    await asyncio.sleep(SLOW_S)
    whole: list[Message] = [{"type": "http.request", "body": body}]

    async def given() -> Message:
        return whole.pop() if whole else await receive()

    await app(scope, given, send)


async def late(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Acts at once, and answers when nobody listens any more."""
    messages = await _answer(app, scope, receive)
    await asyncio.sleep(SLOW_S)
    for message in messages:
        await send(message)


async def plain_json(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Says `application/json` and no more, as some proxies do."""
    start, *rest = await _answer(app, scope, receive)
    others = [(name, value) for name, value in start["headers"] if name.lower() != b"content-type"]
    await send({**start, "headers": [*others, (b"content-type", b"application/json")]})
    for message in rest:
        await send(message)


def acting_first(act: Callable[[], object]) -> Trick:
    """Has somebody do something in the moment before the request is acted upon."""

    async def trick(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        act()
        await app(scope, receive, send)

    return trick


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> list[Message]:
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    return messages
