"""Files that nobody but their owner may read, from their first moment."""

import os
from pathlib import Path

from bot.errors import Misconfigured


def open_private(path: Path) -> int:
    """A descriptor of the file, to read and write; file (0600) and folder (0700) are made where they are missing.

    Raises: Misconfigured.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Misconfigured(
            f"{path}: cannot be opened for writing ({reason}); give another path, or this user the right to write there"
        ) from error
