"""What a Discourse forum answers, as far as the bot reads it. Anything else in an answer is ignored.

Sources: https://github.com/discourse/discourse/tree/main/app/serializers and
https://github.com/discourse/discourse/blob/main/app/controllers/application_controller.rb
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue


class Shape(BaseModel):
    """One answer, or a piece of one."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _tag_name(value: Any) -> Any:
    """A tag is its name, or since 2026 an object; that one's name may be translated, its original name is not."""
    return value.get("original_name") or value.get("name") if isinstance(value, Mapping) else value


def _all_or_none(value: Any) -> Any:
    return () if value is None else value


def _empty_for_none(value: Any) -> Any:
    return "" if value is None else value


TagNames = Annotated[tuple[Annotated[str, BeforeValidator(_tag_name)], ...], BeforeValidator(_all_or_none)]


REGULAR, AS_MODERATOR, WHISPER = 1, 2, 4
"""The types of posts that people write (https://github.com/discourse/discourse/blob/main/app/models/post.rb)."""

LIKE = 2
"""The heart among the things one can do to a post
(https://github.com/discourse/discourse/blob/main/app/models/post_action_type.rb)."""


class _Action(Shape):
    """What was done to a post in one way: whether the account did so itself, and whether it still may."""

    id: int
    acted: bool = False
    can_act: bool = False


class StoredPost(Shape):
    """A post as it stands. `raw` is empty where the account may not read it.

    The `user_id` of the system and of its robots is not positive; of an account that is gone there is neither that nor
    a name. `action_code` says what somebody did to the topic where the post is the note of that.
    """

    id: int
    post_number: int
    post_type: int = REGULAR
    user_id: int | None = None
    username: Annotated[str, BeforeValidator(_empty_for_none)]
    created_at: AwareDatetime | None = None
    version: int = 1
    reply_to_post_number: int | None = None
    raw: str = ""
    wiki: bool = False
    action_code: str | None = None
    actions_summary: tuple[_Action, ...] = ()
    trust_level: int = 0
    user_deleted: bool = False
    deleted_at: str | None = None
    locked: bool = False
    hidden: bool = False
    can_edit: bool = True

    @property
    def stands(self) -> bool:
        """Whether nobody deleted it; its author's own deletion leaves a note in its place for a day."""
        return not self.user_deleted and self.deleted_at is None

    @property
    def is_written(self) -> bool:
        """Whether a person wrote it and others may read it."""
        by_hand = self.post_type in (REGULAR, AS_MODERATOR, WHISPER) and not self.action_code
        return by_hand and self.stands and not self.hidden and (self.user_id or 0) > 0

    @property
    def like(self) -> "_Action":
        """Whether the account likes it, and whether it may."""
        return next((one for one in self.actions_summary if one.id == LIKE), _Action(id=LIKE))


class Stream(Shape):
    """Posts of a topic, and the ids of all of them; `stream` is None in a topic of ten thousand posts or more."""

    posts: tuple[StoredPost, ...]
    stream: tuple[int, ...] | None = None


class StoredTopic(Shape):
    """A topic with its first posts."""

    id: int
    title: str
    tags: TagNames = ()
    archetype: str = ""
    closed: bool = False
    archived: bool = False
    post_stream: Stream

    @property
    def is_message(self) -> bool:
        """Whether only those it was sent to read it."""
        return self.archetype == "private_message"


class Change(Shape):
    """The last change of a post's history, and who made it."""

    username: str


class Chunk(Shape):
    """Posts of a topic asked for by their ids."""

    post_stream: Stream


class Made(Shape):
    """What a create made."""

    id: int
    topic_id: int
    post_number: int = 1


class Enqueued(Shape):
    """What a create made that waits for a moderator: nothing yet."""

    action: Literal["enqueued"]


class Category(Shape):
    """A category; `permission` is 1 where the account may open topics."""

    id: int
    slug: str
    permission: int | None = None
    subcategory_list: "tuple[Category, ...] | None" = None

    def family(self) -> Iterator["Category"]:
        """The category and all below it."""
        yield self
        for below in self.subcategory_list or ():
            yield from below.family()


class _Categories(Shape):
    categories: tuple[Category, ...]


class CategoryPage(Shape):
    """The page of all categories."""

    category_list: _Categories

    @property
    def all(self) -> tuple[Category, ...]:
        """Every category, at whatever depth."""
        return tuple(one for top in self.category_list.categories for one in top.family())


class _Poster(Shape):
    user_id: int


class Listed(Shape):
    """A topic in a list."""

    id: int
    title: str = ""
    created_at: AwareDatetime | None = None
    posters: tuple[_Poster, ...] = ()
    highest_post_number: int = 0
    posts_count: int = 0
    last_posted_at: AwareDatetime | None = None


class _TopicList(Shape):
    topics: tuple[Listed, ...]
    more_topics_url: str | None = None


class _Named(Shape):
    id: int
    username: str


class TopicPage(Shape):
    """A list of topics; the first of a topic's posters opened it."""

    users: tuple[_Named, ...] = ()
    topic_list: _TopicList

    def by(self, username: str) -> Iterator[tuple[Listed, bool]]:
        """Every topic in the order listed, and whether that account opened it."""
        authors = {user.id for user in self.users if user.username.lower() == username.lower()}
        for topic in self.topic_list.topics:
            yield topic, bool(topic.posters) and topic.posters[0].user_id in authors


class _Group(Shape):
    name: str


class Account(Shape):
    """A user. One that hides its profile shows its name and nothing else, to all but staff and itself.

    `suspended_till` is there only while it is suspended. `time_read` is for how many seconds somebody read with it, in
    a browser or an app: who asks by a key reads nothing.
    """

    id: int
    username: str
    profile_hidden: bool = False
    suspended_till: str | None = None
    admin: bool = False
    moderator: bool = False
    trust_level: int = 0
    time_read: int | None = None
    groups: tuple[_Group, ...] = ()


class UserPage(Shape):
    """A user's page."""

    user: Account


class Group(Shape):
    """A group; `messageable` says whether the account may write to it, None where that was not said."""

    name: str
    messageable: bool | None = None


class GroupPage(Shape):
    """A group's page."""

    group: Group


class _TagGroup(Shape):
    id: int | None = None
    tags: TagNames = ()


class _TagExtras(Shape):
    categories: tuple[_TagGroup, ...] = ()
    tag_groups: tuple[_TagGroup, ...] = ()


class TagPage(Shape):
    """All tags; those of one category only, or of a group, may stand apart."""

    tags: TagNames
    extras: _TagExtras = _TagExtras()

    @property
    def all(self) -> frozenset[str]:
        """Every tag's name."""
        groups = (*self.extras.categories, *self.extras.tag_groups)
        return frozenset(self.tags).union(*(group.tags for group in groups))

    def within(self, category: int) -> frozenset[str]:
        """Those that a topic of that category may have; what stands at categories is for these alone."""
        own = [tag for group in self.extras.categories if group.id == category for tag in group.tags]
        others = [tag for group in self.extras.categories if group.id != category for tag in group.tags]
        return self.all - (frozenset(others) - frozenset(own))


class _FoundPost(Shape):
    topic_id: int
    post_number: int
    username: Annotated[str, BeforeValidator(_empty_for_none)] = ""


class _FoundTopic(Shape):
    id: int
    title: str
    closed: bool = False
    archived: bool = False
    visible: bool = True


class _FoundResult(Shape):
    error: str | None = None


class FoundPage(Shape):
    """What a search found. An overloaded forum says so in `error`, with a 200; of nothing found there is no list."""

    posts: tuple[_FoundPost, ...] = ()
    topics: tuple[_FoundTopic, ...] = ()
    grouped_search_result: _FoundResult = _FoundResult()

    def by(self, username: str) -> Iterator[tuple[_FoundTopic, bool]]:
        """Every topic that is open and listed, in the order found, and whether that account opened it.

        The search in titles finds first posts only: who wrote one opened the topic.
        """
        topics = {topic.id: topic for topic in self.topics}
        for post in self.posts:
            topic = topics.get(post.topic_id)
            if topic and post.post_number == 1 and topic.visible and not (topic.closed or topic.archived):
                yield topic, post.username.lower() == username.lower()


class TitleIn(Shape):
    """A topic's title in another language."""

    title: str


class TextIn(Shape):
    """A post's text in another language, made when the post had that version; of a first post with the title.

    Older versions of Discourse tell neither version nor title.
    """

    locale: str
    raw: str
    post_version: int | None = None
    topic_localization: TitleIn | None = None


class TextsIn(Shape):
    """What a post is called and says in other languages."""

    post_localizations: tuple[TextIn, ...]


class Saved(Shape):
    """What is said to a text in another language that was kept."""

    success: str


class SiteSettings(Shape):
    """What a forum tells anybody of its settings."""

    content_localization_enabled: bool | None = None
    content_localization_allow_author_localization: bool | None = None
    content_localization_supported_locales: str | None = None
    max_post_length: int | None = None
    min_post_length: int | None = None
    min_personal_message_post_length: int | None = None
    max_tags_per_topic: int | None = None
    max_tag_length: int | None = None
    discourse_math_enabled: bool = False


class Waiting(Shape):
    """How long to wait."""

    wait_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None


class Refusal(Shape):
    """Discourse's own error: `errors` nearly always, `failed` and `message` from the search."""

    errors: tuple[str, ...] | str | None = None
    failed: JsonValue = None
    message: str | None = None
    error_type: str | None = None
    extras: Annotated[Waiting, BeforeValidator(lambda value: value if isinstance(value, Mapping) else {})] = Field(
        default_factory=Waiting
    )

    @property
    def said(self) -> tuple[str, ...]:
        """Its words, in the language of the bot's account: to be shown, never compared."""
        errors = (self.errors,) if isinstance(self.errors, str) else self.errors
        return errors or ((self.message,) if self.message else ())
