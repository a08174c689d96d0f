"""Old issues, oldest first, for editions that do not have them: what `paperboy backfill` asks for.

archive ─► gather ─► look around ─► the oldest issue that is missing ─► deliver, as any other ─► the next
           Issues    whose weeks     room in the day and in the month?   Post

A missing Post is the queue, so that a run which was killed goes on where it was. New issues come first: of the topics
of a day and the dollars of a month a share is theirs, and nothing here touches an issue that is still news.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from bot import backlog, budgeting, holding, pipeline, timing, waiting
from bot.arriving import keep_old
from bot.domain import UNDATED, Backfill, Edition, Estimate, Issue, Split, Topic
from bot.errors import Misconfigured, Rejected
from bot.guard import unit
from bot.holding import Work
from bot.looking import adopt_or_yield, leave_sign, yield_to
from bot.ports import Bot, Paced, Publisher
from bot.sparing import Turns, sparing

LOOK_AGAIN = timedelta(hours=12)
"""So often the topics are read again that people opened meanwhile."""

OVERLAP = timedelta(days=1)
"""Topics of the last look's own time are read once more: clocks differ, and approval takes its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What a backfill would have to do, and about what that would take."""

    issues: int
    digests: int
    estimate: Estimate


class Filling:
    """Fills places, and remembers of each what it would have to ask for again."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    @cached_property
    def _turns(self) -> dict[str, Turns]:
        return {account: Turns(self._bot.clock, pace) for account, (pace, _) in backlog.accounts(self._bot).items()}

    @cached_property
    def _spared(self) -> Bot:
        """The bot whose places are asked as little as can be."""
        places: dict[str, Publisher] = dict(self._bot.publishers)
        for name, place in self._bot.publishers.items():
            if isinstance(place, Paced):
                places[name] = sparing(self._bot, place, self._turns[place.pace.account])
        return replace(self._bot, publishers=places)

    def tick(self) -> None:
        """One pass over everything that waits, and then one old issue where a backfill is on."""
        pipeline.tick(self._bot)
        for backfill in self._bot.store.backfills.open():
            if waiting.ready(self._bot, backlog.key_of(backfill)) and not self._bot.pulse.halted:
                self._deliver(backfill, self._chosen(backfill))

    def work_off(self, number: int) -> None:
        """Delivers one issue after the other, until none can be delivered now."""
        while (backfill := self._bot.store.backfills.get(number)) and not (backfill.ended or self._bot.pulse.halted):
            if not self._deliver(backfill, self._chosen(backfill)):
                return

    def _chosen(self, backfill: Backfill) -> Sequence[Work]:
        """The digests of the oldest issue that can be delivered now; none where none can, or that could not be seen."""
        due: list[Work] = []
        with unit(self._bot, backlog.key_of(backfill)):
            self._prepare(backfill)
            due += backlog.due(self._bot, backfill)
            if not due and not any(backlog.pending(self._bot, backfill)):
                self._bot.store.backfills.end(backfill.number, self._bot.clock.now())
                self._bot.report("ended", backlog.key_of(backfill), digests=len(backlog.every(self._bot, backfill)))
        return due

    def _deliver(self, backfill: Backfill, due: Sequence[Work]) -> bool:
        """Whether anything was due, and each of it is out now or waits for a person."""
        if not due:
            return False
        pipeline.deliver(self._spared, due, old=True)
        told = backlog.progress(self._bot, backfill)
        self._bot.report("backfilled", due[0].issue.key, done=told.out, of=told.of)
        return all(_is_settled(self._bot, work) for work in due)

    def _prepare(self, backfill: Backfill) -> None:
        """Reads the archives once, and now and then what others opened. Raises: as any question to them."""
        bot, now = self._bot, self._bot.clock.now()
        if backfill.gathered is None:
            for source in dict.fromkeys(edition.source for edition in backlog.editions_of(bot, backfill)):
                keep_old(bot, gather(bot, source, backfill.since, backfill.until))
            bot.store.backfills.gathered(backfill.number, now)
        if backfill.looked is None or now - backfill.looked > LOOK_AGAIN:
            self._look_around(backfill)
            bot.store.backfills.looked(backfill.number, now)

    def _look_around(self, backfill: Backfill) -> None:
        """Sees whose the weeks are that are missing, from all topics at once: a person's is held, a lost one kept."""
        if not any(backlog.pending(self._bot, backfill)):
            return
        for account, (_pace, names) in backlog.accounts(self._bot).items():
            leave_sign(self._bot, next(one for one in self._bot.editions if one.name == names[0]))
            self._turns[account].took(topic=True)
        for edition in backlog.editions_of(self._bot, backfill):
            place = self._bot.publishers[edition.name]
            missing = [work for work in backlog.pending(self._bot, backfill) if work.edition == edition]
            if isinstance(place, Paced) and missing:
                born = datetime.combine(min(work.issue.start for work in missing), time.min, UTC)
                topics = place.opened(backfill.looked - OVERLAP if backfill.looked else born)
                for work in missing:
                    with unit(self._bot, work.key, counted_as=waiting.look_of(work)):
                        self._see(work, topics)

    def _see(self, work: Work, topics: Sequence[Topic]) -> None:
        if waiting.queued(self._bot, work):
            pipeline.publish_digest(self._spared, work, old=True)
        elif not waiting.is_there(self._bot, work):
            if any(timing.same_week(one.title, work.issue) for one in topics if one.own and not self._is_known(one)):
                # Another database's; after approval it has no external id either.
                adopt_or_yield(self._bot, work)
            else:
                yield_to(self._bot, work, topics)

    def _is_known(self, topic: Topic) -> bool:
        found = re.search(r"/t/(\d+)$", topic.url)
        return found is not None and self._bot.store.posts.stand_in(int(found[1]))


def gather(bot: Bot, source: str, since: date, until: date) -> list[Split]:
    """The issues of a source's archive that end between two days; none where it has no archive.

    A page that is not there, as that of a year that just began, is said, and so is an issue whose days its page does
    not tell. Raises: Unavailable, Rejected (none is there).
    """
    archive = bot.archives.get(source)
    found, lost = list[Split](), dict[str, Rejected]()
    pages = archive.pages(since, until) if archive else ()
    for page in pages:
        try:
            found += archive.read(page, bot.feed.page(page)) if archive else ()
        except Rejected as error:
            lost[page] = error
    if lost and len(lost) == len(pages):
        raise lost[pages[0]]
    for page, why in lost.items():
        bot.report("missing", page, why=str(why))
    for split in found:
        if split.issue.end == UNDATED.date():
            bot.report("missing", split.issue.url, why=split.issue.why)
    return [split for split in found if since <= split.issue.end <= until]


def _require_issues(bot: Bot, editions: Sequence[Edition]) -> None:
    """Raises: Misconfigured (a source has no archive and no issue is known; a model has no prices)."""
    for source in dict.fromkeys(edition.source for edition in editions):
        if source not in bot.archives and not bot.store.issues.all(source):
            raise Misconfigured(
                f"{source}: no archive of its old issues is configured, and none is known; add a table"
                ' [sources.NAME] with kind = "dair_archive", or name the editions of other sources with --edition'
            )
    budgeting.require_prices(bot)


def asked(bot: Bot, editions: Sequence[Edition], since: date, until: date, who: str) -> Backfill:
    """A new backfill, or the one that is on and says the same. Raises: Misconfigured (it could never be done)."""
    _require_issues(bot, editions)
    names = tuple(edition.name for edition in editions)
    same = (one for one in bot.store.backfills.open() if (one.editions, one.since, one.until) == (names, since, until))
    return next(same, None) or bot.store.backfills.add(names, since, until, who, bot.clock.now())


def estimated(bot: Bot, editions: Sequence[Edition], since: date, until: date) -> Extent:
    """Reads the archives, and keeps nothing. Raises: as `gather`; Misconfigured (it could never be done)."""
    _require_issues(bot, editions)
    issues, digests, estimates = set(), 0, []
    for source in dict.fromkeys(edition.source for edition in editions):
        known = bot.store.issues.all(source)
        new = [one for one in gather(bot, source, since, until) if one.issue.among(known) is None]
        known = [one for one in known if since <= one.end <= until]
        for locale in dict.fromkeys(one.locale for one in editions if one.source == source):
            mine = [one for one in editions if (one.source, one.locale) == (source, locale)]
            left = {one.key: _missing(bot, one, mine) for one in known}
            old = [one for one in known if left[one.key]]
            issues |= {one.key for one in old} | {one.issue.key for one in new}
            digests += sum(left.values()) + len(new) * len(mine)
            estimates += [budgeting.estimate(bot, one, locale) for one in old]
            estimates += [budgeting.estimate_new(bot, one, locale) for one in new]
    return Extent(issues=len(issues), digests=digests, estimate=budgeting.together(estimates))


def _missing(bot: Bot, issue: Issue, editions: Sequence[Edition]) -> int:
    """In how many editions an issue is not out."""
    return sum(not waiting.finished(bot, Work(issue=issue, edition=one)) for one in editions)


def _is_settled(bot: Bot, work: Work) -> bool:
    """Whether it is out, or a person has it."""
    return waiting.finished(bot, work) or bool(waiting.queued(bot, work) or holding.hold_on(bot, work))
