"""Posts to a Discourse forum as an ordinary account: one topic a digest, a reply for each further part.

A granular key needs the scopes topics:write, topics:read, topics:read_lists and posts:edit, users:show for an edition
that listens to its readers, and search:show for one that shows related topics; with categories:list and tags:list as
well, `check` sees all there is to see, and with revisions:read who edited on a forum that hides it. What no scope opens
is asked for without the key.
Titles, categories and tags of topics that stand belong to people: nothing here changes them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from bot.config import Secrets
from bot.domain import Audience, Beat, Edition, Intent, Locale, Pace, Post, Topic
from bot.errors import Misconfigured, OutcomeUnknown, PaperboyError, Queued, Rejected, Unavailable
from bot.net import Budget, Budgets
from bot.ports import Check, Clock, Tags
from bot.publishers import _advice, _around, _heartbeat, _outlook
from bot.publishers._account import Account, forum_locale
from bot.publishers._heartbeat import EDITS_A_DAY, REPLIES_A_DAY
from bot.publishers._place import Place
from bot.publishers._readers import Readers
from bot.publishers._refusal import Conflict, Forbidden, Gone
from bot.publishers._topics import Topics

if TYPE_CHECKING:
    from bot.publishers._forum import Forum

DEFAULT_LENGTH = 32_000
"""`max_post_length` as Discourse ships it, in code points
(https://github.com/discourse/discourse/blob/main/config/site_settings.yml)."""

TOPICS_A_DAY = "max_topics_per_day (20 unless changed; max_topics_in_first_day for a new account)"

TOPICS_PER_DAY = 20
BETWEEN_TOPICS_S = 15.0
BETWEEN_POSTS_S = 5.0
"""`max_topics_per_day`, `rate_limit_create_topic` and `rate_limit_create_post` as Discourse ships them, for whoever is
not staff (https://github.com/discourse/discourse/blob/main/config/site_settings.yml); no forum tells its own."""


def _wait_of(error: PaperboyError) -> float | None:
    return error.retry_after if isinstance(error, Unavailable) else None


def _id_or_slug(value: object) -> object:
    # No slug is all digits (https://github.com/discourse/discourse/blob/main/app/models/category.rb).
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value.strip()) else value


class Settings(Account):
    """`[editions.NAME.discourse]`."""

    category: Annotated[int | str, BeforeValidator(_id_or_slug)] = Field(description="Id or slug of the category.")
    max_post_length: int = Field(DEFAULT_LENGTH, ge=1000, description="Used where the forum does not tell its own.")
    topics_per_day: int = Field(
        TOPICS_PER_DAY,
        ge=1,
        le=1000,
        description="How many topics the account may open in 24 hours, `max_topics_per_day` of the forum, which it does"
        " not tell. `paperboy backfill` keeps below it.",
    )


def connect(
    settings: Settings,
    *,
    edition: Edition,
    locale: Locale,
    root: Path,
    secrets: Secrets,
    clock: Clock,
    budgets: Budgets,
) -> "Discourse":
    """The publisher of an edition. Nothing is asked, and no key read, before it is used.

    Raises: Misconfigured (a layout that a forum does not take).
    """
    if edition.form != "md":
        raise Misconfigured(
            f"edition {edition.name}: the template {edition.template!r} prints HTML, and a forum takes Markdown; name"
            " one that ends in .md.j2"
        )
    return Discourse(settings, edition, settings.key(edition, root, secrets), clock, settings.budget(budgets))


class Discourse:
    """Implements `ports.Publisher`."""

    structured = False

    def __init__(
        self, settings: Settings, edition: Edition, api_key: Callable[[], str], clock: Clock, budget: Budget
    ) -> None:
        self._settings = settings
        self._edition = edition
        self._api_key = api_key
        self._clock = clock
        self._budget = budget

    @cached_property
    def forum(self) -> Readers:
        """The same forum, and those who read it."""
        return Readers(self._settings.url, self._settings.username, lambda: self._topics)

    @property
    def pace(self) -> Pace:
        """What Discourse lets an account do that is not staff's, the topics a day as configured."""
        return Pace(
            account=f"{urlsplit(self._settings.url).netloc}/{self._settings.username}".lower(),
            topics_a_day=self._settings.topics_per_day,
            between_topics_s=BETWEEN_TOPICS_S,
            between_posts_s=BETWEEN_POSTS_S,
        )

    def stands(self, external_id: str) -> bool:
        """The look-up of the id, and nothing else."""
        return self._topics.ask(partial(self._forum.topic_id_by_external_id, external_id)) is not None

    def opened(self, since: datetime) -> Sequence[Topic]:
        """Page by page, the youngest first, of the edition's category and those below it."""
        return self._place.opened(since)

    def limit(self) -> int | None:
        """The forum's own `max_post_length`, as it tells everybody; a forum for members only does not."""
        told = self._topics.ask(self._forum.site_settings)
        return (told and told.max_post_length) or self._settings.max_post_length

    def find(self, intent: Intent) -> Post | None:
        """A topic by its external id, and where approval has lost that, by its marker; a reply by its marker."""
        if intent.topic_id is None:
            topic = self._place.topic_of(intent.key, str(intent.external_id))
            return self._topics.post(intent.key, topic, topic.post_stream.posts[0]) if topic else None
        topic = self._topics.topic(intent.key, intent.topic_id)
        mine = (post for post in self._topics.posts(topic) if self._topics.own_key(post) == intent.key)
        return next((self._topics.post(intent.key, topic, post) for post in mine), None)

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        """Looks at every post of the topic, so that a moderator's replies in between do not end the search."""
        return self._place.parts(digest, external_id)

    def newest(self) -> Sequence[Topic]:
        """A page of thirty; the edition's category and those below it."""
        return self._place.newest()

    def tags(self) -> Tags:
        """Of those named in the edition's own table also such as no topic has yet, which Discourse does not list."""
        return _around.tags(self._topics, self._edition, self._place.category)

    def search(self, words: str) -> Sequence[Topic]:
        """The first page of fifty. An account may search thirty times a minute, staff at any pace."""
        return _around.search(self._topics, words)

    def beat(self, mine: Beat) -> Beat | None:
        """A message of the account to itself holds it."""
        return _heartbeat.leave(self._topics, mine)

    def create(self, intent: Intent) -> Post:
        """One POST, then reading back what was stored. Waiting for a rate limit is safe: nothing was saved."""
        sent = self.send(intent)
        try:
            return self._stored(sent.key, sent.topic_id, sent.post_id)
        except PaperboyError as error:
            raise OutcomeUnknown(f"{error} (it was posted, and is looked for)", retry_after=_wait_of(error)) from error

    def send(self, intent: Intent) -> Post:
        """One POST."""
        self._require_place(intent)
        category = None if intent.topic_id is not None else self._place.category
        make = partial(
            self._forum.make,
            intent.raw,
            topic_id=intent.topic_id,
            category_id=category,
            title=intent.title or None,
            tags=list(intent.tags),
            external_id=intent.external_id,
            reply_to_post_number=intent.answers,
            whisper="true" if intent.audience is Audience.WHISPER else None,
            # Only of a post whose language is known does a forum show readers of another one theirs.
            locale=forum_locale(self._edition) if self._edition.localized else None,
            created_at=intent.created_at.isoformat() if intent.created_at else None,
        )
        try:
            made = self._topics.ask(make, daily=TOPICS_A_DAY if intent.topic_id is None else REPLIES_A_DAY)
        except Rejected as error:
            raise _advice.refused(self._topics, intent, error) from error
        except Forbidden as error:
            if intent.audience is Audience.WHISPER:
                raise Forbidden(f"{intent.key}: {error}; {_outlook.LET_WHISPER}") from error
            raise
        if made is None:
            raise Queued(
                f"{intent.key}: {self._forum.host} keeps it for approval; approve it there (where it was rejected,"
                f" `paperboy release DIGEST --resend` sends it again), and exempt {self._settings.username} from"
                " approval so that the next one goes out by itself"
            )
        return Post(
            key=intent.key,
            topic_id=made.topic_id,
            post_id=made.id,
            url=self._topics.url(made.topic_id) + ("" if made.post_number == 1 else f"/{made.post_number}"),
            title=intent.title,
            raw=intent.raw,
            tags=intent.tags,
        )

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        """One request as long as they are among the topic's first twenty; with the title and tags it has now."""
        if not posts:
            return ()
        try:
            topic = self._topics.ask(partial(self._forum.stored_topic, posts[0].topic_id))
        except Gone:
            return ()
        there = self._topics.those(topic, [post.post_id for post in posts])
        return tuple(self._topics.post(post.key, topic, there[post.post_id]) for post in posts if post.post_id in there)

    def editor(self, post: Post) -> str:
        """Most forums tell everybody; on others the key is tried, which need not have the scope revisions:read."""
        shown = self._topics.ask(partial(self._forum.public_last_change, post.post_id))
        try:
            change = shown or self._topics.ask(partial(self._forum.last_change, post.post_id))
        except (Gone, Forbidden):
            return ""
        return "" if change.username.lower() == self._settings.username.lower() else change.username

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        """One PUT with the text it replaces, so that nobody's edit is written over."""
        try:
            self._topics.ask(partial(self._forum.change, post.post_id, post.raw, raw, reason), daily=EDITS_A_DAY)
        except Forbidden as error:
            # The same answer says that the key lacks a scope, and that nobody may change this post any more.
            shut = _advice.shut(self._topics, post, error)
            if not shut:
                raise
            raise Rejected(f"{post.key}: {shut}; or edit it there as a moderator: {post.url}") from error
        except Conflict as error:
            raise Unavailable(f"{post.key}: {error}; it is read again first: {post.url}") from error
        except Rejected as error:
            what = _advice.shut(self._topics, post, error) or f"{error}; mend that"
            raise Rejected(f"{post.key}: {what}; or edit it there as a moderator: {post.url}") from error
        return self._stored(post.key, post.topic_id, post.post_id)

    def withdraw(self, post: Post, raw: str) -> Post:
        """An edit without a reason, which readers would see."""
        return self.edit(post, raw, "")

    def check(self) -> Sequence[Check]:
        """Address, key, account, category and tags, each a line, and what an edition needs that listens to its readers;
        where the forum does not answer, that alone.
        """
        address = self._checked("address", partial(_outlook.address, self._settings.max_post_length))
        return [address, *(self._checked(what, look) for what, look in self._looks().items() if address.well)]

    def _looks(self) -> Mapping[str, Callable[[Topics], str]]:
        """What is looked at where the forum answers."""
        return {
            "key": _outlook.key,
            "account": _outlook.account,
            "category": lambda _topics: self._place.look(),
            **_around.looks(self._edition),
            **_outlook.looks(self._edition.correcting),
        }

    @property
    def _forum(self) -> "Forum":
        return self._topics.forum

    @cached_property
    def _topics(self) -> Topics:
        from bot.publishers._forum import Forum  # noqa: PLC0415 - its client is long to load, and `status` asks nothing

        told, deadline_s = self._settings, self._settings.timeout.total_seconds()
        forum = Forum(told.url, told.username, self._api_key(), self._budget, deadline_s=deadline_s)
        return Topics(forum, self._clock)

    @cached_property
    def _place(self) -> Place:
        setting = f"editions.{self._edition.name}.discourse.category"
        return Place(self._topics, self._settings.category, setting, self._clock)

    def _require_place(self, intent: Intent) -> None:
        """Raises: Rejected (what is not for everybody would be a topic, or stand in one)."""
        if intent.audience is Audience.EVERYBODY:
            return
        if intent.topic_id is None:
            raise Rejected(f"{intent.key}: it is not for everybody, and has no topic or message to stand in")
        if intent.audience is Audience.GROUP:
            self.forum.require_desk(intent.key, intent.topic_id)

    def _stored(self, key: str, topic_id: int, post_id: int) -> Post:
        return self._topics.post(key, *self._topics.standing(key, topic_id, post_id))

    def _checked(self, what: str, look: Callable[[Topics], str]) -> Check:
        what = f"{self._edition.name}: {what}"
        try:
            return Check(what=f"{what}: {look(self._topics)}", well=True)
        except PaperboyError as error:
            return Check(what=what, well=False, remedy=str(error))
