"""What can go wrong, by who must act. Anything else that is raised is a bug and is left to crash."""

from datetime import datetime


class PaperboyError(Exception):
    """The message names the item, what is wrong and what to do, in one line."""


class Unavailable(PaperboyError):
    """A service cannot answer now; the unit waits and is tried again later.

    `retry_after` is the wait in seconds the service asked for, None when it did not say; `crowded` where it said that
    it is asked too much at once.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, crowded: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.crowded = crowded


class Occupied(Unavailable):
    """Another process works here: it can be asked to do what is wanted."""


class OverBudget(Unavailable):
    """A model call has no room in a budget: nothing was sent. `until` is when it has by itself, None for never.

    The message begins with the name of the budget.
    """

    MONTH = "the month's budget"
    DIGEST = "the budget of a digest"

    def __init__(self, message: str, *, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class OutcomeUnknown(Unavailable):
    """A write went out and no answer came back: it may or may not have happened. Look before sending again."""


class Rejected(PaperboyError):
    """A service, or a rule of ours, refuses this one item; it is held until a moderator acts."""


class Queued(Rejected):
    """A service took it and keeps it for approval: it stands there as it was sent, and must not be drawn anew."""


class Misconfigured(PaperboyError):
    """The operator must change something: configuration, a secret, a permission, the machine."""
