"""arXiv's feed of a day's announcements on loopback: `/rss/cs.CL`, `/rss/cs.CL+cs.AI`.

Shapes, the day's midnight in New York, the order and the kinds of announcements, the empty feed where nothing was
announced and the 400 for a name that is no category's are those of https://github.com/arXiv/arxiv-feed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from html import escape
from itertools import cycle
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import AnyClock
from bot.sandbox.week import Record, Week

_ZONE = ZoneInfo("America/New_York")
_SATURDAY = 5
_KINDS = ("new", "cross", "replace", "replace-cross")
_LAST_REPLACEMENT = 5
"""Later versions of a paper are not announced."""
_MOST = 2000
_BUILT_AFTER = timedelta(seconds=3)
_ARCHIVES = ("cs", "eess", "hep-th", "math", "stat")
_NAME = re.compile(rf"(?:{'|'.join(_ARCHIVES)})(?:\.[A-Z]{{2}})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A paper on the day's list; the first of its categories is its primary one. A later version replaces."""

    record: Record
    day: date
    categories: tuple[str, ...] = ("cs.CL",)

    def kind(self, asked: Sequence[str]) -> str:
        """What it is in a feed of some categories: a paper whose primary one is not among them is a cross-list."""
        first = "new" if self.record.version == 1 else "replace"
        crossed = "cross" if first == "new" else "replace-cross"
        return first if _among(self.categories[0], asked) else crossed


class Listing:
    """What the server of the daily feed knows."""

    def __init__(self, clock: AnyClock, announced: Iterable[Announcement]) -> None:
        self._clock = clock
        self._announced = list[Announcement]()
        self.announce(*announced)

    def announce(self, *announced: Announcement) -> None:
        """Puts papers on the list of their day, after those that stand there."""
        for one in announced:
            if one.day.weekday() >= _SATURDAY:
                raise ValueError(f"{one.day}: arXiv announces nothing on a weekend")
        self._announced += announced

    def app(self) -> Starlette:
        """The server's own application."""
        return Starlette(routes=[Route("/rss/{names}", self._feed)])

    async def _feed(self, request: Request) -> Response:
        names = request.path_params["names"].split("+")
        midnight = _midnight(self._clock.now())
        wrong = next((name for name in names if not _NAME.fullmatch(name)), None)
        if wrong is not None:
            said = f"Bad archive '{wrong}'. Valid archive names are: {', '.join(_ARCHIVES)}."
            title = f"Feed error for query: https://rss.arxiv.org/rss/{'+'.join(names)}"
            return Response(_rss(names, title, said, midnight, ()), 400, media_type="application/rss+xml")
        content = _rss(names, *_about(names), midnight, self._items(names, midnight))
        headers = {"etag": f'"{sha256(content).hexdigest()}"', "last-modified": _gmt(midnight + _BUILT_AFTER)}
        if _unchanged(request, headers["etag"], midnight + _BUILT_AFTER):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type="application/rss+xml")

    def _items(self, asked: Sequence[str], midnight: datetime) -> Iterator[str]:
        """The day's, new ones first."""
        today = [
            one
            for one in self._announced
            if one.day == midnight.date()
            and one.record.version <= _LAST_REPLACEMENT
            and any(_among(category, asked) for category in one.categories)
        ]
        for one in sorted(today, key=lambda one: _KINDS.index(one.kind(asked)))[:_MOST]:
            yield _item(one, one.kind(asked), midnight)


def of_week(week: Week) -> Iterator[Announcement]:
    """A week's papers as they came up on arXiv, two a day from Monday to Friday; each is replaced the day after.

    Every third one has its home in another category.
    """
    friday = next(
        day for back in range(7) if (day := week.published.date() - timedelta(days=back)).weekday() == _SATURDAY - 1
    )
    days = cycle(friday - timedelta(days=back) for back in range(4, -1, -1))
    for number, (record, day) in enumerate(zip(week.records, days, strict=False), start=1):
        categories = ("cs.LG", "cs.CL") if number % 3 == 0 else ("cs.CL", "cs.AI")
        yield Announcement(record=record, day=day, categories=categories)
        if day != friday:
            later = replace(record, version=record.version + 1)
            yield Announcement(record=later, day=day + timedelta(days=1), categories=categories)


def _among(category: str, asked: Sequence[str]) -> bool:
    """Whether a category is one of those asked for, or of an archive that is asked for as a whole."""
    return category in asked or category.partition(".")[0] in asked


def _midnight(now: datetime) -> datetime:
    """When the day began in New York."""
    return datetime.combine(now.astimezone(_ZONE), time.min, _ZONE)


def _unchanged(request: Request, etag: str, built: datetime) -> bool:
    """Whether a conditional GET needs no body; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since = request.headers.get("if-modified-since")
    return since is not None and parsedate_to_datetime(since) >= built


def _about(names: Sequence[str]) -> tuple[str, str]:
    listed = ", ".join(names)
    return f"{listed} updates on arXiv.org", f"{listed} updates on the arXiv.org e-print archive."


def _rss(names: Sequence[str], title: str, description: str, midnight: datetime, items: Iterable[str]) -> bytes:
    link = f"http://rss.arxiv.org/rss/{escape('+'.join(names))}"
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">
  <channel>
    <title>{escape(title)}</title>
    <link>{link}</link>
    <description>{escape(description)}</description>
    <atom:link href="{link}" rel="self" type="application/rss+xml"/>
    <docs>http://www.rssboard.org/rss-specification</docs>
    <language>en-us</language>
    <lastBuildDate>{_gmt(midnight + _BUILT_AFTER).replace("GMT", "+0000")}</lastBuildDate>
    <managingEditor>rss-help@arxiv.org</managingEditor>
    <pubDate>{format_datetime(midnight)}</pubDate>
    <skipDays>
      <day>Saturday</day>
      <day>Sunday</day>
    </skipDays>
{"".join(items)}  </channel>
</rss>
""".encode()


def _item(one: Announcement, kind: str, midnight: datetime) -> str:
    record = one.record
    versioned = f"{record.arxiv_id}v{record.version}"
    categories = "".join(f"      <category>{category}</category>\n" for category in one.categories)
    abstract = record.abstract.replace("\n", "\n  ")
    return f"""    <item>
      <title>{escape(record.title, quote=False)}</title>
      <link>https://arxiv.org/abs/{record.arxiv_id}</link>
      <description>arXiv:{versioned} Announce Type: {kind} \nAbstract: {escape(abstract, quote=False)}</description>
      <guid isPermaLink="false">oai:arXiv.org:{versioned}</guid>
{categories}      <pubDate>{format_datetime(midnight)}</pubDate>
      <arxiv:announce_type>{kind}</arxiv:announce_type>
      <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
      <dc:creator>{escape(", ".join(record.authors), quote=False)}</dc:creator>
    </item>
"""


def _gmt(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
