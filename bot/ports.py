"""What the bot asks of the world: one Protocol each, and `Bot`, the bundle of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.domain import (
    Beat,
    Call,
    Decision,
    Digest,
    Draft,
    Edition,
    Entry,
    Failure,
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
    Topic,
    Translation,
    Wish,
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

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        """The parts of a digest that stand there, by their markers, in order; empty where its topic is not there.

        Needs nothing from the store: it is how a new database knows what was posted. Raises: Unavailable, Rejected.
        """
        ...

    def newest(self) -> Sequence[Topic]:
        """The newest topics where the edition's go, whoever opened them, the youngest first. Raises: Unavailable."""
        ...

    def beat(self, mine: Beat) -> Beat | None:
        """Leaves this machine's sign of life, and returns the one that stood there before; None for the first.

        Raises: Unavailable, Rejected, Misconfigured.
        """
        ...

    def create(self, intent: Intent) -> Post:
        """Sends the intent and reads back what was stored. `intent.topic_id` says where a reply goes.

        Raises: OutcomeUnknown (look before sending again), Queued (a moderator there must approve it); Unavailable,
        Rejected, Misconfigured only where nothing was posted.
        """
        ...

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Those of a digest's posts that still stand, as they stand now, in order. Raises: Unavailable."""
        ...

    def editor(self, post: Post) -> str:
        """Who changed the post last; empty where nobody did or the forum does not tell. Raises: Unavailable."""
        ...

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        """Replaces `post.raw` by `raw`; refused when what stands there is no longer `post.raw`.

        Raises: OutcomeUnknown, Unavailable (also: changed by somebody else meanwhile), Rejected (too old, locked).
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

    def revise(self, split: Split) -> Sequence[str]:
        """Puts a known issue's new body, title and entries in the place of the old; returns the changed entries' keys.

        The issue keeps its key and the time it was published. What was known of a changed entry (its paper, a hold of
        the bot's own on it) is forgotten; its translations stay and are followed. A hold for the old `why` falls.
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
    """What must not move, and who decided so."""

    def put(self, hold: Hold) -> None:
        """Stops a key and records the decision. What stands already keeps its first reason, unless the new one stops
        more (dropped and withdrawn over held and paused), is a person's over the bot's own, or ends a pause otherwise.
        """
        ...

    def lift(self, key: str, who: str, at: datetime) -> bool:
        """Lets a held key or a paused edition go, and records it; False where there was nothing that can be lifted."""
        ...

    def all(self) -> Sequence[Hold]:
        """Every one, also those whose `until` is past; oldest first."""
        ...

    def decisions(self, prefix: str) -> Sequence[Decision]:
        """What was decided of a key or any key below it, oldest first."""
        ...


class Failures(Protocol):
    """Units that did not succeed, so that they are tried again later, and not for ever."""

    def add(self, key: str, why: str, at: datetime, until: datetime) -> Failure:
        """Counts a failure; one for another reason begins the count anew."""
        ...

    def clear(self, key: str) -> None:
        """Forgets them: the unit succeeded, or a person let it go. Writes nothing where there is none."""
        ...

    def all(self) -> Mapping[str, Failure]:
        """By key."""
        ...


class Wishes(Protocol):
    """What commands ask of the worker that holds the lock."""

    def add(self, what: str, key: str, who: str, at: datetime) -> Wish: ...

    def open(self) -> Sequence[Wish]:
        """Those not answered yet, oldest first."""
        ...

    def answer(self, number: int, events: Sequence[Mapping[str, str]], at: datetime) -> None:
        """Records what came of a wish: the events of its work as a `Reporter` heard them, facts as text, with `event`
        and `key` among them."""
        ...

    def answered(self, number: int) -> Sequence[Mapping[str, str]] | None:
        """The events; None while the worker is at it."""
        ...

    def withdraw(self, number: int) -> bool:
        """Takes back a wish that was not answered; False where it was."""
        ...


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

    def add(self, post: Post, at: datetime) -> None:
        """Keeps what a publisher stored for an intent; adding it again replaces it, but not the time."""
        ...

    def queue(self, key: str, at: datetime) -> None:
        """Marks an intent as waiting for the forum's moderators, from its first time on."""
        ...

    def unqueue(self, digest_key: str) -> bool:
        """Takes such marks off a digest's intents, so that they are sent again; False where there was none."""
        ...

    def adopt(self, posts: Sequence[Post], at: datetime) -> None:
        """Keeps a digest's posts that were found standing, with intents made of them, in one transaction."""
        ...

    def begun(self, issue_key: str) -> bool:
        """Whether any part of the issue was ever meant to be sent, in any edition."""
        ...

    def last_topic(self, edition: str) -> datetime | None:
        """When the edition's newest topic was kept; None before the first."""
        ...

    def of(self, digest_key: str) -> Sequence[Post]:
        """The posts of a digest in order of parts."""
        ...


class Store(Protocol):
    """The database, a noun at a time. Every method is one transaction."""

    def require_room(self) -> None:
        """Raises: Unavailable where the disk has no room to keep what is about to be paid for."""
        ...

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
    def failures(self) -> Failures: ...
    @property
    def wishes(self) -> Wishes: ...
    @property
    def posts(self) -> Posts: ...


class Engine(Protocol):
    """Runs waiting units."""

    def run(self, work: Callable[[Item], None], items: Iterable[Item]) -> None:
        """Does `work` for every item, some at once; returns when all are done. Raises what a unit raised, last."""
        ...


class Pulse(Protocol):
    """Knows what runs, and whether anything new may begin."""

    @property
    def halted(self) -> bool:
        """True from the moment the program is asked to stop, or to do something else first: no new unit begins."""
        ...

    def unit(self, key: str) -> AbstractContextManager[None]:
        """Surrounds one unit of work."""
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

    def fields(self, digest: Digest, locale: Locale) -> Mapping[tuple[int, str], str]:
        """Every named field of the draft, by position (0 for the intro) and name, exactly as it stands there."""
        ...

    def read_back(self, digest: Digest, locale: Locale, place: tuple[int, str], text: str) -> Translation | None:
        """The translation that would be laid out as `text` in that field; None where none would.

        The version is not set; what the field does not show is taken from the translation that stands.
        """
        ...

    def notice(self, digest: Digest, locale: Locale, piece: Piece | None) -> str:
        """What stands in the place of a digest's part, or of one entry with its heading, once it was taken down."""
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
    pulse: Pulse
    host: str
    sources: Mapping[str, Source]
    feed_urls: Mapping[str, str]
    expect: Mapping[str, timedelta]
    editions: Sequence[Edition]
    locales: Mapping[str, Locale]
    publishers: Mapping[str, Publisher]
    patience: timedelta
