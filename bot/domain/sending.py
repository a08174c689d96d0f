"""What goes out: editions, digests, drafts, intents and posts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.correcting import Audience, Correcting
from bot.domain.reading import Entry, Issue, Paper
from bot.domain.writing import Receipt, Translation


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """How much of the English stands in the post: `quote`, `folded` or `none`, for each of the two texts."""

    summary: str = "folded"
    abstract: str = "folded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When an edition may post: not before `opens` and, where given, not after `closes` (HH:MM in `zone`)."""

    zone: str = "UTC"
    opens: str = "00:00"
    closes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One community's delivery of one source, named in config.toml.

    `start` is `next`, `latest` or an ISO date. `review` is `none`, `required` or `until HH:MM` in the window's zone.
    `settle` is how long an issue is left alone after publication. `labels` override the locale's words by key;
    `note` is a line shown atop every part, empty for none. `on_failure` is what becomes of an entry whose text does
    not pass the gate: `source`, it goes out in its source language, or `hold`, the digest waits for a person.
    `receipt` shows at the end of a digest, folded, what the gate did about it. `correcting` is how it listens to its
    readers, None where it does not.
    """

    name: str
    source: str
    locale: str
    template: str
    publisher: str
    tags: tuple[str, ...] = ()
    start: str = "next"
    settle: timedelta = timedelta(hours=3)
    review: str = "none"
    window: Window = Window()
    source_text: SourceText = SourceText()
    labels: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    on_failure: str = "source"
    receipt: bool = False
    correcting: Correcting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paper of a digest with its translation; `translation` None means the entry goes out in its source language."""

    entry: Entry
    paper: Paper
    translation: Translation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything one edition says about one issue. `intro` is None when it was dropped.

    `previous_url` is the address of last week's topic, None when there is none. `receipts` are those of the texts it
    shows, in their order; a text that nothing checked, or a person wrote, has none. `credits` are the names of the
    readers whose corrections it carries, in the order they were made.
    """

    issue: Issue
    edition: Edition
    intro: Translation | None
    pieces: tuple[Piece, ...]
    previous_url: str | None = None
    receipts: tuple[Receipt, ...] = ()
    credits: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """`dair/2026-06-28/pytorch-kr`."""
        return f"{self.issue.key}/{self.edition.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A digest as it will be posted: parts in order, each within the limit that was asked for."""

    title: str
    parts: tuple[str, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is about to be sent, written down before the first byte goes out.

    `key` is the digest's with `#part` (from 1), `#part.edit-N`, or the name of what is said beside it: `#ask-17-5d41…`
    (a proposal as it was shown), `#thanks-17-502` (correction and comment). `raw` is exactly what is sent.
    `external_id` and `title` are a topic's only; `topic_id` a reply's or an edit's; `answers` is the number of the post
    that a reply is to, None for the topic. `audience` is who reads it; the group's name is `to`. `queued` is when the
    forum put it before its moderators, None where it did not.
    """

    key: str
    raw: str
    title: str = ""
    external_id: str | None = None
    tags: tuple[str, ...] = ()
    topic_id: int | None = None
    queued: datetime | None = None
    audience: Audience = Audience.EVERYBODY
    to: str = ""
    answers: int | None = None

    @property
    def part(self) -> int:
        """The part's number, from 1."""
        return int(self.key.rpartition("#")[2].partition(".")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What stands where it was published. `raw` and `title` are what the publisher stored, read back."""

    key: str
    topic_id: int
    post_id: int
    url: str
    title: str
    raw: str
    tags: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The post's number in its topic, as its address says: `…/t/102/7`; 1 for the one that opened it."""
        found = re.search(r"/t/\d+/(\d+)$", self.url)
        return int(found[1]) if found else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as a list of topics shows it; `own` where the bot's account opened it."""

    title: str
    url: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A sign of life that a machine leaves where it publishes."""

    host: str
    at: datetime
