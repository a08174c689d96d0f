"""Why a wish is refused: the validators of a new topic and of a new post, in Discourse's order.

Sources: https://github.com/discourse/discourse/blob/main/lib/topic_creator.rb, lib/post_creator.rb,
lib/validators/post_validator.rb, app/models/topic.rb
"""

import re
from datetime import timedelta

from bot.sandbox.forum.access import can_reply, in_any
from bot.sandbox.forum.state import REGULAR, State, User
from bot.sandbox.forum.tags import TagError, settle_tags
from bot.sandbox.forum.titles import title_errors
from bot.sandbox.forum.wishes import Wish
from bot.sandbox.forum.words import links, mentions, raw_errors, sameness

_EXTERNAL_ID = re.compile(r"[A-Za-z0-9_-]+")
_EXTERNAL_ID_LENGTH = 50


def wish_errors(state: State, user: User, wish: Wish) -> list[str]:
    """Everything wrong with a wish, with a topic's errors hiding its post's."""
    if not wish.is_topic:
        topic = state.topics.get(wish.topic_id or 0)
        if topic is None or not can_reply(state, user, topic):
            return ["The requested topic could not be found."]
        return [] if wish.skip_validations else post_errors(state, user, wish)
    errors = _place_errors(state, user, wish)
    if wish.skip_validations:
        return errors
    category_id = wish.category.id if wish.category else None
    errors += title_errors(state, wish.title, category_id=category_id, admin=user.admin, message=wish.is_message)
    return errors + _identity_errors(state, wish) + _tag_errors(state, user, wish) or post_errors(state, user, wish)


def _place_errors(state: State, user: User, wish: Wish) -> list[str]:
    errors = []
    if wish.is_message:
        errors += _message_errors(state, user, wish)
    elif wish.category is None and not state.settings.allow_uncategorized_topics:
        errors.append("Category can't be blank")
    if wish.unlisted and not user.staff:
        errors.append("Unable to unlist the topic")
    return errors


def _message_errors(state: State, user: User, wish: Wish) -> list[str]:
    if not in_any(user, state.settings.personal_message_enabled_groups):
        return ["Sorry, you cannot send a personal message to that user."]
    if not wish.recipients:
        return ["You must select a valid user."]
    for name in wish.recipients:
        if state.user(name) is None and name not in state.messageable_groups:
            return ["You must select a valid user."]
    return []


def _identity_errors(state: State, wish: Wish) -> list[str]:
    """What is wrong with the ids a topic would have for ever; a deleted topic still holds its own."""
    errors = []
    if wish.external_id is not None:
        if len(wish.external_id) > _EXTERNAL_ID_LENGTH:
            errors.append(f"External is too long (maximum is {_EXTERNAL_ID_LENGTH} characters)")
        if not _EXTERNAL_ID.fullmatch(wish.external_id):
            errors.append("External is invalid")
        if holds_external_id(state, wish.external_id):
            errors.append("External has already been taken")
    if wish.embed_url and any(t.embed_url == wish.embed_url and not t.deleted_at for t in state.topics.values()):
        errors.append("Embed url has already been taken")
    return errors


def holds_external_id(state: State, external_id: str) -> bool:
    """Whether a topic, standing or deleted, has that id in any case."""
    return any((topic.external_id or "").lower() == external_id.lower() for topic in state.topics.values())


def _tag_errors(state: State, user: User, wish: Wish) -> list[str]:
    if wish.is_message:
        return []
    try:
        settle_tags(state, user, wish.tags, wish.category)
    except TagError as error:
        return [str(error)]
    return []


def post_errors(state: State, user: User, wish: Wish) -> list[str]:
    """What is wrong with a new post."""
    settings = state.settings
    if wish.is_message or (wish.topic_id in state.topics and state.topics[wish.topic_id or 0].is_message):
        least = settings.min_personal_message_post_length
    else:
        least = settings.min_first_post_length if wish.is_topic else settings.min_post_length
    errors = raw_errors(settings, wish.raw, least=least)
    if user.staff:
        return errors
    errors += author_errors(state, user, wish.raw)
    if is_repeated(state, user, wish.raw):
        errors.append("Body is too similar to what you recently posted")
    if wish.topic_id is not None and not wish.whisper:
        errors += _patience_errors(state, user, wish.topic_id)
    return errors


def author_errors(state: State, user: User, raw: str) -> list[str]:
    """Limits on what one post of somebody who is not staff may hold."""
    settings, errors = state.settings, []
    most = settings.max_mentions_per_post if user.trust_level else settings.newuser_max_mentions_per_post
    if len(mentions(raw)) > most:
        errors.append(f"Sorry, you can only mention {most} users in a post.")
    if user.trust_level == 0 and len(links(raw)) > settings.newuser_max_links:
        errors.append(f"Sorry, new users can only put {settings.newuser_max_links} links in a post.")
    return errors


def is_repeated(state: State, user: User, raw: str, *, but: int | None = None) -> bool:
    """Whether the user wrote the same a moment ago, in another post than `but`."""
    known = state.recent_raws.get((user.id, sameness(raw)))
    window = timedelta(minutes=state.settings.unique_posts_mins)
    return known is not None and known[0] != but and state.clock.now() - known[1] < window


def _patience_errors(state: State, user: User, topic_id: int) -> list[str]:
    settings = state.settings
    if state.topics[topic_id].user_id == user.id or state.topics[topic_id].is_message:
        return []
    replies = [post for post in state.stream(topic_id) if post.type == REGULAR and post.deleted_at is None]
    last = replies[-settings.max_consecutive_replies :]
    if len(last) == settings.max_consecutive_replies and all(post.user_id == user.id for post in last):
        return [f"No more than {settings.max_consecutive_replies} consecutive replies are allowed."]
    mine = sum(post.user_id == user.id for post in replies)
    if user.trust_level == 0 and mine >= settings.newuser_max_replies_per_topic:
        return ["You have reached the maximum number of replies a new user may create in a topic."]
    return []
