"""What is read: posts of a feed, issues, entries, and what the papers are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from bot.domain.base import fingerprint

BULLET = "● "
"""Begins each bulleted line of a summary; a line without it is the lead."""

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the date of a post that has none: before every edition's start, so it is never posted by itself."""


class Missing(StrEnum):
    """Why a paper has no abstract. `NOT_YET` is never cached and is filled in later."""

    NOT_ON_ARXIV = "not on arXiv"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One post of a feed as received, before a source has said what it is.

    `authors` and `categories` are as the feed gives them, in its order. `announced` is arXiv's word for why a paper is
    listed (`new`, `cross`, `replace`, `replace-cross`); empty in other feeds.
    """

    title: str
    subtitle: str
    url: str
    guid: str
    published: datetime
    html: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    announced: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of an entry: the label and the URL as the source prints them."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue of a newsletter, made by a source.

    `start` and `end` are the first and the last day of the week it covers, both included.
    `why` says why the issue must be held; empty when it is complete. The body is large: it is empty where issues are
    listed, and two are the same whatever theirs are; `body_hash` tells bodies apart.
    """

    key: str
    source: str
    slug: str
    guid: str
    title: str
    url: str
    published: datetime
    start: date
    end: date
    body: str = field(compare=False)
    why: str = ""

    @property
    def body_hash(self) -> str:
        """The fingerprint of the body as received."""
        return fingerprint(self.body)

    @property
    def unnamed(self) -> bool:
        """Whether its source gave it no slug of its own, so that it goes by its days."""
        return self.slug == f"{self.start}..{self.end}"

    def is_same(self, other: "Issue") -> bool:
        """Whether both are one issue, by whatever way they came: by slug or, where one has none, by their days."""
        days = (self.start, self.end) == (other.start, other.end)
        return self.source == other.source and (self.slug == other.slug or (days and (self.unnamed or other.unnamed)))

    def among(self, known: Iterable["Issue"]) -> "Issue | None":
        """The known issue that this one is, by its slug before its days, the first of several; None where it is new."""
        same = (one for one in known if self.is_same(one))
        return min(same, key=lambda one: one.slug != self.slug, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper's place in an issue, with the newsletter's own text, untouched.

    `summary` is the lead and, where the source has bullets, one line each beginning with `BULLET`.
    `arxiv_id` has no version; None means that no link leads to arXiv.
    """

    issue: str
    position: int
    name: str
    summary: str
    links: tuple[Link, ...] = ()
    arxiv_id: str | None = None

    @property
    def key(self) -> str:
        """`dair/2026-06-28/3`."""
        return f"{self.issue}/{self.position}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An issue and its entries, in the order printed. `cut` where it came from a place that shows but its beginning."""

    issue: Issue
    entries: tuple[Entry, ...]
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A post that is not an issue of this source, and why."""

    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What arXiv says of one id. `comment` is the authors' own, often empty."""

    arxiv_id: str
    title: str
    authors: tuple[str, ...]
    abstract: str
    withdrawn: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What an entry is about. `abstract` is empty exactly when `missing` says why."""

    entry: str
    title: str
    authors: tuple[str, ...] = ()
    arxiv_id: str | None = None
    abstract: str = ""
    missing: Missing | None = None
