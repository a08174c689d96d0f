"""Units that did not succeed: how often in the same way, and when they may be tried again."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.domain import Failure
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Failures:
    """Implements `ports.Failures`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(self, key: str, why: str, at: datetime, until: datetime) -> Failure:
        with self._transactions.writing() as connection:
            known = _all(connection).get(key)
            count, since = (known.count + 1, known.since) if known and known.why == why else (1, at)
            failure = Failure(key=key, why=why, count=count, since=since, until=until)
            forget(connection, [key])
            connection.execute(insert(tables.failures).values(row(failure)))
            return failure

    def clear(self, key: str) -> None:
        # Looked for first: a unit that succeeds at once, as most do, does not queue for the right to write.
        if key in self.all():
            with self._transactions.writing() as connection:
                forget(connection, [key])

    @recalled
    def all(self) -> Mapping[str, Failure]:
        with self._transactions.reading() as connection:
            return _all(connection)


def forget(connection: Connection, keys: Collection[str]) -> None:
    """Drops the failures of these units inside a transaction of somebody else's."""
    connection.execute(delete(tables.failures).where(tables.failures.c.key.in_(keys)))


def _all(connection: Connection) -> dict[str, Failure]:
    found = select(*columns(tables.failures, Failure)).order_by(tables.failures.c.key)
    return {one.key: Failure(**one._mapping) for one in connection.execute(found)}
