"""What entries are about, and arXiv's answers, which are kept for ever."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, insert, select, update

from bot.domain import Finding, Missing, Paper, Record
from bot.store import findings as doubts
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Papers:
    """Implements `ports.Papers`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @recalled
    def of(self, issue_key: str) -> Mapping[str, Paper]:
        """In the order printed."""
        found = (
            select(*columns(tables.papers, Paper))
            .join_from(tables.papers, tables.entries)
            .where(tables.entries.c.issue == issue_key)
            .order_by(tables.entries.c.position)
        )
        with self._transactions.reading() as connection:
            return {one.entry: Paper(**one._mapping) for one in connection.execute(found)}

    def put(self, papers: Iterable[Paper], findings: Iterable[Finding] = ()) -> None:
        with self._transactions.writing() as connection:
            for paper in papers:
                _put(connection, paper)
            doubts.keep(connection, findings)

    def records(self, ids: Sequence[str]) -> Mapping[str, Record]:
        found = select(*columns(tables.records, Record)).where(tables.records.c.arxiv_id.in_(ids))
        with self._transactions.reading() as connection:
            return {one.arxiv_id: Record(**one._mapping) for one in connection.execute(found)}

    def keep(self, records: Iterable[Record]) -> None:
        """An id that is known keeps its first answer."""
        table = tables.records
        with self._transactions.writing() as connection:
            for record in records:
                if connection.scalar(select(table.c.arxiv_id).where(table.c.arxiv_id == record.arxiv_id)) is None:
                    connection.execute(insert(table).values(row(record)))


def _put(connection: Connection, paper: Paper) -> None:
    table = tables.papers
    known = connection.execute(select(table.c.missing).where(table.c.entry == paper.entry)).one_or_none()
    if known is None:
        connection.execute(insert(table).values(row(paper)))
    elif known.missing is Missing.NOT_YET:
        connection.execute(update(table).where(table.c.entry == paper.entry).values(row(paper)))
