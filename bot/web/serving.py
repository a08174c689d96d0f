"""Serves the pages, and the webhook's door beside them, in threads of this process."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from bot import wiring
from bot.config import Config, Secrets, WebTable
from bot.engines.threads import Threads
from bot.errors import Misconfigured
from bot.ports import Store
from bot.pulse import Pulse
from bot.web import links
from bot.web.app import app
from bot.web.hook import hook, hook_secret
from bot.web.house import house_of, netloc

_BACKLOG = 128
_AT_ONCE = 200
"""More requests at a time are told to come back."""

_LAST_S = 2
"""How long an answer under way may take when the pages are closed."""


def address(config: Config) -> str:
    """Where the pages are opened. Raises: Misconfigured (there are none)."""
    web = _web(config)
    return web.url or f"http://{netloc(web)}"


def link(config: Config, now: datetime) -> str:
    """A link into the pages for the operator, once. Raises: Misconfigured, Unavailable."""
    return f"http://{netloc(_web(config))}/login/link/{links.issue(links_of(config), now)}"


@contextmanager
def serve(config: Config, store: Store) -> Iterator[None]:
    """Serves what `[web]` asks for until the context ends. Raises: Misconfigured (also: the port is taken)."""
    web = config.values.web
    if web is None:
        yield
        return
    with ExitStack() as stack:
        clock, pulse = wiring.clock_of(config), Pulse()
        engine = Threads(1, pulse)
        bot = stack.enter_context(wiring.connected(config, store, clock, engine, _silent, pulse))
        pages = app(house_of(config, bot, links_of(config)))
        stack.enter_context(served(pages, listen(web.host, web.port, config.table.place(["web", "port"]))))
        if web.hook_port:
            door = listen(web.host, web.hook_port, config.table.place(["web", "hook_port"]))
            stack.enter_context(served(hook(hook_secret(Secrets()), store, clock), door))
        yield


def listen(host: str, port: int, place: str) -> socket.socket:
    """A socket that listens. Raises: Misconfigured."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        sock = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise Misconfigured(f"{place}: cannot listen on {host}:{port}: {error.strerror}") from error
    # Answers on a kept connection would wait 40 ms each for the caller's acknowledgement.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


@contextmanager
def served(application: ASGIApp, sock: socket.socket) -> Iterator[None]:
    """Serves an application on a socket in a thread of its own."""
    config = uvicorn.Config(
        application,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=_LAST_S,
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, args=([sock],), name="pages", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
        sock.close()


class _Server(uvicorn.Server):
    """uvicorn without its hands on the process's signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def links_of(config: Config) -> Path:
    """Where the one-time links of the operator are."""
    return wiring.state_folder(config) / "logins"


def _web(config: Config) -> WebTable:
    if config.values.web is None:
        raise Misconfigured(f"{config.table.file}: there are no pages without a table [web]")
    return config.values.web


def _silent(event: str, key: str, **facts: object) -> None:
    """A reporter for pages, which do no work."""
