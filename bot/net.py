"""Sockets for feed and arXiv (httpx): deadlines, size caps, a User-Agent with a contact; the retry policy; the pace.

Nothing here retries by itself: a caller wraps the whole question in `patiently`, once.
"""

import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from bot.clock import Stopwatch
from bot.errors import OutcomeUnknown, Unavailable
from bot.ports import Clock

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

DEADLINE_S = 60.0
"""For one request, redirects and body included."""

CAP_BYTES = 5_000_000
"""For one body after decoding: twenty issues of a newsletter are 1.5 MB."""

MAX_REDIRECTS = 5

PER_MINUTE = 30
"""Requests to one forum: half of the 60 that all keys of a Discourse share
(https://meta.discourse.org/t/available-settings-for-global-rate-limits-and-throttling/78612)."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole HTTP answer. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def patiently(call: Callable[[], T], clock: Clock, *, attempts: int = 4, longest: float = 60.0) -> T:
    """Makes a call again while it raises `Unavailable`, at most `attempts` times in all.

    Waits what the service asked for, else a growing random time. A wish for more than `longest` seconds is handed
    back at once, to be met by a later run. `OutcomeUnknown` is never retried: a write must be looked for first.
    """
    backoff = wait_random_exponential(multiplier=1, max=longest)

    def again(error: BaseException) -> bool:
        return (
            isinstance(error, Unavailable)
            and not isinstance(error, OutcomeUnknown)
            and (error.retry_after or 0.0) <= longest
        )

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, Unavailable) else None
        return backoff(state) if asked is None else asked

    retrying = Retrying(
        retry=retry_if_exception(again),
        wait=wait,
        stop=stop_after_attempt(attempts),
        sleep=clock.sleep,
        reraise=True,
    )
    return retrying(call)


class Budget:
    """How often one host may be asked, by whomever: so many times in any sixty seconds."""

    def __init__(self, clock: Clock, *, per_minute: int = PER_MINUTE) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._taken: deque[datetime] = deque()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Returns when one more request fits into the minute, and counts it."""
        while wait := self._wait():
            self._clock.sleep(wait)

    def narrow(self, per_minute: int) -> None:
        """Lowers the number; a higher one than it has changes nothing."""
        with self._lock:
            self._per_minute = min(self._per_minute, per_minute)

    def _wait(self) -> float:
        """Seconds until there is room; 0 when there was, and the request is counted."""
        with self._lock:
            now = self._clock.now()
            # A clock that was set back must not make anybody wait for the hour it lost.
            self._taken = deque(min(then, now) for then in self._taken if now - then < _MINUTE)
            if len(self._taken) < self._per_minute:
                self._taken.append(now)
                return 0.0
            return (self._taken[-self._per_minute] + _MINUTE - now).total_seconds()


class Budgets:
    """One budget a host, shared by all that ask it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_host: dict[str, Budget] = {}
        self._lock = threading.Lock()

    def of(self, host: str, *, per_minute: int = PER_MINUTE) -> Budget:
        """The host's budget; where it is asked for with different numbers, the lowest counts."""
        with self._lock:
            budget = self._by_host.setdefault(host, Budget(self._clock, per_minute=per_minute))
        budget.narrow(per_minute)
        return budget


class Net:
    """GETs, each within a deadline and a size.

    The User-Agent names the program and a contact, as arXiv and feed hosts ask of robots
    (https://info.arxiv.org/help/api/tou.html).
    """

    def __init__(self, *, contact: str, version: str, deadline_s: float = DEADLINE_S) -> None:
        import httpx  # noqa: PLC0415 - long to load; of this file most commands need only the pace

        self._deadline_s = deadline_s
        self._client = httpx.Client(
            headers={"User-Agent": f"paperboy/{version} (+{contact})", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(min(deadline_s, 20.0), connect=min(deadline_s, 10.0)),
            follow_redirects=True,
            max_redirects=MAX_REDIRECTS,
        )

    def get(self, url: str, headers: Mapping[str, str] | None = None, *, cap: int = CAP_BYTES) -> Answer:
        """Any answer the server gives, whatever its status.

        Raises: Unavailable (no answer in time, cut, too large, in an encoding that was not asked for).
        """
        import httpx  # noqa: PLC0415 - as above

        watch = Stopwatch()
        try:
            with self._client.stream("GET", url, headers=dict(headers or {})) as response:
                body = b"".join(self._body(url, response, watch, cap))
        except httpx.TooManyRedirects as error:
            raise Unavailable(f"{url}: more than {MAX_REDIRECTS} redirects; check the address") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(f"{url}: no answer ({_reason(error)}); tried again later") from error
        return Answer(status=response.status_code, headers=dict(response.headers.items()), body=body)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _body(self, url: str, response: "httpx.Response", watch: Stopwatch, cap: int) -> Iterator[bytes]:
        size = 0
        for piece in _decoded(url, response, cap):
            size += len(piece)
            if size > cap:
                raise Unavailable(f"{url}: the answer is larger than {cap:,} bytes and was not read")
            if watch.seconds > self._deadline_s:
                raise Unavailable(f"{url}: the answer took longer than {self._deadline_s:.0f} s")
            yield piece


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The wait in seconds a server asks for; None when it does not, or gives a date (never seen from these hosts)."""
    value = headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _decoded(url: str, response: "httpx.Response", cap: int) -> Iterator[bytes]:
    """The body in pieces of bounded size: a small gzip answer must not become gigabytes in one step."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        yield from response.iter_raw()
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Unavailable(f"{url}: answered in {encoding!r}, which was not asked for")
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        for chunk in response.iter_raw():
            # One byte over the cap is enough for the reader to refuse the rest.
            yield inflate.decompress(chunk, cap + 1)
    except zlib.error as error:
        raise Unavailable(f"{url}: the answer is damaged ({error}); tried again later") from error
    if not inflate.eof:
        raise Unavailable(f"{url}: the answer is cut; tried again later")
