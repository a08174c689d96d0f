"""The posting protocol: intent, look-up, create, read back, edit. What goes out, goes out once.

    Intent rows ─► find ─► there: adopt │ not there: create ─► read back ─► Post rows

Every part of a digest is written down, byte for byte, before the first is sent. After an unknown outcome the same
intent is looked for before it is sent again, so a second run, or a run after a crash, finishes what the first began.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain import Digest, Draft, Finding, Intent, Issue, Post, Severity, fingerprint
from bot.errors import OutcomeUnknown, Rejected
from bot.ports import Bot, Publisher

MARKER_LENGTH = 160
"""What `with_marker` may add to a part, in code points, its line break included."""

# A line of its own wherever it stands: a moderator may have written below it. Text of others is escaped and has none.
_MARKER = re.compile(r"^<!-- paperboy (\S+) ([0-9a-f]{64}) -->[ \t\r]*$", re.MULTILINE)
_EXTERNAL_ID = re.compile(r"[A-Za-z0-9_-]{1,50}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One rendered field of one entry: its text as it stands under `heading`, and as it shall be."""

    heading: str
    stands: str
    wanted: str
    reason: str


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


def marked_key(raw: str) -> str | None:
    """The intent's key in a part's marker, the last where there are several; None where there is none of ours."""
    found = _MARKER.findall(raw)
    return found[-1][0] if found else None


def intents_for(digest: Digest, draft: Draft) -> tuple[Intent, ...]:
    """What will be sent: one topic, and a reply for each further part."""
    intents = []
    for number, raw in enumerate(draft.parts, 1):
        key = f"{digest.key}#{number}"
        intents.append(Intent(key=key, raw=with_marker(key, raw), title=draft.title, tags=draft.tags))
    topic = replace(intents[0], external_id=external_id(digest.edition.name, digest.issue))
    return (topic, *(replace(reply, title="", tags=()) for reply in intents[1:]))


def post(bot: Bot, publisher: Publisher, intents: Sequence[Intent]) -> Sequence[Post]:
    """Sends what has not been sent of a digest, in order; returns all its posts.

    Raises: OutcomeUnknown, Unavailable (run again), Rejected, Misconfigured.
    """
    digest_key = intents[0].key.partition("#")[0]
    posted = {one.key: one for one in bot.store.posts.of(digest_key)}
    for intent in intents:
        if intent.key not in posted:
            topic = posted.get(intents[0].key)
            due = replace(intent, topic_id=topic.topic_id if topic else None)
            posted[intent.key] = _once(bot, publisher, due)
            bot.store.posts.add(posted[intent.key])
            bot.store.findings.add(_lost_tags(intent, posted[intent.key]))
            bot.report("posted", intent.key, url=posted[intent.key].url)
    return [posted[intent.key] for intent in intents]


def applies(raw: str, change: Change) -> bool:
    """Whether a part still shows the text that a change would replace."""
    place = _section(raw, change.heading)
    return place is not None and change.stands in raw[place] and not _done(raw[place], change)


def edit(bot: Bot, publisher: Publisher, posts: Sequence[Post], change: Change) -> None:
    """Replaces one rendered field in the post that holds it; nothing happens where the new text already stands.

    Raises: Rejected when the text to replace is not there any more; OutcomeUnknown, Unavailable.
    """
    for post in posts:
        fresh = publisher.read(post)
        place = _section(fresh.raw, change.heading)
        if place:
            _edit_section(bot, publisher, fresh, change, place)
            return
    raise Rejected(f"{posts[0].key}: the heading {change.heading!r} is gone; edit the post by hand: {posts[0].url}")


def _edit_section(bot: Bot, publisher: Publisher, post: Post, change: Change, place: slice) -> None:
    section = post.raw[place]
    if _done(section, change):
        bot.store.posts.add(post)
        return
    if section.count(change.stands) != 1:
        raise Rejected(f"{post.key}: {change.heading!r} was changed by hand; edit it there: {post.url}")
    edited = section.replace(change.stands, change.wanted)
    raw = with_marker(post.key, _MARKER.sub("", post.raw[: place.start] + edited + post.raw[place.stop :]))
    number = len(bot.store.posts.edits(post.key.partition("#")[0])) + 1
    bot.store.posts.intend([Intent(key=f"{post.key}.edit-{number}", raw=raw, topic_id=post.topic_id)])
    bot.store.posts.add(publisher.edit(post, raw, change.reason))
    bot.report("edited", post.key, url=post.url)


def _done(section: str, change: Change) -> bool:
    """Whether the new text stands there, and the old one nowhere but inside it."""
    return change.wanted in section and change.stands not in section.replace(change.wanted, "")


def _section(raw: str, heading: str) -> slice | None:
    """Where an entry stands: from its heading to the next one of its level; None where it does not."""
    found = re.search(rf"^{re.escape(heading)}[ \t]*$", raw, re.MULTILINE)
    if found is None:
        return None
    end = raw.find("\n## ", found.end())
    return slice(found.start(), len(raw) if end < 0 else end)


def _lost_tags(intent: Intent, post: Post) -> Iterator[Finding]:
    """A forum drops a tag that does not exist there, or that the account may not use, without a word."""
    lost = sorted({tag.lower() for tag in intent.tags} - {tag.lower() for tag in post.tags})
    if lost:
        what = f"the forum dropped the tags {', '.join(lost)}; create them there, or take them out of the edition"
        yield Finding(key=intent.key, code="structure.tags", severity=Severity.WARN, message=what)


def _once(bot: Bot, publisher: Publisher, intent: Intent) -> Post:
    found = publisher.find(intent)
    if found:
        bot.report("adopted", intent.key, url=found.url)
        return found
    try:
        return publisher.create(intent)
    except OutcomeUnknown:
        # The answer was lost, not always the post.
        found = publisher.find(intent)
        if found is None:
            raise
        return found
