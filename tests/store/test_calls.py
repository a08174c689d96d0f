from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.domain import APART, TRIAL, Usage, trial_of
from bot.store import Database, tables
from bot.store.engine import Transactions
from bot.store.types import Dollars

from .samples import NOON, a_call


def test_a_call_comes_back_whole_and_oldest_first(db: Database) -> None:
    calls = [a_call("dair/2026-06-28/3"), a_call("dair/2026-06-28/3", cost_usd=None, task="intro")]
    for call in calls:
        db.calls.add(call)
    assert db.calls.under("dair/2026-06-28") == calls


def test_the_ledger_knows_when(db: Database, transactions: Transactions) -> None:
    db.calls.add(a_call("x"))
    with transactions.reading() as connection:
        assert connection.scalar(select(tables.calls.c.at)) == NOON


def test_the_last_call_for_a_locales_texts_of_an_issue_is_known(db: Database) -> None:
    for key in ("dair/2026-06-28/3@ko", "dair/2026-06-21/3@ja", "forum.example/502.1@ja"):
        db.calls.add(a_call(key))
    assert db.calls.last("dair/2026-06-28", "ko") == NOON
    assert db.calls.last("dair/2026-06-28", "ja") is None


def test_an_answer_is_remembered_with_the_model_that_gave_it(db: Database) -> None:
    assert db.calls.remember("f1") is None
    db.calls.add(a_call("x", model="model-y"), memory="f1", answer='{"title": "등불"}')
    assert db.calls.remember("f1") == ('{"title": "등불"}', "model-y")
    assert db.calls.remember("f2") is None


def test_a_call_without_a_fingerprint_is_only_recorded(db: Database) -> None:
    db.calls.add(a_call("x"), answer="refused")
    assert len(db.calls.under("x")) == 1
    assert db.calls.remember("") is None


def test_a_second_answer_is_paid_for_but_the_first_stays(db: Database) -> None:
    db.calls.add(a_call("x"), memory="f1", answer="first")
    db.calls.add(a_call("x", model="model-y"), memory="f1", answer="second")
    assert db.calls.remember("f1") == ("first", "model-x")
    assert len(db.calls.under("x")) == 2


def test_money_adds_up_to_the_billionth(db: Database, transactions: Transactions) -> None:
    for _ in range(10):
        db.calls.add(a_call("x", cost_usd=0.1))
    with transactions.reading() as connection:
        assert connection.scalar(select(func.sum(tables.calls.c.cost_usd))) == 1.0


@given(st.decimals(min_value=0, max_value=100_000, places=9))
def test_nine_decimals_of_a_dollar_survive(cost: Decimal) -> None:
    money = Dollars()
    stored = money.process_bind_param(float(cost), None)
    assert stored == int(cost * 10**9) or float(cost) * 10**9 >= 2**53
    assert money.process_result_value(stored, None) == pytest.approx(float(cost), abs=1e-9)


def test_what_was_spent_is_added_up_from_a_moment_on(db: Database) -> None:
    for cost in (0.25, 0.5, None):
        db.calls.add(a_call("dair/2026-06-28/1@ko", cost_usd=cost))
    assert (db.calls.spent(NOON), db.calls.spent(NOON + timedelta(seconds=1))) == (0.75, 0.0)


WRITES, READS = Usage(input=8, cache_write=1200), Usage(input=8, cache_read=1200)


def test_the_last_use_of_a_models_cache_is_known_by_its_instructions(db: Database) -> None:
    told = [("p", "model-x-2026", WRITES), ("p", "model-x-2026", READS), ("p", "model-x", Usage(input=900))]
    for prompt, model, usage in [*told, ("q", "model-x", WRITES), ("p", "model-y", WRITES), ("p", "model-x-5", WRITES)]:
        db.calls.add(a_call("x", prompt=prompt, model=model, usage=usage))
    assert db.calls.cached("p", "model-x") == (NOON, READS)
    assert db.calls.cached("r", "model-x") is None
    assert db.calls.cached("p", "model-x-2026-5") is None


def test_a_try_to_fill_the_cache_that_did_not_is_known(db: Database) -> None:
    for task, usage in [("translate", READS), ("warm", Usage(input=300)), ("translate", Usage(input=900))]:
        db.calls.add(a_call("x", task=task, usage=usage))
    assert db.calls.cached(a_call("x").prompt, a_call("x").model) == (NOON, Usage(input=300))
    assert (db.calls.warmed(a_call("x").model), db.calls.warmed("model-y")) == (Usage(input=300), None)


def test_what_was_spent_on_a_digest_is_that_of_all_texts_of_an_issue_in_a_locale(db: Database) -> None:
    for key in ("/3@ko", "/0@ko", "@ko", "/3@ja", "/3@ko-plain", "-2/3@ko", "/3@xko"):
        db.calls.add(a_call(f"dair/2026-06-28{key}", cost_usd=0.25))
    assert (db.calls.spent_on("dair/2026-06-28", "ko"), db.calls.spent_on("dair/2026-06-21", "ko")) == (0.75, 0.0)


def test_a_saved_file_is_paid_from_the_real_budget_and_has_a_memory_of_its_own(db: Database, tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "apart.db", now=lambda: NOON)) as apart:
        db.calls.add(a_call("dair/2026-06-28/1@ko", cost_usd=0.5))
        apart.pay_from(db)
        apart.calls.add(a_call("dair/2026-06-28/1@ko", cost_usd=0.25), memory="f1", answer="{}")
        assert (apart.calls.spent(NOON), db.calls.spent(NOON)) == (0.75, 0.75)
        assert (apart.calls.spent_on("dair/2026-06-28", "ko"), db.calls.spent_on("dair/2026-06-28", "ko")) == (
            0.25,
            0.5,
        )
        assert (apart.calls.remember("f1") is None, db.calls.remember("f1")) == (False, None)


def spend(db: Database) -> None:
    told = [("2026-06-14/1@ko", 1.0), ("2026-06-21/1@ko", 0.5), ("2026-06-21/0@ja", None), ("2026-06-14/2@ko-plain", 2)]
    for key, cost in told:
        db.calls.add(a_call(f"dair/{key}", cost_usd=cost))
    db.calls.add(a_call("forum.example/p/502.1", cost_usd=0.25, task="correction", model="model-y"))


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("", [("", 5, 3.75)]),
        ("issue", [("", 1, 0.25), ("dair/2026-06-14", 2, 3.0), ("dair/2026-06-21", 2, 0.5)]),
        ("locale", [("", 1, 0.25), ("ko-plain", 1, 2.0), ("ja", 1, 0.0), ("ko", 2, 1.5)]),
        ("task", [("correction", 1, 0.25), ("translate", 4, 3.5)]),
        ("model", [("model-y", 1, 0.25), ("model-x", 4, 3.5)]),
        ("prompt", [("f00d", 5, 3.75)]),
    ],
)
def test_calls_are_added_up_by_what_they_share_the_newest_first(
    db: Database, by: str, told: list[tuple[str, int, float]]
) -> None:
    spend(db)
    assert [(one.name, one.calls, one.dollars) for one in db.calls.totals(by)] == told


@pytest.mark.parametrize("by", ["issue", "locale"])
def test_trials_and_saved_files_are_for_no_issue_and_no_locale(db: Database, by: str) -> None:
    for key in ("apart/dair/2026-06-28/1@ko", "apart/dair/2026-06-28/1@ko~x", *map(trial_of, ["a/b/1@ko"] * 2, "xy")):
        db.calls.add(a_call(key))
    db.calls.add(a_call(trial_of("a/b/1@ko", "org/model")))
    assert [(one.name, one.calls) for one in db.calls.totals(by)] == [(TRIAL, 3), (APART, 2)]


def test_how_another_model_answers_on_trial_says_nothing_of_a_prompt(db: Database) -> None:
    db.calls.add(a_call(trial_of("dair/2026-06-28/1@ko", "model-y")))
    assert [one.name for one in db.calls.totals("prompt")] == [""]


def test_a_call_without_an_answer_has_no_prompt(db: Database) -> None:
    db.calls.add(a_call("x", usage=Usage(cache_write=9)))
    assert [one.name for one in db.calls.totals("prompt")] == [""]


def test_tokens_of_each_kind_are_added_up_and_calls_without_a_price_counted(db: Database) -> None:
    spend(db)
    told = next(one for one in db.calls.totals("issue") if one.name == "dair/2026-06-21")
    assert told.usage == Usage(input=2400, output=1800, cache_write=20, cache_read=40, thinking=600)
    assert (told.calls, told.unpriced) == (2, 1)


def test_only_calls_of_a_time_are_added_up_and_none_is_no_sum(db: Database) -> None:
    spend(db)
    assert len(db.calls.totals(since=NOON, until=NOON + timedelta(seconds=1))) == 1
    assert db.calls.totals(until=NOON) == db.calls.totals(since=NOON + timedelta(seconds=1)) == []
