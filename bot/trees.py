"""HTML as a tree; what would cost more time and memory than its size is refused before it is parsed."""

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from bot.errors import Rejected

MOST_BYTES = 2_000_000
DEEPEST = 2_000
"""The parser's cost grows with the square of the depth: 2 s at 20,000 open tags."""

MOST_COPIES = 1_000_000
"""HTML reopens stray formatting in each following block: 1,000 <b> before 3,000 paragraphs become 3 million nodes."""

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# fmt: off
# https://html.spec.whatwg.org/multipage/parsing.html#formatting
_FORMATTING = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})
# fmt: on


def is_selector(selector: str) -> bool:
    """Whether the parser understands a CSS selector."""
    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError:
        return False
    return True


def parsed(html: str, most_bytes: int = MOST_BYTES) -> LexborHTMLParser:
    """The tree of a document.

    Raises: Rejected (larger than that, deeper than 2,000 open tags, or formatting left open throughout).
    """
    _refuse_bombs(html, most_bytes)
    return LexborHTMLParser(html)


def _refuse_bombs(html: str, most_bytes: int) -> None:
    """Raises Rejected before the parser sees what would cost it minutes; an upper bound, from the tags alone."""
    if len(html) > most_bytes or len(html.encode()) > most_bytes:
        raise Rejected(f"The body is larger than {most_bytes:,} bytes; look at the post itself.")
    if html.count("<") - html.count("</") <= DEEPEST:
        return
    still_open: Counter[str] = Counter()
    depth = formatting = copies = 0
    for found in _TAG.finditer(html):
        tag = found[2].lower()
        step = -1 if found[1] else 1
        if tag in _VOID or (step < 0 and not still_open[tag]):
            continue
        still_open[tag] += step
        depth += step
        if tag in _FORMATTING:
            formatting += step
        elif step > 0:
            copies += formatting
        if depth > DEEPEST or copies > MOST_COPIES:
            raise Rejected(f"The body nests more than {DEEPEST:,} tags; look at the post itself.")
