"""One sandbox, and the bot beside it: an undisturbed run, and runs whose processes are killed."""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from bot.clock import WoundClock
from bot.commands.demo import MONDAY_NOON, sandbox, write_config
from bot.sandbox.forum.seed import BOT
from tools.crash.points import STORE, Kill, Point, all_kills
from tools.crash.verdict import Outcome, Standing, judged

PARTS = 3
POST_LENGTH = 15_000
"""The forum's limit, at which the demo's week becomes `PARTS` posts."""

RESTARTS = 6
PAUSE = timedelta(minutes=20)
"""Between a process and the next, on the clock that bot and sandbox share."""

DEADLINE_S = 120.0
PROJECT = Path(__file__).resolve().parents[2]
QUESTION = ("model", "POST", "/v1/messages")
"""What is paid for, wherever it was answered."""


class NotReached(Exception):
    """A process ended by itself before it came to the point at which it should die."""


class NotUsable(Exception):
    """The undisturbed run did not do what the others are compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """An undisturbed run: where it can be killed, what it left in the forum, how many questions it paid for."""

    kills: tuple[Kill, ...]
    standing: tuple[Standing, ...]
    questions: int


class Lane:
    """Runs one point after another, each from a forum on its first day, a clock at its start and no state."""

    def __init__(self, folder: Path, street: dict[str, str], control: httpx.Client) -> None:
        self._folder = folder
        self._config = write_config(folder, street)
        self._clock = WoundClock(folder / "clock")
        self._control = control
        self._rehearsals: dict[int, Rehearsal] = {}

    def rehearse(self, concurrency: int) -> Rehearsal:
        """The undisturbed run at that concurrency, made once. Raises: NotUsable."""
        if concurrency not in self._rehearsals:
            self._rehearsals[concurrency] = self._rehearsed(concurrency)
        return self._rehearsals[concurrency]

    def run(self, point: Point) -> Outcome:
        """Kills, restarts until the digest is out, and looks. Raises: NotReached (by the first process), NotUsable."""
        wanted = self.rehearse(point.concurrency)
        self._start_afresh(point.concurrency)
        done: list[Kill] = []
        in_flight = 0
        for kill in point.kills:
            if not self._killed_at(kill):
                break
            done.append(kill)
            in_flight = self._paid(done) - self._count("calls")
            self._clock.wind(PAUSE)
        if not done:
            raise NotReached(f"{point}: the process ended before it came there")
        wrong = self._finish()
        return judged(
            self._standing(),
            wanted.standing,
            kills=len(done),
            repaid=self._paid(done) - wanted.questions,
            in_flight=in_flight,
            also_wrong=wrong,
        )

    def _rehearsed(self, concurrency: int) -> Rehearsal:
        self._start_afresh(concurrency)
        tally = self._folder / "commits"
        code = self._tick("-m", "tools.crash.victim", "count", str(tally))
        requests = self._requests()  # read first: looking at the forum is in it too
        standing = self._standing()
        if code or len(standing) != PARTS:
            raise NotUsable(f"the undisturbed run ended with {code} and {len(standing)} posts: {self._last_words()}")
        if (entries := self._count("entries")) == 0 or _entries(standing) != list(range(1, entries + 1)):
            raise NotUsable(f"{entries} entries were read, and these stand in the posts: {_entries(standing)}")
        kills = all_kills(requests, int(tally.read_text(encoding="utf-8")))
        return Rehearsal(kills=tuple(kills), standing=standing, questions=self._paid([]))

    def _start_afresh(self, concurrency: int) -> None:
        if self._state.exists():
            shutil.rmtree(self._state)
        self._clock.set(MONDAY_NOON)
        self._say("reset", {})
        self._say("forum", {"max_post_length": POST_LENGTH})
        written = self._config.read_text(encoding="utf-8")
        changed, times = re.subn(r"(?m)^concurrency = \d+$", f"concurrency = {concurrency}", written)
        if times != 1:
            raise NotUsable(f"{self._config}: has {times} lines `concurrency = N`, not one")
        self._config.write_text(changed, encoding="utf-8")

    def _killed_at(self, kill: Kill) -> bool:
        """Runs the bot until it is killed there; False where it ended by itself before."""
        if kill.server == STORE:
            return self._tick("-m", "tools.crash.victim", kill.when, str(kill.nth)) == -SIGKILL
        method, _, path = kill.what.partition(" ")
        order = {"kind": "kill", "when": kill.when, "server": kill.server, "method": method, "nth": kill.nth}

        def place(pid: int) -> None:
            self._say("faults", [{**order, "path": f"^{re.escape(path)}$", "pid": pid}])

        code = self._tick("-m", "bot", before=place)
        self._control.delete("/_sandbox/faults").raise_for_status()
        return code == -SIGKILL

    def _finish(self) -> tuple[str, ...]:
        """Restarts the bot until the digest is out; gives what is wrong."""
        for _ in range(RESTARTS):
            code = self._tick("-m", "bot")
            if code == 0 and self._count("posts") == PARTS:
                return ()
            self._clock.wind(PAUSE)
        return (f"not out after {RESTARTS} restarts, the last ended with {code}: {self._last_words()}",)

    def _tick(self, *program: str, before: Callable[[int], None] | None = None) -> int:
        """One process's exit code, -9 where it was killed; `before` is told its id before it does anything."""
        # -E: what PYTHONDONTWRITEBYTECODE in this environment would cost, every process would pay.
        words = [sys.executable, "-E", *program, "--config", str(self._config), "tick"]
        # The shell becomes the bot once it has read a line, under the same id.
        gate = ["/bin/sh", "-c", 'read -r _ && exec "$@"', "sh", *words]
        with (
            self._log.open("wb") as log,
            subprocess.Popen(gate, cwd=PROJECT, stdin=subprocess.PIPE, stdout=log, stderr=log) as process,
        ):
            try:
                if before:
                    before(process.pid)
                process.communicate(b"go\n", timeout=DEADLINE_S)
            except subprocess.TimeoutExpired:
                return 124  # as timeout(1) has it; it is killed below
            finally:
                process.kill()
            return int(process.returncode)

    def _standing(self) -> tuple[Standing, ...]:
        posts = self._ask("/posts.json")["latest_posts"]
        own = [post for post in posts if post["username"] == BOT]
        topics = {number: self._ask(f"/t/{number}.json") for number in {post["topic_id"] for post in own}}
        return tuple(
            Standing(
                topic=post["topic_id"],
                number=post["post_number"],
                title=topics[post["topic_id"]]["title"],
                external_id=topics[post["topic_id"]].get("external_id", ""),
                raw=post["raw"],
            )
            for post in sorted(own, key=lambda post: (post["topic_id"], post["post_number"]))
        )

    def _paid(self, kills: Sequence[Kill]) -> int:
        """How many questions the model has answered, read or unread."""
        asked = [line for line in self._requests() if (line["server"], line["method"], line["path"]) == QUESTION]
        unread = [kill for kill in kills if (kill.server, *kill.what.split(" ")) == QUESTION and kill.when == "after"]
        return len(unread) + len([line for line in asked if line["status"] == httpx.codes.OK])

    def _requests(self) -> list[dict[str, Any]]:
        """The sandbox's log, once nothing is under way that a process sent before it died. Raises: NotUsable."""
        lines: list[dict[str, Any]] = []
        for _ in range(100):
            before, lines = lines, self._ask("/_sandbox/requests")["requests"]
            if lines == before and all(line["status"] or line["fault"] for line in lines):
                return lines
        raise NotUsable(f"the sandbox still works on a request: {lines[-1]}")

    def _count(self, table: str) -> int:
        """How many rows a table has; 0 before there is one."""
        file = self._state / "paperboy.db"
        if not file.exists():
            return 0
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                return 0
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own words

    @property
    def _state(self) -> Path:
        return self._folder / "state"

    @property
    def _log(self) -> Path:
        return self._folder / "output"

    def _last_words(self) -> str:
        said = self._log.read_text(encoding="utf-8").splitlines()
        return said[-1] if said else "it said nothing"

    def _say(self, what: str, body: object) -> None:
        self._control.post(f"/_sandbox/{what}", json=body).raise_for_status()

    def _ask(self, path: str) -> Any:
        return self._control.get(path).raise_for_status().json()


@contextmanager
def lane() -> Iterator[Lane]:
    """A lane with a sandbox of its own, for as long as the block runs."""
    with (
        TemporaryDirectory(prefix="paperboy-crash-") as folder,
        sandbox(Path(folder)) as street,
        httpx.Client(base_url=street["forum"], timeout=DEADLINE_S) as control,
    ):
        yield Lane(Path(folder), street, control)


def _entries(standing: Sequence[Standing]) -> list[int]:
    """The numbers before the entries' headings, in the order they stand."""
    return [int(number) for post in standing for number in re.findall(r"(?m)^## (\d+)\. ", post.raw)]
