"""The posting protocol: intent, look-up, create, read back, edit. What goes out, goes out once.

    Intent rows ─► find ─► there: adopt │ not there: create ─► read back ─► Post rows

Every part of a digest is written down, byte for byte, before the first is sent. After an unknown outcome the same
intent is looked for before it is sent again, so a second run, or a run after a crash, finishes what the first began.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import MARKER_RESERVE, Digest, Draft, Finding, Intent, Issue, Post, Severity, fingerprint
from bot.doubting import doubt
from bot.errors import Misconfigured, OutcomeUnknown, Queued, Rejected, Unavailable
from bot.ports import Bot, Publisher, Unseen

# A line of its own wherever it stands: a moderator may have written below it. Text of others is escaped and has none.
_MARKER = re.compile(r"^<!-- paperboy (\S+) ([0-9a-f]{64}) -->[ \t\r]*$", re.MULTILINE)
_NUMBER = re.compile(r"^## (\d{1,4})\. ", re.MULTILINE)
_EXTERNAL_ID = re.compile(r"[A-Za-z0-9_-]{1,50}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One rendered field: its text as it stands under `heading`, and as it shall be.

    Without a heading it is looked for in the whole part; without `stands` it comes after all the rest. `part` is the
    key of the one post it is made in, empty for whichever shows it. One that `follows` is made only where there was
    room for all before it.
    """

    heading: str
    stands: str
    wanted: str
    reason: str
    part: str = ""
    follows: bool = False


def external_id(edition: str, issue: Issue) -> str:
    """`pb-<edition>-<date>`, with the issue key's `-2` where it has one.

    Discourse allows fifty of [A-Za-z0-9_-] and never forgets one
    (https://github.com/discourse/discourse/blob/main/app/models/topic.rb).
    """
    day = issue.key.partition("/")[2]
    made = f"pb-{edition}-{day}"
    if not _EXTERNAL_ID.fullmatch(made):
        raise Rejected(f"{issue.key}/{edition}: the external id {made!r} is not 1 to 50 of A-Z, a-z, 0-9, _ and -")
    return made


def with_marker(key: str, raw: str) -> str:
    """The text of a part with the line that lets the bot know its own posts again; readers do not see it."""
    body = raw.rstrip()
    return f"{body}\n\n<!-- paperboy {key} {fingerprint(body)} -->"


def without_marker(raw: str) -> str:
    """The text of a part as its readers see it."""
    return _MARKER.sub("", raw)


def marked_key(raw: str) -> str | None:
    """The intent's key in a part's marker, the last where there are several; None where there is none of ours."""
    found = _MARKER.findall(raw)
    return found[-1][0] if found else None


def intents_for(digest: Digest, draft: Draft, topic_id: int | None = None) -> tuple[Intent, ...]:
    """What will be sent: one topic, and a reply for each further part; with `topic_id` all of it within that topic."""
    intents = []
    for number, raw in enumerate(draft.parts, 1):
        key = f"{digest.key}#{number}"
        intents.append(Intent(key=key, raw=with_marker(key, raw), title=draft.title, tags=draft.tags))
    opened = external_id(digest.edition.name, digest.issue)
    topic = replace(intents[0], external_id=opened, link=draft.link, data=draft.data, topic_id=topic_id)
    return (topic, *(replace(reply, title="", tags=()) for reply in intents[1:]))


def dated(intents: Sequence[Intent], day: datetime) -> tuple[Intent, ...]:
    """The same under the day an issue came out, a second between each and the next, as their order is that of time."""
    return tuple(replace(one, created_at=day + timedelta(seconds=at)) for at, one in enumerate(intents))


def post(bot: Bot, publisher: Publisher, intents: Sequence[Intent], *, fresh: bool = False) -> Sequence[Post]:
    """Sends what has not been sent of a digest, in order; returns all its posts.

    What is `fresh` was written down just now, so that nothing of it can have been sent before. What is refused and
    cannot have arrived is forgotten: with nothing else out either, the digest is drawn anew the next time.

    Raises: OutcomeUnknown, Unavailable (run again), Queued (the forum's moderators have it; run again once they have
    decided), Rejected, Misconfigured.
    """
    digest_key = intents[0].key.partition("#")[0]
    posted = {one.key: one for one in bot.store.posts.of(digest_key)}
    for intent in intents:
        if intent.key not in posted:
            topic = posted.get(intents[0].key)
            due = replace(intent, topic_id=topic.topic_id) if topic else intent
            posted[intent.key] = _once(bot, publisher, due, fresh=fresh)
            bot.store.posts.add(posted[intent.key], bot.clock.now())
            doubt(bot, lost_tags(intent, posted[intent.key]))
            bot.report("posted", intent.key, url=posted[intent.key].url)
    return [posted[intent.key] for intent in intents]


def say(bot: Bot, publisher: Publisher, intent: Intent) -> Post:
    """Sends what is said beside a digest, once; returns what stands there. Raises: as `post`."""
    said = bot.store.posts.get(intent.key) or _once(bot, publisher, intent)
    bot.store.posts.add(said, bot.clock.now())
    bot.report("said", intent.key, url=said.url)
    return said


def applies(raw: str, change: Change) -> bool:
    """Whether a part still shows the text that a change would replace."""
    return _changed(raw, change) not in (None, raw)


def done(raw: str, change: Change) -> bool:
    """Whether a part shows the text that a change brings."""
    return _changed(raw, change) == raw


def heading_of(posts: Sequence[Post], heading: str) -> str:
    """The heading that stands in a digest with the same number, whatever follows that; itself where none does."""
    pattern = _numbered(heading)
    return next((found[0].rstrip() for post in posts if (found := pattern.search(post.raw))), heading)


def is_sent(bot: Bot, digest_key: str) -> bool:
    """Whether a digest was posted by this database; one that was found standing is not written to unasked."""
    return any(part.external_id for part in bot.store.posts.parts(digest_key))


def is_own_edit(bot: Bot, post: Post) -> bool:
    """Whether a post as it stands is what the last edit of the bot's own made of it, whose answer may be lost."""
    made = [one.raw for one in bot.store.posts.edits(post.key.partition("#")[0]) if one.key.startswith(f"{post.key}.")]
    return bool(made) and made[-1].rstrip() == post.raw.rstrip()


def edit(bot: Bot, publisher: Publisher, posts: Sequence[Post], changes: Sequence[Change]) -> list[Change]:
    """Makes a digest's changes, all of a post by one edit; where the new text stands already nothing happens.

    A change for which there is no room is a finding, and is returned. A post that somebody changed since it was read is
    left alone.

    Raises: Rejected when a post is gone or locked, after the others are done; OutcomeUnknown, Unavailable,
    Misconfigured.
    """
    refusals, left = [], list[Change]()
    for post in posts:
        due = [change for change in changes if change.part in ("", post.key) and applies(post.raw, change)]
        try:
            if due:
                left += _edit_post(bot, publisher, post, due)
        except Rejected as error:
            refusals.append(error)
    if refusals:
        raise refusals[0]
    return left


def take_down(bot: Bot, publisher: Publisher, posts: Sequence[Post], notice: str) -> None:
    """Puts a notice in the place of every post of a digest, whatever stands there now.

    Raises: OutcomeUnknown, Unavailable (run again), Rejected, Misconfigured.
    """
    for fresh in publisher.read([post for post in posts if not shows(post, notice)]):
        taken = fresh if shows(fresh, notice) else _withdraw(bot, publisher, fresh, notice)
        bot.store.posts.add(taken, bot.clock.now())


def take_down_entry(bot: Bot, publisher: Publisher, posts: Sequence[Post], notice: str, ending: str) -> None:
    """Puts a notice in the place of one entry's section, whatever stands under its number now.

    The notice begins with the entry's heading, whose number says which section it is; `ending` is the line at the end
    of a part, which stays. Raises: as `take_down`; Rejected also where the section is nowhere.
    """
    heading = _numbered(notice)
    holders = [post for post in posts if heading.search(post.raw)]
    if not holders:
        raise Rejected(
            f"{posts[0].key}: no section {notice.splitlines()[0]!r} stands there; take it out by hand: {posts[0].url}"
        )
    for fresh in publisher.read([post for post in holders if notice not in post.raw]):
        place = _section(fresh.raw, heading, ending)
        taken = fresh
        if place and notice not in fresh.raw:
            body = without_marker(fresh.raw[: place.start] + notice + "\n\n" + fresh.raw[place.stop :].lstrip())
            taken = _withdraw(bot, publisher, fresh, body)
        bot.store.posts.add(taken, bot.clock.now())


def has_section(raw: str, notice: str) -> bool:
    """Whether a part has the section of the entry that a notice is about."""
    return _numbered(notice).search(raw) is not None


def _numbered(notice: str) -> re.Pattern[str]:
    """The heading of the entry that a notice is about, whatever stands after its number."""
    number = re.match(r"(?:<h2[^>]*>|\D*)\d+\.", notice)
    return re.compile(rf"^{re.escape(number[0] if number else notice)} .*$", re.MULTILINE)


def shows(post: Post, notice: str) -> bool:
    """Whether a post says nothing but the notice."""
    return without_marker(post.raw).strip() == notice.strip()


def firsts_of(bot: Bot, digest_key: str) -> tuple[int, ...]:
    """How a digest that was sent is cut: the number of the first entry in its second part and in each further one.

    Of a part without an entry, which is the last, one more than there are.
    """
    parts = [list(map(int, _NUMBER.findall(part.raw))) for part in bot.store.posts.parts(digest_key)]
    end = max((number for numbers in parts for number in numbers), default=0) + 1
    return tuple(min(numbers, default=end) for numbers in parts[1:])


def refresh(bot: Bot, publisher: Publisher, post: Post) -> None:
    """Sends a text anew as it stands. Raises: as `edit`.

    Discourse keeps the very same text without looking at it: another line ends it, which nobody sees
    (https://github.com/discourse/discourse/blob/main/app/services/post_localization_updater.rb).
    """
    bare = post.raw.rstrip("\n")
    fresh = _replace(bot, publisher, post, bare if bare != post.raw else f"{bare}\n", "")
    bot.store.posts.add(fresh, bot.clock.now())


def _edit_post(bot: Bot, publisher: Publisher, post: Post, changes: Sequence[Change]) -> list[Change]:
    """Returns what there was no room for."""
    fresh, limit = _standing(publisher, post), publisher.limit()
    if fresh.raw != post.raw:
        if not is_own_edit(bot, fresh):
            return []  # somebody was quicker: what they changed is read back first
        bot.store.posts.add(fresh, bot.clock.now())
    before = without_marker(fresh.raw)
    body, reasons, left = before, list[str](), list[Change]()
    for change in changes:
        if left and change.follows:
            continue
        made = _changed(body, change) or body
        if limit is not None and len(made) > max(limit - MARKER_RESERVE, len(body)):
            doubt(bot, [_no_room(fresh, change)])
            left.append(change)
        elif made != body:
            body = made
            reasons.append(change.reason)
    if body != before:
        fresh = _replace(
            bot, publisher, fresh, with_marker(post.key, body), ", ".join(dict.fromkeys(filter(None, reasons)))
        )
        bot.store.posts.add(fresh, bot.clock.now())
    return left


def _standing(publisher: Publisher, post: Post) -> Post:
    found = publisher.read([post])
    if not found:
        raise Rejected(
            f"{post.key}: {post.url} is gone: a moderator deleted or moved it; restore it and release, or drop it"
        )
    return found[0]


def _replace(bot: Bot, publisher: Publisher, post: Post, raw: str, reason: str) -> Post:
    _intend_edit(bot, post, raw)
    edited = publisher.edit(post, raw, reason)
    bot.report("edited", post.key, url=post.url)
    return edited


def _withdraw(bot: Bot, publisher: Publisher, post: Post, body: str) -> Post:
    raw = with_marker(post.key, body)
    _intend_edit(bot, post, raw)
    taken = publisher.withdraw(post, raw)
    bot.report("edited", post.key, url=post.url)
    return taken


def _intend_edit(bot: Bot, post: Post, raw: str) -> None:
    number = len(bot.store.posts.edits(post.key.partition("#")[0])) + 1
    bot.store.posts.intend([Intent(key=f"{post.key}.edit-{number}", raw=raw, topic_id=post.topic_id)])


def _no_room(post: Post, change: Change) -> Finding:
    why = "has no room for its new text and stays as it is; take the text from `paperboy show`, add it there"
    what = f"{(change.heading or change.wanted)!r} {why}: {post.url}"
    return Finding(key=post.key, code="structure.edit", severity=Severity.WARN, message=what)


def _changed(raw: str, change: Change) -> str | None:
    """The text with the change made, once; None where what it replaces does not stand once under its heading."""
    if not change.stands:
        return raw if change.wanted in raw else f"{raw.rstrip()}\n\n{change.wanted}"
    heading = re.compile(rf"^{re.escape(change.heading)}[ \t]*$", re.MULTILINE)
    place = _section(raw, heading) if change.heading else slice(0, len(raw))
    if place is None:
        return None
    section = raw[place]
    if _done(section, change):
        return raw
    found = _lines(section, change.stands)
    if len(found) != 1:
        return None
    start, stop = (place.start + at for at in found[0])
    return raw[:start] + change.wanted + raw[stop:]


def _done(section: str, change: Change) -> bool:
    """Whether the new text stands there, and the old one nowhere but inside it."""
    new = _lines(section, change.wanted) if change.wanted else [(0, 0)]
    return bool(new) and all(
        any(first <= start and stop <= last for first, last in new) for start, stop in _lines(section, change.stands)
    )


def _lines(section: str, text: str) -> list[tuple[int, int]]:
    """Where a text stands as whole lines, whatever spaces end the last."""
    return [found.span() for found in re.finditer(rf"^{re.escape(text)}(?=[ \t]*$)", section, re.MULTILINE)]


def _section(raw: str, heading: re.Pattern[str], ending: str = "") -> slice | None:
    """Where an entry stands: from its heading to the next one of its level, or to the part's end; None if nowhere."""
    found = heading.search(raw)
    if found is None:
        return None
    level = "\n<h2" if found[0].startswith("<h2") else "\n## "
    signs = (level, "\n<!-- paperboy ", f"\n{ending}\n" if ending else "\0")
    ends = [raw.find(sign, found.end()) for sign in signs]
    return slice(found.start(), min((end for end in ends if end >= 0), default=len(raw)))


def lost_tags(intent: Intent, post: Post) -> Iterator[Finding]:
    """A forum drops a tag that does not exist there, or that the account may not use, without a word."""
    lost = sorted({tag.lower() for tag in intent.tags} - {tag.lower() for tag in post.tags})
    if lost:
        what = f"the forum dropped the tags {', '.join(lost)}; create them there, or take them out of the edition"
        yield Finding(key=intent.key, code="structure.tags", severity=Severity.WARN, message=what)


def _once(bot: Bot, publisher: Publisher, intent: Intent, *, fresh: bool = False) -> Post:
    found = publisher.find(intent)
    if found:
        bot.report("adopted", intent.key, url=found.url)
        return found
    if intent.queued:
        raise Queued(
            f"{intent.key}: the forum keeps it for its moderators; approve it there; only where it was rejected,"
            f" `paperboy release {intent.key.partition('#')[0]} --resend`"
        )
    try:
        return publisher.create(intent)
    except Queued:
        bot.store.posts.queue(intent.key, bot.clock.now())
        raise
    except OutcomeUnknown:
        # The answer was lost, not always the post.
        found = publisher.find(intent)
        if found is None:
            raise
        return found
    except (Unavailable, Rejected, Misconfigured):
        if fresh or not isinstance(publisher, Unseen):
            # Nothing came of it: with nothing else out either, the digest is drawn anew the next time.
            bot.store.posts.forget(intent.key.partition("#")[0])
        raise
