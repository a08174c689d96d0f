"""A process killed at any moment leaves whole transactions only."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain import Receipt, Verdict
from bot.store import Database

from .samples import NOON, a_finding, a_split, a_translation

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
