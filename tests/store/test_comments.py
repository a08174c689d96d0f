"""What people wrote under a digest, and what was made of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.domain import Comment
from bot.store import Database, tables
from bot.store.columns import row
from bot.store.engine import Transactions

from .samples import NOON, a_comment

DIGEST = "dair/2026-06-28/pytorch-kr"
FORUM = "forum.example"
LATER = NOON + timedelta(days=1)


@pytest.fixture
def comment(db: Database) -> Comment:
    """One that is on record."""
    one = a_comment()
    db.comments.add(one, DIGEST)
    return one


def read(db: Database, post_id: int, *, author_id: int = 31, hours: int = 0, asked: bool = True) -> None:
    one = a_comment(post_id, author_id=author_id)
    db.comments.add(one, DIGEST)
    db.comments.read(one.key, "none", NOON + timedelta(hours=hours), asked=asked)


def test_a_comment_comes_back_whole(db: Database) -> None:
    ids = {"post_id": 2**40, "topic_id": 2**41, "author_id": -1, "version": 3, "answers": 2, "trust": 0}
    whole = replace(a_comment(), **ids, whisper=True, wiki=True, text="끝\r\n \0")
    db.comments.add(whole, DIGEST)
    assert db.comments.latest(FORUM, 2**40) == replace(whole, text="끝\r\n \ufffd")


def test_a_version_is_kept_once_as_it_was_read_first(db: Database, comment: Comment) -> None:
    assert not db.comments.add(replace(comment, text="other words"), DIGEST)
    assert db.comments.under(DIGEST) == [comment]


def test_the_last_version_stands_for_its_post(db: Database, comment: Comment) -> None:
    second, third = replace(comment, version=2, text="아니요"), replace(comment, version=3, text="맞아요")
    assert db.comments.add(third, DIGEST)
    assert db.comments.add(second, DIGEST), "a version that is found late is kept all the same"
    assert db.comments.latest(FORUM, comment.post_id) == third
    assert db.comments.under(DIGEST) == [third]
    assert db.comments.unread(DIGEST) == [third]


def test_the_same_post_of_another_forum_is_another_one(db: Database, comment: Comment) -> None:
    other = replace(comment, forum="forum.example:8080", version=2)
    assert db.comments.add(other, f"{DIGEST}-2")
    assert db.comments.latest(FORUM, comment.post_id) == comment
    assert db.comments.under(DIGEST) == [comment]
    assert db.comments.latest("elsewhere.example", comment.post_id) is None


def test_comments_come_in_the_order_written(db: Database) -> None:
    comments = [a_comment(502), a_comment(503), a_comment(510)]
    for one in reversed(comments):
        db.comments.add(one, DIGEST)
    assert db.comments.under(DIGEST) == comments
    assert db.comments.under("dair/2026-06-28") == []


def test_what_is_unread_is_read_once(db: Database, comment: Comment) -> None:
    assert db.comments.reading(comment.key) is None
    db.comments.read(comment.key, "corrections", NOON, asked=True)
    db.comments.read(comment.key, "none", LATER, asked=False)
    assert db.comments.reading(comment.key) == "corrections"
    assert db.comments.asked(FORUM, NOON) == 1
    assert db.comments.unread(DIGEST) == []
    assert db.comments.under(DIGEST) == [comment]


def test_an_edited_comment_is_unread_again(db: Database, comment: Comment) -> None:
    db.comments.read(comment.key, "none", NOON, asked=True)
    edited = replace(comment, version=2, text="램프요")
    db.comments.add(edited, DIGEST)
    assert db.comments.unread(DIGEST) == [edited]
    assert db.comments.reading(edited.key) is None


def test_an_account_that_was_renamed_loses_its_old_name_everywhere(db: Database, comment: Comment) -> None:
    db.comments.add(replace(comment, version=2), DIGEST)
    assert not db.comments.add(replace(comment, version=2, author="anon4821", author_id=-4), DIGEST)
    assert db.comments.latest(FORUM, comment.post_id) == replace(comment, version=2, author="anon4821", author_id=-4)


def test_only_what_a_model_was_shown_counts_by_reader_and_time(db: Database) -> None:
    read(db, 502, hours=0)
    read(db, 503, hours=2)
    read(db, 504, hours=2, author_id=32)
    read(db, 505, hours=2, asked=False)
    assert db.comments.asked(FORUM, NOON) == 3
    assert db.comments.asked(FORUM, NOON + timedelta(hours=1)) == 2
    assert db.comments.asked(FORUM, NOON, 31) == 2
    assert db.comments.asked(FORUM, NOON, 33) == 0
    assert db.comments.asked("elsewhere.example", NOON) == 0


def test_what_a_reader_wants_holds_until_it_is_taken_back(db: Database) -> None:
    for _ in range(2):
        db.comments.choose(FORUM, 31, "unread", on=True, at=NOON)
    db.comments.choose(FORUM, 2**40, "unread", on=True, at=NOON)
    db.comments.choose(FORUM, 31, "unnamed", on=True, at=NOON)
    assert db.comments.chosen(FORUM, "unread") == {31, 2**40}
    for _ in range(2):
        db.comments.choose(FORUM, 31, "unread", on=False, at=LATER)
    assert db.comments.chosen(FORUM, "unread") == {2**40}
    assert db.comments.chosen(FORUM, "unnamed") == {31}
    assert db.comments.chosen("elsewhere.example", "unnamed") == frozenset()


def test_a_version_of_a_post_cannot_be_in_the_table_twice(
    db: Database, transactions: Transactions, comment: Comment
) -> None:
    values = {**row(comment), "key": "another", "digest": DIGEST, "asked": False}
    with pytest.raises(IntegrityError), transactions.writing() as connection:
        connection.execute(insert(tables.comments).values(values))
