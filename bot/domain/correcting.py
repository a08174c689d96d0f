"""What readers ask to be changed: comments, corrections, and what becomes of them."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.base import fingerprint


class State(StrEnum):
    """Where a correction stands. Only `PROPOSED`, `HELD` and `LOOK` wait for a person."""

    PROPOSED = "proposed"
    HELD = "held"
    APPROVED = "approved"
    APPLIED = "applied"
    UNDONE = "undone"
    REJECTED = "rejected"
    BY_HAND = "fixed by hand"
    STALE = "stale"
    LOOK = "needs a look"


OPEN = (State.PROPOSED, State.HELD, State.LOOK)
"""The states in which a person may still decide."""


class Field(StrEnum):
    """What a correction is about: a text of a translation, a rendered field that is none, or a term of the glossary."""

    TITLE = "title"
    INTRO = "intro"
    SUMMARY = "summary"
    ABSTRACT = "abstract"
    TOPICS = "topics"
    LINK = "link"
    ENGLISH = "english"
    TERM = "term"


class Audience(StrEnum):
    """Who reads what the bot writes beside its digests."""

    EVERYBODY = "everybody"
    WHISPER = "whisper"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A post that is not the bot's own, as it stood when it was read.

    `forum` is the host, `number` the post's in its topic, `version` 1 for a text that was never edited: on record every
    other text is a later one; the forum does not count small edits of the first minutes. `answers` is the number of the
    post it replies to, None for the topic. `trust` is the author's trust level, 0 for a brand-new account.
    """

    forum: str
    topic_id: int
    post_id: int
    version: int
    number: int
    author_id: int
    author: str
    at: datetime
    text: str
    answers: int | None = None
    whisper: bool = False
    wiki: bool = False
    trust: int = 1

    @property
    def key(self) -> str:
        """`forum.example/p/502.1`: forum, post and version."""
        return f"{self.forum}/p/{self.post_id}.{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a text that is to be replaced. `start` counts code points from the beginning of the field's text."""

    start: int
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """What a reader means, as a model understands it: `quote` as they wrote or meant it, `replacement` in its place."""

    quote: str
    replacement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One correction as a model reads it out of a comment; nothing of it is believed before it was looked at.

    `position` is the entry's, 0 for the intro. With `note`, the changes only add a translator's note. `term` is the
    source term and the rendering asked for wherever it occurs, None where it is about this place alone.
    """

    position: int
    field: Field
    changes: tuple[Rewording, ...]
    reason: str = ""
    note: bool = False
    term: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a model reads out of a comment. No proposals and not `unclear`: it asks for nothing. `by` is the model."""

    proposals: tuple[Proposal, ...] = ()
    unclear: bool = False
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text that a reader sees: where it stands, what it says, and the English it was made from."""

    position: int
    field: Field
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An exact change that somebody asks for, in one digest.

    `about` is what it changes: the key of a version of a translation; of an entry, for a link or mangled English; of a
    term (`ko/rollout`). `before` is the whole text of the field as it stood: of a translation its own plain text, else
    what the post shows. `spans` do not overlap and stand in order; none where a person must look (`LOOK`). `reason` is
    the model's or the asker's. `by` is the model or the person that put it into this form. `cause` is the number of the
    correction it follows from (the same text in another edition, the term behind it), None for none. `made` is the key
    of the version that carries it, empty before it was approved. `since` is when it came to its state.
    """

    number: int = 0
    digest: str
    about: str
    field: Field
    before: str
    spans: tuple[Span, ...] = ()
    reason: str = ""
    by: str
    cause: int | None = None
    made: str = ""
    state: State = State.PROPOSED
    since: datetime | None = None

    @property
    def after(self) -> str:
        """The field's text with the change made."""
        text, at = [], 0
        for span in self.spans:
            text += [self.before[at : span.start], span.new]
            at = span.start + len(span.old)
        return "".join([*text, self.before[at:]])

    @property
    def shown(self) -> str:
        """The fingerprint of what a person sees of it: a decision is one about exactly this."""
        spans = [[one.start, one.old, one.new] for one in self.spans]
        return fingerprint(json.dumps([self.digest, self.about, self.field, self.before, spans], ensure_ascii=False))

    def with_wording(self, wording: str) -> "Correction":
        """The same place with a person's own words in all its spans."""
        return replace(self, spans=tuple(replace(one, new=wording) for one in self.spans))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a correction: the state it came to, by whom and when; `why` is a reason in the person's own words."""

    number: int
    state: State
    who: str
    at: datetime
    why: str = ""


class Verb(StrEnum):
    """What a moderator can tell the bot to do with a correction."""

    APPLY = "apply"
    APPLY_OWN = "apply own wording"
    ANYWAY = "apply anyway"
    REJECT = "reject"
    HOLD = "hold"
    CLOSE = "close"
    UNDO = "undo"
    STATUS = "status"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a person wants done with a correction.

    `who` is a user of the forum, whose role is asked for there before anything is done; with `operator`, a person at
    the machine itself, of whom nothing is asked. `shown` is the fingerprint of what they saw, empty only where the verb
    changes nothing. `text` is their own wording, or a reason for the reader; with `HELP`, what was not understood.
    """

    number: int
    verb: Verb
    who: str
    shown: str = ""
    text: str = ""
    operator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A topic as last listed (`highest`, `posts`, `last_posted`) and when it was last read, None for never."""

    topic_id: int
    highest: int
    posts: int
    last_posted: datetime | None = None
    read: datetime | None = None

    def moved(self, since: "Seen | None") -> bool:
        """Whether something was written or deleted there since."""
        mine = (self.highest, self.posts, self.last_posted)
        return since is None or mine != (since.highest, since.posts, since.last_posted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account of a forum: its role and the groups it is in, as the forum says at this moment.

    One that is `hidden` keeps its profile to itself: neither role nor groups are told of it, whatever it is. One that
    is `suspended` keeps both, and is kept from using them.
    """

    user_id: int
    username: str
    admin: bool = False
    moderator: bool = False
    groups: tuple[str, ...] = ()
    hidden: bool = False
    suspended: bool = False

    @property
    def staff(self) -> bool:
        """Whether it is an administrator or a moderator."""
        return self.admin or self.moderator


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A term that people decided, which wins over the glossary file. `seconded` is who agreed to the change of a term
    that was there, empty where nobody needed to.
    """

    locale: str
    source: str
    accepted: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    sense: str = ""
    who: str
    seconded: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """How an edition listens to its readers and tells its moderators.

    `channel` is how proposals reach them: a whisper in the topic, or one message to `group`, each proposal a post in
    it. Members of `group` decide beside the staff; empty, only the staff does. A topic is watched for `watch_days`, and
    after that looked at weekly. `credits` names the readers who asked, at the end of the digest. A comment is shown to
    the model at most `calls_a_reader` times a reader and day, and `calls_a_day` in all. Accounts named in `ignore` are
    never listened to.
    """

    channel: Audience = Audience.GROUP
    group: str = "moderators"
    watch_days: int = 90
    credits: bool = True
    calls_a_reader: int = 5
    calls_a_day: int = 40
    ignore: tuple[str, ...] = ()
