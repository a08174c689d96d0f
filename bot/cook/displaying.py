"""A part of a digest as a page of our own shows it, whoever wrote it last: Markdown cooked, HTML sanitised.

Rule: of HTML only what a layout prints is left: text, lists, quotations, folds, http(s) links, formulas as MathML, and
of styles those that set boxes and lines.
"""

import nh3

from bot.cook.engine import cook
from bot.cook.mathml import ATTRIBUTES, with_mathml

_TAGS = {
    "a", "blockquote", "br", "code", "details", "div", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "span", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_FORMULAS = {
    "math", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd",
    "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang", "style"},
    "a": {"href"},
    "li": {"value"},
    **{tag: ATTRIBUTES for tag in _FORMULAS},
}
_STYLES = {"border", "border-left", "margin", "padding"}


def displayed(text: str, form: str) -> str:
    """The HTML of a part that is `md` or `html`."""
    return _sanitised(text) if form == "html" else with_mathml(cook(text))


def _sanitised(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS | _FORMULAS,
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "iframe"},
        url_schemes={"http", "https"},
        url_relative="deny",
        filter_style_properties=_STYLES,
        link_rel="noopener nofollow ugc",
    ).strip()
