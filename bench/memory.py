"""What memory the bot takes after many digests in one process, the sandbox being another.

python -m bench.memory FOLDER NEWSLETTER    posts fifty weeks, one after another, and prints its memory as JSON

Every week has ten papers, the demo's again under other dates: what the model said of them is in the ledger, so it is
asked for the first week only. All else is done each week: reading, gate, drawing, posting, reading back.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

from bench.figure import Figure
from bot.sandbox.substack import Post, posts, rss
from bot.sandbox.week import DEMO, load_week

DIGESTS = 50
EARLY = 10

LISTED = 20
"""So many posts the feed lists, from the first poll on."""

_AROUND = 5
"""Of so many digests in a row the median is taken: what a single one leaves varies by some megabytes."""

AS_SERVED = "MALLOC_ARENA_MAX=2"
"""What deploy/paperboy.service sets: https://man7.org/linux/man-pages/man3/mallopt.3.html"""

_MEGABYTE = 1_000_000


def figures() -> Iterator[Figure]:
    """Resident memory after fifty digests, and how much of it came after the tenth."""
    from bot.commands.demo import sandbox, write_config  # noqa: PLC0415 - measured in the other process

    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder)) as street:
        write_config(Path(folder), street)
        words = ["/usr/bin/env", AS_SERVED, sys.executable, "-m", "bench.memory", folder, street["newsletter"]]
        taken = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    early, last = (median(taken[end - _AROUND : end]) for end in (EARLY, DIGESTS))
    yield Figure(figure=f"bot memory after {DIGESTS} digests", value=last, unit="MB", aim=180.0)
    growth = round(last - early, 1)
    yield Figure(figure=f"its growth from digest {EARLY} to {DIGESTS}", value=growth, unit="MB", aim=5.0)


def main() -> None:
    """Fifty weeks, measured from inside."""
    import httpx  # noqa: PLC0415 - what the bot loads, loaded here

    from bot import pipeline, waiting  # noqa: PLC0415
    from bot.clock import WoundClock  # noqa: PLC0415
    from bot.commands.desk import silent, working  # noqa: PLC0415

    folder, newsletter = Path(sys.argv[1]), sys.argv[2]
    clock, taken, weeks = WoundClock(folder / "clock"), list[float](), _weeks()
    began = clock.now()
    with working(folder / "config.toml", silent) as bot:
        for number in range(DIGESTS):
            xml = rss(load_week(DEMO), weeks[number : number + LISTED][::-1], newsletter)
            httpx.post(f"{newsletter}/_sandbox/feed", json={"xml": xml.decode()}).raise_for_status()
            clock.set(began + timedelta(weeks=number))
            pipeline.tick(bot)
            work = waiting.newest(bot)[0]
            if not waiting.finished(bot, work):
                # The same papers again: a person says that it is another issue.
                bot.store.holds.lift(work.issue.key, "bench", clock.now())
                pipeline.tick(bot)
            assert waiting.finished(bot, work), f"digest {number + 1} was not posted"
            assert work.issue.slug == weeks[number + LISTED - 1].slug, "an issue was not read"
            taken.append(_resident_mb())
    print(json.dumps(taken))


def _weeks() -> list[Post]:
    """The demo's issue, and the same under other dates: those before it, and a week later each time; oldest first."""
    week = load_week(DEMO)
    issue = next(post for post in posts(week) if post.slug == week.slug)
    return [_later(issue, number) for number in range(1 - LISTED, DIGESTS)]


def _later(issue: Post, number: int) -> Post:
    ends = issue.published.date() + timedelta(weeks=number)
    covered = f"{_day(ends - timedelta(days=7))} - {_day(ends)}"
    subtitle = f"The Top AI Papers of the Week ({covered})"
    published: datetime = issue.published + timedelta(weeks=number)
    return replace(issue, subtitle=subtitle, slug=f"{issue.slug[:-3]}{number + LISTED:03x}", published=published)


def _day(day: date) -> str:
    return f"{day:%B} {day.day}"


def _resident_mb() -> float:
    """https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html: the second number, in pages."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE, 1)


if __name__ == "__main__":
    main()
