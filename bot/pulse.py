"""What runs in this process, how long it has been running, and whether anything new may begin. Safe from any thread."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot.clock import Stopwatch


class Pulse:
    """Implements `ports.Pulse`. Units in flight are never cut short: a halt only keeps new ones from beginning."""

    def __init__(self) -> None:
        self._halted = threading.Event()
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._running: dict[int, tuple[str, Stopwatch]] = {}

    @property
    def halted(self) -> bool:
        """Whether no new unit may begin."""
        return self._halted.is_set()

    def halt(self) -> None:
        """Lets no new unit begin."""
        self._halted.set()

    def resume(self) -> None:
        """Lets units begin again."""
        self._halted.clear()

    @contextmanager
    def unit(self, key: str) -> Iterator[None]:
        """Counts what runs inside as one unit at work, however it ends."""
        with self._lock:
            number = next(self._numbers)
            self._running[number] = (key, Stopwatch())
        try:
            yield
        finally:
            with self._lock:
                del self._running[number]

    @property
    def busy(self) -> tuple[str, ...]:
        """The keys of the units at work, the one that began first at the head."""
        with self._lock:
            return tuple(key for key, _watch in self._running.values())

    @property
    def oldest(self) -> float:
        """For how many seconds the longest-running unit has been at work; 0 where there is none."""
        with self._lock:
            return max((watch.seconds for _key, watch in self._running.values()), default=0.0)
