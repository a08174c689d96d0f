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

import httpx

from bot.clock import WoundClock
from bot.commands.demo import MONDAY_NOON, sandbox, write_config
from bot.posting import marked_key
from bot.sandbox.forum.seed import GLOBAL_KEY
from tools.crash.places import DIGESTS, FORUM, SECRET, Places, places
from tools.crash.points import STORE, Kill, Point, Story, all_kills
from tools.crash.town import NotUsable, Town
from tools.crash.verdict import Outcome, Standing, judged

PARTS = 3
POST_LENGTH = 15_000
"""The forum's limit, at which the demo's week becomes `PARTS` posts."""

RESTARTS = 6
PAUSE = timedelta(minutes=20)
"""Between a process and the next, on the clock that bot and sandbox share."""

DAY = timedelta(days=1)
DEADLINE_S = 120.0
_UNSENT = "intents WHERE edit = '' AND key NOT IN (SELECT key FROM posts)"
PROJECT = Path(__file__).resolve().parents[2]
QUESTION = ("model", "POST", "/v1/messages")
"""What is paid for, wherever it was answered."""


class NotReached(Exception):
    """A process ended by itself before it came to the point at which it should die."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """An undisturbed run: where it can be killed, what it left in the forum, how many posts the bot has on record, and
    how many questions it paid for.
    """

    kills: tuple[Kill, ...]
    standing: tuple[Standing, ...]
    posts: int
    questions: int


class Lane:
    """Runs one point after another, each from a forum on its first day, a clock at its start and no state."""

    def __init__(self, folder: Path, street: dict[str, str], control: httpx.Client, others: Places) -> None:
        self._folder = folder
        self._config = write_config(folder, street)
        self._alone, self._tables = self._config.read_text(encoding="utf-8"), others.tables(street["forum"])
        # No granular key opens the heart.
        (folder / "forum-key").write_text(GLOBAL_KEY, encoding="utf-8")
        self._clock = WoundClock(folder / "clock")
        self._town = Town(control)
        self._places = others
        self._rehearsals: dict[Story, Rehearsal] = {}

    def rehearse(self, story: Story) -> Rehearsal:
        """The undisturbed run of a story, made once. Raises: NotUsable."""
        if story not in self._rehearsals:
            self._rehearsals[story] = self._rehearsed(story)
        return self._rehearsals[story]

    def run(self, point: Point) -> Outcome:
        """Kills, restarts until all is done, and looks. Raises: NotReached (by the first process), NotUsable."""
        wanted = self.rehearse(point.story)
        self._start(point.story)
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
        wrong = self._finish(point.story, wanted.posts)
        return judged(
            self._standing(point.story),
            wanted.standing,
            kills=len(done),
            repaid=self._paid(done) - self._warmings() - wanted.questions,
            in_flight=in_flight,
            also_wrong=(*wrong, *self._places.wrong()),
        )

    def _rehearsed(self, story: Story) -> Rehearsal:
        self._start(story)
        tally, earlier = self._folder / "commits", len(self._town.requests())
        told = len(self._places.requests())
        code = self._tick("-m", "tools.crash.victim", "count", str(tally))
        requests = [*self._town.requests()[earlier:], *self._places.requests()[told:]]
        for _ in range(story.after):
            self._live_on(story)
            code = code or self._tick("-m", "bot")
        posts = self._count("posts")
        self._rest(story)
        standing = self._standing(story)
        digests = _digests(standing)
        parts = [PARTS, PARTS, PARTS] if story.is_editions else [PARTS]
        if code or list(map(len, digests.values())) != parts:
            raise NotUsable(f"the undisturbed run ended with {code} and {len(standing)} posts: {self._last_words()}")
        entries = self._count("entries")
        for digest, raws in digests.items():
            if entries == 0 or _entries(raws) != list(range(1, entries + 1)):
                raise NotUsable(f"{entries} entries were read, and these stand in {digest}: {_entries(raws)}")
        kills = all_kills(requests, int(tally.read_text(encoding="utf-8")))
        return Rehearsal(
            kills=tuple(kills), standing=standing, posts=posts, questions=self._paid([]) - self._warmings()
        )

    def _standing(self, story: Story) -> tuple[Standing, ...]:
        """Everything, wherever it stands."""
        there = self._town.standing()
        return (*there, *self._town.shown(), *self._places.standing()) if story.is_editions else there

    def _start(self, story: Story) -> None:
        """A new world, as far as nobody is killed in it."""
        if self._state.exists():
            shutil.rmtree(self._state)
        self._clock.set(MONDAY_NOON)
        self._town.begin(max_post_length=POST_LENGTH, **(FORUM if story.is_editions else {}))
        self._places.begin()
        self._config.write_text(self._alone + self._tables * story.is_editions, encoding="utf-8")
        self._configure("concurrency", str(story.concurrency))
        self._configure("channel", '"group"')
        for _ in range(story.before):
            if code := self._tick("-m", "bot"):
                raise NotUsable(f"a pass that nobody disturbed ended with {code}: {self._last_words()}")
            self._live_on(story)

    def _configure(self, name: str, value: str) -> None:
        """Changes the one line of that name."""
        written = self._config.read_text(encoding="utf-8")
        changed, times = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value}", written)
        if times != 1:
            raise NotUsable(f"{self._config}: has {times} lines `{name} = …`, not one")
        self._config.write_text(changed, encoding="utf-8")

    def _live_on(self, story: Story) -> None:
        """Time goes by, and people do what they would do."""
        self._clock.wind(PAUSE)
        if story.is_loop:
            self._town.go_on()
        elif story.is_editions and self._count("posts WHERE key LIKE '%#1'") == DIGESTS and not self._count(_UNSENT):
            self._town.mend()

    def _rest(self, story: Story) -> None:
        """In the loop one more pass, a day later: readers are told one thing a day, and would be told it again then.

        Of the editions some more, until each has what was mended in the first.
        """
        self._clock.wind(DAY)
        for _ in range(int(story.is_loop) or 3 * story.is_editions):
            self._live_on(story)
            self._tick("-m", "bot")

    def _killed_at(self, kill: Kill) -> bool:
        """Runs the bot until it is killed there; False where it ended by itself before."""
        if kill.server == STORE:
            return self._tick("-m", "tools.crash.victim", kill.when, str(kill.nth)) == -SIGKILL
        code = self._tick("-m", "bot", before=lambda pid: self._doom(kill, pid))
        self._town.spare()
        self._places.spare()
        return code == -SIGKILL

    def _doom(self, kill: Kill, pid: int) -> None:
        if not self._places.doom(kill, pid):
            self._town.doom(kill, pid)

    def _finish(self, story: Story, posts: int) -> tuple[str, ...]:
        """Restarts the bot until it has so many posts on record; gives what is wrong."""
        for _ in range(RESTARTS):
            code = self._tick("-m", "bot")
            if code == 0 and self._count("posts") == posts:
                self._rest(story)
                return ()
            self._live_on(story)
        return (f"not done after {RESTARTS} restarts, the last ended with {code}: {self._last_words()}",)

    def _tick(self, *program: str, before: Callable[[int], None] | None = None) -> int:
        """One process's exit code, -9 where it was killed; `before` is told its id before it does anything."""
        # -E: what PYTHONDONTWRITEBYTECODE in this environment would cost, every process would pay.
        words = ["env", SECRET, sys.executable, "-E", *program, "--config", str(self._config), "tick"]
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

    def _paid(self, kills: Sequence[Kill]) -> int:
        """How many questions the model has answered, read or unread."""
        asked = [line for line in self._town.requests() if (line["server"], line["method"], line["path"]) == QUESTION]
        unread = [kill for kill in kills if (kill.server, *kill.what.split(" ")) == QUESTION and kill.when == "after"]
        return len(unread) + len([line for line in asked if line["status"] == httpx.codes.OK])

    def _warmings(self) -> int:
        """How often the instructions were written to the model's cache: what has cooled down is written anew."""
        return self._count("calls WHERE task = 'warm'")

    def _count(self, table: str) -> int:
        """How many rows a table has, or those of them that words after its name ask for; 0 before there is one."""
        file = self._state / "paperboy.db"
        if not file.exists():
            return 0
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            if not connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = ?", [table.partition(" ")[0]]
            ).fetchone():
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


@contextmanager
def lane() -> Iterator[Lane]:
    """A lane with a sandbox of its own, for as long as the block runs."""
    with (
        TemporaryDirectory(prefix="paperboy-crash-") as folder,
        sandbox(Path(folder)) as street,
        httpx.Client(base_url=street["forum"], timeout=DEADLINE_S) as control,
        places(Path(folder) / "state") as others,
    ):
        yield Lane(Path(folder), street, control, others)


def _digests(standing: Sequence[Standing]) -> dict[str, list[str]]:
    """The texts of each digest's parts on the forum, in the order they stand."""
    found: dict[str, list[str]] = {}
    for post in standing:
        if post.name.isdecimal():
            found.setdefault((marked_key(post.raw) or "").partition("#")[0], []).append(post.raw)
    return found


def _entries(raws: Sequence[str]) -> list[int]:
    """The numbers before the entries' headings, in the order they stand."""
    return [int(number) for raw in raws for number in re.findall(r"(?m)^## (\d+)\. ", raw)]
