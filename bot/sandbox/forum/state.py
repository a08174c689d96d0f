"""What the forum remembers: rows in memory with Discourse's names, and how to find them. No rule lives here."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.clock import AnyClock
from bot.sandbox.forum.settings import ForumSettings

REGULAR, MODERATOR_ACTION, SMALL_ACTION, WHISPER = 1, 2, 3, 4
"""Post types. Source: https://github.com/discourse/discourse/blob/main/app/models/post.rb"""

LIKE = 2
PRIVATE_MESSAGE = "private_message"
SYSTEM_ID = -1


@dataclass(slots=True, kw_only=True)
class User:
    """An account; `groups` are those it was put into, beside the automatic ones."""

    id: int
    username: str
    name: str
    created_at: datetime
    trust_level: int = 1
    admin: bool = False
    moderator: bool = False
    groups: frozenset[str] = frozenset()
    locale: str = "en"
    suspended: bool = False
    silenced: bool = False
    color: str = "5b7b7a"
    hide_profile: bool = False
    time_read: int = 0
    first_post_at: datetime | None = None

    @property
    def staff(self) -> bool:
        """Whether it is an administrator or a moderator."""
        return self.admin or self.moderator


@dataclass(slots=True, kw_only=True)
class ApiKey:
    """An admin key. `username` None means all users; `scopes` None means global, `("global:read",)` read-only."""

    key: str
    username: str | None
    scopes: tuple[str, ...] | None
    last_used_at: datetime
    revoked: bool = False


@dataclass(slots=True, kw_only=True)
class Category:
    """A category; the three group tuples say who may see, reply and create."""

    id: int
    name: str
    slug: str
    color: str
    description: str = ""
    see: tuple[str, ...] = ("everyone",)
    reply: tuple[str, ...] = ("everyone",)
    create: tuple[str, ...] = ("everyone",)
    topic_approval: bool = False
    reply_approval: bool = False
    minimum_required_tags: int = 0
    required_tag_group: str | None = None


@dataclass(slots=True, kw_only=True)
class Tag:
    """A tag, or another name of one (`synonym_of`)."""

    id: int
    name: str
    description: str = ""
    synonym_of: str | None = None
    staff_only: bool = False


@dataclass(slots=True, kw_only=True)
class TagGroup:
    """Rules over several tags. `categories` empty means everywhere."""

    name: str
    tags: tuple[str, ...]
    parent: str | None = None
    one_per_topic: bool = False
    categories: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a revision can change."""

    raw: str
    cooked: str
    title: str
    tags: tuple[str, ...]
    category_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One step of a post's history; number 2 is the first change."""

    number: int
    user_id: int
    at: datetime
    reason: str | None
    before: Face
    after: Face


@dataclass(slots=True, kw_only=True)
class Localization:
    """A post's text or a topic's title in another language."""

    id: int
    locale: str
    text: str
    version: int
    user_id: int


@dataclass(slots=True, kw_only=True)
class Post:
    """A post. `likes` says when each user id pressed the heart; `begun` is the text with which its version began."""

    id: int
    topic_id: int
    number: int
    user_id: int
    raw: str
    cooked: str
    created_at: datetime
    updated_at: datetime
    last_version_at: datetime
    last_editor_id: int
    type: int = REGULAR
    reply_to: int | None = None
    version: int = 1
    edit_reason: str | None = None
    action_code: str | None = None
    revisions: list[Revision] = field(default_factory=list)
    likes: dict[int, datetime] = field(default_factory=dict)
    wiki: bool = False
    locked: bool = False
    hidden_at: datetime | None = None
    user_deleted_at: datetime | None = None
    deleted_at: datetime | None = None
    deleted_by: int | None = None
    locale: str | None = None
    localizations: dict[str, Localization] = field(default_factory=dict)
    begun: str = field(init=False)

    def __post_init__(self) -> None:
        self.begun = self.raw


@dataclass(slots=True, kw_only=True)
class Topic:
    """A topic or, with archetype `private_message`, a message to `users` and `groups`."""

    id: int
    title: str
    slug: str
    user_id: int
    created_at: datetime
    bumped_at: datetime
    category_id: int | None = None
    tags: tuple[str, ...] = ()
    external_id: str | None = None
    embed_url: str | None = None
    archetype: str = "regular"
    users: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    visible: bool = True
    closed: bool = False
    archived: bool = False
    pinned_at: datetime | None = None
    pinned_until: datetime | None = None
    pinned_globally: bool = False
    featured_link: str | None = None
    deleted_at: datetime | None = None
    deleted_by: int | None = None
    localizations: dict[str, Localization] = field(default_factory=dict)

    @property
    def is_message(self) -> bool:
        """Whether it is a private message."""
        return self.archetype == PRIVATE_MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """What waits for approval: all that Discourse keeps of it, so no external_id, created_at or locale."""

    id: int
    user_id: int
    raw: str
    reason: str
    created_at: datetime
    title: str | None = None
    category_id: int | None = None
    tags: tuple[str, ...] = ()
    topic_id: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """An answer kept for a repeated request."""

    until: datetime
    status: int
    body: dict[str, object]


class State:
    """All rows of one forum, its settings and its clock. Hold `lock` while reading or changing them.

    `tell` hears what happens to posts, by the names that webhooks have for it.
    """

    def __init__(self, clock: AnyClock, settings: ForumSettings) -> None:
        self.clock = clock
        self.settings = settings
        self.lock = threading.RLock()
        self.users: dict[int, User] = {}
        self.keys: dict[str, ApiKey] = {}
        self.categories: dict[int, Category] = {}
        self.tags: dict[str, Tag] = {}
        self.tag_groups: list[TagGroup] = []
        self.messageable_groups: frozenset[str] = frozenset()
        self.topics: dict[int, Topic] = {}
        self.posts: dict[int, Post] = {}
        self._streams: defaultdict[int, list[Post]] = defaultdict(list)
        self.queue: dict[int, Queued] = {}
        self.memos: dict[str, Memo] = {}
        self.recent_raws: dict[tuple[int, str], tuple[int, datetime]] = {}
        self.hits: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._ids: defaultdict[str, count[int]] = defaultdict(lambda: count(1))
        self.tell: Callable[[str, Post], None] = lambda event, post: None

    def new_id(self, kind: str) -> int:
        """The next id of that kind; ids are never given twice."""
        return next(self._ids[kind])

    def start_ids(self, kind: str, first: int) -> None:
        """Lets ids of that kind begin at a number."""
        self._ids[kind] = count(first)

    def user(self, username: str) -> User | None:
        """The account of that name, in any case."""
        wanted = username.lower()
        return next((user for user in self.users.values() if user.username.lower() == wanted), None)

    def category(self, slug: str) -> Category | None:
        """The category of that slug."""
        return next((each for each in self.categories.values() if each.slug == slug), None)

    def add_post(self, post: Post) -> None:
        """Puts a post at the end of its topic."""
        self.posts[post.id] = post
        self._streams[post.topic_id].append(post)

    def stream(self, topic_id: int) -> Sequence[Post]:
        """Every post of a topic by number, whoever may see it."""
        return self._streams[topic_id]

    def first_post(self, topic_id: int) -> Post:
        """The post that opened the topic."""
        return self._streams[topic_id][0]

    def listable(self) -> Iterator[Topic]:
        """Topics that are neither messages nor deleted."""
        return (topic for topic in self.topics.values() if not topic.is_message and topic.deleted_at is None)
