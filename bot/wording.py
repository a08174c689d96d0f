"""Words looked up: a text that people see, by its key; a term, by its own words."""

import re

from bot.domain import Edition, Locale
from bot.errors import Misconfigured

LATIN_WORD = re.compile(r"[A-Za-z0-9]+(?:[+#]{1,2}(?![A-Za-z0-9+#]))?")
"""With the signs of C++ and C#."""


def key(source: str) -> str:
    """A term by its words, in lower case, one space between them: `Long-context` is `long context`."""
    return " ".join(LATIN_WORD.findall(source)).lower()


def said(edition: Edition, locale: Locale, name: str) -> str:
    """A text that people see, with its placeholders. Raises: Misconfigured (nobody has one)."""
    text = edition.word(locale, name)
    if text is None:
        own = f"give editions.{edition.name}.title" if name == "title" else f"add it to editions.{edition.name}.labels"
        raise Misconfigured(
            f"edition {edition.name}: the locale {locale.code} has no word {name!r} for sources of the kind"
            f" {edition.source_kind}; {own}, or put it into the locale's locale.toml"
        )
    return text
