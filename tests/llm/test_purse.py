"""No call is sent that could pass a cap: the real ledger, a real SDK where one is asked, a clock that jumps."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import WoundClock
from bot.domain import Call, Spending, Usage, trial_of
from bot.errors import OverBudget
from bot.llm import Prices, Purse
from bot.llm.prices import ENVELOPE, most_usd
from bot.store import Database

ISSUE, KEY = "dair/2026-06-28", "dair/2026-06-28/3@ko"
COMMENT = "forum.example/p/502.1"
LAST_MOMENT = datetime(2026, 6, 30, 23, 59, tzinfo=UTC)


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", LAST_MOMENT)


@pytest.fixture
def store(tmp_path: Path, clock: WoundClock) -> Iterator[Database]:
    with ExitStack() as stack:
        yield stack.enter_context(closing(Database.open(tmp_path / "paperboy.db", now=clock.now)))


@pytest.fixture
def purse_of(store: Database, clock: WoundClock) -> Callable[..., Purse]:
    def made(month: float = 10.0, digest: float = 10.0, reserved: float = 0.4, *, new: bool = True) -> Purse:
        spending = Spending(month=month, digest=digest, reserved=reserved)
        return Purse(store.calls, clock, spending, lambda _issue: new)

    return made


def pay(store: Database, dollars: float | None, key: str = KEY) -> None:
    """A row of the ledger."""
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
    store.calls.add(call)


def buys(purse: Purse, dollars: float | None, key: str = KEY) -> bool:
    """Whether a call of at most so much would be sent."""
    try:
        with purse.paying(key, dollars):
            return True
    except OverBudget:
        return False


# ── the caps ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("cap", ["month", "digest"])
def test_what_fits_to_the_billionth_is_sent_and_a_billionth_more_is_not(
    store: Database, purse_of: Callable[..., Purse], cap: str
) -> None:
    for _ in range(3):
        pay(store, 0.1)  # thrice a tenth is no three tenths to a computer
    purse = purse_of(**{cap: 0.4})
    assert buys(purse, 0.1)
    assert not buys(purse, 0.1 + 1e-9)


def test_a_digest_is_an_issue_in_one_locale_with_all_its_texts(store: Database, purse_of: Callable[..., Purse]) -> None:
    for position, dollars in (("/1@ko", 0.5), ("/0@ko", 0.25), ("@ko", 0.125), ("/1@ja", 9.0), ("/1@ko-plain", 9.0)):
        pay(store, dollars, f"{ISSUE}{position}")
    pay(store, 9.0, "dair/2026-06-28-2/1@ko")
    purse = purse_of(month=100.0, digest=1.0)
    for key in (KEY, f"{ISSUE}/0@ko", f"{ISSUE}@ko"):
        assert buys(purse, 0.125, key)
        assert not buys(purse, 0.126, key)
    assert not buys(purse, 0.001, f"{ISSUE}/2@ja")
    assert buys(purse, 0.5, COMMENT)


def test_a_refusal_says_what_the_cap_is_what_is_spent_and_what_to_do(
    store: Database, purse_of: Callable[..., Purse]
) -> None:
    pay(store, 0.0123)
    with pytest.raises(OverBudget) as digest, purse_of(digest=0.02).paying(KEY, 0.01):
        pass
    assert str(digest.value) == (
        "the budget of a digest: of 0.02 US dollars 0.0123 are spent on dair/2026-06-28 in ko, and the next call may"
        " take 0.01; raise [budget] digest in config.toml"
    )
    assert digest.value.until is None
    with pytest.raises(OverBudget) as month, purse_of(month=0.02).paying(COMMENT, 0.01):
        pass
    assert str(month.value) == (
        "the month's budget: of 0.02 US dollars 0.0123 are spent, 0.0080 are kept for new digests, and the next call"
        " may take 0.01; it goes on on 2026-07-01 (UTC), or with more in [budget] month of config.toml"
    )
    assert month.value.until == datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize("model", ["model-x", "org/model-4.5"])
def test_what_a_model_on_trial_writes_has_the_cap_of_a_digest_for_itself(
    store: Database, purse_of: Callable[..., Purse], model: str
) -> None:
    pay(store, 0.9)
    pay(store, 0.5, trial_of(KEY, model))
    purse = purse_of(digest=1.0)
    assert buys(purse, 0.5, trial_of(f"{ISSUE}/1@ko", model))
    with (
        pytest.raises(OverBudget, match=f"on {ISSUE} in ko by {model} on trial, and"),
        purse.paying(trial_of(f"{ISSUE}/1@ko", model), 0.6),
    ):
        pass
    assert not buys(purse, 0.2, KEY)


@pytest.mark.parametrize(
    ("key", "new", "fits"),
    [(KEY, True, True), (KEY, False, False), (COMMENT, True, False), (trial_of(KEY, "org/model-4.5"), True, False)],
)
def test_the_reserve_is_for_new_digests(
    store: Database, purse_of: Callable[..., Purse], key: str, new: bool, fits: bool
) -> None:
    pay(store, 5.5, "dair/2026-01-04/1@ko")
    purse = purse_of(month=10.0, reserved=0.4, new=new)
    assert buys(purse, 0.5, key)
    assert buys(purse, 0.6, key) is fits


def test_what_has_no_price_is_never_stopped_and_counts_nothing(store: Database, purse_of: Callable[..., Purse]) -> None:
    pay(store, None)
    assert buys(purse_of(month=0.01), 0.01)
    pay(store, 5.0)
    assert buys(purse_of(month=0.01), None)
    assert buys(purse_of(month=0.01), 0.0) is True


# ── side by side ──────────────────────────────────────────────────────────────────────────────────────────


def test_eleven_calls_side_by_side_all_find_room_though_what_is_set_aside_for_them_does_not_fit(
    store: Database, purse_of: Callable[..., Purse]
) -> None:
    purse, most_at_once, under_way = purse_of(digest=1.0), 0, set[int]()

    def call(number: int) -> None:
        nonlocal most_at_once
        with purse.paying(KEY, 0.3):
            under_way.add(number)
            most_at_once = max(most_at_once, len(under_way))
            threading.Event().wait(0.005)
            pay(store, 0.05)
            under_way.discard(number)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(11)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(10)
    assert store.calls.spent_on(ISSUE, "ko") == pytest.approx(0.55)
    assert 2 <= most_at_once <= 3


def test_who_waits_for_room_is_refused_once_there_can_be_none(store: Database, purse_of: Callable[..., Purse]) -> None:
    purse, told = purse_of(digest=1.0), list[bool]()
    with purse.paying(KEY, 0.8):
        waits = threading.Thread(target=lambda: told.append(buys(purse, 0.3)))
        waits.start()
        waits.join(0.05)
        assert waits.is_alive()
        pay(store, 0.8)
    waits.join(10)
    assert told == [False]


def test_a_call_that_failed_leaves_nothing_set_aside(purse_of: Callable[..., Purse]) -> None:
    purse = purse_of(month=1.0)
    with pytest.raises(ValueError, match="no answer"), purse.paying(KEY, 1.0):
        raise ValueError("no answer")
    assert buys(purse, 1.0)


def test_an_answer_that_could_not_be_recorded_stays_spent(purse_of: Callable[..., Purse], clock: WoundClock) -> None:
    purse = purse_of(month=1.0, digest=1.0)
    with purse.paying(KEY, 0.6) as bill:
        bill.owed = True
    assert buys(purse, 0.4)
    assert not buys(purse, 0.5)
    clock.wind(timedelta(minutes=2))
    assert not buys(purse, 0.5)
    assert buys(purse, 0.6, COMMENT)


# ── a clock that jumps ────────────────────────────────────────────────────────────────────────────────────


def test_a_new_month_begins_at_midnight_in_utc(
    store: Database, purse_of: Callable[..., Purse], clock: WoundClock
) -> None:
    pay(store, 1.0)
    purse = purse_of(month=1.0)
    assert not buys(purse, 0.1)
    clock.wind(timedelta(minutes=1))
    assert buys(purse, 0.1)


@pytest.mark.parametrize("jump", [timedelta(days=31), timedelta(days=365)])
def test_what_was_spent_while_the_clock_ran_ahead_still_counts_when_it_is_back(
    store: Database, purse_of: Callable[..., Purse], clock: WoundClock, jump: timedelta
) -> None:
    purse = purse_of(month=1.0)
    pay(store, 0.5)
    clock.set(LAST_MOMENT + jump)
    assert buys(purse, 1.0)
    pay(store, 0.4)
    clock.set(LAST_MOMENT)
    assert buys(purse, 0.1)
    assert not buys(purse, 0.2)


def test_a_clock_that_is_set_back_by_a_year_frees_nothing(
    store: Database, purse_of: Callable[..., Purse], clock: WoundClock
) -> None:
    pay(store, 0.9)
    clock.set(LAST_MOMENT - timedelta(days=365))
    assert not buys(purse_of(month=1.0), 0.2)


# ── the most a call can cost ──────────────────────────────────────────────────────────────────────────────


def test_a_call_costs_no_more_than_every_byte_at_the_dearest_and_the_longest_answer() -> None:
    prices = Prices(input=2, output=10, cache_write=2.5, cache_read=0.1, as_of=date(2026, 11, 1), source="a page")
    assert most_usd(5_000, 16_000, prices) == pytest.approx(((5_000 + ENVELOPE) * 2.5 + 16_000 * 10) / 1_000_000)
    assert most_usd(5_000, 16_000, None) is None
