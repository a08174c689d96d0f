"""`--estimate`: what texts would take, before any of them is bought."""

import json
from typing import Any

import pytest

from bot.sandbox.model import KEY
from tests.commands.street import DIGEST, ISSUE, Ran, Street
from tests.commands.weeks import SECOND, add_edition

pytestmark = pytest.mark.long

PRICES = """
[llm.models.claude-haiku-5-5.prices]
as_of = 2026-11-01
source = "https://prices.example"
input = 0.10
output = 0.50
cache_write = 0.125
cache_read = 0.01
"""


def price(street: Street, more: str = "") -> None:
    street.change("[editions.forum]\n", f"{PRICES}{more}\n[editions.forum]\n")


def told(ran: Ran) -> dict[str, Any]:
    assert ran.code == 0, ran.err
    return dict(json.loads(ran.out.splitlines()[0]))


def generated(street: Street) -> int:
    return len([one for one in street.asked("model") if one.path == "/v1/messages"])


def test_it_buys_nothing_posts_nothing_and_is_what_is_billed_then(street: Street) -> None:
    price(street)
    before = told(street.run("preview", "--estimate", "--json"))
    assert (before["texts"], before["counted"], before["abstracts"], before["fits"]) == (11, True, 0, True)
    assert (generated(street), street.asked("forum")) == (0, [])
    street.run("preview", "--to", street.folder / "pages")
    with street.store() as store:
        calls = store.calls.under(ISSUE)
        first = [one.usage for one in calls if one.task in ("translate", "intro")]
        assert before["parts"][0]["asked"] == sum(one.input + one.cache_write + one.cache_read for one in first)
        assert before["parts"][0]["answered"] == pytest.approx(sum(one.output for one in first), rel=0.02)
        paid = store.calls.spent(street.clock.now().replace(day=1))
        assert before["usd"] == pytest.approx(paid, rel=0.05)
    after = told(street.run("post", ISSUE, "--estimate", "--json"))
    assert (after["texts"], after["usd"]) == (0, 0.0)
    month = {"of": "month", "usd": 20.0, "spent_usd": paid, "kept_usd": 0.0}
    assert after["budgets"] == [month, {**month, "of": "digest", "usd": 5.0}]


def test_for_people_it_says_what_is_known_and_how(street: Street) -> None:
    price(street)
    lines = street.run("preview", "--estimate").out.splitlines()
    assert lines[0] == f"{DIGEST}  about $0.0090, without the prompt cache $0.0105"
    assert lines[1:4] == [
        "  11 texts to be written",
        "         tokens in  tokens out     cost",
        "  write     36,680      10,152  $0.0073",
    ]
    assert lines[5:] == [
        "  tokens in as the model's server counts them; out as in the demo: there are no",
        "    answers to go by yet",
        "  fits: $0.00 of this month's $20.00 is spent",
        "  fits: $0.00 of this digest's $5.00 is spent",
    ]


def test_a_second_edition_in_the_same_locale_costs_nothing_more(street: Street) -> None:
    price(street)
    add_edition(street)
    ran = street.run("preview", "--estimate")
    assert ran.out.splitlines()[-1] == f"{SECOND}  nothing more: its texts are those of {DIGEST}"
    assert [json.loads(line)["texts"] for line in street.run("preview", "--estimate", "--json").out.splitlines()] == [
        11,
        0,
    ]


def test_what_is_over_the_months_budget_is_said(street: Street) -> None:
    price(street, "[budget]\nmonth = 0.001\n")
    ran = street.run("preview", "--estimate")
    assert ran.code == 0
    assert "  ! does not fit: $0.00 of this month's $0.0010 is spent" in ran.out.splitlines()


def test_what_is_over_a_digests_budget_is_said(street: Street) -> None:
    price(street, "[budget]\ndigest = 0.008\n")
    assert told(street.run("preview", "--estimate", "--json"))["fits"] is False
    lines = street.run("preview", "--estimate").out.splitlines()
    assert lines[-2:] == [
        "  fits: $0.00 of this month's $20.00 is spent",
        "  ! does not fit: $0.00 of this digest's $0.0080 is spent",
    ]


def test_for_an_old_issue_the_share_of_new_ones_does_not_count(street: Street) -> None:
    price(street, "[budget]\nmonth = 0.01\n")
    assert told(street.run("preview", "--estimate", "--json"))["fits"] is True
    street.wind(hours=10 * 24 + 1)
    ran = street.run("preview", "--estimate", "--json")
    assert (told(ran)["fits"], told(ran)["budgets"][0]["kept_usd"]) == (False, 0.004)


def test_that_a_stronger_model_is_not_reckoned_with_is_said(street: Street) -> None:
    price(street, '[llm.stronger]\nmodel = "claude-sonnet-5-5"\n')
    assert told(street.run("preview", "--estimate", "--json"))["stronger"] == "claude-sonnet-5-5"
    shown = " ".join(street.run("preview", "--estimate").out.split())
    assert "what claude-sonnet-5-5 writes anew is not in it: nobody knows what will fail" in shown


def test_without_prices_there_are_tokens_and_where_to_write_them(street: Street) -> None:
    lines = street.run("preview", "--estimate").out.splitlines()
    assert lines[0] == f"{DIGEST}  at an unknown price"
    assert lines[3] == "  write     36,680      10,152     ?"
    assert lines[-2:] == [
        "  ! no prices are known; give them in config.toml,",
        '    [llm.models."claude-haiku-5-5".prices]',
    ]


def test_without_a_key_that_opens_it_is_by_characters_and_says_so(street: Street) -> None:
    price(street)
    street.give("model-key", "a-wrong-key")
    ran = street.run("preview", "--estimate", "--json")
    found = told(ran)
    assert found["counted"] is False
    assert "the key is refused" in found["why"]
    assert found["parts"][0]["asked"] == pytest.approx(36_680, rel=0.02), "the sandbox counts by the same rule"
    street.give("model-key", KEY)


def test_while_arxiv_is_silent_its_abstracts_are_taken_to_be_as_long_as_usual(street: Street) -> None:
    price(street)
    street.wind(hours=-4)
    street.order(server="arxiv", nth=None, kind="status", answer="server error")
    ran = street.run("preview", "--estimate", "--json")
    found = told(ran)
    assert (ran.code, found["texts"], found["abstracts"]) == (0, 11, 9)
    assert found["parts"][0]["asked"] == pytest.approx(36_680, rel=0.1)


def test_a_saved_feed_is_estimated_apart(street: Street) -> None:
    price(street)
    file = street.folder / "feed.xml"
    file.write_bytes(street.serve_week())
    assert told(street.run("preview", file, "--estimate", "--json"))["texts"] == 11
    assert "not read yet" in street.run("status").out
    assert generated(street) == 0


def test_a_saved_feed_must_fit_what_new_digests_leave_as_it_is_bought(street: Street) -> None:
    price(street, "[budget]\nmonth = 0.01\nreserved = 0.9\n")
    file = street.folder / "feed.xml"
    file.write_bytes(street.serve_week())
    found = told(street.run("preview", file, "--estimate", "--json"))
    assert (found["fits"], found["budgets"][0]["kept_usd"]) == (False, 0.009)
    shown = " ".join(street.run("preview", file, "--estimate").out.split())
    assert "! does not fit: $0.00 of this month's $0.010 is spent, and $0.0090 of it is kept for new issues" in shown


def test_a_second_model_is_reckoned_with_too(street: Street) -> None:
    price(street, '[llm.judge]\nmodel = "claude-haiku-5-5"\n')
    found = told(street.run("preview", "--estimate", "--json"))
    assert [one["task"] for one in found["parts"]] == ["write", "mend", "judge"]
    assert found["parts"][2]["asked"] > found["parts"][0]["asked"] * 0.8


@pytest.mark.parametrize("words", [("preview", "dair/2020-01-05"), ("post", "dair/2020-01-05"), ("preview", "no.xml")])
def test_what_names_nothing_is_wrong_usage(street: Street, words: tuple[str, ...]) -> None:
    ran = street.run(*words, "--estimate")
    assert (ran.code, ran.out) == (2, "")
