import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import Misconfigured, Unavailable
from bot.store.lock import exclusively

HOLDS = """
import sys
from pathlib import Path
from bot.store.lock import exclusively
with exclusively(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "paperboy.lock"


def test_one_at_a_time(path: Path) -> None:
    with (
        exclusively(path),
        pytest.raises(Unavailable, match=rf"paperboy.lock: another paperboy works here \(process {os.getpid()}\)"),
        exclusively(path),
    ):
        pass


def test_it_is_free_again_afterwards_and_after_an_error(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), exclusively(path):
        raise ZeroDivisionError
    with exclusively(path):
        assert path.read_text() == str(os.getpid())


def test_a_killed_holder_is_named_while_it_lives_and_keeps_nobody_out_after(path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Unavailable, match=rf"\(process {holder.pid}\)"), exclusively(path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with exclusively(path):
            assert path.read_text() == str(os.getpid())


def test_a_longer_number_before_leaves_no_digits_behind(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("12345678901234")
    with exclusively(path):
        assert path.read_text() == str(os.getpid())


def test_the_lock_file_is_private(path: Path) -> None:
    with exclusively(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_lock_that_cannot_be_made_is_the_operators(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be opened for writing"), exclusively(tmp_path):
        pass
