"""A page that was drawn, and what is said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A digest's page; what is told of it as JSON, and at a terminal."""

    page: Path
    facts: Mapping[str, Any]
    lines: Sequence[str]
