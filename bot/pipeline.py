"""The straight line. Each verb asks what waits and does one unit at a time; a missing row is the queue.

feed ─► collect ─► identify ─► translate ─► publish ─► amend
        Issue      Paper       Translation  Post       abstracts that came late
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from bot import posting, timing, waiting
from bot.domain import Digest, Entry, Finding, Issue, Missing, Paper, Piece, Post, Record, Severity, Split, Translation
from bot.errors import Misconfigured, Queued, Rejected, Unavailable
from bot.ports import Bot
from bot.waiting import Unit, Work


def tick(bot: Bot) -> None:
    """Moves everything as far as it can go now. Safe to run twice; safe after a crash."""
    prepare(bot)
    publish(bot, waiting.open_work(bot))
    amend(bot, waiting.open_work(bot))
    remind(bot)


def prepare(bot: Bot) -> None:
    """All of a tick that no reader sees: what it reads and writes is kept, and used by the next."""
    collect(bot)
    identify(bot, waiting.open_work(bot))
    translate(bot, waiting.open_work(bot))


def collect(bot: Bot) -> None:
    """Polls every feed that an edition reads, once, and keeps the issues that are new."""
    for name in dict.fromkeys(edition.source for edition in bot.editions):
        with _one(bot, name):
            fetched = bot.feed.fetch(bot.feed_urls[name], bot.store.feeds.validators(name))
            if fetched is None:
                _begin_editions(bot, name)
                bot.report("unchanged", name)
                continue
            splits = [one for one in map(bot.sources[name].split, fetched.items) if isinstance(one, Split)]
            known = {(issue.source, issue.slug) for issue in bot.store.issues.all(name)}
            for split in sorted(splits, key=lambda one: (one.issue.published, one.issue.slug)):
                if (split.issue.source, split.issue.slug) not in known:
                    kept = bot.store.issues.add(split)
                    bot.report("collected", kept.issue.key, entries=len(kept.entries), why=kept.issue.why)
            _begin_editions(bot, name)
            bot.store.feeds.polled(name, fetched.validators, bot.clock.now())


def identify(bot: Bot, works: Sequence[Work]) -> None:
    """Finds what each entry is about: one question to arXiv an issue, for all ids not known yet."""
    for issue in {work.issue.key: work.issue for work in works}.values():
        entries = waiting.unidentified(bot, issue)
        if entries:
            with _one(bot, issue.key):
                identify_entries(bot, issue, entries)


def translate(bot: Bot, works: Sequence[Work]) -> None:
    """Writes what is missing of each digest: entries and intro, side by side."""
    pairs = {(work.issue.key, work.edition.locale): work for work in works}
    units = [
        unit
        for work in pairs.values()
        for unit in waiting.untranslated(bot, work.issue, bot.locales[work.edition.locale])
    ]
    if units:
        bot.report("translating", units[0].issue.key, texts=len(units))
    bot.engine.run(lambda unit: _write(bot, unit), units)


def publish(bot: Bot, works: Sequence[Work]) -> None:
    """Posts every digest that is complete and due."""
    for work in waiting.due(bot, works):
        with _one(bot, work.key):
            publish_digest(bot, work)


def amend(bot: Bot, works: Sequence[Work]) -> None:
    """Fills in abstracts that came after their digest was posted, all of a post by one edit."""
    for work in works:
        if waiting.finished(bot, work):
            with _one(bot, work.key):
                _fill_in(bot, work)


def remind(bot: Bot) -> None:
    """Says again of each digest that is not out why it is held, as long as it is news."""
    for work in waiting.fresh_work(bot):
        hold = waiting.hold_on(bot, work)
        if hold and not waiting.finished(bot, work):
            bot.report("held", hold.key, why=hold.reason)


def identify_entries(bot: Bot, issue: Issue, entries: Sequence[Entry]) -> None:
    """Looks the entries' papers up and keeps them. While arXiv is silent they wait, as long as patience lasts."""
    ids = list(dict.fromkeys(entry.arxiv_id for entry in entries if entry.arxiv_id))
    records = dict(bot.store.papers.records(ids))
    out_of_patience = bot.clock.now() - issue.published > bot.patience
    try:
        asked = bot.library.look_up([one for one in ids if one not in records]) if set(ids) - set(records) else {}
    except Unavailable:
        if not out_of_patience:
            raise
        asked = {}
    bot.store.papers.keep(asked.values())
    records |= asked
    known = bot.store.papers.of(issue.key)
    papers = [_paper(entry, records.get(entry.arxiv_id or ""), known.get(entry.key)) for entry in entries]
    # An id that arXiv does not know yet (its index lags) waits like one it did not answer for.
    settled = [paper for paper in papers if paper.missing is not Missing.NOT_YET or out_of_patience]
    bot.store.papers.put(*_without_twins(entries, settled))
    bot.report("identified", issue.key, papers=len(settled), abstracts=sum(bool(paper.abstract) for paper in settled))


def publish_digest(bot: Bot, work: Work) -> Sequence[Post]:
    """Posts one digest now, or what is left of it. Refused whole, it is drawn anew the next time.

    Raises: Unavailable, Rejected, Misconfigured.
    """
    publisher = bot.publishers[work.edition.name]
    intents = bot.store.posts.parts(work.key)
    if not intents:
        digest = waiting.digest_of(bot, work)
        draft = bot.renderer.draft(digest, bot.locales[work.edition.locale], publisher.limit())
        intents = bot.store.posts.intend(posting.intents_for(digest, draft))
    try:
        posts = posting.post(bot, publisher, intents)
    except Queued:
        raise
    except (Rejected, Misconfigured):
        bot.store.posts.forget(work.key)
        raise
    bot.report("published", work.key, url=posts[0].url, parts=len(posts))
    return posts


def _begin_editions(bot: Bot, source: str) -> None:
    now = bot.clock.now()
    issues = bot.store.issues.all(source)
    for edition in bot.editions:
        if edition.source == source and bot.store.editions.since(edition.name) is None:
            newest = issues[-1].published if issues else None
            bot.store.editions.begin(edition.name, timing.start_of(edition, now, newest))


def _paper(entry: Entry, record: Record | None, posted: Paper | None) -> Paper:
    """What an entry is about. A title that stands in a post already is kept: only the abstract is filled in later."""
    if record is None:
        return waiting.unknown_paper(entry)
    title = posted.title if posted else record.title or entry.name
    abstract = "" if record.withdrawn else record.abstract
    missing = Missing.WITHDRAWN if record.withdrawn else None
    return Paper(
        entry=entry.key,
        title=title,
        authors=record.authors,
        arxiv_id=record.arxiv_id,
        abstract=abstract,
        missing=missing or (None if abstract else Missing.NOT_YET),
    )


def _without_twins(entries: Sequence[Entry], papers: Sequence[Paper]) -> tuple[list[Paper], list[Finding]]:
    """One arXiv id under two entries of a week is a slip of the newsletter's: the second keeps its own name."""
    names = {entry.key: entry.name for entry in entries}
    first: dict[str, Paper] = {}
    kept: list[Paper] = []
    findings = []
    for paper in papers:
        twin = first.setdefault(paper.arxiv_id, paper) if paper.arxiv_id else paper
        if twin is paper:
            kept.append(paper)
        else:
            what = f"{paper.arxiv_id} is also the link of {twin.entry}; its title and abstract are not used here"
            findings.append(Finding(key=paper.entry, code="link.twice", severity=Severity.WARN, message=what))
            kept.append(Paper(entry=paper.entry, title=names[paper.entry], missing=Missing.NOT_ON_ARXIV))
    return kept, findings


def _write(bot: Bot, unit: Unit) -> None:
    with _one(bot, unit.key):
        papers = bot.store.papers.of(unit.issue.key)
        if unit.entry is None:
            pairs = [(entry, papers[entry.key]) for entry in bot.store.issues.entries(unit.issue.key)]
            made = bot.translator.introduce(unit.issue, pairs, unit.locale)
        else:
            made = bot.translator.translate(unit.entry, papers[unit.entry.key], unit.locale)
        if unit.stands:
            made = replace(unit.stands, abstract=made.abstract, by=made.by, prompt=made.prompt)
        kept = bot.store.translations.add(made)
        bot.report("translated", kept.key, title=kept.title)


def _fill_in(bot: Bot, work: Work) -> None:
    digest = waiting.digest_of(bot, work)
    written = [piece for piece in digest.pieces if piece.translation and piece.translation.abstract]
    changes = [_abstract_of(bot, digest, piece) for piece in written]
    posting.edit(bot, bot.publishers[work.edition.name], bot.store.posts.of(work.key), changes)


def _abstract_of(bot: Bot, digest: Digest, piece: Piece) -> posting.Change:
    """The abstract in the place of its notice."""
    locale = bot.locales[digest.edition.locale]
    return posting.Change(
        heading=bot.renderer.field(digest, locale, piece, "title"),
        stands=bot.renderer.field(digest, locale, _without_abstract(piece), "abstract"),
        wanted=bot.renderer.field(digest, locale, piece, "abstract"),
        reason=locale.words["abstract_added"],
    )


def _without_abstract(piece: Piece) -> Piece:
    paper = replace(piece.paper, abstract="", missing=Missing.NOT_YET)
    translation: Translation | None = replace(piece.translation, abstract="") if piece.translation else None
    return replace(piece, paper=paper, translation=translation)


@contextmanager
def _one(bot: Bot, key: str) -> Iterator[None]:
    """One item's trouble is that item's; the rest go on. Bugs are not caught."""
    try:
        yield
    except Unavailable as error:
        bot.report("waits", key, why=str(error))
    except Rejected as error:
        why = str(error).removeprefix(f"{key}: ")
        bot.store.holds.put(key, why, "paperboy", bot.clock.now())
        bot.report("held", key, why=why)
    except Misconfigured as error:
        bot.report("misconfigured", key, why=str(error))
