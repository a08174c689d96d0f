"""The whole world in a thread, a configuration that leads to it, and the command line as a function."""

import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from bot.cli import run
from bot.clock import WoundClock
from bot.domain import Hold
from bot.sandbox.faults import FAULTS, Asked
from bot.sandbox.forum import seed
from bot.sandbox.forum.hands import Hands
from bot.sandbox.model import KEY
from bot.sandbox.recordings import load_recordings
from bot.sandbox.substack import posts, rss
from bot.sandbox.week import DEMO, load_week
from bot.sandbox.world import World
from bot.store import Database
from tests.sandbox.running import running

PROJECT = Path(__file__).resolve().parents[2]
MONDAY_NOON = datetime(2026, 11, 16, 3, 5, tzinfo=UTC)
"""Twelve hours after the demo's week came out: it has settled, and the moderators' review is over."""
WEEK_IS_OUT = datetime(2026, 11, 15, 15, 5, tzinfo=UTC)
"""Four minutes after it came out: it is read, and left alone until it has settled."""

ISSUE = "dair/2026-11-15"
DIGEST = f"{ISSUE}/forum"
CALLS = 14
"""What the week asks of the model: to keep its instructions, its intro and ten papers, and twice to mend a mistake."""
TITLE = "[2026/11/08 ~ 11/15] 이번 주의 주요 AI 논문 (Top AI Papers of the Week)"
SECRETS = (KEY, seed.BOT_KEY, seed.READ_KEY, seed.NARROW_KEY, seed.GLOBAL_KEY)

CONFIG = """\
contact = "mailto:somebody@paperboy.test"
state = "state"
clock = "clock"
prompts = "{prompts}"

[sources.dair]
feed = "{feed}"

[arxiv]
url = "{arxiv}"

[llm]
model = "claude-haiku-5-5"
base_url = "{model}"
api_key_file = "model-key"
concurrency = 4

[llm.models.claude-haiku-5-5]
thinking = {{ type = "disabled" }}

[editions.forum]
source = "dair"
locale = "ko"
publisher = "discourse"
start = "latest"
tags = ["paper-weekly"]
window = {{ zone = "Asia/Seoul", opens = "09:00" }}

[editions.forum.discourse]
url = "{forum}"
username = "paperboy"
category = "news"
api_key_file = "forum-key"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """The one line on stderr; stdout must be empty."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        return line


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """The servers, and the folder of the configuration."""

    world: World
    addresses: dict[str, str]
    folder: Path
    clock: WoundClock

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def hands(self) -> Hands:
        """What people do to the forum."""
        return self.world.forum.state.hands

    @property
    def topics(self) -> list[Any]:
        """The bot's topics on the forum, oldest first; its messages to itself are none."""
        bot = self.hands.state.user(seed.BOT)
        mine = (topic for topic in self.hands.state.topics.values() if bot and topic.user_id == bot.id)
        return [topic for topic in mine if not topic.is_message]

    def run(self, *words: str | Path) -> Ran:
        """Runs `paperboy` with this configuration. No secret, and no command to a terminal, may show."""
        ran = paperboy("--config", self.config, *words)
        kept = b"".join(file.read_bytes() for file in self.folder.glob("state/**/*") if file.is_file())
        for secret in SECRETS:
            assert secret not in ran.out + ran.err
            assert secret.encode() not in kept
        assert "\x1b" not in ran.out + ran.err
        assert "Traceback" not in ran.err
        return ran

    def change(self, old: str, new: str) -> None:
        """Puts other words into the configuration."""
        text = self.config.read_text(encoding="utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new), encoding="utf-8")

    def publish_to_folder(self) -> None:
        """Has the edition write to the folder `out` instead of the forum."""
        head, _, _ = self.config.read_text(encoding="utf-8").partition("[editions.forum.discourse]")
        own = head.replace('publisher = "discourse"', 'publisher = "folder"')
        self.config.write_text(f'{own}[editions.forum.folder]\npath = "out"\n', encoding="utf-8")

    def give(self, name: str, secret: str) -> None:
        """Puts another secret into the file `model-key` or `forum-key`."""
        (self.folder / name).write_text(f"{secret}\n", encoding="utf-8")

    def serve_week(self, papers: int = 10, lead: str | None = None) -> bytes:
        """Puts the week with that many of its papers, or another lead of the first, into the feed; returns the feed."""
        week = load_week(DEMO)
        first = replace(week.papers[0], lead=lead or week.papers[0].lead)
        week = replace(week, papers=(first, *week.papers[1:papers]))
        self.world.newsletter.xml = rss(week, posts(week), self.addresses["newsletter"])
        return self.world.newsletter.xml

    def serve_full_feed(self, items: int = 20) -> None:
        """Fills the feed as a real one is: that many posts, the newest week first, every second one an issue."""
        week = load_week(DEMO)
        issue, other = (next(one for one in posts(week) if (one.slug == week.slug) == own) for own in (True, False))
        listed = [
            replace(
                (issue, other)[number % 2],
                slug=week.slug if number == 0 else f"{(issue, other)[number % 2].slug[:-3]}{number:03x}",
                published=week.published - timedelta(days=7 * (number // 2), hours=number % 2),
                subtitle="",
                sections=tuple(_other_papers(one, number // 2) for one in (issue, other)[number % 2].sections),
            )
            for number in range(items)
        ]
        self.world.newsletter.xml = rss(week, listed, self.addresses["newsletter"])

    def record(self, place: int = 0, **changes: Any) -> None:
        """Changes one of the model's recorded Korean translations."""
        translations = [one for one in load_recordings(DEMO.parent) if (one.task, one.locale) == ("translate", "ko")]
        self.world.service.add([translations[place].model_copy(update=changes)])

    def bodies(self, topic: Any) -> list[str]:
        """What stands in a topic, post by post."""
        return [post.raw for post in self.hands.state.posts.values() if post.topic_id == topic.id]

    @contextmanager
    def store(self) -> Iterator[Database]:
        """The bot's own database."""
        with closing(Database.open(self.folder / "state" / "paperboy.db", now=self.clock.now)) as store:
            yield store

    def hold(self, key: str, reason: str) -> None:
        """Reads the feed before its time, and holds a key."""
        now = self.clock.now()
        self.clock.set(WEEK_IS_OUT)
        self.run("tick")
        self.clock.set(now)
        with self.store() as store:
            store.holds.put(Hold(key=key, reason=reason, who="somebody", since=now))

    def order(self, **fault: Any) -> None:
        """Orders trouble."""
        self.world.desk.order(FAULTS.validate_python([fault]))

    def asked(self, server: str, method: str | None = None) -> list[Asked]:
        """The requests a server has had."""
        lines = self.world.desk.requests
        return [line for line in lines if line.server == server and method in (None, line.method)]

    def wind(self, **by: float) -> None:
        """Lets time pass."""
        self.clock.wind(timedelta(**by))


def _other_papers(html: str, week: int) -> str:
    """The same text about papers of its own; week 0 keeps those it has."""
    return html if week == 0 else re.sub(r"arxiv\.org/abs/\d{4}", f"arxiv.org/abs/{2600 + week}", html)


def paperboy(*words: str | Path) -> Ran:
    """Runs the command line in this process."""
    out, err, argv = StringIO(), StringIO(), sys.argv
    sys.argv = ["paperboy", *map(str, words)]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = run()
    finally:
        sys.argv = argv
    return Ran(code=code, out=out.getvalue(), err=err.getvalue())


@contextmanager
def a_street(folder: Path) -> Iterator[Street]:
    """A new world, Monday at noon."""
    clock = WoundClock.create(folder / "clock", MONDAY_NOON)
    world = World(clock)
    with running(world) as addresses:
        street = Street(world=world, addresses=addresses, folder=folder, clock=clock)
        street.config.write_text(CONFIG.format(prompts=PROJECT / "prompts", **addresses), encoding="utf-8")
        street.give("model-key", KEY)
        street.give("forum-key", seed.BOT_KEY)
        yield street
