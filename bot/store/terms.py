"""Terms that people decided, which win over the glossary file."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, insert, select

from bot.domain import Learned
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Terms:
    """Implements `ports.Terms`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @recalled
    def all(self, locale: str) -> Sequence[Learned]:
        table = tables.terms
        found = select(*columns(table, Learned)).where(table.c.locale == locale)
        with self._transactions.reading() as connection:
            learned = [Learned(**one._mapping) for one in connection.execute(found)]
        # The order of a server's own language is not that of another one.
        return sorted(learned, key=lambda one: (one.source, one.sense))

    def learn(self, term: Learned) -> None:
        with self._transactions.writing() as connection:
            connection.execute(delete(tables.terms).where(_same(term.locale, term.source, term.sense)))
            connection.execute(insert(tables.terms).values(row(term)))

    def forget(self, locale: str, source: str, sense: str = "") -> bool:
        with self._transactions.writing() as connection:
            return connection.execute(delete(tables.terms).where(_same(locale, source, sense))).rowcount > 0


def _same(locale: str, source: str, sense: str) -> ColumnElement[bool]:
    return and_(tables.terms.c.locale == locale, tables.terms.c.source == source, tables.terms.c.sense == sense)
