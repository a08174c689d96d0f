"""Rings when a poll is due, by the machine's clock and a schedule in the form of cron.

It only rings: what was missed rings once, and whoever hears it works when it can.
"""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.clock import Stopwatch, SystemClock
from bot.config import Config
from bot.errors import Misconfigured

_POLL = "poll"
_JUMP = timedelta(minutes=1)
"""A clock that differs by more from the time that really passed was set, or the machine slept."""


class Alarm:
    """Rings at every time the schedule names, or up to `jitter` later; and at once when the clock was set.

    Raises: Misconfigured (a schedule whose time never comes).
    """

    def __init__(self, config: Config) -> None:
        service = config.values.service
        zone = ZoneInfo(service.zone)
        self._clock = SystemClock()
        self._trigger = _trigger(service.schedule, zone, service.jitter, config)
        self._scheduler = BackgroundScheduler(
            timezone=zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._rung = threading.Event()
        self._scheduler.add_job(self._rung.set, self._trigger, id=_POLL)
        self._seen, self._since = self._clock.now(), Stopwatch()

    def start(self) -> None:
        """From now on it rings."""
        self._scheduler.start()

    @property
    def next(self) -> datetime:
        """When it rings next."""
        moment: datetime = self._scheduler.get_job(_POLL).next_run_time
        return moment

    @property
    def late(self) -> float:
        """For how many seconds it should have rung and has not; 0 while all is well."""
        return max(0.0, (self._clock.now() - self.next).total_seconds())

    def rang(self) -> bool:
        """Whether it rang since this was asked last. To be asked often: it notices here that the clock was set."""
        if self._clock_was_set():
            # Set back by hand, the clock would else keep it silent until the hour it was to ring at comes again.
            self._scheduler.reschedule_job(_POLL, trigger=self._trigger)
            self._rung.set()
        rung = self._rung.is_set()
        self._rung.clear()
        return rung

    def stop(self) -> None:
        """It rings no more."""
        self._scheduler.shutdown(wait=False)

    def _clock_was_set(self) -> bool:
        now = self._clock.now()
        gone, self._since = timedelta(seconds=self._since.seconds), Stopwatch()
        was, self._seen = self._seen, now
        return abs((now - was) - gone) > _JUMP


def _trigger(schedule: str, zone: ZoneInfo, jitter: timedelta, config: Config) -> CronTrigger:
    minute, hour, day, month, weekday = schedule.split()
    trigger = CronTrigger(
        minute=minute,
        hour=hour,
        day=day,
        month=month,
        day_of_week=weekday,
        timezone=zone,
        jitter=int(jitter.total_seconds()) or None,
    )
    if trigger.get_next_fire_time(None, SystemClock().now()) is None:
        place = config.table.place(["service", "schedule"])
        raise Misconfigured(f"{place}: {schedule!r} never comes; give one such as '*/20 * * * *'")
    return trigger
