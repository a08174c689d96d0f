"""What a poll costs that finds nothing new: the feed answers 304, and the week is out."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

from bench.figure import Figure
from bot import pipeline, waiting
from bot.commands.demo import sandbox, write_config
from bot.commands.desk import silent, working

FOLDER = """
[editions.demo]
locale = "ko"
publisher = "folder"
template = "blog.html.j2"
start = "latest"
window = { zone = "Asia/Seoul", opens = "09:00" }

[editions.demo.folder]
path = "out"
"""

_ROUNDS = 25


def figures() -> Iterator[Figure]:
    """CPU of a whole tick: of an edition in a folder, and of one on a forum where comments are looked for."""
    yield Figure(figure="idle poll (304), CPU", value=_idle_ms(FOLDER), unit="ms", aim=5.0)
    yield Figure(figure="idle poll of an edition whose forum is read for comments, CPU", value=_idle_ms(), unit="ms")


def _idle_ms(edition: str | None = None) -> float:
    """The median; `edition` takes the place of the demo's own."""
    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder)) as street:
        config = write_config(Path(folder), street)
        if edition:
            above = config.read_text(encoding="utf-8").partition("[editions.")[0]
            config.write_text(above + edition, encoding="utf-8")
        with working(config, silent) as bot:
            pipeline.tick(bot)
            assert waiting.finished(bot, waiting.newest(bot)[0]), "the digest was not posted"
            pipeline.tick(bot)  # what is looked after a first time
            return round(median(_cpu_ms(lambda: pipeline.tick(bot)) for _ in range(_ROUNDS)), 2)


def _cpu_ms(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return (process_time() - start) * 1000
