"""What becomes of a unit that does not succeed: it waits, is held, or is said to be a bug; the others go on."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot import timing
from bot.domain import BOT, Hold
from bot.errors import Misconfigured, OverBudget, Queued, Rejected, Unavailable
from bot.ports import Bot

AGAIN = timedelta(minutes=10)
"""So often is asked whether there is room in the budget by now; asking costs nothing."""


@contextmanager
def unit(bot: Bot, key: str, *, counted_as: str = "") -> Iterator[None]:
    """Surrounds one unit of work: its trouble is recorded as its own and goes no further.

    `counted_as` is where its failures are kept, where another unit has the same key.
    Raises: what the store raises when even that cannot be recorded.
    """
    count = _Count(bot, key, counted_as or key)
    try:
        with bot.pulse.unit(key):
            yield
    except OverBudget as error:
        count.has_no_room(error)
    except Unavailable as error:
        count.failed("waits", str(error), retry_after=error.retry_after)
    except Queued as error:
        bot.report("waits", key, why=str(error))
    except Rejected as error:
        hold(bot, key, str(error))
    except Misconfigured as error:
        now = bot.clock.now()
        bot.store.failures.add(count.under, str(error), now, now)
        bot.report("misconfigured", key, why=str(error))
    except Exception as error:  # noqa: BLE001 - the one place: whatever a unit meets, the others go on
        bot.report("bug", key, why=repr(error), trace=traceback.format_exc())
        count.failed("bug", repr(error), bug=True)
    else:
        bot.store.failures.clear(count.under)


@dataclass(frozen=True, slots=True)
class _Count:
    """The failures of one unit."""

    bot: Bot
    key: str
    under: str

    def has_no_room(self, error: OverBudget) -> None:
        """Nothing failed, and so it is never given up. It is asked again soon, since the budget may be raised."""
        now = self.bot.clock.now()
        until = min(error.until or now + AGAIN, now + AGAIN)
        self.bot.store.failures.add(self.under, str(error), now, until)
        self.bot.report("waits", self.key, why=str(error))

    def failed(self, event: str, why: str, *, retry_after: float | None = None, bug: bool = False) -> None:
        """Counts it, waits longer each time, and holds what fails the same way for too long."""
        store, now = self.bot.store, self.bot.clock.now()
        known = store.failures.all().get(self.under)
        same = known if known and _alike(known.why, why) else None
        until = timing.next_try(same.count + 1 if same else 1, retry_after, now)
        # It is counted under its first wording: the store takes another one for another failure.
        failure = store.failures.add(self.under, same.why if same else why, now, until)
        # A feed is no item that could be held: it is asked for as long as it takes.
        if "/" in self.key and timing.given_up(failure.count, failure.since, now, bug=bug):
            store.failures.clear(self.under)
            since = f"{failure.since:%Y-%m-%d %H:%M} UTC"
            hold(self.bot, self.key, f"failed {failure.count} times since {since}: {why}")
        elif event == "waits":
            self.bot.report("waits", self.key, why=why)


def _alike(one: str, other: str) -> bool:
    """Whether two failures are the same but for their numbers: seconds, counts, ids."""
    return re.sub(r"\d+", "0", one) == re.sub(r"\d+", "0", other)


def hold(bot: Bot, key: str, error: str) -> None:
    """Holds a key in the bot's own name, and says why."""
    why = error.removeprefix(f"{key}: ")
    bot.store.holds.put(Hold(key=key, reason=why, who=BOT, since=bot.clock.now()))
    bot.report("held", key, why=why)


def forget_failures(bot: Bot, key: str) -> None:
    """Lets whatever failed of an item, or of what lies below it, be tried at once."""
    for one in bot.store.failures.all():
        if one == key or one.startswith((f"{key}/", f"{key}@", f"{key}#")):
            bot.store.failures.clear(one)
