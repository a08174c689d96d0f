"""URLs as Markdown.

Rule: only http and https leave here, percent-encoded so far that neither Markdown nor Discourse's link finder can cut
or bend them; a reader's browser asks for the same address.
"""

import re
from urllib.parse import quote

from bot.cook.engine import links_whole
from bot.cook.escaping import escape, one_line

_PARTS = re.compile(r"(?i:(https?))://([^\s/?#<>\"\\^`{|}\[\]$*]+)(.*)", re.DOTALL)


def url(address: str) -> str:
    """The address, safe alone on a line and within text; empty when it is not an http(s) URL with a named host."""
    match = _PARTS.fullmatch(address.strip())
    if not match:
        return ""
    origin, rest = f"{match[1].lower()}://{match[2]}", re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", match[3])
    candidates = (origin + _encoded(rest, strictly=strictly) for strictly in (False, True))
    return next((safe for safe in candidates if links_whole(safe)), "")


def link(label: str, address: str, *, maths: bool = True) -> str:
    """A Markdown link on one line; the bare label where there is no usable address."""
    text, target = escape(one_line(label), live_urls=False, maths=maths), url(address)
    return f"[{text or escape(target, live_urls=False)}]({target})" if target else text


def _encoded(rest: str, *, strictly: bool) -> str:
    encoded = quote(rest.rstrip("?"), safe="/?#=&%" if strictly else "/?#=&%:@+,;.!~-_()", errors="replace")
    encoded = re.sub(r"(?<![0-9A-Za-z])_|~(?=~)|(?<=~)~|(?<=\w);|[.,;:!]+$", _percent, encoded)
    if strictly:
        encoded = re.sub(r"[.~_\-](?![0-9A-Za-z])|(?<![0-9A-Za-z])[.~_\-]", _percent, encoded)
    encoded = re.sub(r"(?<=\?)([^#]*)", lambda m: m[1].replace("?", "%3F"), encoded)
    encoded = re.sub(r"(?<=#)(.*)", lambda m: m[1].replace("#", "%23"), encoded)
    if encoded.count("(") != encoded.count(")"):
        encoded = encoded.replace("(", "%28").replace(")", "%29")
    return encoded


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{ord(char):02X}" for char in match[0])
