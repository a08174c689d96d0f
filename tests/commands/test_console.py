"""What a person at a terminal sees: plain lines in a file, a bar on a terminal, and an exit code at the end."""

import re
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.console import Console, printable
from bot.config import Secrets
from tests.commands.terminal import on_a_terminal

WORK = """
from bot.config import Secrets
from bot.commands.console import Console
console = Console()
console("translating", "dair/2026-11-15", texts=3)
for number in (1, 2):
    console("translated", f"dair/2026-11-15/{number}@ko.1")
console("waits", "dair/2026-11-15/3@ko", why="busy [bold]now[/bold] :warning: " + "x" * 120)
console("translated", "dair/2026-11-15/3@ko.1")
console("published", "dair/2026-11-15/forum", url="https://forum.example/t/1")
console.close()
"""


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([], 0),
        (["collected", "published", "translated", "unchanged"], 0),
        (["published", "waits"], 75),
        (["waits", "held", "waits"], 4),
        (["misconfigured", "waits", "held"], 78),
        (["held", "misconfigured"], 78),
    ],
)
def test_the_exit_code_is_that_of_the_gravest_trouble(console: Console, events: list[str], code: int) -> None:
    for event in events:
        console(event, "dair", why=f"because of {event}")
    assert console.exit_code == code


def test_a_line_says_what_of_which_and_the_facts_that_there_are(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    console("collected", "dair/2026-11-15", entries=10, why="")
    console("posted", "dair/2026-11-15/forum#1", url=None)
    console("held", "dair/2026-11-08", entries=3, why="not ten entries")
    console("published", "dair/2026-11-15/forum", url="https://forum.example/t/1", parts=1)
    console("collected", "letter/2026-11-15", entries=1)
    assert capsys.readouterr() == (
        "",
        "· collected   dair/2026-11-15  10 entries\n"
        "↑ posted      dair/2026-11-15/forum#1\n"
        "! held        dair/2026-11-08  3 entries · not ten entries\n"
        "✓ published   dair/2026-11-15/forum  https://forum.example/t/1 · 1 part\n"
        "· collected   letter/2026-11-15  1 entry\n",
    )


def test_a_reason_that_repeats_is_told_once_and_counted_each_time(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(10):
        console("waits", f"dair/2026-11-15/{number}@ko", why="the model is busy")
    console("waits", "dair", why="the feed is cut")
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[0].endswith("dair/2026-11-15/0@ko  the model is busy")
    assert said[1].endswith("dair  the feed is cut")
    assert console.counts["waits"] == 11


def test_trouble_without_a_reason_is_told_each_time(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    console("collected", "dair/2026-11-15", why="")
    console("held", "dair/2026-11-15")
    console("held", "dair/2026-11-08")
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_in_a_file_there_is_no_bar(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    console("translating", "dair/2026-11-15", texts=2)
    console("translated", "dair/2026-11-15/1@ko.1")
    console.close()
    assert capsys.readouterr().err.splitlines() == ["· translating 2 texts", "· translated  dair/2026-11-15/1@ko.1"]


def test_what_a_service_said_commands_no_terminal(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    console("waits", "dair", why="\x1b]0;owned\x07 \x1b[2Jgone\r\nnext\u2028line\u202e")
    assert capsys.readouterr().err == "… waits       dair   ]0;owned   [2Jgone  next line \n"


def test_a_secret_that_a_service_repeats_is_not_shown(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    secret = Secrets({"DISCOURSE_API_KEY": "sk-0123-of-the-forum"}).get("discourse-api-key", needed_for="the forum")
    console("waits", "dair", why=f"refused: {secret}")
    assert capsys.readouterr().err == "… waits       dair  refused: ***\n"


@given(st.text())
def test_every_text_becomes_one_harmless_line(text: str) -> None:
    assert printable(text).isprintable()
    assert all(shown in (one, " ") for shown, one in zip(printable(text), text, strict=True))


def test_events_of_many_threads_are_all_counted_and_each_has_its_line(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    def report(name: int) -> None:
        for number in range(100):
            console("translated", f"{name}/{number}")

    threads = [threading.Thread(target=report, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = capsys.readouterr().err.splitlines()
    assert console.counts["translated"] == 800
    assert sorted(lines) == sorted(f"· translated  {name}/{number}" for name in range(8) for number in range(100))


def test_on_a_terminal_a_bar_counts_the_texts_and_goes_away() -> None:
    seen = on_a_terminal("-c", WORK)
    assert "translating" in seen
    assert re.search(r"[0-3]/3", seen)
    assert "\x1b[?25l" in seen, "the cursor is hidden while the bar is there"
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l"), "and shown again"
    left = seen.rpartition("\x1b[?25h")[2]
    assert "✓ published   dair/2026-11-15/forum  https://forum.example/t/1" in left
    assert "translated " not in seen, "the bar stands for those lines"


def test_a_line_while_the_bar_is_there_is_shown_as_it_is() -> None:
    seen = on_a_terminal("-c", WORK)
    assert f"… waits       dair/2026-11-15/3@ko  busy [bold]now[/bold] :warning: {'x' * 120}\r\n" in seen


def test_a_bar_that_is_not_full_is_taken_away_at_the_end() -> None:
    seen = on_a_terminal("-c", WORK.replace("texts=3", "texts=30"))
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")
