"""Memory first, then the call, the ledger, and only then the answer: through the real SDK and a real socket."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.clock import WoundClock
from bot.domain import Term, Usage
from bot.errors import Misconfigured, Rejected, Unavailable
from bot.llm import Model, Prices
from bot.llm.question import Malformed, Question, parsed
from tests.llm.conftest import START
from tests.llm.fakes import GOOD, Ledger, Messages, entry, locale, message, paper


def test_an_answer_that_begins_with_thinking_becomes_a_translation(model: Model, server: Messages) -> None:
    server.answers()

    translation = model.translate(entry(), paper(), locale())

    assert (translation.key, translation.title) == ("dair/2026-06-28/3@ko.1", GOOD["title"])
    assert (translation.summary, translation.abstract) == (GOOD["summary"], GOOD["abstract"])
    assert (translation.topics, translation.by) == (("reading", "dark rooms"), "test-model-1")
    assert len(translation.prompt) == 64


def test_every_answer_is_a_row_with_its_tokens_and_price(
    connect: Callable[..., Model], server: Messages, ledger: Ledger
) -> None:
    server.answers()
    prices = Prices(
        input=2, output=10, cache_write=2.5, cache_read=0.1, as_of=date(2026, 11, 1), source="https://prices.example"
    )

    translation = connect(prices=prices).translate(entry(), paper(), locale())

    (row,) = ledger.rows
    assert (row.task, row.key, row.model) == ("translate", "dair/2026-06-28/3@ko", "test-model-1")
    assert row.usage == Usage(input=900, output=400, cache_write=700, thinking=120)
    assert row.cost_usd == pytest.approx((900 * 2 + 400 * 10 + 700 * 2.5) / 1_000_000)
    assert (row.stop_reason, row.prompt) == ("end_turn", translation.prompt)


def test_an_answer_that_was_paid_for_is_never_bought_again(
    model: Model, connect: Callable[..., Model], server: Messages, ledger: Ledger
) -> None:
    server.answers()

    first = model.translate(entry(), paper(), locale())
    second = connect(model="another-model").translate(entry(), paper(), locale())
    elsewhere = connect().translate(replace(entry(), issue="dair/2026-07-05"), paper(), locale())

    assert second == first
    assert elsewhere == replace(first, entry="dair/2026-07-05/3")
    assert (len(server.asked), len(ledger.rows)) == (1, 1)


@pytest.mark.parametrize(
    "changed",
    [
        locale(code="ja"),
        locale(prompts={"translate": "Translate well."}),
        locale(glossary=(Term(source="agent", accepted=("대행자",)),)),
    ],
    ids=["locale", "prompt", "a term that occurs"],
)
def test_another_way_of_asking_is_asked_anew(model: Model, server: Messages, changed: object) -> None:
    server.answers()
    server.answers()

    model.translate(entry(), paper(), locale())
    model.translate(entry(), paper(), changed)  # type: ignore[arg-type]  # parametrize has no types

    assert len(server.asked) == 2


def test_the_same_text_in_another_issue_is_not_bought_again(model: Model, server: Messages, ledger: Ledger) -> None:
    server.answers()
    model.translate(entry(), paper(), locale())
    again = replace(entry(7), issue="daily/2026-07-05")

    made = model.translate(again, paper(), locale())

    assert (made.entry, made.title) == ("daily/2026-07-05/7", GOOD["title"])
    assert (len(server.asked), len(ledger.rows)) == (1, 1)


def test_a_term_that_does_not_occur_changes_nothing(model: Model, server: Messages) -> None:
    server.answers()

    model.translate(entry(), paper(), locale())
    model.translate(entry(), paper(), locale(glossary=locale().glossary[:1]))

    assert len(server.asked) == 1


def test_a_remembered_answer_that_no_longer_fits_is_asked_anew(model: Model, server: Messages, ledger: Ledger) -> None:
    server.answers()
    server.answers()
    model.translate(entry(), paper(), locale())
    ((memory, (_, by)),) = ledger.answers.items()
    ledger.answers[memory] = ('{"title": "only this"}', by)

    assert model.translate(entry(), paper(), locale()).title == GOOD["title"]
    assert len(server.asked) == 2


def test_a_refusal_is_in_the_ledger_and_names_the_entry_and_the_category(
    model: Model, server: Messages, ledger: Ledger
) -> None:
    details = {"type": "refusal", "category": "cyber", "explanation": None}
    server.says(message(content=[], stop_reason="refusal", stop_details=details))

    with pytest.raises(Rejected, match=r"^dair/2026-06-28/3@ko: the model declined \(category cyber\)"):
        model.translate(entry(), paper(), locale())

    assert ([row.stop_reason for row in ledger.rows], ledger.answers) == (["refusal"], {})


@pytest.mark.parametrize(
    ("stop_reason", "says"),
    [
        ("max_tokens", r"cut at max_tokens=777, thinking included; raise \[llm\] max_tokens"),
        ("model_context_window_exceeded", "longer than the model can take"),
        ("pause_turn", "unexpected reason .'pause_turn'."),
    ],
)
def test_an_answer_that_did_not_end_by_itself_is_never_text(
    connect: Callable[..., Model], server: Messages, ledger: Ledger, stop_reason: str, says: str
) -> None:
    server.answers(stop_reason=stop_reason)

    with pytest.raises(Rejected, match=says):
        connect(max_tokens=777).translate(entry(), paper(), locale())

    assert ([row.stop_reason for row in ledger.rows], ledger.answers) == ([stop_reason], {})


def test_a_malformed_answer_is_asked_for_once_more_with_the_reason(
    model: Model, server: Messages, ledger: Ledger
) -> None:
    server.answers({"title": "all of it"})
    server.answers()

    assert model.translate(entry(), paper(), locale()).title == GOOD["title"]

    first, second = (asked["messages"][0]["content"] for asked in server.asked)
    assert second.startswith("An earlier answer could not be used: summary: Field required")
    assert second.endswith(first)
    assert (len(ledger.rows), len(ledger.answers)) == (2, 1)


def test_an_answer_malformed_twice_is_held_and_never_remembered(model: Model, server: Messages, ledger: Ledger) -> None:
    server.answers({**GOOD, "note": "I kept it short"})
    server.answers({**GOOD, "title": ["a", "list"]})

    with pytest.raises(Rejected, match=r"^dair/2026-06-28/3@ko: .*not usable twice \(title: .*valid string"):
        model.translate(entry(), paper(), locale())

    assert (len(ledger.rows), ledger.answers) == (2, {})


def test_a_busy_model_is_waited_for_as_long_as_it_asks(
    model: Model, server: Messages, ledger: Ledger, clock: WoundClock
) -> None:
    server.fails(429, "slow down", retry_after="7")
    server.answers()

    assert model.translate(entry(), paper(), locale()).title == GOOD["title"]
    assert (clock.now() - START).total_seconds() == 7
    assert len(ledger.rows) == 1


def test_a_model_that_asks_for_an_hour_gets_the_work_handed_back(
    model: Model, server: Messages, clock: WoundClock
) -> None:
    server.fails(429, "slow down", retry_after="3600")

    with pytest.raises(Unavailable) as caught:
        model.translate(entry(), paper(), locale())

    assert (caught.value.retry_after, len(server.asked), clock.now()) == (3600, 1, START)


def test_an_overloaded_model_is_asked_four_times_and_then_later(model: Model, server: Messages, ledger: Ledger) -> None:
    for _ in range(4):
        server.fails(529, "Overloaded")

    with pytest.raises(Unavailable, match="Overloaded; tried again later"):
        model.translate(entry(), paper(), locale())

    assert (len(server.asked), ledger.rows) == (4, [])


def test_a_refused_key_is_tried_once(model: Model, server: Messages) -> None:
    server.fails(401, "invalid x-api-key")

    with pytest.raises(Misconfigured):
        model.translate(entry(), paper(), locale())

    assert len(server.asked) == 1


def test_the_sdk_is_loaded_only_when_there_is_something_to_ask() -> None:
    program = "import sys, bot.llm; sys.exit('anthropic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_term_is_offered_with_its_sense_and_its_first_renderings() -> None:
    terms = (Term(source="agent", accepted=("1", "2", "3", "4", "5"), sense="chemistry"),)
    asked = Question(
        task="translate", key="k", locale=locale(glossary=terms), source="Two agents.", schema={}, read=str
    )

    assert asked.user.startswith("Terms:\n- agent (chemistry): 1, 2, 3, 4\n\n")


class _Shape(BaseModel):
    title: str


def why_not(text: str) -> str:
    try:
        parsed(_Shape, text)
    except Malformed as error:
        return str(error)
    return ""


@given(st.text() | st.dictionaries(st.text(), st.text() | st.none() | st.integers()).map(json.dumps))
def test_any_text_is_an_answer_or_malformed_for_a_short_reason(text: str) -> None:
    assert len(why_not(text)) < 200
