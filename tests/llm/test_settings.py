"""Settings that cannot work are refused before anything is sent, and never show what is secret."""

from typing import Any

import pytest

from bot.errors import Misconfigured
from bot.llm import ModelSettings


def settings(**changes: Any) -> ModelSettings:
    return ModelSettings(**{"model": "test-model", "api_key": "sk-0123456789", **changes})


def test_secrets_are_not_shown() -> None:
    shown = repr(settings(headers={"x-api-key": "another-secret"}))

    assert "sk-0123456789" not in shown
    assert "another-secret" not in shown


@pytest.mark.parametrize("key", ["", "sk-0123456789\n", " sk-0123", "“sk-0123”", "sk-\x00"])
def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(Misconfigured, match=r"\[llm\] the API key") as caught:
        settings(api_key=key)

    assert "0123" not in str(caught.value)


@pytest.mark.parametrize("timeout_s", [0, -1, 120.5, float("nan")])
def test_no_call_may_take_more_than_two_minutes(timeout_s: float) -> None:
    with pytest.raises(Misconfigured, match="at most 120 s"):
        settings(timeout_s=timeout_s)


def test_an_address_may_not_hold_credentials() -> None:
    with pytest.raises(Misconfigured, match="headers") as caught:
        settings(base_url="https://me:secret-word@models.example")

    assert "secret-word" not in str(caught.value)


def test_a_short_header_is_not_taken_for_a_key() -> None:
    assert settings(headers={"x-tier": "1", "x-api-key": "another-secret"}).secrets() == (
        "another-secret",
        "sk-0123456789",
    )
