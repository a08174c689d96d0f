"""`[llm.stronger]`: what the first model refuses is asked of a stronger one, at its own price, and said."""

import json

import pytest

from bot.sandbox.recordings import Recording, load_recordings
from bot.sandbox.week import DEMO
from tests.commands.street import CALLS, ISSUE, Street

pytestmark = pytest.mark.long

FIRST, STRONGER = "claude-haiku-5-5", "claude-sonnet-5-5"
TABLES = f"""
[llm.stronger]
model = "{STRONGER}"

[llm.models.{STRONGER}]
thinking = {{ type = "between_tools" }}
[llm.models.{STRONGER}.prices]
as_of = 2026-11-21
source = "https://platform.claude.com/docs/en/about-claude/pricing"
input = 2.0
output = 10.0
cache_write = 2.5
cache_read = 0.1
"""


@pytest.fixture
def cascade(street: Street) -> Street:
    """A street whose first model declines the second text, which a stronger one writes."""
    with street.config.open("a", encoding="utf-8") as file:
        file.write(TABLES)
    street.record(place=1, model=FIRST, stop_reason="refusal")
    return street


def recorded(place: int) -> Recording:
    return [one for one in load_recordings(DEMO.parent) if (one.task, one.locale) == ("translate", "ko")][place]


def test_the_text_goes_out_as_the_stronger_model_writes_it_and_costs_what_that_costs(cascade: Street) -> None:
    ran = cascade.run("tick")
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if "rewriting" in line or "unfit" in line] == [
        f"· rewriting   {ISSUE}/2@ko  the model declined (category not given); choose another model in [llm] and"
        " release it, or drop it"
    ]
    title = str((recorded(1).answer or {})["title"])
    assert any(title in body for body in cascade.bodies(cascade.topics[0]))
    with cascade.store() as store:
        calls = store.calls.under(f"{ISSUE}/2@ko")
        (dear,) = [one for one in store.calls.under(ISSUE) if one.model == STRONGER]
    assert [one.model for one in calls] == [FIRST, STRONGER]
    assert dear.cost_usd == pytest.approx(
        (dear.usage.input * 2 + dear.usage.output * 10 + dear.usage.cache_write * 2.5 + dear.usage.cache_read * 0.1)
        / 1e6
    )
    assert len(cascade.asked("model")) == CALLS + 1


def test_page_and_terminal_say_who_wrote_it_and_that_it_was_not_the_first(cascade: Street) -> None:
    ran = cascade.run("preview", "--to", cascade.folder / "pages")
    (line,) = [line for line in ran.out.splitlines() if f"{ISSUE}/2@ko" in line]
    assert f" · {STRONGER} · " in line
    assert line.endswith(f"What the first model gave did not pass, and {STRONGER} wrote this in its place. Read it.")
    page = next((cascade.folder / "pages").rglob("index.html")).read_text(encoding="utf-8")
    assert f"첫 번째 모델의 글이 검사를 통과하지 못해 {STRONGER} 모델이 새로 썼습니다." in page


def test_where_the_stronger_one_declines_as_well_both_reasons_are_told(cascade: Street) -> None:
    cascade.record(place=1, model=STRONGER, stop_reason="refusal")
    ran = cascade.run("preview", "--to", cascade.folder / "pages", "--json")
    (text,) = [one for one in json.loads(ran.out)["texts"] if one["outcome"] == "source-only"]
    assert text["left"][0]["message"].count("the model declined") == 2


def test_doctor_tries_it_like_the_others(cascade: Street) -> None:
    said = cascade.run("doctor").out
    assert f"✓ model {STRONGER} at " in said
    cascade.change('"between_tools"', '"disabled"')
    assert cascade.run("doctor").code == 78
