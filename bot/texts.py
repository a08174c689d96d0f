"""What is written of an issue: which texts there are, which of them may be read, and which are still to be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot import holding
from bot.domain import (
    INTRO,
    Entry,
    Issue,
    Learned,
    Locale,
    Missing,
    Paper,
    Receipt,
    Stop,
    Term,
    Translation,
    fingerprint,
)
from bot.holding import Work
from bot.ports import Bot
from bot.same import Same
from bot.wording import key


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One call to the model: an entry and its paper, or the intro of all of them when `entry` is None.

    `stands` is the translation that only lacks an abstract which came late; None when there is none to be read.
    """

    issue: Issue
    locale: Locale
    entry: Entry | None
    stands: Translation | None = None

    @property
    def key(self) -> str:
        """The entry's key with the locale, `dair/2026-06-28/3@ko`."""
        return f"{self.issue.key}/{self.entry.position if self.entry else INTRO}@{self.locale.code}"


def locale_of(bot: Bot, code: str) -> Locale:
    """A locale with the terms that people decided, which win over those of its file."""
    locale, learned = bot.locales[code], learned_of(bot, code)
    return replace(locale, glossary=_with(Same(locale.glossary), learned)) if learned else locale


def learned_of(bot: Bot, code: str) -> tuple[Learned, ...]:
    """The terms that people decided for a locale, and those of the one it stands on that it has not decided itself."""
    own, base = tuple(bot.store.terms.all(code)), bot.locales[code].base
    if not base:
        return own
    decided = {(key(one.source), one.sense) for one in own}
    return own + tuple(one for one in bot.store.terms.all(base) if (key(one.source), one.sense) not in decided)


@lru_cache(maxsize=8)
def _with(file: Same[tuple[Term, ...]], learned: tuple[Learned, ...]) -> tuple[Term, ...]:
    """One tuple for as long as both are the same. A term without a sense stands for all the file's rows of it."""
    decided = {(key(one.source), one.sense) for one in learned}
    left = [one for one in file.thing if not {(key(one.source), ""), (key(one.source), one.sense)} & decided]
    terms = [
        Term(source=one.source, accepted=one.accepted, forbidden=one.forbidden, sense=one.sense, learned=True)
        for one in learned
    ]
    return (*terms, *left)


def unidentified(bot: Bot, issue: Issue) -> list[Entry]:
    """The entries whose paper is not known, or whose abstract arXiv did not have yet."""
    papers = bot.store.papers.of(issue.key)
    return [
        entry
        for entry in bot.store.issues.entries(issue.key)
        if entry.key not in papers or papers[entry.key].missing is Missing.NOT_YET
    ]


def nameless(bot: Bot, issue: Issue) -> bool:
    """Whether the paper of any entry is not known at all; one that only lacks its abstract is."""
    return any(paper is None for _entry, paper in papers_of(bot, issue))


def untranslated(bot: Bot, issue: Issue, locale: Locale) -> list[Unit]:
    """The calls still to make for an issue in a locale: entries first, in order; none before every paper is known.

    They are made with the terms that people decided.
    """
    pairs = papers_of(bot, issue)
    if not pairs or nameless(bot, issue):
        return []
    locale = locale_of(bot, locale.code)
    texts, readable = bot.store.translations.latest(issue.key, locale.code), texts_of(bot, issue, locale)
    failed = holding.unfit(bot, issue.key, locale.code)
    stopped = {hold.key for hold in holding.standing(bot)}
    units = [
        Unit(issue=issue, locale=locale, entry=entry, stands=_lacking_only_its_abstract(entry, readable.get(entry.key)))
        for entry, paper in pairs
        if paper and _is_unwritten(entry, paper, texts.get(entry.key), failed.get(entry.key))
    ]
    intro = f"{issue.key}/{INTRO}"
    if _lacks_intro(bot, issue, [entry for entry, _paper in pairs], texts.get(intro), failed.get(intro)):
        units.append(Unit(issue=issue, locale=locale, entry=None))
    return [unit for unit in units if unit.key not in stopped]


def texts_of(bot: Bot, issue: Issue, locale: Locale) -> Mapping[str, Translation]:
    """By entry key the last version that may be read: one that did not fail the gate, or that a person lets out.

    An earlier version stands in for one that failed only where it was made from the same text of the newsletter. As
    long as nothing was sent, an intro is left out that is held or introduces other entries than there are.
    """
    receipts = bot.store.receipts.of(issue.key, locale.code)
    found = {}
    for entry, versions in bot.store.translations.all(issue.key, locale.code).items():
        same = (one for one in reversed(versions) if one.source == versions[-1].source)
        fit = (one for one in same if not one.empty and not (one.key in receipts and receipts[one.key].unfit))
        if text := next(fit, None):
            found[entry] = text
    intro = found.get(f"{issue.key}/{INTRO}")
    if intro and _is_left_out(bot, issue, intro):
        del found[intro.entry]
    return found


def failed_under(bot: Bot, key: str) -> list[Receipt]:
    """The receipts of the texts that a key names (an entry, in a locale or in all) and that a person may let out.

    None where the entry went out without its text already: what stands there is changed there.
    """
    entry = key.partition("@")[0]
    issue = bot.store.issues.get(entry.rpartition("/")[0])
    if issue is None:
        return []
    found = []
    for locale in bot.locales.values():
        failed = holding.unfit(bot, issue.key, locale.code).get(entry)
        if failed and key in (entry, f"{entry}@{locale.code}", failed.key):
            shown = entry in texts_of(bot, issue, locale)
            found += [failed] if shown or _some_is_to_come(bot, issue, locale) else []
    return found


def refused(bot: Bot, work: Work) -> list[Receipt]:
    """The receipts of a digest's texts that the model gave none of: once waived, they are asked for again."""
    last = bot.store.translations.latest(work.issue.key, work.edition.locale)
    failed = holding.unfit(bot, work.issue.key, work.edition.locale)
    return [receipt for entry, receipt in failed.items() if last[entry].empty]


def papers_of(bot: Bot, issue: Issue) -> list[tuple[Entry, Paper | None]]:
    """The entries of an issue that nobody dropped, each with its paper; None where it was not looked up yet."""
    papers = bot.store.papers.of(issue.key)
    left_out = {hold.key for hold in holding.standing(bot) if hold.kind in (Stop.DROPPED, Stop.WITHDRAWN)}
    return [
        (entry, papers.get(entry.key)) for entry in bot.store.issues.entries(issue.key) if entry.key not in left_out
    ]


def pieces_of(bot: Bot, issue: Issue) -> list[tuple[Entry, Paper]]:
    """Those whose paper is known, with it, in order."""
    return [(entry, paper) for entry, paper in papers_of(bot, issue) if paper]


def lacks_text(entry: Entry, paper: Paper, translation: Translation | None) -> bool:
    """Whether something of a paper has no translation yet, or an outdated one.

    What a person locked is never asked for again.
    """
    if translation is None or translation.empty:
        return True
    if translation.locked:
        return False
    return (bool(paper.abstract) and not translation.abstract) or outdated(entry, translation)


def source_of(*entries: Entry) -> str:
    """The fingerprint of the newsletter's text that a translation is made from: one entry, or all of them."""
    return fingerprint("\0".join(text for one in entries for text in (one.name, one.summary, one.arxiv_id or "")))


def outdated(entry: Entry, translation: Translation) -> bool:
    """Whether the newsletter's text was changed after it was translated."""
    return translation.source not in ("", source_of(entry))


def unknown_paper(entry: Entry) -> Paper:
    """An entry as its own paper: the newsletter's name for a title, and no abstract."""
    missing = Missing.NOT_YET if entry.arxiv_id else Missing.NOT_ON_ARXIV
    return Paper(entry=entry.key, title=entry.name, arxiv_id=entry.arxiv_id, missing=missing)


def _lacking_only_its_abstract(entry: Entry, translation: Translation | None) -> Translation | None:
    return translation if translation and not outdated(entry, translation) else None


def _is_unwritten(entry: Entry, paper: Paper, last: Translation | None, failed: Receipt | None) -> bool:
    """Whether a text is to be asked for. One that failed the gate is written, and not bought again."""
    return outdated(entry, last) if last and failed else lacks_text(entry, paper, last)


def _lacks_intro(
    bot: Bot, issue: Issue, entries: Sequence[Entry], intro: Translation | None, failed: Receipt | None
) -> bool:
    """An intro is written again when what it introduces has changed, as long as nothing was sent.

    A list of papers of which nothing is said has none: it could only repeat their titles.
    """
    if intro is None:
        return any(entry.summary for entry in entries)
    given = failed is not None or not intro.empty
    return not (given and _introduces(intro, entries)) and not bot.store.posts.begun(issue.key)


def _is_left_out(bot: Bot, issue: Issue, intro: Translation) -> bool:
    if bot.store.posts.begun(issue.key):
        return False
    held = {hold.key for hold in holding.standing(bot)}
    entries = [entry for entry, _paper in papers_of(bot, issue)]
    return bool(held & {intro.entry, f"{intro.entry}@{intro.locale}"}) or not _introduces(intro, entries)


def _introduces(intro: Translation, entries: Sequence[Entry]) -> bool:
    """Whether an intro was made from these entries as they are; a person's wording stands whatever they are."""
    return intro.locked or intro.source in ("", source_of(*entries))


def _some_is_to_come(bot: Bot, issue: Issue, locale: Locale) -> bool:
    """Whether an edition of a locale has nothing of an issue drawn yet."""
    editions = [one for one in bot.editions if (one.source, one.locale) == (issue.source, locale.code)]
    return any(not bot.store.posts.parts(Work(issue=issue, edition=one).key) for one in editions)
