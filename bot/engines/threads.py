"""Runs units in a pool of threads of this process.

Their own trouble the units keep to themselves; what one raises all the same, as when nothing can be recorded any more,
concerns those that have not begun.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

from bot.ports import Item, Pulse

AWAKE_S = 0.5
"""So often the main thread wakes: a signal that another thread takes, or that comes just before the wait begins, does
not end the wait, and Python handles signals in the main thread alone.
"""


class Threads:
    """Implements `ports.Engine` with at most `concurrency` units at once; halted, it begins no further one."""

    def __init__(self, concurrency: int, pulse: Pulse) -> None:
        self._concurrency = concurrency
        self._pulse = pulse

    def run(self, work: Callable[[Item], None], items: Iterable[Item]) -> None:
        """Does `work` for every item. When a unit raises, no further one begins, and it is raised once all are done."""
        pool = ThreadPoolExecutor(max_workers=self._concurrency, thread_name_prefix="unit")
        try:
            started = [pool.submit(self._one, work, item) for item in items]
            going = set(started)
            while going:
                done, going = wait(going, timeout=AWAKE_S, return_when=FIRST_EXCEPTION)
                if any(one.exception() for one in done):
                    break
        finally:
            # It finishes what has begun; the rest still waits in the store.
            pool.shutdown(cancel_futures=True)
        for one in started:
            if not one.cancelled():
                one.result()

    def _one(self, work: Callable[[Item], None], item: Item) -> None:
        # What does not begin now is not lost: it still waits in the store.
        if not self._pulse.halted:
            work(item)
