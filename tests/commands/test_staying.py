"""What the demo says of the service it keeps at work, and what becomes of one that cannot work."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.commands.demo import write_config
from bot.commands.staying import at_work, sentence
from bot.config import load
from bot.errors import Unavailable
from tests.commands.street import a_street

pytestmark = pytest.mark.long

URL = "http://127.0.0.1:1/t/104/4"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            {"event": "proposed", "key": "d", "number": 1, "state": "proposed"},
            "a comment asks for a change: number 1, proposed",
        ),
        ({"event": "corrected", "key": "d", "number": 1, "state": "applied"}, "number 1 is applied"),
        ({"event": "said", "key": "d#ask-1-5d41402a", "url": URL}, f"moderators are asked: {URL}"),
        ({"event": "said", "key": "d#thanks-1-502", "url": URL}, f"the reader is thanked: {URL}"),
        ({"event": "said", "key": "d#week-2026-47", "url": URL}, f"said: {URL}"),
        ({"event": "waits", "key": "forum.example", "why": "no answer"}, "waits: forum.example: no answer"),
        ({"event": "edited", "key": "d#1"}, "the topic was edited: "),
        ({"event": "edited", "key": "d#1", "url": "\x1b[2J{key}"}, "the topic was edited:  [2J{key}"),
    ],
)
def test_an_event_is_said_in_plain_words(event: Mapping[str, Any], said: str) -> None:
    assert sentence(event) == said


@pytest.mark.parametrize("event", ["unchanged", "started", "stopping", "answered", ""])
def test_what_nobody_at_the_demo_need_read_is_not_said(event: str) -> None:
    assert sentence({"event": event, "key": "dair", "number": 1}) == ""


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    told: list[Mapping[str, Any]] = []
    with a_street(tmp_path) as street:
        config = write_config(tmp_path, street.addresses)
        web = load(config).values.web
        assert web
        with (
            socket.create_server(("127.0.0.1", web.port)),
            pytest.raises(Unavailable, match="did not start"),
            at_work(config, street.addresses["forum"], told.append),
        ):
            raise AssertionError("it works beside another on the same port")
    assert f"cannot listen on 127.0.0.1:{web.port}" in " ".join(map(sentence, told))


def test_real_time_goes_by_on_its_clock_and_no_secret_is_open_to_others(tmp_path: Path) -> None:
    with a_street(tmp_path) as street:
        config = write_config(tmp_path, street.addresses)
        before = street.clock.now()
        with at_work(config, street.addresses["forum"], lambda _event: None) as service:
            assert service.poll() is None
        passed = (street.clock.now() - before).total_seconds()
    assert 0.2 < passed < 120
    assert (tmp_path / "credentials").stat().st_mode & 0o777 == 0o700
