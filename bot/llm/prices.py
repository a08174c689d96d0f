"""What a call costs. Prices have no API: they are configuration, with the day and the page they were read."""

from dataclasses import dataclass, replace
from datetime import date

from bot.domain import Usage

MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """US dollars per million tokens by kind. `output` covers thinking, `cache_write` the five-minute cache."""

    input: float
    output: float
    cache_write: float
    cache_read: float
    as_of: date
    source: str


ENVELOPE = 1_000
"""Tokens that a server may add to what is sent: its own words about the conversation and the shape of the answer."""


def most_usd(size: int, max_tokens: int, prices: Prices | None) -> float | None:
    """The most that a call can cost which sends so many bytes of text; None where no prices are known.

    A token stands for one byte at least, and is dearest where it is written to the cache.
    """
    if prices is None:
        return None
    dearest = max(prices.input, prices.cache_write)
    return ((size + ENVELOPE) * dearest + max_tokens * prices.output) / MILLION


def cost_usd(usage: Usage | None, prices: Prices | None) -> float | None:
    """The price of a call in US dollars; None where no prices are known, or nobody knows what it took."""
    if prices is None:
        return None
    if usage is None:
        return None if prices.input or prices.output else 0.0
    dollars = (
        usage.input * prices.input
        + usage.output * prices.output
        + usage.cache_write * prices.cache_write
        + usage.cache_read * prices.cache_read
    )
    return dollars / MILLION


def uncached(usage: Usage) -> Usage:
    """The same without a prompt cache."""
    return replace(usage, input=usage.input + usage.cache_write + usage.cache_read, cache_write=0, cache_read=0)
