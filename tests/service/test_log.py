"""The service's log: a line an event, no secret, no command to a terminal, no nagging."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SystemClock, WoundClock
from bot.config import Secrets
from bot.service.log import Libraries, Log

NOON = datetime(2026, 11, 16, 3, 5, tzinfo=UTC)
KEY = "dair/2026-06-28/forum"


class Terminal(StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


class Broken(StringIO):
    """A stream whose reader went away."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", NOON)


def said(clock: WoundClock, event: str, key: str = KEY, **facts: object) -> str:
    stream = StringIO()
    Log(clock, stream=stream)(event, key, **facts)
    return stream.getvalue()


def test_an_event_is_one_line_of_names_and_values(clock: WoundClock) -> None:
    line = said(clock, "published", url="https://forum.example/t/103", parts=2)
    assert line == f"level=info event=published key={KEY} url=https://forum.example/t/103 parts=2\n"


def test_facts_that_say_nothing_are_left_out_but_a_zero_is_a_fact(clock: WoundClock) -> None:
    assert said(clock, "collected", why="", url=None, entries=0) == f"level=info event=collected key={KEY} entries=0\n"


@pytest.mark.parametrize(
    ("event", "level"),
    [
        *(("unchanged", "info"), ("posted", "info"), ("waits", "warning"), ("held", "warning"), ("silent", "warning")),
        *(("misconfigured", "error"), ("bug", "error"), ("twin", "error"), ("stuck", "error")),
    ],
)
def test_trouble_is_told_by_its_level(clock: WoundClock, event: str, level: str) -> None:
    assert said(clock, event, why="x").startswith(f"level={level} event={event} ")


def test_a_traceback_stays_on_the_line(clock: WoundClock) -> None:
    line = said(clock, "bug", trace='Traceback:\n  File "x.py"\nZeroDivisionError\n')
    assert line.count("\n") == 1
    assert line.endswith('trace="Traceback:\\n  File \\"x.py\\"\\nZeroDivisionError\\n"\n')


def test_on_a_terminal_and_in_json_the_time_is_there(clock: WoundClock) -> None:
    stream = Terminal()
    Log(clock, stream=stream)("posted", KEY)
    assert stream.getvalue().startswith("time=2026-11-16T03:05:00+00:00 level=info event=posted ")
    stream = StringIO()
    Log(clock, as_json=True, stream=stream)("posted", KEY, title="이번 주")
    assert json.loads(stream.getvalue()) == {
        "time": "2026-11-16T03:05:00+00:00",
        "level": "info",
        "event": "posted",
        "key": KEY,
        "title": "이번 주",
    }
    assert "이번 주" in stream.getvalue()


@pytest.mark.parametrize("as_json", [False, True])
@given(text=st.text())
def test_whatever_a_service_said_it_is_one_printable_line(text: str, as_json: bool) -> None:
    stream = StringIO()
    Log(SystemClock(), as_json=as_json, stream=stream)("waits", KEY, why=text, title=text)
    assert stream.getvalue().endswith("\n")
    assert stream.getvalue()[:-1].isprintable()


@pytest.mark.parametrize("as_json", [False, True])
def test_a_secret_that_was_read_shows_nowhere(clock: WoundClock, as_json: bool) -> None:
    long, short = 'sk-"very\\secret-and-longer', 'sk-"very\\secret'
    for name, secret in (("DISCOURSE_API_KEY", short), ("ANTHROPIC_API_KEY", long)):
        Secrets({name: secret}).get(name.lower().replace("_", "-"), needed_for="the test")
    stream = StringIO()
    log = Log(clock, as_json=as_json, stream=stream)
    log("bug", f"key {short}", why=f"refused: {long}", trace=[f"Api-Key: {short}"], error=ValueError(long))
    assert "very" not in stream.getvalue()
    assert "longer" not in stream.getvalue()
    assert "refused: ***" in stream.getvalue()


def lines(clock: WoundClock, *events: tuple[timedelta, str, Mapping[str, str]]) -> list[str]:
    """What is written when these events come, each so long after the one before it."""
    stream = StringIO()
    log = Log(clock, stream=stream)
    for after, event, facts in events:
        clock.wind(after)
        log(event, KEY, **facts)
    return stream.getvalue().splitlines()


def test_the_same_trouble_is_told_once_an_hour(clock: WoundClock) -> None:
    tick, trouble = timedelta(minutes=20), {"why": "forum: no answer"}
    assert len(lines(clock, *[(tick, "waits", trouble)] * 3)) == 1
    assert len(lines(clock, *[(tick, "waits", trouble)] * 4)) == 2


def test_other_trouble_is_told_at_once(clock: WoundClock) -> None:
    now = timedelta(0)
    troubles = [(now, "waits", {"why": "a"}), (now, "waits", {"why": "b"}), (now, "held", {"why": "a"})]
    assert len(lines(clock, *troubles, *troubles)) == 3


def test_what_is_no_trouble_is_told_each_time(clock: WoundClock) -> None:
    assert len(lines(clock, *[(timedelta(0), "unchanged", {})] * 3)) == 3


def test_a_clock_set_back_does_not_silence_it(clock: WoundClock) -> None:
    trouble = {"why": "forum: no answer"}
    assert len(lines(clock, (timedelta(0), "waits", trouble), (timedelta(hours=-1), "waits", trouble))) == 2


def test_a_log_nobody_reads_stops_nothing(clock: WoundClock) -> None:
    Log(clock, stream=Broken())("posted", KEY)


def test_what_a_library_warns_of_is_a_line_like_all_others(clock: WoundClock) -> None:
    stream = StringIO()
    library = logging.Logger("some.library")
    library.addHandler(Libraries(Log(clock, stream=stream)))
    library.info("not this")
    library.warning("connection pool is full:\n%s", "discarding")
    (line,) = stream.getvalue().splitlines()
    assert line.startswith("level=warning event=library key=some.library why=")
    assert "pool is full:\\ndiscarding" in line
