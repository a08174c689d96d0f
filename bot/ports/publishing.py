"""The places where digests go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.domain import Beat, Intent, Pace, Post, Topic
from bot.ports.correcting import Forum
from bot.ports.world import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The tags that a topic may have: some of `names`, at most `most`, none longer than `longest` code points."""

    names: frozenset[str]
    most: int
    longest: int


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
