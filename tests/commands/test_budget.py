"""`[budget]`: what is done is kept, the rest waits or is held, and who must act is told; nothing is paid beyond it."""

import json
from typing import Any

import pytest

from tests.commands.street import CALLS, DIGEST, ISSUE, MONDAY_NOON, Street

PRICES = """
[llm.models.claude-haiku-5-5.prices]
as_of = 2026-11-21
source = "https://platform.claude.com/docs/en/about-claude/pricing"
input = 0.10
output = 0.50
cache_write = 0.125
cache_read = 0.01

[budget]
{budget}
"""


def give(street: Street, budget: str) -> None:
    """Writes prices and a budget into the configuration."""
    with street.config.open("a", encoding="utf-8") as file:
        file.write(PRICES.format(budget=budget))


def spent(street: Street) -> float:
    with street.store() as store:
        return store.calls.spent_on(ISSUE, "ko")


def status(street: Street) -> dict[str, Any]:
    return dict(json.loads(street.run("status", "--json").out))


def waits_for(street: Street) -> str:
    (digest,) = (one for one in status(street)["digests"] if one["key"] == DIGEST)
    return str(digest["what"])


@pytest.mark.long
def test_a_digest_over_its_budget_is_held_and_goes_out_once_that_is_raised(street: Street) -> None:
    give(street, "digest = 0.0125")
    ran = street.run("tick")
    assert (ran.code, street.topics) == (4, [])
    assert 0 < spent(street) <= 0.0125
    (hold,) = status(street)["holds"]
    assert hold["key"] == DIGEST
    assert hold["reason"].startswith("the budget of a digest: of 0.0125 US dollars 0.0")
    assert hold["reason"].endswith(f"raise [budget] digest in config.toml, then `paperboy release {DIGEST}`")
    assert hold["reason"] in waits_for(street)
    before = len(street.asked("model"))
    assert (street.run("tick").code, len(street.asked("model"))) == (4, before)
    street.change("digest = 0.0125", "digest = 1")
    assert street.run("release", DIGEST).code == 0
    assert (street.run("tick").code, len(street.topics), len(street.asked("model"))) == (0, 1, CALLS)


@pytest.mark.long
def test_a_month_that_is_spent_is_waited_out_without_asking_anything(street: Street) -> None:
    give(street, "month = 0.0125")
    ran = street.run("tick")
    assert (ran.code, street.topics) == (75, [])
    assert 0 < spent(street) <= 0.0125
    assert "the month's budget: of 0.0125 US dollars 0.0" in waits_for(street)
    assert "it goes on on 2026-12-01 (UTC), or with more in [budget] month of config.toml" in waits_for(street)
    assert status(street)["holds"] == []
    before = len(street.asked("model"))
    street.wind(hours=2)
    assert (street.run("tick").code, len(street.asked("model"))) == (75, before)
    street.change("month = 0.0125", "month = 1")
    street.wind(hours=2)
    assert (street.run("tick").code, len(street.topics), len(street.asked("model"))) == (0, 1, CALLS)


@pytest.mark.long
def test_a_saved_file_is_shown_out_of_what_new_digests_leave(street: Street) -> None:
    file = street.folder / "feed.xml"
    file.write_bytes(street.serve_week())
    give(street, "month = 0.05\nreserved = 0.75")
    preview = ("preview", str(file), "--to", str(street.folder / "preview"))
    ran = street.run(*preview)
    assert (ran.code, "kept for new digests" in ran.err) == (75, True)
    with street.store() as store:
        assert 0 < store.calls.spent(MONDAY_NOON) <= 0.0125
    assert spent(street) == 0
    street.change("reserved = 0.75", "reserved = 0.1")
    street.wind(minutes=10)
    assert street.run(*preview).code == 0
    assert (street.run("tick").code, len(street.topics)) == (0, 1)


@pytest.mark.parametrize("model", ["", "\n[llm.judge]\nmodel = 'claude-opus-5-5'\n"])
def test_a_budget_without_prices_is_a_mistake_of_the_configuration(street: Street, model: str) -> None:
    give(street, "month = 5")
    if model:
        street.change("[budget]", f"{model}\n[budget]")
    else:
        street.change("[llm.models.claude-haiku-5-5.prices]", "[llm.models.claude-sonnet-5-5.prices]")
    ran = street.run("tick")
    assert (ran.code, street.asked("model")) == (78, [])
    assert "has no prices, so that nobody can keep to [budget]" in ran.told


@pytest.mark.long
def test_without_a_budget_a_model_without_prices_works_and_it_is_said_once(street: Street) -> None:
    ran = street.run("tick")
    assert (ran.code, len(street.topics)) == (0, 1)
    said = "it has no prices: its tokens are counted, no dollars, and no budget stops it"
    assert ran.err.count(said) == 1
