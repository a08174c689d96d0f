"""Posts and titles in other languages: who may write them, and who sees them.

Sources: https://github.com/discourse/discourse/blob/main/lib/content_localization.rb,
app/controllers/post_localizations_controller.rb, topic_localizations_controller.rb,
app/services/post_localization_updater.rb, lib/guardian/localization_guardian.rb
"""

from collections.abc import Mapping
from typing import Any

from bot.cook import cook
from bot.sandbox.forum.access import can_see_post, can_see_topic, in_any
from bot.sandbox.forum.answers import Answer, invalid_access, missing_parameter, not_found, unprocessable
from bot.sandbox.forum.state import Localization, Post, State, Topic, User
from bot.sandbox.forum.visit import Visit, text, whole

_LONGEST_LOCALE = 20


def locale_of(state: State, user: User | None) -> str:
    """The language somebody reads the forum in."""
    return user.locale if user else state.settings.default_locale


def cooked_in(state: State, post: Post, locale: str) -> str:
    """What a reader of that language sees of a post."""
    shown = _shown(state, post.locale, post.localizations, locale)
    return cook(shown.text) if shown else post.cooked


def title_in(state: State, topic: Topic, locale: str) -> str:
    """What a reader of that language sees of a topic's title."""
    shown = _shown(state, topic_locale(state, topic), topic.localizations, locale)
    return shown.text if shown else topic.title


def topic_locale(state: State, topic: Topic) -> str | None:
    """The language a topic was opened in; None where nobody said."""
    stream = state.stream(topic.id)
    return stream[0].locale if stream else None


def _shown(state: State, written: str | None, rows: Mapping[str, Localization], locale: str) -> Localization | None:
    """The localization that stands in the place of an original: none of one whose own language nobody said."""
    if not state.settings.content_localization_enabled or not written or _language(written) == _language(locale):
        return None
    near = (row for name, row in rows.items() if _language(name) == _language(locale))
    return rows.get(locale) or next(near, None)


def _language(locale: str) -> str:
    return locale.replace("-", "_").partition("_")[0].lower()


def localizations(visit: Visit) -> Answer:
    """GET /post_localizations/:post_id.json; a first post's come with the topic's title in the same language."""
    post = _post(visit, visit.number("id"))
    titles = visit.state.topics[post.topic_id].localizations if post.number == 1 else {}
    rows = [{**_row(post, each), **_title(post, titles.get(each.locale))} for each in post.localizations.values()]
    return Answer(body={"post_localizations": rows})


def _row(post: Post, row: Localization) -> dict[str, Any]:
    return {"id": row.id, "post_id": post.id, "post_version": row.version, "locale": row.locale, "raw": row.text}


def _title(post: Post, row: Localization | None) -> dict[str, Any]:
    if row is None:
        return {}
    title = {"id": row.id, "topic_id": post.topic_id, "locale": row.locale, "title": row.text}
    return {"topic_localization": title}


def localise_post(visit: Visit) -> Answer:
    """POST /post_localizations/create_or_update.json: 201 when new, else 200; nothing happens to the same text."""
    given = _required(visit, "post_id", "locale", "raw")
    post = _post(visit, whole(given["post_id"]) or 0)
    return _localise(visit, post.localizations, given["locale"], given["raw"], post.version)


def localise_topic(visit: Visit) -> Answer:
    """POST /topic_localizations/create_or_update.json: 201 when new, else 200."""
    given = _required(visit, "topic_id", "locale", "title")
    topic = _topic(visit, whole(given["topic_id"]) or 0)
    return _localise(visit, topic.localizations, given["locale"], given["title"], 1)


def forget_post_localization(visit: Visit) -> Answer:
    """DELETE /post_localizations/destroy.json: 204."""
    given = _required(visit, "post_id", "locale")
    return _forget(_post(visit, whole(given["post_id"]) or 0).localizations, given["locale"])


def forget_topic_localization(visit: Visit) -> Answer:
    """DELETE /topic_localizations/destroy.json: 204."""
    given = _required(visit, "topic_id", "locale")
    return _forget(_topic(visit, whole(given["topic_id"]) or 0).localizations, given["locale"])


def _post(visit: Visit, post_id: int) -> Post:
    """The post that the caller may localise. Raises: Refused (404, 403)."""
    post = visit.state.posts.get(post_id)
    if post is None or post.deleted_at is not None:
        visit.caller.must_be_somebody()
        raise not_found()
    _must_be_allowed(visit, post.user_id, seen=can_see_post(visit.state, visit.user, post))
    return post


def _topic(visit: Visit, topic_id: int) -> Topic:
    """The topic whose title the caller may localise. Raises: Refused (404, 403)."""
    topic = visit.state.topics.get(topic_id)
    if topic is None or topic.deleted_at is not None:
        visit.caller.must_be_somebody()
        raise not_found()
    _must_be_allowed(visit, topic.user_id, seen=can_see_topic(visit.state, visit.user, topic))
    return topic


def _must_be_allowed(visit: Visit, author_id: int, *, seen: bool) -> None:
    settings, user = visit.state.settings, visit.user
    own = settings.content_localization_allow_author_localization and user.id == author_id
    allowed = in_any(user, settings.content_localization_allowed_groups) or own
    if not (settings.content_localization_enabled and seen and allowed):
        raise invalid_access()


def _localise(visit: Visit, rows: dict[str, Localization], locale: str, said: str, version: int) -> Answer:
    if len(locale) > _LONGEST_LOCALE:
        raise unprocessable([f"Locale is too long (maximum is {_LONGEST_LOCALE} characters)"])
    known = rows.get(locale)
    if known is None or known.text != said:
        rows[locale] = Localization(
            id=known.id if known else visit.state.new_id("localization"),
            locale=locale,
            text=said,
            version=version,
            user_id=visit.user.id,
        )
    return Answer(status=200 if known else 201, body={"success": "OK"})


def _forget(rows: dict[str, Localization], locale: str) -> Answer:
    if rows.pop(locale, None) is None:
        raise not_found()
    return Answer(status=204, content_type="")


def _required(visit: Visit, *names: str) -> dict[str, str]:
    """The parameters, none of them empty; asked before anything else is. Raises: Refused (400, 403 for nobody)."""
    visit.caller.must_be_somebody()
    given = {name: text(visit.params.get(name)) for name in names}
    for name, value in given.items():
        if not value.strip():
            raise missing_parameter(name)
    return given
