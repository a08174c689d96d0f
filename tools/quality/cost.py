"""How long the checks take, a family beside a yardstick that met the same machine."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

from bot import checks
from bot.checks import Pair
from tools.quality import data
from tools.quality.score import pair_of

ABSTRACT = 1_500
"""Characters of source an abstract has."""

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU time for one abstract, and as a multiple of the yardstick's."""

    family: str
    milliseconds: float
    ratio: float


def costs() -> list[Cost]:
    """Each family on the published abstracts and the excellent ones, and all together; the least of several rounds."""
    pairs = [pair_of(case) for case in (*data.published(), *data.clean()) if case.kind == "abstract"]
    abstracts = sum(len(pair.source) for pair in pairs) / ABSTRACT
    written = [json.dumps({"source": pair.source, "target": pair.target}) for pair in pairs]
    works: dict[str, Callable[[], object]] = {"": lambda: [json.loads(text) for text in written]}
    for module in checks.FAMILIES:
        works[module.__name__.rpartition(".")[2]] = _work(module.check, pairs)
    works["all"] = _work(checks.check, pairs)
    least = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            least[name] = min(least[name], _seconds(work))
    yardstick = least.pop("")
    return [Cost(name, 1000 * seconds / abstracts, seconds / yardstick) for name, seconds in least.items()]


def _work(check: Callable[[Pair], object], pairs: list[Pair]) -> Callable[[], object]:
    return lambda: [list(check(pair)) for pair in pairs]  # type: ignore[call-overload]


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
