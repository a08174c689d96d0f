"""The ledger of model calls, and the memory of their answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, insert, literal_column, not_, or_, select

from bot.domain import APART, TRIAL, WARM, Call, Spent, Usage, apart_of
from bot.store import tables
from bot.store.columns import row
from bot.store.engine import Transactions
from bot.store.findings import below

_FIELDS = [field.name for field in fields(Call) if field.name != "usage"]
_KINDS = [field.name for field in fields(Usage)]


def _before_last(key: ColumnElement[str], sign: str) -> ColumnElement[str]:
    """The key up to its last `sign`, which is kept: all that is taken off its end is no such sign."""
    return func.rtrim(key, func.replace(key, sign, ""))


_KEY = tables.calls.c.key
_ON_TRIAL, _SAVED = _KEY.contains("~"), _KEY.startswith(apart_of(""))


def _of_text(part: ColumnElement[str]) -> ColumnElement[str]:
    """Of a call for a text in a locale, `dair/2026-06-28/3@ko`, this part of its key; for all else, what it is for."""
    return case((_SAVED, APART), (_ON_TRIAL, TRIAL), (_KEY.contains("@"), part), else_="")


def _is_of(model: str) -> ColumnElement[bool]:
    """Of a model: its server may answer under its name with a day of this century behind it."""
    named = tables.calls.c.model
    return or_(named == model, *(named.startswith(f"{model}{sign}20", autoescape=True) for sign in "-@"))


_USUAL = and_(tables.calls.c.output > 0, tables.calls.c.task != WARM, not_(_ON_TRIAL))
_SHARED: Mapping[str, ColumnElement[str]] = {
    "": literal_column("''"),
    "issue": _of_text(func.rtrim(_before_last(_KEY, "/"), "/")),
    "locale": _of_text(func.substr(_KEY, func.length(_before_last(_KEY, "@")) + 1)),
    "model": tables.calls.c.model,
    "prompt": case((_USUAL, tables.calls.c.prompt), else_=""),
    "task": tables.calls.c.task,
}
"""What calls may have in common."""


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
        ours = and_(table.c.task == WARM, _is_of(model))
        with self._transactions.reading() as connection:
            one = connection.execute(select(table).where(ours).order_by(table.c.number.desc()).limit(1)).one_or_none()
        return _call(one).usage if one else None

    def cached(self, prompt: str, model: str) -> tuple[datetime, Usage] | None:
        table = tables.calls
        told = or_(table.c.task == WARM, table.c.cache_write > 0, table.c.cache_read > 0)
        ours = and_(table.c.prompt == prompt, _is_of(model), told)
        with self._transactions.reading() as connection:
            one = connection.execute(select(table).where(ours).order_by(table.c.number.desc()).limit(1)).one_or_none()
        return (one.at, _call(one).usage) if one else None

    def spent_on(self, issue_key: str, locale: str) -> float:
        table = tables.calls
        mine = and_(below(table.c.key, issue_key), table.c.key.endswith(f"@{locale}", autoescape=True))
        with self._transactions.reading() as connection:
            return float(connection.scalar(select(func.sum(table.c.cost_usd)).where(mine)) or 0)

    def totals(
        self, by: str = "", since: datetime | None = None, until: datetime | None = None, model: str = ""
    ) -> Sequence[Spent]:
        table = tables.calls
        shared = _SHARED[by]
        its = [_is_of(model)] if model else []
        begun = [table.c.at >= since] if since else []
        ended = [table.c.at < until] if until else []
        sums = [func.coalesce(func.sum(table.c[kind]), 0).label(kind) for kind in _KINDS]
        unpriced = func.count() - func.count(table.c.cost_usd)
        dollars = func.sum(table.c.cost_usd).label("dollars")
        counted = select(shared.label("name"), func.count().label("calls"), unpriced.label("unpriced"), dollars, *sums)
        chosen = counted.where(*its, *begun, *ended).having(func.count() > 0)
        together = chosen.group_by("name").order_by(func.max(table.c.number).desc()) if by else chosen
        with self._transactions.reading() as connection:
            return [_spent(one) for one in connection.execute(together)]

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


class Apart(Calls):
    """The ledger of a database beside the real one. What it pays stands in that one too, under `apart/…`, since a
    month's budget is one, and there it is added up.
    """

    def __init__(self, own: Calls, real: Calls) -> None:
        super().__init__(own._transactions, own._now)
        self._real = real

    def add(self, call: Call, *, memory: str | None = None, answer: str = "") -> None:
        self._real.add(replace(call, key=apart_of(call.key)))
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


def _spent(one: Row[tuple[object, ...]]) -> Spent:
    usage = Usage(**{kind: int(getattr(one, kind)) for kind in _KINDS})
    return Spent(name=one.name, calls=one.calls, unpriced=one.unpriced, usage=usage, dollars=float(one.dollars or 0))
