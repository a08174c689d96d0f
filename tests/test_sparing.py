"""When an account may write next."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import WoundClock
from bot.domain import Pace
from bot.sparing import Turns

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
PACE = Pace(account="forum.example paperboy", topics_a_day=20, between_topics_s=60, between_posts_s=5)


def clock_of(folder: Path) -> WoundClock:
    return WoundClock.create(folder / "clock", NOON)


def waited(turns: Turns, clock: WoundClock, *, topic: bool) -> float:
    before = clock.now()
    turns.wait(topic=topic)
    return (clock.now() - before).total_seconds()


def test_a_fresh_process_waits_as_if_one_had_just_written(tmp_path: Path) -> None:
    clock = clock_of(tmp_path)
    assert waited(Turns(clock, PACE), clock, topic=True) == 60


def test_a_reply_waits_for_the_last_post_and_a_topic_for_the_last_topic_as_well(tmp_path: Path) -> None:
    clock = clock_of(tmp_path)
    turns = Turns(clock, PACE)
    turns.took(topic=True)
    assert waited(turns, clock, topic=False) == 5
    turns.took(topic=False)
    assert waited(turns, clock, topic=True) == 55


def test_a_clock_that_was_set_back_makes_nobody_wait_longer_than_a_pause(tmp_path: Path) -> None:
    clock = clock_of(tmp_path)
    turns = Turns(clock, PACE)
    clock.wind(timedelta(days=-1))
    assert waited(turns, clock, topic=True) == 60
