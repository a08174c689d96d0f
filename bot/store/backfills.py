"""What old issues are still to be delivered. How far that is, the posts say."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select, update

from bot.domain import Backfill
from bot.store import tables
from bot.store.columns import columns
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Backfills:
    """Implements `ports.Backfills`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(self, editions: Sequence[str], since: date, until: date, who: str, at: datetime) -> Backfill:
        table = tables.backfills
        values = {"editions": tuple(editions), "since": since, "until": until, "who": who, "at": at}
        asked = insert(table).values(values).returning(*columns(table, Backfill))
        with self._transactions.writing() as connection:
            return Backfill(**connection.execute(asked).one()._mapping)

    @recalled
    def open(self) -> Sequence[Backfill]:
        table = tables.backfills
        found = select(*columns(table, Backfill)).where(table.c.ended.is_(None)).order_by(table.c.number)
        with self._transactions.reading() as connection:
            return [Backfill(**one._mapping) for one in connection.execute(found)]

    @recalled
    def get(self, number: int) -> Backfill | None:
        table = tables.backfills
        with self._transactions.reading() as connection:
            one = connection.execute(select(*columns(table, Backfill)).where(table.c.number == number)).one_or_none()
        return Backfill(**one._mapping) if one else None

    def gathered(self, number: int, at: datetime) -> None:
        self._set(number, gathered=at)

    def looked(self, number: int, at: datetime) -> None:
        self._set(number, looked=at)

    def end(self, number: int, at: datetime) -> None:
        self._set(number, ended=at)

    def _set(self, number: int, **moment: datetime) -> None:
        table = tables.backfills
        with self._transactions.writing() as connection:
            connection.execute(update(table).where(table.c.number == number).values(moment))
