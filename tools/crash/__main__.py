"""`python -m tools.crash`: kills the bot everywhere, restarts it, and sums up what stands.

    kills=… topics=… parts=… duplicates=0 lost=0 repaid=… in_flight=…

A line for each concurrency and one for all. Exits with 1 when anything is doubled, lost, out of order or paid for
twice without need; each such run is told with the words that repeat it.
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

from tools.crash.lane import Lane, NotReached, NotUsable, lane
from tools.crash.points import Point, read_point, spread, with_second
from tools.crash.verdict import Outcome


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
            if point.concurrency == 1:
                self._accuse(point, str(error))
            self._show()

    def told(self) -> int:
        """Prints the sums; the exit code."""
        numbers = {point.concurrency for point, _ in self.outcomes}
        for number in sorted(numbers, reverse=True):
            of_it = [outcome for point, outcome in self.outcomes if point.concurrency == number]
            print(f"concurrency {number}: {_sums(of_it)}")
        if self.passed_by:
            print(f"{len(self.passed_by)} points were not reached: {', '.join(map(str, self.passed_by))}")
        print(_sums([one for _, one in self.outcomes]))
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
    points = list(_all_points(asked.concurrency, lanes, pool))
    if asked.sample:
        points = spread(points, asked.sample, chance)
    if asked.twice:
        points = [with_second(point, lanes[0].rehearse(point.concurrency).kills, chance) for point in points]
    return points


def _all_points(numbers: Sequence[int], lanes: Sequence[Lane], pool: ThreadPoolExecutor) -> Iterator[Point]:
    for number in numbers:
        rehearsals = list(pool.map(lambda one, number=number: one.rehearse(number), lanes))
        if len({one.kills for one in rehearsals}) > 1:
            raise NotUsable(f"two undisturbed runs at concurrency {number} did not make the same calls")
        for kill in rehearsals[0].kills:
            yield Point(concurrency=number, kills=(kill,))


def _sums(outcomes: Sequence[Outcome]) -> str:
    def total(name: str) -> int:
        return sum(getattr(one, name) for one in outcomes)

    def each(name: str) -> str:
        values = sorted({getattr(one, name) for one in outcomes})
        return "–".join(map(str, dict.fromkeys((values[0], values[-1])))) if values else "0"

    return (
        f"kills={total('kills')} topics={each('topics')} parts={each('parts')} duplicates={total('duplicates')}"
        f" lost={total('lost')} repaid={total('repaid')} in_flight={total('in_flight')}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.crash", description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, metavar="N", help="N points of every kind instead of all")
    parser.add_argument("--concurrency", type=int, nargs="+", default=[4, 1], metavar="N", help="default: 4 1")
    parser.add_argument("--lanes", type=int, default=2, help="how many run at once, each with a sandbox (2)")
    parser.add_argument("--seed", type=int, default=1, help="chooses the sample and the second kills")
    parser.add_argument("--twice", action="store_true", help="kill the process that follows as well, somewhere")
    parser.add_argument("--only", type=read_point, action="append", metavar="POINT", help="this point, as it is told")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
