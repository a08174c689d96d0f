"""What must not move: each kind of hold, on an issue, a digest, an edition, an entry."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import holding, pipeline, waiting
from bot.domain import Hold, Stop
from bot.errors import Rejected
from bot.holding import Work
from bot.pipeline import tick
from tests import samples
from tests.fakes import FakePublisher, World, week, world

KEY = "dair/2026-11-15"
DIGEST = f"{KEY}/forum"
NOON = samples.SUNDAY + timedelta(hours=9)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context)
        made.offer(week(3))
        pipeline.collect(made.bot)
        yield made


@pytest.fixture
def work(here: World) -> Work:
    (one,) = waiting.works(here.bot, here.bot.editions[0])
    return one


def pause(here: World, until: datetime | None = None) -> None:
    now = here.clock.now()
    here.bot.store.holds.put(Hold(key="forum", reason="holidays", who="mod", since=now, kind=Stop.PAUSED, until=until))


# ── nothing moves ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", [KEY, DIGEST, f"{KEY}/2", f"{KEY}/2@ko"])
def test_what_is_held_costs_nothing_until_it_is_released(here: World, work: Work, key: str) -> None:
    here.stop(key)
    for _ in range(2):
        tick(here.bot)
    assert (here.library.asked, here.translator.asked, here.publisher.created) == ([], [], [])
    assert here.heard.of("held") == [key, key], "said again as long as it is news"
    assert holding.given_up(here.bot, work) is None
    here.release(key)
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_paused_edition_pays_and_posts_nothing_and_goes_on_by_itself(here: World) -> None:
    pause(here, until=NOON + timedelta(days=2))
    tick(here.bot)
    here.clock.set(NOON + timedelta(days=2, seconds=-1))
    tick(here.bot)
    assert (here.translator.asked, here.publisher.created) == ([], [])
    assert here.heard.of("held") == [], "a pause is no trouble"
    here.clock.set(NOON + timedelta(days=2))
    assert holding.standing(here.bot) == []
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_pause_without_an_end_lasts_until_it_is_resumed(here: World) -> None:
    pause(here)
    here.clock.wind(timedelta(days=5))
    tick(here.bot)
    assert here.publisher.created == []
    assert here.release("forum")
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_paused_edition_does_not_stop_the_other(here: World) -> None:
    there = FakePublisher()
    here.add_edition(there, name="second")
    pause(here)
    tick(here.bot)
    assert (here.publisher.created, there.created) == ([], [f"{KEY}/second#1"])


def test_what_one_edition_is_refused_the_other_still_gets(here: World) -> None:
    there = FakePublisher()
    here.add_edition(there, name="second")
    here.stop(DIGEST, Stop.DROPPED)
    tick(here.bot)
    assert (here.publisher.created, there.created) == ([], [f"{KEY}/second#1"])


@pytest.mark.parametrize("kind", [Stop.DROPPED, Stop.WITHDRAWN])
@pytest.mark.parametrize("key", [KEY, DIGEST])
def test_what_was_given_up_before_posting_is_never_published(here: World, work: Work, key: str, kind: Stop) -> None:
    here.stop(key, kind)
    for _ in range(3):
        tick(here.bot)
        here.clock.wind(timedelta(days=1))
    assert not here.release(key)
    with pytest.raises(Rejected, match=f"^{key}: a person looks at it; it stays so$"):
        pipeline.post_now(here.bot, KEY)
    assert (here.library.asked, here.translator.asked, here.publisher.created) == ([], [], [])
    stop = holding.given_up(here.bot, work)
    assert stop is not None
    assert (stop.key, stop.kind, here.heard.of("held")) == (key, kind, [])


@pytest.mark.parametrize("key", ["forum", f"{KEY}/2"])
def test_a_pause_and_a_dropped_entry_give_no_digest_up(here: World, work: Work, key: str) -> None:
    here.stop(key, Stop.PAUSED if key == "forum" else Stop.DROPPED)
    assert holding.given_up(here.bot, work) is None


def test_holding_again_keeps_the_first_reason(here: World, work: Work) -> None:
    here.stop(KEY, reason="first")
    here.clock.wind(timedelta(hours=1))
    here.stop(KEY, reason="second")
    hold = holding.hold_on(here.bot, work)
    assert hold is not None
    assert (holding.text(hold), hold.since) == (f"{KEY}: first", NOON)


def test_the_oldest_hold_is_the_one_that_is_told(here: World, work: Work) -> None:
    here.stop(DIGEST, reason="second thoughts")
    here.clock.wind(timedelta(hours=-1))
    here.stop(KEY, reason="first thoughts")
    hold = holding.hold_on(here.bot, work)
    assert hold is not None
    assert hold.reason == "first thoughts"
    here.release(KEY)
    here.release(DIGEST)
    assert holding.hold_on(here.bot, work) is None


# ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [Stop.DROPPED, Stop.WITHDRAWN])
def test_an_entry_that_was_given_up_is_left_out_and_costs_nothing(here: World, kind: Stop) -> None:
    here.stop(f"{KEY}/2", kind)
    tick(here.bot)
    raw = here.publisher.stands[f"{DIGEST}#1"].raw
    assert [f"## {number}. " in raw for number in (1, 2, 3)] == [True, False, True]
    assert here.translator.asked == [f"{KEY}/1", f"{KEY}/3", f"{KEY}/0"]


def test_the_intro_is_written_anew_without_an_entry_that_was_dropped_before_posting(here: World) -> None:
    here.bot = replace(here.bot, editions=[replace(here.bot.editions[0], review="required")])
    tick(here.bot)
    assert here.translator.asked.count(f"{KEY}/0") == 1
    here.stop(f"{KEY}/2", Stop.DROPPED)
    for _ in range(2):
        tick(here.bot)
    assert here.translator.asked[4:] == [f"{KEY}/0"]
    assert here.bot.store.translations.latest(KEY, "ko")[f"{KEY}/0"].version == 2


def test_an_entry_that_is_dropped_after_posting_costs_nothing_and_changes_no_post(here: World) -> None:
    tick(here.bot)
    asked, stands = list(here.translator.asked), dict(here.publisher.stands)
    here.stop(f"{KEY}/2", Stop.DROPPED)
    for _ in range(2):
        tick(here.bot)
    assert (here.translator.asked, here.publisher.stands, here.publisher.edits) == (asked, stands, [])


def test_a_digest_of_which_every_entry_was_dropped_is_not_posted(here: World) -> None:
    for number in (1, 2, 3):
        here.stop(f"{KEY}/{number}", Stop.DROPPED)
    tick(here.bot)
    assert (here.translator.asked, here.publisher.created) == ([], [])


def test_a_hold_on_an_entry_in_another_locale_holds_nothing_here(here: World) -> None:
    here.stop(f"{KEY}/2@ja")
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]
