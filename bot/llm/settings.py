"""How the model is asked: what configuration says of it. Light to import; the SDK is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.errors import Misconfigured
from bot.llm.prices import Prices

LONGEST_S = 120.0
"""No call to the outside may take longer."""

SHORTEST_KEY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """One model at one address. `api_key` and `headers` are secret and are never shown.

    `thinking` and `effort` are sent as they stand; None leaves the model's default, which may be on and is billed.
    `max_tokens` covers thinking. At most `concurrency` calls run side by side. `timeout_s` is for one call from
    connecting to the last byte. Without `prices` the ledger shows tokens and no dollars. Raises: Misconfigured.
    """

    model: str
    api_key: str = field(repr=False)
    base_url: str = "https://api.anthropic.com"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    max_tokens: int = 16_000
    thinking: Mapping[str, Any] | None = None
    effort: str | None = None
    concurrency: int = 12
    timeout_s: float = LONGEST_S
    prices: Prices | None = None

    def __post_init__(self) -> None:
        if not 0 < self.timeout_s <= LONGEST_S:
            raise Misconfigured(f"[llm] timeout: {self.timeout_s:g} s; it must be more than 0 and at most 120 s")
        if "@" in self.base_url:
            raise Misconfigured("[llm] base_url: holds a user name; put credentials in [llm] headers")
        for name, value in {"the API key": self.api_key, **self.headers}.items():
            if not _sendable(value):
                raise Misconfigured(
                    f"[llm] {name}: empty, or holds characters that cannot be sent in an HTTP header; check for"
                    " a line break or a stray quotation mark"
                )

    def secrets(self) -> tuple[str, ...]:
        """What must never appear in a message, longest first; a header too short to be a key is not one."""
        values = {value for value in self.headers.values() if len(value) >= SHORTEST_KEY}
        return tuple(sorted({self.api_key, *values}, key=len, reverse=True))


def _sendable(value: str) -> bool:
    return bool(value) and value.isascii() and value.isprintable() and value == value.strip()
