"""Asks arXiv for papers by id: one request a list, at most one request in three seconds.

Terms and formats: https://info.arxiv.org/help/api/tou.html, https://info.arxiv.org/help/api/user-manual.html.
The answer's format changed in the autumn of 2025; both are read.
"""

import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from bot.domain import Record
from bot.errors import Rejected, Unavailable
from bot.net import Answer, Net, patiently, retry_after
from bot.ports import Clock

API_URL = "https://export.arxiv.org/api/query"
PAUSE_S = 3.0
BACK_OFF_S = 30.0
"""arXiv limits without saying for how long; shorter waits only prolong it."""

PER_REQUEST = 100
_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7}")
_VERSION = re.compile(r"v\d+$")
_ABSTRACT_PAGE = re.compile(r"^https?://arxiv\.org/abs/(.+)$")
_WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)
_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"


class Arxiv:
    """Implements `ports.Library`."""

    def __init__(self, net: Net, clock: Clock, *, url: str = API_URL) -> None:
        self._net = net
        self._clock = clock
        self._url = url
        self._last: datetime | None = None
        self._line = threading.Lock()

    def look_up(self, ids: Sequence[str]) -> Mapping[str, Record]:
        """Records by id as asked; an id that arXiv does not know, or that is none, is absent."""
        # One malformed id spoils the whole answer.
        asked = [one for one in dict.fromkeys(ids) if _ID.fullmatch(one)]
        found: dict[str, Record] = {}
        for start in range(0, len(asked), PER_REQUEST):
            batch = asked[start : start + PER_REQUEST]
            found |= self._found(batch)
        return found

    def _found(self, ids: Sequence[str]) -> dict[str, Record]:
        """One question; where arXiv finds fault with an id of it, one for each, so that the others are answered."""
        try:
            return patiently(partial(self._ask, ids), self._clock, attempts=3, longest=150.0)
        except Rejected:
            if len(ids) == 1:
                return {}
            return {key: record for one in ids for key, record in self._found([one]).items()}

    def _ask(self, ids: Sequence[str]) -> dict[str, Record]:
        with self._line:
            self._wait_for_turn()
            # Without max_results only ten come back, in silence.
            query = urlencode({"id_list": ",".join(ids), "max_results": len(ids)}, safe=",/")
            answer = self._net.get(f"{self._url}?{query}")
            self._last = self._clock.now()
        return {record.arxiv_id: record for record in read(answer) if record.arxiv_id in ids}

    def _wait_for_turn(self) -> None:
        if self._last is not None:
            passed = (self._clock.now() - self._last).total_seconds()
            # A clock set back must not stop the line for the length of the jump.
            self._clock.sleep(min(PAUSE_S, max(0.0, PAUSE_S - passed)))


def read(answer: Answer) -> Iterator[Record]:
    """The records of an answer, in its order; which is not the order of the question.

    Raises: Unavailable (refused, or not an Atom feed), Rejected (arXiv calls an id malformed).
    """
    if answer.status not in (200, 400):
        # 429 and 406 both come to obedient clients, and without Retry-After.
        wait = retry_after(answer.headers) or BACK_OFF_S
        raise Unavailable(f"arXiv: HTTP {answer.status}; asked again later", retry_after=wait)
    try:
        feed = ET.fromstring(answer.body)  # noqa: S314 - expat 2.4.1 and later bound entity expansion; the body is capped
    except (ET.ParseError, LookupError, ValueError) as error:
        # Of an encoding that expat cannot read, it says ValueError; of one that nobody knows, LookupError.
        raise Unavailable(f"arXiv: the answer is not XML that can be read ({error}); asked again later") from error
    if feed.tag != f"{_ATOM}feed":
        raise Unavailable("arXiv: the answer is XML but no Atom feed; asked again later")
    entries = feed.findall(f"{_ATOM}entry")
    for entry in entries:
        if _text(entry, f"{_ATOM}title") == "Error":
            raise Rejected(f"arXiv refuses the question: {_text(entry, f'{_ATOM}summary')}")
        record = _record(entry)
        if record:
            yield record


def _record(entry: ET.Element) -> Record | None:
    page = _ABSTRACT_PAGE.match(_text(entry, f"{_ATOM}id"))
    if not page:
        return None
    abstract = _text(entry, f"{_ATOM}summary")
    comment = _text(entry, f"{_ARXIV}comment")
    names = [_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")]
    return Record(
        arxiv_id=_VERSION.sub("", page.group(1)),
        title=_text(entry, f"{_ATOM}title"),
        authors=tuple(name for name in names if name),
        abstract=abstract,
        withdrawn=bool(
            _WITHDRAWN.search(comment)
            or re.match(r"(?i)this (paper|submission|article) (has been |is )?withdrawn", abstract)
        ),
        comment=comment,
    )


def _text(element: ET.Element, path: str) -> str:
    """An element's text with its white space collapsed: the old format wrapped lines, the new one rarely does."""
    return " ".join((element.findtext(path) or "").split())
