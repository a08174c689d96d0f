"""The five servers in one process and one event loop, on free ports of 127.0.0.1."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import get_args

import uvicorn
from starlette.types import Receive, Scope, Send

from bot.sandbox.control import Control
from bot.sandbox.door import Door, Line
from bot.sandbox.faults import ServerName
from bot.sandbox.forum import seed
from bot.sandbox.model import KEY
from bot.sandbox.world import World

_LOOPBACK = "127.0.0.1"
_BACKLOG = 128


class Street:
    """The servers' sockets, and the application that leads each request to the door of its server."""

    def __init__(self, world: World) -> None:
        control = Control(world).app()
        self.sockets: dict[ServerName, socket.socket] = {name: _listen() for name in get_args(ServerName)}
        self._doors = {
            self.sockets[name].getsockname()[1]: Door(name, world.apps, control, world.desk) for name in self.sockets
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tells the servers apart by the port that was called."""
        await self._doors[scope["server"][1]](scope, receive, send)

    def addresses(self) -> dict[str, str]:
        """Where to find everything, and the made-up keys: `forum_key` is the one the bot should have."""
        base = {name: f"http://{_LOOPBACK}:{sock.getsockname()[1]}" for name, sock in self.sockets.items()}
        return {
            "feed": f"{base['newsletter']}/feed",
            "newsletter": base["newsletter"],
            "listing": f"{base['listing']}/rss",
            "arxiv": f"{base['arxiv']}/api/query",
            "model": base["model"],
            "model_key": KEY,
            "forum": base["forum"],
            "forum_key": seed.BOT_KEY,
            "forum_read_key": seed.READ_KEY,
            "forum_narrow_key": seed.NARROW_KEY,
            "forum_global_key": seed.GLOBAL_KEY,
        }


async def serve(street: Street, *, ready: Callable[[], None], stop: asyncio.Event) -> None:
    """Serves until `stop` is set; calls `ready` once all servers answer. Answers under way get a second to end."""
    server = _Server(
        uvicorn.Config(
            street,
            http=Line,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        ),
        ready,
    )
    serving = asyncio.create_task(server.serve(sockets=list(street.sockets.values())))
    await asyncio.wait([serving, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving


class _Server(uvicorn.Server):
    """uvicorn without its hands on the process's signals, and with a word when it is up."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen() -> socket.socket:
    sock = socket.socket()
    # Answers on a kept connection would wait 40 ms each for the caller's acknowledgement.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.bind((_LOOPBACK, 0))
    sock.listen(_BACKLOG)
    return sock
