"""A forum's topics and posts as the bot's account sees them, each question asked patiently.

A post is the bot's own where its account wrote it; which part of which digest it is, its marker says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.domain import Post
from bot.errors import OutcomeUnknown, Rejected, Unavailable
from bot.net import patiently
from bot.ports import Clock
from bot.posting import marked_key
from bot.publishers._answers import StoredPost, StoredTopic
from bot.publishers._refusal import Gone

if TYPE_CHECKING:
    from bot.publishers._forum import Forum

CHUNK = 50

HOUR_S = 3_600.0
DAY_S = 86_400.0

Answered = TypeVar("Answered")


class Topics:
    """What one account reads on one forum."""

    def __init__(self, forum: "Forum", clock: Clock) -> None:
        self.forum = forum
        self._clock = clock

    def ask(self, call: Callable[[], Answered], *, daily: str = "") -> Answered:
        """Makes a call; `daily` is the setting that limits how often a day, for a wait that is longer than an hour."""
        try:
            return patiently(call, self._clock)
        except OutcomeUnknown:
            raise
        except Unavailable as error:
            wait = error.retry_after or 0.0
            if not daily or wait <= HOUR_S:
                raise
            until = self._clock.now() + timedelta(seconds=min(wait, DAY_S))
            raise Unavailable(
                f"{error} until {until:%Y-%m-%d %H:%M} UTC: likely the forum's {daily}; raise it there, or wait",
                retry_after=wait,
            ) from error

    def topic(self, key: str, topic_id: int) -> StoredTopic:
        """A topic with its first twenty posts. Raises: Rejected (gone, which `key` suffers from)."""
        try:
            return self.ask(partial(self.forum.stored_topic, topic_id))
        except Gone as error:
            raise Rejected(
                f"{key}: {self.url(topic_id)} is gone, or hidden from {self.forum.api_username}: a moderator deleted"
                " or moved it; restore it and release, or leave the digest held"
            ) from error

    def standing(self, key: str, topic_id: int, post_id: int) -> tuple[StoredTopic, StoredPost]:
        """A topic and one of its posts as they stand. Raises: Rejected (gone)."""
        topic = self.topic(key, topic_id)
        found = self.those(topic, [post_id]).get(post_id)
        if found is None:
            raise Rejected(f"{key}: post {post_id} is gone from {self.url(topic_id)}; a moderator removed or moved it")
        return topic, found

    def those(self, topic: StoredTopic, post_ids: Sequence[int]) -> Mapping[int, StoredPost]:
        """Those posts of a topic that stand, by id. What the topic's own answer does not hold is asked for."""
        shown, stream = topic.post_stream.posts, topic.post_stream.stream
        seen = {post.id for post in shown}
        more = [one for one in post_ids if one not in seen and (stream is None or one in stream)]
        posts = [*shown, *self._chunks(topic.id, more)]
        return {post.id: post for post in posts if post.id in post_ids and post.stands}

    def posts(self, topic: StoredTopic) -> Iterator[StoredPost]:
        """Every post of a topic with its raw, in order. A topic's own answer holds the first twenty."""
        shown, stream = topic.post_stream.posts, topic.post_stream.stream
        yield from shown
        if stream is None:
            raise Rejected(f"{self.url(topic.id)}: the topic is too long to be searched; add what is missing by hand")
        seen = {post.id for post in shown}
        yield from self._chunks(topic.id, [post_id for post_id in stream if post_id not in seen])

    def own_key(self, post: StoredPost) -> str:
        """The key in the marker of a post of the bot's own that stands; empty for any other."""
        return (marked_key(post.raw) or "") if post.stands and self.is_own(post) else ""

    def is_own(self, post: StoredPost) -> bool:
        """Whether the bot's account wrote it."""
        username: str = self.forum.api_username
        return post.username.lower() == username.lower()

    def post(self, key: str, topic: StoredTopic, post: StoredPost) -> Post:
        """A part of a digest as it stands."""
        return Post(
            key=key,
            topic_id=topic.id,
            post_id=post.id,
            url=self.url(topic.id) + ("" if post.post_number == 1 else f"/{post.post_number}"),
            title=topic.title,
            raw=post.raw,
            tags=topic.tags,
        )

    def url(self, topic_id: int) -> str:
        """A topic's address, without a slug: a title all in Hangul has none, and it changes with the title."""
        return f"{self.forum.host}/t/{topic_id}"

    def _chunks(self, topic_id: int, post_ids: Sequence[int]) -> Iterator[StoredPost]:
        for start in range(0, len(post_ids), CHUNK):
            yield from self.ask(partial(self.forum.stored_posts, topic_id, post_ids[start : start + CHUNK]))
