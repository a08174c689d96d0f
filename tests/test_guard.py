"""What becomes of a unit that fails: it waits its time, is held, or is said to be a bug; the others go on."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bot import guard, pipeline, waiting
from bot.domain import FeedItem, Skipped, Split
from bot.errors import Misconfigured, OverBudget, Queued, Rejected, Unavailable
from bot.pipeline import tick
from tests import samples
from tests.fakes import FakePublisher, FakeSource, World, week, world

KEY = "dair/2026-11-15"
DIGEST = f"{KEY}/forum"
UNIT = f"{KEY}/2@ko"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield world(tmp_path, stack.enter_context)


def fail(here: World, error: Exception, key: str = UNIT) -> None:
    with guard.unit(here.bot, key):
        raise error


def tries(here: World) -> int:
    """How often the second entry was asked for."""
    return here.translator.asked.count(f"{KEY}/2")


# ── what waits ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_unit_that_failed_is_tried_twice_more_at_once_and_then_not_before_its_time(here: World) -> None:
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Unavailable("busy")
    for _ in range(9):
        tick(here.bot)
    assert tries(here) == 3
    waits = here.bot.store.failures.all()[UNIT].until - here.clock.now()
    assert waits > timedelta(0)
    here.clock.wind(waits - timedelta(seconds=1))
    tick(here.bot)
    assert tries(here) == 3
    here.clock.wind(timedelta(seconds=1))
    tick(here.bot)
    assert tries(here) == 4
    assert here.bot.store.failures.all()[UNIT].until - here.clock.now() > waits


def test_a_wait_that_a_service_asks_for_is_kept_to_the_second(here: World) -> None:
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Unavailable("slow down", retry_after=400)
    tick(here.bot)
    here.clock.wind(timedelta(seconds=399))
    tick(here.bot)
    assert tries(here) == 1
    here.clock.wind(timedelta(seconds=1))
    tick(here.bot)
    assert tries(here) == 2


def test_a_forums_daily_limit_is_waited_out_and_nothing_is_paid_or_asked_meanwhile(here: World) -> None:
    here.offer(week(3))
    here.publisher.before = Unavailable("20 topics a day", retry_after=86_000)
    tick(here.bot)
    asked = len(here.translator.asked)
    for _ in range(10):
        here.clock.wind(timedelta(seconds=8_599))
        tick(here.bot)
    assert here.publisher.created == []
    here.clock.wind(timedelta(seconds=10))
    tick(here.bot)
    assert (here.publisher.created, len(here.translator.asked)) == ([f"{DIGEST}#1"], asked)


def test_what_waits_says_why_and_does_not_stop_its_neighbours(here: World) -> None:
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Unavailable("busy")
    tick(here.bot)
    assert (here.heard.of("waits"), here.heard.why(UNIT)) == ([UNIT], "busy")
    assert sorted(here.translator.asked) == [f"{KEY}/0", f"{KEY}/1", f"{KEY}/2", f"{KEY}/3"]


def test_a_success_forgets_what_failed_before(here: World) -> None:
    for _ in range(5):
        fail(here, Unavailable("busy"))
    with guard.unit(here.bot, UNIT):
        pass
    assert here.bot.store.failures.all() == {}
    fail(here, Unavailable("busy"))
    assert here.bot.store.failures.all()[UNIT].until == here.clock.now()


def test_a_unit_that_succeeds_is_no_work_any_more(here: World) -> None:
    with guard.unit(here.bot, UNIT):
        assert here.pulse.busy == (UNIT,)
    assert here.pulse.busy == ()
    fail(here, Unavailable("busy"))
    assert here.pulse.busy == ()


def test_a_model_that_is_down_for_a_day_holds_nothing_and_then_all_is_posted_once(here: World) -> None:
    here.offer(week(3))
    for position in range(4):
        here.translator.fails[f"{KEY}/{position}"] = Unavailable("529 overloaded", retry_after=30)
    for _ in range(24):
        tick(here.bot)
        here.clock.wind(timedelta(hours=1))
    assert (here.bot.store.holds.all(), here.publisher.created) == ([], [])
    here.translator.fails.clear()
    here.clock.wind(timedelta(hours=1))
    for _ in range(3):
        tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]
    assert (here.bot.store.holds.all(), dict(here.bot.store.failures.all())) == ([], {})


# ── what is held ─────────────────────────────────────────────────────────────────────────────────────────────────────


def held(here: World) -> dict[str, str]:
    return {hold.key: hold.reason for hold in here.bot.store.holds.all()}


def test_ten_failures_in_two_days_are_held_with_the_reason_and_not_tried_again(here: World) -> None:
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Unavailable("busy")
    for _ in range(9):
        tick(here.bot)
        here.clock.wind(timedelta(hours=6))
    assert held(here) == {}
    tick(here.bot)
    assert held(here) == {UNIT: "failed 10 times since 2026-11-16 00:01 UTC: busy"}
    assert here.heard.why(UNIT) == held(here)[UNIT]
    tick(here.bot)
    assert tries(here) == 10
    assert UNIT not in here.bot.store.failures.all()


def test_two_days_without_ten_tries_hold_nothing(here: World) -> None:
    for _ in range(9):
        fail(here, Unavailable("busy"))
        here.clock.wind(timedelta(days=1))
    assert held(here) == {}


def test_ten_tries_within_two_days_hold_nothing(here: World) -> None:
    for _ in range(20):
        fail(here, Unavailable("busy"))
        here.clock.wind(timedelta(hours=2))
    assert held(here) == {}


def test_what_was_held_and_released_is_counted_anew(here: World) -> None:
    for _ in range(10):
        fail(here, Unavailable("busy"))
        here.clock.wind(timedelta(hours=6))
    assert held(here)
    here.release(UNIT)
    fail(here, Unavailable("busy"))
    assert held(here) == {}
    assert here.bot.store.failures.all()[UNIT].count == 1


def test_numbers_in_a_message_do_not_make_it_another_failure(here: World) -> None:
    for number in range(10):
        fail(here, Unavailable(f"request req_{number}7 was refused: wait {30 + number} s"))
        here.clock.wind(timedelta(hours=6))
    assert list(held(here)) == [UNIT]
    assert "failed 10 times since 2026-11-16 00:01 UTC: request req_97 was refused: wait 39 s" in held(here)[UNIT]


def test_numbers_in_a_message_do_not_make_it_be_tried_at_once(here: World) -> None:
    for number in range(4):
        fail(here, Unavailable(f"wait {number} s"))
    failure = here.bot.store.failures.all()[UNIT]
    assert (failure.count, failure.until - here.clock.now()) == (4, timedelta(minutes=4))


def test_another_failure_begins_the_count_anew(here: World) -> None:
    for _ in range(6):
        fail(here, Unavailable("busy"))
        here.clock.wind(timedelta(hours=12))
    fail(here, Unavailable("the answer was cut"))
    failure = here.bot.store.failures.all()[UNIT]
    assert (failure.why, failure.count, failure.since) == ("the answer was cut", 1, here.clock.now())


@pytest.mark.parametrize("said", ["the topic is closed", f"{UNIT}: the topic is closed"])
def test_what_is_refused_is_held_at_once_in_its_own_words(here: World, said: str) -> None:
    fail(here, Rejected(said))
    (hold,) = here.bot.store.holds.all()
    assert (hold.key, hold.reason, hold.who) == (UNIT, "the topic is closed", "paperboy")
    assert here.heard.of("held") == [UNIT]


def test_what_a_forum_queued_only_waits(here: World) -> None:
    fail(here, Queued("kept for approval"))
    assert (held(here), dict(here.bot.store.failures.all())) == ({}, {})
    assert here.heard.why(UNIT) == "kept for approval"


def test_what_the_operator_must_mend_is_on_record_tried_at_once_and_never_held(here: World) -> None:
    for _ in range(20):
        fail(here, Misconfigured("no such key"))
        here.clock.wind(timedelta(days=1))
    assert held(here) == {}
    assert here.bot.store.failures.all()[UNIT].why == "no such key"
    assert here.heard.of("misconfigured") == [UNIT] * 20


# ── bugs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class BadSource(FakeSource):
    """Has a bug."""

    def split(self, item: FeedItem) -> Split | Skipped:
        raise KeyError(item.title)


def break_translator(here: World) -> str:
    here.translator.fails[f"{KEY}/2"] = KeyError("tokens")
    return UNIT


def break_publisher(here: World) -> str:
    here.publisher.before = KeyError("tokens")
    return DIGEST


def break_library(here: World) -> str:
    here.library.fails = KeyError("tokens")
    return KEY


def break_source(here: World) -> str:
    here.bot = replace(here.bot, sources={"dair": BadSource()})
    return "dair"


@pytest.mark.parametrize("broken", [break_translator, break_publisher, break_library])
def test_a_bug_is_told_whole_and_held_at_the_third_time(here: World, broken: Callable[[World], str]) -> None:
    here.offer(week(3))
    for number in range(1, 4):
        key = broken(here)
        assert held(here) == {}
        tick(here.bot)
        assert here.heard.of("bug") == [key] * number
    _event, _key, facts = next(one for one in here.heard.events if one[0] == "bug")
    assert str(facts["why"]).startswith("KeyError(")
    assert "Traceback (most recent call last)" in str(facts["trace"])
    assert "tokens" in str(facts["trace"])
    assert list(held(here)) == [key]
    assert held(here)[key].startswith("failed 3 times since 2026-11-16 00:01 UTC: KeyError(")


def test_a_bug_stops_no_other_unit_and_the_next_tick_goes_on(here: World) -> None:
    here.offer(week(3))
    break_translator(here)
    tick(here.bot)
    assert sorted(here.translator.asked) == [f"{KEY}/0", f"{KEY}/1", f"{KEY}/2", f"{KEY}/3"]
    here.translator.fails.clear()
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_bug_in_one_edition_does_not_stop_the_other(here: World) -> None:
    there = type(here.publisher)()
    here.add_edition(there, name="second")
    here.offer(week(3))
    break_publisher(here)
    tick(here.bot)
    assert (here.publisher.created, there.created) == ([], [f"{KEY}/second#1"])


def test_a_post_that_was_given_up_is_read_again_once_it_is_let_go(here: World) -> None:
    here.offer(week(3))
    break_source(here)
    for _ in range(3):
        tick(here.bot)
    here.bot = replace(here.bot, sources={"dair": here.source})
    for key in held(here):
        here.release(key)
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_an_interrupt_is_no_failure_of_the_units(here: World) -> None:
    with pytest.raises(KeyboardInterrupt), guard.unit(here.bot, UNIT):
        raise KeyboardInterrupt
    assert (here.heard.events, dict(here.bot.store.failures.all())) == ([], {})


# ── a store that fails ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class FullDisk:
    """A store that answers, and keeps nothing of one noun, nor any failure."""

    whole: Any
    nouns: tuple[str, ...]

    def __getattr__(self, noun: str) -> Any:
        real = getattr(self.whole, noun)
        return FullRows(real) if noun in self.nouns else real


@dataclass
class FullRows:
    """Answers questions; every way to keep something fails."""

    whole: Any

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.whole, name)
        return _full if name in {"add", "put", "keep", "intend", "polled", "begin", "queue"} else real


def _full(*_: object) -> NoReturn:
    raise Unavailable("paperboy.db: the disk is full; make room")


@pytest.mark.parametrize("noun", ["issues", "papers", "translations", "posts"])
def test_a_store_that_keeps_nothing_ends_the_tick_with_its_own_error(here: World, noun: str) -> None:
    here.offer(week(3))
    store = here.bot.store
    here.bot = replace(here.bot, store=FullDisk(store, (noun, "failures", "holds")))
    with pytest.raises(Unavailable, match="the disk is full; make room"):
        tick(here.bot)
    assert here.publisher.created == []
    here.bot = replace(here.bot, store=store)
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_store_that_fails_for_a_moment_is_a_failure_of_that_unit(here: World) -> None:
    here.offer(week(3))
    store = here.bot.store
    here.bot = replace(here.bot, store=FullDisk(store, ("translations",)))
    tick(here.bot)
    assert {failure.why for failure in store.failures.all().values()} == {"paperboy.db: the disk is full; make room"}
    assert len(store.failures.all()) == 4
    here.bot = replace(here.bot, store=store)
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


# ── letting go ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_failures_are_forgotten_of_an_item_and_all_below_it_and_of_no_other(here: World) -> None:
    mine = [KEY, DIGEST, UNIT, f"{KEY}/0@ko"]
    others = ["dair", f"{KEY}-2", f"{KEY}-2/1@ko", "dair/2026-11-08/forum"]
    for key in mine + others:
        fail(here, Unavailable("busy"), key)
    guard.forget_failures(here.bot, KEY)
    assert sorted(here.bot.store.failures.all()) == sorted(others)


def test_letting_a_digest_go_forgets_its_looks_and_its_taking_down(here: World) -> None:
    for key in (f"{DIGEST}#look", f"{DIGEST}#withdrawn", f"{DIGEST}-2#look"):
        fail(here, Unavailable("busy"), key)
    guard.forget_failures(here.bot, DIGEST)
    assert list(here.bot.store.failures.all()) == [f"{DIGEST}-2#look"]


def test_what_is_posted_by_hand_is_tried_at_once(here: World) -> None:
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Unavailable("slow down", retry_after=80_000)
    tick(here.bot)
    here.translator.fails.clear()
    pipeline.post_now(here.bot, KEY)
    assert here.publisher.created == [f"{DIGEST}#1"]
    assert here.clock.now() == samples.SUNDAY + timedelta(hours=9)


# ── what the budget has no room for ──────────────────────────────────────────────────────────────────────────────────

SPENT = "the month's budget: of 20.00 US dollars 20.00 are spent"
DEAR = "the budget of a digest: of 5.00 US dollars 5.00 are spent; raise [budget] digest in config.toml"
NEXT_MONTH = datetime(2026, 12, 1, tzinfo=UTC)
A_YEAR = timedelta(days=365)


def over(here: World, error: OverBudget) -> None:
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = error


def test_what_the_month_has_no_room_for_waits_however_long_and_is_not_asked_for_all_the_time(here: World) -> None:
    over(here, OverBudget(SPENT, until=NEXT_MONTH))
    for _ in range(6):
        tick(here.bot)
        here.clock.wind(timedelta(minutes=4))
    assert tries(here) == 2
    for _ in range(12):
        tick(here.bot)
        here.clock.wind(timedelta(hours=6))
    assert (tries(here), held(here), here.publisher.created) == (14, {}, [])
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    wait = waiting.wait_of(here.bot, work)
    assert wait
    assert wait.what == f"the model: 1 texts not written yet ({SPENT})"


def test_when_there_is_room_again_it_goes_on_by_itself_and_nothing_is_asked_twice(here: World) -> None:
    over(here, OverBudget(SPENT, until=NEXT_MONTH))
    tick(here.bot)
    here.translator.fails.clear()
    here.clock.wind(timedelta(minutes=10))
    tick(here.bot)
    assert (here.publisher.created, tries(here), len(here.translator.asked)) == ([f"{DIGEST}#1"], 2, 5)


def test_a_month_ends_at_its_end(here: World) -> None:
    here.clock.set(NEXT_MONTH - timedelta(minutes=5))
    fail(here, OverBudget(SPENT, until=NEXT_MONTH))
    assert here.bot.store.failures.all()[UNIT].until == NEXT_MONTH


def test_a_digest_that_costs_too_much_is_held_in_every_edition_of_its_locale_with_what_to_do(here: World) -> None:
    here.add_edition(FakePublisher(), name="second")
    over(here, OverBudget(DEAR))
    for _ in range(3):
        tick(here.bot)
        here.clock.wind(timedelta(hours=2))
    digests = (DIGEST, f"{KEY}/second")
    assert held(here) == {key: f"{DEAR}, then `paperboy release {key}`" for key in digests}
    assert (tries(here), here.publisher.created, dict(here.bot.store.failures.all())) == (1, [], {})
    assert set(here.heard.of("held")) == set(digests)


def test_once_the_operator_raised_it_a_release_lets_all_go_out_with_what_was_written_before(here: World) -> None:
    over(here, OverBudget(DEAR))
    tick(here.bot)
    here.translator.fails.clear()
    assert here.release(DIGEST)
    tick(here.bot)
    asked = sorted(here.translator.asked)
    assert asked == [f"{KEY}/0", f"{KEY}/1", f"{KEY}/2", f"{KEY}/2", f"{KEY}/3"]
    assert (here.publisher.created, held(here)) == ([f"{DIGEST}#1"], {})


# ── a clock that jumps ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "error", [OverBudget(SPENT, until=NEXT_MONTH + A_YEAR), Unavailable("busy", retry_after=86_000)]
)
def test_what_failed_while_the_clock_ran_ahead_does_not_wait_until_then(here: World, error: Exception) -> None:
    now = here.clock.now()
    here.clock.set(now + A_YEAR)
    fail(here, error)
    assert not waiting.ready(here.bot, UNIT)
    here.clock.set(now)
    assert waiting.ready(here.bot, UNIT)
