"""The ledger of model calls, and the memory of their answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy import Connection, Row, and_, func, insert, or_, select

from bot.domain import WARM, Call, Usage
from bot.store import tables
from bot.store.columns import row
from bot.store.engine import Transactions
from bot.store.findings import below

_FIELDS = [field.name for field in fields(Call) if field.name != "usage"]


class Calls:
    """Implements `ports.Calls`."""

    def __init__(self, transactions: Transactions, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._now = now

    def add(self, call: Call, *, memory: str | None = None, answer: str = "") -> None:
        """A fingerprint that is known keeps its first answer; the call is recorded all the same."""
        values = {name: getattr(call, name) for name in _FIELDS} | row(call.usage)
        with self._transactions.writing() as connection:
            recorded = insert(tables.calls).values(at=self._now(), **values).returning(tables.calls.c.number)
            number = connection.scalar(recorded)
            if memory is not None and _remembered(connection, memory) is None:
                connection.execute(insert(tables.memory).values(fingerprint=memory, answer=answer, call=number))

    def remember(self, memory: str) -> tuple[str, str] | None:
        with self._transactions.reading() as connection:
            return _remembered(connection, memory)

    def spent(self, since: datetime) -> float:
        table = tables.calls
        with self._transactions.reading() as connection:
            return float(connection.scalar(select(func.sum(table.c.cost_usd)).where(table.c.at >= since)) or 0)

    def warmed(self, model: str) -> Usage | None:
        table = tables.calls
        ours = and_(table.c.task == WARM, table.c.model.startswith(model, autoescape=True))
        with self._transactions.reading() as connection:
            one = connection.execute(select(table).where(ours).order_by(table.c.number.desc()).limit(1)).one_or_none()
        return _call(one).usage if one else None

    def cached(self, prompt: str, model: str) -> tuple[datetime, Usage] | None:
        table = tables.calls
        told = or_(table.c.task == WARM, table.c.cache_write > 0, table.c.cache_read > 0)
        ours = and_(table.c.prompt == prompt, table.c.model.startswith(model, autoescape=True), told)
        with self._transactions.reading() as connection:
            one = connection.execute(select(table).where(ours).order_by(table.c.number.desc()).limit(1)).one_or_none()
        return (one.at, _call(one).usage) if one else None

    def spent_on(self, issue_key: str, locale: str) -> float:
        table = tables.calls
        mine = and_(below(table.c.key, issue_key), table.c.key.endswith(f"@{locale}", autoescape=True))
        with self._transactions.reading() as connection:
            return float(connection.scalar(select(func.sum(table.c.cost_usd)).where(mine)) or 0)

    def by_issue(self, locale: str, most: int) -> Mapping[str, float]:
        """Calls for a text in a locale end in it: `dair/2026-06-28/3@ko`."""
        table = tables.calls
        ours = and_(table.c.key.endswith(f"@{locale}", autoescape=True), table.c.cost_usd.is_not(None))
        newest = select(table.c.key, table.c.cost_usd).where(ours).order_by(table.c.number.desc())
        found: dict[str, float] = {}
        with self._transactions.reading() as connection:
            for key, cost in connection.execute(newest):
                issue = key.rpartition("/")[0]
                if issue not in found and len(found) == most:
                    break
                found[issue] = found.get(issue, 0.0) + float(cost)
        return found

    def under(self, prefix: str) -> Sequence[Call]:
        table = tables.calls
        found = select(table).where(below(table.c.key, prefix)).order_by(table.c.number)
        with self._transactions.reading() as connection:
            return [_call(one) for one in connection.execute(found)]

    def last(self, issue_key: str, locale: str) -> datetime | None:
        table = tables.calls
        mine = and_(below(table.c.key, issue_key), table.c.key.endswith(f"@{locale}", autoescape=True))
        with self._transactions.reading() as connection:
            newest: datetime | None = connection.scalar(select(func.max(table.c.at)).where(mine))
        return newest


class Trial(Calls):
    """The ledger of a database beside the real one. What it pays stands in that one too, under `apart/…`, since a
    month's budget is one, and there it is added up.
    """

    def __init__(self, own: Calls, real: Calls) -> None:
        super().__init__(own._transactions, own._now)
        self._real = real

    def add(self, call: Call, *, memory: str | None = None, answer: str = "") -> None:
        self._real.add(replace(call, key=f"apart/{call.key}"))
        super().add(call, memory=memory, answer=answer)

    def spent(self, since: datetime) -> float:
        return self._real.spent(since)


def _remembered(connection: Connection, memory: str) -> tuple[str, str] | None:
    found = select(tables.memory.c.answer, tables.calls.c.model).join_from(tables.memory, tables.calls)
    one = connection.execute(found.where(tables.memory.c.fingerprint == memory)).one_or_none()
    return (one.answer, one.model) if one else None


def _call(one: Row[tuple[object, ...]]) -> Call:
    usage = Usage(**{field.name: getattr(one, field.name) for field in fields(Usage)})
    return Call(usage=usage, **{name: getattr(one, name) for name in _FIELDS})
