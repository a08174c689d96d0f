"""What memory the bot takes after many digests in one process. Sandbox and what brings the weeks are others.

python -m bench.memory CONFIG    posts a week for each line it is given, an issue's slug, and prints its memory

Every week has ten papers, the demo's again under other dates and with other words at the end of each first sentence, so
that no text is remembered: the model is asked for each, and all else is done each week too. Nothing is tidied up before
the memory is read.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from statistics import median

from bench import week
from bench.figure import Figure
from bench.street import Street
from bot.clock import WoundClock
from bot.domain import Entry, Paper, fingerprint
from bot.llm import intro, translate
from bot.sandbox.recordings import Recording
from bot.sandbox.substack import Post, posts
from bot.sandbox.week import DEMO, Week, load_week
from bot.sources._papers import PAPERS

Piece = tuple[Entry, Paper]

DIGESTS = 50
EARLY = 10

LISTED = 20
"""So many posts the feed lists, from the first poll on."""

_AROUND = 5
"""Of so many digests in a row the median is taken: what a single one leaves varies by some megabytes."""

AS_SERVED = "MALLOC_ARENA_MAX=2"
"""What deploy/paperboy.service sets: https://man7.org/linux/man-pages/man3/mallopt.3.html"""

_MEGABYTE = 1_000_000

_ENDS = [
    " ".join(words) for most in (1, 2, 3) for words in permutations(("also", "even", "just", "quite", "still"), most)
]
"""Words that ask for no others in a translation; a week's own tell its texts from those of the others."""


def figures() -> Iterator[Figure]:
    """Resident memory after fifty digests, and how much of it came after the tenth."""
    from bot.commands.demo import sandbox, write_config  # noqa: PLC0415 - for this measurement only

    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder)) as told:
        config = write_config(Path(folder), told)
        taken = list(_posted(config, Street(told), WoundClock(Path(folder) / "clock")))
    early, last = (median(taken[end - _AROUND : end]) for end in (EARLY, DIGESTS))
    yield Figure(figure=f"bot memory after {DIGESTS} digests", value=last, unit="MB", aim=180.0)
    growth = round(last - early, 1)
    yield Figure(figure=f"its growth from digest {EARLY} to {DIGESTS}", value=growth, unit="MB", aim=5.0)


def _posted(config: Path, street: Street, clock: WoundClock) -> Iterator[float]:
    """Brings week after week; the memory of the bot's process after each."""
    words = ["/usr/bin/env", AS_SERVED, sys.executable, "-m", "bench.memory", str(config)]
    weeks, began = _weeks(), clock.now()
    pieces: Sequence[Piece] = ()
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdin, "it was asked for"
        assert process.stdout, "it was asked for"
        for number in range(DIGESTS):
            listed = weeks[number : number + LISTED][::-1]
            street.offer(listed)
            street.add(_answers(pieces, number))
            clock.set(began + timedelta(weeks=number))
            print(listed[0].slug, file=process.stdin)
            yield float(process.stdout.readline())
            pieces = pieces or week.known(config).pieces


def main() -> None:
    """Digest after digest, measured from inside."""
    from bot import pipeline, waiting  # noqa: PLC0415 - what the bot loads, loaded here
    from bot.commands.desk import silent, working  # noqa: PLC0415

    with working(Path(sys.argv[1]), silent) as bot:
        for slug in map(str.strip, sys.stdin):
            pipeline.tick(bot)
            work = waiting.newest(bot)[0]
            if not waiting.finished(bot, work):
                # The same papers again: a person says that it is another issue.
                bot.store.holds.lift(work.issue.key, "bench", bot.clock.now())
                pipeline.tick(bot)
            assert waiting.finished(bot, work), f"{slug} was not posted"
            assert work.issue.slug == slug, f"{slug} was not read"
            assert len(bot.store.calls.under(work.issue.key)) > PAPERS, "the model was not asked for each text"
            unwritten = waiting.word_of(bot, work.edition, "source_only")
            assert not any(unwritten in post.raw for post in bot.store.posts.of(work.key)), "a text was not accepted"
            print(_resident_mb(), flush=True)


def _weeks() -> list[Post]:
    """The demo's issue, and it again under other dates: those before it, and a week later each time; oldest first."""
    demo = load_week(DEMO)
    return [_later(_worded(demo, number), number) for number in range(1 - LISTED, DIGESTS)]


def _worded(demo: Week, number: int) -> Post:
    papers = tuple(replace(paper, lead=paper.lead + _end(number)) for paper in demo.papers)
    return next(post for post in posts(replace(demo, papers=papers)) if post.slug == demo.slug)


def _end(number: int) -> str:
    """Nothing for the demo's own week and those before it."""
    return f" {_ENDS[number - 1]}" if number > 0 else ""


def _answers(pieces: Sequence[Piece], number: int) -> Iterator[Recording]:
    """What the model says of these texts of the demo's week, said of those of a later one."""
    later = [(replace(entry, summary=_worded_lead(entry.summary, number)), paper) for entry, paper in pieces]
    hashes = {
        fingerprint(translate.source(*a)): fingerprint(translate.source(*b)) for a, b in zip(pieces, later, strict=True)
    }
    hashes[fingerprint(intro.source(pieces))] = fingerprint(intro.source(later))
    for one in week.answers("ko"):
        if one.sha256 in hashes:
            yield one.model_copy(update={"sha256": hashes[one.sha256]})


def _worded_lead(summary: str, number: int) -> str:
    lead, line, rest = summary.partition("\n")
    return lead + _end(number) + line + rest


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
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE, 1)


if __name__ == "__main__":
    main()
