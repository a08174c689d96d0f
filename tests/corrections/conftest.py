"""Squares to talk in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.corrections.agora import Square, square


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Square]]:
    """Builds a square; its database is closed at the end."""
    with ExitStack() as stack:
        yield lambda **how: square(tmp_path, stack.enter_context, **how)


@pytest.fixture
def here(make: Callable[..., Square]) -> Any:
    """A square with one digest in Korean."""
    return make()
