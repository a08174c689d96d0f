"""What was read since anything was last written, by whichever thread or process: a poll asks the same many times."""

import sqlite3
import threading
from collections.abc import Callable, Hashable, Mapping, Set
from dataclasses import fields, is_dataclass
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from bot.store.engine import Transactions

ROOM = 4_000_000
"""About how many characters are kept; what comes when they are full is read anew each time."""

_EACH = 50
"""As many characters as a value takes without its text."""

P = ParamSpec("P")
R = TypeVar("R")


class Version(Protocol):
    """A number that is another after every write."""

    def __call__(self) -> int: ...

    def close(self) -> None: ...


class Recall:
    """Answers of the database, each kept for as long as a `version` read before it is current. Safe from any thread.

    What a slow reader brings home is kept under the version it began with, so that nothing stale can be. Without a
    `version` nothing is kept.
    """

    def __init__(self, version: "Version | None" = None, *, room: int = ROOM) -> None:
        self._version = version
        self._lock = threading.Lock()
        self._at: int | None = None
        self._known: dict[Hashable, object] = {}
        self._most = self._room = room

    def of(self, question: Hashable, read: Callable[[], Any]) -> Any:
        """The kept answer to a question, or what `read` gives."""
        if self._version is None:
            return read()
        with self._lock:
            began = self._version()
            if began != self._at:
                self._at, self._room = began, self._most
                self._known.clear()
            elif question in self._known:
                return self._known[question]
        answer = read()
        with self._lock:
            weight = _weight(answer)
            if self._at == began and weight <= self._room and question not in self._known:
                self._known[question] = answer
                self._room -= weight
        return answer

    def close(self) -> None:
        """Forgets everything: the versions of another connection are counted anew."""
        with self._lock:
            self._at = None
            self._known.clear()
            if self._version:
                self._version.close()


class DataVersion:
    """A number that is another after every commit to an SQLite database by anybody else than its own connection.

    https://www.sqlite.org/pragma.html#pragma_data_version; asking takes microseconds, and Recall asks one at a time.
    """

    def __init__(self, path: Path, patience_s: float) -> None:
        self._path = path
        self._patience_s = patience_s
        self._connection: sqlite3.Connection | None = None

    def __call__(self) -> int:
        """The number. Raises: sqlite3.Error."""
        if self._connection is None:
            # From any thread, but never two at once.
            self._connection = sqlite3.connect(
                self._path, timeout=self._patience_s, isolation_level=None, check_same_thread=False
            )
        number: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return number

    def close(self) -> None:
        """Gives the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Noun(Protocol):
    _transactions: "Transactions"


N = TypeVar("N", bound=_Noun)


def recalled(read: Callable[Concatenate[N, P], R]) -> Callable[Concatenate[N, P], R]:
    """A question whose answer is kept until something is written. It and all it is made of must never be changed."""

    @wraps(read)
    def remembered(noun: N, /, *args: P.args, **named: P.kwargs) -> R:
        question = (read.__qualname__, args, tuple(sorted(named.items())))
        answer: R = noun._transactions.recall(question, partial(read, noun, *args, **named))
        return answer

    return remembered


def _weight(value: object) -> int:
    if isinstance(value, str):
        return _EACH + len(value)
    if isinstance(value, Mapping):
        return _EACH + sum(_weight(key) + _weight(one) for key, one in value.items())
    if isinstance(value, list | tuple | Set):
        return _EACH + sum(map(_weight, value))
    if is_dataclass(value):
        return _EACH + sum(_weight(getattr(value, field.name)) for field in fields(value))
    return _EACH
