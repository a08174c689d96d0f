"""The commands' fixture."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.street import Street, a_street


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """A world of its own for each test."""
    with a_street(tmp_path) as made:
        yield made
