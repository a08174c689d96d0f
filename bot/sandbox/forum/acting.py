"""Deletes, closes and likes.

Sources: https://github.com/discourse/discourse/blob/main/app/controllers/posts_controller.rb (destroy),
topics_controller.rb (status, destroy), post_actions_controller.rb
"""

from datetime import timedelta

from bot.cook import cook
from bot.sandbox.forum.access import can_delete_topic, seen_post, seen_topic
from bot.sandbox.forum.answers import Answer, invalid_access, invalid_parameters, missing_parameter, not_found
from bot.sandbox.forum.limits import deletion_limits, hit, like_limit
from bot.sandbox.forum.post_json import post_json
from bot.sandbox.forum.state import (
    LIKE,
    SMALL_ACTION,
    SYSTEM_ID,
    Post,
    State,
    Topic,
    User,
)
from bot.sandbox.forum.visit import Visit, moment, text, whole

_DELETED_BY_AUTHOR = "(post deleted by author)"
_STATUSES = ("closed", "archived", "visible", "pinned", "pinned_globally")


def destroy_post(visit: Visit) -> Answer:
    """DELETE /posts/:id.json: staff's is gone at once, an author's first says so and goes a day later."""
    state, user = visit.state, visit.user
    post = seen_post(visit.state, visit.user, visit.number("id"))
    if post.deleted_at is not None or not (user.staff or post.user_id == user.id):
        raise invalid_access()
    if post.number == 1:
        return destroy_topic_of(state, user, state.topics[post.topic_id])
    if not user.staff and post.user_deleted_at is not None:
        raise invalid_access()
    if visit.caller.is_api:
        hit(state, deletion_limits(state, user))
    delete_post(state, user, post)
    return Answer()


def delete_post(state: State, user: User, post: Post) -> None:
    """Deletes a post as that user."""
    if user.staff:
        post.deleted_at, post.deleted_by = state.clock.now(), user.id
        state.tell("post_destroyed", post)
        return
    post.user_deleted_at = post.updated_at = state.clock.now()
    post.raw, post.cooked = _DELETED_BY_AUTHOR, cook(_DELETED_BY_AUTHOR)
    post.version += 1
    state.tell("post_edited", post)


def sweep(state: State) -> None:
    """Removes for good what its authors deleted a day ago."""
    kept = timedelta(hours=state.settings.delete_removed_posts_after)
    for post in state.posts.values():
        if post.user_deleted_at and not post.deleted_at and state.clock.now() - post.user_deleted_at >= kept:
            post.deleted_at, post.deleted_by = state.clock.now(), SYSTEM_ID


def destroy_topic(visit: Visit) -> Answer:
    """DELETE /t/:id.json."""
    return destroy_topic_of(visit.state, visit.user, seen_topic(visit.state, visit.user, visit.number("id")))


def destroy_topic_of(state: State, user: User, topic: Topic) -> Answer:
    """Deletes a topic and its first post; the external_id stays taken."""
    if not can_delete_topic(state, user, topic):
        raise invalid_access()
    delete_topic(state, user, topic)
    return Answer()


def delete_topic(state: State, user: User, topic: Topic) -> None:
    """Deletes a topic as that user."""
    first = state.first_post(topic.id)
    topic.deleted_at = first.deleted_at = state.clock.now()
    topic.deleted_by = first.deleted_by = user.id


def topic_status(visit: Visit) -> Answer:
    """PUT /t/:id/status: on only where `enabled` is the word "true"."""
    state, user, params = visit.state, visit.user, visit.params
    for name in ("status", "enabled"):
        if params.get(name) in (None, ""):
            raise missing_parameter(name)
    status = text(params["status"])
    if status not in _STATUSES:
        raise invalid_parameters("status")
    topic = seen_topic(visit.state, visit.user, visit.number("id"))
    if not user.staff:
        raise invalid_access()
    enabled = isinstance(params["enabled"], str) and params["enabled"] == "true"
    until = moment("until", params["until"]) if params.get("until") else None
    if status.startswith("pinned"):
        topic.pinned_at = state.clock.now() if enabled else None
        topic.pinned_until = until if enabled else None
        topic.pinned_globally = enabled and status == "pinned_globally"
    else:
        set_status(state, user, topic, status, enabled=enabled)
    return Answer(body={"success": "OK", "topic_status_update": None})


def set_status(state: State, user: User, topic: Topic, status: str, *, enabled: bool) -> None:
    """Closes, archives or unlists (`visible`), or the reverse; a small post says so."""
    setattr(topic, status, enabled)
    now = state.clock.now()
    state.add_post(
        Post(
            id=state.new_id("post"),
            topic_id=topic.id,
            number=len(state.stream(topic.id)) + 1,
            user_id=user.id,
            raw="",
            cooked="",
            created_at=now,
            updated_at=now,
            last_version_at=now,
            last_editor_id=user.id,
            type=SMALL_ACTION,
            action_code=f"{status}.{'enabled' if enabled else 'disabled'}",
        )
    )


def like(visit: Visit) -> Answer:
    """POST /post_actions.json: only the heart is known here."""
    state, user, params = visit.state, visit.user, visit.params
    for name in ("id", "post_action_type_id"):
        if params.get(name) in (None, ""):
            raise missing_parameter(name)
    post = seen_post(visit.state, visit.user, whole(params["id"]) or 0)
    if whole(params["post_action_type_id"]) != LIKE:
        raise invalid_parameters("post_action_type_id")
    closed_for_likes = state.topics[post.topic_id].archived or post.deleted_at
    if post.user_id == user.id or user.id in post.likes or user.silenced or closed_for_likes:
        raise invalid_access()
    if visit.caller.is_api:
        hit(state, like_limit(state, user))
    post.likes[user.id] = state.clock.now()
    return Answer(body=post_json(state, visit.caller, post))


def unlike(visit: Visit) -> Answer:
    """DELETE /post_actions/:post_id.json, within ten minutes."""
    state, user = visit.state, visit.user
    post = seen_post(visit.state, visit.user, visit.number("id"))
    at = post.likes.get(user.id)
    if at is None or whole(visit.params.get("post_action_type_id")) != LIKE:
        raise not_found()
    if state.clock.now() - at > timedelta(minutes=state.settings.post_undo_action_window_mins):
        raise invalid_access()
    del post.likes[user.id]
    return Answer(body=post_json(state, visit.caller, post))
