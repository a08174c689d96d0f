"""What stands on a forum beside the bot's own: its tags, and topics by their titles."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from bot.domain import Edition, Topic
from bot.errors import Misconfigured
from bot.ports import Tags
from bot.publishers._answers import TagPage
from bot.publishers._refusal import Forbidden
from bot.publishers._topics import Topics

TAGS_A_TOPIC, TAG_LENGTH = 5, 20
"""`max_tags_per_topic` and `max_tag_length` as Discourse ships them."""


def tags(topics: Topics, edition: Edition, category: int) -> Tags:
    """Those that a topic of the category may have, as far as the forum lists them or the edition's table names them."""
    listed = _listed(topics).within(category)
    unlisted = _lower((edition.topic_tags or {}).values()) - _lower(listed)
    told = topics.ask(topics.forum.site_settings)
    return Tags(
        names=listed | frozenset(tag for tag in sorted(unlisted) if _stands(topics, tag)),
        most=(told and told.max_tags_per_topic) or TAGS_A_TOPIC,
        longest=(told and told.max_tag_length) or TAG_LENGTH,
    )


def search(topics: Topics, words: str) -> Sequence[Topic]:
    """Open topics that everybody sees, with all these words in the title."""
    found = topics.ask(partial(topics.forum.found, words)).by(topics.forum.api_username)
    return tuple(Topic(title=one.title, url=topics.url(one.id), own=own) for one, own in found)


def looks(edition: Edition) -> Mapping[str, Callable[[Topics], str]]:
    """What `doctor` looks at: the edition's tags, formulas, and the search where it shows related topics."""
    return {
        "tags": partial(_tags_stand, edition),
        "formulas": _formulas_drawn if edition.shape.maths else lambda _topics: "written out as text",
        **({"search": _is_searched} if edition.related else {}),
    }


def _tags_stand(edition: Edition, topics: Topics) -> str:
    wanted = _lower([*edition.tags, *(edition.topic_tags or {}).values()])
    missing = [tag for tag in sorted(wanted - _lower(_listed(topics).all)) if not _stands(topics, tag)]
    if missing:
        raise Misconfigured(
            f"the forum has no tag {', '.join(missing)}; create it, or unknown tags are dropped in silence"
        )
    return ", ".join(edition.tags) or "none are set"


def _formulas_drawn(topics: Topics) -> str:
    told = topics.ask(topics.forum.site_settings)
    if told and not told.discourse_math_enabled:
        raise Misconfigured(
            "the forum draws none: switch its maths plugin on (discourse_math_enabled), or set `maths = false`"
        )
    return "drawn by the forum" if told else "the forum tells members only whether it draws them"


def _is_searched(topics: Topics) -> str:
    topics.ask(partial(topics.forum.found, topics.forum.api_username))
    return "topics of the forum are found by their titles"


def _listed(topics: Topics) -> TagPage:
    """Tags that no topic has are shown to administrators alone."""
    try:
        return topics.ask(topics.forum.listed_tags)
    except Forbidden:
        public = topics.ask(topics.forum.public_tags)
        if public is None:
            raise
        return public


def _stands(topics: Topics, tag: str) -> bool:
    """Whether there is a tag that is not listed. On a forum for members only a key with scopes may not ask: it is
    believed.
    """
    if topics.ask(partial(topics.forum.has_tag, tag, anonymous=True)):
        return True
    try:
        return topics.ask(partial(topics.forum.has_tag, tag, anonymous=False))
    except Forbidden:
        return topics.ask(topics.forum.site_settings) is None


def _lower(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names if name)
