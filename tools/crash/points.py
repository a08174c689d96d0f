"""Where the bot can be killed: before or after the effect of each call it makes and of each commit of its store.

A point is written as it is repeated: `4 before forum POST /posts 2` is a run at concurrency 4 that dies when it makes
its second such call. Nothing here knows what the bot calls: the points are those of a run that nobody disturbed.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

STORE = "store"
"""Stands where a server's name stands, when it is a commit that is meant."""

_THEN = " then "


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """One SIGKILL. `what` is `POST /posts`, or `commit`; `nth` counts from 1 in the process that dies."""

    when: str
    server: str
    what: str
    nth: int

    def __str__(self) -> str:
        return f"{self.when} {self.server} {self.what} {self.nth}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One run: its concurrency, and the kills of its first processes, one each."""

    concurrency: int
    kills: tuple[Kill, ...]

    def __str__(self) -> str:
        return f"{self.concurrency} {_THEN.join(map(str, self.kills))}"


def read_point(text: str) -> Point:
    """A point as `str` writes it. Raises: ValueError."""
    concurrency, _, kills = text.partition(" ")
    return Point(concurrency=int(concurrency), kills=tuple(map(_read_kill, kills.split(_THEN))))


def _read_kill(text: str) -> Kill:
    when, server, *what, nth = text.split(" ")
    if when not in ("before", "after") or not what:
        raise ValueError(f"{text!r} is not `before|after SERVER METHOD PATH NTH` or `before|after store commit NTH`")
    return Kill(when=when, server=server, what=" ".join(what), nth=int(nth))


def all_kills(requests: Sequence[dict[str, Any]], commits: int) -> Iterator[Kill]:
    """Two for each line of a sandbox's request log, in its order, and two for each commit."""
    seen: Counter[tuple[str, str]] = Counter()
    for line in requests:
        place = line["server"], f"{line['method']} {line['path']}"
        seen[place] += 1
        yield from _before_and_after(*place, seen[place])
    for nth in range(1, commits + 1):
        yield from _before_and_after(STORE, "commit", nth)


def _before_and_after(server: str, what: str, nth: int) -> Iterator[Kill]:
    for when in ("before", "after"):
        yield Kill(when=when, server=server, what=what, nth=nth)


def spread(points: Sequence[Point], size: int, chance: random.Random) -> list[Point]:
    """So many of the points, evenly over concurrency, server and side; all of them where there are fewer."""
    kinds: defaultdict[tuple[int, str, str], list[Point]] = defaultdict(list)
    for point in chance.sample(points, len(points)):
        kinds[point.concurrency, point.kills[0].server, point.kills[0].when].append(point)
    queues = list(kinds.values())
    chosen: list[Point] = []
    while queues and len(chosen) < size:
        chosen += [queue.pop() for queue in queues[: size - len(chosen)]]
        queues = [queue for queue in queues if queue]
    return chosen


def with_second(point: Point, kills: Sequence[Kill], chance: random.Random) -> Point:
    """The point, and a kill of the process that follows at some call or commit of its own."""
    other = chance.choice(kills)
    # The second process has less to do than the first: where it calls at all, it makes the first such call.
    nth = chance.randint(1, max(1, other.nth // 2)) if other.server == STORE else 1
    second = Kill(when=other.when, server=other.server, what=other.what, nth=nth)
    return Point(concurrency=point.concurrency, kills=(*point.kills, second))
