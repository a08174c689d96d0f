"""`python -m tools.crash.victim`: the bot's own command line in a process that counts its commits, or dies at one.

`count FILE WORDS…` writes the number of commits to FILE when the command line ends; `before N WORDS…` and
`after N WORDS…` send the process SIGKILL at its N-th commit.
"""

import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from bot.__main__ import main


def victim(errand: str, argument: str, *words: str) -> None:
    """Runs the bot with these words after its name."""
    sys.argv = ["paperboy", *words]
    if errand == "count":
        _counted(Path(argument))
    else:
        _doomed(errand, int(argument))


def _counted(file: Path) -> None:
    commits: list[int] = []
    _around_commits(before=lambda _nth: None, after=commits.append)
    try:
        main()
    finally:
        file.write_text(str(len(commits)), encoding="utf-8")


def _doomed(when: str, doom: int) -> None:
    def at(here: str, nth: int) -> None:
        if (here, nth) == (when, doom):
            os.kill(os.getpid(), signal.SIGKILL)

    _around_commits(before=lambda nth: at("before", nth), after=lambda nth: at("after", nth))
    main()


def _around_commits(*, before: Callable[[int], None], after: Callable[[int], None]) -> None:
    """Calls them with the number of each commit, whichever thread makes it."""
    numbers, commit = itertools.count(1), DefaultDialect.do_commit

    def do_commit(dialect: DefaultDialect, connection: Any) -> None:
        nth = next(numbers)
        before(nth)
        commit(dialect, connection)  # type: ignore[no-untyped-call]  # SQLAlchemy's own says nothing of types
        after(nth)

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]  # the one door to every commit


if __name__ == "__main__":
    victim(*sys.argv[1:])
