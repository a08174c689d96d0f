"""The browser, the demo's week as published, and a forum to write in."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.clock import WoundClock
from bot.commands.demo import MONDAY_NOON, write_config
from bot.sandbox.forum import ForumSettings
from bot.sandbox.world import World
from tests.sandbox.ground import Ground, Stage, a_ground
from tests.sandbox.running import running
from tests.sandbox.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The demo's week: its page in a folder, its topic in the sandbox's forum."""

    page: Path
    forum: str

    @property
    def topic(self) -> str:
        """The first topic after the forum's own two and the bot's message to itself."""
        return f"{self.forum}/t/104"


# Playwright keeps an event loop running in this thread; it must not outlive this folder's tests.
@pytest.fixture(scope="package")
def chromium() -> "Iterator[Browser]":
    """Debian's Chromium, without its own calls to the outside."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: `uv sync`")
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: `apt install chromium fonts-noto-cjk`")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def week(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    """The week, posted and previewed by the real program. Only to be read."""
    folder = tmp_path_factory.mktemp("week")
    clock = WoundClock.create(folder / "clock", MONDAY_NOON)
    with running(World(clock)) as street:
        config = write_config(folder, street)
        for words in (["tick"], ["preview", "--to", str(folder / "preview")]):
            subprocess.run([sys.executable, "-m", "bot", "--config", str(config), *words], check=True, text=True)
        (page,) = (folder / "preview").rglob("index.html")
        yield Week(page=page, forum=street["forum"])


@pytest.fixture(scope="package")
def stage() -> Iterator[tuple[Stage, str]]:
    """One socket for all forums of this folder."""
    stage = Stage()
    with served(stage) as base:
        yield stage, base


@pytest.fixture
def ground(stage: tuple[Stage, str], tmp_path: Path) -> Iterator[Ground]:
    """A new forum to write in."""
    with a_ground(*stage, tmp_path, ForumSettings()) as made:
        yield made
