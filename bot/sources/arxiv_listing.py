"""arXiv's daily announcements in some categories: what is new on a day, or a choice of it, is one issue.

A paper is taken on the day it is announced as new, once: cross-lists and replacements are left out, and what an earlier
day had stays there. On Saturdays, Sundays and holidays the feed is whole and empty: those days have no issue.
Source: https://info.arxiv.org/help/rss_specifications.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from html import escape
from itertools import islice
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.domain import Entry, FeedItem, Issue, Link, Skipped, Split
from bot.markup import arxiv_id, blocks, one_line

FEED_URL = "https://rss.arxiv.org/rss/"

_PAGE = "https://arxiv.org/abs/"
_DAY = "https://arxiv.org/catchup/"
"""Where arXiv shows one day's announcements, for ninety days; it is what a day is known by."""
_MONTH = "https://arxiv.org/list/"
"""Where it shows a month's, for ever; it is what readers are given."""

_EVERY_DAY = timedelta(days=5)
"""A weekend with the holidays that arXiv puts beside it."""
_NOW_AND_THEN = timedelta(days=30)
"""On most days nothing need be about a rare word."""

_Category = Annotated[str, StringConstraints(pattern=r"^[a-z-]+(\.[A-Za-z-]+)?$")]
_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Settings(BaseModel):
    """`[sources.NAME.arxiv_listing]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    categories: tuple[_Category, ...] = Field(
        ("cs.CL",), min_length=1, description="arXiv's names of the categories, or of whole archives."
    )
    first: int = Field(10, ge=1, le=100, description="So many papers a day at most, in the order of the feed.")
    keywords: tuple[_Word, ...] = Field(
        (), description="Only papers with one of these whole words in title or abstract, in capitals or not."
    )
    authors: tuple[_Word, ...] = Field(
        (), description="Only papers by one of these, with or without first names; beside `keywords`, these as well."
    )


def connect(settings: Settings, *, name: str, feed: str | None) -> "ArxivListing":
    """The listing under the name that config.toml gives it; `feed` is where its feed is, None for arXiv's own."""
    categories = tuple(dict.fromkeys(settings.categories))
    return ArxivListing(
        name=name,
        feed_url=feed or FEED_URL + "+".join(categories),
        categories=categories,
        first=settings.first,
        keywords=_any_of(settings.keywords),
        authors=_any_of(settings.authors),
        expect=_NOW_AND_THEN if settings.keywords or settings.authors else _EVERY_DAY,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivListing:
    """Implements `ports.Source`: one issue a day. Without `keywords` and `authors` every new paper is chosen."""

    name: str
    feed_url: str
    categories: tuple[str, ...]
    first: int
    keywords: re.Pattern[str] | None = None
    authors: re.Pattern[str] | None = None
    expect: timedelta = _EVERY_DAY

    def gather(self, items: Sequence[FeedItem], known: Mapping[str, str]) -> Sequence[FeedItem]:
        """One post a day, oldest first, with the day's papers that no other day had; none for a day without any."""
        shown, days = dict(known), dict[date, dict[str, FeedItem]]()
        for item in sorted(items, key=_day):
            number, day = arxiv_id(item.url), _day(item)
            if item.announced != "new" or number is None or not one_line(item.title):
                continue
            if shown.setdefault(number, day.isoformat()) == day.isoformat() and self._chosen(item):
                days.setdefault(day, {}).setdefault(number, item)
        return [self._post(day, dict(islice(papers.items(), self.first))) for day, papers in days.items()]

    def split(self, item: FeedItem) -> Split | Skipped:
        """A day's post as an issue; its papers have a name and an address, and their abstracts come from arXiv."""
        if not item.guid.startswith(_DAY):
            return Skipped(title=item.title, why="It is one paper of a listing, not a day of it.")
        day = _day(item)
        key = f"{self.name}/{day}"
        issue = Issue(
            key=key,
            source=self.name,
            slug=day.isoformat(),
            guid=item.guid,
            title=item.title,
            url=item.url,
            published=item.published,
            start=day,
            end=day,
            body=item.html,
        )
        return Split(issue=issue, entries=tuple(_entries(key, item.html)))

    def _chosen(self, item: FeedItem) -> bool:
        """Whether a paper has a word that is looked for, or is by one of those looked for."""
        if self.keywords is None and self.authors is None:
            return True
        words = self.keywords and self.keywords.search(f"{one_line(item.title)}\n{_abstract(item)}")
        return bool(words or (self.authors and any(map(self.authors.search, item.authors))))

    def _post(self, day: date, papers: Mapping[str, FeedItem]) -> FeedItem:
        listed = "".join(
            f'<p><a href="{_PAGE}{escape(number)}">{escape(one_line(item.title))}</a></p>\n'
            for number, item in papers.items()
        )
        return FeedItem(
            title=", ".join(self.categories),
            subtitle="",
            url=f"{_MONTH}{self.categories[0]}/{day:%Y-%m}",
            guid=f"{_DAY}{self.categories[0]}/{day}",
            published=next(iter(papers.values())).published,
            html=listed,
        )


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    """A pattern of any of the words, whole, in capitals or not, however they are spaced; None where there are none."""
    found = "|".join(r"\s+".join(map(re.escape, word.split())) for word in words)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if found else None


def _day(item: FeedItem) -> date:
    """The day of a listing. It is dated midnight in New York, which by both of that city's offsets is that day's UTC.

    Source: https://github.com/arXiv/arxiv-feed/blob/develop/feed/utils.py
    """
    return item.published.astimezone(UTC).date()


def _abstract(item: FeedItem) -> str:
    """`arXiv:2611.00001v1 Announce Type: new \\nAbstract: …` without what stands before the text."""
    return one_line(item.html.partition("Abstract:")[2])


def _entries(key: str, html: str) -> Iterator[Entry]:
    listed = [(block.text, block.links[0].url) for block in blocks(html) if block.links]
    for position, (name, url) in enumerate(listed, start=1):
        link = Link(label="Paper", url=url)
        yield Entry(issue=key, position=position, name=name, summary="", links=(link,), arxiv_id=arxiv_id(url))
