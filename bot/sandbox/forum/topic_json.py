"""Topics, lists and categories as JSON: the fields of Discourse's serializers.

Source: https://github.com/discourse/discourse/blob/main/app/serializers/topic_view_serializer.rb
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.sandbox.forum.access import (
    Caller,
    can_create_in,
    can_delete_topic,
    can_edit_topic,
    can_reply,
    can_see_category,
    in_any,
)
from bot.sandbox.forum.languages import locale_of, title_in, topic_locale
from bot.sandbox.forum.post_json import (
    excerpt,
    highest_number,
    mentioned_users,
    post_count,
    post_json,
    stamp,
    user_brief,
    visible_stream,
)
from bot.sandbox.forum.state import SMALL_ACTION, WHISPER, Category, Post, State, Topic, User
from bot.sandbox.forum.tags import tags_json
from bot.sandbox.forum.titles import fancy

CHUNK_SIZE = 20
PER_PAGE = 30


def stream_posts(state: State, caller: Caller, posts: Sequence[Post], *, raw: bool) -> list[dict[str, Any]]:
    """Posts as they stand inside a topic."""
    return [
        {
            **post_json(state, caller, post, raw=raw),
            "read": True,
            "link_counts": [],
            "mentioned_users": mentioned_users(state, post),
        }
        for post in posts
    ]


def topic_json(state: State, caller: Caller, topic: Topic, shown: Sequence[Post], *, raw: bool) -> dict[str, Any]:
    """A topic with the posts `shown`, and the ids of all of them in `post_stream.stream`."""
    everything = visible_stream(state, caller.user, topic.id)
    return {
        "post_stream": {
            "posts": stream_posts(state, caller, shown, raw=raw),
            "stream": [post.id for post in everything],
        },
        "timeline_lookup": [[1, 0]],
        "suggested_topics": [],
        "tags": tags_json(state, topic.tags),
        "tags_descriptions": {},
        **_facts(state, caller, topic),
        "user_id": topic.user_id,
        "word_count": sum(len(post.raw.split()) for post in everything),
        "deleted_at": stamp(topic.deleted_at),
        "pinned_at": stamp(topic.pinned_at),
        "pinned_until": stamp(topic.pinned_until),
        "slow_mode_seconds": 0,
        "slow_mode_enabled_until": None,
        "draft": None,
        "draft_key": f"topic_{topic.id}",
        "draft_sequence": 0,
        "current_post_number": shown[0].number if shown else 1,
        "deleted_by": user_brief(state.users[topic.deleted_by]) if topic.deleted_by else None,
        "has_deleted": caller.staff and any(post.deleted_at for post in everything),
        "actions_summary": [],
        "chunk_size": CHUNK_SIZE,
        "bookmarked": False,
        "bookmarks": [],
        "topic_timer": None,
        "message_bus_last_id": 0,
        "participant_count": len({post.user_id for post in everything}),
        "show_read_indicator": False,
        "thumbnails": None,
        "details": _details(state, caller, topic, everything),
        **({"external_id": topic.external_id} if topic.external_id else {}),
    }


def _facts(state: State, caller: Caller, topic: Topic) -> dict[str, Any]:
    """What a topic's own page and the lists both say."""
    counted = post_count(state, topic.id)
    posts = [post for post in state.stream(topic.id) if post.deleted_at is None]
    public = [post for post in posts if post.type not in (WHISPER, SMALL_ACTION)]
    title = title_in(state, topic, locale_of(state, caller.user))
    return {
        "id": topic.id,
        "title": title,
        "fancy_title": fancy(title),
        "slug": topic.slug,
        "posts_count": counted,
        "reply_count": sum(post.reply_to is not None for post in public),
        "highest_post_number": highest_number(state, caller.user, topic.id),
        "image_url": None,
        "created_at": stamp(topic.created_at),
        "last_posted_at": stamp(max((post.created_at for post in public), default=topic.created_at)),
        "archetype": topic.archetype,
        "pinned": topic.pinned_at is not None,
        "pinned_globally": topic.pinned_globally,
        "unpinned": None,
        "visible": topic.visible,
        "closed": topic.closed,
        "archived": topic.archived,
        "views": 1,
        "like_count": sum(len(post.likes) for post in public),
        "has_summary": False,
        "category_id": topic.category_id,
        "featured_link": topic.featured_link,
        **({"locale": topic_locale(state, topic)} if state.settings.content_localization_enabled else {}),
    }


def _details(state: State, caller: Caller, topic: Topic, posts: Sequence[Post]) -> dict[str, Any]:
    user = caller.user
    staff = caller.staff
    written = Counter(post.user_id for post in posts)
    return {
        "can_edit": user is not None and can_edit_topic(state, user, topic),
        "notification_level": 3 if user and user.id == topic.user_id else 1,
        "can_move_posts": staff,
        "can_delete": user is not None and can_delete_topic(state, user, topic),
        "can_remove_allowed_users": staff,
        "can_create_post": user is not None and can_reply(state, user, topic),
        "can_reply_as_new_topic": user is not None,
        "can_flag_topic": user is not None,
        "can_convert_topic": staff,
        "can_review_topic": staff,
        "can_close_topic": staff,
        "can_archive_topic": staff,
        "can_split_merge_topic": staff,
        "can_edit_staff_notes": staff,
        "can_toggle_topic_visibility": staff,
        "can_pin_unpin_topic": staff,
        "can_moderate_category": staff,
        "can_remove_self_id": user.id if user else -1,
        "participants": [_participant(state.users[who], number) for who, number in written.most_common()],
        "created_by": user_brief(state.users[topic.user_id]),
        "last_poster": user_brief(state.users[_last(posts, topic)]),
    }


def _last(posts: Sequence[Post], topic: Topic) -> int:
    return next((post.user_id for post in reversed(posts) if post.type not in (WHISPER, SMALL_ACTION)), topic.user_id)


def _participant(user: User, number: int) -> dict[str, Any]:
    return {
        **user_brief(user),
        "post_count": number,
        "primary_group_name": None,
        "flair_name": None,
        "flair_url": None,
        "flair_color": None,
        "flair_bg_color": None,
        "flair_group_id": None,
        "admin": user.admin,
        "moderator": user.moderator,
        "trust_level": user.trust_level,
    }


def list_json(state: State, caller: Caller, topics: Sequence[Topic], more: str | None, **extra: Any) -> dict[str, Any]:
    """A page of topics; `more` is the address of the next page."""
    authors = {topic.user_id for topic in topics} | {_last_poster(state, topic) for topic in topics}
    topic_list: dict[str, Any] = {
        "can_create_topic": caller.user is not None,
        "draft": None,
        "draft_key": "new_topic",
        "draft_sequence": 0,
        "per_page": PER_PAGE,
        **extra,
        "topics": [_listed(state, caller, topic) for topic in topics],
    }
    if more:
        topic_list["more_topics_url"] = more
    return {
        "users": [user_brief(state.users[who]) for who in sorted(authors)],
        "primary_groups": [],
        "topic_list": topic_list,
    }


def _last_poster(state: State, topic: Topic) -> int:
    return _last([post for post in state.stream(topic.id) if not post.deleted_at], topic)


def _listed(state: State, caller: Caller, topic: Topic) -> dict[str, Any]:
    last = _last_poster(state, topic)
    return {
        **_facts(state, caller, topic),
        "bumped": True,
        "bumped_at": stamp(topic.bumped_at),
        "unseen": False,
        "bookmarked": None,
        "liked": None,
        "tags": tags_json(state, topic.tags),
        "tags_descriptions": {},
        "op_like_count": len(state.first_post(topic.id).likes),
        "last_poster_username": state.users[last].username,
        "posters": [
            {"extras": extras, "description": description, "user_id": who, "primary_group_id": None}
            for who, extras, description in _posters(topic.user_id, last)
        ],
        **({"excerpt": excerpt(state.first_post(topic.id).cooked)} if topic.pinned_at else {}),
    }


def _posters(author: int, last: int) -> list[tuple[int, str | None, str]]:
    if author == last:
        return [(author, "latest single", "Original Poster, Most Recent Poster")]
    return [(author, None, "Original Poster"), (last, "latest", "Most Recent Poster")]


def category_json(state: State, caller: Caller, category: Category) -> dict[str, Any]:
    """A category; `permission` is 1 create, 2 reply, 3 read, None for who is not logged in."""
    topics = [topic for topic in state.listable() if topic.category_id == category.id]
    return {
        "id": category.id,
        "name": category.name,
        "color": category.color,
        "text_color": "FFFFFF",
        "style_type": "square",
        "emoji": None,
        "icon": None,
        "slug": category.slug,
        "topic_count": len(topics),
        "post_count": sum(post_count(state, topic.id) for topic in topics),
        "position": category.id,
        "description": category.description,
        "description_text": category.description,
        "description_excerpt": category.description,
        "topic_url": None,
        "read_restricted": "everyone" not in category.see,
        "permission": _permission(caller.user, category),
        "notification_level": 1,
        "can_edit": caller.staff,
        "topic_template": None,
        "topic_title_placeholder": None,
        "has_children": False,
        "subcategory_count": 0,
        "sort_order": None,
        "sort_ascending": None,
        "show_subcategory_list": False,
        "num_featured_topics": 3,
        "default_view": None,
        "subcategory_list_style": "rows_with_featured_topics",
        "default_top_period": "all",
        "default_list_filter": "all",
        "minimum_required_tags": category.minimum_required_tags,
        "navigate_to_first_post_after_read": False,
        "uploaded_logo": None,
        "uploaded_logo_dark": None,
        "uploaded_background": None,
        "uploaded_background_dark": None,
    }


def _permission(user: User | None, category: Category) -> int | None:
    if user is None:
        return None
    if can_create_in(user, category):
        return 1
    return 2 if in_any(user, category.reply) else 3


def seen_categories(state: State, caller: Caller) -> list[Category]:
    """The categories that exist for the caller."""
    return [each for each in state.categories.values() if can_see_category(caller.user, each)]
