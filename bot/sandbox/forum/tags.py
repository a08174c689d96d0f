"""Tags: how names are cleaned, which ones a user may use, and what is silently lost.

Source: https://github.com/discourse/discourse/blob/main/lib/discourse_tagging.rb
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.sandbox.forum.access import in_any
from bot.sandbox.forum.answers import unprocessable
from bot.sandbox.forum.settings import ForumSettings
from bot.sandbox.forum.state import Category, State, Tag, User

_REMOVED = re.compile(r"[/?#\[\]@!$&'()*+,;=.%\\`^|{}\"<>\s]|[^\w\-:]")


class TagError(Exception):
    """The tags are refused, not merely dropped."""


def clean_tag(name: str, settings: ForumSettings) -> str:
    """`GPT-4.5 mini` → `gpt-45-mini`."""
    name = re.sub(r"\s+", "-", name.strip())
    name = re.sub(r"-{2,}", "-", _REMOVED.sub("", name))[: settings.max_tag_length]
    return name.lower() if settings.force_lowercase_tags else name


def asked_tags(state: State, value: Any) -> list[str] | None:
    """Tag names in a request's `tags`: strings, or in 2026 also objects; None when the parameter is absent.

    Raises: Refused (422: more than a topic may have, in 2026 and before anything else is looked at).
    """
    if value is None:
        return None
    listed = value if isinstance(value, list) else [value]
    names = [name for name in (_name(state.settings, each) for each in listed) if name]
    most = state.settings.max_tags_per_topic
    if state.settings.version == "2026" and len(names) > most:
        raise unprocessable([f"A topic can have at most {most} tags."])
    return names


def _name(settings: ForumSettings, value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name") or "") if settings.version == "2026" else ""
    return str(value)


def settle_tags(state: State, user: User, names: Sequence[str], category: Category | None) -> tuple[str, ...]:
    """The tags a topic really gets; creates new ones where the user may, drops what is unknown where not.

    Raises: TagError.
    """
    settings = state.settings
    if not names:
        return _with_rules(state, user, (), category)
    if not in_any(user, settings.tag_topic_allowed_groups):
        raise TagError("You don't have permission to tag topics.")
    cleaned = dict.fromkeys(tag for tag in (clean_tag(name, settings) for name in names) if tag)
    may_create = in_any(user, settings.create_tag_allowed_groups)
    known = [_resolve(state, name, may_create) for name in cleaned]
    kept = dict.fromkeys(tag.name for tag in known if tag is not None)
    return _with_rules(state, user, tuple(kept)[: settings.max_tags_per_topic], category)


def _resolve(state: State, name: str, may_create: bool) -> Tag | None:
    tag = next((tag for tag in state.tags.values() if tag.name.lower() == name.lower()), None)
    if tag is None and may_create:
        tag = state.tags[name] = Tag(id=state.new_id("tag"), name=name)
    return state.tags[tag.synonym_of] if tag is not None and tag.synonym_of else tag


def _with_rules(state: State, user: User, tags: tuple[str, ...], category: Category | None) -> tuple[str, ...]:
    if hidden := [name for name in tags if state.tags[name].staff_only and not user.staff]:
        raise TagError(f'"{hidden[0]}" may only be used by staff.')
    for group in state.tag_groups:
        used = [name for name in tags if name in group.tags]
        if not used:
            continue
        if group.one_per_topic and len(used) > 1:
            raise TagError(f"You can only use one of these tags: {', '.join(used)}")
        if group.categories and (category is None or category.id not in group.categories):
            raise TagError(f'"{used[0]}" cannot be used in this category.')
        if group.parent and group.parent not in tags:
            tags = (*tags, group.parent)
    _require(state, user, tags, category)
    return tags


def _require(state: State, user: User, tags: tuple[str, ...], category: Category | None) -> None:
    if category is None or user.staff:
        return
    if len(tags) < category.minimum_required_tags:
        raise TagError(f"You must select at least {category.minimum_required_tags} tags.")
    required = next((group for group in state.tag_groups if group.name == category.required_tag_group), None)
    if required and not set(tags) & set(required.tags):
        raise TagError(f"You must include at least 1 {required.name} tag.")


def tags_json(state: State, names: Iterable[str]) -> list[Any]:
    """Tags as the version shows them: strings in 2025, objects in 2026."""
    if state.settings.version == "2025":
        return list(names)
    return [{"id": state.tags[name].id, "name": name, "slug": name} for name in names]
