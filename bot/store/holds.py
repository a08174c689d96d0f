"""What must not move."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.domain import Hold
from bot.store import tables
from bot.store.engine import Transactions
from bot.store.tables import columns


class Holds:
    """Implements `ports.Holds`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def put(self, key: str, reason: str, who: str, at: datetime) -> None:
        with self._transactions.writing() as connection:
            put(connection, key, reason, who, at)

    def lift(self, key: str) -> bool:
        with self._transactions.writing() as connection:
            return connection.execute(delete(tables.holds).where(tables.holds.c.key == key)).rowcount > 0

    def all(self) -> Sequence[Hold]:
        found = select(*columns(tables.holds, Hold)).order_by(tables.holds.c.since, tables.holds.c.key)
        with self._transactions.reading() as connection:
            return [Hold(**one._mapping) for one in connection.execute(found)]


def put(connection: Connection, key: str, reason: str, who: str, at: datetime) -> None:
    """Holds a key inside a transaction of somebody else's; one that is held keeps its first reason."""
    if connection.scalar(select(tables.holds.c.key).where(tables.holds.c.key == key)) is None:
        connection.execute(insert(tables.holds).values(key=key, reason=reason, who=who, since=at))
