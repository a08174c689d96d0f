"""How fast the model's server answers and how much it admits a minute: in real seconds, whatever a wound clock says.

The form of the file: `[speed]` with first_token_s and tokens_per_s, `[limits]` with requests, input and output tokens a
minute; what else stands in it is for others.
"""

import asyncio
import math
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.messages import Refusal

MINUTE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a server can do. As it stands: everything, at once."""

    first_token_s: float = 0.0
    tokens_per_s: float = math.inf
    requests: float = math.inf
    input: float = math.inf
    output: float = math.inf


AT_ONCE = Figures()


def load_figures(path: Path) -> Figures:
    """Reads a file of figures."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return Figures(**document["speed"], **document["limits"])


class Pace:
    """One server's pace. Every limit is a bucket that fills all the time, as the vendor's are.

    Source: https://platform.claude.com/docs/en/api/rate-limits (token bucket; input read from the cache is free)
    """

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._requests = _Bucket(figures.requests)
        self._input = _Bucket(figures.input)
        self._output = _Bucket(figures.output)

    def admit(self, fresh: int) -> None:
        """Lets a request in that has so many input tokens not read from the cache. Raises: Refusal."""
        waits = {
            "requests": self._requests.wait(1),
            "input tokens": self._input.wait(fresh),
            "output tokens": self._output.wait(1),
        }
        name, seconds = max(waits.items(), key=lambda item: item[1])
        if seconds > 0:
            said = f"This request would exceed your organization's rate limit of {name} per minute."
            raise Refusal(said, kind="rate_limit_error", status=429, retry_after=math.ceil(seconds))
        self._requests.take(1)
        self._input.take(fresh)

    async def begin(self) -> None:
        """Until the first token."""
        await _wait(self._figures.first_token_s)

    async def speak(self, tokens: int) -> None:
        """From the first token to the last."""
        self._output.take(tokens)
        await _wait(tokens / self._figures.tokens_per_s)


class _Bucket:
    """What may still be spent of so much a minute; below nothing after an answer longer than what was left."""

    def __init__(self, a_minute: float) -> None:
        self._a_minute = a_minute
        self._level = a_minute
        self._seen = time.monotonic()

    def wait(self, amount: float) -> float:
        """Seconds until that much is there; what is more than a whole bucket waits for a full one."""
        if math.isinf(self._a_minute):
            return 0.0
        now = time.monotonic()
        filled = (now - self._seen) * self._a_minute / MINUTE_S
        self._level, self._seen = min(self._a_minute, self._level + filled), now
        return max(0.0, (min(amount, self._a_minute) - self._level) * MINUTE_S / self._a_minute)

    def take(self, amount: float) -> None:
        self._level -= amount


async def _wait(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)
