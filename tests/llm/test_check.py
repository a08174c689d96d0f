"""What `doctor` learns of the model: asked of the server, for nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.llm import Model, lacks
from bot.llm.lacks import Lack
from bot.llm.shape import schema
from tests.llm.fakes import Ledger, Messages

ABOUT = {"type": "model", "id": "test-model", "lifecycle": "active", "retires_at": None, "max_tokens": 64_000}


def test_a_model_that_would_answer_is_well_and_nothing_is_spent(
    connect: Callable[..., Model], server: Messages, ledger: Ledger
) -> None:
    server.says(ABOUT)
    server.says({"input_tokens": 8})

    checks = connect(thinking={"type": "disabled"}, effort="low").check()

    assert [check.well for check in checks] == [True, True, True]
    assert checks[0].what.startswith("model test-model at http://")
    assert checks[2].what == "thinking: disabled; effort: low"
    assert ledger.rows == []
    assert server.asked == [
        {"model": "/v1/models/test-model"},
        {
            "model": "test-model",
            "system": [{"type": "text", "text": "word", "cache_control": {"type": "ephemeral"}}],
            "messages": [{"role": "user", "content": "word"}],
            "thinking": {"type": "disabled"},
            "output_config": {"format": {"type": "json_schema", "schema": schema({})}, "effort": "low"},
        },
    ]


def test_settings_left_out_are_not_sent(model: Model, server: Messages) -> None:
    server.says(ABOUT)
    server.says({"input_tokens": 8})

    assert model.check()[2].what == "thinking: the model's own; effort: the model's own"
    assert "thinking" not in server.asked[1]
    assert set(server.asked[1]["output_config"]) == {"format"}


@pytest.mark.parametrize(
    ("status", "said", "remedy"),
    [
        (401, "no", "check the secret"),
        (404, "model: test-model", "[llm] model"),
        (404, "no model test-model at /v1/models/test-model", "[llm] model"),
        (529, "no", "later"),
    ],
)
def test_a_server_that_refuses_is_the_only_trouble_shown(
    model: Model, server: Messages, status: int, said: str, remedy: str
) -> None:
    server.fails(status, said)

    (check,) = model.check()

    assert not check.well
    assert remedy in check.remedy


def test_an_answer_that_is_no_model_is_trouble(model: Model, server: Messages) -> None:
    server.says("<title>Sign in</title>")

    (check,) = model.check()

    assert "not a Messages API answer" in check.remedy


@pytest.mark.parametrize(
    ("about", "well", "says"),
    [
        ({"lifecycle": "retired"}, False, "the model is retired"),
        ({"lifecycle": "deprecated", "retires_at": "2026-11-30T00:00:00Z"}, True, "retired on 2026-11-30"),
    ],
)
def test_a_model_on_its_way_out_is_told(
    model: Model, server: Messages, about: dict[str, Any], well: bool, says: str
) -> None:
    server.says({**ABOUT, **about})
    server.says({"input_tokens": 8})

    check = model.check()[0]

    assert check.well is well
    assert says in f"{check.what} {check.remedy}"


def test_an_answer_longer_than_the_model_gives_is_told(connect: Callable[..., Model], server: Messages) -> None:
    server.says(ABOUT)
    server.says({"input_tokens": 8})

    check = connect(max_tokens=100_000).check()[1]

    assert (check.well, check.what) == (False, "max_tokens = 100000")
    assert "64000 tokens; lower" in check.remedy


def test_settings_the_model_does_not_take_are_told_in_the_servers_words(model: Model, server: Messages) -> None:
    server.says(ABOUT)
    server.fails(400, "thinking.type: `disabled` is not supported")

    check = model.check()[2]

    assert not check.well
    assert "`disabled` is not supported" in check.remedy


# ── servers of one's own ──────────────────────────────────────────────────────────────────────────────────

MISSING = "Unexpected endpoint or method. (GET /v1/models/test-model)"


def test_a_server_that_tells_of_no_models_and_counts_nothing_is_well_and_its_lacks_are_told(
    model: Model, server: Messages, ledger: Ledger
) -> None:
    server.fails(404, MISSING)
    server.fails(400, "messages: Field required; max_tokens: Field required")
    server.fails(404, "POST /v1/messages/count_tokens")

    checks = model.check()

    assert [check.well for check in checks] == [True, True, True, True]
    assert [check.what for check in checks[2:]] == [
        f"model test-model: its server {lack}" for lack in (Lack.ABOUT, Lack.COUNTING)
    ]
    assert server.asked[1] == {}
    assert ledger.rows == []


def test_an_address_where_nothing_is_spoken_is_trouble(model: Model, server: Messages) -> None:
    server.fails(404, MISSING)
    server.fails(404, "Not Found")

    (check,) = model.check()

    assert not check.well
    assert "check [llm] model and base_url" in check.remedy


def test_what_a_server_does_not_know_of_a_request_is_told_before_anything_is_spent(
    connect: Callable[..., Model], server: Messages
) -> None:
    server.says(ABOUT)
    server.fails(400, "thinking: Extra inputs are not permitted")
    server.fails(400, "system.0.cache_control: Extra inputs are not permitted")
    server.says({"input_tokens": 8})

    checks = connect(thinking={"type": "disabled"}).check()

    assert [check.well for check in checks] == [True] * 5
    assert [check.what for check in checks[3:]] == [
        f"model test-model: its server {lack}" for lack in (Lack.THINKING, Lack.CACHE)
    ]


def test_the_vendors_own_server_has_all_of_it(model: Model, server: Messages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lacks, "VENDOR", "localhost")
    server.fails(404, MISSING)

    (check,) = model.check()

    assert "check [llm] model and base_url" in check.remedy
