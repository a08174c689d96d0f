"""Changes what stands: posts, topics, revisions, with conflicts, windows and the grace period.

Sources: https://github.com/discourse/discourse/blob/main/lib/post_revisor.rb,
app/controllers/posts_controller.rb (update), topics_controller.rb (update)
"""

import difflib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.cook import cook
from bot.sandbox.forum.access import (
    can_create_in,
    can_edit,
    can_edit_topic,
    can_see_topic,
    edit_window_is_over,
)
from bot.sandbox.forum.answers import (
    Answer,
    conflict,
    invalid_access,
    missing_parameter,
    not_found,
    unprocessable,
)
from bot.sandbox.forum.limits import edit_limit, hit
from bot.sandbox.forum.post_json import post_count, post_json
from bot.sandbox.forum.state import SMALL_ACTION, Category, Face, Post, Revision, State, Topic, User
from bot.sandbox.forum.tags import TagError, asked_tags, settle_tags
from bot.sandbox.forum.titles import clean_title, fancy, slug, title_errors
from bot.sandbox.forum.validations import author_errors, is_repeated
from bot.sandbox.forum.visit import Visit, text, whole
from bot.sandbox.forum.words import clean_raw, raw_errors

_HIGH_TRUST = 2
_LONG_STRETCH = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edit sets; None leaves a thing as it is."""

    raw: str | None = None
    title: str | None = None
    tags: tuple[str, ...] | None = None
    category: Category | None = None
    reason: str | None = None
    featured_link: str | None = None


def update_post(visit: Visit) -> Answer:
    """PUT /posts/:id.json."""
    state, user, given = visit.state, visit.user, visit.table("post")
    if not given:
        raise missing_parameter("post")
    post = _editable(visit)
    old = text(given.get("original_text")) or text(given.get("raw_old"))
    if old and old != post.raw:
        raise conflict()
    change = Change(
        raw=clean_raw(text(given.get("raw"))),
        reason=text(given.get("edit_reason")).strip() or None,
        title=_title(visit, post),
        category=_category(visit, post, given.get("category_id")),
    )
    revise(state, user, post, change, bump=not _bypasses_bump(visit, given), paced=visit.caller.is_api)
    if locale := text(given.get("locale")):
        post.locale = locale
    return Answer(body={"post": {**post_json(state, visit.caller, post, raw=True), "draft_sequence": 0}})


def _editable(visit: Visit) -> Post:
    state, user = visit.state, visit.user
    post = state.posts.get(visit.number("id"))
    if post is None or (post.deleted_at and not user.staff):
        raise not_found()
    if can_edit(state, user, post):
        return post
    if post.user_id == user.id and edit_window_is_over(state, user, post):
        raise unprocessable(["You can no longer edit this post: it was made too long ago."])
    raise invalid_access()


def _title(visit: Visit, post: Post) -> str | None:
    title = visit.params.get("title")
    return text(title) if title is not None and post.number == 1 else None


def _category(visit: Visit, post: Post, given: Any) -> Category | None:
    """The category to move to, None for none or the same. Raises: Refused (403, or 422 for an unknown one)."""
    state, topic = visit.state, visit.state.topics[post.topic_id]
    wanted = whole(given)
    if given in (None, "") or post.number != 1 or wanted == topic.category_id:
        return None
    category = state.categories.get(wanted or 0)
    if category is None:
        raise unprocessable(["That category was not found."])
    if not can_create_in(visit.user, category):
        raise invalid_access()
    return category


def _bypasses_bump(visit: Visit, given: dict[str, Any]) -> bool:
    asked = text(visit.params.get("bypass_bump") or given.get("bypass_bump")) == "true"
    trusted = visit.user.staff or visit.user.trust_level > 3  # noqa: PLR2004 - trust level 4, "leader"
    return asked and trusted


def revise(state: State, user: User, post: Post, change: Change, *, bump: bool = True, paced: bool = True) -> None:
    """Applies a change; it makes a revision unless it is small, quick and by the same hand.

    Raises: Refused (422 with every reason; 429 when the day's edits are used up: nothing was changed).
    """
    topic = state.topics[post.topic_id]
    errors = _raw_errors(state, user, post, change) + _topic_errors(state, user, topic, change)
    if errors:
        raise unprocessable(errors)
    before = face(state, post)
    after = _changed(state, user, before, change)
    if before == after and change.featured_link is None:
        return
    counted = _makes_revision(state, user, post, change, after)
    if counted and paced:
        hit(state, edit_limit(state, user))
    _apply(state, post, after)
    topic.featured_link = topic.featured_link if change.featured_link is None else change.featured_link
    post.updated_at = state.clock.now()
    post.last_editor_id = user.id
    if not counted:
        _merge(post, after)
    else:
        _record(state, user, post, change, before, after)
        if bump and post.id == _last_id(state, topic):
            topic.bumped_at = state.clock.now()
    state.tell("post_edited", post)


def face(state: State, post: Post) -> Face:
    """What a revision of the post can change, as it stands."""
    topic = state.topics[post.topic_id]
    return Face(raw=post.raw, cooked=post.cooked, title=topic.title, tags=topic.tags, category_id=topic.category_id)


def _raw_errors(state: State, user: User, post: Post, change: Change) -> list[str]:
    if change.raw is None or change.raw == post.raw or post.type == SMALL_ACTION:
        return []
    settings = state.settings
    least = settings.min_first_post_length if post.number == 1 else settings.min_post_length
    if state.topics[post.topic_id].is_message:
        least = settings.min_personal_message_post_length
    errors = raw_errors(settings, change.raw, least=least)
    if user.staff:
        return errors
    errors += author_errors(state, user, change.raw)
    if is_repeated(state, user, change.raw, but=post.id):
        errors.append("Body is too similar to what you recently posted")
    return errors


def _topic_errors(state: State, user: User, topic: Topic, change: Change) -> list[str]:
    errors = []
    if change.title is not None and change.title != topic.title:
        category_id = change.category.id if change.category else topic.category_id
        others = change.title.strip().lower() != topic.title.lower()
        errors += [
            error
            for error in title_errors(
                state, change.title, category_id=category_id, admin=user.admin, message=topic.is_message
            )
            if others or error != "Title has already been used"
        ]
    if change.tags is not None or change.category is not None:
        try:
            _settled(state, user, topic.tags, topic.category_id, change)
        except TagError as error:
            errors.append(str(error))
    return errors


def _settled(
    state: State, user: User, tags: tuple[str, ...], category_id: int | None, change: Change
) -> tuple[str, ...]:
    category = change.category or state.categories.get(category_id or 0)
    return settle_tags(state, user, tags if change.tags is None else change.tags, category)


def _changed(state: State, user: User, before: Face, change: Change) -> Face:
    raw = before.raw if change.raw is None else change.raw
    cooked = before.cooked if raw == before.raw else cook(raw, maths=state.settings.discourse_math_enabled)
    retagged = change.tags is not None or change.category is not None
    return Face(
        raw=raw,
        cooked=cooked,
        title=before.title if change.title is None else clean_title(change.title, state.settings),
        tags=_settled(state, user, before.tags, before.category_id, change) if retagged else before.tags,
        category_id=change.category.id if change.category else before.category_id,
    )


def _makes_revision(state: State, user: User, post: Post, change: Change, after: Face) -> bool:
    settings = state.settings
    trusted = user.staff or user.trust_level >= _HIGH_TRUST
    most = settings.editing_grace_period_max_diff_high_trust if trusted else settings.editing_grace_period_max_diff
    quick = state.clock.now() - post.last_version_at <= timedelta(seconds=settings.editing_grace_period)
    new_reason = change.reason is not None and change.reason != post.edit_reason
    same_hand = post.last_editor_id == user.id
    hidden = post.hidden_at is not None
    return not (same_hand and quick and not new_reason and not hidden and _distance(post.begun, after.raw) <= most)


def _distance(old: str, new: str) -> int:
    """Characters taken away plus characters put in; a long stretch that differs is counted whole."""
    start = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        start += 1
    old, new = old[start:], new[start:]
    end = 0
    for one, other in zip(reversed(old), reversed(new), strict=False):
        if one != other:
            break
        end += 1
    old, new = old[: len(old) - end], new[: len(new) - end]
    if len(old) + len(new) > _LONG_STRETCH:
        return len(old) + len(new)
    same = sum(block.size for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
    return len(old) + len(new) - 2 * same


def _apply(state: State, post: Post, after: Face) -> None:
    topic = state.topics[post.topic_id]
    post.raw, post.cooked = after.raw, after.cooked
    if topic.title != after.title:
        topic.title, topic.slug = after.title, slug(after.title)
    topic.tags, topic.category_id = after.tags, after.category_id


def _merge(post: Post, after: Face) -> None:
    """A quiet edit belongs to the version that stands; where it takes that back there is one version less."""
    if post.revisions and post.revisions[-1].number == post.version:
        last = post.revisions.pop()
        if last.before == after:
            post.version -= 1
        else:
            post.revisions.append(replace(last, after=after))


def _record(state: State, user: User, post: Post, change: Change, before: Face, after: Face) -> None:
    post.version += 1
    post.begun = after.raw
    post.edit_reason = change.reason
    post.last_version_at = state.clock.now()
    post.revisions.append(
        Revision(
            number=post.version,
            user_id=user.id,
            at=state.clock.now(),
            reason=change.reason,
            before=before,
            after=after,
        )
    )


def _last_id(state: State, topic: Topic) -> int:
    return max(post.id for post in state.stream(topic.id) if post.deleted_at is None)


def update_topic(visit: Visit) -> Answer:
    """PUT /t/-/:id.json: title, category_id, tags and featured_link only, also inside `topic`."""
    state, user = visit.state, visit.user
    topic = state.topics.get(visit.number("id"))
    if topic is None or not can_see_topic(state, user, topic):
        raise not_found()
    given = {**visit.params, **visit.table("topic")}
    _refuse_topic_conflict(topic, given)
    post = state.first_post(topic.id)
    if not can_edit_topic(state, user, topic):
        raise invalid_access()
    tags = asked_tags(state, given.get("tags"))
    change = Change(
        title=text(given["title"]) if given.get("title") is not None else None,
        tags=None if tags is None else tuple(tags),
        category=_category(visit, post, given.get("category_id")),
        featured_link=text(given["featured_link"]) if given.get("featured_link") is not None else None,
    )
    revise(state, user, post, change, paced=visit.caller.is_api)
    return Answer(
        body={
            "basic_topic": {
                "id": topic.id,
                "title": topic.title,
                "fancy_title": fancy(topic.title),
                "slug": topic.slug,
                "posts_count": post_count(state, topic.id),
            }
        }
    )


def _refuse_topic_conflict(topic: Topic, given: dict[str, Any]) -> None:
    if given.get("original_title") is not None and text(given["original_title"]) != topic.title:
        raise conflict()
    tags = given.get("original_tags")
    if tags is not None and sorted(text(tag) for tag in tags) != sorted(topic.tags):
        raise conflict()
