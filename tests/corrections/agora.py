"""A forum in memory, with hands for its people: topics, whispers, a group's message, members, likes.

`Agora` is publisher and forum in one and counts what is asked of it; `square` is a world with a week posted there.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from bot.clock import WoundClock
from bot.config import load_locale
from bot.domain import (
    Audience,
    Beat,
    Comment,
    Correcting,
    Correction,
    Edition,
    Intent,
    Locale,
    Member,
    Post,
    Reading,
    Seen,
    Topic,
    Translation,
)
from bot.errors import OutcomeUnknown, Rejected, Unavailable
from bot.pipeline import tick
from bot.ports import Bot, Check, Forum, Thread
from bot.posting import marked_key, with_marker
from bot.render import Layout
from bot.store import Database
from tests.databases import content_of, lent
from tests.fakes import EDITION, FakeTranslator, World, week, world

PROMPTS = Path(__file__).parents[2] / "prompts"
ISSUE = "dair/2026-11-15"
DIGEST = f"{ISSUE}/forum"
BOT_ID = 2
WHISPERS = Correcting(channel=Audience.WHISPER)
READER = "reader"
MODERATOR = "kim"


@dataclass
class Written:
    """A post as the forum holds it."""

    post_id: int
    number: int
    topic_id: int
    author: str
    author_id: int
    at: datetime
    raw: str
    version: int = 1
    answers: int | None = None
    whisper: bool = False
    wiki: bool = False
    locked: bool = False
    trust: int = 1
    gone: bool = False
    editor: str = ""


@dataclass
class Talk:
    """A topic, or a message to a group, as the forum holds it."""

    topic_id: int
    title: str
    tags: tuple[str, ...] = ()
    external_id: str | None = None
    message: bool = False
    unlisted: bool = False
    closed: bool = False
    gone: bool = False
    posts: list[Written] = field(default_factory=list)

    @property
    def standing(self) -> list[Written]:
        """The posts that nobody deleted."""
        return [post for post in self.posts if not post.gone]


@dataclass
class Agora:
    """Implements `ports.Publisher` and `ports.Forum`.

    `requests` counts what was asked, by method. What `refuses` has for a method is raised before anything is done, and
    what `dies` has for one that writes is raised after it was; `loses` is how many answers of one are lost then.
    `sees_whispers` is the bot's right to. What happens `meanwhile` happens once, just after the next topic was read.
    """

    now: Callable[[], datetime]
    longest: int | None = None
    structured: bool = False
    name: str = "forum.example"
    username: str = "paperboy"
    talks: dict[int, Talk] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    likes: list[int] = field(default_factory=list)
    takes_likes: bool = True
    sees_whispers: bool = True
    requests: Counter[str] = field(default_factory=Counter)
    refuses: dict[str, BaseException] = field(default_factory=dict)
    dies: dict[str, BaseException] = field(default_factory=dict)
    loses: Counter[str] = field(default_factory=Counter)
    edits: list[tuple[str, str]] = field(default_factory=list)
    beats: Beat | None = None
    strange: list[Topic] = field(default_factory=list)
    trusted: dict[str, int] = field(default_factory=dict)
    meanwhile: Callable[[], object] | None = None

    # ── as a publisher ───────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def forum(self) -> Forum | None:
        return self

    def check(self) -> Sequence[Check]:
        return []

    def limit(self) -> int | None:
        return self.longest

    def find(self, intent: Intent) -> Post | None:
        self._asked("find")
        found = (post for post in self._own() if marked_key(post.raw) == intent.key)
        return next((self.as_post(intent.key, post) for post in found), None)

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        self._asked("parts")
        keys = {marked_key(post.raw) or "": post for post in self._own()}
        mine = (key for key in keys if key.startswith(f"{digest}#") and key.rpartition("#")[2].isdecimal())
        return [self.as_post(key, keys[key]) for key in sorted(mine)]

    def newest(self) -> Sequence[Topic]:
        self._asked("newest")
        return self.strange

    def beat(self, mine: Beat) -> Beat | None:
        before, self.beats = self.beats, mine
        return before

    def editor(self, post: Post) -> str:
        self._asked("editor")
        return self.post(post.post_id).editor

    def create(self, intent: Intent) -> Post:
        self._asked("create")
        if intent.topic_id is None:
            talk = self.open(intent.title, intent.tags, intent.external_id)
        else:
            talk = self.talks[intent.topic_id]
            if talk.gone or talk.closed:
                raise Rejected(f"{intent.key}: the topic is closed")
        whisper = intent.audience is Audience.WHISPER
        made = self.add(talk, self.username, intent.raw, answers=intent.answers, whisper=whisper)
        self._lost("create", OutcomeUnknown("no answer"))
        return self.as_post(intent.key, made)

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        self._asked("read")
        return self._stand(posts)

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        self._asked("edit")
        stored = self.post(post.post_id)
        if stored.raw != post.raw:
            raise Unavailable(f"{post.key}: edited by somebody else meanwhile")
        if stored.locked:
            raise Rejected(f"{post.key}: it is locked: unlock it")
        stored.raw, stored.editor, stored.version = raw, "", stored.version + 1
        self.edits.append((post.key, reason))
        self._lost("edit", OutcomeUnknown("no answer"))
        return self.as_post(post.key, stored)

    def withdraw(self, post: Post, raw: str) -> Post:
        return self.edit(post, raw, "")

    # ── as a forum ───────────────────────────────────────────────────────────────────────────────────────────────────

    def listed(self, topics: Sequence[int]) -> Mapping[int, Seen]:
        self._asked("listed")
        assert len(topics) <= 30
        shown = (self.talks[one] for one in topics if one in self.talks)
        return {one.topic_id: _seen(one) for one in shown if not (one.gone or one.unlisted or one.message)}

    def thread(self, topic_id: int, posts: Sequence[Post]) -> Thread | None:
        talk = self.talks.get(topic_id)
        self._asked("thread", 1 + max(0, len(talk.posts) - 20 + 49 if talk else 0) // 50)
        if talk is None or talk.gone:
            return None
        comments = [self.as_comment(post) for post in talk.standing if self._is_comment(post)]
        mine = [post for post in posts if post.topic_id == topic_id]
        read = Thread(standing=self._stand(mine), comments=comments, closed=talk.closed)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return read

    def afresh(self, comment: Comment) -> Comment | None:
        self._asked("afresh")
        post = self.post(comment.post_id)
        return None if post.gone or self.talks[post.topic_id].gone else self.as_comment(post)

    def member(self, username: str) -> Member | None:
        self._asked("member")
        return self.members.get(username)

    def like(self, comment: Comment) -> bool:
        self._asked("like")
        if self.takes_likes and comment.post_id not in self.likes:
            self.likes.append(comment.post_id)
        self._lost("like", Unavailable("no answer"))
        return self.takes_likes

    def desk(self, group: str, title: str, raw: str, external_id: str) -> int:
        self._asked("desk")
        known = (one for one in self.talks.values() if one.message and one.external_id == external_id)
        talk = next(known, None)
        if talk is None:
            talk = self.open(title, (), external_id)
            talk.message = True
            self.add(talk, self.username, raw)
            self._lost("desk", OutcomeUnknown("no answer"))
        return talk.topic_id

    # ── the hands of its people ──────────────────────────────────────────────────────────────────────────────────────

    def join(self, username: str, *, moderator: bool = False, groups: tuple[str, ...] = ()) -> Member:
        """Somebody has an account; said again, its role changes."""
        known = self.members.get(username)
        user_id = known.user_id if known else 100 + len(self.members)
        self.members[username] = Member(user_id=user_id, username=username, moderator=moderator, groups=groups)
        return self.members[username]

    def write(
        self, topic_id: int, author: str, text: str, *, answers: int | None = None, whisper: bool = False
    ) -> Written:
        """Somebody writes under a topic."""
        return self.add(self.talks[topic_id], author, text, answers=answers, whisper=whisper)

    def rewrite(self, post_id: int, text: str, *, who: str = "") -> None:
        """An edit that makes a new version."""
        post = self.post(post_id)
        post.raw, post.version, post.editor = text, post.version + 1, who or post.author

    def amend(self, post_id: int, text: str) -> None:
        """An edit within the forum's grace period, which counts as none."""
        self.post(post_id).raw = text

    def delete(self, post_id: int) -> None:
        """A post does not stand any more."""
        self.post(post_id).gone = True

    def post(self, post_id: int) -> Written:
        """A post, whether it stands or not."""
        return next(post for talk in self.talks.values() for post in talk.posts if post.post_id == post_id)

    def said(self, topic_id: int) -> list[Written]:
        """What the bot wrote in a topic after the digest's parts."""
        keys = ((marked_key(post.raw) or "", post) for post in self._own() if post.topic_id == topic_id)
        return [post for key, post in keys if not key.rpartition("#")[2].isdecimal()]

    # ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _asked(self, method: str, requests: int = 1) -> None:
        self.requests[method] += requests
        if error := self.refuses.get(method):
            raise error

    def _lost(self, method: str, error: Exception) -> None:
        if death := self.dies.get(method):
            raise death
        if self.loses[method] > 0:
            self.loses[method] -= 1
            raise error

    def open(self, title: str, tags: tuple[str, ...] = (), external_id: str | None = None) -> Talk:
        """Begins a topic without a post."""
        talk = Talk(topic_id=101 + len(self.talks), title=title, tags=tags, external_id=external_id)
        self.talks[talk.topic_id] = talk
        return talk

    def add(self, talk: Talk, author: str, raw: str, *, answers: int | None = None, whisper: bool = False) -> Written:
        bot = author == self.username
        post = Written(
            post_id=501 + sum(len(one.posts) for one in self.talks.values()),
            number=len(talk.posts) + 1,
            topic_id=talk.topic_id,
            author=author,
            author_id=BOT_ID if bot else (self.members.get(author) or self.join(author)).user_id,
            at=self.now(),
            raw=raw.rstrip(),
            answers=answers,
            whisper=whisper,
            trust=self.trusted.get(author, 1),
        )
        talk.posts.append(post)
        return post

    def _own(self) -> list[Written]:
        talks = (talk for talk in self.talks.values() if not talk.gone)
        return [post for talk in talks for post in talk.standing if post.author == self.username]

    def _is_comment(self, post: Written) -> bool:
        return post.author != self.username and (self.sees_whispers or not post.whisper)

    def _stand(self, posts: Sequence[Post]) -> list[Post]:
        own = {post.post_id: post for post in self._own()}
        return [self.as_post(post.key, own[post.post_id]) for post in posts if post.post_id in own]

    def as_post(self, key: str, post: Written) -> Post:
        """A post of the bot's own as it reads it."""
        talk = self.talks[post.topic_id]
        place = "" if post.number == 1 else f"/{post.number}"
        return Post(
            key=key,
            topic_id=talk.topic_id,
            post_id=post.post_id,
            url=f"https://{self.name}/t/{talk.topic_id}{place}",
            title=talk.title,
            raw=post.raw,
            tags=talk.tags,
        )

    def as_comment(self, post: Written) -> Comment:
        """Anybody's post as the bot reads it."""
        return Comment(
            forum=self.name,
            topic_id=post.topic_id,
            post_id=post.post_id,
            version=post.version,
            number=post.number,
            author_id=post.author_id,
            author=post.author,
            at=post.at,
            text=post.raw,
            answers=post.answers,
            whisper=post.whisper,
            wiki=post.wiki,
            trust=post.trust,
        )


@dataclass
class Square:
    """A world whose week is out on a forum, laid out as it is on a real one."""

    here: World
    forum: Agora

    @property
    def bot(self) -> Bot:
        return self.here.bot

    @property
    def clock(self) -> WoundClock:
        return self.here.clock

    @property
    def topic(self) -> int:
        """The id of the digest's topic."""
        return self.bot.store.posts.of(DIGEST)[0].topic_id

    def comment(self, text: str, author: str = READER, *, answers: int | None = None, topic: int = 0) -> Written:
        """A reader writes under the digest."""
        return self.forum.write(topic or self.topic, author, text, answers=answers)

    def understands(self, text: str, reading: Reading | Exception) -> None:
        """What the model reads out of a comment with that text."""
        self.here.translator.readings[text] = reading

    def text(self, position: int, locale: str = "ko") -> Translation:
        """The last version of an entry's text."""
        return self.bot.store.translations.latest(ISSUE, locale)[f"{ISSUE}/{position}"]

    def raw(self, part: str = f"{DIGEST}#1") -> str:
        """What the forum shows of a part."""
        return self._part(part).raw

    def edit_by_hand(self, old: str, new: str, *, who: str = MODERATOR, part: str = f"{DIGEST}#1") -> None:
        """A moderator presses Edit."""
        post = self._part(part)
        assert old in post.raw
        self.forum.rewrite(post.post_id, post.raw.replace(old, new), who=who)

    def ask(self, correction: Correction, *, audience: Audience = Audience.WHISPER) -> int:
        """A correction as moderators were shown it, now or before; returns the number of the post that shows it."""
        key, desk = f"{correction.digest}#ask-{correction.number}-{correction.shown[:8]}", self.topic
        if known := self.bot.store.posts.get(key):
            return known.number
        if audience is Audience.GROUP:
            desk = self.forum.desk("moderators", "proposals", "what waits", "pb-desk-forum")
        raw = with_marker(key, f"수정 제안 {correction.number}")
        to = "moderators" if audience is Audience.GROUP else ""
        (intent,) = self.bot.store.posts.intend([Intent(key=key, raw=raw, topic_id=desk, audience=audience, to=to)])
        post = self.forum.create(intent)
        self.bot.store.posts.add(post, self.clock.now())
        return self.forum.post(post.post_id).number

    def _part(self, key: str) -> Written:
        post = next(post for post in self.bot.store.posts.of(key.partition("#")[0]) if post.key == key)
        return self.forum.post(post.post_id)


def square(
    folder: Path,
    open_: Callable[[AbstractContextManager[Database]], Database],
    *,
    correcting: Correcting | None = WHISPERS,
    beside: Mapping[str, str] | None = None,
    longest: int | None = None,
) -> Square:
    """A square whose week of three papers is out; `beside` are the locales of further editions on the same forum.

    A moderator `kim`, and `lee`, who is only in the group `moderators`, are there; nothing is counted yet.
    """
    # How readers are listened to changes nothing of what goes out.
    how = (correcting is None, *sorted((beside or {}).items()), longest)
    content = _PUBLISHED[how].content if how in _PUBLISHED else None
    here = world(folder, open_, partial(lent, content=content), correcting=correcting)
    forum = Agora(now=here.clock.now, longest=longest)
    forum.join(MODERATOR, moderator=True)
    forum.join("lee", groups=("moderators",))
    editions = [replace(EDITION, correcting=correcting)]
    editions += [_beside(name, locale, correcting) for name, locale in (beside or {}).items()]
    here.bot = replace(
        here.bot,
        renderer=Layout(),
        editions=editions,
        locales={code: _locale(code) for code in sorted({one.locale for one in editions})},
        publishers={one.name: forum for one in editions},
    )
    here.offer(week(3))
    _publish(here, forum, how)
    forum.requests.clear()
    return Square(here=here, forum=forum)


@dataclass(frozen=True)
class _Published:
    """What a week leaves behind once it is out, in the database, on the forum and with the model."""

    content: bytes
    talks: dict[int, Talk]
    beats: Beat | None
    translator: FakeTranslator


_PUBLISHED: dict[object, _Published] = {}


def _publish(here: World, forum: Agora, how: object) -> None:
    """Has the week go out: once a process for each kind of square, and from then on it is as it was then."""
    if how not in _PUBLISHED:
        tick(here.bot)
        store = here.bot.store
        assert isinstance(store, Database)
        _PUBLISHED[how] = _Published(content_of(store), deepcopy(forum.talks), forum.beats, deepcopy(here.translator))
    else:
        known = _PUBLISHED[how]
        forum.talks, forum.beats = deepcopy(known.talks), known.beats
        vars(here.translator).update(vars(deepcopy(known.translator)))


@cache
def _locale(code: str) -> Locale:
    return load_locale(PROMPTS, code)


def _beside(name: str, locale: str, correcting: Correcting | None) -> Edition:
    return replace(EDITION, name=name, locale=locale, correcting=correcting)


def _seen(talk: Talk) -> Seen:
    standing = talk.standing
    return Seen(
        topic_id=talk.topic_id,
        highest=max(post.number for post in standing),
        posts=len(standing),
        last_posted=max(post.at for post in standing),
    )
