"""arXiv's query API on loopback, with today's answers and those of before November 2025.

Shapes, the 400 for a malformed id, the silence about unknown ones and the limit of one request in three seconds are
those of https://info.arxiv.org/help/api/user-manual.html and of recorded answers of 2026.
"""

import base64
import re
import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha1
from html import escape
from typing import Literal

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import AnyClock
from bot.sandbox.week import Record

Format = Literal["now", "old"]

_ID = re.compile(r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v(?P<version>\d+))?")
_SECONDS_BETWEEN = 3
_MOST_AT_ONCE = 2000
_MOST_EVER = 30_000
_OPENSEARCH = 'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
_ARXIV = 'xmlns:arxiv="http://arxiv.org/schemas/atom"'
_NAMESPACES = f'{_OPENSEARCH} {_ARXIV} xmlns="http://www.w3.org/2005/Atom"'


class Refused(Exception):
    """The query is malformed. `code` is the fragment of the error's address, the message what arXiv says."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Library:
    """What the arXiv server knows, and when it was last asked."""

    def __init__(self, clock: AnyClock, records: Iterable[Record]) -> None:
        self._clock = clock
        self._asked: datetime | None = None
        self._records = {record.arxiv_id: record for record in records}
        self.format: Format = "now"

    def add(self, records: Iterable[Record]) -> None:
        """Adds records, or puts others in the place of those with the same id."""
        self._records.update({record.arxiv_id: record for record in records})

    def app(self) -> Starlette:
        """The server's own application."""
        return Starlette(routes=[Route("/api/query", self._query)])

    async def _query(self, request: Request) -> Response:
        now = self._clock.now()
        if self._asked is not None and 0 <= (now - self._asked).total_seconds() < _SECONDS_BETWEEN:
            return PlainTextResponse("Rate exceeded.", 429)
        self._asked = now
        try:
            ids, start, most = _asked_for(request)
        except Refused as refusal:
            return _atom(_error(refusal, now), status=400)
        found = self._find(ids)
        page = found[start : start + min(most, _MOST_AT_ONCE)]
        write = _today if self.format == "now" else _before
        return _atom(write(",".join(wanted[0] for wanted in ids), start, most, found, page, now))

    def _find(self, ids: Sequence[re.Match[str]]) -> list[Record]:
        """The records of the ids that exist, in the order asked; an older version than the last is not kept here."""
        found = []
        for wanted in ids:
            record = self._records.get(wanted["id"])
            if record and wanted["version"] in (None, str(record.version)):
                found.append(record)
        return found


def _asked_for(request: Request) -> tuple[list[re.Match[str]], int, int]:
    ids = [_id(name) for name in request.query_params.get("id_list", "").split(",") if name]
    start = _number(request, "start", default=0)
    most = _number(request, "max_results", default=10)
    if most > _MOST_EVER:
        raise Refused("max_results_too_large", f"max_results must not be greater than {_MOST_EVER}")
    return ids, start, most


def _id(name: str) -> re.Match[str]:
    match = _ID.fullmatch(name)
    if match is None:
        raise Refused(f"incorrect_id_format_for_{name}", f"incorrect id format for {name}")
    return match


def _number(request: Request, name: str, *, default: int) -> int:
    given = request.query_params.get(name, str(default))
    if not re.fullmatch(r"-?\d+", given):
        raise Refused(f"{name}_must_be_an_integer", f"{name} must be an integer")
    if int(given) < 0:
        raise Refused(f"{name}_must_be_non-negative", f"{name} must be non-negative")
    return int(given)


def _atom(document: str, status: int = 200) -> Response:
    return Response(document, status, media_type="application/atom+xml; charset=utf-8")


def _error(refusal: Refused, now: datetime) -> str:
    address = escape(f"https://arxiv.org/api/errors#{refusal.code}")
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed {_NAMESPACES}>
  <id>https://arxiv.org/</id>
  <title>arXiv Search Results</title>
  <updated>{_stamp(now)}</updated>
  <opensearch:itemsPerPage>1</opensearch:itemsPerPage>
  <opensearch:totalResults>1</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
  <entry>
    <id>{address}</id>
    <title>Error</title>
    <updated>{_stamp(now)}</updated>
    <link href="{address}" rel="alternate" type="text/html"/>
    <summary>{escape(str(refusal))}</summary>
    <author>
      <name>arXiv api core</name>
    </author>
  </entry>
</feed>
"""


def _today(ids: str, start: int, most: int, found: Sequence[Record], page: Sequence[Record], now: datetime) -> str:
    query = f"start={start}&amp;max_results={most}"
    entries = "".join(_entry(record, now) for record in page)
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed {_NAMESPACES}>
  <id>https://arxiv.org/api/{_hash(ids)}</id>
  <title>arXiv Query: search_query=&amp;id_list={ids}&amp;{query}</title>
  <updated>{_stamp(now)}</updated>
  <link href="https://arxiv.org/api/query?search_query=&amp;{query}&amp;id_list={ids}" type="application/atom+xml"/>
  <opensearch:itemsPerPage>{most}</opensearch:itemsPerPage>
  <opensearch:totalResults>{len(found)}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
{entries}</feed>
"""


def _entry(record: Record, now: datetime) -> str:
    versioned = f"{record.arxiv_id}v{record.version}"
    comment = f"    <arxiv:comment>{escape(record.comment)}</arxiv:comment>\n" if record.comment else ""
    return f"""  <entry>
    <id>http://arxiv.org/abs/{versioned}</id>
    <title>{escape(record.title)}</title>
    <updated>{_stamp(now)}</updated>
    <link href="https://arxiv.org/abs/{versioned}" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/{versioned}" rel="related" type="application/pdf" title="pdf"/>
    <summary>{escape(record.abstract, quote=False)}</summary>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <published>{_stamp(now)}</published>
{comment}    <arxiv:primary_category term="cs.CL"/>
{_authors(record)}  </entry>
"""


def _before(ids: str, start: int, most: int, found: Sequence[Record], page: Sequence[Record], now: datetime) -> str:
    """The older answer: its own link first, hard-wrapped texts, and a total of 1 even where nothing was found."""
    query = f"search_query=&amp;id_list={ids}&amp;start={start}&amp;max_results={most}"
    midnight = now.strftime("%Y-%m-%dT00:00:00-05:00")
    entries = "".join(_old_entry(record, now) for record in page)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?{query}" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: {query}</title>
  <id>http://arxiv.org/api/{_hash(ids)}</id>
  <updated>{midnight}</updated>
  <opensearch:totalResults {_OPENSEARCH}>{max(1, len(found))}</opensearch:totalResults>
  <opensearch:startIndex {_OPENSEARCH}>{start}</opensearch:startIndex>
  <opensearch:itemsPerPage {_OPENSEARCH}>{most}</opensearch:itemsPerPage>
{entries}</feed>
"""


def _old_entry(record: Record, now: datetime) -> str:
    versioned = f"{record.arxiv_id}v{record.version}"
    comment = f"    <arxiv:comment {_ARXIV}>{escape(record.comment)}</arxiv:comment>\n" if record.comment else ""
    return f"""  <entry>
    <id>http://arxiv.org/abs/{versioned}</id>
    <updated>{_stamp(now)}</updated>
    <published>{_stamp(now)}</published>
    <title>{escape(_wrapped(record.title))}</title>
    <summary>  {escape(_wrapped(record.abstract), quote=False)}
</summary>
{_authors(record)}{comment}    <link href="http://arxiv.org/abs/{versioned}" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/{versioned}" rel="related" type="application/pdf"/>
    <arxiv:primary_category {_ARXIV} term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
  </entry>
"""


def _authors(record: Record) -> str:
    return "".join(f"    <author>\n      <name>{escape(name)}</name>\n    </author>\n" for name in record.authors)


def _wrapped(text: str) -> str:
    return "\n  ".join(textwrap.wrap(text, 78, break_long_words=False, break_on_hyphens=False))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _hash(query: str) -> str:
    """arXiv's 27 characters for a query."""
    return base64.urlsafe_b64encode(sha1(query.encode(), usedforsecurity=False).digest()).decode().rstrip("=")
