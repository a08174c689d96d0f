"""What a call costs."""

from datetime import date

import pytest

from bot.domain import Usage
from bot.llm.prices import Prices, cost_usd

PRICES = Prices(
    input=0.10,
    output=0.50,
    cache_write=0.125,
    cache_read=0.01,
    as_of=date(2026, 11, 1),
    source="https://prices.example",
)


def test_each_kind_of_token_has_its_own_price() -> None:
    million = 1_000_000

    assert cost_usd(Usage(input=million), PRICES) == pytest.approx(0.10)
    assert cost_usd(Usage(output=million), PRICES) == pytest.approx(0.50)
    assert cost_usd(Usage(cache_write=million), PRICES) == pytest.approx(0.125)
    assert cost_usd(Usage(cache_read=million), PRICES) == pytest.approx(0.01)


def test_thinking_is_part_of_the_output_and_not_billed_again() -> None:
    assert cost_usd(Usage(output=1000, thinking=900), PRICES) == cost_usd(Usage(output=1000), PRICES)


def test_a_model_without_prices_costs_nobody_knows_what() -> None:
    assert cost_usd(Usage(input=5), None) is None
