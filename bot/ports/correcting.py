"""Where readers write, and what the store keeps of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain import Comment, Correction, Learned, Member, Post, Seen, Span, State, Step, Translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A topic with every post of it that stands: the bot's own as `standing`, by their keys, the others as comments.

    What is hidden, deleted, a small action or a bot's is in neither; whispers are comments where the account may read
    them. `closed` says that nobody but staff can write there.
    """

    standing: Sequence[Post]
    comments: Sequence[Comment]
    closed: bool = False


class Forum(Protocol):
    """Where people answer to what was published. Its methods are single requests, but for long topics."""

    @property
    def name(self) -> str:
        """Its host, and port where it has one: `forum.example`."""
        ...

    @property
    def username(self) -> str:
        """The bot's account there."""
        ...

    def listed(self, topics: Sequence[int]) -> Mapping[int, Seen]:
        """At most thirty topics as a list of topics shows them, in one request; `read` is None.

        Those that are unlisted, deleted, or hidden from the account are absent. Raises: Unavailable, Misconfigured.
        """
        ...

    def thread(self, topic_id: int, posts: Sequence[Post]) -> Thread | None:
        """A topic whole; of `posts` those that stand come back under their keys. None where it is gone.

        Raises: Unavailable, Rejected (ten thousand posts or more), Misconfigured.
        """
        ...

    def afresh(self, comment: Comment) -> Comment | None:
        """The same post as it stands at this moment; None where it does not. Raises: Unavailable, Misconfigured."""
        ...

    def member(self, username: str) -> Member | None:
        """An account with its role and groups at this moment; None where there is none.

        Raises: Unavailable, Misconfigured (the key may not ask).
        """
        ...

    def like(self, comment: Comment) -> bool:
        """Presses the heart under a post, once however often it is asked; False where the forum or the key does not
        allow it. Raises: Unavailable.
        """
        ...

    def desk(self, group: str, title: str, raw: str, external_id: str) -> int:
        """The id of the one message in which the bot tells a group what waits; begun with `raw` where it is not there.

        Raises: Unavailable, Rejected (deleted), Misconfigured (the group takes no messages from the account).
        """
        ...


class Comments(Protocol):
    """What people wrote under the bot's topics, and what was made of it."""

    def add(self, comment: Comment, digest: str) -> bool:
        """Keeps a comment of a digest's topic; False where this version is on record.

        What its author is called now is kept all the same: a renamed or anonymised account loses its old name.
        """
        ...

    def latest(self, forum: str, post_id: int) -> Comment | None:
        """The last version on record."""
        ...

    def under(self, digest: str) -> Sequence[Comment]:
        """The last version of every comment of a digest, in the order written."""
        ...

    def unread(self, digest: str) -> Sequence[Comment]:
        """Last versions that nothing was made of yet, in the order written."""
        ...

    def read(self, key: str, what: str, at: datetime, *, asked: bool) -> None:
        """Records what was made of a comment, once: `corrections`, `none`, `unclear`, `command`, or why it was passed
        over. `asked` says that a model was shown it.
        """
        ...

    def reading(self, key: str) -> str | None:
        """What was made of a comment; None where nothing was yet."""
        ...

    def asked(self, forum: str, since: datetime, author_id: int | None = None) -> int:
        """How many comments a model was shown since then, of one author or of all."""
        ...

    def choose(self, forum: str, author_id: int, what: str, *, on: bool, at: datetime) -> None:
        """Keeps what a reader wants: `unread` (never shown to a model), `unnamed` (not in the credits)."""
        ...

    def chosen(self, forum: str, what: str) -> frozenset[int]:
        """The ids of the readers who want that."""
        ...


class Corrections(Protocol):
    """Corrections with their steps. A number is given once and never again."""

    def propose(self, correction: Correction, comment: str, at: datetime) -> Correction:
        """Keeps a correction and the key of the comment that asks for it, empty for none; returns it numbered.

        The same change to the same text (digest, `about`, field, `before`, spans; the reason where there are no spans)
        that is open, approved or applied is one: the comment is added to those that ask for it, and that one comes
        back, in the state it is in. The comment must be on record.
        """
        ...

    def get(self, number: int) -> Correction | None: ...

    def all(self, states: Collection[State] = ()) -> Sequence[Correction]:
        """Those in one of the states, or every one; oldest first."""
        ...

    def under(self, prefix: str) -> Sequence[Correction]:
        """Those of a digest, or of anything above it; oldest first."""
        ...

    def comments(self, number: int) -> Sequence[Comment]:
        """Those that ask for it, in the order they came; each post once, in the last of its versions that asks."""
        ...

    def of_comment(self, forum: str, post_id: int) -> Sequence[Correction]:
        """What a post asks for, in any of its versions; oldest first."""
        ...

    def step(self, number: int, within: Collection[State], to: State, who: str, at: datetime, why: str = "") -> bool:
        """Moves a correction on, if it is in one of the states; False, and nothing happens, where it is not."""
        ...

    def steps(self, number: int) -> Sequence[Step]:
        """In the order made; the first is that it was proposed."""
        ...

    def rebase(self, number: int, about: str, before: str, spans: Sequence[Span]) -> bool:
        """Says the same of a later version of its text; False, and nothing happens, where it is not open.

        False also where another number says just that already: its comments are added there, and it is stale.
        """
        ...

    def approve(self, correction: Correction, made: Translation | None, who: str, at: datetime, why: str = "") -> bool:
        """In one transaction: keeps `made` as the next version and moves the correction to `approved`, with `spans` as
        they are in `correction`. False, and nothing happens, where it is not open any more, where its text or what it
        is about is not what `correction` says, or where the version it is about is not the last one. `made` is None
        where no text of ours changes. Another open one that asks for exactly this is stale, its comments added here.
        """
        ...

    def undo(self, number: int, made: Translation | None, who: str, at: datetime, why: str = "") -> bool:
        """In one transaction: keeps the text as it was as the next version, and moves it from `applied` to `undone`.

        False, and nothing happens, where it is not applied, or where `made.version` is not the next one: somebody
        reworded the text that `made` was made from.
        """
        ...

    def second(self, number: int, who: str, at: datetime) -> Sequence[str]:
        """Records that somebody agrees to the change of a term; returns all who do, each once, in order."""
        ...


class Topics(Protocol):
    """Which topics are watched, and how they stood when they were last looked at."""

    def seen(self, forum: str) -> Mapping[int, Seen]: ...

    def keep(self, forum: str, seen: Seen) -> None: ...


class Terms(Protocol):
    """Terms that people decided."""

    def all(self, locale: str) -> Sequence[Learned]:
        """By source and sense."""
        ...

    def learn(self, term: Learned) -> None:
        """Keeps a term, in the place of one with the same locale, source and sense."""
        ...

    def forget(self, locale: str, source: str, sense: str = "") -> bool:
        """Takes a term back; False where there is none."""
        ...
