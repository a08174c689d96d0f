"""`paperboy costs`: what was spent on models, for what, and of what budget."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.commands import ledger, ledger_lines
from bot.domain import UNANSWERED, WARM, Call, Spending, Usage, trial_of
from bot.llm import Prices
from tests.commands.street import DIGEST, ISSUE, MONDAY_NOON, Ran, Street
from tests.commands.terminal import on_a_terminal

PRICES = Prices(
    input=0.10,
    output=0.50,
    cache_write=0.125,
    cache_read=0.01,
    as_of=date(2026, 11, 1),
    source="https://prices.example/a",
)


def a_call(key: str, cost: float | None = 0.01, **changes: Any) -> Call:
    usage = Usage(input=1_000, output=2_000, cache_write=300, cache_read=4_000, thinking=50)
    facts = {"task": "translate", "model": "model-x", "milliseconds": 2_100, "stop_reason": "end_turn", "usage": usage}
    return Call(key=key, prompt="p", cost_usd=cost, **{**facts, **changes})


def spend(street: Street, *calls: Call) -> None:
    with street.store() as store:
        for one in calls:
            store.calls.add(one)


def rows(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def test_an_empty_ledger_is_said(street: Street) -> None:
    ran = street.run("costs")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "2026-11  $0.00 of $20.00 (0 %); $8.00 of it is kept for new issues\nno call to a model\n"
    assert street.world.desk.requests == []


def test_a_month_at_a_glance(street: Street) -> None:
    spend(street, a_call("dair/2026-11-08/1@ko", 0.25), a_call("dair/2026-11-15/0@ko", 0.00512, task="intro"))
    spend(street, a_call("forum.example/p/5.1", 1.5, task="correction"))
    lines = street.run("costs").out.splitlines()
    assert lines[0] == "2026-11  $1.76 of $20.00 (9 %); $8.00 of it is kept for new issues"
    assert lines[2:6] == [
        "issue              input  written   read  output  thinking  calls     cost",
        "readers' comments  1,000      300  4,000   2,000        50      1  $1.5000",
        "dair/2026-11-15    1,000      300  4,000   2,000        50      1  $0.0051",
        "dair/2026-11-08    1,000      300  4,000   2,000        50      1  $0.2500",
    ]
    assert [line.split()[0] for line in lines[7:11]] == ["task", "correction", "translate", "intro"]
    assert [line.split()[0] for line in lines[12:14]] == ["model", "model-x"]


def test_of_a_key_every_call_is_told(street: Street) -> None:
    spend(street, *(a_call(f"{ISSUE}/{place}@ko") for place in (1, 2, 3)), a_call(f"{ISSUE}/1@ko", task="repair"))
    spend(street, a_call(f"{ISSUE}/1@ja"), a_call("dair/2026-11-08/1@ko"))
    for key, number in ((ISSUE, 5), (DIGEST, 4), (f"{ISSUE}/1", 3), (f"{ISSUE}/3@ko", 1)):
        told = rows(street.run("costs", key, "--json"))
        assert [one["usd"] for one in told] == [0.01] * number, key
        shown = street.run("costs", key).out.splitlines()
        assert shown[0].endswith(f", {number} call" + "s" * (number > 1))
        assert len([line for line in shown if line.endswith("2.1  $0.010")]) == number


def test_a_key_that_names_nothing_is_wrong_usage_and_one_that_cost_nothing_is_not(street: Street) -> None:
    assert street.run("costs", "dair/2020-01-05").code == 2
    street.publish_to_folder()
    street.hold(ISSUE, "not yet")
    ran = street.run("costs", ISSUE)
    assert (ran.code, ran.out) == (0, f"{ISSUE}  $0.00, 0 calls\n")


def test_every_row_is_a_line_of_json_with_exact_figures(street: Street) -> None:
    spend(street, a_call("dair/2026-11-08/1@ko", 0.123456789), a_call("dair/2026-11-08/2@ja", None))
    told = rows(street.run("costs", "--json"))
    assert [(one["by"], one["name"]) for one in told] == [
        ("all", "2026-11"),
        ("issue", "dair/2026-11-08"),
        ("task", "translate"),
        ("model", "model-x"),
    ]
    same = {"calls": 2, "unpriced": 1, "input": 2_000, "output": 4_000, "cache_write": 600, "cache_read": 8_000}
    for one in told:
        assert {name: one[name] for name in same} == same
        assert (one["usd"], one["thinking"]) == (0.123456789, 100)
    assert (told[0]["budget_usd"], told[0]["reserved_usd"]) == (20.0, 8.0)


def test_calls_without_a_price_show_their_tokens_and_what_to_write_where(street: Street) -> None:
    spend(street, a_call("dair/2026-11-08/1@ko", None, model="gemma:27b"), a_call("dair/2026-11-08/2@ko", 0.5))
    shown = " ".join(street.run("costs").out.split())
    assert "2026-11 at least $0.50 of" in shown
    assert "gemma:27b 1,000 300 4,000 2,000 50 1 ?" in shown
    assert "dair/2026-11-08 2,000 600 8,000 4,000 100 2 $0.50+" in shown
    assert "! 1 call to gemma:27b had no price: the sums are lower bounds; give its prices in config.toml," in shown
    assert '[llm.models."gemma:27b".prices]' in shown


def test_a_model_that_answers_under_a_longer_name_is_the_one_of_the_configuration(street: Street) -> None:
    dated = "claude-haiku-5-5-20261101"
    spend(street, a_call("dair/2026-11-08/1@ko", None, model=dated))
    for words in ((), ("dair/2026-11-08",)):
        shown = " ".join(street.run("costs", *words).out.split())
        assert '[llm.models."claude-haiku-5-5".prices]' in shown, "under another name they would be looked for in vain"


def test_a_dated_name_is_its_models_and_a_later_version_is_another() -> None:
    several = [ledger.spent_on(f"model-x{more}", [a_call("x")]) for more in ("", "-20261101", "-2026-11-01", "-5", "y")]
    told = ledger.as_asked(several, {"model-x": PRICES})
    assert [(one.name, one.calls) for one in told] == [("model-x", 3), ("model-x-5", 1), ("model-xy", 1)]


@pytest.fixture
def in_seoul(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine nine hours before UTC."""
    monkeypatch.setenv("TZ", "Asia/Seoul")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_seoul")
def test_months_end_in_utc_and_days_are_whole(street: Street) -> None:
    spend(street, a_call("dair/2026-11-08/1@ko", 1.0))
    street.wind(days=20)
    spend(street, a_call("dair/2026-11-29/1@ko", 2.0))
    for words, sums in {
        ("--by", "issue"): [2.0, 2.0],
        ("--by", "locale", "--month", "2026-11"): [1.0, 1.0],
        ("--by", "issue", "--since", "2026-11-16", "--until", "2026-11-16"): [1.0, 1.0],
        ("--by", "issue", "--since", "2026-11-16"): [3.0, 2.0, 1.0],
        ("--by", "issue", "--since", "2026-11-17", "--until", "2026-12-05"): [0.0],
        ("--by", "month"): [3.0, 2.0, 1.0],
    }.items():
        assert [one["usd"] for one in rows(street.run("costs", *words, "--json"))] == sums, words


@pytest.mark.parametrize(
    "words",
    [
        ("--until", "2026-11-01"),
        ("--month", "2026-11", "--since", "2026-11-01"),
        (ISSUE, "--month", "2026-11"),
        ("--month", "11"),
        ("--by", "weather"),
        ("--by", "month", "--month", "2026-11"),
        ("--month", "9999-12"),
        ("--since", "2026-11-17"),
        ("--since", "2026-11-10", "--until", "2026-11-09"),
    ],
)
def test_times_that_make_no_sense_are_wrong_usage(street: Street, words: tuple[str, ...]) -> None:
    ran = street.run("costs", *words)
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.long
def test_on_a_terminal_there_are_bars_in_colour(street: Street) -> None:
    spend(street, a_call("dair/2026-11-08/1@ko", 4.0), a_call("dair/2026-11-15/1@ko", 8.0))
    screen = on_a_terminal("-m", "bot", "--config", str(street.config), "costs")
    assert "\x1b[36m████████████████████████████████████" in screen
    bars = re.findall(r"dair/\S+ +\x1b\[36m(█+)\x1b", screen)
    assert [len(one) for one in bars] == [36, 18]


# ── lines ──────────────────────────────────────────────────────────────────────────────────────────────────


def a_book(issues: int, cost: float | None = 0.0051) -> ledger.Book:
    several = [ledger.spent_on(f"dair/{2000 + one}-01-01", [a_call("x", cost)] * 13) for one in range(issues)]
    whole = ledger.together("", several)
    since, until = ledger.month_of(MONDAY_NOON)
    tables = {"issue": several, "task": [replace(whole, name="translate")], "model": [replace(whole, name="model-x")]}
    models = tables["model"]
    return ledger.Book(
        title="2026-11", since=since, until=until, whole=whole, models=models, tables=tables, budget=Spending()
    )


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("drawn", [True, False])
def test_a_long_month_fits_the_screen(width: int, drawn: bool) -> None:
    lines = list(ledger_lines.of_book(a_book(100), {"model-x": PRICES}, date(2026, 11, 16), width, drawn=drawn))
    plain = [re.sub(r"\x1b\[\d+m", "", line) for line in lines]
    assert max(map(len, plain)) <= width
    assert len(plain) < 40
    assert [line for line in plain if line.startswith("88 others") and line.endswith("$5.834")]


def test_what_the_cache_saved_is_reckoned_and_old_prices_are_said() -> None:
    book = a_book(1)
    # 13 × (4,000 × 0.09 − 300 × 0.025) millionths of a dollar.
    assert ledger.saved(book.models, {"model-x": PRICES}) == pytest.approx(13 * 352.5e-6)
    lines = list(ledger_lines.of_book(book, {"model-x": PRICES}, date(2027, 2, 1), 80, drawn=False))
    assert lines[-3:] == [
        "the prompt cache saved $0.0046, at today's prices",
        "prices of model-x: 2026-11-01, https://prices.example/a; 92 days old: look",
        "  whether they hold",
    ]
    lines = list(ledger_lines.of_book(book, {"model-x": PRICES}, date(2027, 1, 30), 80, drawn=False))
    assert lines[-1] == "prices of model-x: 2026-11-01, https://prices.example/a"


def test_a_server_cannot_command_the_terminal_by_a_models_name() -> None:
    call = a_call("dair/2026-11-08/1@ko", None, model="x\x1b[2J\ny", stop_reason="\x1b[31mno")
    lines = list(ledger_lines.of_calls("dair/2026-11-08", [call], {}, date(2026, 11, 16), 80))
    assert not any("\x1b" in line or "\n" in line for line in lines)
    assert "! dair/2026-11-08/1@ko: an answer to translate ended with  [31mno" in lines


def test_what_is_for_no_issue_is_told_by_what_it_was_for(street: Street) -> None:
    spend(
        street, a_call(f"apart/{ISSUE}/1@ko"), a_call(trial_of(f"{ISSUE}/1@ko", "org/other")), a_call("x.example/p/1.1")
    )
    for by in ("issue", "locale"):
        lines = street.run("costs", "--by", by).out.splitlines()
        assert sorted(line[:17].strip() for line in lines[3:6]) == [
            "models on trial",
            "readers' comments",
            "saved files",
        ]


def test_a_call_on_trial_is_told_as_one_among_those_of_its_issue(street: Street) -> None:
    spend(street, a_call(f"{ISSUE}/10@ko"), a_call(trial_of(f"{ISSUE}/1@ko", "org/other"), model="org/other"))
    lines = street.run("costs", ISSUE).out.splitlines()
    assert [line[:25].strip() for line in lines[3:5]] == ["10@ko          translate", "1@ko on trial  translate"]


def test_of_an_answer_that_did_not_end_well_is_said_how_and_a_warming_call_needs_none(street: Street) -> None:
    spend(street, a_call(f"{ISSUE}/1@ko", stop_reason=UNANSWERED), a_call(f"{ISSUE}/2@ko", stop_reason="max_tokens"))
    spend(street, a_call(f"{ISSUE}/0@ko", task=WARM, stop_reason="max_tokens"))
    shown = [line for line in street.run("costs", ISSUE).out.splitlines() if line.startswith("!")]
    assert shown == [
        f"! {ISSUE}/1@ko: no whole answer to translate came; it counts at the most",
        f"! {ISSUE}/2@ko: an answer to translate ended with max_tokens",
    ]
