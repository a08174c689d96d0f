"""A terminal, and all that a program writes to it."""

import os
import pty
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.commands.street import PROJECT


def on_a_terminal(*words: str, folder: Path = PROJECT) -> str:
    """What Python writes to a terminal of 100 columns, given these words, in a folder; it must end well."""
    here, there = pty.openpty()
    shape = {"PYTHONPATH": str(PROJECT), "TERM": "xterm", "COLUMNS": "100", "LINES": "30"}
    environment = {**os.environ, **shape}  # noqa: TID251 - a child's terminal
    with subprocess.Popen([sys.executable, *words], stdout=there, stderr=there, cwd=folder, env=environment) as process:
        os.close(there)
        with closing(os.fdopen(here, "rb", buffering=0)) as screen:
            seen = b""
            while chunk := _read(screen.fileno()):
                seen += chunk
    assert process.returncode == 0, seen
    return seen.decode()


def _read(terminal: int) -> bytes:
    """Empty at the end: Linux says EIO when nobody has the other side open any more."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
