"""An issue as it arrives from its source: new, changed since, or sent a second time; and where an edition starts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from bot import holding, timing
from bot.domain import Entry, FeedItem, Finding, Issue, Severity, Split, Stop
from bot.doubting import doubt
from bot.guard import hold, unit
from bot.ports import Bot


def keep_all(bot: Bot, source: str, items: Sequence[FeedItem]) -> int:
    """Keeps what a feed has that is new or changed, the oldest issue first; returns how many issues that were.

    A post that cannot be read holds no other up.
    """
    posts = bot.sources[source].gather(items, bot.store.issues.shown(source))
    splits = [split for item in posts for split in _read(bot, source, item)]
    return sum(keep(bot, split) for split in sorted(splits, key=lambda one: (one.issue.published, one.issue.slug)))


def keep_old(bot: Bot, splits: Iterable[Split]) -> int:
    """Keeps issues of an archive that are not known, the oldest first; returns how many those were."""
    return sum(keep(bot, split) for split in sorted(splits, key=lambda one: (one.issue.published, one.issue.slug)))


def all_read(bot: Bot, source: str, items: Sequence[FeedItem]) -> bool:
    """Whether every post was read: where one was not, the feed must not be taken for known."""
    posts = bot.sources[source].gather(items, bot.store.issues.shown(source))
    return not {_post_key(source, item) for item in posts} & {*bot.store.failures.all(), *_held(bot)}


def _read(bot: Bot, source: str, item: FeedItem) -> list[Split]:
    """The issue that a post is; none where it is another kind of post, or could not be read."""
    found: list[Split] = []
    key = _post_key(source, item)
    if key not in _held(bot):
        with unit(bot, key):
            split = bot.sources[source].split(item)
            found += [split] if isinstance(split, Split) else []
    return found


def _post_key(source: str, item: FeedItem) -> str:
    """`dair/top-ai-papers-of-the-week-3f7`: the post's own name, as its issue has no key before it was read."""
    return f"{source}/{(item.guid or item.title).rstrip('/').rpartition('/')[2]}"


def _held(bot: Bot) -> set[str]:
    return {hold.key for hold in holding.standing(bot)}


def keep(bot: Bot, split: Split) -> bool:
    """A new issue is kept; a known one whose body changed replaces what was kept, or is said where it is out.

    Where only its packaging is another, as a page's is another than the feed's, nothing was changed; nor where a feed
    shows but the beginning of what is known whole. What goes by its days, as an archive's weeks do, never replaces what
    the newsletter itself gave. Returns whether there was anything new.
    """
    known = bot.store.issues.all(split.issue.source)
    stands = split.issue.among(known)
    others = [issue for issue in known if issue != stands]
    if stands is None:
        kept = bot.store.issues.add(_doubted(bot, split, others))
        bot.report("collected", kept.issue.key, entries=len(kept.entries), why=kept.issue.why)
    elif _is_unchanged(bot, split, stands) or _is_poorer(split, stands):
        return False
    elif bot.store.posts.begun(stands.key):
        return _propose(bot, stands, split)
    else:
        # Its own copy, which is held for it, came later: of the two the first goes out.
        others = [issue for issue in others if stands.key not in issue.why]
        arrived = _doubted(bot, split, others)
        says_the_same = _says(arrived) == _says(_split_of(bot, stands))
        changed = bot.store.issues.revise(arrived)
        if says_the_same:
            return False
        bot.report("revised", stands.key, entries=len(changed))
        _hold_what_was_dropped(bot, stands, changed)
    return True


def _is_unchanged(bot: Bot, split: Split, stands: Issue) -> bool:
    whole = bot.store.issues.get(stands.key)
    return whole is not None and whole.body_hash == split.issue.body_hash


def _is_poorer(split: Split, stands: Issue) -> bool:
    """Whether what arrived is less than what is known: an archive's week, or the beginning of a whole issue."""
    return (split.issue.unnamed and not stands.unnamed) or (split.cut and not stands.why)


def _says(split: Split) -> tuple[object, ...]:
    """What an issue says, whatever its key, and why it is held."""
    issue = split.issue
    entries = [replace(entry, issue="") for entry in sorted(split.entries, key=lambda one: one.position)]
    return issue.title, issue.start, issue.end, issue.why, entries


def _hold_what_was_dropped(bot: Bot, issue: Issue, changed: Sequence[str]) -> None:
    """A number that a person dropped may be another paper's now: only a person can say which one they meant."""
    given_up = (Stop.DROPPED, Stop.WITHDRAWN)
    meant = [one.key for one in holding.standing(bot) if one.key in changed and one.kind in given_up]
    if meant:
        hold(bot, issue.key, f"the newsletter changed {', '.join(meant)}, which was dropped; look, drop, then release")


def begin_editions(bot: Bot, source: str) -> None:
    """Sets where the editions of a source start that were not polled before."""
    now = bot.clock.now()
    issues = bot.store.issues.all(source)
    for edition in bot.editions:
        if edition.source == source and bot.store.editions.since(edition.name) is None:
            newest = issues[-1].published if issues else None
            bot.store.editions.begin(edition.name, timing.start_of(edition, now, newest))


def _doubted(bot: Bot, split: Split, others: Iterable[Issue]) -> Split:
    """The same with a reason to hold it, where it looks like another that was sent again."""
    why = split.issue.why or timing.resent(split, others, partial(_split_of, bot))
    return replace(split, issue=replace(split.issue, why=why))


def _split_of(bot: Bot, issue: Issue) -> Split:
    return Split(issue=issue, entries=tuple(bot.store.issues.entries(issue.key)))


def _propose(bot: Bot, stands: Issue, split: Split) -> bool:
    """What the newsletter changed after it was posted is for people to take over: the readers saw the other text.

    Returns whether anything of it was not known yet.
    """
    before = {entry.position: entry for entry in bot.store.issues.entries(stands.key)}
    after = {entry.position: entry for entry in split.entries}
    found = (
        _revised(f"{stands.key}/{position}", what, was, now)
        for position in sorted(before.keys() | after.keys())
        for what, was, now in _changes(before.get(position), after.get(position))
    )
    return bool(doubt(bot, found))


def _changes(old: Entry | None, new: Entry | None) -> list[tuple[str, str, str]]:
    """What the newsletter did at one place, with what stood there and what stands there now."""
    if old is None or new is None:
        did = "added this paper" if new else "took this paper out"
        return [(did, old.name if old else "", new.name if new else "")]
    texts = [
        ("changed this text", old.name, new.name),
        ("changed this text", old.summary, new.summary),
        ("changed these links", _links(old), _links(new)),
    ]
    return [(what, was, now) for what, was, now in texts if was != now]


def _links(entry: Entry) -> str:
    return ", ".join(f"{link.label} {link.url}" for link in entry.links)


def _revised(key: str, what: str, was: str, now: str) -> Finding:
    wanted = now or f"without {was}"
    message = f"the newsletter {what} after it was posted; take it over by an edit in the forum: {wanted}"
    code, severity = "structure.revised", Severity.WARN
    return Finding(key=key, code=code, severity=severity, message=message, source_span=was, target_span=now)
