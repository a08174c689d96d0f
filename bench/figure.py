"""What a measurement says."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `aim` is the most it may be, or `at_least` that much; None where it is only reported."""

    figure: str
    value: float
    unit: str
    aim: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is within its aim."""
        if self.aim is None:
            return True
        return self.value >= self.aim if self.at_least else self.value <= self.aim

    def line(self) -> str:
        """The figure as JSON."""
        told = {name: getattr(self, name) for name in ("figure", "value", "unit", "aim", "holds")}
        return json.dumps(told, ensure_ascii=False)


def ratio(ours: Callable[[], object], yardstick: Callable[[], object], *, rounds: int = 7) -> float:
    """The median time of `ours` over that of `yardstick`, taken in turns so that both meet the same machine."""
    pairs = [(_seconds(ours), _seconds(yardstick)) for _ in range(rounds)]
    return round(median(one for one, _ in pairs) / median(other for _, other in pairs), 3)


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
