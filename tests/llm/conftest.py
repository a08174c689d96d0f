"""A model connected to a server on loopback, with its ledger and a clock that never really waits."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from bot.clock import WoundClock
from bot.llm import Model, ModelSettings, Shared
from tests.llm.fakes import KEY, Ledger, Messages

START = datetime(2026, 6, 28, 18, tzinfo=UTC)


@pytest.fixture
def server(httpserver: HTTPServer) -> Messages:
    return Messages(httpserver)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", START)


@pytest.fixture
def connect(server: Messages, ledger: Ledger, clock: WoundClock) -> Iterator[Callable[..., Model]]:
    """Makes models with these settings; closes them at the end."""
    made: list[Model] = []

    def connected(**changes: Any) -> Model:
        given = {"model": "test-model", "api_key": KEY, "base_url": server.url, "timeout_s": 5.0}
        made.append(Model(ModelSettings(**{**given, **changes}), Shared.of(ledger, clock)))
        return made[-1]

    yield connected
    for model in made:
        model.close()


@pytest.fixture
def model(connect: Callable[..., Model]) -> Model:
    return connect()
