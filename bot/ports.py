"""What the bot asks of the world: one Protocol each, and `Bot`, the bundle of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.domain import (
    Call,
    Digest,
    Draft,
    Edition,
    Entry,
    FeedItem,
    Finding,
    Hold,
    Intent,
    Issue,
    Locale,
    Paper,
    Piece,
    Post,
    Record,
    Skipped,
    Split,
    Translation,
)

Item = TypeVar("Item")


class Clock(Protocol):
    """A clock that can also wait."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Returns when that many seconds have passed on this clock."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a conditional GET sends back: the last answer's ETag and Last-Modified, None where it had none."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A whole, readable feed: its posts newest first, as printed."""

    items: tuple[FeedItem, ...]
    validators: Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing `doctor` looked at: what, whether it is well, and else what to do."""

    what: str
    well: bool
    remedy: str = ""


class Feed(Protocol):
    """Reads a newsletter's feed."""

    def fetch(self, url: str, validators: Validators) -> Fetched | None:
        """The feed; None when it has not changed.

        Raises: Unavailable (also for a cut, mis-encoded or HTML answer: nothing of it is kept), Misconfigured.
        """
        ...


class Source(Protocol):
    """One newsletter: a module of `bot/sources/`."""

    NAME: str
    FEED_URL: str

    def split(self, item: FeedItem) -> Split | Skipped:
        """What a post is: an issue and its entries (`issue.why` set when it must be held), or not an issue."""
        ...


class Library(Protocol):
    """Knows papers by arXiv id."""

    def look_up(self, ids: Sequence[str]) -> Mapping[str, Record]:
        """Records by id as asked (without version); an id that the library does not know is absent.

        Raises: Unavailable.
        """
        ...


class Translator(Protocol):
    """Writes text in a locale. Every call it makes is in the ledger before its result is returned."""

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        """Raises: Unavailable, Rejected (refused, cut, or malformed twice), Misconfigured."""
        ...

    def introduce(self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
        """The week's intro, from the entries in order. Raises: as `translate`."""
        ...

    def check(self) -> Sequence[Check]:
        """Whether key and model would be accepted, asked without spending anything."""
        ...


class Publisher(Protocol):
    """One place where digests go. Its methods are single requests; `posting.py` makes them happen once."""

    def check(self) -> Sequence[Check]:
        """Whether a digest could be posted there, asked without writing anything."""
        ...

    def limit(self) -> int | None:
        """How many code points one part may have; None for any number. Raises: Unavailable."""
        ...

    def find(self, intent: Intent) -> Post | None:
        """What an earlier try of this intent left there, None when there is nothing. Raises: Unavailable, Rejected."""
        ...

    def create(self, intent: Intent) -> Post:
        """Sends the intent and reads back what was stored. `intent.topic_id` says where a reply goes.

        Raises: OutcomeUnknown (look before sending again), Unavailable, Rejected, Misconfigured.
        """
        ...

    def read(self, post: Post) -> Post:
        """The post as it stands now. Raises: Unavailable, Rejected (gone)."""
        ...

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        """Replaces `post.raw` by `raw`; refused when what stands there is no longer `post.raw`.

        Raises: OutcomeUnknown, Unavailable, Rejected (changed by somebody else, too old, closed).
        """
        ...


class Issues(Protocol):
    """Issues and their entries."""

    def add(self, split: Split) -> Split:
        """Keeps an issue with its entries and the hold its source asks for, in one transaction.

        Returns it under the key it was given, once and for ever; an issue that is known (same source and slug)
        comes back as it is stored, and nothing changes.
        """
        ...

    def get(self, key: str) -> Issue | None: ...

    def all(self, source: str | None = None) -> Sequence[Issue]:
        """Oldest first."""
        ...

    def entries(self, issue_key: str) -> Sequence[Entry]:
        """In the order printed."""
        ...


class Feeds(Protocol):
    """What the last poll of each feed left."""

    def validators(self, source: str) -> Validators: ...

    def polled(self, source: str, validators: Validators, at: datetime) -> None:
        """Records a poll that was understood whole (not a 304)."""
        ...

    def last_change(self, source: str) -> datetime | None:
        """When the feed last answered with something new; None before the first poll."""
        ...


class Editions(Protocol):
    """Where each edition starts."""

    def since(self, name: str) -> datetime | None:
        """Issues published at or after this belong to the edition; None before its first poll."""
        ...

    def begin(self, name: str, since: datetime) -> None:
        """Sets it, once; later calls change nothing."""
        ...


class Papers(Protocol):
    """What entries are about, and arXiv's answers, which are kept for ever."""

    def of(self, issue_key: str) -> Mapping[str, Paper]:
        """By entry key; an entry whose paper is not known yet is absent."""
        ...

    def put(self, papers: Iterable[Paper], findings: Iterable[Finding] = ()) -> None:
        """Keeps papers in one transaction; one that is known is replaced only if it was `not yet`."""
        ...

    def records(self, ids: Sequence[str]) -> Mapping[str, Record]: ...

    def keep(self, records: Iterable[Record]) -> None: ...


class Translations(Protocol):
    """Versions of each entry's text in each locale."""

    def add(self, translation: Translation, findings: Iterable[Finding] = ()) -> Translation:
        """Keeps it as the next version and returns it so numbered. Raises: Rejected (a locked one stands)."""
        ...

    def latest(self, issue_key: str, locale: str) -> Mapping[str, Translation]:
        """The last version by entry key; the intro's key is the issue's with `/0`."""
        ...


class Calls(Protocol):
    """The ledger of model calls, and the memory of their answers."""

    def add(self, call: Call, *, memory: str | None = None, answer: str = "") -> None:
        """Records a call and, under the fingerprint `memory`, its answer, in one transaction."""
        ...

    def remember(self, memory: str) -> tuple[str, str] | None:
        """The answer kept under a fingerprint and the model that gave it; None when it was never paid for."""
        ...

    def under(self, prefix: str) -> Sequence[Call]:
        """The calls for a key or for any key below it, oldest first."""
        ...


class Findings(Protocol):
    """Doubts on record."""

    def add(self, findings: Iterable[Finding]) -> None:
        """Keeps them; one that is on record (same key, code and message) is not kept twice."""
        ...

    def under(self, prefix: str) -> Sequence[Finding]: ...


class Holds(Protocol):
    """What must not move."""

    def put(self, key: str, reason: str, who: str, at: datetime) -> None:
        """Holds a key; one that is held keeps its first reason."""
        ...

    def lift(self, key: str) -> bool:
        """Releases a key; False when it was not held."""
        ...

    def all(self) -> Sequence[Hold]: ...


class Posts(Protocol):
    """What was meant to be sent, and what stands where."""

    def intend(self, intents: Sequence[Intent]) -> Sequence[Intent]:
        """Writes down a digest's parts together; where intents of these keys stand, those are returned unchanged."""
        ...

    def parts(self, digest_key: str) -> Sequence[Intent]:
        """The intents of a digest's parts, in order; empty before they were written down."""
        ...

    def forget(self, digest_key: str) -> None:
        """Drops the intents of a digest's parts, so that they are drawn anew; none once any part stands."""
        ...

    def edits(self, digest_key: str) -> Sequence[Intent]:
        """The intents of edits to a digest's parts, oldest first."""
        ...

    def add(self, post: Post) -> None:
        """Keeps what a publisher stored for an intent; adding it again replaces it."""
        ...

    def of(self, digest_key: str) -> Sequence[Post]:
        """The posts of a digest in order of parts."""
        ...


class Store(Protocol):
    """The database, a noun at a time. Every method is one transaction."""

    @property
    def feeds(self) -> Feeds: ...
    @property
    def issues(self) -> Issues: ...
    @property
    def editions(self) -> Editions: ...
    @property
    def papers(self) -> Papers: ...
    @property
    def translations(self) -> Translations: ...
    @property
    def calls(self) -> Calls: ...
    @property
    def findings(self) -> Findings: ...
    @property
    def holds(self) -> Holds: ...
    @property
    def posts(self) -> Posts: ...


class Engine(Protocol):
    """Runs waiting units."""

    def run(self, work: Callable[[Item], None], items: Iterable[Item]) -> None:
        """Does `work` for every item, some at once; returns when all are done. Raises what a unit raised, last."""
        ...


class Reporter(Protocol):
    """Hears what happens: the service logs it, a command shows it."""

    def __call__(self, event: str, key: str, **facts: object) -> None: ...


class Renderer(Protocol):
    """Lays a digest out."""

    def draft(self, digest: Digest, locale: Locale, limit: int | None) -> Draft:
        """The parts, none longer than `limit` code points. Raises: Rejected (one entry alone is longer)."""
        ...

    def field(self, digest: Digest, locale: Locale, piece: Piece, name: str) -> str:
        """One named field of one entry exactly as it stands in the draft."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """All the bot can reach."""

    clock: Clock
    store: Store
    feed: Feed
    library: Library
    translator: Translator
    renderer: Renderer
    engine: Engine
    report: Reporter
    sources: Mapping[str, Source]
    feed_urls: Mapping[str, str]
    editions: Sequence[Edition]
    locales: Mapping[str, Locale]
    publishers: Mapping[str, Publisher]
    patience: timedelta
