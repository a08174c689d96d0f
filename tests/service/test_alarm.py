"""The alarm rings when the schedule says, by the operator's clock, whatever the night does to it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from bot.config import Config, load
from bot.errors import Misconfigured
from bot.service.alarm import Alarm

CONFIG = """\
contact = "mailto:somebody@paperboy.test"

[service]
schedule = "{schedule}"
zone = "{zone}"
jitter = "{jitter}"

[llm]
model = "claude-haiku-5-5"

[editions.forum]
locale = "ko"
publisher = "folder"

[editions.forum.folder]
path = "out"
"""

Scheduled = Callable[..., Config]


@pytest.fixture
def scheduled(tmp_path: Path) -> Scheduled:
    """A configuration with a schedule."""

    def write(schedule: str, zone: str = "Europe/Berlin", jitter: str = "0s") -> Config:
        file = tmp_path / "config.toml"
        file.write_text(CONFIG.format(schedule=schedule, zone=zone, jitter=jitter), encoding="utf-8")
        return load(file)

    return write


@contextmanager
def running(config: Config) -> Iterator[Alarm]:
    alarm = Alarm(config)
    alarm.start()
    try:
        yield alarm
    finally:
        alarm.stop()


def rings(alarm: Alarm) -> bool:
    """Whether it rings within a second."""
    pause = threading.Event()
    return any(alarm.rang() or pause.wait(0.02) for _look in range(50))


@pytest.mark.parametrize(
    ("now", "schedule", "next_ring"),
    [
        ("2026-11-16T03:05:00", "*/20 * * * *", "2026-11-16T03:20:00"),
        ("2026-11-16T03:05:00", "0 7 * * mon", "2026-11-16T06:00:00"),
        ("2026-11-16T06:00:01", "0 7 * * mon", "2026-11-23T06:00:00"),
        ("2026-12-31T22:59:59", "0 0 1 jan *", "2026-12-31T23:00:00"),
        # 02:30 does not exist in the night of spring, and comes twice in that of autumn.
        ("2026-03-28T23:00:00", "30 2 * * *", "2026-03-29T01:30:00"),
        ("2026-10-24T23:00:00", "30 2 * * *", "2026-10-25T00:30:00"),
        ("2026-10-25T00:30:01", "30 2 * * *", "2026-10-25T01:30:00"),
        ("2026-10-25T01:30:01", "30 2 * * *", "2026-10-26T01:30:00"),
    ],
)
def test_it_rings_next_at_the_time_the_schedule_means_there(
    scheduled: Scheduled, now: str, schedule: str, next_ring: str
) -> None:
    with time_machine.travel(f"{now}+00:00", tick=False), running(scheduled(schedule)) as alarm:
        assert alarm.next.astimezone(UTC) == datetime.fromisoformat(f"{next_ring}+00:00")


def test_jitter_puts_it_off_by_no_more_than_it_says(scheduled: Scheduled) -> None:
    due = datetime(2026, 11, 16, 3, 20, tzinfo=UTC)
    with time_machine.travel("2026-11-16T03:05:00+00:00", tick=False):
        for _start in range(20):
            with running(scheduled("*/20 * * * *", jitter="5m")) as alarm:
                assert due <= alarm.next <= due + timedelta(minutes=5)


def test_it_rings_once_when_its_time_comes(scheduled: Scheduled) -> None:
    with (
        time_machine.travel("2026-11-16T03:19:59.800000+00:00", tick=True),
        running(scheduled("*/20 * * * *")) as alarm,
    ):
        assert not alarm.rang()
        assert rings(alarm)
        assert not alarm.rang()
        assert alarm.next.astimezone(UTC) == datetime(2026, 11, 16, 3, 40, tzinfo=UTC)


def test_a_clock_set_back_an_hour_does_not_silence_it(scheduled: Scheduled) -> None:
    with (
        time_machine.travel("2026-11-16T03:05:00+00:00", tick=True) as time,
        running(scheduled("*/20 * * * *")) as alarm,
    ):
        time.shift(timedelta(hours=-1))
        assert alarm.rang()
        assert alarm.next.astimezone(UTC) == datetime(2026, 11, 16, 2, 20, tzinfo=UTC)
        assert not alarm.rang()


def test_after_the_machine_slept_it_rings_at_once(scheduled: Scheduled) -> None:
    with (
        time_machine.travel("2026-11-16T03:05:00+00:00", tick=True) as time,
        running(scheduled("*/20 * * * *")) as alarm,
    ):
        time.shift(timedelta(hours=8))
        assert alarm.late == pytest.approx(timedelta(hours=7, minutes=45).total_seconds(), abs=5)
        assert alarm.rang()
        assert alarm.late == 0
        assert alarm.next.astimezone(UTC) == datetime(2026, 11, 16, 11, 20, tzinfo=UTC)


def test_a_schedule_that_never_comes_is_the_operators_to_mend(scheduled: Scheduled) -> None:
    with pytest.raises(Misconfigured) as caught:
        Alarm(scheduled("0 0 30 feb *"))
    said = str(caught.value)
    assert "config.toml:4: service.schedule: '0 0 30 feb *' never comes; give one such as '*/20 * * * *'" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "schedule",
    ["* * * * *", "*/59 */23 */30 */11 *", "00 7-19/12 1-31/30 jan-dec mon-sun", "0,30 9 1,15 feb,mar sat,sun"],
)
def test_a_schedule_that_the_configuration_takes_is_one_the_alarm_takes(scheduled: Scheduled, schedule: str) -> None:
    with running(scheduled(schedule)) as alarm:
        assert alarm.next > datetime(2026, 1, 1, tzinfo=UTC)
