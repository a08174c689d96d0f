"""The only clock, and the only sleep. Everything that asks for the time asks here."""

import fcntl
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from bot.errors import Misconfigured


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place

    def sleep(self, seconds: float) -> None:
        """Waits for real."""
        time.sleep(max(0.0, seconds))  # noqa: TID251 - this is the one place


class WoundClock:
    """A clock kept in a file that several processes share; it stands still until somebody sleeps or winds it.

    A demo or a test gives the same file to the bot and to the sandbox: a week passes in no time, for both at once.
    The file holds microseconds since 1970 as a little-endian signed 64-bit integer, changed under `flock`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, path: Path, start: datetime) -> "WoundClock":
        """Makes the file, set to `start`."""
        path.write_bytes(struct.pack("<q", _micros(start)))
        return cls(path)

    def now(self) -> datetime:
        """The time the file says."""
        with self._locked("rb", fcntl.LOCK_SH) as file:
            return _from_micros(file.read(8))

    def sleep(self, seconds: float) -> None:
        """Moves the clock on, for every process that shares it, and returns at once."""
        self.wind(timedelta(seconds=max(0.0, seconds)))

    def wind(self, by: timedelta) -> None:
        """Moves the clock by any amount, back as well."""
        with self._locked("r+b", fcntl.LOCK_EX) as file:
            then = _from_micros(file.read(8)) + by
            file.seek(0)
            file.write(struct.pack("<q", _micros(then)))

    def set(self, to: datetime) -> None:
        """Sets the clock to a time."""
        with self._locked("r+b", fcntl.LOCK_EX) as file:
            file.write(struct.pack("<q", _micros(to)))

    @contextmanager
    def _locked(self, mode: str, lock: int) -> Iterator[IO[bytes]]:
        """The file, flushed before others may have it. Raises: Misconfigured (nobody made it)."""
        try:
            file = self.path.open(mode)
        except FileNotFoundError as error:
            raise Misconfigured(f"{self.path}: there is no such clock; leave `clock` out of config.toml") from error
        with file:
            fcntl.flock(file, lock)
            yield file


AnyClock = SystemClock | WoundClock


class Stopwatch:
    """Real elapsed time, for measuring calls; a wound clock does not touch it."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since it was made."""
        return time.perf_counter() - self._start


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _from_micros(packed: bytes) -> datetime:
    return _EPOCH + timedelta(microseconds=struct.unpack("<q", packed)[0])


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
