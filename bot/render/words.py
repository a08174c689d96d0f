"""The texts people see, with their facts filled in; and the topic's title, which is one of them."""

import re
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.domain import Digest, Edition, Issue, Locale
from bot.errors import Misconfigured, Rejected
from bot.render.markdown import escaped
from bot.wording import said

_CATEGORY = r"[a-z-]+(?:\.[A-Za-z-]+)?"
_CATEGORIES = re.compile(f"{_CATEGORY}(?:, {_CATEGORY})*")
"""Such as `cs.CL, hep-th`. Source: https://arxiv.org/category_taxonomy"""


class Words:
    """The texts people see: the edition's labels, else the locale's words."""

    def __init__(self, digest: Digest, locale: Locale) -> None:
        self._edition, self._locale, self._is_reviewed = digest.edition, locale, digest.reviewed

    def plain(self, key: str, **facts: object) -> str:
        """The text of a key with its facts filled in; a fact that is empty takes its brackets along."""
        text = (self._is_reviewed and self._of_reviewed(key)) or said(self._edition, self._locale, key)
        for name, fact in facts.items():
            if fact == "":
                text = re.sub(rf" ?[(（]\{{{name}\}}[)）]", "", text)
            text = text.replace(f"{{{name}}}", str(fact))
        return text

    def named(self, name: str) -> str:
        """What the language calls a thing that a source names; its own name where it calls it nothing else."""
        return self._edition.word(self._locale, name) or name

    def _of_reviewed(self, key: str) -> str | None:
        """What stands in a text's place where a person let the digest go; None where an edition has only the text."""
        known, other = self._edition.labels, f"{key}_reviewed"
        return known.get(other) if key in known else self._edition.word(self._locale, other)

    def __call__(self, key: str, **facts: object) -> Markup:
        """The same as Markdown."""
        return escaped(self.plain(key, **facts), maths=self._edition.shape.maths)


def honoured(names: Sequence[str], words: Words) -> str:
    """The names of readers in a row, each as the language speaks of people; without the sign that would call them."""
    return words.plain("names_gap").join(words.plain("name_honoured", name=name.replace("@", "")) for name in names)


def title_of(digest: Digest, words: Words) -> str:
    """The topic's title in plain text. It needs a lower-case letter: Discourse down-cases a title that has none.

    Source: https://github.com/discourse/discourse/blob/main/lib/text_cleaner.rb
    """
    issue, edition = digest.issue, digest.edition
    name = re.sub(r"^\W+|\s*[:(].*$", "", issue.title)
    field = _field(name, words)
    text = words.plain(
        "title",
        start=f"{issue.start:%Y/%m/%d}",
        end=_end(issue.start, issue.end),
        date=_day(issue, edition),
        title=name,
    )
    if "{field}" in text and not field:
        raise Rejected(f"{issue.key}: {issue.title!r} says neither AI nor ML; give the edition a `title` of its own")
    text = " ".join(text.replace("{field}", field).split())
    if text == text.upper() != text.lower():
        raise Misconfigured(f"edition {edition.name}: its `title` has no lower-case letter; add a word with one")
    return text


def _field(name: str, words: Words) -> str:
    """What an issue is about: the categories of arXiv that it is called by, else AI or ML; empty where neither is."""
    if _CATEGORIES.fullmatch(name):
        return words.plain("names_gap").join(map(words.named, name.split(", ")))
    found = re.search(r"\b(?:AI|ML)\b", name)
    return found[0] if found else ""


def _day(issue: Issue, edition: Edition) -> date:
    """The one day an issue is of; of a longer one, the day it was published, where its readers are."""
    if issue.start == issue.end:
        return issue.end
    return issue.published.astimezone(ZoneInfo(edition.window.zone)).date()


def _end(start: date, end: date) -> str:
    return f"{end:%m/%d}" if end.year == start.year else f"{end:%Y/%m/%d}"
