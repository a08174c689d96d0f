"""The pages, for a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.rooms import Rooms, rooms


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Rooms]:
    """The pages over a square whose week is out."""
    with rooms(tmp_path) as made:
        yield made
