"""Where the bot can be killed: before or after the effect of each call it makes and of each commit of its store.

A point is written as it is repeated: `4 before forum POST /posts 2` is the week at concurrency 4, by a bot that dies
when it makes its second such call; `obeys after forum PUT /posts/505 1` is the loop, by a bot that dies in the pass in
which it does what a moderator decided; `mends before receiver POST /take 1` are the editions, by a bot that dies in the
pass that follows a moderator's edit. Nothing here knows what the bot calls: the points are those of a run that nobody
disturbed.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

STORE = "store"
"""Stands where a server's name stands, when it is a commit that is meant."""

LOOP = {"asks": 1, "obeys": 2}
"""How many passes come before the one in which a reader's comment is read and moderators are asked, and before the one
in which their answer is obeyed."""

LOOP_PASSES = 3
"""One that publishes, one that asks, one that obeys."""

EDITIONS = {"spreads": 0, "mends": 2}
"""The same of the pass in which a week goes to several places, and of the one that carries an edit of it to them."""

EDITIONS_PASSES = 3
"""One that publishes, one that reads the later topic anew, one that reads the first, which a moderator mended."""

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
class Story:
    """What happens, and in which pass the first process dies: a concurrency's number for the week, or a pass of `LOOP`
    or of `EDITIONS`.

    `before` is how many passes come before that one, and `after` how many after it, where nobody disturbs them.
    """

    name: str

    def __post_init__(self) -> None:
        if not (self.is_loop or self.is_editions or self.name.isdecimal()):
            raise ValueError(f"{self.name!r} is neither a concurrency nor one of {', '.join([*LOOP, *EDITIONS])}")

    @property
    def is_loop(self) -> bool:
        """Whether a reader comments on the week, and a moderator decides."""
        return self.name in LOOP

    @property
    def is_editions(self) -> bool:
        """Whether the week goes to several places, in two languages, and a moderator mends it."""
        return self.name in EDITIONS

    @property
    def concurrency(self) -> int:
        """How many questions the model is asked at a time."""
        return int(self.name) if self.name.isdecimal() else 1

    @property
    def before(self) -> int:
        """Passes that nobody disturbs, before the one that counts."""
        return {**LOOP, **EDITIONS}.get(self.name, 0)

    @property
    def after(self) -> int:
        """Passes until all is done, after the one that counts."""
        passes = LOOP_PASSES if self.is_loop else EDITIONS_PASSES if self.is_editions else 1
        return passes - self.before - 1

    @property
    def in_order(self) -> bool:
        """Whether every run makes the same calls in the same order."""
        return self.concurrency == 1

    def __str__(self) -> str:
        return f"concurrency {self.name}" if self.name.isdecimal() else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One run: its story, and the kills of the processes from the pass that counts on, one each."""

    story: Story
    kills: tuple[Kill, ...]

    def __str__(self) -> str:
        return f"{self.story.name} {_THEN.join(map(str, self.kills))}"


def read_point(text: str) -> Point:
    """A point as `str` writes it. Raises: ValueError."""
    name, _, kills = text.partition(" ")
    return Point(story=Story(name=name), kills=tuple(map(_read_kill, kills.split(_THEN))))


def _read_kill(text: str) -> Kill:
    when, server, *what, nth = text.split(" ")
    if when not in ("before", "after") or not what:
        raise ValueError(f"{text!r} is not `before|after SERVER METHOD PATH NTH` or `before|after store commit NTH`")
    return Kill(when=when, server=server, what=" ".join(what), nth=int(nth))


def all_kills(requests: Sequence[dict[str, Any]], commits: int) -> Iterator[Kill]:
    """Two for each line of a log of requests, in its order, and two for each commit."""
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


def sampled(points: Sequence[Point], size: int, chance: random.Random) -> list[Point]:
    """So many points of the week, half as many of the loop, and half as many of the editions."""
    loop, editions = ([one for one in points if one.story.name in names] for names in (LOOP, EDITIONS))
    week, half = [one for one in points if one.story.name.isdecimal()], -(-size // 2)
    return [*spread(week, size, chance), *spread(loop, half, chance), *spread(editions, half, chance)]


def spread(points: Sequence[Point], size: int, chance: random.Random) -> list[Point]:
    """So many of the points, evenly over story, server and side; all of them where there are fewer."""
    kinds: defaultdict[tuple[Story, str, str], list[Point]] = defaultdict(list)
    for point in chance.sample(points, len(points)):
        kinds[point.story, point.kills[0].server, point.kills[0].when].append(point)
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
    return Point(story=point.story, kills=(*point.kills, second))
