"""The services outside, the clock, and what runs and tells of the work."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from bot.domain import (
    Beat,
    Comment,
    Digest,
    Draft,
    Entry,
    Estimate,
    FeedItem,
    Intent,
    Issue,
    Locale,
    Pace,
    Paper,
    Piece,
    Post,
    Reading,
    Record,
    Shown,
    Skipped,
    Split,
    Topic,
    Translation,
    Wanted,
)
from bot.ports.correcting import Forum
from bot.ports.keeping import Validators

if TYPE_CHECKING:
    from bot.gate import Case, Found  # the rules take their time to load, and most commands check no text

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The tags that a topic may have: some of `names`, at most `most`, none longer than `longest` code points."""

    names: frozenset[str]
    most: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a model would be asked for a text now.

    `prompt` is the hash of the instructions, `terms` those that occur; `known` whether this very question was answered
    before, so that asking it costs nothing.
    """

    prompt: str
    terms: tuple[str, ...]
    known: bool


class Feed(Protocol):
    """Reads a newsletter's feed, and single pages."""

    def page(self, url: str) -> str:
        """The text of one page as it stands now. Raises: Unavailable, Rejected (there is no such page)."""
        ...

    def fetch(self, url: str, validators: Validators) -> Fetched | None:
        """The feed; None when it has not changed.

        Raises: Unavailable (also for a cut, mis-encoded or HTML answer: nothing of it is kept), Misconfigured.
        """
        ...


class Source(Protocol):
    """One newsletter: what `connect` of a module of `bot/sources/` makes of its table in config.toml."""

    @property
    def name(self) -> str:
        """What config.toml calls it; every key of its issues begins with it."""
        ...

    @property
    def feed_url(self) -> str:
        """Where its feed is; empty where it has none."""
        ...

    @property
    def expect(self) -> timedelta:
        """A new issue usually appears within this time of the one before."""
        ...

    def gather(self, items: Sequence[FeedItem], known: Mapping[str, str]) -> Sequence[FeedItem]:
        """The posts to be split, from those of a feed: for most the same, for a listing of papers one a day.

        `known` are the arXiv ids in the source's issues until now, each with the slug of the issue that had it first.
        """
        ...

    def split(self, item: FeedItem) -> Split | Skipped:
        """What a post is: an issue and its entries (`issue.why` set when it must be held), or not an issue."""
        ...


@runtime_checkable
class Archive(Protocol):
    """The old issues of a newsletter, page by page: what `connect` of a module of `bot/sources/` makes of its table."""

    @property
    def newsletter(self) -> str:
        """The source whose issues these are: their keys begin with its name."""
        ...

    def pages(self, since: date, until: date) -> Sequence[str]:
        """The addresses where issues that end between these days, both included, stand; oldest first."""
        ...

    def read(self, page: str, text: str) -> Sequence[Split]:
        """The issues of a page, oldest first; `issue.why` is set on one that is not whole."""
        ...


class Library(Protocol):
    """Knows papers by arXiv id."""

    def look_up(self, ids: Sequence[str]) -> Mapping[str, Record]:
        """Records by id as asked (without version); an id that the library does not know is absent.

        Raises: Unavailable.
        """
        ...


class Author(Protocol):
    """A model that writes text in a locale. Every call it makes is in the ledger before its result is returned."""

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        """Raises: Unavailable, Rejected (refused, cut, or malformed twice), Misconfigured."""
        ...

    def introduce(self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
        """The week's intro, from the entries in order. Raises: as `translate`."""
        ...

    def repair(self, case: "Case", findings: "Found") -> Translation:
        """The text with exactly these findings mended. Raises: as `translate`; also when more was changed, twice."""
        ...


class Translator(Author, Protocol):
    """The models there are: the first is its own author, and others stand beside it."""

    def warm(self, issue_key: str, locale: Locale, texts: int) -> Sequence[str]:
        """Has the model's server keep the instructions for so many texts to come, where calls that read them are then
        cheaper. Returns why it does not keep some, when that is first seen. Raises: Unavailable, Misconfigured.
        """
        ...

    def asking(
        self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], entry: Entry | None, locale: Locale
    ) -> Asking:
        """What would be asked for the text of one of these entries, or for the intro where it is None. Asks nothing."""
        ...

    @property
    def stronger(self) -> Author | None:
        """Writes anew what the gate rejects, or the model itself refuses; None where there is none."""
        ...

    def using(self, model: str, *, buying: bool = True) -> "Translator":
        """The same with another model on trial: its own answers alone count, and none stronger stands behind it.

        In the ledger its calls have keys of their own, so that they count for no digest. Where it is not `buying`, it
        repeats what it answered before, and refuses the rest; that needs no key.

        Raises: Misconfigured (buying within a budget, and the model has no prices).
        """
        ...

    def estimate(self, wanted: Wanted, *, closely: bool = False) -> Estimate:
        """What these texts would take.

        `closely`: beside what is in memory, with the terms that occur and counted by the model's server, which is free;
        without it nobody is asked, and their length alone is looked at.
        """
        ...

    @property
    def unpriced(self) -> Sequence[str]:
        """The models in use that have no prices."""
        ...

    @property
    def judged_by(self) -> str:
        """The model that reads a text again; empty where there is none."""
        ...

    def judge(self, case: "Case") -> "Found":
        """What that model finds in a text; nothing where there is none. Raises: as `translate`."""
        ...

    def read(self, comment: Comment, shown: Sequence[Shown], locale: Locale) -> Reading:
        """What a reader's comment asks to be changed in the texts shown; the model sees its text, and no name.

        Raises: as `translate`.
        """
        ...

    def check(self) -> Sequence[Check]:
        """Whether key and model would be accepted, asked without spending anything."""
        ...


class Publisher(Protocol):
    """One place where digests go. Its methods are single requests; `posting.py` makes them happen once."""

    @property
    def forum(self) -> Forum | None:
        """Where its readers answer; None where they cannot."""
        ...

    @property
    def structured(self) -> bool:
        """Whether it takes the digest as JSON beside the text."""
        ...

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

    def tags(self) -> Tags | None:
        """The tags that stand there, for the edition's topics; None where there is no such list and any may be used.

        Raises: Unavailable, Misconfigured.
        """
        ...

    def search(self, words: str) -> Sequence[Topic]:
        """Topics with all these words in their titles, best first; none that is closed, archived, unlisted or not for
        everybody. The words are letters and numbers with blanks between. Raises: Unavailable, Misconfigured.
        """
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

    def withdraw(self, post: Post, raw: str) -> Post:
        """The same where it takes something down: `raw` says so in its place. Raises: as `edit`."""
        ...


@runtime_checkable
class Localizer(Protocol):
    """A publisher whose texts are shown in another language in the place of another edition's posts."""

    def outdated(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Those that the place takes for older than what they are shown for, since that was edited."""
        ...

    def remove(self, posts: Sequence[Post]) -> None:
        """Takes a digest's texts away, so that everybody is shown the original. Raises: as `Publisher.edit`."""
        ...


@runtime_checkable
class Unseen(Protocol):
    """A publisher whose place cannot be asked what stands there: what may have arrived stays what was sent."""

    def believed(self, intent: Intent) -> Post:
        """What stands there if it arrived. Asks nothing."""
        ...


@runtime_checkable
class Paced(Publisher, Protocol):
    """A place that limits its accounts, and where much may stand: what a backfill asks of it beside the rest."""

    @property
    def pace(self) -> Pace:
        """How often the account may write there. Asks nothing."""
        ...

    def stands(self, external_id: str) -> bool:
        """Whether a topic was opened with this id, and is there: one request. Raises: Unavailable."""
        ...

    def opened(self, since: datetime) -> Sequence[Topic]:
        """All topics opened where the edition's go from a moment on, whoever opened them. Raises: Unavailable."""
        ...

    def send(self, intent: Intent) -> Post:
        """As `create`, but what was stored is not read back: what comes back is what was sent."""
        ...


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

    def draft(self, digest: Digest, locale: Locale, limit: int | None, firsts: Sequence[int] | None = None) -> Draft:
        """The parts, none longer than `limit` code points; with `firsts` cut before these entries, whatever the length.

        Raises: Rejected (one entry alone is longer).
        """
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
