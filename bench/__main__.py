"""`python -m bench`: every figure, one JSON line each; exits with 1 when one does not hold.

`--write` writes docs/performance.md and its pictures.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

from bench import digest, idle, memory, paced, page, reading, spread, starting
from bench.figure import Figure


def paced_digest() -> Iterator[Figure]:
    """One digest at the model's pace, and the same week naively."""
    yield from paced.figures(paced.ours(), paced.naive())


def editions_and_locales() -> Iterator[Figure]:
    """The same week again, in many editions, and in several languages."""
    yield from spread.figures(spread.spread())


MEASURES = (
    starting.help_over_click,
    starting.status_over_sqlalchemy,
    reading.splitting_over_feedparser,
    digest.figures,
    idle.figures,
    memory.figures,
    editions_and_locales,
    paced_digest,
)


def main(words: Sequence[str] | None = None) -> int:
    """Measures and prints as it goes."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures speed, memory and cost.")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its pictures")
    write, figures = parser.parse_args(words).write, list[Figure]()
    for measure in MEASURES:
        if sys.stderr.isatty():
            print(f"… {measure.__doc__}", file=sys.stderr)
        for figure in measure():
            figures.append(figure)
            print(figure.line(), flush=True)
    if write:
        page.write(page.Measured(figures=figures, ours=paced.ours(), naive=paced.naive(), spread=spread.spread()))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
