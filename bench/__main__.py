"""`python -m bench`: every figure, one JSON line each; exits with 1 when one does not hold.

`--write` writes docs/performance.md and its pictures.
"""

import argparse
import sys

from bench import digest, idle, paced, page, reading, spread, starting
from bench.figure import Figure


def main() -> int:
    """Measures and prints as it goes."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures speed, memory and cost.")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its pictures")
    write, figures = parser.parse_args().write, list[Figure]()

    def tell(figure: Figure) -> None:
        figures.append(figure)
        print(figure.line(), flush=True)

    for measure in (starting.help_over_click, reading.splitting_over_feedparser, digest.figures, idle.figures):
        _say(measure.__doc__ or "")
        for figure in measure():
            tell(figure)
    _say("One digest at the model's pace.")
    ours = paced.ours()
    _say("The same week, naively.")
    naive = paced.naive(ours.week)
    _say("Many editions, and languages.")
    found = spread.spread()
    for figure in (*paced.figures(ours, naive), *spread.figures(found)):
        tell(figure)
    if write:
        page.write(page.Measured(figures=figures, ours=ours, naive=naive, spread=found))
    return 0 if all(figure.holds for figure in figures) else 1


def _say(what: str) -> None:
    if sys.stderr.isatty():
        print(f"… {what}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
