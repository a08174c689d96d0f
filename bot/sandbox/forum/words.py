"""What Discourse measures in a text before it takes it: length, variety, mentions, words that are not allowed.

Sources: https://github.com/discourse/discourse/blob/main/lib/text_sentinel.rb, lib/text_cleaner.rb,
lib/validators/post_validator.rb
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from bot.sandbox.forum.settings import ForumSettings

_EXOTIC_SPACES = re.compile("[\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MENTION = re.compile(r"(?<![\w`/@])@([\w][\w.-]*)")
_LINK = re.compile(r"https?://[^\s)>\]\"']+")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff\U0001f1e6-\U0001f1ff]\ufe0f?|:[a-z0-9_+-]+:")


def clean_raw(raw: str) -> str:
    """The text as it is stored: no NUL, plain spaces, nothing at the right end."""
    return _EXOTIC_SPACES.sub(" ", raw.replace("\0", "")).rstrip()


def entropy(text: str) -> int:
    """How many different bytes the text has."""
    return len(set(text.strip().encode()))


def is_quiet(text: str, settings: ForumSettings) -> bool:
    """Whether it does not shout: some letter is lower-case or has no case, or there is no letter."""
    if settings.allow_uppercase_posts:
        return True
    letters = {unicodedata.category(character) for character in text if character.isalpha()}
    return not letters or bool(letters & {"Ll", "Lo"})


def count_emojis(text: str) -> int:
    """How many pictures the text would show."""
    return len(_EMOJI.findall(text))


def mentions(raw: str) -> set[str]:
    """Names after an @ outside code, lower-cased."""
    return {name.lower().rstrip(".-") for name in _MENTION.findall(_CODE.sub(" ", raw))}


def links(raw: str) -> list[str]:
    """Addresses in the text."""
    return _LINK.findall(raw)


def censored(text: str, words: Sequence[str]) -> str | None:
    """The first of the words that stands in the text, in any case."""
    lowered = text.lower()
    return next((word for word in words if word.lower() in lowered), None)


def sameness(raw: str) -> str:
    """The fingerprint by which two posts of one author count as the same."""
    return hashlib.sha1("".join(raw.split()).lower().encode(), usedforsecurity=False).hexdigest()


def raw_errors(settings: ForumSettings, raw: str, *, least: int) -> list[str]:
    """What is wrong with the text itself, whoever writes it: staff are not exempt."""
    errors = []
    if not raw.strip():
        return ["Body can't be blank"]
    if len(_COMMENT.sub("", raw).strip()) < least:
        errors.append(f"Body is too short (minimum is {least} characters)")
    if len(raw) > settings.max_post_length:
        errors.append(f"Body is limited to {settings.max_post_length} characters; you entered {len(raw)}.")
    if entropy(raw) < settings.body_min_entropy or not is_quiet(raw, settings):
        errors.append("Body seems unclear, is it a complete sentence?")
    if word := censored(raw, settings.blocked_words):
        errors.append(f"Sorry, you can't post the word '{word}'; it's not allowed.")
    return errors
