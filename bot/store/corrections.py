"""Corrections with their steps, the comments that ask for them, and who agrees.

Every change of state is one transaction that looks at the state first: of two at once, one finds it changed.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select, true, update

from bot.domain import BOT, OPEN, Comment, Correction, Span, State, Step, Translation, fingerprint
from bot.store import tables, translations
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.findings import below
from bot.store.recall import recalled
from bot.store.types import storable

_STANDING = (*OPEN, State.APPROVED, State.APPLIED)
"""The states in which the same may not be asked for under another number."""


class Corrections:
    """Implements `ports.Corrections`."""

    def __init__(self, transactions: Transactions, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._now = now

    def propose(self, correction: Correction, comment: str, at: datetime) -> Correction:
        with self._transactions.writing() as connection:
            known = _standing(connection, _same(correction)) or _insert(connection, correction, at)
            if comment:
                _ask(connection, known.number, comment)
            return known

    @recalled
    def get(self, number: int) -> Correction | None:
        with self._transactions.reading() as connection:
            return _get(connection, number)

    def all(self, states: Collection[State] = ()) -> Sequence[Correction]:
        return self._in(frozenset(states))

    @recalled
    def _in(self, states: frozenset[State]) -> Sequence[Correction]:
        with self._transactions.reading() as connection:
            return _corrections(connection, tables.corrections.c.state.in_(states) if states else true())

    @recalled
    def under(self, prefix: str) -> Sequence[Correction]:
        with self._transactions.reading() as connection:
            return _corrections(connection, below(tables.corrections.c.digest, prefix))

    @recalled
    def comments(self, number: int) -> Sequence[Comment]:
        """Each post once, in the last of its versions that asks."""
        table = tables.comments
        found = (
            select(*columns(table, Comment))
            .join_from(table, tables.requests)
            .where(tables.requests.c.number == number)
            .order_by(tables.requests.c.request)
        )
        with self._transactions.reading() as connection:
            asking = [Comment(**one._mapping) for one in connection.execute(found)]
        posts: dict[tuple[str, int], Comment] = {}
        for one in sorted(asking, key=lambda one: one.version):
            posts[one.forum, one.post_id] = one
        return [one for one in asking if posts[one.forum, one.post_id] == one]

    @recalled
    def of_comment(self, forum: str, post_id: int) -> Sequence[Correction]:
        table = tables.comments
        asked = select(tables.requests.c.number).join_from(tables.requests, table)
        mine = asked.where(table.c.forum == forum, table.c.post_id == post_id)
        with self._transactions.reading() as connection:
            return _corrections(connection, tables.corrections.c.number.in_(mine))

    def step(self, number: int, within: Collection[State], to: State, who: str, at: datetime, why: str = "") -> bool:
        with self._transactions.writing() as connection:
            stands = _get(connection, number)
            if stands is None or stands.state not in within:
                return False
            return _move(connection, replace(stands, state=to), who, at, why)

    @recalled
    def steps(self, number: int) -> Sequence[Step]:
        table = tables.steps
        found = select(*columns(table, Step)).where(table.c.number == number).order_by(table.c.step)
        with self._transactions.reading() as connection:
            return [Step(**one._mapping) for one in connection.execute(found)]

    def rebase(self, number: int, about: str, before: str, spans: Sequence[Span]) -> bool:
        with self._transactions.writing() as connection:
            stands = _get(connection, number)
            if stands is None or stands.state not in OPEN:
                return False
            later = replace(stands, about=about, before=before, spans=tuple(spans))
            twin = _standing(connection, _same(later), but=number)
            if twin is None:
                _write(connection, later)
                return True
            _hand_over(connection, stands, twin)
            _move(connection, replace(stands, state=State.STALE), BOT, self._now(), "")
            return False

    def approve(self, correction: Correction, made: Translation | None, who: str, at: datetime, why: str = "") -> bool:
        with self._transactions.writing() as connection:
            stands = _get(connection, correction.number)
            if stands is None or stands.state not in OPEN or not _is_about_the_same(stands, correction):
                return False
            if made and _last_key(connection, made) != correction.about:
                return False
            approved = replace(stands, spans=correction.spans, state=State.APPROVED)
            twin = _standing(connection, _same(approved), but=stands.number)
            if twin and twin.state not in OPEN:
                return False
            if twin:
                _hand_over(connection, twin, stands)
                _move(connection, replace(twin, state=State.STALE), who, at, "")
            key = translations.keep(connection, made).key if made else ""
            return _move(connection, replace(approved, made=key), who, at, why)

    def undo(self, number: int, made: Translation | None, who: str, at: datetime, why: str = "") -> bool:
        with self._transactions.writing() as connection:
            stands = _get(connection, number)
            if stands is None or stands.state is not State.APPLIED:
                return False
            if made and _last_key(connection, made) != replace(made, version=made.version - 1).key:
                return False
            if made:
                translations.keep(connection, made)
            return _move(connection, replace(stands, state=State.UNDONE), who, at, why)

    def second(self, number: int, who: str, at: datetime) -> Sequence[str]:
        table = tables.seconds
        agreed = select(table.c.who).where(table.c.number == number).order_by(table.c.second)
        with self._transactions.writing() as connection:
            if who not in connection.scalars(agreed).all():
                connection.execute(insert(table).values(number=number, who=who, at=at))
            return connection.scalars(agreed).all()


def _get(connection: Connection, number: int) -> Correction | None:
    found = _corrections(connection, tables.corrections.c.number == number)
    return found[0] if found else None


def _corrections(connection: Connection, which: ColumnElement[bool]) -> Sequence[Correction]:
    table = tables.corrections
    found = select(*columns(table, Correction)).where(which).order_by(table.c.number)
    return [Correction(**one._mapping) for one in connection.execute(found)]


def _same(correction: Correction) -> str:
    """The fingerprint of the text that it makes of another, however much is quoted around its changes.

    Where nobody knows yet what it changes, two reasons are two corrections.
    """
    one = correction
    made = [one.digest, one.about, one.field, one.before, one.after if one.spans else one.reason]
    return fingerprint("\0".join(map(storable, made)))


def _standing(connection: Connection, same: str, but: int = 0) -> Correction | None:
    """What changes the same and is not over, if that is not number `but`."""
    table = tables.corrections
    found = _corrections(connection, and_(table.c.same == same, table.c.number != but))
    return found[0] if found else None


def _is_about_the_same(one: Correction, other: Correction) -> bool:
    return (one.digest, one.about, one.field, one.before) == (other.digest, other.about, other.field, other.before)


def _last_key(connection: Connection, made: Translation) -> str | None:
    """The key of the version that `made` is to follow."""
    last = translations.last(connection, made.entry, made.locale)
    return last.key if last else None


def _insert(connection: Connection, correction: Correction, at: datetime) -> Correction:
    values = _values(replace(correction, since=at))
    number = connection.scalar(insert(tables.corrections).values(values).returning(tables.corrections.c.number))
    _record(connection, Step(number=number, state=correction.state, who=correction.by, at=at))
    return _corrections(connection, tables.corrections.c.number == number)[0]


def _move(connection: Connection, to: Correction, who: str, at: datetime, why: str) -> bool:
    """Writes the state it comes to; False where it would come back beside another one that changes the same."""
    if to.state in _STANDING and _standing(connection, _same(to), but=to.number):
        return False
    _write(connection, replace(to, since=at))
    _record(connection, Step(number=to.number, state=to.state, who=who, at=at, why=why))
    return True


def _write(connection: Connection, correction: Correction) -> None:
    table = tables.corrections
    connection.execute(update(table).where(table.c.number == correction.number).values(_values(correction)))


def _values(correction: Correction) -> dict[str, Any]:
    """All but the number, which the database gives."""
    same = _same(correction) if correction.state in _STANDING else None
    return {name: value for name, value in row(correction).items() if name != "number"} | {"same": same}


def _record(connection: Connection, step: Step) -> None:
    connection.execute(insert(tables.steps).values(row(step)))


def _ask(connection: Connection, number: int, comment: str) -> None:
    """Adds a comment to those that ask for a correction, once."""
    table = tables.requests
    known = select(table.c.request).where(table.c.number == number, table.c.comment == comment)
    if connection.scalar(known) is None:
        connection.execute(insert(table).values(number=number, comment=comment))


def _hand_over(connection: Connection, giver: Correction, taker: Correction) -> None:
    """What asks for one correction asks for another one as well."""
    table = tables.requests
    asking = select(table.c.comment).where(table.c.number == giver.number).order_by(table.c.request)
    for comment in connection.scalars(asking).all():
        _ask(connection, taker.number, comment)
