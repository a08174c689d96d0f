"""Where each edition starts."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.store import tables
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Editions:
    """Implements `ports.Editions`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @recalled
    def since(self, name: str) -> datetime | None:
        with self._transactions.reading() as connection:
            return _since(connection, name)

    def begin(self, name: str, since: datetime) -> None:
        with self._transactions.writing() as connection:
            if _since(connection, name) is None:
                connection.execute(insert(tables.editions).values(name=name, since=since))


def _since(connection: Connection, name: str) -> datetime | None:
    since: datetime | None = connection.scalar(select(tables.editions.c.since).where(tables.editions.c.name == name))
    return since
