"""What a digest costs the machine: CPU and memory of the bot's own process, the sandbox being another.

python -m bench.digest FOLDER    runs one tick against a sandbox and prints its measurements as JSON
"""

import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figure import Figure

ROUNDS = 3
"""So many processes, of which the median counts."""

_MEGABYTE = 1_000_000


def figures() -> Iterator[Figure]:
    """CPU of one ten-paper digest after imports, that of the imports, and the process's peak memory."""
    several = [_measured() for _ in range(ROUNDS)]
    assert all(one["parts"] for one in several), "a digest was not posted"
    measured = {name: median(one[name] for one in several) for name in several[0]}
    yield Figure(figure="a digest's own CPU after imports", value=measured["work_s"], unit="s", aim=1.0)
    yield Figure(
        figure="the imports' own CPU, with a first start's empty database", value=measured["import_s"], unit="s"
    )
    yield Figure(figure="peak memory of the bot's process", value=measured["peak_mb"], unit="MB")


def _measured() -> dict[str, float]:
    """What one process says of its first digest."""
    from bot.commands.demo import sandbox, write_config  # noqa: PLC0415 - measured in the other process

    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder)) as street:
        write_config(Path(folder), street)
        words = [sys.executable, "-m", "bench.digest", folder]
        told: dict[str, float] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return told


def main() -> None:
    """One tick, measured from inside."""
    folder = Path(sys.argv[1])
    before = _cpu_s()
    import anthropic  # noqa: PLC0415 - what a tick loads, loaded now
    import feedparser  # noqa: PLC0415

    from bot import pipeline, waiting  # noqa: PLC0415
    from bot.commands.desk import silent, working  # noqa: PLC0415
    from bot.llm import client  # noqa: F401, PLC0415
    from bot.publishers import _forum  # noqa: F401, PLC0415

    # Both load the rest of themselves when they are first used.
    anthropic.Anthropic(api_key="none").close()
    feedparser.parse(b"<rss/>")

    with working(folder / "config.toml", silent):
        pass  # loads the plug-ins, and makes the database with what that takes
    imported = _cpu_s()
    with working(folder / "config.toml", silent) as bot:
        pipeline.tick(bot)
        parts = len(bot.store.posts.of(waiting.newest(bot)[0].key))
    done = {"import_s": imported - before, "work_s": _cpu_s() - imported, "peak_mb": _peak_mb(), "parts": parts}
    print(json.dumps({name: round(value, 3) for name, value in done.items()}))


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak_mb() -> float:
    """Its own; in ru_maxrss stands the peak of the process that started it, where that is higher.

    https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    """
    found = re.search(r"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    assert found, "Linux says it of every process"
    return int(found[1]) * 1024 / _MEGABYTE


if __name__ == "__main__":
    main()
