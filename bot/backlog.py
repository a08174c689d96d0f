"""How far a backfill is, what is next of it, and what that waits for: questions to the store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from bot import budgeting, holding, timing, waiting
from bot.domain import Backfill, Edition, Pace, Stop, Wait
from bot.errors import Misconfigured
from bot.holding import Work
from bot.ports import Bot, Paced


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a backfill is, in digests: of those that are `left`, some are held.

    `waits` is what the next one waits for, None when it could go out now.
    """

    of: int
    out: int
    left: int
    held: int
    waits: Wait | None


def key_of(backfill: Backfill) -> str:
    """`backfill-3`: where its own failures and holds are kept."""
    return f"backfill-{backfill.number}"


def editions_of(bot: Bot, backfill: Backfill) -> list[Edition]:
    """Those of its editions that are still configured."""
    return [edition for edition in bot.editions if edition.name in backfill.editions]


def progress(bot: Bot, backfill: Backfill) -> Progress:
    """Asks the store alone."""
    works, left = every(bot, backfill), list(pending(bot, backfill))
    out = sum(waiting.finished(bot, work) for work in works)
    held = sum(holding.hold_on(bot, work) is not None for work in left)
    return Progress(of=len(works), out=out, held=held, left=len(left), waits=wait_of(bot, backfill))


def told(bot: Bot, backfill: Backfill) -> dict[str, Any]:
    """The same for programs to read."""
    found = progress(bot, backfill)
    return {
        "key": key_of(backfill),
        "editions": list(backfill.editions),
        "since": backfill.since.isoformat(),
        "until": backfill.until.isoformat(),
        "of": found.of,
        "out": found.out,
        "left": found.left,
        "held": found.held,
        "waits": found.waits.what if found.waits else None,
        "waits_until": found.waits.until.isoformat(timespec="minutes") if found.waits and found.waits.until else None,
    }


def wait_of(bot: Bot, backfill: Backfill) -> Wait | None:
    """The one thing its next digest waits for; None where it could go out now, or nothing is to come."""
    key = key_of(backfill)
    if backfill.ended:
        return None
    if hold := next((one for one in holding.standing(bot) if one.key == key), None):
        return Wait(key=key, what=f"a person: {holding.text(hold)}", since=hold.since, until=hold.until)
    if failure := bot.store.failures.all().get(key):
        return Wait(key=key, what=failure.why, since=failure.since, until=failure.until)
    if backfill.gathered is None:
        return Wait(key=key, what="its issues to be read", since=backfill.at)
    by_edition, left = _waits_by_edition(bot), list(pending(bot, backfill))
    free = [work for work in left if not holding.hold_on(bot, work)]
    if left and not free:
        return Wait(key=key, what="a person: all that is left is held", since=backfill.at)
    # Of many old digests most need not be reckoned: the first that waits for nothing is enough.
    waits = (_wait_of_one(bot, work, by_edition) for work in free)
    first = next(waits, None)
    return first if first and all(waits) else None


def _wait_of_one(bot: Bot, work: Work, waits: Mapping[str, Wait]) -> Wait | None:
    try:
        return waits.get(work.edition.name) or waiting.wait_to_look(bot, work) or budgeting.spent_out(bot, work)
    except Misconfigured as error:
        return Wait(key=work.key, what=str(error), since=bot.clock.now())


def due(bot: Bot, backfill: Backfill) -> list[Work]:
    """What can be delivered of the oldest issue of which anything can be. Raises: Misconfigured (no prices)."""
    waits = _waits_by_edition(bot)
    free = (
        work
        for work in pending(bot, backfill)
        if work.edition.name not in waits
        and not waiting.wait_to_look(bot, work)
        and not waiting.queued(bot, work)
        and not holding.hold_on(bot, work)
    )
    first = next(free, None)
    if first is None:
        return []
    same = [first, *(work for work in takewhile(lambda one: one.issue.key == first.issue.key, free))]
    return _fitting(bot, [work for work in same if not budgeting.spent_out(bot, work)])


def _fitting(bot: Bot, works: Sequence[Work]) -> list[Work]:
    """As many of them as their accounts may open topics for today."""
    fitting = list(works)
    for pace, names in accounts(bot).values():
        mine = [work for work in works if work.edition.name in names]
        for work in mine[budgeting.room(bot, pace, names) :]:
            fitting.remove(work)
    return fitting


def every(bot: Bot, backfill: Backfill) -> list[Work]:
    """Every digest of its time, the oldest issue first; of an issue those that are not out, edition by edition."""
    works = [work for edition in editions_of(bot, backfill) for work in waiting.every(bot, edition)]
    there = [work for work in works if backfill.since <= work.issue.end <= backfill.until]
    return sorted(there, key=lambda work: (work.issue.published, work.issue.key))


def pending(bot: Bot, backfill: Backfill) -> Iterator[Work]:
    """Those that are not out, nor given up, nor so new that they go out by themselves."""
    given_up = {one.key for one in holding.standing(bot) if one.kind in (Stop.DROPPED, Stop.WITHDRAWN)}
    news = {work.key for work in waiting.fresh_work(bot)}
    for work in every(bot, backfill):
        if not {work.key, work.issue.key} & given_up and work.key not in news and not waiting.finished(bot, work):
            yield work


def _waits_by_edition(bot: Bot) -> dict[str, Wait]:
    """What editions wait for whose accounts may write no more for now, or could not a moment ago."""
    waits: dict[str, Wait] = {}
    now, failures = bot.clock.now(), bot.store.failures.all()
    for account, (pace, names) in accounts(bot).items():
        if until := budgeting.crowded(bot, pace, names):
            what = f"tomorrow: {account} opens {pace.topics_a_day} topics a day, those for new issues among them"
            waits |= dict.fromkeys(names, Wait(key=account, what=what, since=now, until=until))
        for key, failure in failures.items():
            if key.partition("#")[0].rpartition("/")[2] in names and not timing.may_try(failure.until, now):
                what = f"its publisher: {failure.why}"
                waits |= dict.fromkeys(names, Wait(key=key, what=what, since=failure.since, until=failure.until))
    return waits


def accounts(bot: Bot) -> dict[str, tuple[Pace, list[str]]]:
    """By account, how fast it may write, and the editions that post by it; of different numbers the lowest counts."""
    found: dict[str, tuple[Pace, list[str]]] = {}
    for edition in bot.editions:
        place = bot.publishers[edition.name]
        if isinstance(place, Paced):
            pace, names = found.get(place.pace.account, (place.pace, []))
            slower = min(pace, place.pace, key=lambda one: one.topics_a_day)
            found[pace.account] = (slower, [*names, edition.name])
    return found
