"""The straight line. Each verb asks what waits and does one unit at a time; a missing row is the queue.

feed ─► collect ─► identify ─► look ─► translate ─► publish ─► watch ─► amend ─► take_down
        Issue      Paper       whose   Translation  Post       hand edits, late abstracts, withdrawals
                               week is it?
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot import holding, posting, readback, timing, waiting
from bot.arriving import begin_editions, keep_all
from bot.domain import (
    Beat,
    Digest,
    Edition,
    Missing,
    Piece,
    Post,
    Stop,
    Translation,
    Wish,
)
from bot.errors import Misconfigured, Queued, Rejected, Unavailable
from bot.guard import forget_failures, unit
from bot.holding import Work
from bot.identifying import identify_entries
from bot.ports import Bot
from bot.waiting import Unit

ALIVE = timedelta(hours=13)
"""A machine that left a sign of life this lately is taken to be running: the service leaves one every six hours."""


def tick(bot: Bot) -> None:
    """Moves everything as far as it can go now. Safe to run twice; safe after a crash."""
    prepare(bot)
    publish(bot, waiting.open_work(bot))
    watch(bot, waiting.open_work(bot))
    amend(bot, waiting.open_work(bot))
    take_down(bot)
    remind(bot)


def prepare(bot: Bot) -> None:
    """All of a tick that no reader sees: what it reads and writes is kept, and used by the next."""
    collect(bot)
    identify(bot, waiting.open_work(bot))
    look(bot, waiting.open_work(bot))
    translate(bot, waiting.open_work(bot))


def post_now(bot: Bot, key: str) -> None:
    """Posts an issue in all its editions, or one digest, whatever its window, review or age; never past a hold.

    What failed before is tried at once. Raises: Rejected (held).
    """
    works = waiting.named(bot, key)
    for work in works:
        if hold := holding.hold_on(bot, work):
            raise Rejected(holding.text(hold))
    due = [work for work in works if not waiting.finished(bot, work)]
    for work in due:
        forget_failures(bot, work.issue.key)
    identify(bot, due)
    look(bot, due)
    due = [work for work in due if not holding.hold_on(bot, work) and not waiting.finished(bot, work)]
    translate(bot, due)
    for work in due:
        with unit(bot, work.key):
            if missing := waiting.text_of(bot, work):
                bot.report("waits", work.key, why=missing.what)
            elif not holding.hold_on(bot, work):
                publish_digest(bot, work)


def prepare_preview(bot: Bot, key: str) -> None:
    """Buys what the draft of an issue or a digest lacks, due or not; without a key, of the newest in the feed."""
    if not key:
        collect(bot)
    works = waiting.named(bot, key) if key else waiting.newest(bot)
    identify(bot, works)
    translate(bot, works)


def collect(bot: Bot) -> None:
    """Polls every feed that an edition reads, once, and keeps the issues that are new or were changed."""
    for name in dict.fromkeys(edition.source for edition in bot.editions):
        if bot.pulse.halted or not waiting.ready(bot, name):
            continue
        with unit(bot, name):
            fetched = bot.feed.fetch(bot.feed_urls[name], bot.store.feeds.validators(name))
            kept = keep_all(bot, name, fetched.items) if fetched else 0
            if not kept:
                bot.report("unchanged", name)
            begin_editions(bot, name)
            if fetched:
                bot.store.feeds.polled(name, fetched.validators, bot.clock.now())


def identify(bot: Bot, works: Sequence[Work]) -> None:
    """Finds what each entry is about: one question to arXiv an issue, for all ids not known yet."""
    for issue in {work.issue.key: work.issue for work in works}.values():
        entries = waiting.unidentified(bot, issue)
        if entries and waiting.ready(bot, issue.key) and not bot.pulse.halted:
            with unit(bot, issue.key):
                identify_entries(bot, issue, entries)


def look(bot: Bot, works: Sequence[Work]) -> None:
    """Looks what is there of a week before anything is paid for: its own posts are adopted, a person's topic wins."""
    for work in works:
        if waiting.unseen(bot, work) and not bot.pulse.halted:
            with unit(bot, work.key):
                _adopt_or_yield(bot, work)


def translate(bot: Bot, works: Sequence[Work]) -> None:
    """Writes what is missing of each digest: entries and intro, side by side."""
    pairs = {(work.issue.key, work.edition.locale): work for work in works}
    units = [
        one
        for work in pairs.values()
        for one in waiting.untranslated(bot, work.issue, bot.locales[work.edition.locale])
        if waiting.ready(bot, one.key)
    ]
    if units:
        bot.report("translating", units[0].issue.key, texts=len(units))
    bot.engine.run(lambda one: _write(bot, one), units)


def publish(bot: Bot, works: Sequence[Work]) -> None:
    """Posts every digest that is complete and due."""
    for work in works:
        # Asked one by one: of several that are overdue only the first goes out in a window.
        if not bot.pulse.halted and waiting.due(bot, work):
            with unit(bot, work.key):
                publish_digest(bot, work)


def watch(bot: Bot, works: Sequence[Work]) -> None:
    """Reads back what people changed by hand in posts that are out."""
    for work in works:
        if waiting.finished(bot, work) and waiting.ready(bot, work.key) and not bot.pulse.halted:
            with unit(bot, work.key):
                readback.read_back(bot, work)


def amend(bot: Bot, works: Sequence[Work]) -> None:
    """Fills in abstracts that came after their digest was posted, all of a post by one edit."""
    for work in works:
        if waiting.finished(bot, work) and waiting.ready(bot, work.key) and not bot.pulse.halted:
            with unit(bot, work.key):
                _fill_in(bot, work)


def take_down(bot: Bot) -> None:
    """Puts the notice in the place of what was withdrawn, in every edition it went out in."""
    for work, piece in waiting.withdrawn(bot):
        if waiting.ready(bot, work.key) and not bot.pulse.halted:
            with unit(bot, work.key):
                _take_down(bot, work, piece)


def still_up(bot: Bot, key: str) -> list[Work]:
    """The digests in which what was withdrawn under a key is still to be read."""
    return [
        work
        for work, piece in waiting.withdrawn(bot)
        if key in (work.issue.key, work.key, piece.entry.key if piece else "") and not _is_down(bot, work, piece)
    ]


def remind(bot: Bot) -> None:
    """Says again of each digest that is not out why it is held, as long as it is news; and when no issue came."""
    for work in waiting.fresh_work(bot):
        hold = holding.hold_on(bot, work)
        if hold and hold.kind is Stop.HELD and not waiting.finished(bot, work):
            bot.report("held", hold.key, why=hold.reason)
    for source, why in waiting.silences(bot):
        bot.report("silent", source, why=why)


def grant(bot: Bot, wish: Wish) -> None:
    """Does what a command asked of the worker. Raises: Rejected (held)."""
    match wish.what:
        case "tick":
            tick(bot)
        case "post":
            post_now(bot, wish.key)
        case "prepare":
            prepare(bot)
        case "preview":
            prepare_preview(bot, wish.key)
        case "withdraw":
            take_down(bot)
        case unknown:
            raise Rejected(f"{unknown}: this worker knows no such wish; restart it, it is older than the command")


def beat(bot: Bot) -> None:
    """Leaves a sign of life where each edition goes, and says when another machine left one there lately."""
    for edition in bot.editions:
        try:
            _beat(bot, edition)
        except Unavailable as error:
            bot.report("waits", edition.name, why=str(error))


def publish_digest(bot: Bot, work: Work) -> Sequence[Post]:
    """Posts one digest now, or what is left of it. Refused whole, it is drawn anew the next time.

    Raises: Unavailable, Rejected, Misconfigured.
    """
    publisher = bot.publishers[work.edition.name]
    intents = bot.store.posts.parts(work.key)
    if not intents:
        _beat(bot, work.edition)
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


def _adopt_or_yield(bot: Bot, work: Work) -> None:
    publisher = bot.publishers[work.edition.name]
    standing = publisher.parts(work.key, posting.external_id(work.edition.name, work.issue))
    if standing:
        bot.store.posts.adopt(standing, bot.clock.now())
        bot.report("adopted", work.key, url=standing[0].url)
    elif not any(decision.what == "released" for decision in bot.store.holds.decisions(work.key)):
        for topic in publisher.newest():
            if not topic.own and timing.same_week(topic.title, work.issue):
                raise Rejected(
                    f"{work.key}: somebody posted this week already: {topic.url}; `paperboy drop {work.key}` leaves it"
                    f" to them, `paperboy release {work.key}` posts beside it"
                )


def _beat(bot: Bot, edition: Edition) -> None:
    """A forum that keeps no such sign is no reason to stop: the same text still cannot be posted twice.

    Raises: Unavailable.
    """
    now = bot.clock.now()
    try:
        found = bot.publishers[edition.name].beat(Beat(host=bot.host, at=now))
    except (Rejected, Misconfigured) as error:
        bot.report("unsigned", edition.name, why=str(error))
        return
    if found and found.host != bot.host and now - found.at < ALIVE:
        why = f"another paperboy, on {found.host}, works on this forum too (seen {found.at:%Y-%m-%d %H:%M} UTC)"
        bot.report("twin", edition.name, why=f"{why}; stop one of the two")


def _write(bot: Bot, wanted: Unit) -> None:
    with unit(bot, wanted.key):
        pairs = [(entry, paper) for entry, paper in waiting.papers_of(bot, wanted.issue) if paper]
        if wanted.entry is None:
            made = bot.translator.introduce(wanted.issue, pairs, wanted.locale)
            source = waiting.source_of(*(entry for entry, _paper in pairs))
        else:
            made = bot.translator.translate(wanted.entry, dict(pairs)[wanted.entry], wanted.locale)
            source = waiting.source_of(wanted.entry)
        if wanted.stands:
            made = replace(wanted.stands, abstract=made.abstract, by=made.by, prompt=made.prompt)
        kept = bot.store.translations.add(replace(made, source=source))
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


def _take_down(bot: Bot, work: Work, piece: Piece | None) -> None:
    """All of a digest's posts, or the section of one entry, whatever became of its wording."""
    if _is_down(bot, work, piece):
        return
    publisher, posts = bot.publishers[work.edition.name], bot.store.posts.of(work.key)
    if piece is None:
        posting.take_down(bot, publisher, posts, _notice(bot, work, None))
    else:
        ending = bot.locales[work.edition.locale].words["part_end"]
        posting.take_down_entry(bot, publisher, posts, _notice(bot, work, piece), ending)
    bot.report("withdrawn", work.key, url=posts[0].url)


def _is_down(bot: Bot, work: Work, piece: Piece | None) -> bool:
    """As far as the store knows: what a person wrote there afterwards is theirs."""
    notice, posts = _notice(bot, work, piece), bot.store.posts.of(work.key)
    if piece is None:
        return all(posting.shows(post, notice) for post in posts)
    return any(notice in post.raw for post in posts)


def _notice(bot: Bot, work: Work, piece: Piece | None) -> str:
    return bot.renderer.notice(waiting.digest_of(bot, work), bot.locales[work.edition.locale], piece)
