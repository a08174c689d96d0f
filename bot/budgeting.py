"""What old issues may cost: so much a month on models, so many topics a day, each with a share kept for new ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import texts, timing
from bot.domain import Entry, Issue, Pace, Wait
from bot.holding import Work
from bot.ports import Bot

LAST = 5
"""So many issues of a locale say what the next one will cost."""

DAY = timedelta(days=1)

ABSTRACT = 1_400
"""Characters of an abstract that is not known yet: the middle one of a thousand on arXiv."""


def spent_out(bot: Bot, work: Work) -> Wait | None:
    """What the texts of an old digest wait for; None where the month's budget has room for what is missing of them.

    Raises: Misconfigured (a model has no prices).
    """
    now, told = bot.clock.now(), bot.spending
    room = told.month * (1 - told.reserved)
    begins, ends = timing.month_of(now)
    spent, needed = bot.store.calls.spent(begins), estimate(bot, work.issue, work.edition.locale)
    if not needed or spent + needed <= room:
        return None
    what = (
        f"next month's budget: of {told.month:.2f} US dollars {spent:.2f} are spent, the next issue may take"
        f" {needed:.2f}, and {told.month - room:.2f} are kept for new ones ([budget] in config.toml)"
    )
    return Wait(key=work.key, what=what, since=now, until=ends)


def estimate(bot: Bot, issue: Issue, locale: str) -> float:
    """About how many US dollars the missing texts of an issue cost: 0.0 where none is missing.

    By what the last issues in that locale cost; before there is any, by length. Raises: as `spent_out`.
    """
    entries = bot.store.issues.entries(issue.key)
    return usual(bot, locale, entries, but_for=issue.key) * missing(bot, issue, locale) / (len(entries) + 1)


def missing(bot: Bot, issue: Issue, locale: str) -> int:
    """How many texts of an issue are still to be written in a locale, its intro among them."""
    if texts.nameless(bot, issue):
        return len(bot.store.issues.entries(issue.key)) + 1
    return len(texts.untranslated(bot, issue, bot.locales[locale]))


def usual(bot: Bot, locale: str, entries: Sequence[Entry], *, but_for: str = "") -> float:
    """What an issue of these entries may cost, of which nothing is written. Raises: as `spent_out`."""
    characters = sum(len(one.name) + len(one.summary) + (ABSTRACT if one.arxiv_id else 0) for one in entries)
    by_length = bot.translator.estimate(len(entries) + 1, characters)
    known = bot.store.calls.by_issue(locale, LAST + 1)
    costs = [cost for key, cost in known.items() if key != but_for][:LAST]
    return sum(costs) / len(costs) if costs else by_length


def room(bot: Bot, pace: Pace, editions: Sequence[str]) -> int:
    """How many topics an account may still open today for old issues.

    `editions` are all that post by it: for each of them one topic a day is kept.
    """
    return _most(pace, editions) - len(_today(bot, editions))


def crowded(bot: Bot, pace: Pace, editions: Sequence[str]) -> datetime | None:
    """Until when there is no such room; None where there is."""
    most, opened = _most(pace, editions), _today(bot, editions)
    return opened[-most] + DAY if len(opened) >= most else None


def _most(pace: Pace, editions: Sequence[str]) -> int:
    return max(1, pace.topics_a_day - len(editions))


def _today(bot: Bot, editions: Sequence[str]) -> Sequence[datetime]:
    """When topics were opened in the last 24 hours."""
    return bot.store.posts.topics_since(editions, bot.clock.now() - DAY)
