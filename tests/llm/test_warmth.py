"""Instructions are written to the model's cache once, and read after: by the real SDK, over a real socket."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.clock import WoundClock
from bot.domain import Usage
from bot.errors import Misconfigured, Unavailable
from bot.llm import Model, ModelSettings, Prices, Shared
from bot.llm.warmth import LIFE, MARGIN
from tests.llm.fakes import KEY, Ledger, Messages, entry, locale, paper

ISSUE = "dair/2026-06-28"
KEPT = {"input_tokens": 8, "output_tokens": 1, "cache_creation_input_tokens": 1200, "cache_read_input_tokens": 0}
READ = {"input_tokens": 8, "output_tokens": 1, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 1200}
UNKEPT = {"input_tokens": 208, "output_tokens": 1}
MARK = {"type": "ephemeral"}


@pytest.fixture
def ledger(clock: WoundClock) -> Ledger:
    return Ledger(now=clock.now)


@pytest.fixture
def warm(server: Messages) -> Callable[..., list[str]]:
    """Has a model warm a week's instructions, to which its server says this."""

    def warmed(model: Model, usage: dict[str, Any] | None = None, texts: int = 10) -> list[str]:
        if usage:
            server.answers("{", usage=usage, stop_reason="max_tokens")
        return list(model.warm(ISSUE, locale(), texts))

    return warmed


def translate(model: Model, server: Messages, **changes: Any) -> dict[str, Any]:
    """What the model is asked for a text."""
    server.answers(**changes)
    model.translate(entry(), paper(), locale())
    return server.asked[-1]


def is_marked(asked: dict[str, Any]) -> bool:
    return [block.get("cache_control") for block in asked["system"]] == [MARK]


def test_what_is_warm_is_read_and_its_bytes_are_the_questions_own(
    connect: Callable[..., Model], server: Messages, warm: Callable[..., list[str]]
) -> None:
    model = connect(thinking={"type": "disabled"}, effort="low")

    assert warm(model, KEPT) == []
    asked = translate(model, server)

    first = server.asked[0]
    assert is_marked(first)
    assert {**first, "messages": ..., "max_tokens": ...} == {**asked, "messages": ..., "max_tokens": ...}
    assert (first["max_tokens"], first["messages"]) == (1, [{"role": "user", "content": "Nothing is asked yet."}])


def test_the_call_stands_in_the_ledger_as_what_it_is(
    model: Model, server: Messages, ledger: Ledger, warm: Callable[..., list[str]]
) -> None:
    warm(model, KEPT)
    translate(model, server)

    first, second = ledger.rows
    assert (first.task, first.key, first.stop_reason) == ("warm", f"{ISSUE}/0@ko", "max_tokens")
    assert first.usage == Usage(input=8, output=1, cache_write=1200)
    assert (first.prompt, first.model) == (second.prompt, second.model)
    assert len(ledger.answers) == 1


def test_what_nobody_warmed_is_not_marked(model: Model, server: Messages) -> None:
    assert not is_marked(translate(model, server))


def test_a_question_of_another_task_or_locale_is_not_marked(
    model: Model, server: Messages, warm: Callable[..., list[str]]
) -> None:
    warm(model, KEPT)
    server.answers()
    model.translate(entry(), paper(), locale(code="ja", prompts={"translate": "Translate into Japanese."}))
    assert not is_marked(server.asked[-1])


def test_instructions_that_are_warm_are_not_warmed_again_by_whichever_process(
    connect: Callable[..., Model], server: Messages, clock: WoundClock, warm: Callable[..., list[str]]
) -> None:
    warm(connect(), KEPT)
    clock.wind(LIFE - MARGIN - timedelta(seconds=1))
    other = connect()

    assert warm(other) == []
    assert len(server.asked) == 1
    assert is_marked(translate(other, server))


@pytest.mark.parametrize("by", [LIFE - MARGIN, timedelta(days=1), -timedelta(hours=1)])
def test_what_has_cooled_down_is_not_marked_and_is_warmed_again(
    model: Model, server: Messages, clock: WoundClock, warm: Callable[..., list[str]], by: timedelta
) -> None:
    warm(model, KEPT)
    clock.wind(by)

    assert not is_marked(translate(model, server, usage=UNKEPT))
    warm(model, KEPT)
    assert len(server.asked) == 3


def test_every_read_keeps_it_warm(
    model: Model, server: Messages, clock: WoundClock, warm: Callable[..., list[str]]
) -> None:
    warm(model, KEPT)
    for _ in range(3):
        clock.wind(timedelta(minutes=4))
        assert is_marked(translate(model, server, usage=READ))


def test_instructions_that_stay_uncached_are_told_once_and_never_warmed_again(
    connect: Callable[..., Model], server: Messages, warm: Callable[..., list[str]]
) -> None:
    model = connect()

    assert warm(model, UNKEPT) == [
        "the instructions have 208 tokens, below what test-model caches, or its server keeps none: each call pays for"
        " them in full"
    ]
    assert (warm(model), warm(connect())) == ([], [])
    assert not is_marked(translate(model, server))
    assert len(server.asked) == 2


def test_a_server_that_answers_under_another_name_is_not_warmed_again_either(
    model: Model, server: Messages, warm: Callable[..., list[str]]
) -> None:
    server.answers("{", usage=UNKEPT, stop_reason="max_tokens", model="org/other")
    assert len(warm(model)) == 1
    assert warm(model) == []
    assert len(server.asked) == 1


@pytest.mark.parametrize(("usage", "told"), [(UNKEPT, 1), (KEPT, 0)])
def test_doctor_tells_of_instructions_that_stay_uncached(
    model: Model, server: Messages, warm: Callable[..., list[str]], usage: dict[str, Any], told: int
) -> None:
    warm(model, usage)
    server.says({"id": "test-model", "lifecycle": "active"})
    server.says({"input_tokens": 3})

    said = [check for check in model.check() if "the instructions have 208 tokens" in check.what]

    assert [check.well for check in said] == [True] * told


def test_changed_instructions_are_tried_anew(model: Model, server: Messages, warm: Callable[..., list[str]]) -> None:
    warm(model, UNKEPT)
    server.answers("{", usage=KEPT, stop_reason="max_tokens")

    assert model.warm(ISSUE, locale(prompts={"translate": "Translate at length."}), 10) == []
    assert len(server.asked) == 2


@pytest.mark.parametrize("texts", [0, 1])
def test_for_one_text_nothing_is_warmed(
    model: Model, server: Messages, warm: Callable[..., list[str]], texts: int
) -> None:
    assert (warm(model, texts=texts), server.asked) == ([], [])


@pytest.mark.parametrize(("texts", "write", "read", "worth"), [(2, 1.25, 0.1, 1), (2, 1.9, 0.1, 0), (9, 1.25, 0.9, 0)])
def test_prices_say_whether_it_is_worth_it(
    connect: Callable[..., Model],
    server: Messages,
    warm: Callable[..., list[str]],
    texts: int,
    write: float,
    read: float,
    worth: int,
) -> None:
    prices = Prices(
        input=1, output=5, cache_write=write, cache_read=read, as_of=date(2026, 11, 1), source="https://prices.example"
    )
    warm(connect(prices=prices), KEPT, texts)
    assert len(server.asked) == worth


def test_a_model_with_a_budget_for_thinking_is_not_warmed(
    connect: Callable[..., Model], server: Messages, warm: Callable[..., list[str]]
) -> None:
    assert warm(connect(thinking={"type": "enabled", "budget_tokens": 2000})) == []
    assert server.asked == []


def test_a_server_that_takes_no_such_call_is_told_once_and_asked_without(
    model: Model, server: Messages, ledger: Ledger, warm: Callable[..., list[str]]
) -> None:
    server.fails(400, "min_tokens: at least 16 must be asked for")

    (why,) = warm(model)
    assert "min_tokens: at least 16 must be asked for" in why
    assert why.endswith("until a restart each call pays for them in full")
    assert (warm(model), ledger.rows) == ([], [])
    assert not is_marked(translate(model, server))


@pytest.mark.parametrize(("status", "error"), [(503, Unavailable), (401, Misconfigured)])
def test_a_server_that_is_in_trouble_loses_nothing(
    model: Model,
    server: Messages,
    ledger: Ledger,
    warm: Callable[..., list[str]],
    status: int,
    error: type[Exception],
) -> None:
    for _ in range(4):
        server.fails(status)

    with pytest.raises(error):
        warm(model)

    assert ledger.rows == []
    server.forget()
    warm(model, KEPT)
    assert is_marked(translate(model, server))


def test_the_second_models_instructions_are_warmed_with_it(
    server: Messages, ledger: Ledger, clock: WoundClock, warm: Callable[..., list[str]]
) -> None:
    one, two = (ModelSettings(model=name, api_key=KEY, base_url=server.url) for name in ("test-model", "other-model"))
    model = Model(one, Shared.of(ledger, clock), judge=two)
    server.answers("{", usage=KEPT, model="test-model-1")
    server.answers("{", usage=UNKEPT, model="other-model")

    (why,) = warm(model)
    model.close()

    assert [asked["model"] for asked in server.asked] == ["test-model", "other-model"]
    assert [asked["system"][0]["text"] for asked in server.asked] == ["Translate into Korean.", "Mark the errors."]
    assert "below what other-model caches" in why
    assert [row.task for row in ledger.rows] == ["warm", "warm"]
