"""The database, as far as it tells what goes out: what was meant and sent, around what, and what is still to go."""

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from typing import Protocol

from bot.domain import Backfill, Intent, Post, Progress, Surroundings


class Posts(Protocol):
    """What was meant to be sent, and what stands where."""

    def intend(self, intents: Sequence[Intent]) -> Sequence[Intent]:
        """Writes down a digest's parts together; where intents of these keys stand, those are returned unchanged."""
        ...

    def parts(self, digest_key: str) -> Sequence[Intent]:
        """The intents of a digest's parts, in order; empty before they were written down."""
        ...

    def progress(self, digest_key: str) -> Progress:
        """How far a digest is on its way, without the texts of its parts."""
        ...

    def drawn(self) -> Set[str]:
        """The keys of all digests whose parts were written down."""
        ...

    def topics(self) -> Mapping[str, int]:
        """The id of the topic that each digest stands in, as a whole or in part, by the digest's key."""
        ...

    def forget(self, digest_key: str) -> None:
        """Drops the intents of a digest's parts, so that they are drawn anew; none once any part stands."""
        ...

    def edits(self, digest_key: str) -> Sequence[Intent]:
        """The intents of edits to a digest's parts, oldest first."""
        ...

    def said(self, digest_key: str) -> Sequence[Intent]:
        """The intents of what was said beside a digest: proposals, answers, thanks; oldest first."""
        ...

    def get(self, key: str) -> Post | None:
        """What stands for an intent; None where it was not sent yet."""
        ...

    def reword(self, intent: Intent) -> Intent:
        """Puts other words in the place of what was to be said; where it stands, or is queued, that comes back."""
        ...

    def unsaid(self) -> Sequence[Intent]:
        """The intents of what is to be said beside digests and does not stand yet; oldest first."""
        ...

    def last_reply(self, digest_key: str) -> datetime | None:
        """When something was last said to everybody beside a digest's parts; None for never."""
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
        """When the edition's newest topic was kept, of those posted under no other day; None before the first."""
        ...

    def topics_since(self, editions: Sequence[str], since: datetime) -> Sequence[datetime]:
        """When topics of these editions were kept after a moment, oldest first."""
        ...

    def opened(self, digest_key: str) -> datetime | None:
        """When a digest's topic was kept; None where it was not yet."""
        ...

    def stand_in(self, topic_id: int) -> bool:
        """Whether anything of the bot's stands in a topic, or in a message."""
        ...

    def of(self, digest_key: str) -> Sequence[Post]:
        """The parts of a digest that stand, in order."""
        ...


class Places(Protocol):
    """What each digest's forum had around it when the digest was drawn."""

    def of(self, digest_key: str) -> Surroundings | None:
        """None where nobody looked yet."""
        ...

    def keep(self, digest_key: str, found: Surroundings) -> None: ...


class Backfills(Protocol):
    """What old issues are still to be delivered."""

    def add(self, editions: Sequence[str], since: date, until: date, who: str, at: datetime) -> Backfill: ...

    def open(self) -> Sequence[Backfill]:
        """Those that did not end yet, oldest first."""
        ...

    def get(self, number: int) -> Backfill | None: ...

    def gathered(self, number: int, at: datetime) -> None:
        """The archives were read: every issue of its time is known."""
        ...

    def looked(self, number: int, at: datetime) -> None:
        """What stands where its editions post was read, up to this moment."""
        ...

    def end(self, number: int, at: datetime) -> None: ...
