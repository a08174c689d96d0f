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
    """A digest that a budget stops: its edition, its key, the word that says it, and the key of what is said."""

    edition: Edition
    digest: str
    word: str
    key: str


def unpaid(bot: Bot) -> list[Unpaid]:
    """Those of editions that listen to their readers: only there somebody is told."""
    editions = [one for one in bot.editions if one.correcting]
    return [*_held(bot, editions), *_waiting(bot, editions)] if editions else []


def _held(bot: Bot, editions: list[Edition]) -> Iterator[Unpaid]:
    """What its own budget holds."""
    for hold in holding.standing(bot):
        if hold.who == BOT and hold.reason.startswith(OverBudget.DIGEST):
            name = hold.key.rpartition("/")[2]
            yield from (_told(one, hold.key, "unpaid_digest", f"{hold.since}") for one in editions if one.name == name)


def _waiting(bot: Bot, editions: list[Edition]) -> Iterator[Unpaid]:
    """What is still news and has a text that waits for the next month's budget."""
    failures = bot.store.failures.all().items()
    short = {key.partition("@")[::2] for key, one in failures if "@" in key and one.why.startswith(OverBudget.MONTH)}
    month, _next = timing.month_of(bot.clock.now())
    for issue_key, locale in sorted({(text.rpartition("/")[0], locale) for text, locale in short}):
        issue = bot.store.issues.get(issue_key)
        for edition in editions:
            if issue and (edition.source, edition.locale) == (issue.source, locale):
                work = Work(issue=issue, edition=edition)
                if _is_news(bot, work):
                    yield _told(edition, work.key, "unpaid_month", f"{month}")


def _is_news(bot: Bot, work: Work) -> bool:
    since = bot.store.editions.since(work.edition.name)
    recent = bot.clock.now() - work.issue.published <= timing.LATE
    if since is None or work.issue.published < since or not recent:
        return False
    return not waiting.is_there(bot, work) and holding.hold_on(bot, work) is None


def _told(edition: Edition, digest: str, word: str, since: str) -> Unpaid:
    key = f"{edition.name}#{word.replace('_', '-')}-{fingerprint(f'{digest} {since}')[:8]}"
    return Unpaid(edition=edition, digest=digest, word=word, key=key)
