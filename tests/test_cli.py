"""The command line: quick to help, and an exit code for every way it can end."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import COMMANDS, EXIT_CODES
from bot.clock import WoundClock
from bot.domain import Learned
from bot.errors import Misconfigured, OutcomeUnknown, PaperboyError, Rejected, Unavailable
from bot.store import Database
from bot.store.lock import exclusively
from tests import samples
from tests.fakes import week

ROOT = Path(__file__).parents[1]
HEAVY = ("anthropic", "sqlalchemy", "pydantic", "httpx", "rich", "jinja2", "starlette", "alembic", "markdown_it")

OUTSIDE = (
    *("anthropic", "httpx", "requests", "urllib3", "pydiscourse", "feedparser", "jinja2", "markdown_it", "rich"),
    *("bot.checks", "bot.cook", "bot.gate", "bot.llm", "bot.outside", "bot.pipeline", "bot.render", "bot.writer"),
)
"""What asks the world, writes and checks texts or lays them out."""

MORE_EDITIONS = """
[editions.forum]
locale = "ko"
publisher = "discourse"
[editions.forum.discourse]
url = "http://127.0.0.1:9"
username = "paperboy"
category = "news"
[editions.ja]
locale = "ja"
publisher = "localization"
[editions.ja.localization]
url = "http://127.0.0.1:9"
username = "paperboy"
of = "forum"
[editions.list]
locale = "ko"
publisher = "paste"
template = "list.md.j2"
[editions.list.paste]
path = "list"
[editions.hook]
locale = "ko"
publisher = "webhook"
[editions.hook.webhook]
url = "http://127.0.0.1:9"
"""
"""One of every publisher that `config` has not."""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def paperboy(tmp_path: Path) -> Run:
    """Runs the program in an empty folder."""

    def run(*arguments: str, **more: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # options by name
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=_environment(),
            text=True,
            check=False,
            **({"capture_output": True, "timeout": 60} | more),
        )

    return run


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251 - a child's environment


@pytest.fixture
def feed() -> Iterator[socket.socket]:
    """A newsletter's host that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as host:
        host.settimeout(30)
        yield host


@pytest.fixture
def config(tmp_path: Path, feed: socket.socket) -> Path:
    """A whole configuration; its database is `state/paperboy.db`."""
    text = f"""
contact = "paperboy@forum.example"
prompts = "{ROOT / "prompts"}"
[sources.dair]
feed = "http://127.0.0.1:{feed.getsockname()[1]}/feed"
[llm]
model = "some-model"
[editions.north]
locale = "ko"
publisher = "folder"
[editions.north.folder]
path = "out"
"""
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_help_names_every_command_and_loads_none() -> None:
    script = (
        "import sys\nfrom bot.cli import run\nsys.argv = ['paperboy', '--help']\ncode = run()\n"
        "print('LOADED', *sorted(sys.modules))\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    said, _, loaded = done.stdout.partition("LOADED")
    assert [line.split()[0] for line in said.partition("Commands:\n")[2].splitlines() if line.strip()] == list(COMMANDS)
    modules = set(loaded.split())
    assert modules & set(HEAVY) == set()
    assert {name for name in modules if name.startswith("bot.")} == {
        "bot.cli",
        "bot.errors",
        "bot.commands",
        "bot.commands.console",
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_without_the_heavy_libraries(name: str) -> None:
    script = (
        f"import sys\nfrom bot.cli import run\nsys.argv = ['paperboy', '{name}', '-h']\ncode = run()\n"
        "print('LOADED', *sys.modules)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    said, _, loaded = done.stdout.partition("LOADED")
    assert said.startswith(f"Usage: paperboy {name}")
    assert set(loaded.split()) & {"anthropic", "sqlalchemy", "pydantic"} == set()


def test_an_unknown_command_says_which_there_are(paperboy: Run) -> None:
    done = paperboy("pots")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"there is no command 'pots'; there are: {', '.join(COMMANDS)}" in done.stderr


@pytest.mark.parametrize("arguments", [("--nope",), ("status", "--nope"), ("post",), ("status", "extra")])
def test_what_the_command_line_does_not_know_is_a_usage_error(paperboy: Run, arguments: tuple[str, ...]) -> None:
    done = paperboy(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_told(paperboy: Run) -> None:
    done = paperboy("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("paperboy, version ")


def test_every_kind_of_error_has_its_exit_code() -> None:
    def code(error: PaperboyError) -> int:
        return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))

    assert [code(kind("why")) for kind in (Rejected, Unavailable, OutcomeUnknown, Misconfigured)] == [4, 75, 75, 78]


def test_without_a_configuration_it_ends_with_78_and_one_line(paperboy: Run) -> None:
    done = paperboy("status")
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.startswith("paperboy: config.toml: there is no such file; give one with --config")
    assert done.stderr.count("\n") == 1


def test_two_mistakes_are_two_lines(paperboy: Run, config: Path) -> None:
    config.write_text("colour = 1\n" + config.read_text(encoding="utf-8").replace("model", "mdoel"), encoding="utf-8")
    done = paperboy("status")
    assert done.returncode == 78
    lines = done.stderr.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("paperboy: config.toml:") for line in lines)


def test_a_name_on_the_command_line_commands_no_terminal(paperboy: Run) -> None:
    done = paperboy("--config", "\x1b]0;owned\x07.toml", "status")
    assert (done.returncode, "\x1b" in done.stderr) == (78, False)


def test_where_another_process_works_it_ends_with_75(paperboy: Run, config: Path) -> None:
    (config.parent / "state").mkdir(mode=0o700)
    with exclusively(config.parent / "state" / "paperboy.lock"):
        done = paperboy("run")
    assert done.returncode == 75
    assert f"another paperboy works here (process {os.getpid()})" in done.stderr


def test_a_held_issue_ends_with_4(paperboy: Run, config: Path) -> None:
    state = config.parent / "state"
    state.mkdir(mode=0o700)
    with Database.open(state / "paperboy.db", now=lambda: samples.SUNDAY) as store:
        store.issues.add(week(2, why="it has 2 entries, not ten"))
    done = paperboy("post", "dair/2026-11-15")
    assert (done.returncode, done.stdout) == (4, "")
    assert (
        done.stderr
        == "paperboy: dair/2026-11-15: it has 2 entries, not ten; `paperboy release dair/2026-11-15` lets it go\n"
    )


def test_what_waits_is_no_error(paperboy: Run, config: Path) -> None:
    done = paperboy("status")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "feed dair  not read yet\n"


def test_status_loads_nothing_that_asks_the_world_writes_or_lays_out(config: Path) -> None:
    config.write_text(f'clock = "clock"\n{config.read_text("utf-8")}{MORE_EDITIONS}', encoding="utf-8")
    WoundClock.create(config.parent / "clock", samples.SUNDAY + timedelta(days=1))
    (config.parent / "state").mkdir(mode=0o700)
    names = ("north", "forum", "ja", "list", "hook")
    with Database.open(config.parent / "state" / "paperboy.db", now=lambda: samples.SUNDAY) as store:
        store.issues.add(week(2))
        for name in names:
            store.editions.begin(name, samples.SUNDAY - timedelta(days=1))
        store.papers.put([samples.paper(number) for number in (1, 2)])
        store.terms.learn(Learned(locale="ko", source="agent", accepted=("에이전트",), who="m", at=samples.SUNDAY))
    script = (
        f"import sys\nfrom bot.cli import run\nsys.argv = ['paperboy', '--config', {str(config)!r}, 'status']\n"
        "code = run()\nprint('LOADED', *sys.modules)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    said, _, loaded = done.stdout.partition("LOADED")
    for name in names:
        assert f"dair/2026-11-15/{name}  waits for the model: 3 texts not written yet" in said
    assert set(loaded.split()) & set(OUTSIDE) == set()


@pytest.mark.parametrize("arguments", [("--help",), ("status",), ("status", "--json")])
def test_a_reader_that_goes_away_is_no_error(paperboy: Run, config: Path, arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = paperboy(*arguments, capture_output=False, stdout=writer, stderr=subprocess.PIPE)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_interrupted_it_ends_with_130_and_no_traceback(config: Path, feed: socket.socket) -> None:
    command = [sys.executable, "-m", "bot", "tick"]
    with subprocess.Popen(command, cwd=config.parent, env=_environment(), stderr=subprocess.PIPE, text=True) as process:
        connection, _ = feed.accept()
        with connection:
            assert connection.recv(4) == b"GET "
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said
