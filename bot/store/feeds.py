"""What the last poll of each feed left."""

from datetime import datetime

from sqlalchemy import insert, select, update

from bot.ports import Validators
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Feeds:
    """Implements `ports.Feeds`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @recalled
    def validators(self, source: str) -> Validators:
        found = select(*columns(tables.feeds, Validators)).where(tables.feeds.c.source == source)
        with self._transactions.reading() as connection:
            one = connection.execute(found).one_or_none()
        return Validators(**one._mapping) if one else Validators()

    def polled(self, source: str, validators: Validators, at: datetime) -> None:
        values = {**row(validators), "changed": at}
        with self._transactions.writing() as connection:
            known = update(tables.feeds).where(tables.feeds.c.source == source).values(values)
            if connection.execute(known).rowcount == 0:
                connection.execute(insert(tables.feeds).values(source=source, **values))

    @recalled
    def last_change(self, source: str) -> datetime | None:
        with self._transactions.reading() as connection:
            changed: datetime | None = connection.scalar(
                select(tables.feeds.c.changed).where(tables.feeds.c.source == source)
            )
        return changed
