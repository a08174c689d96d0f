"""Mutation testing of the rules for numbers and formulas: https://mutmut.readthedocs.io

The code is changed in many small ways, one at a time; the tests of these rules must fail. mutmut is no dependency of
the project: `make mutation` has uv lay it over the environment for one run. It works in a copy of the project.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Stopwatch
from tools.quality.data import FOLDER, ROOT
from tools.quality.page import PAGE, with_mutation

MUTATED = ("bot/checks/numbers*", "bot/checks/maths*")
"""The files, and folders of files, that are changed."""

TESTS = ("tests/checks/test_numbers*", "tests/checks/numbers*", "tests/checks/test_maths*", "tests/checks/maths*")
"""The tests that must notice."""

COPIED = ("bot", "tests", "prompts")

SEED = 7
"""Of the sample: the same code has the same one."""

UNNOTICED = (0, 5, 33)
"""mutmut's codes of mutants: every test passes, no test is there, no test runs through it."""

UNTRIED = (None, 2, 34)
"""Not yet, interrupted, skipped."""

_SETTINGS = """\
[tool.mutmut]
source_paths = ["bot"]
only_mutate = {mutated}
also_copy = ["tests", "prompts"]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = ["-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider"]

[tool.pytest.ini_options]
addopts = "-q"
"""


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the mutants that were tried made a test fail, or never end; `every` is how many there are."""

    killed: int
    tried: int
    every: int

    def said(self) -> str:
        """For the page."""
        share = 100 * self.killed / self.tried if self.tried else 0.0
        of = "all of them" if self.tried == self.every else f"{self.tried} of them, drawn by lot,"
        return (
            f"`make mutation` changes `{'`, `'.join(MUTATED)}` in {self.every} small ways, one at a time, and has"
            f" [mutmut](https://mutmut.readthedocs.io) run the tests of these rules. Of {of} were tried;"
            f" the tests noticed {self.killed}: **{share:.0f} %**. Tables that stand outside functions are not"
            " changed.\n"
        )


def main() -> int:
    """Returns 1 where mutmut could not do its work."""
    parser = argparse.ArgumentParser(prog="python -m tools.quality.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=400, help="mutants to try (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=10.0, help="stop after so many (default: %(default)s)")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="paperboy-mutation-") as name:
        score = tried(Path(name), sample=words.sample, minutes=words.minutes)
    print(score.said(), end="")
    if not score.tried:
        print("mutmut tried nothing; what it said stands above", file=sys.stderr)
        return 1
    PAGE.write_text(with_mutation(PAGE.read_text(encoding="utf-8"), score.said()), encoding="utf-8")
    return 0


def tried(folder: Path, *, sample: int, minutes: float) -> Score:
    """Makes the mutants in an empty folder and tries as many of the sample as there is time for."""
    watch = Stopwatch()
    prepare(folder)
    # mutmut makes the mutants before it looks for the one it is asked for.
    _mutmut(folder, ["none of them"], seconds=60 * minutes, quiet=True)
    every = sorted(key for results in _results(folder) for key in results)
    chosen = random.Random(SEED).sample(every, min(sample, len(every)))  # noqa: S311 - no secret
    if chosen:
        _mutmut(folder, chosen, seconds=max(1.0, 60 * minutes - watch.seconds))
    return score_of(folder)


def score_of(folder: Path) -> Score:
    """By mutmut's notes in a folder. What it gave up on, or was stopped at, was not tried."""
    codes = [code for results in _results(folder) for code in results.values()]
    done = [code for code in codes if code not in UNTRIED]
    return Score(killed=sum(code not in UNNOTICED for code in done), tried=len(done), every=len(codes))


def prepare(folder: Path) -> None:
    """A copy of what the tests of the rules need, and mutmut's settings."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    tests = sorted(str(file.relative_to(ROOT)) for pattern in TESTS for file in ROOT.glob(pattern))
    settings = _SETTINGS.format(mutated=json.dumps(MUTATED), tests=json.dumps(tests))
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")


def _mutmut(folder: Path, names: Sequence[str], *, seconds: float, quiet: bool = False) -> None:
    """Runs it and all it starts; ended when the time is over, what it found until then is kept."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(os.cpu_count() or 1), *names]
    # CI: hypothesis tries the same examples each time, and mutmut draws no bar.
    environment = {**os.environ, "CI": "1", "PAPERBOY_SHARED": str(FOLDER.parent.resolve())}  # noqa: TID251 - a child's
    out = subprocess.DEVNULL if quiet else None
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True
    ) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            print("the time is over; what was tried until now counts", file=sys.stderr)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)


def _results(folder: Path) -> Iterator[dict[str, int | None]]:
    """mutmut's own notes: the exit code of the tests by mutant, none where it was not tried."""
    for file in sorted(folder.glob("mutants/bot/**/*.meta")):
        yield json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]


if __name__ == "__main__":
    sys.exit(main())
