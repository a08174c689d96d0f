"""What a call costs. Prices have no API: they are configuration, with the day and the page they were read."""

from dataclasses import dataclass
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


def cost_usd(usage: Usage, prices: Prices | None) -> float | None:
    """The price of a call in US dollars; None where no prices are known."""
    if prices is None:
        return None
    dollars = (
        usage.input * prices.input
        + usage.output * prices.output
        + usage.cache_write * prices.cache_write
        + usage.cache_read * prices.cache_read
    )
    return dollars / MILLION
