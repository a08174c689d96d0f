"""The forum that publishers' tests post to; one socket serves them all."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.clock import WoundClock
from bot.net import Budgets
from bot.ports import Bot
from bot.sandbox.door import Door
from bot.sandbox.faults import Desk
from bot.sandbox.forum import ForumSettings, forum
from tests import fakes
from tests.publishers.town import MONDAY, Town
from tests.sandbox.ground import Stage
from tests.sandbox.serving import served


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, str]]:
    stage = Stage()
    with served(stage) as base:
        yield stage, base


@pytest.fixture
def settled(stage: tuple[Stage, str], tmp_path: Path) -> Callable[..., Town]:
    """Builds the forum with other settings than the usual."""

    def build(**settings: Any) -> Town:
        clock = WoundClock.create(tmp_path / "forum.clock", MONDAY)
        app, desk = forum(clock, ForumSettings(**settings)), Desk(clock)
        stage[0].app = Door("forum", {"forum": app}, Starlette(), desk)
        return Town(base=stage[1], hands=app.state.hands, clock=clock, desk=desk, budgets=Budgets(clock))

    return build


@pytest.fixture
def town(settled: Callable[..., Town]) -> Town:
    return settled()


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    with ExitStack() as stack:
        yield fakes.world(tmp_path, stack.enter_context).bot
