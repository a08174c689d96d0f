"""Versions of each entry's text in each locale: never overwritten, only followed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection, and_, insert, select

from bot.domain import Finding, Translation
from bot.errors import Rejected
from bot.store import findings as doubts
from bot.store import tables
from bot.store.engine import Transactions
from bot.store.tables import columns, row


class Translations:
    """Implements `ports.Translations`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(self, translation: Translation, findings: Iterable[Finding] = ()) -> Translation:
        """Findings about the translation as it was passed are kept under the key it is given."""
        with self._transactions.writing() as connection:
            given = replace(translation, version=_next_version(connection, translation))
            issue = given.entry.rpartition("/")[0]
            connection.execute(insert(tables.translations).values(issue=issue, **row(given)))
            about = (replace(one, key=given.key) if one.key == translation.key else one for one in findings)
            doubts.keep(connection, about)
            return _get(connection, given)

    def latest(self, issue_key: str, locale: str) -> Mapping[str, Translation]:
        table = tables.translations
        here = and_(table.c.issue == issue_key, table.c.locale == locale)
        found = select(*columns(table, Translation)).where(here).order_by(table.c.version)
        with self._transactions.reading() as connection:
            return {one.entry: Translation(**one._mapping) for one in connection.execute(found)}


def _next_version(connection: Connection, translation: Translation) -> int:
    table = tables.translations
    same = and_(table.c.entry == translation.entry, table.c.locale == translation.locale)
    found = select(table.c.version, table.c.locked).where(same).order_by(table.c.version.desc()).limit(1)
    last = connection.execute(found).one_or_none()
    if last is None:
        return 1
    # The last is locked if any is: nothing unlocked ever follows a locked one.
    if last.locked and not translation.locked:
        standing = replace(translation, version=last.version).key
        raise Rejected(f"{standing}: a person settled this text; only a person's wording may follow it")
    return int(last.version) + 1


def _get(connection: Connection, given: Translation) -> Translation:
    table = tables.translations
    same = and_(table.c.entry == given.entry, table.c.locale == given.locale, table.c.version == given.version)
    return Translation(**connection.execute(select(*columns(table, Translation)).where(same)).one()._mapping)
