"""The words of the pages in each language: `words.toml` beside this file."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words."""

    language: str

    def say(self, key: str, **facts: object) -> str:
        """A word with its {facts} filled in; plain text. A fact is never read for placeholders itself."""
        return re.sub(r"\{(\w+)\}", lambda found: str(facts.get(found[1], found[0])), _words()[self.language][key])

    def known(self, key: str) -> bool:
        """Whether there is such a word."""
        return key in _words()[self.language]


def languages() -> Mapping[str, str]:
    """The name of each language in itself, by its code."""
    return {code: words["language"] for code, words in _words().items()}


def wanted(accepted: str, otherwise: str) -> str:
    """The first language of an `Accept-Language` header that there are words for; the browser's order is its wish."""
    codes = (one.partition(";")[0].strip().partition("-")[0].lower() for one in accepted.split(","))
    return next((code for code in codes if code in _words()), otherwise if otherwise in _words() else FALLBACK)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("bot.web").joinpath("words.toml").read_text(encoding="utf-8"))
