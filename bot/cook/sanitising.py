"""Discourse's allow-list.

Rule: a tag that is not listed goes and its content stays; an attribute that is not listed goes; the content of a
script goes with it. Classes are compared whole, as Discourse compares them.
Source: allow-lister.js and sanitizer.js of https://github.com/discourse/discourse.
"""

import re

import nh3

_TAGS = {
    "a", "abbr", "aside", "audio", "b", "big", "blockquote", "br", "code", "dd", "del", "details", "div", "dl",
    "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
    "picture", "pre", "rb", "rp", "rt", "ruby", "s", "small", "source", "span", "strike", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "track", "ul", "video",
}  # fmt: skip
_ANY_VALUE = {
    "a": {"name", "title", "href", "data-bbcode"},
    "abbr": {"title"},
    "aside": {"class"},
    "div": {"align", "lang", "dir"},
    "img": {"alt", "width", "height", "title", "src"},
    "ol": {"start", "reversed", "type"},
    "p": {"lang"},
    "span": {"lang"},
    "ruby": {"lang"},
    "rb": {"lang"},
    "rt": {"lang"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "details": {"open"},
    "summary": {"title"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_ALIGNED = {"style": {"text-align:right", "text-align:left", "text-align:center"}}
_ONE_OF = {
    "a": {
        "class": {
            "anchor",
            "attachment",
            "hashtag",
            "hashtag-cooked",
            "mention",
            "mention-group",
            "onebox",
            "inline-onebox",
        },
        "target": {"_blank"},
        "rel": {"nofollow", "ugc"},
    },
    "details": {"class": {"elided"}},
    "div": {"class": {"quote-controls", "title", "excerpt", "math", "md-table"}},
    "span": {"class": {"excerpt", "hashtag", "hashtag-raw", "mention", "math"}},
    "th": _ALIGNED,
    "td": _ALIGNED,
}
_LINK = re.compile(r"(?:https?:)?//[\w.\-]+|/[\w.\-]+|#[\w.\-]+|mailto:[\w.\-@]+", re.ASCII | re.IGNORECASE)
_HEADING_ID = re.compile(r"heading--[a-zA-Z0-9\-_]+")
_QUOTE_CLASS = re.compile(r"quote (?:no-group|group-.+)")


def sanitise(html: str) -> str:
    """The HTML with only what Discourse allows."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "iframe"},
        attributes=_ANY_VALUE,
        tag_attribute_values=_ONE_OF,
        generic_attribute_prefixes={"data-"},
        attribute_filter=_attribute,
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name.startswith("data-"):
        allowed = tag in {"aside", "div"} and not name.startswith("data-html-")
    elif name in {"href", "src"}:
        allowed = bool(_LINK.match(value)) or (name == "src" and value.startswith("data:image"))
    elif name == "id":
        allowed = bool(_HEADING_ID.fullmatch(value))
    elif tag == "aside":
        allowed = bool(_QUOTE_CLASS.fullmatch(value))
    else:
        allowed = True
    return value if allowed else None
