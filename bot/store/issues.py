"""Issues and their entries."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from sqlalchemy import Connection, and_, insert, select

from bot.domain import Entry, Issue, Split
from bot.store import holds, tables
from bot.store.engine import Transactions
from bot.store.tables import columns, row


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
                if split.issue.why:
                    holds.put(connection, known, split.issue.why, "paperboy", self._now())
            return Split(issue=_get(connection, known), entries=_entries(connection, known))

    def get(self, key: str) -> Issue | None:
        found = select(*columns(tables.issues, Issue)).where(tables.issues.c.key == key)
        with self._transactions.reading() as connection:
            one = connection.execute(found).one_or_none()
        return Issue(**one._mapping) if one else None

    def all(self, source: str | None = None) -> Sequence[Issue]:
        found = select(*columns(tables.issues, Issue)).order_by(tables.issues.c.published, tables.issues.c.key)
        if source is not None:
            found = found.where(tables.issues.c.source == source)
        with self._transactions.reading() as connection:
            return [Issue(**one._mapping) for one in connection.execute(found)]

    def entries(self, issue_key: str) -> Sequence[Entry]:
        with self._transactions.reading() as connection:
            return _entries(connection, issue_key)


def _known(connection: Connection, issue: Issue) -> str | None:
    same = and_(tables.issues.c.source == issue.source, tables.issues.c.slug == issue.slug)
    key: str | None = connection.scalar(select(tables.issues.c.key).where(same))
    return key


def _insert(connection: Connection, split: Split) -> str:
    key = _free_key(split.issue.key, connection.scalars(select(tables.issues.c.key)).all())
    connection.execute(insert(tables.issues), row(replace(split.issue, key=key)))
    entries = [replace(entry, issue=key) for entry in split.entries]
    if entries:
        connection.execute(insert(tables.entries), [{"key": entry.key, **row(entry)} for entry in entries])
    return key


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
