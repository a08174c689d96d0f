"""A database as a first start leaves it: migrated once a process, and copied from then on."""

import functools
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.store import Database
from tests import samples


def fresh(path: Path, now: Callable[[], datetime]) -> Database:
    """A new database at that path, open."""
    path.write_bytes(_migrated())
    return Database.open(path, now=now)


@functools.cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paperboy.db"
        Database.open(path, now=lambda: samples.SUNDAY).close()
        return path.read_bytes()
