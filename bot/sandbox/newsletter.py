"""The newsletter's server: the feed with ETag and 304, and a page for each post, marked as made up.

A post appears when its hour has come on the clock. The feed can be switched to bodies that no reader should trust.
"""

import zlib
from collections.abc import Callable, Mapping
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from html import escape
from typing import Literal

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import AnyClock
from bot.sandbox import archive
from bot.sandbox.pages import article, as_json, head
from bot.sandbox.substack import Post, posts, rss
from bot.sandbox.week import Week

FeedName = Literal["week", "empty", "login", "half", "bad byte", "bomb", "laughs"]
"""What the feed can be switched to; `week` is the good one."""

_XML = "application/xml; charset=utf-8"
_BOMB_BYTES = 64 * 1024 * 1024


class Newsletter:
    """What the newsletter's server knows: a week, or an XML document that was given to it whole.

    `years` are the pages of its archive by year; without, there is the one of the week.
    """

    def __init__(
        self, clock: AnyClock, week: Week, xml: bytes | None = None, years: Mapping[int, str] | None = None
    ) -> None:
        self._clock = clock
        self._week = week
        self.xml = xml
        self.years = years
        self.shown: FeedName = "week"

    def app(self) -> Starlette:
        """The server's own application."""
        return Starlette(
            routes=[
                Route("/", self._front),
                Route("/feed", self._feed),
                Route("/p/{slug}", self._page),
                Route("/years/{year:int}.md", self._year),
                Route("/api/v1/posts/{slug}", self._post),
            ]
        )

    def listed(self) -> tuple[Post, ...]:
        """The posts that are out, newest first."""
        now = self._clock.now()
        return tuple(post for post in posts(self._week) if post.published <= now)

    async def _feed(self, request: Request) -> Response:
        good = self.xml or rss(self._week, self.listed(), _base(request))
        if self.shown != "week":
            return _ODD[self.shown](good)
        etag = f'W/"{sha256(good).hexdigest()[:32]}"'
        newest = max((post.published for post in self.listed()), default=self._week.published)
        headers = {"etag": etag, "last-modified": format_datetime(newest, usegmt=True), "cache-control": "public"}
        if _unchanged(request, etag, headers["last-modified"]):
            return Response(status_code=304, headers=headers)
        return Response(good, headers=headers, media_type=_XML)

    async def _front(self, request: Request) -> Response:
        items = "".join(
            f'<li><a href="/p/{post.slug}">{escape(post.title)}</a><br><small>{escape(post.subtitle)}</small></li>'
            for post in self.listed()
        )
        body = f"<h1>A made-up newsletter</h1><ul>{items}</ul>"
        return HTMLResponse(_page("A made-up newsletter", self._week.notice, body))

    async def _page(self, request: Request) -> Response:
        post = self._named(request)
        return HTMLResponse(
            _page(post.title, self._week.notice, article(post), head=head(post, f"{_base(request)}/p/{post.slug}"))
        )

    async def _post(self, request: Request) -> Response:
        post = self._named(request)
        return JSONResponse(as_json(post, _base(request)))

    def _named(self, request: Request) -> Post:
        slug = request.path_params["slug"]
        post = next((post for post in self.listed() if post.slug == slug), None)
        if post is None:
            raise HTTPException(404)
        return post

    async def _year(self, request: Request) -> Response:
        found = (self._own_years() if self.years is None else self.years).get(request.path_params["year"])
        if found is None:
            raise HTTPException(404)
        return PlainTextResponse(found)

    def _own_years(self) -> Mapping[int, str]:
        out = self._week.published <= self._clock.now()
        return {self._week.published.year: archive.page(self._week)} if out else {}


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _unchanged(request: Request, etag: str, modified: str) -> bool:
    """Whether a conditional GET needs no body; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return etag.removeprefix("W/") in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since = request.headers.get("if-modified-since")
    return since is not None and parsedate_to_datetime(since) >= parsedate_to_datetime(modified)


def _login(good: bytes) -> Response:
    return HTMLResponse(
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1>"
        '<form method="post" action="/sign-in"><input name="email"><button>Continue</button></form></body></html>'
    )


def _bad_byte(good: bytes) -> Response:
    middle = good.index(b"<p>", len(good) // 2) + len(b"<p>")
    return Response(good[:middle] + b"caf\xe9 " + good[middle:], media_type=_XML)


def _bomb(good: bytes) -> Response:
    """A few kilobytes that unpack to 64 MB, whether or not the reader asked for gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    chunk = bytes(1024 * 1024)
    packed = b"".join(packer.compress(chunk) for _ in range(_BOMB_BYTES // len(chunk))) + packer.flush()
    return Response(packed, headers={"content-encoding": "gzip"}, media_type=_XML)


def _laughs(good: bytes) -> Response:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return Response(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]>'
        "<rss version='2.0'><channel><title>&l9;</title></channel></rss>",
        media_type=_XML,
    )


_ODD: dict[str, Callable[[bytes], Response]] = {
    "empty": lambda good: Response(b"", media_type=_XML),
    "login": _login,
    "half": lambda good: Response(good[: len(good) // 2], media_type=_XML),
    "bad byte": _bad_byte,
    "bomb": _bomb,
    "laughs": _laughs,
}


def _page(title: str, notice: str, body: str, *, head: str = "") -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>{head}<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; font: 1.0625rem/1.65 Georgia, "Noto Serif", serif; }}
main {{ max-width: 40rem; margin: 0 auto; padding: 1.5rem 1.125rem 4rem; overflow-wrap: break-word; }}
h1, h2, h3 {{ line-height: 1.25; text-wrap: balance; }}
h2 {{ margin-top: 2.25rem; }}
hr {{ border: 0; border-top: 1px solid; opacity: .2; margin: 2rem 0; }}
.header-anchor-parent {{ display: none; }}
.subtitle {{ margin-top: -.5rem; font-weight: 400; font-style: italic; }}
.notice {{ margin: 0; padding: .625rem 1.125rem; background: #8a4b00; color: #fff; font: .875rem/1.4 sans-serif; }}
</style></head><body><p class="notice">{escape(notice)}</p><main>{body}</main></body></html>"""
