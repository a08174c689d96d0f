"""The model's server at a pace: how long an answer takes, when a prefix can be read, and what it admits a minute."""

import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anthropic
import pytest

import bench
from bot.clock import Stopwatch, WoundClock
from bot.sandbox.catalogue import MODELS
from bot.sandbox.model import KEY, Service
from bot.sandbox.pace import Figures, load_figures
from bot.sandbox.tokens import LIFE, count
from tests.sandbox.serving import served
from tests.sandbox.test_model import ASKED, recorded
from tests.sandbox.weeks import PUBLISHED, fence

FILE = Path(bench.__file__).with_name("model.toml")
LONG = "Text that a guide would have. " * 80
SYSTEM = [{"type": "text", "text": LONG, "cache_control": {"type": "ephemeral"}}]
QUIET = {**ASKED, "thinking": {"type": "disabled"}}

Ask = Callable[..., anthropic.types.Message]


def at(tmp_path: Path, figures: Figures, use: Callable[[Ask], Any]) -> Any:
    """What `use` makes of a server with these figures."""
    recordings = [recorded(), recorded("Another."), recorded("Long.", answer={"title": "긴 " * 300, "summary": ""})]
    service = Service(WoundClock.create(tmp_path / "clock", PUBLISHED), recordings, figures)
    with served(service.app()) as base, anthropic.Anthropic(api_key=KEY, base_url=base, max_retries=0) as client:
        return use(lambda **changed: client.messages.create(**{**QUIET, **changed}))


def test_an_answer_takes_its_first_token_and_then_as_long_as_its_tokens(tmp_path: Path) -> None:
    def use(ask: Ask) -> tuple[float, float]:
        ask()
        watch = Stopwatch()
        said = ask(messages=[{"role": "user", "content": fence("Long.")}])
        return watch.seconds, 0.1 + said.usage.output_tokens / 2000

    took, wanted = at(tmp_path, Figures(first_token_s=0.1, tokens_per_s=2000), use)
    assert wanted > 0.3
    assert took >= wanted


def test_first_calls_side_by_side_each_write_the_prefix(tmp_path: Path) -> None:
    def use(ask: Ask) -> list[tuple[int, int]]:
        ask()  # loads what the first call loads
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(ask, system=SYSTEM) for _ in range(2)]
            said = [one.result().usage for one in both]
        said.append(ask(system=SYSTEM).usage)
        return [(one.cache_creation_input_tokens or 0, one.cache_read_input_tokens or 0) for one in said]

    first, second, third = at(tmp_path, Figures(first_token_s=0.3), use)
    assert first == second
    assert first[0] >= count(LONG)
    assert first[1] == 0
    assert third == (0, first[0])


@pytest.mark.parametrize("figures", [Figures(requests=1), Figures(input=150), Figures(output=15)])
def test_what_is_over_a_limit_is_refused_and_told_when_to_come_back(tmp_path: Path, figures: Figures) -> None:
    def use(ask: Ask) -> anthropic.RateLimitError:
        ask()
        with pytest.raises(anthropic.RateLimitError) as refused:
            ask()
        return refused.value

    refused = at(tmp_path, figures, use)
    assert refused.type == "rate_limit_error"
    assert 0 < int(refused.response.headers["retry-after"]) <= 60


def test_the_bench_is_a_server_as_the_sandbox_knows_it() -> None:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert told["cache"]["smallest_prefix"] == MODELS[told["model"]].smallest_prefix
    assert told["cache"]["life_s"] == LIFE.total_seconds()
    assert load_figures(FILE) == Figures(**told["speed"], **told["limits"])
