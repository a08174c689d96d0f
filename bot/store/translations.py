"""Versions of each entry's text in each locale: never overwritten, only followed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, and_, insert, select

from bot.domain import Receipt, Translation
from bot.errors import Rejected
from bot.store import receipts, tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Translations:
    """Implements `ports.Translations`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(self, translation: Translation, receipt: Receipt | None = None) -> Translation:
        with self._transactions.writing() as connection:
            return keep(connection, translation, receipt)

    @recalled
    def latest(self, issue_key: str, locale: str) -> Mapping[str, Translation]:
        return {entry: versions[-1] for entry, versions in self.all(issue_key, locale).items()}

    @recalled
    def all(self, issue_key: str, locale: str) -> Mapping[str, Sequence[Translation]]:
        table = tables.translations
        here = and_(table.c.issue == issue_key, table.c.locale == locale)
        found = select(*columns(table, Translation)).where(here).order_by(table.c.version)
        with self._transactions.reading() as connection:
            made = [Translation(**one._mapping) for one in connection.execute(found)]
        versions: dict[str, list[Translation]] = {}
        for one in made:
            versions.setdefault(one.entry, []).append(one)
        return versions


def keep(connection: Connection, translation: Translation, receipt: Receipt | None = None) -> Translation:
    """Adds the next version inside a transaction of somebody else's. Raises: Rejected (a locked one stands)."""
    given = replace(translation, version=_next_version(connection, translation))
    issue = given.entry.rpartition("/")[0]
    connection.execute(insert(tables.translations).values(issue=issue, **row(given)))
    if receipt:
        receipts.keep(connection, given, receipt)
    return _get(connection, given)


def last(connection: Connection, entry: str, locale: str) -> Translation | None:
    """The last version of an entry's text; None before the first."""
    table = tables.translations
    same = and_(table.c.entry == entry, table.c.locale == locale)
    found = select(*columns(table, Translation)).where(same).order_by(table.c.version.desc()).limit(1)
    one = connection.execute(found).one_or_none()
    return Translation(**one._mapping) if one else None


def _next_version(connection: Connection, translation: Translation) -> int:
    standing = last(connection, translation.entry, translation.locale)
    if standing is None:
        return 1
    # The last is locked if any is: nothing unlocked ever follows a locked one.
    if standing.locked and not translation.locked:
        raise Rejected(f"{standing.key}: a person settled this text; only a person's wording may follow it")
    return standing.version + 1


def _get(connection: Connection, given: Translation) -> Translation:
    table = tables.translations
    same = and_(table.c.entry == given.entry, table.c.locale == given.locale, table.c.version == given.version)
    return Translation(**connection.execute(select(*columns(table, Translation)).where(same)).one()._mapping)
