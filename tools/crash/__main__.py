"""`python -m tools.crash`: kills the bot everywhere, restarts it, and sums up what stands.

    kills=… topics=… parts=… asked=1 answered=1 edits=1 thanks=1 duplicates=0 lost=0 repaid=… in_flight=…

Three stories: the week that goes out; the loop that follows, from a reader's comment to the word of thanks; and the
week that goes to several places in two languages, with a moderator's edit that all of them must get. A line for each
and one for all. Exits with 1 when anything is doubled, lost, out of order, edited twice, or paid for twice
without need; each such run is told with the words that repeat it.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock

from tools.crash.lane import Lane, NotReached, lane
from tools.crash.points import EDITIONS, LOOP, Point, Story, read_point, sampled, with_second
from tools.crash.town import NotUsable
from tools.crash.verdict import Outcome

_TO_ADD = ("duplicates", "lost", "repaid", "in_flight")


def main() -> int:
    """Exit codes: 0 all is well, 1 not."""
    asked = _arguments()
    with ExitStack() as stack, ThreadPoolExecutor(asked.lanes) as pool:
        try:
            lanes = list(pool.map(lambda _: stack.enter_context(lane()), range(asked.lanes)))
            points = _points(asked, lanes, pool)
            tally = Tally(total=len(points), lively=sys.stderr.isatty())
            waiting: SimpleQueue[Point | None] = SimpleQueue()
            for point in [*points, *[None for _ in lanes]]:
                waiting.put(point)
            list(pool.map(lambda one: _work(one, waiting, tally), lanes))
        except NotUsable as error:
            print(f"crash: {error}", file=sys.stderr)
            return 1
    return tally.told()


@dataclass(slots=True)
class Tally:
    """What came of the runs so far, told as they end."""

    total: int
    lively: bool
    outcomes: list[tuple[Point, Outcome]] = field(default_factory=list)
    passed_by: list[Point] = field(default_factory=list)
    wrong: int = 0
    _lock: Lock = field(default_factory=Lock)

    def add(self, point: Point, outcome: Outcome) -> None:
        """A run that was killed at its point."""
        with self._lock:
            self.outcomes.append((point, outcome))
            if outcome.wrong:
                self._accuse(point, "; ".join(outcome.wrong))
            self._show()

    def pass_by(self, point: Point, error: NotReached) -> None:
        """A run that never came to its point: with several threads the order of calls may allow that, with one not."""
        with self._lock:
            self.passed_by.append(point)
            if point.story.in_order:
                self._accuse(point, str(error))
            self._show()

    def told(self) -> int:
        """Prints the sums; the exit code."""
        for story in dict.fromkeys(point.story for point, _ in self.outcomes):
            print(f"{story}: {_sums([one for one in self.outcomes if one[0].story == story])}")
        if self.passed_by:
            print(f"{len(self.passed_by)} points were not reached: {', '.join(map(str, self.passed_by))}")
        print(_sums(self.outcomes))
        return int(self.wrong > 0 or not self.outcomes)

    def _accuse(self, point: Point, what: str) -> None:
        self.wrong += 1
        clear = "\r" if self.lively else ""
        print(f"{clear}wrong: {what}\n  again: python -m tools.crash --only {str(point)!r}", file=sys.stderr)

    def _show(self) -> None:
        done = len(self.outcomes) + len(self.passed_by)
        if self.lively:
            print(f"\r{done}/{self.total}", end="" if done < self.total else "\n", file=sys.stderr, flush=True)
        elif done % 25 == 0 or done == self.total:
            print(f"{done} of {self.total} points, {self.wrong} wrong", file=sys.stderr, flush=True)


def _work(one: Lane, waiting: "SimpleQueue[Point | None]", tally: Tally) -> None:
    while (point := waiting.get()) is not None:
        try:
            tally.add(point, one.run(point))
        except NotReached as error:
            tally.pass_by(point, error)


def _points(asked: argparse.Namespace, lanes: Sequence[Lane], pool: ThreadPoolExecutor) -> list[Point]:
    if asked.only:
        return list(asked.only)
    chance = random.Random(asked.seed)  # noqa: S311 - to be repeated, not to be secret
    points = list(_all_points(asked.story, lanes, pool))
    if asked.sample:
        points = sampled(points, asked.sample, chance)
    if asked.twice:
        points = [with_second(point, lanes[0].rehearse(point.story).kills, chance) for point in points]
    return points


def _all_points(stories: Sequence[Story], lanes: Sequence[Lane], pool: ThreadPoolExecutor) -> Iterator[Point]:
    for story in stories:
        rehearsals = list(pool.map(lambda one, story=story: one.rehearse(story), lanes))
        if len({one.kills for one in rehearsals}) > 1:
            raise NotUsable(f"two undisturbed runs of {story.name} did not make the same calls")
        for kill in rehearsals[0].kills:
            yield Point(story=story, kills=(kill,))


def _sums(runs: Sequence[tuple[Point, Outcome]]) -> str:
    """How often a thing stands is told as the least and the most of a run; the loop's own only of the loop's runs."""
    outcomes = [outcome for _, outcome in runs]
    of_loop = [outcome for point, outcome in runs if point.story.is_loop]
    figures = {
        "kills": str(sum(one.kills for one in outcomes)),
        **{name: _each(name, outcomes) for name in ("topics", "parts")},
        **{name: _each(name, of_loop) for name in ("asked", "answered", "edits", "thanks") if of_loop},
        **{name: str(sum(getattr(one, name) for one in outcomes)) for name in _TO_ADD},
    }
    return " ".join(f"{name}={figure}" for name, figure in figures.items())


def _each(name: str, outcomes: Sequence[Outcome]) -> str:
    values = sorted({getattr(one, name) for one in outcomes}) or [0]
    return "–".join(map(str, dict.fromkeys((values[0], values[-1]))))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.crash", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--sample", type=int, metavar="N", help="N points of the week, half as many of each other story"
    )
    passes = [*LOOP, *EDITIONS]
    every = [Story(name=name) for name in ("4", "1", *passes)]
    parser.add_argument(
        "--story",
        type=lambda name: Story(name=name),
        nargs="+",
        default=every,
        metavar="NAME",
        help=f"the week at a concurrency, by its number, or a pass of the others (4 1 {' '.join(passes)})",
    )
    parser.add_argument("--lanes", type=int, default=2, help="how many run at once, each with a sandbox (2)")
    parser.add_argument("--seed", type=int, default=1, help="chooses the sample and the second kills")
    parser.add_argument("--twice", action="store_true", help="kill the process that follows as well, somewhere")
    parser.add_argument("--only", type=read_point, action="append", metavar="POINT", help="this point, as it is told")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
