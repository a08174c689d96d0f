"""Posts to a Discourse forum as an ordinary account: one topic a digest, a reply for each further part.

A granular key needs the scopes topics:write, topics:read, topics:read_lists and posts:edit; with categories:list and
tags:list as well, `check` sees all there is to see. What no scope opens is asked for without the key.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.config import Secrets
from bot.domain import Edition, Intent, Post
from bot.errors import Misconfigured, PaperboyError, Queued, Rejected
from bot.net import patiently
from bot.ports import Check, Clock
from bot.posting import marked_key
from bot.publishers._answers import Category, StoredPost, StoredTopic
from bot.publishers._forum import Forbidden, Forum, Unprocessable

DEFAULT_LENGTH = 32_000
"""`max_post_length` as Discourse ships it, in code points
(https://github.com/discourse/discourse/blob/main/config/site_settings.yml)."""

CREATE = 1
"""The permission that lets an account open topics in a category."""

CHUNK = 50
NEWEST = 10
"""How many of its own newest topics are searched for a marker: approval is a matter of days."""

Answered = TypeVar("Answered")


def _id_or_slug(value: object) -> object:
    # No slug is all digits (https://github.com/discourse/discourse/blob/main/app/models/category.rb).
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value.strip()) else value


class Settings(BaseModel):
    """`[editions.NAME.discourse]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: Annotated[str, Field(pattern=r"^https?://[^/\s@?#]+(/[^\s@?#]*)?$", description="The forum's own address.")]
    username: str = Field(description="The bot's account: its own, not staff, trust level 2 recommended.", min_length=1)
    category: Annotated[int | str, BeforeValidator(_id_or_slug)] = Field(description="Id or slug of the category.")
    api_key_file: Path | None = Field(
        None, description="A file that holds the key; else the secret `discourse-api-key`."
    )
    max_post_length: int = Field(DEFAULT_LENGTH, ge=1000, description="Used where the forum does not tell its own.")


def connect(settings: Settings, *, edition: Edition, root: Path, secrets: Secrets, clock: Clock) -> "Discourse":
    """The publisher of an edition. Nothing is asked, and no key read, before it is used."""
    file = root / settings.api_key_file if settings.api_key_file else None
    api_key = partial(secrets.get, "discourse-api-key", needed_for=f"the edition {edition.name}", file=file)
    return Discourse(settings, edition, api_key, clock)


class _Known(NamedTuple):
    """Categories; `all` is False where those for members only may be missing."""

    categories: Sequence[Category]
    all: bool


class Discourse:
    """Implements `ports.Publisher`."""

    def __init__(self, settings: Settings, edition: Edition, api_key: Callable[[], str], clock: Clock) -> None:
        self._settings = settings
        self._edition = edition
        self._api_key = api_key
        self._clock = clock

    def limit(self) -> int | None:
        """The forum's own `max_post_length`, as it tells everybody; a forum for members only does not."""
        told = self._ask(self._forum.site_settings)
        return (told and told.max_post_length) or self._settings.max_post_length

    def find(self, intent: Intent) -> Post | None:
        """A topic by its external id, and where approval has lost that, by its marker; a reply by its marker."""
        if intent.topic_id is not None:
            return self._find_reply(intent, intent.topic_id)
        external_id = str(intent.external_id)
        topic_id = self._ask(partial(self._forum.topic_id_by_external_id, external_id))
        if topic_id is None:
            return self._find_approved(intent)
        found = self._opened(self._topic(intent.key, topic_id), intent)
        if found is None:
            raise Rejected(
                f"{intent.key}: {self._url(topic_id)} has its external id but is not the bot's own text; leave the"
                " digest held, or delete that topic for good and release"
            )
        return found

    def create(self, intent: Intent) -> Post:
        """One POST, then reading back what was stored. Waiting for a rate limit is safe: nothing was saved."""
        category = None if intent.topic_id is not None else self._category
        make = partial(
            self._forum.make,
            intent.raw,
            topic_id=intent.topic_id,
            category_id=category,
            title=intent.title or None,
            tags=list(intent.tags),
            external_id=intent.external_id,
        )
        try:
            made = self._ask(make)
        except Rejected as error:
            raise self._refused(intent, error) from error
        if made is None:
            raise Queued(
                f"{intent.key}: {self._forum.host} keeps it for approval; approve it there, then release it here,"
                f" and exempt {self._settings.username} from approval so that the next one goes out by itself"
            )
        return self._stored(intent.key, made.topic_id, made.id)

    def read(self, post: Post) -> Post:
        """The post with its topic's title and tags as they stand now."""
        return self._stored(post.key, post.topic_id, post.post_id)

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        """One PUT with the text it replaces, so that nobody's edit is written over."""
        try:
            self._ask(partial(self._forum.change, post.post_id, post.raw, raw, reason))
        except Forbidden as error:
            # The same answer says that the key lacks a scope, and that nobody may change this post any more.
            topic, stored = self._standing(post.key, post.topic_id, post.post_id)
            if stored.can_edit:
                raise
            state = "its topic is archived" if topic.archived else "it is locked, or its topic is"
            raise Rejected(f"{post.key}: {state}; edit it there as a moderator: {post.url}") from error
        except Rejected as error:
            raise Rejected(f"{post.key}: {error}; edit it there by hand: {post.url}") from error
        return self.read(post)

    def check(self) -> Sequence[Check]:
        """Address, key, account, category and tags, each a line; where the forum does not answer, that alone."""
        looks: Mapping[str, Callable[[], str]] = {
            "key": self._check_key,
            "account": self._check_account,
            "category": self._check_category,
            "tags": self._check_tags,
        }
        address = self._checked("address", self._check_address)
        return [address, *(self._checked(what, look) for what, look in looks.items() if address.well)]

    @cached_property
    def _forum(self) -> Forum:
        return Forum(self._settings.url, self._settings.username, self._api_key())

    @cached_property
    def _category(self) -> int:
        """The category's id. Raises: Misconfigured, with the slugs there are."""
        wanted, known = self._settings.category, self._categories()
        fitting = [one.id for one in known.categories if wanted in (one.id, one.slug)]
        if isinstance(wanted, int) and not fitting and not known.all:
            return wanted
        if len(fitting) == 1:
            return fitting[0]
        trouble = "more than one category" if fitting else "no category"
        there = ", ".join(f"{one.slug} ({one.id})" for one in known.categories)
        raise Misconfigured(
            f"editions.{self._edition.name}.discourse.category: {self._settings.url} has {trouble} {wanted!r} that"
            f" {self._settings.username} can see; name one by its id; there are: {there or 'none'}"
        )

    def _categories(self) -> _Known:
        try:
            return _Known(self._ask(self._forum.listed_categories).all, all=True)
        except Forbidden:
            public = self._ask(self._forum.public_categories)
            return _Known(public.all if public else (), all=False)

    def _find_reply(self, intent: Intent, topic_id: int) -> Post | None:
        topic = self._topic(intent.key, topic_id)
        mine = (post for post in self._posts(topic) if self._is_mine(post) and marked_key(post.raw) == intent.key)
        return next((self._post(intent.key, topic, post) for post in mine), None)

    def _find_approved(self, intent: Intent) -> Post | None:
        page = self._ask(partial(self._forum.newest_topics, self._category))
        own = list(page.by(self._settings.username))[:NEWEST]
        found = (self._opened(self._topic(intent.key, topic_id), intent) for topic_id in own)
        return next((post for post in found if post), None)

    def _opened(self, topic: StoredTopic, intent: Intent) -> Post | None:
        """The post that opened a topic, where it is the one that was meant."""
        first = next((post for post in topic.post_stream.posts if post.post_number == 1), None)
        return self._post(intent.key, topic, first) if first and marked_key(first.raw) == intent.key else None

    def _refused(self, intent: Intent, error: Rejected) -> Rejected:
        """The same refusal with its item and what to do."""
        said = error.said if isinstance(error, Unprocessable) else ()
        if intent.topic_id is not None:
            topic = self._topic(intent.key, intent.topic_id)
            if topic.closed or topic.archived:
                return Rejected(f"{intent.key}: {self._url(topic.id)} is closed; open it, then release the digest")
        elif any(one.startswith("External ") for one in said):
            # Rails puts the name of the field before its words, in whatever language those are.
            return Rejected(
                f"{intent.key}: the topic with the external id {intent.external_id} is hidden from"
                f" {self._settings.username}: a moderator deleted or moved it; restore it and release, or leave"
                " the digest held"
            )
        return Rejected(
            f"{intent.key}: {error}; mend that, wait two minutes (the forum remembers its no), then release"
        )

    def _stored(self, key: str, topic_id: int, post_id: int) -> Post:
        return self._post(key, *self._standing(key, topic_id, post_id))

    def _standing(self, key: str, topic_id: int, post_id: int) -> tuple[StoredTopic, StoredPost]:
        """A topic and one of its posts as they stand. Raises: Rejected (gone)."""
        topic = self._topic(key, topic_id)
        posts = topic.post_stream.posts
        if post_id not in {post.id for post in posts}:
            posts = tuple(self._ask(partial(self._forum.stored_posts, topic_id, [post_id])))
        found = next((post for post in posts if post.id == post_id and not post.user_deleted), None)
        if found is None:
            raise Rejected(f"{key}: post {post_id} is gone from {self._url(topic_id)}; a moderator removed or moved it")
        return topic, found

    def _posts(self, topic: StoredTopic) -> Iterator[StoredPost]:
        """Every post of a topic with its raw, in order. A topic's own answer holds the first twenty."""
        shown, stream = topic.post_stream.posts, topic.post_stream.stream
        yield from shown
        if stream is None:
            raise Rejected(f"{self._url(topic.id)}: the topic is too long to be searched; add what is missing by hand")
        seen = {post.id for post in shown}
        rest = [post_id for post_id in stream if post_id not in seen]
        for start in range(0, len(rest), CHUNK):
            yield from self._ask(partial(self._forum.stored_posts, topic.id, rest[start : start + CHUNK]))

    def _topic(self, key: str, topic_id: int) -> StoredTopic:
        try:
            return self._ask(partial(self._forum.stored_topic, topic_id))
        except Rejected as error:
            raise Rejected(
                f"{key}: {self._url(topic_id)} is gone, or hidden from {self._settings.username}: a moderator deleted"
                " or moved it; restore it and release, or leave the digest held"
            ) from error

    def _is_mine(self, post: StoredPost) -> bool:
        return post.username.lower() == self._settings.username.lower()

    def _post(self, key: str, topic: StoredTopic, post: StoredPost) -> Post:
        return Post(
            key=key,
            topic_id=topic.id,
            post_id=post.id,
            url=self._url(topic.id) + ("" if post.post_number == 1 else f"/{post.post_number}"),
            title=topic.title,
            raw=post.raw,
            tags=topic.tags,
        )

    def _url(self, topic_id: int) -> str:
        # Without a slug: a title all in Hangul has none, and it changes with the title.
        return f"{self._forum.host}/t/{topic_id}"

    def _ask(self, call: Callable[[], Answered]) -> Answered:
        return patiently(call, self._clock)

    def _check_address(self) -> str:
        told = self._forum.site_settings()
        length = told and told.max_post_length
        whose = "as the forum says" if length else "as configured: the forum tells it to members only"
        return f"posts may have {length or self._settings.max_post_length:,} characters, {whose}"

    def _check_key(self) -> str:
        self._ask(partial(self._forum.topic_id_by_external_id, "paperboy"))
        self._ask(self._forum.may_write)
        return f"opens reading, posting and editing as {self._settings.username}"

    def _check_account(self) -> str:
        name = self._settings.username
        shown = self._ask(partial(self._forum.public_user, name)) or self._ask(partial(self._forum.listed_user, name))
        if shown.user.admin or shown.user.moderator:
            raise Misconfigured(f"{name} is staff; give the bot an ordinary account of its own")
        level = shown.user.trust_level
        return f"{name}, trust level {level}" + ("" if level > 1 else "; level 2 could still edit a post after a day")

    def _check_category(self) -> str:
        self._ask(partial(self._forum.newest_topics, self._category))
        listed = self._ask(self._forum.listed_categories).all
        shown = next((one for one in listed if one.id == self._category), None)
        if shown is None or shown.permission != CREATE:
            raise Misconfigured(
                f"{self._settings.username} may not open topics in {self._settings.category!r}; change its security"
            )
        return f"{shown.slug} (id {shown.id})"

    def _check_tags(self) -> str:
        missing = sorted({tag.lower() for tag in self._edition.tags} - {tag.lower() for tag in self._tags()})
        if missing:
            raise Misconfigured(
                f"the forum has no tag {', '.join(missing)}; create it, or unknown tags are dropped in silence"
            )
        return ", ".join(self._edition.tags) or "none are set"

    def _tags(self) -> frozenset[str]:
        try:
            return self._ask(self._forum.listed_tags).all
        except Forbidden:
            public = self._ask(self._forum.public_tags)
            if public is None:
                raise
            return public.all

    def _checked(self, what: str, look: Callable[[], str]) -> Check:
        what = f"{self._edition.name}: {what}"
        try:
            return Check(what=f"{what}: {look()}", well=True)
        except PaperboyError as error:
            return Check(what=what, well=False, remedy=str(error))
