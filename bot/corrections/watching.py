"""Where readers write, looked at with as few requests as will do: what moved, and one topic a poll besides.

    list (30 topics a request) ─► read what moved, and one that was not read for long ─► hand edits │ comments on record

A list tells of new posts and of deleted ones, not of edits: those are found when a topic is read for another reason.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import holding, readback, waiting
from bot.corrections.asking import Ask, asks
from bot.corrections.noting import note, note_answers
from bot.corrections.spreading import spread_hands
from bot.domain import OPEN, Audience, Correcting, Correction, Finding, Seen, Severity, Stop
from bot.doubting import doubt
from bot.guard import unit
from bot.holding import Work
from bot.ports import Bot, Forum

CHUNK = 30
"""How many topics one page of a list holds
(https://github.com/discourse/discourse/blob/main/lib/topic_query.rb, DEFAULT_PER_PAGE_COUNT)."""

WEEK = timedelta(days=7)

SOON = timedelta(hours=1)
"""Within this time of their decision most people see that it was wrong: its undoing is listened for as the decision."""

_YOUNGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The topic of a digest; `seen` is how it stood when it was last listed, None for never."""

    work: Work
    forum: Forum
    topic_id: int
    seen: Seen | None

    def age(self, now: datetime) -> timedelta:
        """Since when nobody has written there, or since publication where that is not known; an hour at least."""
        last = self.seen.last_posted if self.seen and self.seen.last_posted else self.work.issue.published
        return max(now - max(last, self.work.issue.published), _YOUNGEST)

    def unread(self, now: datetime) -> timedelta:
        """For how long it was not read."""
        return now - self.seen.read if self.seen and self.seen.read else timedelta.max

    def is_young(self, now: datetime) -> bool:
        """Whether it is looked at with every poll."""
        return self.seen is None or self.age(now) <= _days(self.work.edition.correcting)


def watch(bot: Bot, *, quick: bool = False, topics: Collection[int] = ()) -> list[Watched]:
    """Looks what people wrote and changed under the digests that are out, and keeps it; returns where it looked.

    `quick`: only where something waits for a decision, or was decided just now. `topics`: only in these, whatever a
    list says of them.
    """
    looked: list[Watched] = []
    open_ = {one.digest for one in awaited(bot)}
    for places in _by_forum(watched(bot)):
        named = [place for place in places if place.topic_id in topics]
        asked = [place for place in places if not quick or place.work.key in open_]
        for place in named if topics else _with_others(_due(bot, asked, open_, sweep=not quick), places):
            read(bot, place)
        _read_desks(bot, places, quick=quick, topics=topics)
        looked += places if topics else asked
    return looked


def awaited(bot: Bot) -> list[Correction]:
    """The corrections of which a moderator may say something at any moment: those that wait, and those just decided."""
    since = bot.clock.now() - SOON
    return [one for one in bot.store.corrections.all() if one.state in OPEN or (one.since and one.since >= since)]


def watched(bot: Bot) -> list[Watched]:
    """The digests that stand on a forum and that nobody withdrew, of editions that are not paused."""
    found, out = [], bot.store.posts.topics()
    for edition in bot.editions:
        forum = bot.publishers[edition.name].forum
        seen = bot.store.topics.seen(forum.name) if forum else {}
        for work in waiting.works(bot, edition) if forum else ():
            topic_id = out.get(work.key)
            if forum and topic_id is not None and not is_silent(bot, work):
                found.append(Watched(work=work, forum=forum, topic_id=topic_id, seen=seen.get(topic_id)))
    return found


def read(bot: Bot, place: Watched) -> None:
    """Reads a topic whole: hand edits are read back, and comments are put on record."""
    key = place.work.key
    if bot.pulse.halted or not waiting.ready(bot, watch_of(place.work)):
        return
    with unit(bot, key, counted_as=watch_of(place.work)):
        thread = place.forum.thread(place.topic_id, bot.store.posts.of(key))
        readback.read_back(bot, place.work, thread.standing if thread else ())
        spread_hands(bot, place.work)
        if thread and place.work.edition.correcting:
            note(bot, place.work, place.forum, thread.comments)
        unlisted = Seen(topic_id=place.topic_id, highest=0, posts=0)
        bot.store.topics.keep(place.forum.name, replace(place.seen or unlisted, read=bot.clock.now()))


def watch_of(work: Work) -> str:
    """Where failures to read a digest's topic are counted, apart from those to post or to edit it."""
    return f"{work.key}#watch"


def _by_forum(places: Iterable[Watched]) -> list[list[Watched]]:
    """Those of one account on one forum together: one list serves several editions."""
    groups: dict[tuple[str, str], list[Watched]] = {}
    for place in places:
        groups.setdefault((place.forum.name, place.forum.username.lower()), []).append(place)
    return list(groups.values())


def _due(bot: Bot, places: Sequence[Watched], open_: Collection[str], *, sweep: bool) -> list[Watched]:
    """The topics to be read now: those that moved, and with `sweep` one of the others.

    Listed are those that are young, and those where a decision is waited for; any other on one day of the week.
    """
    now = bot.clock.now()
    today = [place for place in places if place.topic_id % WEEK.days == now.weekday() or place.is_young(now)]
    moved = _moved(bot, [*today, *(one for one in places if one.work.key in open_ and one not in today)])
    ids = {place.topic_id for place in moved}
    rest = [place for place in places if place.topic_id not in ids]
    # Where the list was not answered, a topic would not be either.
    answered = bool(rest) and rest[0].forum.name not in bot.store.failures.all()
    return [*moved, *(_swept(rest, now) if sweep and answered else ())]


def _with_others(due: Sequence[Watched], places: Sequence[Watched]) -> list[Watched]:
    """The same, and with each the other digests that are shown in its topic."""
    seen = {place.topic_id: place.seen for place in due}
    keys = {place.work.key for place in due}
    others = (place for place in places if place.topic_id in seen and place.work.key not in keys)
    return [*due, *(replace(place, seen=seen[place.topic_id]) for place in others)]


def _moved(bot: Bot, places: Sequence[Watched]) -> list[Watched]:
    """Those in which something was written or deleted since they were last listed, as they are listed now."""
    listed: dict[int, Seen] = {}
    ids = list(dict.fromkeys(place.topic_id for place in places))
    if bot.pulse.halted or not ids or not waiting.ready(bot, places[0].forum.name):
        return []
    forum = places[0].forum
    with unit(bot, forum.name):
        for start in range(0, len(ids), CHUNK):
            listed |= forum.listed(ids[start : start + CHUNK])
    there = ((place, listed[place.topic_id]) for place in places if place.topic_id in listed)
    return [_as_listed(place, now) for place, now in there if now.moved(place.seen)]


def _as_listed(place: Watched, now: Seen) -> Watched:
    # What is written between the list and the reading moves it once more: it is read twice, and nothing is missed.
    return replace(place, seen=replace(now, read=place.seen.read if place.seen else None))


def _swept(places: Sequence[Watched], now: datetime) -> list[Watched]:
    """The one that was not read for longest for its age: edits are made while a week is young, and now and then later.

    One that is not young any more only once a week.
    """
    due = [place for place in places if place.is_young(now) or place.unread(now) >= WEEK]
    return [max(due, key=lambda place: place.unread(now) / place.age(now))] if due else []


def _read_desks(bot: Bot, places: Sequence[Watched], *, quick: bool, topics: Collection[int]) -> None:
    """Reads the messages in which moderators were asked something that waits for them, or that was decided lately."""
    news = _news(bot, quick=quick)
    digests = {one.digest for one in news}
    works = [place.work for place in places if place.work.key in digests]
    shown = asks(bot, (work.key for work in works))
    numbers, held = {one.number for one in news}, {hold.key for hold in holding.standing(bot)}
    told = [ask for ask in shown.values() if ask.intent.audience is Audience.GROUP and ask.number in numbers]
    for topic_id in dict.fromkeys(ask.post.topic_id for ask in told if not topics or ask.post.topic_id in topics):
        forum, key = places[0].forum, f"{places[0].forum.name}#{topic_id}"
        if key not in held and waiting.ready(bot, key) and not bot.pulse.halted:
            with unit(bot, key):
                thread = forum.thread(topic_id, ())
                note_answers(bot, works, forum, thread.comments if thread else (), shown)
                if thread is None:
                    doubt(bot, [_no_message(next(ask for ask in told if ask.post.topic_id == topic_id))])


def _no_message(ask: Ask) -> Finding:
    what = "the message in which moderators decide is gone, or hidden from the account; restore it there, or decide by"
    message = f"{what} `paperboy corrections`: {ask.post.url}"
    return Finding(key=ask.digest, code="structure.gone", severity=Severity.WARN, message=message)


def _news(bot: Bot, *, quick: bool) -> list[Correction]:
    """The corrections of which a moderator may still want something; `quick`, at any moment."""
    if quick:
        return awaited(bot)
    since = bot.clock.now() - WEEK
    return [one for one in bot.store.corrections.all() if one.state in OPEN or (one.since and one.since >= since)]


def is_silent(bot: Bot, work: Work) -> bool:
    """Whether nothing is to be asked about a digest: it was given up, or its edition is paused."""
    keys = (work.issue.key, work.key, work.edition.name)
    holds = (hold for hold in holding.standing(bot) if hold.key in keys)
    return any(hold.kind is not Stop.HELD for hold in holds)


def _days(correcting: Correcting | None) -> timedelta:
    """How long a topic is looked at with every poll; where nobody listens to readers, for hand edits only."""
    return timedelta(days=correcting.watch_days) if correcting else waiting.AFTERCARE
