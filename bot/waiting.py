"""What waits, and for what: questions to the store, answered without touching the world.

The pipeline asks it what to do next, `status` asks it what to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot import timing
from bot.domain import INTRO, Digest, Edition, Entry, Hold, Issue, Locale, Missing, Paper, Piece, Translation, Wait
from bot.ports import Bot

AFTERCARE = timedelta(days=14)
"""How long after publication an abstract that arXiv did not have yet is asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An issue on its way to an edition."""

    issue: Issue
    edition: Edition

    @property
    def key(self) -> str:
        """The digest's key."""
        return f"{self.issue.key}/{self.edition.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One call to the model: an entry and its paper, or the intro of all of them when `entry` is None.

    `stands` is the translation that only lacks an abstract which came late; None when there is none at all.
    """

    issue: Issue
    locale: Locale
    entry: Entry | None
    stands: Translation | None = None

    @property
    def key(self) -> str:
        """The entry's key with the locale, `dair/2026-06-28/3@ko`."""
        return f"{self.issue.key}/{self.entry.position if self.entry else INTRO}@{self.locale.code}"


def open_work(bot: Bot) -> list[Work]:
    """What may be worked on now: settled, neither held nor too old; edition by edition, oldest issue first."""
    now = bot.clock.now()
    return [
        work for work in fresh_work(bot) if work.issue.published + work.edition.settle <= now and not held(bot, work)
    ]


def fresh_work(bot: Bot) -> list[Work]:
    """What is still news: not too old to go out, or out and not too old to be amended."""
    now = bot.clock.now()
    return [
        work
        for edition in bot.editions
        for work in works(bot, edition)
        if now - work.issue.published <= (AFTERCARE if finished(bot, work) else timing.LATE)
    ]


def works(bot: Bot, edition: Edition) -> list[Work]:
    """The issues that belong to an edition: published at or after its start; oldest first."""
    since = bot.store.editions.since(edition.name)
    issues = bot.store.issues.all(edition.source) if since else ()
    return [Work(issue=issue, edition=edition) for issue in issues if since and issue.published >= since]


def unidentified(bot: Bot, issue: Issue) -> list[Entry]:
    """The entries whose paper is not known, or whose abstract arXiv did not have yet."""
    papers = bot.store.papers.of(issue.key)
    return [
        entry
        for entry in bot.store.issues.entries(issue.key)
        if entry.key not in papers or papers[entry.key].missing is Missing.NOT_YET
    ]


def untranslated(bot: Bot, issue: Issue, locale: Locale) -> list[Unit]:
    """The calls still to make for an issue in a locale: entries first, in order; none before every paper is known."""
    papers = bot.store.papers.of(issue.key)
    entries = bot.store.issues.entries(issue.key)
    if not entries or any(entry.key not in papers for entry in entries):
        return []
    texts = bot.store.translations.latest(issue.key, locale.code)
    held_keys = {hold.key for hold in bot.store.holds.all()}
    units = [
        Unit(issue=issue, locale=locale, entry=entry, stands=texts.get(entry.key))
        for entry in entries
        if lacks_text(papers[entry.key], texts.get(entry.key))
    ]
    if f"{issue.key}/{INTRO}" not in texts:
        units.append(Unit(issue=issue, locale=locale, entry=None))
    return [unit for unit in units if unit.key not in held_keys]


def lacks_text(paper: Paper, translation: Translation | None) -> bool:
    """Whether something of a paper has no translation yet. What a person locked is never asked for again."""
    if translation is None:
        return True
    return bool(paper.abstract) and not translation.abstract and not translation.locked


def held(bot: Bot, work: Work) -> str | None:
    """Why a digest is held, with the key that is; None when it is not."""
    hold = hold_on(bot, work)
    return f"{hold.key}: {hold.reason}" if hold else None


def hold_on(bot: Bot, work: Work) -> Hold | None:
    """The first hold on a digest: on its own key, its issue's, or one of its entries'.

    An intro that is held is left out, and holds nothing up.
    """
    holds = (
        hold for hold in bot.store.holds.all() if hold.key in (work.issue.key, work.key) or _is_entry(hold.key, work)
    )
    return next(holds, None)


def finished(bot: Bot, work: Work) -> bool:
    """Whether every part of a digest stands where it was sent."""
    parts = bot.store.posts.parts(work.key)
    return bool(parts) and len(bot.store.posts.of(work.key)) == len(parts)


def due(bot: Bot, works: Iterable[Work]) -> list[Work]:
    """Those that could go out now."""
    return [work for work in works if not finished(bot, work) and wait_of(bot, work) is None]


def wait_of(bot: Bot, work: Work) -> Wait | None:
    """The one thing a digest waits for; None when it could go out now, or is out."""
    if finished(bot, work):
        return None
    reason = held(bot, work)
    if reason:
        return Wait(key=work.key, what=f"a person: {reason}")
    clock = timing.waits_for(work.edition, work.issue, bot.clock.now())
    return clock or text_of(bot, work)


def text_of(bot: Bot, work: Work) -> Wait | None:
    """The text a digest still waits for; None when it is complete."""
    papers, entries = bot.store.papers.of(work.issue.key), bot.store.issues.entries(work.issue.key)
    if not entries:
        return Wait(key=work.key, what="a person: no paper could be read in the issue")
    unknown = [one for one in entries if one.key not in papers]
    if unknown:
        until = work.issue.published + bot.patience
        return Wait(key=work.key, what=f"arXiv: {len(unknown)} papers not looked up yet", until=until)
    left = untranslated(bot, work.issue, bot.locales[work.edition.locale])
    return Wait(key=work.key, what=f"the model: {len(left)} texts not written yet") if left else None


def digest_of(bot: Bot, work: Work) -> Digest:
    """The digest as the store has it now; an entry without a translation stands in its source language."""
    papers = bot.store.papers.of(work.issue.key)
    texts = bot.store.translations.latest(work.issue.key, work.edition.locale)
    pieces = [
        Piece(entry=entry, paper=papers.get(entry.key) or unknown_paper(entry), translation=texts.get(entry.key))
        for entry in bot.store.issues.entries(work.issue.key)
    ]
    return Digest(
        issue=work.issue,
        edition=work.edition,
        intro=texts.get(f"{work.issue.key}/{INTRO}"),
        pieces=tuple(pieces),
        previous_url=_previous_url(bot, work),
    )


def unknown_paper(entry: Entry) -> Paper:
    """An entry as its own paper: the newsletter's name for a title, and no abstract."""
    missing = Missing.NOT_YET if entry.arxiv_id else Missing.NOT_ON_ARXIV
    return Paper(entry=entry.key, title=entry.name, arxiv_id=entry.arxiv_id, missing=missing)


def _previous_url(bot: Bot, work: Work) -> str | None:
    """The topic of the latest issue before this one that the edition has posted; None where there is none."""
    earlier: Iterable[Work] = (one for one in works(bot, work.edition) if one.issue.published < work.issue.published)
    urls = [posts[0].url for one in earlier if (posts := bot.store.posts.of(one.key))]
    return urls[-1] if urls else None


def _is_entry(key: str, work: Work) -> bool:
    """Whether a key names a paper's entry of this issue, in this edition's locale or in all."""
    prefix, _, position = key.rpartition("/")
    number, _, locale = position.partition("@")
    mine = prefix == work.issue.key and locale.partition(".")[0] in ("", work.edition.locale)
    return mine and number.isdecimal() and int(number) != INTRO
