"""Hears every event of the work, and passes it on: to the log, to whoever asked for the work, and to what it counts."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.config import masked
from bot.ports import Reporter


class Ear:
    """Implements `ports.Reporter`. A feed without anything new `stale_polls` times in a row is said, as `silent`.

    Safe from any thread.
    """

    def __init__(self, log: Reporter, stale_polls: int) -> None:
        self._log = log
        self._stale_polls = stale_polls
        self._unchanged: Counter[str] = Counter()
        self._notes: list[Mapping[str, str]] | None = None
        self._lock = threading.Lock()

    def __call__(self, event: str, key: str, **facts: object) -> None:
        """Hears one event."""
        self._log(event, key, **facts)
        with self._lock:
            if self._notes is not None:
                self._notes.append({"event": event, "key": key, **_texts(facts)})
            stale = self._stale(event, key)
        if stale:
            self._log(
                "silent", key, why=f"{stale} polls in a row brought nothing new; is this still the feed's address?"
            )

    @contextmanager
    def noting(self, notes: list[Mapping[str, str]]) -> Iterator[None]:
        """Adds what is heard meanwhile to `notes`, facts as text, with `event` and `key` among them."""
        with self._lock:
            self._notes = notes
        try:
            yield
        finally:
            with self._lock:
                self._notes = None

    def _stale(self, event: str, key: str) -> int:
        """How many polls in a row brought nothing, each time it is a whole multiple of the limit; else 0."""
        source = key.partition("/")[0]
        if event == "collected":
            del self._unchanged[source]
        if event != "unchanged":
            return 0
        self._unchanged[source] += 1
        count = self._unchanged[source]
        return count if count % self._stale_polls == 0 else 0


def _texts(facts: Mapping[str, object]) -> dict[str, str]:
    return {name: masked(str(value)) for name, value in facts.items() if value is not None}
