"""What the gate did about each version of a text."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, insert, select, update

from bot.domain import Decision, Finding, Receipt, Translation, Verdict
from bot.store import findings, holds, tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Receipts:
    """Implements `ports.Receipts`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @recalled
    def of(self, issue_key: str, locale: str) -> Mapping[str, Receipt]:
        table = tables.receipts
        here = and_(table.c.issue == issue_key, table.c.locale == locale)
        found = select(*columns(table, Receipt)).where(here).order_by(table.c.key)
        with self._transactions.reading() as connection:
            return {one.key: Receipt(**one._mapping) for one in connection.execute(found)}

    def waive(self, key: str, who: str, at: datetime) -> bool:
        """Who waived it first is kept."""
        table = tables.receipts
        failed = and_(table.c.key == key, table.c.verdict == Verdict.FAILED, table.c.waived == "")
        with self._transactions.writing() as connection:
            if not connection.execute(update(table).where(failed).values(waived=who)).rowcount:
                return False
            holds.record(connection, Decision(key=key, what="waived", who=who, at=at))
            return True


def keep(connection: Connection, given: Translation, receipt: Receipt) -> None:
    """Writes the receipt of a version down inside a transaction of somebody else's, under the version's key.

    What is left is kept among the findings as well.
    """
    kept = replace(
        receipt, key=given.key, found=_about(given, receipt, receipt.found), left=_about(given, receipt, receipt.left)
    )
    issue = given.entry.rpartition("/")[0]
    connection.execute(insert(tables.receipts).values(issue=issue, locale=given.locale, **row(kept)))
    findings.keep(connection, kept.left)


def _about(given: Translation, receipt: Receipt, doubts: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What was said of the text before its version had a number is said of the number it is given."""
    return tuple(replace(one, key=given.key) if one.key == receipt.key else one for one in doubts)
