"""The words in Latin letters of a text; knows nothing of what they mean.

URLs, code, mathematics, commands, tags and handles are other families' matter: they are blank here. Mathematics has
no native letters: a dollar sign lost does not hide the sentence up to the next one.
"""

import re
from collections.abc import Iterator

LONGEST = 80
"""A word longer than this is no name."""

_WORD = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_TOKEN = re.compile(rf"[{_WORD}]+(?:(?:[-_]|(?<=[0-9])\.(?=[0-9]))[{_WORD}]+)*(?:\+{{1,2}}(?![{_WORD}]))?")
_BLANKED = re.compile(
    r"""[h`$\\<@\#](?:(?<=h)ttps?://[!-~]+
      | (?<=`)[^`\n]{1,300}`
      | (?<=\$)(?<!\\\$)[^$\n\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{1,300}\$
      | (?<=\\)\((?:[^\\\n]|\\[^()\[\]]){1,300}\\\)
      | (?<=\\)\[(?:[^\\\n]|\\[^()\[\]]){1,300}\\\]
      | (?<=\\)[A-Za-z]{1,40}
      | (?<=<)/?[A-Za-z][^<>\n]{0,60}>
      | (?<=[@\#])[0-9A-Za-z_][0-9A-Za-z_.-]*)
    """,
    re.VERBOSE,
)
# The first sign of each stands first, and is looked back at: a scan then skips to these signs.
# Full-width letters and other hyphens are the same name: one character for one, so that places stay.
_SAME = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | dict.fromkeys((0x2010, 0x2011, 0x2013, 0x2212), 0x2D)
_OTHERS = re.compile(r"[\uff01-\uff5e\u2010\u2011\u2013\u2212]")
_TAGS = re.compile(r"(?:\s+#?[a-z0-9][a-z0-9.-]*)+\s*")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_MOST_PARTS = 8


def listed(text: str) -> frozenset[str]:
    """The words of a list with spaces between them."""
    return frozenset(text.split())


def plain(text: str) -> str:
    """The text, as long as it was, with ASCII letters and hyphens for their wide and typographic forms."""
    return text.translate(_SAME) if _OTHERS.search(text) else text


def as_written(text: str, part: str) -> str:
    """A part of the plain text as the text itself writes it; empty where it is not one."""
    place = plain(text).find(part)
    return text[place : place + len(part)] if part and place >= 0 else ""


def blanked(text: str) -> str:
    """The text, as long as it was, without what is no prose."""
    return _BLANKED.sub(lambda found: " " * len(found[0]), text)


def words(text: str) -> list[str]:
    """The different Latin words of a text, `GPT-4V` or `few-shot`, in order; those longer than a name are left out."""
    return [word for word in dict.fromkeys(_TOKEN.findall(text)) if len(word) <= LONGEST]


def parts(name: str) -> list[str]:
    """`GPT` and `4V` of `GPT-4V`."""
    return name.replace("_", "-").split("-")


def runs(name: str) -> Iterator[str]:
    """Every stretch of a compound's parts: of `GPT-4-based` also `GPT-4`, `4-based`, `GPT` …"""
    yield name
    pieces = parts(name)
    if 1 < len(pieces) <= _MOST_PARTS:
        for first in range(len(pieces)):
            for last in range(first + 1, len(pieces) + 1):
                yield "-".join(pieces[first:last])


def humps(name: str) -> frozenset[str]:
    """What a name breaks into at its capitals: `Science` and `QA` of `ScienceQA`."""
    return frozenset(piece for piece in _CAMEL.findall(name) if len(piece) > 1 and piece[0].isupper())


def without_tags(text: str) -> str:
    """The text without the forum's tags after its last sentence (`… 합니다. llm-reasoning #survey`)."""
    ended = max(text.rfind(". "), text.rfind("。 ")) + 1
    return text[:ended] if ended and _TAGS.fullmatch(text, ended) else text
