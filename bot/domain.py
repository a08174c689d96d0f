"""The nouns of the house, one a step of the line. Frozen values; they do no I/O.

A key is a readable path and the same string in database, log, page and command line:
`dair/2026-06-28` (issue), `dair/2026-06-28/3` (entry), `dair/2026-06-28/pytorch-kr` (digest).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

INTRO = 0
"""The position of the week's intro among the entries of an issue; papers count from 1."""

BOT = "paperboy"
"""Who holds and lets go what no person did."""

BULLET = "● "
"""Begins each bulleted line of a summary; a line without it is the lead."""


def fingerprint(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class Severity(StrEnum):
    """How bad a finding is."""

    BLOCK = "block"
    REPAIR = "repair"
    WARN = "warn"


class Stop(StrEnum):
    """What a hold does. Only `HELD` and `PAUSED` can be lifted."""

    HELD = "held"
    PAUSED = "paused"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


class Missing(StrEnum):
    """Why a paper has no abstract. `NOT_YET` is never cached and is filled in later."""

    NOT_ON_ARXIV = "not on arXiv"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One post of a feed as received, before a source has said what it is."""

    title: str
    subtitle: str
    url: str
    guid: str
    published: datetime
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of an entry: the label and the URL as the source prints them."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue of a newsletter, made by a source.

    `start` and `end` are the first and the last day of the week it covers, both included.
    `why` says why the issue must be held; empty when it is complete.
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
    body: str
    why: str = ""

    @property
    def body_hash(self) -> str:
        """The fingerprint of the body as received."""
        return fingerprint(self.body)


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
    """An issue and its entries, in the order printed."""

    issue: Issue
    entries: tuple[Entry, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A doubt about an issue, an entry or a translation, in words a moderator can act on."""

    key: str
    code: str
    severity: Severity
    message: str
    source_span: str = ""
    target_span: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One version of an entry's text in a locale; never overwritten, only followed.

    Of the intro (position 0) `title` is the week in one sentence, `summary` its paragraphs, `abstract` empty.
    `topics` are up to five English phrases. `by` is a model's id or a person's name; `prompt` the hash of the
    prompt that made it, empty when a person did. `source` is the fingerprint of the newsletter's text it was made
    from, empty where that was not kept.
    """

    entry: str
    locale: str
    version: int = 1
    title: str
    summary: str
    abstract: str = ""
    topics: tuple[str, ...] = ()
    by: str
    prompt: str = ""
    source: str = ""
    locked: bool = False

    @property
    def key(self) -> str:
        """`dair/2026-06-28/3@ko.2`."""
        return f"{self.entry}@{self.locale}.{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one call by kind. Thinking tokens are part of `output`; cache figures are not part of `input`."""

    input: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0
    thinking: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One row of the ledger. `cost_usd` is None where the configuration has no price for the model."""

    task: str
    key: str
    model: str
    prompt: str
    usage: Usage
    cost_usd: float | None
    milliseconds: int
    stop_reason: str


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
    `note` is a line shown atop every part, empty for none.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A glossary row: the source term and what may stand for it in the locale."""

    source: str
    accepted: tuple[str, ...]
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """A language a digest is written in: one folder of `prompts/`.

    `words` are the texts people see, by key. `prompts` are the model's instructions by task, with the locale's
    own guidance already in them.
    """

    code: str
    language: str
    words: Mapping[str, str]
    prompts: Mapping[str, str]
    glossary: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paper of a digest with its translation; `translation` None means the entry goes out in its source language."""

    entry: Entry
    paper: Paper
    translation: Translation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything one edition says about one issue. `intro` is None when it was dropped.

    `previous_url` is the address of last week's topic, None when there is none.
    """

    issue: Issue
    edition: Edition
    intro: Translation | None
    pieces: tuple[Piece, ...]
    previous_url: str | None = None

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

    `key` is the digest's with `#part` (from 1), or `#part.edit-N`. `raw` is exactly what is sent. `external_id` and
    `title` are a topic's only; `topic_id` a reply's or an edit's. `queued` is when the forum put it before its
    moderators, None where it did not.
    """

    key: str
    raw: str
    title: str = ""
    external_id: str | None = None
    tags: tuple[str, ...] = ()
    topic_id: int | None = None
    queued: datetime | None = None

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Stops an item, or an edition by its name. `who` is a person or `paperboy`; from `until` on it stops nothing."""

    key: str
    reason: str
    who: str
    since: datetime
    kind: Stop = Stop.HELD
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided of a key, by whom and when: `held`, `released`, `paused`, `resumed`, `dropped`, `withdrawn`."""

    key: str
    what: str
    who: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A unit that failed the same way `count` times since `since`; it is not tried before `until`."""

    key: str
    why: str
    count: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a command asks of the worker: `what` is one of `pipeline.grant`, `key` the item, empty for everything."""

    number: int
    what: str
    key: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The one thing an item waits for, since when, and until when; None where no time can be given."""

    key: str
    what: str
    since: datetime | None = None
    until: datetime | None = None
