"""A process killed at any moment leaves whole transactions only."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot.domain import Receipt, State, Step, Verdict
from bot.store import Database

from .samples import NOON, a_comment, a_correction, a_finding, a_split, a_translation

PACKAGE = Path(__file__).parent.parent
"""Where `store.samples` or `tests.store.samples` is imported from, as this file was."""

PREAMBLE = f"""
import importlib, os, signal, sys
sys.path.insert(0, {str(PACKAGE.parent if __package__.startswith("tests.") else PACKAGE)!r})
samples = importlib.import_module({__package__ + ".samples"!r})
from bot.domain import Receipt, Verdict
from bot.domain import Receipt, Verdict
from bot.store import Database
db = Database.open(sys.argv[1], now=lambda: samples.NOON)
"""

KEEPS_ADDING = """
for number in range(10_000):
    db.issues.add(samples.a_split(f"week-{number}", papers=10, why="nine papers"))
    print(number, flush=True)
"""

DIES_INSIDE = """
def findings():
    yield samples.a_finding("dair/2026-06-28/1")
    os.kill(os.getpid(), signal.SIGKILL)
made = samples.a_translation("dair/2026-06-28/1")
db.translations.add(made, Receipt(key=made.key, verdict=Verdict.CLEAN, left=findings()))
"""


@pytest.mark.parametrize("acknowledged", [1, 20])
def test_killed_at_any_moment_every_issue_is_whole_and_none_is_lost(where: str, acknowledged: int) -> None:
    worker = subprocess.Popen([sys.executable, "-c", PREAMBLE + KEEPS_ADDING, where], stdout=subprocess.PIPE)
    assert worker.stdout is not None
    with worker.stdout as told:
        for _ in range(acknowledged):
            assert told.readline()
        worker.kill()
    assert worker.wait() == -signal.SIGKILL
    with Database.open(where, now=lambda: NOON) as db:
        issues = db.issues.all()
        assert len(issues) >= acknowledged
        assert {len(db.issues.entries(issue.key)) for issue in issues} == {10}
        assert {hold.key for hold in db.holds.all()} == {issue.key for issue in issues}


def test_killed_inside_a_transaction_nothing_of_it_is_there(where: str) -> None:
    with Database.open(where, now=lambda: NOON) as db:
        entry = db.issues.add(a_split()).entries[0].key
        killed = subprocess.run([sys.executable, "-c", PREAMBLE + DIES_INSIDE, where], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert not db.findings.under(entry)
        made = a_translation(entry)
        receipt = Receipt(key=made.key, verdict=Verdict.CLEAN, left=(a_finding(made.key),))
        assert db.translations.add(made, receipt).version == 1
        assert db.findings.under(entry)


def test_an_approval_killed_at_any_statement_is_made_or_is_not(where: str) -> None:
    with Database.open(where, now=lambda: NOON) as db:
        entry = db.issues.add(a_split()).entries[0].key
        db.translations.add(a_translation(entry))
        db.comments.add(a_comment(), "dair/2026-06-28/pytorch-kr")
        number = db.corrections.propose(a_correction(f"{entry}@ko.1"), a_comment().key, NOON).number
    proposed = Step(number=number, state=State.PROPOSED, who="model-x", at=NOON)
    for changes in count(1):
        died = killed_while_approving(where, number, changes)
        with Database.open(where, now=lambda: NOON) as db:
            versions, stands = db.translations.all("dair/2026-06-28", "ko")[entry], db.corrections.get(number)
            assert stands is not None
            if not died:
                break
            assert [one.version for one in versions] == [1]
            assert (stands.state, stands.made) == (State.PROPOSED, "")
            assert db.corrections.steps(number) == [proposed]
    assert changes == 4, "a version, the correction and its step"
    assert [one.title for one in versions] == ["등불", "램프"]
    assert (stands.state, stands.made) == (State.APPROVED, f"{entry}@ko.2")


def killed_while_approving(where: str, number: int, changes: int) -> bool:
    """Approves in a process that is killed after so many changing statements; whether it came to that."""
    child = os.fork()
    if child == 0:
        try:
            left = iter(range(1, changes))
            with Database.open(where, now=lambda: NOON) as db:
                event.listen(Engine, "after_cursor_execute", lambda *told: die_at_the_end_of(left, told[2]))
                correction = db.corrections.get(number)
                assert correction is not None
                entry = correction.about.partition("@")[0]
                made = a_translation(entry, title=correction.after, by="Mina", locked=True)
                db.corrections.approve(correction, made, "Mina", NOON)
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def die_at_the_end_of(left: Iterator[int], statement: str) -> None:
    if statement.split(maxsplit=1)[0] in {"INSERT", "UPDATE"} and next(left, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
