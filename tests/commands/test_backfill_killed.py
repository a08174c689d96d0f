"""`paperboy backfill` killed in the middle, wherever that is, and run again: each digest once."""

import json
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest

from tests.commands.old_weeks import add_japanese, keep_archive, obliging, records_of, some_weeks
from tests.commands.street import PROJECT, Street

pytestmark = pytest.mark.long

WEEKS = 4
WORDS = ("backfill", "--since", "2026-06-01", "--until", "2026-10-31", "--json")


def process(street: Street) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "bot", "--config", str(street.config), *WORDS]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def killed(street: Street, requests: int) -> None:
    """Runs it until the forum has had so many requests more, and kills it there."""
    running, before = process(street), len(street.asked("forum"))
    while len(street.asked("forum")) < before + requests and running.poll() is None:
        threading.Event().wait(0.001)
    running.kill()
    running.communicate()
    assert running.returncode == -signal.SIGKILL


def left(street: Street) -> int:
    """Runs it until it ends by itself; how many digests are left."""
    running = process(street)
    said, _ = running.communicate()
    assert running.returncode == 0
    told: dict[str, Any] = json.loads(said)
    return int(told["left"])


@pytest.mark.parametrize("requests", [(7, 3, 5), (10, 4, 8)])
def test_killed_in_the_middle_and_run_again_each_digest_is_there_once_and_nothing_was_refused(
    street: Street, requests: tuple[int, ...]
) -> None:
    weeks = some_weeks(WEEKS)
    obliging(street)
    keep_archive(street, weeks, records_of(weeks))
    add_japanese(street)
    street.hands.configure(max_post_length=4_000)
    for number in requests:
        killed(street, number)
    while left(street):
        street.wind(days=1, minutes=1)
    topics = street.topics
    assert len(topics) == 2 * WEEKS
    assert len({topic.external_id for topic in topics}) == 2 * WEEKS
    for topic in topics:
        markers = [body.rpartition("<!-- paperboy ")[2].partition(" ")[0] for body in street.bodies(topic)]
        assert [one.rpartition("#")[2] for one in markers] == [str(part) for part in range(1, len(markers) + 1)]
    assert 429 not in {one.status for one in street.asked("forum")}
