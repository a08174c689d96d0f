"""Which topics are watched, and how they stood when they were last looked at."""

from collections.abc import Mapping

from sqlalchemy import and_, insert, select, update

from bot.domain import Seen
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Topics:
    """Implements `ports.Topics`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @recalled
    def seen(self, forum: str) -> Mapping[int, Seen]:
        table = tables.topics
        found = select(*columns(table, Seen)).where(table.c.forum == forum).order_by(table.c.topic_id)
        with self._transactions.reading() as connection:
            return {one.topic_id: Seen(**one._mapping) for one in connection.execute(found)}

    def keep(self, forum: str, seen: Seen) -> None:
        table = tables.topics
        known = update(table).where(and_(table.c.forum == forum, table.c.topic_id == seen.topic_id))
        with self._transactions.writing() as connection:
            if connection.execute(known.values(row(seen))).rowcount == 0:
                connection.execute(insert(table).values(forum=forum, **row(seen)))
