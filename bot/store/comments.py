"""What people wrote under the bot's topics, what was made of it, and what its readers wish."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, select, true, update

from bot.domain import Comment
from bot.store import tables
from bot.store.columns import columns, row
from bot.store.engine import Transactions
from bot.store.recall import recalled


class Comments:
    """Implements `ports.Comments`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(self, comment: Comment, digest: str) -> bool:
        table = tables.comments
        with self._transactions.writing() as connection:
            known = _comments(connection, table.c.key == comment.key)
            if not known:
                connection.execute(insert(table).values(key=comment.key, digest=digest, asked=False, **row(comment)))
            elif (known[0].author_id, known[0].author) != (comment.author_id, comment.author):
                post = _of_post(comment.forum, comment.post_id)
                connection.execute(update(table).where(post).values(author_id=comment.author_id, author=comment.author))
            return not known

    @recalled
    def latest(self, forum: str, post_id: int) -> Comment | None:
        with self._transactions.reading() as connection:
            found = _comments(connection, and_(_of_post(forum, post_id), _last()))
        return found[0] if found else None

    @recalled
    def under(self, digest: str) -> Sequence[Comment]:
        with self._transactions.reading() as connection:
            return _comments(connection, and_(tables.comments.c.digest == digest, _last()))

    def unread(self, digest: str) -> Sequence[Comment]:
        return self._unread().get(digest, [])

    @recalled
    def _unread(self) -> Mapping[str, Sequence[Comment]]:
        """All at once, by digest: there are few, and it is asked for every digest."""
        table = tables.comments
        with self._transactions.reading() as connection:
            unread = _comments(connection, and_(table.c.what.is_(None), _last()))
            digests = select(table.c.key, table.c.digest).where(table.c.key.in_([one.key for one in unread]))
            digest_of = {one.key: one.digest for one in connection.execute(digests)}
        found: dict[str, list[Comment]] = {}
        for one in unread:
            found.setdefault(digest_of[one.key], []).append(one)
        return found

    def read(self, key: str, what: str, at: datetime, *, asked: bool) -> None:
        table = tables.comments
        unread = update(table).where(table.c.key == key, table.c.what.is_(None))
        with self._transactions.writing() as connection:
            connection.execute(unread.values(what=what, read=at, asked=asked))

    @recalled
    def reading(self, key: str) -> str | None:
        with self._transactions.reading() as connection:
            what: str | None = connection.scalar(select(tables.comments.c.what).where(tables.comments.c.key == key))
        return what

    def asked(self, forum: str, since: datetime, author_id: int | None = None) -> int:
        table = tables.comments
        whose = true() if author_id is None else table.c.author_id == author_id
        shown = and_(table.c.forum == forum, table.c.asked, table.c.read >= since, whose)
        with self._transactions.reading() as connection:
            return connection.scalar(select(func.count()).select_from(table).where(shown)) or 0

    def choose(self, forum: str, author_id: int, what: str, *, on: bool, at: datetime) -> None:
        table = tables.choices
        mine = and_(table.c.forum == forum, table.c.author_id == author_id, table.c.what == what)
        with self._transactions.writing() as connection:
            if not on:
                connection.execute(delete(table).where(mine))
            elif connection.scalar(select(table.c.what).where(mine)) is None:
                connection.execute(insert(table).values(forum=forum, author_id=author_id, what=what, at=at))

    @recalled
    def chosen(self, forum: str, what: str) -> frozenset[int]:
        table = tables.choices
        found = select(table.c.author_id).where(table.c.forum == forum, table.c.what == what)
        with self._transactions.reading() as connection:
            return frozenset(connection.scalars(found))


def _of_post(forum: str, post_id: int) -> ColumnElement[bool]:
    return and_(tables.comments.c.forum == forum, tables.comments.c.post_id == post_id)


def _last() -> ColumnElement[bool]:
    """Whether no later version of the same post is on record."""
    table, later = tables.comments, tables.comments.alias()
    same = and_(later.c.forum == table.c.forum, later.c.post_id == table.c.post_id)
    return ~exists().where(same, later.c.version > table.c.version)


def _comments(connection: Connection, which: ColumnElement[bool]) -> Sequence[Comment]:
    table = tables.comments
    found = select(*columns(table, Comment)).where(which).order_by(table.c.at, table.c.post_id)
    return [Comment(**one._mapping) for one in connection.execute(found)]
