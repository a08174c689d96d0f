"""The named pieces of one digest's post, made by the macros of its template."""

from functools import partial
from typing import Any

from jinja2 import Template

from bot import cook
from bot.domain import Digest, Locale
from bot.render.addresses import clean
from bot.render.markdown import Markdown, tidy
from bot.render.plain import plain
from bot.render.receipts import counted
from bot.render.view import entry_view, intro_view, models
from bot.render.words import Words, honoured

NAMES = (
    *("opening", "entry", "closing"),
    *("continuing", "to_be_continued"),
    *("introduction", "title", "listed", "summary", "abstract", "links", "further", "credits"),
    *("taken_down", "taken_down_entry"),
)
"""The macros that every layout has: what a post is put together from, what stands where it is cut, the fields that are
edited one by one, and what stands in the place of what was taken down.
"""


class Pieces:
    """One digest's post in pieces; `entries` are what the template sees of its papers."""

    def __init__(self, template: Template, digest: Digest, locale: Locale) -> None:
        self.entries = tuple(entry_view(digest, piece) for piece in digest.pieces)
        say = Words(digest, locale)
        self._macros = template.make_module(
            {
                "say": say,
                "language": locale.language_code,
                "note": digest.edition.note,
                "shape": digest.edition.shape,
                "models": ", ".join(models(digest)),
                "intro": intro_view(digest),
                "contents": self.entries,
                "issue_url": clean(digest.issue.url),
                "topic_url": digest.topic_url,
                "plain": plain,
                "previous_url": digest.previous_url,
                "others": [Markdown(cook.link(one.native, one.url)) for one in digest.siblings],
                "honoured": honoured(digest.credits, say) if digest.credits else "",
                "checked": partial(counted, digest, locale),
            }
        )

    def piece(self, name: str, *values: object) -> str:
        """What the macro of that name prints; empty where it prints nothing, or the layout has no such piece."""
        macro: Any = getattr(self._macros, name, None)
        return tidy(macro(*values)) if macro else ""
