"""What each digest's forum had around it when the digest was drawn."""

from sqlalchemy import delete, insert, select

from bot.domain import Surroundings
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Places:
    """Implements `ports.Places`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @recalled
    def of(self, digest_key: str) -> Surroundings | None:
        table = tables.surroundings
        found = select(*columns(table, Surroundings)).where(table.c.digest == digest_key)
        with self._transactions.reading() as connection:
            one = connection.execute(found).one_or_none()
        return Surroundings(**one._mapping) if one else None

    def keep(self, digest_key: str, found: Surroundings) -> None:
        table = tables.surroundings
        with self._transactions.writing() as connection:
            connection.execute(delete(table).where(table.c.digest == digest_key))
            connection.execute(insert(table).values(digest=digest_key, **row(found)))
