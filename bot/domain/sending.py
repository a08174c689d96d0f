"""What goes out: editions, digests, drafts, intents and posts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.correcting import Audience, Correcting
from bot.domain.reading import Entry, Issue, Paper
from bot.domain.writing import Locale, Receipt, Translation


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
class Shape:
    """How an edition's posts look.

    `boxes`: a paper's address stands alone on its line, where a forum makes a box of it. `rules`: a line is drawn
    between papers. `folded`: each abstract is folded away, translation and all. `maths`: the place shows formulas;
    where it does not, they are written out as plain text.
    """

    boxes: bool = True
    rules: bool = False
    folded: bool = False
    maths: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Topics of the forum itself that are shown with a paper: at most `most`, none less like it than `threshold`.

    `threshold` is the part of the paper's telling words that the topic's title must have, from 0 to 1.
    """

    most: int = 3
    threshold: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One community's delivery of one source, named in config.toml.

    `start` is `next`, `latest` or an ISO date. `review` is `none`, `required` or `until HH:MM` in the window's zone.
    `settle` is how long an issue is left alone after publication. `labels` override the locale's words by key;
    `note` is a line shown atop every part, empty for none. `on_failure` is what becomes of an entry whose text does
    not pass the gate: `source`, it goes out in its source language, or `hold`, the digest waits for a person.
    `receipt` shows at the end of a digest, folded, what the gate did about it. `correcting` is how it listens to its
    readers, None where it does not. `source_kind` is the plug-in that reads the source. `topic_tags` are the forum's
    tags by a paper's topic where not called like it, None for none. `related` is None where no topics of the forum
    are sought. `after` is another edition whose topic of the same issue is waited for and linked, for `after_limit` at
    the most; empty where none is. `localizes` is the one in whose topic this is shown, in another language and without
    a topic of its own: it comes after that one, without a limit; `localized` says that another does so in this one's.
    `grace` is how long after that topic was opened this edition still waits for corrections. `campaign` is the
    `utm_source` of links to the forum; empty for none.
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
    source_kind: str = "dair"
    shape: Shape = Shape()
    topic_tags: Mapping[str, str] | None = None
    related: Related | None = None
    after: str = ""
    after_limit: timedelta = timedelta(hours=24)
    grace: timedelta = timedelta(0)
    campaign: str = ""
    localizes: str = ""
    localized: bool = False

    @property
    def form(self) -> str:
        """What the template prints, as the ending of a file: `html`, or `md` for Markdown."""
        return "html" if self.template.endswith(".html.j2") else "md"

    def word(self, locale: Locale, key: str) -> str | None:
        """A text that people see: the edition's own, else what the locale says of its kind of source, or of all.

        None where nobody has one.
        """
        of_kind = locale.kinds.get(self.source_kind, {})
        return self.labels.get(key) or of_kind.get(key) or locale.words.get(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paper of a digest with its translation; `translation` None means the entry goes out in its source language."""

    entry: Entry
    paper: Paper
    translation: Translation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as a list of topics shows it; `own` where the bot's account opened it."""

    title: str
    url: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a digest's forum had around it when it was drawn, kept so that it is laid out the same ever after.

    `tags` are the forum's own that its papers' topics lead to; `related` are topics of the forum by the position of an
    entry.
    """

    tags: tuple[str, ...] = ()
    related: Mapping[int, tuple[Topic, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """The topic of the same issue in another edition, and the language of that one: its locale, its name for itself."""

    locale: str
    native: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything one edition says about one issue. `intro` is None when it was dropped.

    `previous_url` is the address of last week's topic, None when there is none. `receipts` are those of the texts it
    shows, in their order; a text that nothing checked, or a person wrote, has none. `credits` are the names of the
    readers whose corrections it carries, in the order they were made. `siblings` are the same issue's topics that it
    links to, and `topic_url` the one of the edition that it comes after, empty where there is none. It is `reviewed`
    where it goes out only by a person's word.
    """

    issue: Issue
    edition: Edition
    intro: Translation | None
    pieces: tuple[Piece, ...]
    previous_url: str | None = None
    receipts: tuple[Receipt, ...] = ()
    credits: tuple[str, ...] = ()
    surroundings: Surroundings = Surroundings()
    siblings: tuple[Sibling, ...] = ()
    topic_url: str = ""
    reviewed: bool = False

    @property
    def key(self) -> str:
        """`dair/2026-06-28/pytorch-kr`."""
        return f"{self.issue.key}/{self.edition.name}"


MARKER_RESERVE = 160
"""Code points that a draft leaves free in every part for the marker line that posting adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A digest as it will be posted: parts in order, each within the limit that was asked for.

    `link` is the address that a place with a field for one is given, empty where there is none; `data` the digest as
    JSON, empty where its publisher takes none.
    """

    title: str
    parts: tuple[str, ...]
    tags: tuple[str, ...] = ()
    link: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is about to be sent, written down before the first byte goes out.

    `key` is the digest's with `#part` (from 1), `#part.edit-N`, or the name of what is said beside it: `#ask-17-5d41…`
    (a proposal as it was shown), `#thanks-17-502` (correction and comment). `raw` is exactly what is sent.
    `external_id` and `title` are a topic's only; `topic_id` a reply's or an edit's; `answers` is the number of the post
    that a reply is to, None for the topic. `audience` is who reads it; the group's name is `to`. `queued` is when the
    forum put it before its moderators, None where it did not. `link` and `data` are the draft's, the first part's only.
    `created_at` is the day an old issue is posted under, None for now.
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
    link: str = ""
    data: str = ""
    created_at: datetime | None = None

    @property
    def part(self) -> int:
        """The part's number, from 1."""
        return int(self.key.rpartition("#")[2].partition(".")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What stands where it was published. `raw` and `title` are what the publisher stored, read back.

    `url` is empty where the place told none.
    """

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
class Progress:
    """How many parts of a digest were written down, and how many of them stand; `queued` is since when one that does
    not stand is before the forum's moderators, None where none is.
    """

    parts: int
    standing: int
    queued: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often one account may write at one place: so many topics in any 24 hours, so many seconds between two.

    `account` names it, the same for every edition that posts there by it.
    """

    account: str
    topics_a_day: int
    between_topics_s: float
    between_posts_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """Old issues that some editions are to have: those that end between two days, both included.

    `gathered` is when the archives were read, None before that; `looked` when the topics were last read that stand
    where the editions post; `ended` when all was out, or a person put an end to it.
    """

    number: int
    editions: tuple[str, ...]
    since: date
    until: date
    who: str
    at: datetime
    gathered: datetime | None = None
    looked: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A sign of life that a machine leaves where it publishes."""

    host: str
    at: datetime
