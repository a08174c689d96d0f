"""The forum's fixtures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.forum import ForumSettings
from tests.sandbox.ground import Ground, Stage, a_ground
from tests.sandbox.serving import served


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, str]]:
    """One socket for all forums of a session."""
    stage = Stage()
    with served(stage) as base:
        yield stage, base


@pytest.fixture
def ground(stage: tuple[Stage, str], tmp_path: Path) -> Iterator[Ground]:
    """A new forum with the default settings."""
    with a_ground(*stage, tmp_path, ForumSettings()) as made:
        yield made


@pytest.fixture
def older_ground(stage: tuple[Stage, str], tmp_path: Path) -> Iterator[Ground]:
    """A new forum that answers as Discourse did in 2025."""
    with a_ground(*stage, tmp_path, ForumSettings(version="2025")) as made:
        yield made
