"""What the forum says of itself: site, settings, about, session, users, categories, tags.

`shapes/*.json` hold the fields that never change here; Discourse always sends them.
"""

import json
from pathlib import Path
from typing import Any

from bot.sandbox.forum.access import can_see_profile, groups_of, in_any
from bot.sandbox.forum.answers import Answer, not_found
from bot.sandbox.forum.post_json import avatar, stamp
from bot.sandbox.forum.settings import client_settings
from bot.sandbox.forum.state import REGULAR, Category, Tag, User
from bot.sandbox.forum.topic_json import category_json, seen_categories
from bot.sandbox.forum.visit import Visit

_VERSIONS = {"2025": "3.5.0", "2026": "2026.10.0"}
_FOREVER = "3021-11-16T03:00:00.000Z"
"""Until when somebody is suspended."""
_SHAPES = Path(__file__).parent / "shapes"


def _shape(name: str) -> dict[str, Any]:
    shape: dict[str, Any] = json.loads((_SHAPES / f"{name}.json").read_text("utf-8"))
    return shape


def settings(visit: Visit) -> Answer:
    """GET /site/settings.json: for anybody."""
    return Answer(body=client_settings(visit.state.settings))


def site(visit: Visit) -> Answer:
    """GET /site.json."""
    state, caller = visit.state, visit.caller
    allowed = state.settings
    counted = sorted(state.tags.values(), key=lambda tag: -_uses(visit, tag.name))
    top = [{"id": tag.id, "name": tag.name, "slug": tag.name} for tag in counted if not tag.synonym_of]
    changing = {
        "categories": [_listed_category(visit, each) for each in seen_categories(state, caller)],
        "groups": [_group(number, name) for number, name in enumerate(sorted(groups_of(caller.user)), start=1)],
        "can_create_tag": in_any(caller.user, allowed.create_tag_allowed_groups),
        "can_tag_topics": caller.user is not None and in_any(caller.user, allowed.tag_topic_allowed_groups),
        "can_tag_pms": False,
        "top_tags": top if allowed.version == "2026" else [tag["name"] for tag in top],
    }
    return Answer(body={**_shape("site"), **changing})


def _group(number: int, name: str) -> dict[str, Any]:
    flair = {"flair_url": None, "flair_bg_color": None, "flair_color": None}
    return {"id": number, "name": name, **flair, "automatic": True}


def _listed_category(visit: Visit, category: Category) -> dict[str, Any]:
    shown = category_json(visit.state, visit.caller, category)
    return {**shown, "allow_global_tags": True, "required_tag_groups": [], "read_only_banner": None}


def about(visit: Visit) -> Answer:
    """GET /about.json."""
    state = visit.state
    return Answer(
        body={
            "about": {
                "title": state.settings.title,
                "description": "A forum on this computer, for trying things out.",
                "locale": state.settings.default_locale,
                "version": _VERSIONS[state.settings.version],
                "https": False,
                "can_see_about_stats": True,
                "stats": {
                    "topics_count": len(list(state.listable())),
                    "posts_count": len(state.posts),
                    "users_count": len(state.users),
                },
            }
        }
    )


def status(visit: Visit) -> Answer:
    """GET /srv/status."""
    return Answer(body="ok", content_type="text/plain")


def session(visit: Visit) -> Answer:
    """GET /session/current.json: 404 for nobody."""
    user = visit.caller.user
    if user is None:
        raise not_found()
    return Answer(
        body={
            "current_user": {
                "id": user.id,
                "username": user.username,
                "name": user.name,
                "avatar_template": avatar(user),
                "admin": user.admin,
                "moderator": user.moderator,
                "staff": user.staff,
                "trust_level": user.trust_level,
                "can_create_topic": not user.silenced,
                "groups": [{"id": number, "name": name} for number, name in enumerate(sorted(groups_of(user)), 1)],
                "whisperer": in_any(user, visit.state.settings.whispers_allowed_groups),
            }
        }
    )


def show_user(visit: Visit) -> Answer:
    """GET /u/:username.json."""
    user = visit.state.user(visit.path["username"])
    if user is None:
        raise not_found()
    if not can_see_profile(visit.state, visit.caller.user, user):
        return Answer(body={"user_badges": [], "user": _hidden(user)})
    posts = [post for post in visit.state.posts.values() if post.user_id == user.id and post.type == REGULAR]
    topics = [topic for topic in visit.state.listable() if topic.user_id == user.id]
    shown = {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "avatar_template": avatar(user),
        "last_posted_at": stamp(max((post.created_at for post in posts), default=None)),
        "created_at": stamp(user.created_at),
        "trust_level": user.trust_level,
        "time_read": user.time_read,
        "moderator": user.moderator,
        "admin": user.admin,
        "post_count": len(posts),
        "topic_count": len(topics),
        "locale": user.locale,
        "groups": [_long_group(number, name) for number, name in enumerate(sorted(_public_groups(user)), start=1)],
    }
    if user.suspended:
        # There only then: https://github.com/discourse/discourse/blob/main/app/serializers/user_card_serializer.rb
        shown["suspended_till"] = _FOREVER
    return Answer(body={"user_badges": [], "user": {**_shape("user"), **shown}})


def _hidden(user: User) -> dict[str, Any]:
    """What is shown of somebody whose profile is hidden: neither role nor groups.

    Source: https://github.com/discourse/discourse/blob/main/app/serializers/hidden_profile_serializer.rb
    """
    return {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "avatar_template": avatar(user),
        "profile_hidden": True,
        "title": None,
        "primary_group_name": None,
    }


def show_group(visit: Visit) -> Answer:
    """GET /groups/:name.json: no scope of a key opens it; `messageable` says whether the caller may write to it."""
    name, state = visit.path["name"].lower(), visit.state
    known = {group for user in state.users.values() for group in groups_of(user)} - {"everyone"}
    if name not in known or visit.caller.user is None:
        raise not_found()
    return Answer(body={"group": {**_long_group(1, name), "messageable": name in state.messageable_groups}})


def _public_groups(user: User) -> frozenset[str]:
    return groups_of(user) - {"everyone"}


def _long_group(number: int, name: str) -> dict[str, Any]:
    no, nothing = dict.fromkeys(_GROUP_NO, False), dict.fromkeys(_GROUP_NOTHING)
    levels = dict.fromkeys(
        ("mentionable_level", "messageable_level", "visibility_level", "members_visibility_level"), 0
    )
    more = {"user_count": 1, "default_notification_level": 3}
    return {"id": number, "name": name, "display_name": name, **no, **nothing, **levels, **more}


_GROUP_NO = (
    "automatic",
    "primary_group",
    "has_messages",
    "public_admission",
    "public_exit",
    "allow_membership_requests",
    "can_see_members",
    "can_admin_group",
    "publish_read_state",
)
_GROUP_NOTHING = (
    "title",
    "grant_trust_level",
    "incoming_email",
    "flair_url",
    "flair_bg_color",
    "flair_color",
    "bio_raw",
    "bio_cooked",
    "bio_excerpt",
    "full_name",
    "membership_request_template",
)


def categories(visit: Visit) -> Answer:
    """GET /categories.json."""
    shown = []
    for category in seen_categories(visit.state, visit.caller):
        described = category_json(visit.state, visit.caller, category)
        number = described["topic_count"]
        periods = {f"topics_{period}": number for period in ("day", "week", "month", "year", "all_time")}
        shown.append({**described, **periods, "is_uncategorized": False, "subcategory_ids": []})
    logged_in = visit.caller.user is not None
    lists = {"can_create_category": visit.caller.staff, "can_create_topic": logged_in, "categories": shown}
    return Answer(body={"category_list": lists})


def show_category(visit: Visit) -> Answer:
    """GET /c/:id/show.json."""
    category = visit.state.categories.get(visit.number("id"))
    if category is None or category not in seen_categories(visit.state, visit.caller):
        raise not_found()
    shown = {**category_json(visit.state, visit.caller, category), **_shape("category")}
    review = {
        "require_topic_approval": category.topic_approval,
        "require_reply_approval": category.reply_approval,
        "topic_posting_review_mode": "everyone" if category.topic_approval else "no_one",
        "reply_posting_review_mode": "everyone" if category.reply_approval else "no_one",
    }
    return Answer(body={"category": {**shown, "category_setting": review}})


def tags(visit: Visit) -> Answer:
    """GET /tags.json: tags that topics have, to administrators also the others; never another name of one.

    What belongs to a category stands there as well, used or not.
    """
    state = visit.state
    every = bool(visit.caller.user and visit.caller.user.admin)
    own = [tag for tag in state.tags.values() if tag.synonym_of is None]
    shown = [_tag_json(visit, tag) for tag in own if every or _uses(visit, tag.name)]
    categories = [
        {"id": category.id, "tags": [_tag_json(visit, state.tags[name]) for name in restricted]}
        for category in seen_categories(state, visit.caller)
        if (
            restricted := [name for group in state.tag_groups if category.id in group.categories for name in group.tags]
        )
    ]
    return Answer(body={"tags": shown, "extras": {"categories": categories}})


def _tag_json(visit: Visit, tag: Tag) -> dict[str, Any]:
    """In 2025 an id is the name itself."""
    return {
        "id": tag.id if visit.state.settings.version == "2026" else tag.name,
        "text": tag.name,
        "name": tag.name,
        "slug": tag.name,
        "description": tag.description,
        "count": _uses(visit, tag.name),
        "pm_count": 0,
        "target_tag": None,
    }


def _uses(visit: Visit, name: str) -> int:
    return sum(name in topic.tags for topic in visit.state.listable())
