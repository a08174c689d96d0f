"""How many calls to one server run side by side: fewer for a minute when it says that it has too many."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from bot.clock import Stopwatch
from bot.errors import Unavailable

QUIET_S = 60.0
"""For so long after the last halving the width stays what it then became."""


class Lanes:
    """At most `width` calls at once, from any threads. Real time counts: neither a wound clock nor one that jumps does.

    Calls that began side by side and are all turned away halve the width once: only one that began after the last
    halving says something new.
    """

    def __init__(self, width: int, *, quiet_s: float = QUIET_S) -> None:
        self._whole = width
        self._narrow = width
        self._quiet_s = quiet_s
        self._taken = 0
        self._halvings = 0
        self._since = Stopwatch()
        self._free = Condition()

    @property
    def width(self) -> int:
        """How many calls may run side by side now."""
        return self._narrow if self._left > 0 else self._whole

    @contextmanager
    def lane(self) -> Iterator[None]:
        """One call: waits for its turn, and halves the width if it comes back `crowded`."""
        began = self._enter()
        try:
            yield
        except Unavailable as error:
            if error.crowded:
                self._halve(began)
            raise
        finally:
            self._leave()

    @property
    def _left(self) -> float:
        """Seconds until the width is whole again; none where it is."""
        return self._quiet_s - self._since.seconds if self._halvings else 0.0

    def _enter(self) -> int:
        """Returns, once there is room, how often the width was halved before."""
        with self._free:
            while self._taken >= self.width:
                self._free.wait(max(self._left, 0.0) or None)
            self._taken += 1
            return self._halvings

    def _leave(self) -> None:
        with self._free:
            self._taken -= 1
            self._free.notify_all()

    def _halve(self, began: int) -> None:
        with self._free:
            if began == self._halvings:
                self._narrow = max(1, self.width // 2)
                self._halvings += 1
                self._since = Stopwatch()
