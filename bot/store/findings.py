"""Doubts on record."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select

from bot.domain import Finding, fingerprint
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled
from bot.store.types import storable

_SEPARATORS = ("/", "@", ".", "#")
"""What may follow a key in the keys below it: an entry or digest, a locale, a version, a part."""


class Findings:
    """Implements `ports.Findings`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(self, findings: Iterable[Finding]) -> None:
        with self._transactions.writing() as connection:
            keep(connection, findings)

    @recalled
    def under(self, prefix: str) -> Sequence[Finding]:
        """Oldest first."""
        table = tables.findings
        found = select(*columns(table, Finding)).where(below(table.c.key, prefix)).order_by(table.c.number)
        with self._transactions.reading() as connection:
            return [Finding(**one._mapping) for one in connection.execute(found)]


def below(key: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Whether a key is `prefix` itself or lies below it."""
    start = func.substr(key, 1, len(prefix) + 1)
    return or_(key == prefix, start.in_([storable(prefix) + separator for separator in _SEPARATORS]))


def keep(connection: Connection, findings: Iterable[Finding]) -> None:
    """Writes findings down inside a transaction of somebody else's, each (key, code, message) once."""
    table = tables.findings
    for finding in findings:
        same = fingerprint(storable(finding.message))
        known = and_(table.c.key == finding.key, table.c.code == finding.code, table.c.same == same)
        if connection.scalar(select(table.c.number).where(known)) is None:
            connection.execute(insert(table).values(same=same, **row(finding)))
