"""Who is asking, with which key, and what they may do: Discourse's keys, scopes and guardians.

Sources: https://github.com/discourse/discourse/blob/main/app/models/api_key_scope.rb, lib/guardian/*.rb,
lib/auth/default_current_user_provider.rb
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.sandbox.forum.answers import invalid_access, invalid_credentials, not_found, not_logged_in
from bot.sandbox.forum.state import REGULAR, WHISPER, ApiKey, Category, Post, State, Topic, User

SCOPES: dict[str, tuple[str, ...]] = {
    "topics:write": ("posts#create",),
    "topics:update": ("topics#update",),
    "topics:delete": ("topics#destroy",),
    "topics:status": ("topics#status",),
    "topics:read": ("topics#show", "topics#posts", "topics#show_by_external_id"),
    "topics:read_lists": ("list#latest", "list#category_latest"),
    "posts:edit": ("posts#update",),
    "posts:delete": ("posts#destroy",),
    "posts:list": ("posts#latest",),
    "revisions:read": ("posts#latest_revision", "posts#revisions"),
    "tags:list": ("tags#index",),
    "categories:list": ("categories#index",),
    "categories:show": ("categories#show",),
    "search:show": ("search#show",),
    "users:show": ("users#show",),
}
"""What each granular scope opens. What stands in no row (posts#show, likes, session/current, site …) a granular key
cannot reach at all."""

READ_ONLY_SCOPE = "global:read"

_MEMBER, _LEADER = 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `key` None with a user means a person at the sandbox's own pages."""

    user: User | None = None
    key: ApiKey | None = None
    address: str = ""

    @property
    def is_api(self) -> bool:
        """Whether an admin key carries the request."""
        return self.key is not None

    @property
    def staff(self) -> bool:
        """Whether the caller is staff."""
        return self.user is not None and self.user.staff

    def must_be_somebody(self) -> User:
        """The user who asks. Raises: Refused (403 not_logged_in)."""
        if self.user is None:
            raise not_logged_in()
        return self.user


def authenticate(state: State, key: str, username: str | None, method: str, action: str) -> Caller:
    """The caller behind an Api-Key header, for one action.

    Raises: Refused (403: unknown or revoked key, somebody else's, no such user, suspended, out of scope).
    """
    row = state.keys.get(key)
    if row is None or _is_revoked(state, row) or not _permits(row, method, action):
        raise invalid_credentials()
    user = state.user(username or row.username or "")
    someone_else = row.username and user and user.username != row.username
    if user is None or someone_else or user.suspended:
        raise invalid_credentials()
    row.last_used_at = state.clock.now()
    return Caller(user=user, key=row)


def _is_revoked(state: State, key: ApiKey) -> bool:
    idle = state.clock.now() - key.last_used_at
    key.revoked = key.revoked or idle > timedelta(days=state.settings.revoke_api_keys_unused_days)
    return key.revoked


def _permits(key: ApiKey, method: str, action: str) -> bool:
    if key.scopes is None:
        return True
    if key.scopes == (READ_ONLY_SCOPE,):
        return method == "GET"
    return any(action in SCOPES[scope] for scope in key.scopes)


def groups_of(user: User | None) -> frozenset[str]:
    """The groups a user is in, the automatic ones included."""
    if user is None:
        return frozenset({"everyone"})
    automatic = {"everyone", *(f"trust_level_{level}" for level in range(user.trust_level + 1))}
    if user.staff:
        automatic |= {"staff", "trust_level_0", "trust_level_1", "trust_level_2", "trust_level_3", "trust_level_4"}
    automatic |= {"admins"} if user.admin else set()
    automatic |= {"moderators"} if user.moderator else set()
    return user.groups | automatic


def in_any(user: User | None, groups: Iterable[str]) -> bool:
    """Whether the user is in one of the groups."""
    return not groups_of(user).isdisjoint(groups)


def can_whisper(state: State, user: User | None) -> bool:
    """Whether the user writes and reads whispers."""
    return user is not None and in_any(user, state.settings.whispers_allowed_groups)


def can_see_category(user: User | None, category: Category) -> bool:
    """Whether the category and its topics exist for the user."""
    return (user is not None and user.admin) or in_any(user, category.see)


def can_create_in(user: User, category: Category | None) -> bool:
    """Whether the user may open a topic there; None is no category at all."""
    if user.silenced:
        return False
    return category is None or user.admin or (can_see_category(user, category) and in_any(user, category.create))


def can_see_topic(state: State, user: User | None, topic: Topic) -> bool:
    """Whether the topic exists for the user; unlisted ones do, for whoever has the address."""
    staff = user is not None and user.staff
    if topic.deleted_at is not None and not staff:
        return False
    if topic.is_message:
        return user is not None and (user.admin or user.id in topic.users or in_any(user, topic.groups))
    return topic.category_id is None or can_see_category(user, state.categories[topic.category_id])


def can_see_post(state: State, user: User | None, post: Post) -> bool:
    """Whether the post exists for the user."""
    if not can_see_topic(state, user, state.topics[post.topic_id]):
        return False
    if post.type == WHISPER and not can_whisper(state, user):
        return False
    return post.deleted_at is None or (user is not None and user.staff)


def can_see_hidden(user: User | None, post: Post) -> bool:
    """Whether the user may read a post that flags have hidden: its author, staff, and leaders."""
    return user is not None and (user.staff or user.id == post.user_id or user.trust_level >= _LEADER)


def can_see_profile(state: State, viewer: User | None, user: User) -> bool:
    """Whether more than a user's name is shown: of whoever has not posted only to those with some trust.

    Source: https://github.com/discourse/discourse/blob/main/lib/guardian/user_guardian.rb
    """
    if viewer is not None and (viewer.staff or viewer.id == user.id):
        return True
    level = viewer.trust_level if viewer else 0
    written = (post for post in state.posts.values() if post.user_id == user.id and post.type == REGULAR)
    posted = any(not state.topics[post.topic_id].is_message for post in written)
    known = user.staff or ((posted or level >= _MEMBER) and (level > 0 or user.trust_level > 0))
    return known and not user.hide_profile


def seen_topic(state: State, user: User | None, topic_id: int) -> Topic:
    """The topic that exists for the user. Raises: Refused (404)."""
    topic = state.topics.get(topic_id)
    if topic is None or not can_see_topic(state, user, topic):
        raise not_found()
    return topic


def seen_post(state: State, user: User | None, post_id: int) -> Post:
    """The post that exists for the user. Raises: Refused (404; 403 where it is hidden from them)."""
    post = state.posts.get(post_id)
    if post is None or not can_see_post(state, user, post):
        raise not_found()
    if post.hidden_at and not can_see_hidden(user, post):
        raise invalid_access()
    return post


def can_reply(state: State, user: User, topic: Topic) -> bool:
    """Whether the user may add a post to the topic."""
    if user.silenced or topic.deleted_at is not None or not can_see_topic(state, user, topic):
        return False
    if (topic.closed or topic.archived) and not user.staff:
        return False
    if topic.is_message or topic.category_id is None or user.admin:
        return True
    category = state.categories[topic.category_id]
    return in_any(user, category.reply) or in_any(user, category.create)


def edit_window_is_over(state: State, user: User, post: Post) -> bool:
    """Whether the author comes too late; a limit of 0 is none."""
    settings = state.settings
    trusted = user.trust_level >= _MEMBER
    minutes = settings.tl2_post_edit_time_limit if trusted else settings.post_edit_time_limit
    return bool(minutes) and state.clock.now() - post.created_at > timedelta(minutes=minutes)


def can_edit(state: State, user: User, post: Post) -> bool:
    """Whether the user may change the post's text."""
    topic = state.topics[post.topic_id]
    if not can_see_post(state, user, post):
        return False
    if user.staff:
        return user.admin or can_reply(state, user, topic)
    standing = not (topic.archived or post.user_deleted_at or post.deleted_at)
    if not standing or post.locked or user.silenced:
        return False
    return can_reply(state, user, topic) if post.wiki else _can_edit_own(state, user, post)


def _can_edit_own(state: State, user: User, post: Post) -> bool:
    if post.user_id != user.id or edit_window_is_over(state, user, post):
        return False
    return post.hidden_at is None or state.clock.now() - post.hidden_at >= timedelta(minutes=10)


def can_edit_topic(state: State, user: User, topic: Topic) -> bool:
    """Whether the user may change title, category and tags."""
    if not can_see_topic(state, user, topic) or (topic.archived and not user.staff):
        return False
    return can_edit(state, user, state.first_post(topic.id))


def can_delete_topic(state: State, user: User, topic: Topic) -> bool:
    """Staff may; an author only a topic younger than a day without a reply."""
    if user.staff:
        return topic.deleted_at is None
    young = state.clock.now() - topic.created_at < timedelta(hours=24)
    lonely = all(post.number == 1 or post.deleted_at for post in state.stream(topic.id))
    return topic.user_id == user.id and topic.deleted_at is None and young and lonely
