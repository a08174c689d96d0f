"""What old issues may cost: so much a month on models, so many topics a day, each with a share kept for new ones."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import texts
from bot.domain import INTRO, Entry, Estimate, Issue, Pace, Part, Split, Wait, Wanted, in_all, price_table
from bot.errors import Misconfigured
from bot.holding import Work
from bot.ports import Bot
from bot.timing import month_of

DAY = timedelta(days=1)


def spent_out(bot: Bot, work: Work) -> Wait | None:
    """What the texts of an old digest wait for; None where the month's budget has room for what is missing of them.

    Raises: Misconfigured (a model has no prices).
    """
    require_prices(bot)
    now, told = bot.clock.now(), bot.spending
    room = told.month * (1 - told.reserved)
    _, ends = month_of(now)
    spent, needed = spent_this_month(bot), estimate(bot, work.issue, work.edition.locale).dollars
    if not needed or spent + needed <= room:
        return None
    what = (
        f"next month's budget: of {told.month:.2f} US dollars {spent:.2f} are spent, the next issue may take"
        f" {needed:.2f}, and {told.month - room:.2f} are kept for new ones ([budget] in config.toml)"
    )
    return Wait(key=work.key, what=what, since=now, until=ends)


def spent_this_month(bot: Bot) -> float:
    """US dollars, as far as the calls had prices."""
    return bot.store.calls.spent(month_of(bot.clock.now())[0])


def require_prices(bot: Bot) -> None:
    """Raises: Misconfigured (a model has no prices)."""
    for model in bot.translator.unpriced:
        raise Misconfigured(
            f"{price_table(model)}: the model has no prices, so that nobody can say when the month's budget is"
            " spent; give them, with the day and the page they were read"
        )


def estimate(bot: Bot, issue: Issue, locale: str, *, closely: bool = False) -> Estimate:
    """What the missing texts of an issue would take in a locale; `closely` as `Translator.estimate`."""
    pieces = [(entry, paper or texts.unknown_paper(entry)) for entry, paper in texts.papers_of(bot, issue)]
    spoken = texts.locale_of(bot, locale)
    if texts.nameless(bot, issue):
        places = _all(entry for entry, _paper in pieces)
    else:
        missing = texts.untranslated(bot, issue, spoken)
        places = frozenset(one.entry.position if one.entry else INTRO for one in missing)
    return _estimate(bot, Wanted(issue=issue, pieces=pieces, places=places, locale=spoken), closely=closely)


def estimate_new(bot: Bot, split: Split, locale: str) -> Estimate:
    """What an issue that is not kept yet would take in a locale, by its length."""
    pieces = [(entry, texts.unknown_paper(entry)) for entry in split.entries]
    wanted = Wanted(issue=split.issue, pieces=pieces, places=_all(split.entries), locale=bot.locales[locale])
    return _estimate(bot, wanted, closely=False)


def together(several: Sequence[Estimate]) -> Estimate:
    """Some estimates as one."""
    parts = [part for one in several for part in one.parts]
    kinds = dict.fromkeys((part.task, part.model) for part in parts)
    return Estimate(
        texts=sum(one.texts for one in several),
        remembered=sum(one.remembered for one in several),
        parts=tuple(_added([part for part in parts if (part.task, part.model) == kind]) for kind in kinds),
        why=next((one.why for one in several if one.why), ""),
        learned=all(one.learned for one in several if one.texts),
        abstracts=sum(one.abstracts for one in several),
        stronger=next((one.stronger for one in several), ""),
    )


def _estimate(bot: Bot, wanted: Wanted, *, closely: bool) -> Estimate:
    return bot.translator.estimate(wanted, closely=closely) if wanted.places else Estimate()


def _all(entries: Iterable[Entry]) -> frozenset[int]:
    return frozenset({INTRO, *(entry.position for entry in entries)})


def _added(parts: Sequence[Part]) -> Part:
    return replace(
        parts[0],
        asked=sum(one.asked for one in parts),
        answered=sum(one.answered for one in parts),
        dollars=in_all(one.dollars for one in parts),
        uncached=in_all(one.uncached for one in parts),
    )


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
