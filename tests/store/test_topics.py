from datetime import timedelta

from bot.domain import Seen
from bot.store import Database

from .samples import NOON

FORUM = "forum.example"


def test_a_topic_comes_back_as_it_was_last_looked_at(db: Database) -> None:
    assert db.topics.seen(FORUM) == {}
    first = Seen(topic_id=2**40, highest=1, posts=1)
    moved = Seen(topic_id=2**40, highest=3, posts=2, last_posted=NOON, read=NOON + timedelta(minutes=1))
    other = Seen(topic_id=7, highest=9, posts=9)
    for one in (first, other, moved):
        db.topics.keep(FORUM, one)
    assert db.topics.seen(FORUM) == {7: other, 2**40: moved}
    assert moved.moved(first)


def test_topics_of_two_forums_do_not_mix(db: Database) -> None:
    one, other = Seen(topic_id=7, highest=1, posts=1), Seen(topic_id=7, highest=2, posts=2)
    db.topics.keep(FORUM, one)
    db.topics.keep("elsewhere.example", other)
    assert db.topics.seen(FORUM) == {7: one}
    assert db.topics.seen("elsewhere.example") == {7: other}
