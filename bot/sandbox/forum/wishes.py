"""What a create asks for, read from its parameters with Discourse's rules of who may ask for what.

Source: https://github.com/discourse/discourse/blob/main/app/controllers/posts_controller.rb (create_params)
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.forum.access import can_create_in, can_whisper
from bot.sandbox.forum.answers import invalid_access, invalid_parameters, missing_parameter
from bot.sandbox.forum.state import PRIVATE_MESSAGE, Category, State
from bot.sandbox.forum.tags import asked_tags
from bot.sandbox.forum.visit import Params, Visit, is_true, moment, text, whole
from bot.sandbox.forum.words import clean_raw

_TRUSTED_WITH_BUMPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A topic, a reply (`topic_id`) or a message (`recipients`: names of users and groups) that somebody wants."""

    raw: str
    title: str = ""
    category: Category | None = None
    tags: tuple[str, ...] = ()
    topic_id: int | None = None
    reply_to: int | None = None
    recipients: tuple[str, ...] | None = None
    whisper: bool = False
    external_id: str | None = None
    embed_url: str | None = None
    created_at: datetime | None = None
    locale: str | None = None
    skip_validations: bool = False
    unlisted: bool = False

    @property
    def is_topic(self) -> bool:
        """Whether a new topic or message is meant."""
        return self.topic_id is None

    @property
    def is_message(self) -> bool:
        """Whether a new private message is meant."""
        return self.is_topic and self.recipients is not None


def read_wish(visit: Visit) -> Wish:
    """The wish in a create's parameters.

    Raises: Refused (400, 403 or 422 before anything is tried; such answers are not remembered).
    """
    params, state = visit.params, visit.state
    _refuse_what_needs_more(visit)
    if not text(params.get("raw")).strip():
        raise missing_parameter("raw")
    tags = asked_tags(state, params.get("tags"))
    topic_id = _topic_id(params)
    recipients = _recipients(params)
    skip = visit.caller.is_api and params.get("skip_validations") not in (None, False)
    new_topic = topic_id is None and recipients is None
    return Wish(
        raw=clean_raw(text(params["raw"])),
        title=text(params.get("title")),
        category=_category(visit, skip=skip) if new_topic else None,
        tags=tuple(tags or ()),
        topic_id=topic_id,
        reply_to=whole(params.get("reply_to_post_number")) if topic_id is not None else None,
        recipients=recipients,
        whisper=is_true(params.get("whisper")),
        locale=text(params.get("locale")) or None,
        skip_validations=skip,
        unlisted=is_true(text(params.get("unlist_topic"))),
        **(_api_only(params) if visit.caller.is_api else {}),
    )


def _refuse_what_needs_more(visit: Visit) -> None:
    params, user = visit.params, visit.user
    if params.get("no_bump") and not (user.staff or user.trust_level >= _TRUSTED_WITH_BUMPS):
        raise invalid_parameters("no_bump")
    if params.get("topic_custom_fields"):
        raise invalid_parameters("topic_custom_fields")
    if is_true(params.get("whisper")) and not can_whisper(visit.state, user):
        raise invalid_access("You are not permitted to create a whisper.")
    if params.get("shared_draft") and not user.staff:
        raise invalid_access()


def _topic_id(params: Params) -> int | None:
    given = params.get("topic_id")
    if given in (None, ""):
        return None
    topic_id = whole(given)
    return 0 if topic_id is None else topic_id


def _recipients(params: Params) -> tuple[str, ...] | None:
    if params.get("archetype") != PRIVATE_MESSAGE or _topic_id(params) is not None:
        return None
    named = text(params.get("target_recipients")) or text(params.get("target_usernames"))
    return tuple(name.strip().lower() for name in named.split(",") if name.strip())


def _category(visit: Visit, *, skip: bool) -> Category | None:
    given = visit.params.get("category")
    if given in (None, ""):
        return None
    category = visit.state.categories.get(whole(given) or 0)
    if category is None:
        raise invalid_parameters("category")
    if not skip and not can_create_in(visit.user, category):
        raise invalid_access()
    return category


def _api_only(params: Params) -> dict[str, Any]:
    """What is heard only with an admin key; anybody else's is silently ignored."""
    embed = params.get("embed_url")
    if embed is not None and not text(embed).startswith(("http://", "https://")):
        raise invalid_parameters("embed_url")
    return {
        "external_id": None if params.get("external_id") is None else text(params["external_id"]),
        "embed_url": text(embed).lower().rstrip("/") if embed is not None else None,
        "created_at": moment("created_at", params["created_at"]) if params.get("created_at") else None,
    }


def default_category(state: State) -> Category | None:
    """Where a topic without a category goes: nowhere, unless the site allows that."""
    return state.categories.get(1) if state.settings.allow_uncategorized_topics else None
