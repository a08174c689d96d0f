"""What was meant to be sent, and what stands where."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from bot.domain import Intent, Post
from bot.store import tables
from bot.store.engine import Transactions
from bot.store.tables import columns, row

_PART = ""
"""The `edit` of an intent that is a part itself."""


class _Sending(NamedTuple):
    """What is written down together: the parts of a digest, or one edit of it."""

    digest: str
    edit: str


class Posts:
    """Implements `ports.Posts`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def intend(self, intents: Sequence[Intent]) -> Sequence[Intent]:
        """What is intended stays whole: where any part of the digest stands, exactly the parts that stand come back,
        also when a later draft was cut into more or fewer. Each edit is intended by itself, under its own number.
        """
        sendings = dict.fromkeys(_sending(intent) for intent in intents)
        with self._transactions.writing() as connection:
            for sending in sendings:
                if not _standing(connection, sending):
                    fresh = [intent for intent in intents if _sending(intent) == sending]
                    connection.execute(insert(tables.intents), [{**sending._asdict(), **row(one)} for one in fresh])
            return [intent for sending in sendings for intent in _standing(connection, sending)]

    def parts(self, digest_key: str) -> Sequence[Intent]:
        with self._transactions.reading() as connection:
            return _standing(connection, _Sending(digest_key, _PART))

    def forget(self, digest_key: str) -> None:
        table = tables.intents
        parts = and_(table.c.digest == digest_key, table.c.edit == _PART)
        posted = select(tables.posts.c.key).join_from(tables.posts, table).where(parts)
        with self._transactions.writing() as connection:
            if connection.scalar(posted.limit(1)) is None:
                connection.execute(delete(table).where(parts))

    def edits(self, digest_key: str) -> Sequence[Intent]:
        table = tables.intents
        with self._transactions.reading() as connection:
            return _intents(connection, and_(table.c.digest == digest_key, table.c.edit != _PART))

    def add(self, post: Post) -> None:
        with self._transactions.writing() as connection:
            connection.execute(delete(tables.posts).where(tables.posts.c.key == post.key))
            connection.execute(insert(tables.posts).values(row(post)))

    def of(self, digest_key: str) -> Sequence[Post]:
        found = (
            select(*columns(tables.posts, Post))
            .join_from(tables.posts, tables.intents)
            .where(tables.intents.c.digest == digest_key)
            .order_by(tables.intents.c.number)
        )
        with self._transactions.reading() as connection:
            return [Post(**one._mapping) for one in connection.execute(found)]


def _sending(intent: Intent) -> _Sending:
    digest, _, name = intent.key.rpartition("#")
    part, _, edit = name.partition(".")
    # A name without a part's number, `thanks-17`, is a sending of its own.
    return _Sending(digest, edit if part.isdecimal() else name)


def _standing(connection: Connection, sending: _Sending) -> Sequence[Intent]:
    table = tables.intents
    return _intents(connection, and_(table.c.digest == sending.digest, table.c.edit == sending.edit))


def _intents(connection: Connection, which: ColumnElement[bool]) -> Sequence[Intent]:
    found = select(*columns(tables.intents, Intent)).where(which).order_by(tables.intents.c.number)
    return [Intent(**one._mapping) for one in connection.execute(found)]
