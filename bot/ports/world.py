"""The services that are read and asked, the clock, and what lays out, runs and tells of the work."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from bot.domain import (
    Comment,
    Digest,
    Draft,
    Entry,
    Estimate,
    FeedItem,
    Issue,
    Locale,
    Paper,
    Piece,
    Reading,
    Record,
    Shown,
    Skipped,
    Split,
    Translation,
    Wanted,
)
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
