"""Posts and users as JSON: the fields of Discourse's serializers.

Source: https://github.com/discourse/discourse/blob/main/app/serializers/post_serializer.rb
"""

import re
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.forum.access import Caller, can_edit, can_see_hidden, can_see_post
from bot.sandbox.forum.languages import cooked_in, locale_of
from bot.sandbox.forum.state import LIKE, REGULAR, Post, State, User
from bot.sandbox.forum.words import mentions

_TAGS = re.compile(r"<[^>]*>")
_EXCERPT = re.compile(r'<span class="excerpt">(.*?)</span>', re.DOTALL)
_EXCERPT_LENGTH = 220


def stamp(moment: datetime | None) -> str | None:
    """`2026-11-21T03:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None


def avatar(user: User) -> str:
    """The template of the user's letter picture."""
    return f"/letter_avatar_proxy/v4/letter/{user.username[0].lower()}/{user.color}/{{size}}.png"


def user_brief(user: User) -> dict[str, Any]:
    """The four fields by which lists name a user."""
    return {"id": user.id, "username": user.username, "name": user.name, "avatar_template": avatar(user)}


def excerpt(cooked: str) -> str:
    """The first words of a post, or what its author marked as such."""
    marked = _EXCERPT.search(cooked)
    plain = " ".join(_TAGS.sub(" ", marked.group(1) if marked else cooked).split())
    return plain if len(plain) <= _EXCERPT_LENGTH else plain[:_EXCERPT_LENGTH].rstrip() + "…"


def visible_stream(state: State, user: User | None, topic_id: int) -> list[Post]:
    """The posts of a topic that the user may see, by number."""
    return [post for post in state.stream(topic_id) if can_see_post(state, user, post)]


def post_count(state: State, topic_id: int) -> int:
    """Posts that stand in a topic; neither whispers nor small actions count."""
    return sum(post.type == REGULAR and post.deleted_at is None for post in state.stream(topic_id))


def highest_number(state: State, user: User | None, topic_id: int) -> int:
    """The number of the last post the user may see; a deletion can lower it."""
    return max((post.number for post in visible_stream(state, user, topic_id) if post.deleted_at is None), default=0)


def post_json(state: State, caller: Caller, post: Post, *, raw: bool = False) -> dict[str, Any]:
    """A post. `raw` is there only where the endpoint gives it, and never of a post that is hidden from the caller."""
    topic = state.topics[post.topic_id]
    shown = {
        "id": post.id,
        **_author(state.users[post.user_id]),
        "created_at": stamp(post.created_at),
        "cooked": cooked_in(state, post, locale_of(state, caller.user)),
        "post_number": post.number,
        "post_type": post.type,
        "posts_count": post_count(state, topic.id),
        "updated_at": stamp(post.updated_at),
        "reply_to_post_number": post.reply_to,
        "topic_id": topic.id,
        "topic_slug": topic.slug,
        "version": post.version,
        "moderator": state.users[post.user_id].moderator,
        "admin": state.users[post.user_id].admin,
        "staff": state.users[post.user_id].staff,
        "user_id": post.user_id,
        "trust_level": state.users[post.user_id].trust_level,
        "hidden": post.hidden_at is not None,
        "deleted_at": stamp(post.deleted_at),
        "user_deleted": post.user_deleted_at is not None,
        "edit_reason": post.edit_reason,
        "wiki": post.wiki,
        "post_url": f"/t/{topic.slug}/{topic.id}/{post.number}",
        **_counts(state, post),
        **_permissions(state, caller, post),
        **_sometimes(state, caller, post),
    }
    return {**shown, "raw": post.raw} if raw and _is_open(caller, post) else shown


def _author(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "username": user.username,
        "avatar_template": avatar(user),
        "display_username": user.name,
        "primary_group_name": None,
        "flair_name": None,
        "flair_url": None,
        "flair_bg_color": None,
        "flair_color": None,
        "flair_group_id": None,
        "badges_granted": [],
        "user_title": None,
    }


def _counts(state: State, post: Post) -> dict[str, Any]:
    replies = [each for each in state.stream(post.topic_id) if each.reply_to == post.number and not each.deleted_at]
    return {
        "reply_count": len(replies),
        "quote_count": 0,
        "incoming_link_count": 0,
        "reads": 1,
        "readers_count": 0,
        "score": 0,
        "bookmarked": False,
        "reviewable_id": None,
        "reviewable_score_count": 0,
        "reviewable_score_pending_count": 0,
    }


def _permissions(state: State, caller: Caller, post: Post) -> dict[str, Any]:
    user = caller.user
    own = user is not None and user.id == post.user_id
    editable = user is not None and can_edit(state, user, post)
    return {
        "yours": own,
        "can_edit": editable,
        "can_delete": caller.staff or (own and post.number > 1),
        "can_recover": caller.staff and post.deleted_at is not None,
        "can_see_hidden_post": own or caller.staff,
        "can_wiki": caller.staff,
        "can_view_edit_history": True,
        "actions_summary": _likes(state, caller, post),
    }


def _likes(state: State, caller: Caller, post: Post) -> list[dict[str, Any]]:
    user = caller.user
    like: dict[str, Any] = {"id": LIKE}
    if post.likes:
        like["count"] = len(post.likes)
    if user and user.id in post.likes:
        like |= {"acted": True, "can_undo": True}
    elif user and user.id != post.user_id and not state.topics[post.topic_id].archived and _is_open(caller, post):
        like["can_act"] = True
    return [like] if len(like) > 1 else []


def _is_open(caller: Caller, post: Post) -> bool:
    return post.hidden_at is None or can_see_hidden(caller.user, post)


def _sometimes(state: State, caller: Caller, post: Post) -> dict[str, Any]:
    """Fields that are there only when they say something."""
    more: dict[str, Any] = {}
    if post.locked:
        more["locked"] = True
    if post.action_code:
        more["action_code"] = post.action_code
    if post.deleted_by is not None and caller.staff:
        more["deleted_by"] = user_brief(state.users[post.deleted_by])
    if post.locale:
        more["locale"] = post.locale
    parent = next((each for each in state.stream(post.topic_id) if each.number == post.reply_to), None)
    if parent:
        author = state.users[parent.user_id]
        more["reply_to_user"] = user_brief(author)
    return more


def mentioned_users(state: State, post: Post) -> list[dict[str, Any]]:
    """The accounts that a post names after an @."""
    named = (state.user(name) for name in sorted(mentions(post.raw)))
    return [user_brief(user) for user in named if user]
