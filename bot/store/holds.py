"""What must not move, and who decided so."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.domain import BOT, Decision, Hold, Stop
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.findings import below
from bot.store.recall import recalled

_STRENGTH = {Stop.HELD: 0, Stop.PAUSED: 0, Stop.DROPPED: 1, Stop.WITHDRAWN: 2}
"""What is withdrawn is dropped as well, and taken down."""

_LIFTED = {Stop.HELD: "released", Stop.PAUSED: "resumed"}


class Holds:
    """Implements `ports.Holds`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def put(self, hold: Hold) -> None:
        with self._transactions.writing() as connection:
            put(connection, hold)

    def lift(self, key: str, who: str, at: datetime) -> bool:
        with self._transactions.writing() as connection:
            return lift(connection, key, who, at)

    @recalled
    def all(self) -> Sequence[Hold]:
        with self._transactions.reading() as connection:
            return standing(connection)

    @recalled
    def decisions(self, prefix: str) -> Sequence[Decision]:
        table = tables.decisions
        found = select(*columns(table, Decision)).where(below(table.c.key, prefix)).order_by(table.c.number)
        with self._transactions.reading() as connection:
            return [Decision(**one._mapping) for one in connection.execute(found)]


def standing(connection: Connection) -> Sequence[Hold]:
    """Every hold, oldest first."""
    found = select(*columns(tables.holds, Hold)).order_by(tables.holds.c.since, tables.holds.c.key)
    return [Hold(**one._mapping) for one in connection.execute(found)]


def put(connection: Connection, hold: Hold) -> None:
    """Stops a key inside a transaction of somebody else's; where that changes nothing, nothing is recorded."""
    known = _of(connection, hold.key)
    if known is None or _replaces(hold, known):
        connection.execute(delete(tables.holds).where(tables.holds.c.key == hold.key))
        connection.execute(insert(tables.holds).values(row(hold)))
        record(
            connection, Decision(key=hold.key, what=hold.kind.value, who=hold.who, at=hold.since, reason=hold.reason)
        )


def lift(connection: Connection, key: str, who: str, at: datetime, reason: str = "") -> bool:
    """Lets a key go inside a transaction of somebody else's; False where there was nothing that can be lifted."""
    known = _of(connection, key)
    if known is None or known.kind not in _LIFTED:
        return False
    connection.execute(delete(tables.holds).where(tables.holds.c.key == key))
    record(connection, Decision(key=key, what=_LIFTED[known.kind], who=who, at=at, reason=reason))
    return True


def record(connection: Connection, decision: Decision) -> None:
    """Writes a decision down inside a transaction of somebody else's."""
    connection.execute(insert(tables.decisions).values(row(decision)))


def _of(connection: Connection, key: str) -> Hold | None:
    one = connection.execute(select(*columns(tables.holds, Hold)).where(tables.holds.c.key == key)).one_or_none()
    return Hold(**one._mapping) if one else None


def _replaces(hold: Hold, known: Hold) -> bool:
    if known.until is not None and known.until <= hold.since:
        return True
    if hold.kind is known.kind is Stop.PAUSED:
        return hold.until != known.until
    if hold.kind is known.kind is Stop.HELD:
        # The bot lets its own go by itself, and would let the person's go with it.
        return known.who == BOT != hold.who
    return _STRENGTH[hold.kind] > _STRENGTH[known.kind]
