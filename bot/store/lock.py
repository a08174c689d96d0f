"""The one-worker lock: one process works at a time. The kernel drops it with the process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import Occupied
from bot.store.private import open_private


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Holds the lock file at `path`, which keeps the holder's process id.

    Raises: Occupied when another process (or another call of this one) holds it; Misconfigured.
    """
    descriptor = open_private(path)
    try:
        _take(descriptor, path)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        # The file stays: a lock on a file that somebody unlinks keeps nobody out.
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace") or "unknown"
        raise Occupied(
            f"{path}: another paperboy works here (process {holder}); let it do the work, or stop it first"
        ) from error
