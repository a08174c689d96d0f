"""What old issues may cost, and how much of a day and a month is kept for new ones."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import budgeting
from bot.domain import Call, Intent, Pace, Post, Spending, Usage
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


def test_the_first_issue_is_reckoned_by_its_length(world: fakes.World, work: Work) -> None:
    assert budgeting.estimate(world.bot, work.issue, "ko") == pytest.approx(4 * 0.01)
    assert budgeting.spent_out(world.bot, work) is None


def test_a_later_one_by_what_the_last_five_cost_in_its_locale(world: fakes.World, work: Work) -> None:
    for number, cost in enumerate((50.0, 1.0, 2.0, 3.0, 4.0, 5.0)):
        paid(world, f"dair/2026-01-0{number}/1@ko", cost)
    paid(world, "dair/2026-01-09/1@ja", 90.0)
    assert budgeting.estimate(world.bot, work.issue, "ko") == pytest.approx(3.0)


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
