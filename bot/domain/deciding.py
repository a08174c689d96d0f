"""What people and the bot decide, wait for and wish."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

BOT = "paperboy"
"""Who holds and lets go what no person did."""


class Stop(StrEnum):
    """What a hold does. Only `HELD` and `PAUSED` can be lifted."""

    HELD = "held"
    PAUSED = "paused"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Stops an item, or an edition by its name. `who` is a person or `paperboy`; from `until` on it stops nothing."""

    key: str
    reason: str
    who: str
    since: datetime
    kind: Stop = Stop.HELD
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided of a key, by whom and when: `held`, `released`, `paused`, `resumed`, `dropped`, `withdrawn`, and
    `waived` of a version of a text that did not pass the gate and may be read all the same.
    """

    key: str
    what: str
    who: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A unit that failed the same way `count` times since `since`; it is not tried before `until`."""

    key: str
    why: str
    count: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a command or a page asks of the worker: `what` is one of `granting.grant`, `key` the item, empty for
    everything; `facts` are what else it takes to do it, by name.
    """

    number: int
    what: str
    key: str
    who: str
    at: datetime
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The one thing an item waits for, since when, and until when; None where no time can be given."""

    key: str
    what: str
    since: datetime | None = None
    until: datetime | None = None
