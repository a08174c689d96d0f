"""The ear: every event is logged, noted for who asked, and a feed that never changes is said."""

from collections.abc import Mapping

import pytest

from bot.config import Secrets
from bot.service.ear import Ear


class Log:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, Mapping[str, object]]] = []

    def __call__(self, event: str, key: str, **facts: object) -> None:
        self.told.append((event, key, facts))

    def of(self, event: str) -> list[str]:
        return [key for one, key, _facts in self.told if one == event]


@pytest.fixture
def log() -> Log:
    return Log()


def test_what_it_hears_is_logged_as_it_was_said(log: Log) -> None:
    Ear(log, 500)("published", "dair/2026-06-28/forum", parts=2)
    assert log.told == [("published", "dair/2026-06-28/forum", {"parts": 2})]


def test_only_what_is_heard_meanwhile_is_noted_and_as_text(log: Log) -> None:
    ear, notes = Ear(log, 500), []
    ear("collected", "before")
    with ear.noting(notes):
        ear("published", "meanwhile", parts=2, url=None)
    ear("held", "after")
    assert notes == [{"event": "published", "key": "meanwhile", "parts": "2"}]


def test_notes_hold_no_secret(log: Log) -> None:
    Secrets({"DISCOURSE_API_KEY": "sk-noted"}).get("discourse-api-key", needed_for="the test")
    ear, notes = Ear(log, 500), []
    with ear.noting(notes):
        ear("misconfigured", "forum", why="the key sk-noted is refused")
    assert notes[0]["why"] == "the key *** is refused"


def test_a_feed_that_brings_nothing_new_is_said_once_in_so_many_polls(log: Log) -> None:
    ear = Ear(log, 3)
    for _poll in range(8):
        ear("unchanged", "dair")
    assert log.of("silent") == ["dair", "dair"]
    assert [told for told in log.told if told[0] == "silent"][1][2] == {
        "why": "6 polls in a row brought nothing new; is this still the feed's address?"
    }


def test_an_issue_begins_the_count_anew_and_only_for_its_own_feed(log: Log) -> None:
    ear = Ear(log, 3)
    for source in ("dair", "dair", "other", "other"):
        ear("unchanged", source)
    ear("collected", "dair/2026-06-28", entries=10)
    ear("unchanged", "dair")
    ear("unchanged", "other")
    assert log.of("silent") == ["other"]
