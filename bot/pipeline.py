"""The straight line. Each verb asks what waits and does one unit at a time; a missing row is the queue.

feed ─► collect ─► look ─► identify ─► translate ─► publish ─► listen ─► settle ─► look_after ─► take_down
        Issue      whose   Paper       Translation  Post       Comment   Correction late abstracts, withdrawals
                   week is it?                                 hand edits
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from bot import aftercare, holding, posting, readback, texts, trying, waiting
from bot.arriving import all_read, begin_editions, keep_all
from bot.corrections import applying, deciding, following, hearing, reading, telling, watching
from bot.domain import Post, Ruling, Stop
from bot.drawing import drawn
from bot.errors import Rejected
from bot.guard import forget_failures, unit
from bot.holding import Work
from bot.identifying import identify_entries
from bot.looking import adopt_or_yield, leave_sign
from bot.ports import Bot
from bot.texts import Unit
from bot.warming import warm
from bot.writing import compare, hold_unfit, write


def tick(bot: Bot) -> None:
    """Moves everything as far as it can go now. Safe to run twice; safe after a crash."""
    prepare(bot, signing=True)
    publish(bot, waiting.open_work(bot))
    listen(bot)
    settle(bot)
    look_after(bot, waiting.open_work(bot))
    take_down(bot)
    remind(bot)


def prepare(bot: Bot, *, signing: bool = False) -> None:
    """All of a tick that no reader sees: what it reads and writes is kept, and used by the next.

    With `signing`, as before posting, it leaves a sign of life where a digest goes; else it writes nothing there.
    """
    collect(bot)
    look(bot, waiting.open_work(bot), signing=signing)
    identify_and_warm(bot, waiting.open_work(bot))
    translate(bot, waiting.open_work(bot))


def post_now(bot: Bot, key: str) -> None:
    """Posts an issue in all its editions, or one digest, whatever its window, review or age; never past a hold.

    What failed before is tried at once. Raises: Rejected (held).
    """
    works = waiting.named(bot, key)
    for work in works:
        if hold := holding.hold_on(bot, work):
            raise Rejected(f"{holding.text(hold)}; {holding.remedy(hold)}")
    due = [work for work in works if not waiting.finished(bot, work)]
    for work in due:
        forget_failures(bot, work.issue.key)
    deliver(bot, due)


def deliver(bot: Bot, due: Sequence[Work], *, old: bool = False) -> None:
    """Brings digests out now that are not out yet, each as far as it can be, never past a hold.

    What is `old` stands under the day its issue came out, and waits for arXiv as long as that is silent.
    """
    look(bot, due, at_once=True, signing=True)
    due = [work for work in due if waiting.looked(bot, work)]
    due = [work for work in due if not holding.hold_on(bot, work) and not waiting.finished(bot, work)]
    identify_and_warm(bot, due, insist=old)
    translate(bot, due)
    for work in due:
        if bot.pulse.halted:
            return
        with unit(bot, work.key):
            if missing := waiting.text_of(bot, work):
                bot.report("waits", work.key, why=missing.what)
            elif not holding.hold_on(bot, work):
                publish_digest(bot, work, old=old)


def prepare_preview(bot: Bot, key: str) -> None:
    """Buys what the draft of an issue or a digest lacks, due or not; without a key, of the newest in the feed."""
    translate(bot, read_up(bot, key), drafts=True)


def read_up(bot: Bot, key: str) -> Sequence[Work]:
    """What a key names, or the newest in the feed without one, as far as it can be known before anything is bought."""
    if not key:
        collect(bot)
    works = waiting.named(bot, key) if key else waiting.newest(bot)
    identify(bot, works)
    return works


def try_model(bot: Bot, key: str, model: str) -> None:
    """Has another model write an issue or a digest, or the newest in the feed; nothing of it becomes the digest's."""
    trying.write_all(bot, read_up(bot, key), model)


def collect(bot: Bot) -> None:
    """Polls every feed that an edition reads, once, and keeps the issues that are new or were changed."""
    for name in dict.fromkeys(edition.source for edition in bot.editions):
        if bot.pulse.halted or not waiting.ready(bot, name):
            continue
        with unit(bot, name):
            fetched = bot.feed.fetch(bot.sources[name].feed_url, bot.store.feeds.validators(name))
            kept = keep_all(bot, name, fetched.items) if fetched else 0
            if not kept:
                bot.report("unchanged", name)
            whole = fetched is None or all_read(bot, name, fetched.items)
            if whole or bot.store.issues.all(name):
                # Of a first feed of which nothing could be read, it is not known which issue is the latest.
                begin_editions(bot, name)
            if fetched and whole:
                bot.store.feeds.polled(name, fetched.validators, bot.clock.now())


def identify(bot: Bot, works: Sequence[Work], *, insist: bool = False) -> None:
    """Finds what each entry is about: one question to arXiv an issue, for all ids not known yet.

    With `insist` an old issue waits for arXiv as well.
    """
    for issue in {work.issue.key: work.issue for work in works}.values():
        entries = texts.unidentified(bot, issue)
        # Abstracts that came late fail under a key of their own, which holds nothing up.
        key = issue.key if texts.nameless(bot, issue) else f"{issue.key}/abstracts"
        if entries and waiting.ready(bot, key) and not bot.pulse.halted:
            with unit(bot, key):
                identify_entries(bot, issue, entries, insist=insist)


def identify_and_warm(bot: Bot, works: Sequence[Work], *, insist: bool = False) -> None:
    """Asks arXiv, and at the same time makes the model ready for issues that it is first asked about."""
    jobs: list[Callable[[], None]] = [
        lambda: identify(bot, works, insist=insist),
        lambda: warm(bot, waiting.soon_written(bot, works)),
    ]
    if works:
        bot.engine.run(lambda job: job(), jobs)


def look(bot: Bot, works: Sequence[Work], *, at_once: bool = False, signing: bool = False) -> None:
    """Looks what is there of a week before anything is asked or paid: its own posts are adopted, a person's topic wins.

    Of a digest that is not due yet only when it is to be posted `at_once`.
    """
    for work in works:
        wanted = waiting.unseen(bot, work) or (at_once and not waiting.is_there(bot, work))
        if wanted and not bot.pulse.halted:
            with unit(bot, work.key, counted_as=waiting.look_of(work)):
                adopt_or_yield(bot, work)
                if signing and not waiting.is_there(bot, work):
                    # Before the texts, not after: a forum wants a pause between two topics of an account.
                    leave_sign(bot, work.edition)


def translate(bot: Bot, works: Sequence[Work], *, drafts: bool = False) -> None:
    """Writes what is missing of each digest: entries and intro, side by side.

    Where nobody could look yet whose week it is nothing is, and of a digest that is out only abstracts that came late;
    with `drafts` all that a draft lacks. What is not fit to be read is held where the edition wants that.
    """
    works = [work for work in works if drafts or waiting.looked(bot, work)]
    units = waiting.to_write(bot, works, drafts=drafts)
    if units:
        bot.store.require_room()
        bot.report("translating", units[0].issue.key, texts=len(units))
        entries = [one for one in units if one.entry and not waiting.is_unpaid(bot, one)]
        warm(bot, Counter((one.issue.key, one.locale.code) for one in entries))
    bot.engine.run(lambda one: write(bot, one) if drafts or _is_wanted(bot, one) else None, units)
    for work in works:
        if not waiting.is_there(bot, work):
            if units and not waiting.text_of(bot, work):
                compare(bot, work)
            hold_unfit(bot, work)


def publish(bot: Bot, works: Sequence[Work]) -> None:
    """Posts every digest that is complete and due."""
    for work in works:
        # Asked one by one: of several that are overdue only the first goes out in a window.
        if not bot.pulse.halted and waiting.due(bot, work):
            with unit(bot, work.key):
                publish_digest(bot, work)


def listen(bot: Bot, *, quick: bool = False, topics: Collection[int] = ()) -> None:
    """Looks what people wrote and changed under what is out, and makes of it what can be made without a decision.

    `quick`: only where a decision is waited for. `topics`: only in these, although no list says that they moved.
    """
    places = [one for one in watching.watch(bot, quick=quick, topics=topics) if one.work.edition.correcting]
    following.follow(bot, [place.work for place in places])
    for place in places:
        reading.read_comments(bot, place, hearing.hear(bot, place))


def attend(bot: Bot, topics: Collection[int] = ()) -> None:
    """Between two ticks: hears what was decided where a decision is waited for, or in some topics, and does it."""
    listen(bot, quick=not topics, topics=topics)
    settle(bot)


def settle(bot: Bot) -> None:
    """Makes what was decided readable, asks moderators what waits for them, and thanks readers."""
    applying.apply_approved(bot)
    telling.tell(bot)


def look_after(bot: Bot, works: Sequence[Work]) -> None:
    """Fills in abstracts that came late in posts that are out, and links the same week's topics in other languages.

    Where no forum is watched, hand edits are read back first.
    """
    for work in works:
        if waiting.finished(bot, work) and waiting.ready(bot, work.key) and not bot.pulse.halted:
            # One unit: if the reading had a success of its own, an edit that fails would be counted anew every time.
            with unit(bot, work.key):
                publisher = bot.publishers[work.edition.name]
                if publisher.forum is None:
                    readback.read_back(bot, work, publisher.read(bot.store.posts.of(work.key)))
                aftercare.fill_in(bot, work)
                aftercare.link_siblings(bot, work)
                aftercare.keep_up(bot, work)


def take_down(bot: Bot) -> None:
    """Puts the notice in the place of what was withdrawn, in every edition it went out in."""
    for work, piece in waiting.withdrawn(bot):
        if waiting.ready(bot, waiting.end_of(work)) and not bot.pulse.halted:
            with unit(bot, work.key, counted_as=waiting.end_of(work)):
                aftercare.take_down(bot, work, piece)


def remind(bot: Bot) -> None:
    """Says again of each digest that is not out why it is held, as long as it is news; and when no issue came."""
    for work in waiting.fresh_work(bot):
        hold = holding.hold_on(bot, work)
        if hold and hold.kind is Stop.HELD and not waiting.finished(bot, work):
            bot.report("held", hold.key, why=hold.reason)
    for source, why in waiting.silences(bot):
        bot.report("silent", source, why=why)


def rule(bot: Bot, ruling: Ruling) -> None:
    """Does what a person decided on a page or by a command, and says in the locale's words what came of it.

    Raises: Unavailable, Misconfigured, Rejected (there is no such correction).
    """
    outcome = deciding.decide(bot, ruling)
    bot.report("answered", str(ruling.number), came=outcome.event, why=outcome.text)
    settle(bot)


def beat(bot: Bot) -> None:
    """Leaves a sign of life where each edition goes, and says when another machine left one there lately."""
    for edition in bot.editions:
        if not bot.pulse.halted:
            leave_sign(bot, edition)


def publish_digest(bot: Bot, work: Work, *, old: bool = False) -> Sequence[Post]:
    """Posts one digest now, or what is left of it. Refused whole, it is drawn anew the next time.

    What is `old` stands under the day its issue came out.

    Raises: Unavailable, Rejected, Misconfigured.
    """
    publisher = bot.publishers[work.edition.name]
    intents = bot.store.posts.parts(work.key)
    fresh = not intents
    if fresh:
        intents = bot.store.posts.intend(drawn(bot, work, old=old))
    posts = posting.post(bot, publisher, intents, fresh=fresh)
    bot.report("published", work.key, url=posts[0].url, parts=len(posts))
    return posts


def _is_wanted(bot: Bot, wanted: Unit) -> bool:
    """Whether it is still to be written: a person may have stopped or dropped it since the work was listed."""
    if wanted.key not in {one.key for one in texts.untranslated(bot, wanted.issue, wanted.locale)}:
        return False
    editions = [one for one in bot.editions if (one.source, one.locale) == (wanted.issue.source, wanted.locale.code)]
    return any(not holding.is_stopped(bot, Work(issue=wanted.issue, edition=one)) for one in editions)
