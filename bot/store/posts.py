"""What was meant to be sent, and what stands where."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, and_, delete, exists, func, insert, not_, or_, select, update

from bot.domain import Audience, Intent, Post, Progress
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled

_PART = ""
"""The `edit` of an intent that is a part itself."""

_EDIT = "edit-"
"""What that of an edit begins with; every other is something said beside the parts."""


class _Sending(NamedTuple):
    """What is written down together: the parts of a digest, one edit of it, or one thing said beside it."""

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

    @recalled
    def parts(self, digest_key: str) -> Sequence[Intent]:
        with self._transactions.reading() as connection:
            return _standing(connection, _Sending(digest_key, _PART))

    @recalled
    def progress(self, digest_key: str) -> Progress:
        intents, posts = tables.intents, tables.posts
        found = (
            select(intents.c.queued, posts.c.key)
            .join_from(intents, posts, isouter=True)
            .where(intents.c.digest == digest_key, intents.c.edit == _PART)
            .order_by(intents.c.number)
        )
        with self._transactions.reading() as connection:
            parts = connection.execute(found).all()
        queued = (one.queued for one in parts if one.key is None and one.queued)
        standing = sum(one.key is not None for one in parts)
        return Progress(parts=len(parts), standing=standing, queued=next(queued, None))

    @recalled
    def drawn(self) -> Set[str]:
        table = tables.intents
        with self._transactions.reading() as connection:
            return frozenset(connection.scalars(select(table.c.digest).where(table.c.edit == _PART)))

    @recalled
    def topics(self) -> Mapping[str, int]:
        intents, posts = tables.intents, tables.posts
        found = select(intents.c.digest, posts.c.topic_id).join_from(posts, intents).where(intents.c.edit == _PART)
        with self._transactions.reading() as connection:
            # The last one that is written to a key stays: that of the first part.
            return {one.digest: one.topic_id for one in connection.execute(found.order_by(intents.c.number.desc()))}

    def forget(self, digest_key: str) -> None:
        """A part that the forum has put before its moderators stands, too."""
        table = tables.intents
        parts = and_(table.c.digest == digest_key, table.c.edit == _PART)
        posted = exists().where(tables.posts.c.key == table.c.key)
        stands = select(table.c.key).where(parts, or_(posted, table.c.queued.is_not(None)))
        with self._transactions.writing() as connection:
            if connection.scalar(stands.limit(1)) is None:
                connection.execute(delete(table).where(parts))

    @recalled
    def edits(self, digest_key: str) -> Sequence[Intent]:
        table = tables.intents
        with self._transactions.reading() as connection:
            return _intents(connection, and_(table.c.digest == digest_key, table.c.edit.startswith(_EDIT)))

    @recalled
    def said(self, digest_key: str) -> Sequence[Intent]:
        table = tables.intents
        with self._transactions.reading() as connection:
            return _intents(connection, and_(table.c.digest == digest_key, _beside()))

    def reword(self, intent: Intent) -> Intent:
        table = tables.intents
        stands = exists().where(tables.posts.c.key == table.c.key)
        waits = and_(table.c.key == intent.key, _beside(), table.c.queued.is_(None), not_(stands))
        with self._transactions.writing() as connection:
            connection.execute(update(table).where(waits).values(row(intent)))
            return _intents(connection, table.c.key == intent.key)[0]

    @recalled
    def unsaid(self) -> Sequence[Intent]:
        stands = exists().where(tables.posts.c.key == tables.intents.c.key)
        with self._transactions.reading() as connection:
            return _intents(connection, and_(_beside(), not_(stands)))

    @recalled
    def last_reply(self, digest_key: str) -> datetime | None:
        table = tables.intents
        public = and_(table.c.digest == digest_key, table.c.audience == Audience.EVERYBODY, _beside())
        found = select(func.max(tables.posts.c.at)).join_from(tables.posts, table).where(public)
        with self._transactions.reading() as connection:
            newest: datetime | None = connection.scalar(found)
        return newest

    @recalled
    def get(self, key: str) -> Post | None:
        found = select(*columns(tables.posts, Post)).where(tables.posts.c.key == key)
        with self._transactions.reading() as connection:
            one = connection.execute(found).one_or_none()
        return Post(**one._mapping) if one else None

    def add(self, post: Post, at: datetime) -> None:
        known = update(tables.posts).where(tables.posts.c.key == post.key).values(row(post))
        with self._transactions.writing() as connection:
            if connection.execute(known).rowcount == 0:
                connection.execute(insert(tables.posts).values(at=at, **row(post)))

    def queue(self, key: str, at: datetime) -> None:
        table = tables.intents
        first = update(table).where(table.c.key == key, table.c.queued.is_(None)).values(queued=at)
        with self._transactions.writing() as connection:
            connection.execute(first)

    def unqueue(self, digest_key: str) -> bool:
        table = tables.intents
        marked = update(table).where(table.c.digest == digest_key, table.c.queued.is_not(None)).values(queued=None)
        with self._transactions.writing() as connection:
            return connection.execute(marked).rowcount > 0

    def adopt(self, posts: Sequence[Post], at: datetime) -> None:
        """What is known already stays as it is: only what stands nowhere in the store is added."""
        with self._transactions.writing() as connection:
            for post in posts:
                if not _has(connection, tables.intents.c.key, post.key):
                    intent = _intent_of(post)
                    connection.execute(insert(tables.intents).values(**_sending(intent)._asdict(), **row(intent)))
                if not _has(connection, tables.posts.c.key, post.key):
                    connection.execute(insert(tables.posts).values(at=at, **row(post)))

    @recalled
    def begun(self, issue_key: str) -> bool:
        table = tables.intents
        above = f"{issue_key}/"
        mine = and_(func.substr(table.c.digest, 1, len(above)) == above, table.c.edit == _PART)
        with self._transactions.reading() as connection:
            return connection.scalar(select(table.c.key).where(mine).limit(1)) is not None

    @recalled
    def last_topic(self, edition: str) -> datetime | None:
        new = and_(_opened_by(edition), tables.intents.c.created_at.is_(None))
        found = select(func.max(tables.posts.c.at)).join_from(tables.posts, tables.intents).where(new)
        with self._transactions.reading() as connection:
            newest: datetime | None = connection.scalar(found)
        return newest

    @recalled
    def opened(self, digest_key: str) -> datetime | None:
        found = select(tables.posts.c.at).where(tables.posts.c.key == f"{digest_key}#1")
        with self._transactions.reading() as connection:
            at: datetime | None = connection.scalar(found)
        return at

    def topics_since(self, editions: Sequence[str], since: datetime) -> Sequence[datetime]:
        at = tables.posts.c.at
        found = select(at).where(or_(*map(_opened_by, editions)), at > since).order_by(at)
        with self._transactions.reading() as connection:
            return connection.scalars(found).all()

    @recalled
    def stand_in(self, topic_id: int) -> bool:
        table = tables.posts
        with self._transactions.reading() as connection:
            return connection.scalar(select(table.c.key).where(table.c.topic_id == topic_id).limit(1)) is not None

    @recalled
    def of(self, digest_key: str) -> Sequence[Post]:
        found = (
            select(*columns(tables.posts, Post))
            .join_from(tables.posts, tables.intents)
            .where(tables.intents.c.digest == digest_key, tables.intents.c.edit == _PART)
            .order_by(tables.intents.c.number)
        )
        with self._transactions.reading() as connection:
            return [Post(**one._mapping) for one in connection.execute(found)]


def _opened_by(edition: str) -> ColumnElement[bool]:
    """Whether a post is a topic of an edition."""
    return tables.posts.c.key.endswith(f"/{edition}#1", autoescape=True)


def _sending(intent: Intent) -> _Sending:
    digest, _, name = intent.key.rpartition("#")
    part, _, edit = name.partition(".")
    # A name without a part's number, `thanks-17`, is a sending of its own.
    return _Sending(digest, edit if part.isdecimal() else name)


def _beside() -> ColumnElement[bool]:
    """Whether an intent is something said beside the parts."""
    return and_(tables.intents.c.edit != _PART, not_(tables.intents.c.edit.startswith(_EDIT)))


def _intent_of(post: Post) -> Intent:
    """What must have been sent for this to stand: a topic by part 1, a reply in it by every other key."""
    intent = Intent(key=post.key, raw=post.raw)
    if post.key.endswith("#1"):
        return replace(intent, title=post.title, tags=post.tags)
    return replace(intent, topic_id=post.topic_id)


def _has(connection: Connection, column: Column[str], key: str) -> bool:
    return connection.scalar(select(column).where(column == key)) is not None


def _standing(connection: Connection, sending: _Sending) -> Sequence[Intent]:
    table = tables.intents
    return _intents(connection, and_(table.c.digest == sending.digest, table.c.edit == sending.edit))


def _intents(connection: Connection, which: ColumnElement[bool]) -> Sequence[Intent]:
    found = select(*columns(tables.intents, Intent)).where(which).order_by(tables.intents.c.number)
    return [Intent(**one._mapping) for one in connection.execute(found)]
