"""What a template of HTML prints: every value as its Markdown looks once it is cooked, formulas drawn.

Rule: one line of text becomes one line of HTML without a block of its own; the blocks stand in the template.
"""

import html
from collections.abc import Callable, Mapping
from functools import lru_cache

from markupsafe import Markup

from bot import cook
from bot.render import markdown
from bot.render.markdown import Markdown


def shown(value: object, *, maths: bool = True) -> Markup:
    """HTML as it is; Markdown, and anything else escaped as such, cooked."""
    if isinstance(value, Markup) and not isinstance(value, Markdown):
        return value
    return _cooked(str(markdown.escaped(value, maths=maths)))


def address(url: str) -> Markup:
    """A link that shows where it leads; empty when it is not an http(s) URL."""
    return link(url, url)


def link(label: str, url: str) -> Markup:
    """A link; the bare label where there is no http(s) URL, empty where that is the label."""
    target = cook.url(url)
    if not target:
        return Markup("") if label == url else shown(label)
    text = html.escape(target) if label == url else html.escape(cook.one_line(label))
    return Markup(f'<a href="{html.escape(target)}">{text}</a>')  # noqa: S704 - both are escaped


def attribute(text: str) -> Markup:
    """A value between double quotes."""
    return Markup(html.escape(cook.one_line(text)))  # noqa: S704 - escaped


@lru_cache(maxsize=2048)
def _cooked(text: str) -> Markup:
    """A line's own HTML, without the paragraph around it. A title, say, stands in several places of a page."""
    made = cook.with_mathml(cook.cook(text)).removeprefix("<p>").removesuffix("</p>")
    return Markup(made.replace("</p>\n<p>", "<br>"))  # noqa: S704 - cook sanitises


_OF_LINES = ("nested", "quoted")
"""What Markdown does at the beginning of lines, and HTML by tags."""


def filters(*, maths: bool = True) -> Mapping[str, Callable[..., Markup]]:
    """By the names that templates use, which are Markdown's. Without `maths` formulas are written out."""
    shared = {name: made for name, made in markdown.filters(maths=maths).items() if name not in _OF_LINES}
    return {**shared, "address": address, "unboxed": address, "link": link, "attribute": attribute}
