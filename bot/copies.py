"""Single posts that somebody saved: a page, an e-mail, the platform's JSON; each as the feed would have brought it.

A copy differs from the feed in its packaging: what is around the post's own text, and where its links lead through.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ValidationError
from selectolax.lexbor import LexborHTMLParser

from bot import mail
from bot.domain import FeedItem, Split
from bot.errors import Rejected
from bot.trees import parsed

MOST_BYTES = 5_000_000
"""A page with all that stands around its post is some hundred kilobytes."""

YEARS = range(1990, 2101)
"""A date outside them is a slip, as in a feed."""


class Kind(StrEnum):
    """What a file is, by how it begins."""

    FEED = "feed"
    PAGE = "page"
    MAIL = "mail"
    JSON = "json"


def kind_of(name: str, data: bytes) -> Kind:
    """Raises: Rejected (it is none of them)."""
    if len(data) > MOST_BYTES:
        raise Rejected(f"{name}: this is larger than {MOST_BYTES:,} bytes; nothing was read")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    tag = re.search(rb"<([A-Za-z][\w:]*)", start) if start[:1] == b"<" else None
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or (tag and tag[1].lower() in (b"rss", b"feed", b"rdf:rdf")):
        return Kind.FEED
    if tag:
        return Kind.PAGE
    if start[:1] == b"{":
        return Kind.JSON
    if re.match(rb"(?:From .*\n)?[!-9;-~]+:[ \t]", start):
        return Kind.MAIL
    raise Rejected(f"{name}: this is neither a feed nor a page, an e-mail or the JSON of a post")


def read(name: str, data: bytes, kind: Kind, url: str = "") -> FeedItem:
    """The post in a copy; `url` is where it was fetched from, for one that does not say.

    Raises: Rejected (cut, damaged, without an address or a date, or too dear to read).
    """
    if kind is Kind.JSON:
        return _from_json(name, data)
    if kind is Kind.MAIL:
        letter = mail.opened(name, data)
        return _from_page(name, mail.direct(letter.html), letter.subject, letter.url, letter.sent)
    try:
        return _from_page(name, data.decode("utf-8-sig"), url=url)
    except UnicodeDecodeError as error:
        raise Rejected(f"{name}: this page is not UTF-8 ({error}); save it as UTF-8") from error


def doubted(split: Split) -> Split:
    """The same, to be held where links lead through the e-mail's redirect: they would tell on whoever saved it."""
    through = [str(one.position) for one in split.entries if any(mail.is_redirect(link.url) for link in one.links)]
    if not through:
        return split
    why = f"{split.issue.why} Links of the papers {', '.join(through)} lead through the e-mail's own redirect, which"
    why += " does not say where; take the post's page or its JSON."
    return replace(split, issue=replace(split.issue, why=why.strip()))


class _Post(BaseModel):
    """What is read of `/api/v1/posts/SLUG`; a body that is not shown to everybody is null there."""

    title: str
    canonical_url: str
    post_date: AwareDatetime
    subtitle: str | None = None
    body_html: str | None = None


def _from_json(name: str, data: bytes) -> FeedItem:
    try:
        post = _Post.model_validate(json.loads(data))
    except ValidationError as error:
        what = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise Rejected(f"{name}: this JSON is no post as /api/v1/posts/SLUG gives it: {what}") from error
    except (ValueError, RecursionError) as error:
        raise Rejected(f"{name}: this is not JSON, or cut; save it again") from error
    return _item(name, post.title, post.subtitle or "", post.canonical_url, post.post_date, post.body_html or "")


def _from_page(name: str, html: str, title: str = "", url: str = "", published: datetime | None = None) -> FeedItem:
    """The post of a page. What else is known of it stands in for what the page does not say of its post."""
    try:
        tree = parsed(html, MOST_BYTES)
    except Rejected as refused:
        raise Rejected(f"{name}: {refused}") from refused
    facts = _facts(tree)
    body = next((found for one in _BODIES if (found := tree.css_first(one)) is not None), None)
    return _item(
        name,
        _text(tree, "h1.post-title") or facts.get("headline", "") or title or _text(tree, "h1"),
        _text(tree, ".subtitle") or facts.get("description", ""),
        facts.get("url", "") or url or _linked(tree),
        _moment(facts.get("datePublished", "")) or _moment(facts.get("seen", "")) or published,
        (body.inner_html or "") if body else "",
    )


_BODIES = (".body.markup", ".available-content", "article", "main", "body")
"""Where the post's own text stands, by selector: the platform's, then any page's."""

_ONLINE = re.compile(r"(?:view|read)\b.*\b(?:browser|online)", re.IGNORECASE)


def _facts(tree: LexborHTMLParser) -> dict[str, str]:
    """What a page says of its post to machines: schema.org's words, else Open Graph's."""
    told: dict[str, Any] = {}
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            said = json.loads(script.text())
        except (ValueError, RecursionError):
            continue
        articles = [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, dict)]
        told = next((one for one in articles if "datePublished" in one), told)
    facts = {key: told.get(key) or _attribute(tree, *where) for key, where in _META.items()}
    return {key: value for key, value in facts.items() if isinstance(value, str)}


_META: Mapping[str, tuple[str, str]] = {
    "headline": ('meta[property="og:title"]', "content"),
    "description": ('meta[property="og:description"]', "content"),
    "url": ('link[rel="canonical"]', "href"),
    "datePublished": ('meta[property="article:published_time"]', "content"),
    "seen": ("time[datetime]", "datetime"),
}


def _linked(tree: LexborHTMLParser) -> str:
    """The post's address as a link of an e-mail: that of its title, or of the line that leads to a browser."""
    links = [*tree.css("h1.post-title a"), *(one for one in tree.css("a") if _ONLINE.match(one.text().strip()))]
    return next((url for one in links if (url := one.attributes.get("href") or "").startswith("http")), "")


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    found = tree.css_first(selector)
    return (found.attributes.get(name) or "").strip() if found else ""


def _text(tree: LexborHTMLParser, selector: str) -> str:
    found = tree.css_first(selector)
    return " ".join(found.text().split()) if found else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _item(name: str, title: str, subtitle: str, url: str, published: datetime | None, html: str) -> FeedItem:
    dated = published is not None and published.year in YEARS
    missing = {"title": not title, "address": not mail.is_address(url), "date": not dated}
    if published is None or any(missing.values()):
        what = ", ".join(each for each, lacks in missing.items() if lacks)
        raise Rejected(
            f"{name}: this does not say the post's {what} (a login or error page?); save its page, or take its JSON"
        )
    if not _is_clean(title + subtitle + url + html):
        raise Rejected(f"{name}: the text has halves of characters in it; save it again")
    address, moment = _plain(url), published.astimezone(UTC)
    return FeedItem(title=title, subtitle=subtitle, url=address, guid=address, published=moment, html=html)


def _is_clean(text: str) -> bool:
    """Whether it can be written down: JSON and odd encodings may name half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_SCRIPT = re.compile(r".+\.(?:php\d?|aspx?|jspx?|cgi|pl|do|nhn)", re.IGNORECASE)


def told_apart(path: str, query: str) -> str:
    """What of a query says which post it is: all but what tracks readers where the path is a script's, else nothing."""
    kept = [one for one in query.split("&") if one and not one.casefold().startswith("utm_")]
    return "&".join(kept) if _SCRIPT.fullmatch(path) or not path.strip("/") else ""


_SHARED = re.compile(r"https?://open\.substack\.com/pub/([\w-]+)(/p/[\w-]+)")


def _plain(url: str) -> str:
    """The address without what only tracks readers, on the publication's own host."""
    shared = _SHARED.match(url)
    parts = urlsplit(f"https://{shared[1]}.substack.com{shared[2]}" if shared else url)
    return parts._replace(query=told_apart(parts.path, parts.query), fragment="").geturl()
