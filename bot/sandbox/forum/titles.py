"""Titles: what Discourse refuses, how it rewrites the rest, and the slug it makes of it.

Sources: https://github.com/discourse/discourse/blob/main/lib/text_cleaner.rb, lib/text_sentinel.rb, lib/slug.rb,
app/models/topic.rb
"""

import html
import re
import unicodedata

from bot.sandbox.forum.settings import LONG_WORD_LOCALES, ForumSettings
from bot.sandbox.forum.state import State
from bot.sandbox.forum.words import censored, count_emojis, entropy, is_quiet

_SPACES = re.compile(r"\s+")
_ZERO_WIDTH = "\u200b"


def clean_title(title: str, settings: ForumSettings) -> str:
    """The title as it is stored."""
    if not settings.title_prettify:
        return _SPACES.sub(" ", title).strip()
    title = _SPACES.sub(" ", title.replace(_ZERO_WIDTH, "")).strip()
    title = re.sub(r"!+", "!", title)
    title = re.sub(r"\?+", "?", title)
    if not settings.allow_uppercase_posts and title == title.upper():
        title = title.lower()
    title = _capitalise_first_word(title)
    return re.sub(r"\.+\s*$", "", title).strip()


def _capitalise_first_word(title: str) -> str:
    first, space, rest = title.partition(" ")
    return first[:1].upper() + first[1:] + space + rest if first == first.lower() else title


def title_errors(state: State, title: str, *, category_id: int | None, admin: bool, message: bool) -> list[str]:
    """Why a new title is refused, in the order Discourse says it; empty when it is not."""
    settings = state.settings
    errors = _length_errors(settings, title.strip(), admin=admin, message=message)
    if not title.strip():
        return errors
    if not message:
        errors += _quality_errors(settings, title)
        if _is_taken(state, title, category_id):
            errors.append("Title has already been used")
    if count_emojis(title) > settings.max_emojis_in_title:
        errors.append(f"Title can't have more than {settings.max_emojis_in_title} emoji")
    if word := censored(title, settings.blocked_words):
        errors.append(f"Sorry, you can't post the word '{word}'; it's not allowed.")
    return errors


def _length_errors(settings: ForumSettings, title: str, *, admin: bool, message: bool) -> list[str]:
    least = settings.min_personal_message_title_length if message else settings.min_topic_title_length
    least = 1 if admin else least
    if not title:
        return ["Title can't be blank"]
    if len(title) < least:
        return [f"Title is too short (minimum is {least} characters)"]
    if len(title) > settings.max_topic_title_length:
        return [f"Title is too long (maximum is {settings.max_topic_title_length} characters)"]
    return []


def _quality_errors(settings: ForumSettings, title: str) -> list[str]:
    if entropy(title) < settings.title_min_entropy or not is_quiet(title, settings):
        return ["Title seems unclear, is it a complete sentence?"]
    if settings.default_locale in LONG_WORD_LOCALES:
        return []
    longest = max((len(word) for word in re.findall(r"[^\W_]+", title)), default=0)
    if longest > settings.title_max_word_length:
        return ["Title contains very long words"]
    return []


def _is_taken(state: State, title: str, category_id: int | None) -> bool:
    rule = state.settings.duplicate_topic_titles
    wanted = {title.strip().lower(), clean_title(title, state.settings).lower()}
    return rule != "allowed" and any(
        topic.title.lower() in wanted and (rule == "disallowed" or topic.category_id == category_id)
        for topic in state.listable()
    )


def fancy(title: str) -> str:
    """The title as pages print it: escaped, with curly quotes."""
    curly = re.sub(r'"([^"]*)"', "“\\1”", title).replace("'", "’").replace("...", "…")
    return html.escape(curly, quote=False)


def slug(title: str) -> str:
    """The ASCII slug; `topic` where nothing but digits or nothing at all is left."""
    ascii_only = unicodedata.normalize("NFKD", title.replace("'", "")).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9_]+", "-", ascii_only.lower()).strip("-")
    return made if re.search(r"[a-z]", made) else "topic"
