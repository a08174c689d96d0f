"""The demo at work: its week is out, `paperboy run` listens, and its moderators' pages are open."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.clock import WoundClock
from bot.commands.demo import MONDAY_NOON, write_config
from bot.commands.staying import at_work
from bot.config import load
from bot.sandbox.recordings import load_recordings
from bot.sandbox.substack import posts, rss
from bot.sandbox.week import DEMO, Week, load_week
from bot.sandbox.world import World
from bot.store import Database
from bot.web import address
from tests.sandbox.running import running

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The world, and where its pages are."""

    world: World
    street: dict[str, str]
    config: Path
    clock: WoundClock
    pages: str

    @property
    def topic(self) -> str:
        """The first topic after the forum's own two and the bot's message to itself."""
        return f"{self.street['forum']}/t/104"

    def run(self, *words: str) -> None:
        """Runs `paperboy` with this configuration; while the service works, it is asked to."""
        subprocess.run([sys.executable, "-m", "bot", "--config", str(self.config), *words], check=True, text=True)

    @contextmanager
    def store(self) -> Iterator[Database]:
        """The bot's own database."""
        file = self.config.parent / "state" / "paperboy.db"
        with closing(Database.open(file, now=self.clock.now)) as store:
            yield store

    def let_a_week_pass(self, wrong: str, right: str) -> None:
        """The next issue comes out, on other papers about which the same is said. The model makes the same texts of
        them as before; told what is wrong, it says what is right.
        """
        week = _next(load_week(DEMO))
        self.clock.wind(WEEK)
        self.world.newsletter.xml = rss(week, posts(week)[:1], self.street["newsletter"])
        self.world.library.add(list(week.records))
        said = [one for one in load_recordings(DEMO.parent) if one.task == "translate" and wrong in one.said]
        mended = (one.model_validate_json(one.model_dump_json().replace(wrong, right)) for one in said)
        self.world.service.add([one.model_copy(update={"task": "repair"}) for one in mended])


@contextmanager
def at_home(folder: Path) -> Iterator[Home]:
    """A world of its own, whose week is out."""
    clock = WoundClock.create(folder / "clock", MONDAY_NOON)
    world = World(clock)
    with running(world) as street:
        config = write_config(folder, street)
        home = Home(world=world, street=street, config=config, clock=clock, pages=address(load(config)))
        home.run("tick")
        with at_work(config, street["forum"], lambda _event: None):
            yield home


def _next(week: Week) -> Week:
    """The issue a week later: other numbers at arXiv, other dates."""
    return replace(
        week,
        subtitle=week.subtitle.replace("November 8 - 15", "November 15 - 22"),
        slug=f"{week.slug[:-3]}400",
        published=week.published + WEEK,
        papers=tuple(
            replace(one, links=tuple((label, _other(url)) for label, url in one.links)) for one in week.papers
        ),
        records=tuple(replace(one, arxiv_id=_other(one.arxiv_id)) for one in week.records),
    )


def _other(arxiv_id: str) -> str:
    return re.sub(r"\b2611\.(?=\d)", "2610.", arxiv_id)
