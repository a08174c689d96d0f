"""What becomes of a unit that does not succeed: it waits, is held, or is said to be a bug; the others go on."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from bot import timing
from bot.domain import BOT, Hold
from bot.errors import Misconfigured, Queued, Rejected, Unavailable
from bot.ports import Bot


@contextmanager
def unit(bot: Bot, key: str) -> Iterator[None]:
    """Surrounds one unit of work: its trouble is recorded as its own and goes no further.

    Raises: what the store raises when even that cannot be recorded.
    """
    try:
        with bot.pulse.unit(key):
            yield
    except Unavailable as error:
        _failed(bot, key, "waits", str(error), retry_after=error.retry_after)
    except Queued as error:
        bot.report("waits", key, why=str(error))
    except Rejected as error:
        hold(bot, key, str(error))
    except Misconfigured as error:
        bot.report("misconfigured", key, why=str(error))
    except Exception as error:  # noqa: BLE001 - the one place: whatever a unit meets, the others go on
        bot.report("bug", key, why=repr(error), trace=traceback.format_exc())
        _failed(bot, key, "bug", repr(error), bug=True)
    else:
        bot.store.failures.clear(key)


def _failed(bot: Bot, key: str, event: str, why: str, *, retry_after: float | None = None, bug: bool = False) -> None:
    """Counts it, waits longer each time, and holds what fails the same way for too long."""
    now = bot.clock.now()
    known = bot.store.failures.all().get(key)
    same = known if known and _alike(known.why, why) else None
    until = timing.next_try(same.count + 1 if same else 1, retry_after, now)
    # It is counted under its first wording: the store takes another one for another failure.
    failure = bot.store.failures.add(key, same.why if same else why, now, until)
    if timing.given_up(failure.count, failure.since, now, bug=bug):
        bot.store.failures.clear(key)
        hold(bot, key, f"failed {failure.count} times since {failure.since:%Y-%m-%d %H:%M} UTC: {why}")
    elif event == "waits":
        bot.report("waits", key, why=why)


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
        if one == key or one.startswith((f"{key}/", f"{key}@")):
            bot.store.failures.clear(one)
