"""Files that nobody but their owner may read, from their first moment."""

import os
from pathlib import Path

from bot.store.trouble import filed


def open_private(path: Path) -> int:
    """A descriptor of the file, to read and write; file (0600) and folder (0700) are made where they are missing.

    Raises: Misconfigured, Unavailable (the disk is full).
    """
    with filed(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
