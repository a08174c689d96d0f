"""The pulse: what is at work, for how long, and whether anything new may begin."""

import threading

import pytest

from bot.pulse import Pulse

DIGEST = "dair/2026-06-28/forum"


def test_nothing_at_work_is_no_age_and_nobody() -> None:
    pulse = Pulse()
    assert (pulse.busy, pulse.oldest, pulse.halted) == ((), 0.0, False)


def test_what_is_at_work_is_named_in_the_order_it_began() -> None:
    pulse = Pulse()
    with pulse.unit("dair/2026-06-28/3"), pulse.unit(DIGEST):
        assert pulse.busy == ("dair/2026-06-28/3", DIGEST)
    assert pulse.busy == ()


def test_two_units_of_one_key_are_two() -> None:
    pulse = Pulse()
    with pulse.unit(DIGEST):
        with pulse.unit(DIGEST):
            assert pulse.busy == (DIGEST, DIGEST)
        assert pulse.busy == (DIGEST,)


def test_a_unit_that_fails_is_at_work_no_more() -> None:
    pulse = Pulse()
    with pytest.raises(ZeroDivisionError), pulse.unit(DIGEST):
        raise ZeroDivisionError
    assert pulse.busy == ()


def test_the_oldest_is_the_one_that_began_first() -> None:
    pulse = Pulse()
    with pulse.unit("first"):
        threading.Event().wait(0.05)
        with pulse.unit("second"):
            assert pulse.oldest >= 0.05
    with pulse.unit("third"):
        assert pulse.oldest < 0.05


def test_a_halt_lasts_until_it_is_taken_back_and_cuts_nothing_short() -> None:
    pulse = Pulse()
    with pulse.unit(DIGEST):
        pulse.halt()
        assert (pulse.halted, pulse.busy) == (True, (DIGEST,))
    pulse.resume()
    assert not pulse.halted


def test_units_of_many_threads_are_all_counted_and_all_gone_at_the_end() -> None:
    pulse, together = Pulse(), threading.Barrier(9)

    def work(number: int) -> None:
        for round_ in range(50):
            with pulse.unit(f"{number}.{round_}"):
                pulse.busy  # noqa: B018 - read while others begin and end
        with pulse.unit(str(number)):
            together.wait(10)
            together.wait(10)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    together.wait(10)
    assert sorted(pulse.busy) == [str(number) for number in range(8)]
    together.wait(10)
    for thread in threads:
        thread.join()
    assert pulse.busy == ()
