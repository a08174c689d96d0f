"""What commands ask of the worker that holds the lock, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, insert, select, update

from bot.domain import Wish
from bot.store import tables
from bot.store.columns import columns
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Wishes:
    """Implements `ports.Wishes`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(self, what: str, key: str, who: str, at: datetime, facts: Mapping[str, str] | None = None) -> Wish:
        table = tables.wishes
        values = {"what": what, "key": key, "who": who, "at": at, "facts": facts or {}}
        wished = insert(table).values(values).returning(*columns(table, Wish))
        with self._transactions.writing() as connection:
            return Wish(**connection.execute(wished).one()._mapping)

    @recalled
    def open(self) -> Sequence[Wish]:
        table = tables.wishes
        found = select(*columns(table, Wish)).where(table.c.answered.is_(None)).order_by(table.c.number)
        with self._transactions.reading() as connection:
            return [Wish(**one._mapping) for one in connection.execute(found)]

    def answer(self, number: int, events: Sequence[Mapping[str, str]], at: datetime) -> None:
        """A wish that was withdrawn meanwhile stays gone."""
        table = tables.wishes
        with self._transactions.writing() as connection:
            connection.execute(update(table).where(table.c.number == number).values(events=events, answered=at))

    def answered(self, number: int) -> Sequence[Mapping[str, str]] | None:
        table = tables.wishes
        told = select(table.c.events).where(and_(table.c.number == number, table.c.answered.is_not(None)))
        with self._transactions.reading() as connection:
            events: Sequence[Mapping[str, str]] | None = connection.scalar(told)
        return events

    def withdraw(self, number: int) -> bool:
        table = tables.wishes
        mine = and_(table.c.number == number, table.c.answered.is_(None))
        with self._transactions.writing() as connection:
            return connection.execute(delete(table).where(mine)).rowcount > 0
