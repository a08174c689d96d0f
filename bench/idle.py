"""What a poll costs that finds nothing new: the feed answers 304, and the week is out."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from time import process_time

from bench.figure import Figure
from bench.street import Street
from bot import pipeline, waiting
from bot.clock import WoundClock
from bot.commands.demo import MONDAY_NOON, sandbox, write_config
from bot.commands.desk import silent, working
from bot.sandbox.substack import posts, rss
from bot.sandbox.week import DEMO, load_week

FOLDER = """
[editions.{name}]
locale = "ko"
publisher = "folder"
template = "blog.html.j2"
start = "{start}"
window = {{ zone = "Asia/Seoul", opens = "09:00" }}

[editions.{name}.folder]
path = "out/{name}"
"""

EDITIONS = 1000

_ROUNDS = 25


def figures() -> Iterator[Figure]:
    """CPU of a whole tick: of an edition in a folder, and of one on a forum where comments are looked for; then of a
    thousand editions, with how often the feed was asked.
    """
    quiet = FOLDER.format(name="demo", start="latest")
    yield Figure(figure="idle poll (304), CPU", value=_idle_ms(quiet), unit="ms", aim=5.0)
    yield Figure(figure="idle poll of an edition whose forum is read for comments, CPU", value=_idle_ms(), unit="ms")
    asked, cpu_ms = _crowd()
    name = f"{EDITIONS:,} editions on one feed"
    yield Figure(figure=f"{name}, requests a poll", value=asked, unit="requests", aim=1.0)
    yield Figure(figure=f"{name} with no issue to publish, CPU of a poll (304)", value=cpu_ms, unit="ms")


def _idle_ms(edition: str | None = None) -> float:
    """The median; `edition` takes the place of the demo's own."""
    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder)) as street:
        config = write_config(Path(folder), street)
        if edition:
            _put_editions(config, edition)
        with working(config, silent) as bot:
            pipeline.tick(bot)
            assert waiting.finished(bot, waiting.newest(bot)[0]), "the digest was not posted"
            pipeline.tick(bot)  # looks after what is out for the first time
            taken = [_cpu_ms(lambda: pipeline.tick(bot)) for _ in range(_ROUNDS)]
            polls = [line.status for line in Street(street).log() if line.server == "newsletter"]
            assert polls[-_ROUNDS:] == [304] * _ROUNDS, "the feed was to be asked each time, and unchanged"
            return round(median(taken), 2)


def _crowd() -> tuple[float, float]:
    """Requests a poll of a thousand editions, the most of several, and the median of its CPU in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, _newsletter() as (feed, asked):
        WoundClock.create(Path(folder) / "clock", MONDAY_NOON)
        nowhere = dict.fromkeys(("arxiv", "model", "forum"), "http://127.0.0.1:9")
        keys = dict.fromkeys(("model_key", "forum_global_key"), "none")
        config = write_config(Path(folder), {"feed": feed, **nowhere, **keys})
        editions = (FOLDER.format(name=f"demo-{number}", start="next") for number in range(EDITIONS))
        _put_editions(config, "".join(editions))
        requests, cpu = [], []
        with working(config, silent) as bot:
            for _ in range(6):
                asked.clear()
                cpu.append(_cpu_ms(lambda: pipeline.tick(bot)))
                requests.append(len(asked))
        assert asked == [304], "the feed was to be unchanged"
        return max(requests), round(median(cpu[1:]), 1)


def _put_editions(config: Path, editions: str) -> None:
    """Puts editions in the place of the demo's own."""
    above = config.read_text(encoding="utf-8").partition("[editions.")[0]
    config.write_text(above + editions, encoding="utf-8")


@contextmanager
def _newsletter() -> Iterator[tuple[str, list[int]]]:
    """A server of the demo's feed, with ETag and 304; gives its address, and the status of every answer."""
    week, given = load_week(DEMO), list[int]()
    body = rss(week, posts(week), "https://newsletter.example")

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            known = self.headers.get("If-None-Match") == '"1"'
            given.append(304 if known else 200)
            self.send_response(given[-1])
            self.send_header("ETag", '"1"')
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", "0" if known else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if known else body)

        def log_message(self, *_said: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/feed", given
        finally:
            server.shutdown()


def _cpu_ms(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return (process_time() - start) * 1000
