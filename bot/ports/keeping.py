"""The database, a noun at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain import (
    Call,
    Decision,
    Entry,
    Failure,
    Finding,
    Hold,
    Issue,
    Paper,
    Receipt,
    Record,
    Spent,
    Split,
    Translation,
    Usage,
    Wish,
)
from bot.ports.correcting import Comments, Corrections, Terms, Topics
from bot.ports.sending import Backfills, Places, Posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a conditional GET sends back: the last answer's ETag and Last-Modified, None where it had none."""

    etag: str | None = None
    last_modified: str | None = None


class Issues(Protocol):
    """Issues and their entries."""

    def add(self, split: Split) -> Split:
        """Keeps an issue with its entries and the hold its source asks for, in one transaction.

        Returns it under the key it was given, once and for ever; an issue that is known (`Issue.is_same`) comes back
        as it is stored, and nothing changes.
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
        """Oldest first, without their bodies, which are large: each is empty here, and `get` has it."""
        ...

    def entries(self, issue_key: str) -> Sequence[Entry]:
        """In the order printed."""
        ...

    def shown(self, source: str) -> Mapping[str, str]:
        """The arXiv ids in the source's issues, each with the slug of the oldest issue that has it."""
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

    def add(self, translation: Translation, receipt: Receipt | None = None) -> Translation:
        """Keeps it as the next version and returns it so numbered. Raises: Rejected (a locked one stands).

        Its receipt is kept with it, under the key it is given; what is left in that is on record as findings too.
        """
        ...

    def latest(self, issue_key: str, locale: str) -> Mapping[str, Translation]:
        """The last version by entry key; the intro's key is the issue's with `/0`."""
        ...

    def all(self, issue_key: str, locale: str) -> Mapping[str, Sequence[Translation]]:
        """Every version by entry key, oldest first."""
        ...


class Receipts(Protocol):
    """What the gate did about each version of a text."""

    def of(self, issue_key: str, locale: str) -> Mapping[str, Receipt]:
        """By the key of the translation; one that a person wrote, or that is older than the gate, has none."""
        ...

    def waive(self, key: str, who: str, at: datetime) -> bool:
        """Lets a text that failed out as it is, and records who decided so; False where there is none to let out."""
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

    def last(self, issue_key: str, locale: str) -> datetime | None:
        """When the last call for a text of an issue in a locale was made; None for never."""
        ...

    def spent(self, since: datetime) -> float:
        """US dollars from that moment on; a call without a price counts nothing."""
        ...

    def warmed(self, model: str) -> Usage | None:
        """The usage of the last call that was to write instructions to a model's cache; None for never."""
        ...

    def cached(self, prompt: str, model: str) -> tuple[datetime, Usage] | None:
        """When the instructions of that hash were last written to or read from a model's cache, or were to be, and with
        what usage; None for never. `model` is its id as asked for: a server may answer with a longer one.
        """
        ...

    def spent_on(self, issue_key: str, locale: str) -> float:
        """US dollars for the texts of an issue in a locale, whenever; a call without a price counts nothing."""
        ...

    def totals(
        self, by: str = "", since: datetime | None = None, until: datetime | None = None, model: str = ""
    ) -> Sequence[Spent]:
        """What the calls from `since` on and before `until` came to, those of one `model` or of all.

        `by` is what those counted together share: `issue`, `locale`, `task`, `model` or `prompt`; empty for nothing,
        which makes one of them all. By issue and locale, models on trial are counted together as TRIAL, saved files as
        APART, and readers' comments under an empty name; so are, by prompt, a call without an answer and one on trial.
        The group with the newest call is first; none where there was no call.
        """
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

    def add(self, what: str, key: str, who: str, at: datetime, facts: Mapping[str, str] | None = None) -> Wish: ...

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
    def receipts(self) -> Receipts: ...
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
    @property
    def comments(self) -> Comments: ...
    @property
    def corrections(self) -> Corrections: ...
    @property
    def topics(self) -> Topics: ...
    @property
    def terms(self) -> Terms: ...
    @property
    def places(self) -> Places: ...
    @property
    def backfills(self) -> Backfills: ...
