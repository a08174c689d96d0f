"""The wound clock: one time for every process that shares it, and no waiting."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import Stopwatch, SystemClock, WoundClock
from bot.errors import Misconfigured

START = datetime(2026, 11, 15, 15, 1, tzinfo=UTC)

OTHER_PROCESS = """
import sys
from pathlib import Path
from bot.clock import WoundClock
clock = WoundClock(Path(sys.argv[1]))
print(clock.now().isoformat(), flush=True)
for _ in range(int(sys.argv[2])):
    clock.sleep(1)
print(clock.now().isoformat(), flush=True)
"""


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", START)


def test_the_machines_clock_says_utc_and_goes_on() -> None:
    clock = SystemClock()
    first = clock.now()
    clock.sleep(-1)
    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_it_stands_still_until_somebody_winds_it(clock: WoundClock) -> None:
    assert [clock.now(), clock.now()] == [START, START]
    clock.wind(timedelta(days=7))
    assert clock.now() == START + timedelta(days=7)
    clock.wind(-timedelta(days=8))
    assert clock.now() == START - timedelta(days=1)


def test_a_sleep_of_a_week_moves_it_and_takes_no_time(clock: WoundClock) -> None:
    watch = Stopwatch()
    clock.sleep(7 * 86400)
    assert clock.now() == START + timedelta(days=7)
    assert watch.seconds < 5


def test_a_sleep_of_less_than_nothing_moves_nothing(clock: WoundClock) -> None:
    clock.sleep(-3)
    assert clock.now() == START


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_it_is_set_to_the_microsecond_also_before_1970(clock: WoundClock, moment: datetime) -> None:
    clock.set(moment)
    assert (clock.now(), clock.now().tzinfo) == (moment, UTC)


def test_it_is_set_by_a_time_of_any_zone(clock: WoundClock) -> None:
    clock.set(datetime.fromisoformat("2026-12-01T09:00:00+09:00"))
    assert clock.now() == datetime(2026, 12, 1, tzinfo=UTC)


def test_two_processes_share_it_and_no_second_is_lost(clock: WoundClock) -> None:
    command = [sys.executable, "-c", OTHER_PROCESS, str(clock.path), "300"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert datetime.fromisoformat(other.stdout.readline().strip()) == START
        for _ in range(300):
            clock.sleep(1)
        there = datetime.fromisoformat(other.stdout.readline().strip())
    assert START + timedelta(seconds=300) <= there <= START + timedelta(seconds=600)
    assert clock.now() == START + timedelta(seconds=600)


def test_many_threads_lose_no_second(clock: WoundClock) -> None:
    def sleep_often() -> None:
        for _ in range(50):
            clock.sleep(1)

    _at_once([sleep_often] * 8)
    assert clock.now() == START + timedelta(seconds=400)


def test_a_time_that_is_set_is_never_mixed_with_another(clock: WoundClock) -> None:
    moments = [START + timedelta(days=number) for number in range(4)]
    seen = set()

    def set_often(moment: datetime) -> None:
        for _ in range(50):
            clock.set(moment)
            seen.add(clock.now())

    _at_once([lambda moment=moment: set_often(moment) for moment in moments])
    assert seen <= set(moments)


def test_a_clock_that_nobody_made_is_the_operators_to_mend(tmp_path: Path) -> None:
    clock = WoundClock(tmp_path / "none")
    for use in (clock.now, lambda: clock.sleep(1), lambda: clock.set(START)):
        with pytest.raises(Misconfigured, match="none: there is no such clock"):
            use()
    assert not clock.path.exists()


def _at_once(jobs: list) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
