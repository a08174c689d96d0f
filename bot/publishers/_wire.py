"""One connection to a forum: kept between calls, each bounded in time and size; no redirect, no cookie, no retry.

A call ends at its deadline whatever the other side does, also when it sends a byte now and then: its socket is shut.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from bot.errors import Misconfigured
from bot.net import Answer
from bot.publishers._lost import DEADLINE_S, Lost

CONNECT_S = 10.0
READ_S = 60.0
"""For the next byte: a forum may take long to save a long post."""
CAP_BYTES = 20_000_000

_PIECE = 65_536
_UNFRAMED = (requests.codes.no_content, requests.codes.not_modified)
_calls = threading.local()


class Wire:
    """A session with one host, for one thread at a time."""

    def __init__(self, *, deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._session = _Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Watched(pool_connections=1, pool_maxsize=1))

    def ask(self, verb: str, url: str, headers: Mapping[str, str | bytes], **body: Any) -> Answer:
        """Whatever the server answers, as it answers; `body` as `requests` takes it.

        Raises: Lost, Misconfigured (an address that cannot be asked, a certificate that is not the host's).
        """
        watch = _calls.watch = _Watch(self._deadline_s)
        try:
            with watch, self._open(verb, url, headers, body) as response:
                answer = _whole(response)
        except Lost:
            if not watch.expired:
                raise
        except (requests.RequestException, HTTPError) as error:
            if not watch.expired:
                raise _trouble(error) from error
        if watch.expired:
            raise Lost(f"took longer than {self._deadline_s:.0f} s", sent=True)
        return answer

    def _open(self, verb: str, url: str, headers: Mapping[str, str | bytes], body: dict[str, Any]) -> requests.Response:
        timeout = (min(CONNECT_S, self._deadline_s), min(READ_S, self._deadline_s))
        return self._session.request(verb, url, headers=headers, timeout=timeout, stream=True, **body)


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, so that no redirect is followed, nor its address even read."""


class _Watch:
    """The alarm of one call. It shuts the socket, so that whoever reads from it stops."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def on(self, used: socket.socket) -> None:
        """The socket the answer will come from."""
        self._socket = used
        if self.expired:
            self._end()

    def _end(self) -> None:
        self.expired = True
        if self._socket:
            # As a plain socket: TLS's own good-bye would wait for the other side.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _HTTP(HTTPConnection):
    def getresponse(self) -> Any:
        _calls.watch.on(self.sock)
        return super().getresponse()


class _HTTPS(HTTPSConnection):
    def getresponse(self) -> Any:
        _calls.watch.on(self.sock)
        return super().getresponse()


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPS


class _Watched(HTTPAdapter):
    """Makes connections that tell the watch their socket."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
        return manager


def _whole(response: requests.Response) -> Answer:
    """The answer with its body. Python takes a connection that ends among the headers for the end of the headers."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    if not {"content-length", "transfer-encoding"} & set(headers) and response.status_code not in _UNFRAMED:
        raise Lost("the answer is cut", sent=True)
    body = bytearray()
    for piece in response.iter_content(_PIECE):
        body += piece
        if len(body) > CAP_BYTES:
            raise Lost(f"the answer is larger than {CAP_BYTES:,} bytes", sent=True)
    return Answer(status=response.status_code, headers=headers, body=bytes(body))


def _trouble(error: Exception) -> Lost | Misconfigured:
    """What a failed call means. The library's own words may hold headers, and so the key: only its class is named."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Misconfigured("its certificate is not valid for this address")
    if isinstance(error, ValueError):
        return Misconfigured("is not an address that can be asked")
    sent = not any(isinstance(cause, NewConnectionError | ConnectTimeoutError) for cause in causes)
    return Lost(type(causes[-1]).__name__, sent=sent)


def _causes(error: object) -> Iterator[BaseException]:
    while isinstance(error, BaseException):
        yield error
        error = getattr(error, "reason", None) or (error.args[0] if error.args else None)
