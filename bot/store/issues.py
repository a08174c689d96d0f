"""Issues and their entries."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from sqlalchemy import Connection, and_, delete, insert, literal, or_, select, update

from bot.domain import BOT, INTRO, Entry, Hold, Issue, Split
from bot.store import failures, holds, tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled

_LISTED = [literal("").label("body") if one.name == "body" else one for one in columns(tables.issues, Issue)]


class Issues:
    """Implements `ports.Issues`."""

    def __init__(self, transactions: Transactions, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._now = now

    def add(self, split: Split) -> Split:
        with self._transactions.writing() as connection:
            known = _known(connection, split.issue)
            if known is None:
                known = _insert(connection, split)
                self._doubt(connection, known, split.issue.why)
            return Split(issue=_get(connection, known), entries=_entries(connection, known))

    def revise(self, split: Split) -> Sequence[str]:
        """The keys are of entries that are new or other than they were, in the order printed.

        An entry that is no longer printed goes, with its paper. What failed with a changed entry, or with the intro of
        them all, may be tried at once.
        """
        with self._transactions.writing() as connection:
            key = _known(connection, split.issue)
            if key is None:
                raise KeyError(split.issue.slug)
            self._rewrite(connection, _get(connection, key), split.issue)
            before = {one.key: one for one in _entries(connection, key)}
            after = [replace(entry, issue=key) for entry in split.entries]
            self._forget(connection, {known for known, one in before.items() if one not in after})
            changed = [one for one in after if before.get(one.key) != one]
            if changed:
                self._forget(connection, {f"{key}/{INTRO}"})
            _print(connection, changed)
            return [one.key for one in sorted(changed, key=lambda one: one.position)]

    @recalled
    def shown(self, source: str) -> Mapping[str, str]:
        table = tables.entries
        found = (
            select(table.c.arxiv_id, tables.issues.c.slug)
            .join_from(table, tables.issues, table.c.issue == tables.issues.c.key)
            .where(tables.issues.c.source == source, table.c.arxiv_id.is_not(None))
            .order_by(tables.issues.c.published.desc(), tables.issues.c.key.desc())
        )
        with self._transactions.reading() as connection:
            return {str(one.arxiv_id): str(one.slug) for one in connection.execute(found)}

    @recalled
    def get(self, key: str) -> Issue | None:
        found = select(*columns(tables.issues, Issue)).where(tables.issues.c.key == key)
        with self._transactions.reading() as connection:
            one = connection.execute(found).one_or_none()
        return Issue(**one._mapping) if one else None

    @recalled
    def all(self, source: str | None = None) -> Sequence[Issue]:
        found = select(*_LISTED).order_by(tables.issues.c.published, tables.issues.c.key)
        if source is not None:
            found = found.where(tables.issues.c.source == source)
        with self._transactions.reading() as connection:
            return [Issue(**one._mapping) for one in connection.execute(found)]

    @recalled
    def entries(self, issue_key: str) -> Sequence[Entry]:
        with self._transactions.reading() as connection:
            return _entries(connection, issue_key)

    def _rewrite(self, connection: Connection, old: Issue, new: Issue) -> None:
        """Everything of the issue but its key and its time; the hold for the old `why` falls, the new one is put."""
        said = replace(new, key=old.key, published=old.published)
        connection.execute(update(tables.issues).where(tables.issues.c.key == old.key).values(row(said)))
        if old.why != new.why:
            doubts = {hold.key for hold in _own_holds(connection) if (hold.key, hold.reason) == (old.key, old.why)}
            self._let_go(connection, doubts)
        self._doubt(connection, old.key, new.why)

    def _forget(self, connection: Connection, entries: Collection[str]) -> None:
        """Drops entries with all that was known of them but their translations."""
        connection.execute(delete(tables.papers).where(tables.papers.c.entry.in_(entries)))
        connection.execute(delete(tables.entries).where(tables.entries.c.key.in_(entries)))
        failed = connection.scalars(select(tables.failures.c.key)).all()
        failures.forget(connection, [key for key in failed if _entry_of(key) in entries])
        self._let_go(connection, {hold.key for hold in _own_holds(connection) if _entry_of(hold.key) in entries})

    def _doubt(self, connection: Connection, key: str, why: str) -> None:
        if why:
            holds.put(connection, Hold(key=key, reason=why, who=BOT, since=self._now()))

    def _let_go(self, connection: Connection, keys: Collection[str]) -> None:
        for key in keys:
            holds.lift(connection, key, BOT, self._now(), "the newsletter changed it")


def _known(connection: Connection, issue: Issue) -> str | None:
    """The key of the issue that this one is, the older of two; None where it is new."""
    table = tables.issues
    days = and_(table.c.start == issue.start, table.c.end == issue.end)
    near = select(*columns(table, Issue)).where(table.c.source == issue.source, or_(table.c.slug == issue.slug, days))
    near = near.order_by(table.c.published, table.c.key)
    known = issue.among(Issue(**one._mapping) for one in connection.execute(near))
    return known.key if known else None


def _insert(connection: Connection, split: Split) -> str:
    key = _free_key(split.issue.key, connection.scalars(select(tables.issues.c.key)).all())
    connection.execute(insert(tables.issues), row(replace(split.issue, key=key)))
    _print(connection, [replace(entry, issue=key) for entry in split.entries])
    return key


def _print(connection: Connection, entries: Sequence[Entry]) -> None:
    if entries:
        connection.execute(insert(tables.entries), [{"key": entry.key, **row(entry)} for entry in entries])


def _own_holds(connection: Connection) -> Sequence[Hold]:
    return [hold for hold in holds.standing(connection) if hold.who == BOT]


def _entry_of(key: str) -> str:
    """The entry a unit's key begins with: `dair/2026-06-28/3@ko` is about `dair/2026-06-28/3`."""
    return key.partition("@")[0]


def _free_key(wanted: str, taken: Collection[str]) -> str:
    """The key itself, or with `-2`, `-3` … for further issues of one source on one day, as they arrive."""
    if wanted not in taken:
        return wanted
    return next(key for number in count(2) if (key := f"{wanted}-{number}") not in taken)


def _get(connection: Connection, key: str) -> Issue:
    found = select(*columns(tables.issues, Issue)).where(tables.issues.c.key == key)
    return Issue(**connection.execute(found).one()._mapping)


def _entries(connection: Connection, issue_key: str) -> tuple[Entry, ...]:
    table = tables.entries
    found = select(*columns(table, Entry)).where(table.c.issue == issue_key).order_by(table.c.position)
    return tuple(Entry(**one._mapping) for one in connection.execute(found))
