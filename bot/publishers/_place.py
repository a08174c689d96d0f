"""The category that an edition posts to, and the bot's own topics in it."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property, partial
from itertools import count

from bot.domain import Post, Topic
from bot.errors import Misconfigured, Rejected
from bot.ports import Clock
from bot.publishers._answers import Category, StoredTopic, TopicPage
from bot.publishers._refusal import Forbidden
from bot.publishers._topics import Topics

CREATE = 1
"""The permission that lets an account open topics in a category."""

NEWEST = 10
YOUNG = timedelta(days=15)
"""So many of its own topics are searched for a marker, and none older: approval is a matter of days, and what a digest
has lost otherwise is past mending by then."""


class Place:
    """A category by its id or slug, as `setting` of the configuration names it."""

    def __init__(self, topics: Topics, wanted: int | str, setting: str, clock: Clock) -> None:
        self._topics = topics
        self._forum = topics.forum
        self._wanted = wanted
        self._setting = setting
        self._clock = clock

    @cached_property
    def category(self) -> int:
        """The category's id. Raises: Misconfigured, with the slugs there are."""
        known, is_all = self._categories()
        fitting = [one.id for one in known if self._wanted in (one.id, one.slug)]
        if isinstance(self._wanted, int) and not fitting and not is_all:
            return self._wanted
        if len(fitting) == 1:
            return fitting[0]
        trouble = "more than one category" if fitting else "no category"
        there = ", ".join(f"{one.slug} ({one.id})" for one in known)
        raise Misconfigured(
            f"{self._setting}: {self._forum.host} has {trouble} {self._wanted!r} that"
            f" {self._forum.api_username} can see; name one by its id; there are: {there or 'none'}"
        )

    def newest(self) -> Sequence[Topic]:
        """A page of thirty; the category and those below it."""
        return tuple(one for one, _ in self._listed(self._page()))

    def opened(self, since: datetime) -> Sequence[Topic]:
        """Page by page, the youngest first."""
        found: list[Topic] = []
        for number in count():
            page = self._page(number)
            listed = list(self._listed(page))
            young = [topic for topic, born in listed if born is None or born >= since]
            found += young
            if len(young) < len(listed) or not page.topic_list.more_topics_url:
                break
        return found

    def topic_of(self, key: str, external_id: str) -> StoredTopic | None:
        """The topic that a first part opened. Raises: also Rejected (the id is another text's)."""
        topic_id = self._topics.ask(partial(self._forum.topic_id_by_external_id, external_id))
        if topic_id is None:
            return self._approved(key)
        topic = self._topics.topic(key, topic_id)
        if not self._opens(topic, key):
            raise Rejected(
                f"{key}: {self._topics.url(topic_id)} has its external id but is not the bot's own text; leave the"
                " digest held, or delete that topic for good and release"
            )
        return topic

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        """What stands of a digest, in order, whoever else wrote in between."""
        topic = self.topic_of(f"{digest}#1", external_id)
        if topic is None:
            return ()
        found: dict[int, Post] = {}
        for post in self._topics.posts(topic):
            key = self._topics.own_key(post)
            number = re.fullmatch(rf"{re.escape(digest)}#([1-9][0-9]{{0,3}})", key)
            if number:
                found.setdefault(int(number[1]), self._topics.post(key, topic, post))
        return tuple(found[number] for number in sorted(found))

    def look(self) -> str:
        """Which it is, for `doctor`. Raises: Misconfigured (the account may open no topics there)."""
        self._page()
        listed = self._topics.ask(self._forum.listed_categories).all
        shown = next((one for one in listed if one.id == self.category), None)
        if shown is None or shown.permission != CREATE:
            raise Misconfigured(
                f"{self._forum.api_username} may not open topics in {self._wanted!r}; change its security"
            )
        return f"{shown.slug} (id {shown.id})"

    def _categories(self) -> tuple[Sequence[Category], bool]:
        """Those that are seen, and whether that is all: those for members only may be missing."""
        try:
            return self._topics.ask(self._forum.listed_categories).all, True
        except Forbidden:
            public = self._topics.ask(self._forum.public_categories)
            return public.all if public else (), False

    def _page(self, number: int = 0) -> TopicPage:
        return self._topics.ask(partial(self._forum.newest_topics, self.category, number))

    def _listed(self, page: TopicPage) -> Iterator[tuple[Topic, datetime | None]]:
        """The topics of a page with when they were opened, as far as it tells."""
        for one, own in page.by(self._forum.api_username):
            yield Topic(title=one.title, url=self._topics.url(one.id), own=own), one.created_at

    def _approved(self, key: str) -> StoredTopic | None:
        """The same where approval has lost its external id."""
        since = self._clock.now() - YOUNG
        listed = self._page().by(self._forum.api_username)
        own = [one.id for one, is_own in listed if is_own and (one.created_at is None or one.created_at > since)]
        found = (self._topics.topic(key, topic_id) for topic_id in own[:NEWEST])
        return next((topic for topic in found if self._opens(topic, key)), None)

    def _opens(self, topic: StoredTopic, key: str) -> bool:
        """Whether the part opened the topic. A topic that stands shows its first post first."""
        posts = topic.post_stream.posts
        return bool(posts) and posts[0].post_number == 1 and self._topics.own_key(posts[0]) == key
