"""A sandbox in a process of its own, and a configuration of the bot that lives on it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench import model
from bench.log import Line, lines
from bot.clock import SystemClock, WoundClock
from bot.sandbox.recordings import Recording
from bot.sandbox.substack import Post, rss
from bot.sandbox.week import DEMO, load_week

HERE = Path(__file__).parent
PROMPTS = HERE.parent / "prompts"
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
SETTLED = timedelta(hours=4)
"""So long ago the issue came out: an edition waits for three hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An edition to configure."""

    name: str
    locale: str = "ko"
    publisher: str = "folder"


@dataclass(frozen=True, slots=True)
class Street:
    """The sandbox's addresses and keys, as it told them."""

    told: Mapping[str, str]

    def log(self) -> list[Line]:
        """All that was asked since the start or the last reset."""
        return lines(httpx.get(f"{self._control}/requests").raise_for_status().json()["requests"])

    def reset(self) -> None:
        """All as at the start: an empty forum, no cached prefix, only the week's recordings."""
        httpx.post(f"{self._control}/reset", json={}).raise_for_status()

    def add(self, recordings: Iterable[Recording]) -> None:
        """More answers for the model."""
        told = [one.model_dump(mode="json") for one in recordings]
        httpx.post(f"{self._control}/recordings", json=told).raise_for_status()

    def offer(self, listed: Sequence[Post]) -> None:
        """Another feed: these posts of the demo's newsletter."""
        xml = rss(load_week(DEMO), listed, self.told["newsletter"])
        httpx.post(f"{self._control}/feed", json={"xml": xml.decode()}).raise_for_status()

    @property
    def _control(self) -> str:
        return f"{self.told['newsletter']}/_sandbox"


@contextmanager
def sandbox(folder: Path, *, paced: bool) -> Iterator[Street]:
    """Serves the demo's week as if it were new; paced, by the figures of `model.toml` and the machine's clock."""
    published = (SystemClock().now() - SETTLED).replace(microsecond=0)
    words = [sys.executable, "-m", "bot.sandbox", "--week", str(_week(folder, published))]
    if paced:
        words += ["--pace", str(model.FILE)]
    else:
        words += ["--clock", str(WoundClock.create(folder / "clock", published + SETTLED).path)]
    # It ends when its standard input does, so that it never outlives this process.
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout, "it was asked for"
            yield Street(json.loads(process.stdout.readline()))
        finally:
            process.terminate()


def write_config(folder: Path, street: Street, editions: Sequence[Edition], *, prompts: Path = PROMPTS) -> Path:
    """The configuration in a folder, with the keys it names."""
    folder.mkdir(exist_ok=True)
    for name, value in (("model-key", street.told["model_key"]), ("forum-key", street.told["forum_key"])):
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(value, encoding="utf-8")
    config = folder / "config.toml"
    yard = model.load()
    text = TEMPLATES.get_template("config.toml.j2").render(
        street=street.told, editions=editions, prompts=prompts, model=yard
    )
    config.write_text(text, encoding="utf-8")
    return config


def ran(*words: str | Path) -> tuple[float, float, Mapping[str, float]]:
    """Runs a Python module to its end; when it began and ended, as in the log, and what it said as JSON."""
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", *map(str, words)], capture_output=True, text=True, check=False)
    ended = time.monotonic()
    assert done.returncode == 0, f"{words[0]} ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return began, ended, json.loads(done.stdout or "{}")


def tick(config: Path) -> None:
    """One tick in a process of its own."""
    ran("bench.ticking", config)


def _week(folder: Path, published: datetime) -> Path:
    """The demo's week and its recorded answers, come out at another time."""
    here = folder / "week"
    here.mkdir()
    for file in DEMO.parent.iterdir():
        (here / file.name).write_bytes(file.read_bytes())
    week = here / DEMO.name
    text = week.read_text(encoding="utf-8")
    head, rest = text.split("[[papers]]", 1)
    kept = [line for line in head.splitlines() if not line.startswith(("published", "subtitle"))]
    new = ['subtitle = "The Top AI Papers of the Week"', f"published = {published.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"]
    week.write_text("\n".join([*kept, *new, "", f"[[papers]]{rest}"]), encoding="utf-8")
    return week
