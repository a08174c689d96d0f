"""How many calls run side by side, and how their number falls and rises."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, Event, Thread

import pytest

from bot.errors import Unavailable
from bot.lanes import Lanes

CROWDED = Unavailable("too many at once", crowded=True)


def turned_away(lanes: Lanes, error: Exception = CROWDED) -> None:
    with suppress(Unavailable), lanes.lane():
        raise error


def together(lanes: Lanes, number: int, each: Callable[[], None] = lambda: None) -> None:
    """So many calls that all have begun before the first ends."""
    begun = Barrier(number)

    def call() -> None:
        with suppress(Unavailable), lanes.lane():
            begun.wait(10)
            each()

    threads = [Thread(target=call) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def crowded() -> None:
    raise CROWDED


def most_at_once(lanes: Lanes, calls: int) -> int:
    """How many of so many calls were ever under way at the same time."""
    now: list[int] = []
    most = 0

    def call() -> None:
        nonlocal most
        with lanes.lane():
            now.append(1)
            most = max(most, len(now))
            Event().wait(0.01)
            now.pop()

    threads = [Thread(target=call) for _ in range(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return most


@pytest.mark.parametrize("width", [1, 3])
def test_as_many_calls_run_at_once_as_there_are_lanes_and_no_more(width: int) -> None:
    lanes = Lanes(width)
    together(lanes, width)
    assert most_at_once(lanes, 4 * width) == width


def test_a_call_that_is_turned_away_halves_the_width_down_to_one() -> None:
    lanes = Lanes(12)
    widths = []
    for _ in range(5):
        turned_away(lanes)
        widths.append(lanes.width)
    assert widths == [6, 3, 1, 1, 1]
    assert most_at_once(lanes, 4) == 1


def test_calls_that_began_side_by_side_halve_it_once() -> None:
    lanes = Lanes(12)
    together(lanes, 12, crowded)
    assert lanes.width == 6


@pytest.mark.parametrize("error", [Unavailable("503"), Unavailable("429 soon", retry_after=9)])
def test_other_trouble_leaves_the_width_alone(error: Unavailable) -> None:
    lanes = Lanes(4)
    turned_away(lanes, error)
    assert lanes.width == 4


def test_after_a_quiet_minute_it_is_whole_again_and_whoever_waits_goes_on() -> None:
    lanes = Lanes(4, quiet_s=0.5)
    for _ in range(2):
        turned_away(lanes)
    assert lanes.width == 1
    with lanes.lane():
        # Nobody leaves: it is the time alone that lets three more in.
        together(lanes, 3)
    assert lanes.width == 4


def test_a_call_that_fails_leaves_its_lane() -> None:
    lanes = Lanes(1)
    with pytest.raises(ZeroDivisionError), lanes.lane():
        raise ZeroDivisionError
    assert most_at_once(lanes, 1) == 1
