"""An issue as it arrives from its source: new, changed since, or sent a second time; and where an edition starts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot import timing
from bot.domain import FeedItem, Finding, Issue, Severity, Split
from bot.doubting import doubt
from bot.ports import Bot


def keep_all(bot: Bot, source: str, items: Sequence[FeedItem]) -> int:
    """Keeps what a feed has that is new or changed, the oldest issue first; returns how many issues that were."""
    splits = [one for one in map(bot.sources[source].split, items) if isinstance(one, Split)]
    return sum(_keep(bot, split) for split in sorted(splits, key=lambda one: (one.issue.published, one.issue.slug)))


def _keep(bot: Bot, split: Split) -> bool:
    """A new issue is kept; a known one whose body changed replaces what was kept, or is said where it is out."""
    known = {issue.slug: issue for issue in bot.store.issues.all(split.issue.source)}
    stands = known.pop(split.issue.slug, None)
    if stands is None:
        kept = bot.store.issues.add(_doubted(bot, split, known.values()))
        bot.report("collected", kept.issue.key, entries=len(kept.entries), why=kept.issue.why)
    elif stands.body_hash == split.issue.body_hash:
        return False
    elif bot.store.posts.begun(stands.key):
        return _propose(bot, stands, split)
    else:
        # Its own copy, which is held for it, came later: of the two the first goes out.
        others = [issue for issue in known.values() if stands.key not in issue.why]
        changed = bot.store.issues.revise(_doubted(bot, split, others))
        bot.report("revised", stands.key, entries=len(changed))
    return True


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
    why = split.issue.why or timing.resent(split, [_split_of(bot, issue) for issue in others])
    return replace(split, issue=replace(split.issue, why=why))


def _split_of(bot: Bot, issue: Issue) -> Split:
    return Split(issue=issue, entries=tuple(bot.store.issues.entries(issue.key)))


def _propose(bot: Bot, stands: Issue, split: Split) -> bool:
    """What the newsletter changed after it was posted is for people to take over: the readers saw the other text.

    Returns whether anything of it was not known yet.
    """
    before = {entry.position: entry for entry in bot.store.issues.entries(stands.key)}
    found = (
        _revised(f"{stands.key}/{entry.position}", was, now)
        for entry in split.entries
        if (old := before.get(entry.position))
        for was, now in ((old.name, entry.name), (old.summary, entry.summary))
        if was != now
    )
    return bool(doubt(bot, found))


def _revised(key: str, was: str, now: str) -> Finding:
    what = f"the newsletter changed this text after it was posted; take it over by an edit in the forum: {now}"
    severity = Severity.WARN
    return Finding(key=key, code="structure.revised", severity=severity, message=what, source_span=was, target_span=now)
