"""Maths of a cooked post as MathML, so that a page needs no script to show it."""

import html
import re

from latex2mathml import exceptions
from latex2mathml.converter import convert

_MATHS = re.compile(r'<(span|div) class="math">(.*?)</\1>', re.DOTALL)
_LONGEST = 2_000

# latex2mathml has no exception of its own above all others, and stumbles over half-written commands.
_UNREADABLE: tuple[type[Exception], ...] = (
    *(each for each in vars(exceptions).values() if isinstance(each, type) and issubclass(each, Exception)),
    LookupError,
    RecursionError,
    StopIteration,
    ValueError,
)


def with_mathml(cooked: str) -> str:
    """The same HTML with every formula drawn; one that cannot be read is shown as its source."""
    return _MATHS.sub(_drawn, cooked)


def _drawn(match: re.Match[str]) -> str:
    kind, tex = match[1], html.unescape(match[2]).strip()
    if len(tex) > _LONGEST:
        return _as_source(tex)
    try:
        drawn = convert(tex, display="block" if kind == "div" else "inline")
    except _UNREADABLE:
        return _as_source(tex)
    return f"<div>{drawn}</div>" if kind == "div" else str(drawn)


def _as_source(tex: str) -> str:
    return f"<code>{html.escape(tex)}</code>"
