"""What all that ask models share: the ledger, the clock, the purse, who is told, and the lanes to each server."""

from dataclasses import dataclass, field
from typing import Self

from bot.lanes import Lanes
from bot.llm.purse import Purse
from bot.llm.settings import ModelSettings
from bot.ports import Calls, Clock, Reporter


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """May be shared by threads, but `to` is for when they are not there yet."""

    calls: Calls
    clock: Clock
    purse: Purse
    report: Reporter
    lanes: dict[str, Lanes] = field(default_factory=dict)

    @classmethod
    def of(cls, calls: Calls, clock: Clock) -> Self:
        """With the usual budget, and nobody who listens."""
        return cls(calls=calls, clock=clock, purse=Purse(calls, clock), report=_silent)

    def to(self, settings: ModelSettings) -> Lanes:
        """The lanes to a model's server, the same for all that go there; as many as its first model asks for."""
        return self.lanes.setdefault(settings.base_url, Lanes(settings.concurrency))


def _silent(event: str, key: str, **facts: object) -> None:
    """Tells nobody."""
