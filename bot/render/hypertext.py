"""What a template prints: HTML, in which every bare value is its Markdown as it looks once cooked, formulas drawn.

Rule: one line of text becomes one line of HTML without a block of its own; the blocks stand in the template.
"""

import html
from functools import cache, lru_cache, partial

from jinja2 import Environment
from markupsafe import Markup

from bot import cook
from bot.render import markdown
from bot.render.markdown import Markdown

_OF_LINES = ("nested", "quoted")
"""Filters for what Markdown does at the beginning of lines; HTML has tags for it."""


@cache
def templates(*, maths: bool) -> Environment:
    """The same templates for HTML, with the filters of Markdown; `attribute` is for a value between double quotes."""
    made = markdown.templates(maths=maths).overlay(finalize=partial(cooked, maths=maths))
    made.filters = {name: one for name, one in made.filters.items() if name not in _OF_LINES} | {
        "address": made.filters["unboxed"],
        "attribute": lambda text: Markup(html.escape(cook.one_line(text))),  # noqa: S704 - escaped
    }
    return made


def cooked(value: object, *, maths: bool = True) -> Markup:
    """HTML as it is; Markdown, and anything else escaped as such, cooked."""
    if isinstance(value, Markup) and not isinstance(value, Markdown):
        return value
    return _cooked(str(markdown.escaped(value, maths=maths)), maths=maths)


@lru_cache(maxsize=2048)
def _cooked(text: str, *, maths: bool) -> Markup:
    """A line's own HTML, without the paragraph around it. A name, say, stands in several places of a page."""
    made = cook.with_mathml(cook.cook(text, maths=maths)).removeprefix("<p>").removesuffix("</p>")
    return Markup(made.replace("</p>\n<p>", "<br>"))  # noqa: S704 - cook sanitises
