"""Creates topics, replies, whispers and messages, once each: the queue, the memo of 120 seconds, the limits.

Sources: https://github.com/discourse/discourse/blob/main/app/controllers/posts_controller.rb (create),
lib/new_post_manager.rb, lib/post_creator.rb
"""

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.cook import cook
from bot.sandbox.forum.access import Caller, in_any
from bot.sandbox.forum.answers import Answer, server_error
from bot.sandbox.forum.limits import creation_limits, hit
from bot.sandbox.forum.post_json import avatar, post_json, stamp
from bot.sandbox.forum.state import REGULAR, WHISPER, Memo, Post, Queued, State, Topic, User
from bot.sandbox.forum.tags import TagError, settle_tags
from bot.sandbox.forum.titles import clean_title, slug
from bot.sandbox.forum.validations import holds_external_id, wish_errors
from bot.sandbox.forum.visit import Visit
from bot.sandbox.forum.wishes import Wish, default_category, read_wish
from bot.sandbox.forum.words import censored, sameness

_MEMO = timedelta(seconds=120)
_Outcome = tuple[int, dict[str, Any]]


def create(visit: Visit) -> Answer:
    """POST /posts.json. With an admin key an identical request gets the very answer of two minutes before."""
    wish = read_wish(visit)
    if not visit.caller.is_api:
        status, body = perform(visit.state, visit.caller, wish)
    else:
        status, body = _remembered(visit, wish)
    if status == 200 and visit.params.get("nested_post") and "action" not in body:  # noqa: PLR2004 - OK
        body = {"action": "create_post", "success": True, "post": body}
    return Answer(status=status, body=body)


def _remembered(visit: Visit, wish: Wish) -> _Outcome:
    memos, now = visit.state.memos, visit.state.clock.now()
    signature = json.dumps([visit.params, visit.agent, visit.user.id], sort_keys=True, default=str)
    key = hashlib.sha1(signature.encode(), usedforsecurity=False).hexdigest()
    known = memos.get(key)
    if known is None or now >= known.until:
        status, body = perform(visit.state, visit.caller, wish)
        known = memos[key] = Memo(until=now + _MEMO, status=status, body=body)
    return known.status, known.body


def perform(state: State, caller: Caller, wish: Wish) -> _Outcome:
    """Refuses, queues or saves a wish. Raises: Refused (429: nothing was saved)."""
    user = caller.must_be_somebody()
    if reason := _needs_approval(state, user, wish):
        wish = replace(wish, external_id=None, embed_url=None, created_at=None, locale=None)
    if errors := wish_errors(state, user, wish):
        return 422, {"action": "create_post", "errors": list(dict.fromkeys(errors))}
    if reason:
        return 200, _enqueue(state, user, wish, reason)
    if wish.external_id and holds_external_id(state, wish.external_id):
        raise server_error()
    if caller.is_api and not wish.skip_validations:
        hit(state, creation_limits(state, user, topic=wish.is_topic, message=wish.is_message))
    post = save(state, user, wish)
    return 200, {**post_json(state, caller, post), "draft_sequence": 0, "mentioned_users": []}


def _needs_approval(state: State, user: User, wish: Wish) -> str:
    """Why a moderator must look first; empty when none must. Staff never wait."""
    settings = state.settings
    watched = censored(f"{wish.title} {wish.raw}", settings.require_approval_words)
    if user.staff or (wish.is_message and not watched):
        return ""
    if watched:
        return "watched_word"
    if not in_any(user, settings.approve_unless_allowed_groups):
        return "group"
    if wish.is_topic and not in_any(user, settings.approve_new_topics_unless_allowed_groups):
        return "new_topics_unless_allowed_groups"
    return "category" if _category_wants_approval(state, wish) else ""


def _category_wants_approval(state: State, wish: Wish) -> bool:
    if wish.is_topic:
        return wish.category is not None and wish.category.topic_approval
    topic = state.topics.get(wish.topic_id or 0)
    category = state.categories.get(topic.category_id or 0) if topic else None
    return category is not None and category.reply_approval


def _enqueue(state: State, user: User, wish: Wish, reason: str) -> dict[str, Any]:
    queued = Queued(
        id=state.new_id("queued"),
        user_id=user.id,
        raw=wish.raw,
        reason=reason,
        created_at=state.clock.now(),
        title=wish.title or None,
        category_id=wish.category.id if wish.category else None,
        tags=wish.tags,
        topic_id=wish.topic_id,
        reply_to=wish.reply_to,
    )
    state.queue[queued.id] = queued
    waiting = sum(each.user_id == user.id for each in state.queue.values())
    return {"action": "enqueued", "success": True, "pending_count": waiting, "pending_post": _pending(user, queued)}


def _pending(user: User, queued: Queued) -> dict[str, Any]:
    return {
        "id": queued.id,
        "avatar_template": avatar(user),
        "category_id": queued.category_id,
        "created_at": stamp(queued.created_at),
        "created_by_id": user.id,
        "name": user.name,
        "raw_text": queued.raw,
        "title": queued.title,
        "topic_id": queued.topic_id,
        "topic_url": None,
        "username": user.username,
    }


def save(state: State, user: User, wish: Wish) -> Post:
    """Writes the wish down as a post, and as a topic where it is one; no rule is asked any more."""
    at = wish.created_at or state.clock.now()
    topic = _new_topic(state, user, wish, at) if wish.is_topic else state.topics[wish.topic_id or 0]
    post = _new_post(state, user, wish, topic, at)
    state.add_post(post)
    user.first_post_at = user.first_post_at or state.clock.now()
    if post.type == REGULAR:
        topic.bumped_at = at
    if not user.staff:
        state.recent_raws[user.id, sameness(wish.raw)] = (post.id, state.clock.now())
    state.tell("post_created", post)
    return post


def _new_topic(state: State, user: User, wish: Wish, at: datetime) -> Topic:
    title = clean_title(wish.title, state.settings)
    category = None if wish.is_message else wish.category or default_category(state)
    named = [state.user(name) for name in wish.recipients or ()]
    topic = Topic(
        id=state.new_id("topic"),
        title=title,
        slug=slug(title),
        user_id=user.id,
        created_at=at,
        bumped_at=at,
        category_id=category.id if category else None,
        tags=() if wish.is_message else _tags(state, user, wish),
        external_id=wish.external_id,
        embed_url=wish.embed_url,
        visible=not wish.unlisted,
        archetype="private_message" if wish.is_message else "regular",
        users=frozenset({user.id, *(each.id for each in named if each)}) if wish.is_message else frozenset(),
        groups=frozenset(wish.recipients or ()) & state.messageable_groups,
    )
    state.topics[topic.id] = topic
    return topic


def _tags(state: State, user: User, wish: Wish) -> tuple[str, ...]:
    """With skip_validations, tags that fail are set as the system would: created, and never refused."""
    try:
        return settle_tags(state, user, wish.tags, wish.category)
    except TagError:
        system = User(id=0, username="system", name="system", created_at=state.clock.now(), admin=True, trust_level=4)
        return settle_tags(state, system, wish.tags, wish.category)


def _new_post(state: State, user: User, wish: Wish, topic: Topic, at: datetime) -> Post:
    stream = state.stream(topic.id)
    answered = next((post for post in stream if post.number == wish.reply_to), None)
    whisper = not wish.is_topic and (wish.whisper or (answered is not None and answered.type == WHISPER))
    return Post(
        id=state.new_id("post"),
        topic_id=topic.id,
        number=len(stream) + 1,
        user_id=user.id,
        raw=wish.raw,
        cooked=cook(wish.raw, maths=state.settings.discourse_math_enabled),
        created_at=at,
        updated_at=at,
        last_version_at=at,
        last_editor_id=user.id,
        type=WHISPER if whisper else REGULAR,
        reply_to=answered.number if answered else None,
        locale=wish.locale,
    )


def save_queued(state: State, queued: Queued) -> Post:
    """What a moderator's approval makes of a queued post: everything it was sent with, but for what the queue lost."""
    wish = Wish(
        raw=queued.raw,
        title=queued.title or "",
        category=state.categories.get(queued.category_id or 0),
        tags=queued.tags,
        topic_id=queued.topic_id,
        reply_to=queued.reply_to,
    )
    del state.queue[queued.id]
    return save(state, state.users[queued.user_id], wish)
