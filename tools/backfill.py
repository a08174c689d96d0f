"""All real weeks from the archive into the sandbox's forum in two languages: each once, by how many requests.

The process is killed on some days, wherever it is then, and run again. Prints what was counted as JSON; exits with 1
where a digest is missing or there twice, a limit was passed, or there were more requests than
topics + 2 x posts + 2 %.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any

from bot.sandbox.week import Record
from tests.commands.old_weeks import add_japanese, forget_terms, keep_archive, obliging
from tests.commands.street import PROJECT, Street, a_street
from tests.sources.test_dair_corpus import WEEKS, weeks

WORDS = ("backfill", "--since", "2023-01-01", "--until", "2026-11-01", "--json")
MOST_DAYS = 40
KILLED = {0: 12, 3: 25, 6: 18}
"""On which days the process is killed, after so many requests to the forum."""


def main() -> int:
    """Runs it once."""
    parser = argparse.ArgumentParser(prog="python -m tools.backfill", description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth week (1)")
    every = parser.parse_args().every
    if not WEEKS.exists():
        print(f"{WEEKS} is not there: nothing to deliver")
        return 0
    with tempfile.TemporaryDirectory() as folder, a_street(Path(folder)) as street:
        told = _delivered(street, list(weeks().values())[::every])
    print(json.dumps(told, indent=1))
    return 0 if told["well"] else 1


def _delivered(street: Street, old: list[dict[str, Any]]) -> dict[str, Any]:
    obliging(street)
    forget_terms(street)
    keep_archive(street, old, _records())
    add_japanese(street)
    with street.config.open("a", encoding="utf-8") as file:
        file.write("\n[budget]\nmonth = 100000\n")
    days, kills, left = 0, 0, 1
    while left and days < MOST_DAYS:
        kills += _killed(street, KILLED[days]) if days in KILLED else 0
        left = _day(street)
        _let_out(street)
        street.wind(days=1, minutes=1)
        days += 1
    return {"weeks": len(old), "days": days, "kills": kills, **_counted(street, len(old))}


def _records() -> list[Record]:
    """What arXiv knows of the weeks' papers."""
    lines = WEEKS.with_name("abstracts.jsonl").read_text(encoding="utf-8").splitlines()
    papers = (json.loads(line) for line in lines)
    ids = ((re.search(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{5})", one["paperurl"]), one) for one in papers)
    return [
        Record(arxiv_id=found[1], title=one["title"], authors=("A. Author",), abstract=one["abstract"])
        for found, one in ids
        if found and one["abstract"]
    ]


def _process(street: Street) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "bot", "--config", str(street.config), *WORDS]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _killed(street: Street, requests: int) -> int:
    """Kills it after so many requests; 1 where it was not at its end by then."""
    running, before = _process(street), len(street.asked("forum"))
    while len(street.asked("forum")) < before + requests and running.poll() is None:
        threading.Event().wait(0.001)
    running.kill()
    running.communicate()
    return int((running.returncode or 0) < 0)


def _day(street: Street) -> int:
    """Runs it to the end of a day; how many digests are left."""
    said, _ = _process(street).communicate()
    told = json.loads(said)
    print(f"{told['out']} of {told['of']}, {told['held']} held", file=sys.stderr, flush=True)
    return int(told["left"])


def _let_out(street: Street) -> None:
    """What the gate held, a person lets out: the sandbox's model says nothing that could pass in every week."""
    with street.store() as store:
        held = [one.key for one in store.holds.all()]
    for key in held:
        street.run("release", key)


def _counted(street: Street, old: int) -> dict[str, Any]:
    asked, topics = street.asked("forum"), street.topics
    posts = sum(len(street.bodies(topic)) for topic in topics)
    ids = Counter(topic.external_id for topic in topics)
    bound = int((len(topics) + 2 * posts) * 1.02)
    refused = sum(one.status == 429 for one in asked)  # noqa: PLR2004 - too many requests
    whole = len(topics) == len(ids) == 2 * old
    return {
        "topics": len(topics),
        "duplicates": len(topics) - len(ids),
        "posts": posts,
        "requests": len(asked),
        "bound": bound,
        "limits passed": refused,
        "kinds": dict(Counter(f"{one.method} {re.sub(r'/(?:[0-9]+|pb-).*', '/N', one.path)}" for one in asked)),
        "well": whole and not refused and len(asked) <= bound,
    }


if __name__ == "__main__":
    sys.exit(main())
