"""Digests that do not go out because a budget is spent: what moderators are told of each, once a hold or a month."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot import holding, timing, waiting
from bot.domain import BOT, Edition, fingerprint
from bot.errors import OverBudget
from bot.holding import Work
from bot.ports import Bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaid:
    """A digest that a budget stops: the key of what is said of it, the word that says it, and the digest's key."""

    key: str
    word: str
    digest: str


def unpaid(bot: Bot, edition: Edition) -> Iterator[Unpaid]:
    """What is still news in an edition, not out, and has a text that no budget had room for."""
    now = bot.clock.now()
    month, _ends = timing.month_of(now)
    for work in waiting.works(bot, edition):
        if now - work.issue.published <= timing.LATE and not waiting.is_there(bot, work):
            hold = holding.hold_on(bot, work)
            if hold and hold.who == BOT and hold.reason.startswith(OverBudget.DIGEST):
                yield _told(work, "unpaid_digest", f"{hold.since}")
            elif not hold and _waits(bot, work):
                yield _told(work, "unpaid_month", f"{month}")


def _waits(bot: Bot, work: Work) -> bool:
    """Whether a text of a digest waits for another month's budget."""
    first, last = f"{work.issue.key}/", f"@{work.edition.locale}"
    failures = bot.store.failures.all().items()
    return any(
        key.startswith(first) and key.endswith(last) and one.why.startswith(OverBudget.MONTH) for key, one in failures
    )


def _told(work: Work, word: str, since: str) -> Unpaid:
    named = fingerprint(f"{work.key} {since}")[:8]
    return Unpaid(key=f"{work.edition.name}#{word.replace('_', '-')}-{named}", word=word, digest=work.key)
