"""What old issues may cost, and how much of a day and a month is kept for new ones."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import budgeting
from bot.domain import Call, Estimate, Intent, Pace, Part, Post, Spending, Usage
from bot.errors import Misconfigured
from bot.holding import Work
from tests import fakes

PACE = Pace(account="forum.example/paperboy", topics_a_day=5, between_topics_s=15, between_posts_s=5)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[fakes.World]:
    with ExitStack() as stack:
        made = fakes.world(tmp_path, stack.enter_context)
        made.bot = replace(made.bot, spending=Spending(month=10.0, reserved=0.4))
        yield made


@pytest.fixture
def work(world: fakes.World) -> Work:
    """An old issue of three entries, of which nothing is known."""
    return Work(issue=world.bot.store.issues.add(fakes.earlier(9)).issue, edition=fakes.EDITION)


def paid(world: fakes.World, key: str, dollars: float) -> None:
    call = Call(
        task="translate",
        key=key,
        model="m",
        prompt="p",
        usage=Usage(),
        cost_usd=dollars,
        milliseconds=1,
        stop_reason="end_turn",
    )
    world.bot.store.calls.add(call)


def test_all_of_an_issue_is_reckoned_with(world: fakes.World, work: Work) -> None:
    told = budgeting.estimate(world.bot, work.issue, "ko")
    assert (told.texts, told.dollars, told.uncached) == (4, 0.04, 0.08)
    assert budgeting.spent_out(world.bot, work) is None


def test_without_prices_nobody_can_say_when_the_budget_is_spent(world: fakes.World, work: Work) -> None:
    world.translator.unpriced = ["gemma"]
    with pytest.raises(Misconfigured, match=r'^\[llm\.models\."gemma"\.prices\]: the model has no prices'):
        budgeting.spent_out(world.bot, work)


def test_of_several_estimates_the_parts_are_added_up() -> None:
    part = Part(task="write", model="m", asked=5, answered=7, dollars=0.5, uncached=1.0)
    one = Estimate(texts=3, remembered=1, parts=(part,), learned=True, abstracts=2)
    other = Estimate(texts=1, parts=(replace(part, dollars=None), replace(part, task="mend")), why="no key")
    told = budgeting.together([one, other, Estimate()])
    assert told.parts == (
        Part(task="write", model="m", asked=10, answered=14, dollars=None, uncached=2.0),
        replace(part, task="mend"),
    )
    assert (told.texts, told.remembered, told.abstracts, told.why, told.learned) == (4, 1, 2, "no key", False)
    assert (told.dollars, told.uncached) == (None, 3.0)
    assert budgeting.together([]).dollars == 0.0


@pytest.mark.parametrize(("spent", "goes"), [(5.95, True), (5.97, False)])
def test_it_stops_before_the_share_of_new_issues(world: fakes.World, work: Work, spent: float, goes: bool) -> None:
    paid(world, "dair/2026-06-28/17", spent)
    wait = budgeting.spent_out(world.bot, work)
    assert (wait is None) is goes
    if wait:
        assert "of 10.00 US dollars 5.97 are spent, the next issue may take 0.04, and 4.00 are kept" in wait.what


def test_a_month_ends_with_its_last_day_in_utc(world: fakes.World, work: Work) -> None:
    world.clock.set(datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    paid(world, "dair/2026-06-28/17", 9.0)
    wait = budgeting.spent_out(world.bot, work)
    assert wait
    assert wait.until == datetime(2027, 1, 1, tzinfo=UTC)
    world.clock.wind(timedelta(minutes=1))
    assert budgeting.spent_out(world.bot, work) is None


def test_of_the_topics_of_a_day_one_is_kept_for_each_edition(world: fakes.World) -> None:
    store, begun = world.bot.store.posts, world.clock.now()
    for number in range(3):
        assert budgeting.crowded(world.bot, PACE, ["forum", "ja"]) is None
        key = f"dair/2026-01-0{number}/forum#1"
        store.intend([Intent(key=key, raw="x")])
        url = f"https://forum.example/t/{number}"
        store.add(Post(key=key, topic_id=number, post_id=number, url=url, title="x", raw="x"), world.clock.now())
        world.clock.wind(timedelta(hours=1))
    assert budgeting.crowded(world.bot, PACE, ["forum", "ja"]) == begun + timedelta(days=1)
    assert budgeting.crowded(world.bot, PACE, ["forum"]) is None
    world.clock.wind(timedelta(hours=21))
    assert budgeting.crowded(world.bot, PACE, ["forum", "ja"]) is None
