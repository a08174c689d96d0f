"""Reads a feed with feedparser. What cannot be trusted whole is not read at all."""

import calendar
import io
import re
import xml.sax
from datetime import UTC, datetime
from typing import Any

import feedparser

from bot.domain import UNDATED, FeedItem
from bot.errors import Rejected, Unavailable
from bot.net import Answer, Net, patiently, retry_after
from bot.ports import Clock, Fetched, Validators

READABLE = ("utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii")
"""One bad byte makes feedparser read the whole feed as windows-1252, and every letter beyond ASCII wrong."""

_YEARS = range(1990, 2101)
"""A date outside them is a slip, and some of them no `datetime` can hold."""

_PROLOG = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_ENTITY = b"<!ENTITY"
"""Declared before the root, it is a bomb: expat would stop it, after seconds of work."""


class Newsletter:
    """Implements `ports.Feed` over HTTP."""

    def __init__(self, net: Net, clock: Clock) -> None:
        self._net = net
        self._clock = clock

    def fetch(self, url: str, validators: Validators) -> Fetched | None:
        """The feed; None when it has not changed."""
        return patiently(lambda: self._ask(url, validators), self._clock, attempts=3)

    def page(self, url: str) -> str:
        """The text of one page as it stands now. Raises: Unavailable, Rejected (there is no such page)."""
        return patiently(lambda: self._page(url), self._clock, attempts=3)

    def _page(self, url: str) -> str:
        answer = self._net.get(url)
        if answer.status in (404, 410):
            raise Rejected(f"{url}: there is no such page (HTTP {answer.status}); look at the address")
        if answer.status != 200:  # noqa: PLR2004 - OK
            raise Unavailable(_refusal(url, answer), retry_after=retry_after(answer.headers))
        try:
            return answer.body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unavailable(f"{url}: the page is not UTF-8 ({error}); nothing of it was read") from error

    def _ask(self, url: str, validators: Validators) -> Fetched | None:
        conditions = _conditions(validators)
        answer = self._net.get(url, conditions)
        # To a first question, which sets no condition, it would say nothing of a feed that nobody has read.
        if answer.status == 304 and conditions:  # noqa: PLR2004 - Not Modified, RFC 9110
            return None
        if answer.status != 200:  # noqa: PLR2004 - OK
            raise Unavailable(_refusal(url, answer), retry_after=retry_after(answer.headers))
        return Fetched(
            items=read(url, answer),
            validators=Validators(etag=answer.headers.get("etag"), last_modified=answer.headers.get("last-modified")),
        )


def read(url: str, answer: Answer) -> tuple[FeedItem, ...]:
    """The posts of a feed as printed.

    Raises: Unavailable when the body is empty, not XML, cut, or not in UTF.
    """
    if not answer.body.strip():
        raise Unavailable(f"{url}: the feed is empty; nothing was read")
    if _ENTITY in _PROLOG.split(answer.body, maxsplit=1)[0]:
        raise Unavailable(f"{url}: the feed declares entities of its own, as no feed does; nothing of it was read")
    # BytesIO, because feedparser opens a file or a URL when the bytes look like its name.
    parsed = feedparser.parse(
        io.BytesIO(answer.body),
        response_headers={"content-type": answer.headers.get("content-type", "application/xml; charset=utf-8")},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    _refuse_damage(url, parsed)
    return tuple(_item(entry) for entry in parsed.entries)


def _refuse_damage(url: str, parsed: Any) -> None:
    trouble = parsed.get("bozo_exception")
    if not parsed.get("version"):
        raise Unavailable(f"{url}: the answer is not a feed (a login or error page?); open the address in a browser")
    if isinstance(trouble, xml.sax.SAXException):
        what = " ".join(str(trouble).split())
        raise Unavailable(f"{url}: the feed is cut or damaged ({what}); nothing of it was read")
    if parsed.get("encoding", "").lower() not in READABLE:
        encoding = parsed.get("encoding", "unknown")
        raise Unavailable(f"{url}: the feed is not clean UTF-8 (read as {encoding}); nothing was read")


def _item(entry: Any) -> FeedItem:
    link = entry.get("link", "")
    content = entry.get("content") or [{"value": ""}]
    return FeedItem(
        title=entry.get("title", ""),
        subtitle=entry.get("summary", "") if entry.get("content") else "",
        url=link,
        guid=entry.get("id", link),
        published=_published(entry),
        html=content[0].get("value", "") or entry.get("summary", ""),
        authors=_authors(entry),
        categories=tuple(tag["term"] for tag in entry.get("tags", ()) if tag.get("term")),
        announced=entry.get("arxiv_announce_type", ""),
    )


def _authors(entry: Any) -> tuple[str, ...]:
    """Their names. A listing of arXiv's names all of a paper in one string, with commas between them."""
    names = [one.get("name", "") for one in entry.get("authors", ())]
    return tuple(name.strip() for one in names for name in one.split(",") if name.strip())


def _published(entry: Any) -> datetime:
    # Past feedparser's own `get`, which warns while it lets one stand for the other.
    moments = (dict.get(entry, "published_parsed"), dict.get(entry, "updated_parsed"))
    usable = (one for one in moments if one and one.tm_year in _YEARS)
    return next((datetime.fromtimestamp(calendar.timegm(one), UTC) for one in usable), UNDATED)


def _conditions(validators: Validators) -> dict[str, str]:
    wanted = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in wanted.items() if value}


def _refusal(url: str, answer: Answer) -> str:
    if answer.status in (401, 403):
        return f"{url}: the host refuses this machine (HTTP {answer.status}); `paperboy split FILE` reads a saved copy"
    return f"{url}: HTTP {answer.status}; tried again later"
