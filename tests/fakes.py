"""Small stand-ins for the world that count what is asked of them, and a `Bot` made of them over a real database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bot.clock import WoundClock
from bot.domain import (
    INTRO,
    Beat,
    Comment,
    Digest,
    Draft,
    Edition,
    Entry,
    Estimate,
    FeedItem,
    Hold,
    Intent,
    Issue,
    Locale,
    Paper,
    Part,
    Piece,
    Post,
    Reading,
    Record,
    Shown,
    Skipped,
    Split,
    Stop,
    Topic,
    Translation,
    Wanted,
)
from bot.errors import Rejected, Unavailable
from bot.gate import Case, Found
from bot.ports import Asking, Bot, Check, Fetched, Forum, Item, Publisher, Tags, Validators
from bot.pulse import Pulse
from bot.store import Database
from tests import samples
from tests.databases import fresh

Answer = TypeVar("Answer")


@dataclass
class FakeFeed:
    """Answers with what it is given; an exception is raised."""

    answer: Fetched | Exception | None = None
    asked: int = 0
    pages: dict[str, str] = field(default_factory=dict)

    def page(self, url: str) -> str:
        if url not in self.pages:
            raise Rejected(f"{url}: there is no such page")
        return self.pages[url]

    def fetch(self, url: str, validators: Validators) -> Fetched | None:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@dataclass
class FakeSource:
    """Knows each post's split by its title; any other post is not an issue."""

    splits: dict[str, Split] = field(default_factory=dict)
    name: str = "dair"
    feed_url: str = "https://newsletter.example/feed"
    expect: timedelta = timedelta(days=9)

    def gather(self, items: Sequence[FeedItem], known: Mapping[str, str]) -> Sequence[FeedItem]:
        return items

    def split(self, item: FeedItem) -> Split | Skipped:
        return self.splits.get(item.title) or Skipped(title=item.title, why="not an issue")


@dataclass
class FakeLibrary:
    """Knows the records it is given."""

    records: dict[str, Record] = field(default_factory=dict)
    fails: Exception | None = None
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def look_up(self, ids: Sequence[str]) -> Mapping[str, Record]:
        self.asked.append(tuple(ids))
        if self.fails:
            raise self.fails
        return {one: self.records[one] for one in ids if one in self.records}


@dataclass
class FakeTranslator:
    """Writes a text that names its entry; raises what `fails` has for a key.

    `mends` are the answers to the repair calls in order, or what they raise; when they are used up, a text comes back
    as it was. `finds` are the second model's in the same way; without `judged_by` there is none.
    `uncached` is what warming its instructions comes to; `warmed` for what they were to be warm.
    `readings` are what it reads out of comments, by their text; out of any other it reads nothing.
    """

    fails: dict[str, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    mends: list[Translation | Exception] = field(default_factory=list)
    finds: list[Found | Exception] = field(default_factory=list)
    judged_by: str = ""
    stronger: "FakeTranslator | None" = None
    tried: dict[str, "FakeTranslator"] = field(default_factory=dict)
    unpriced: Sequence[str] = ()
    told: list[Found] = field(default_factory=list)
    judged: list[Case] = field(default_factory=list)
    readings: dict[str, Reading | Exception] = field(default_factory=dict)
    heard: list[tuple[Comment, tuple[Shown, ...]]] = field(default_factory=list)
    warmed: list[tuple[str, str, int]] = field(default_factory=list)
    uncached: Sequence[str] | Exception = ()

    def warm(self, issue_key: str, locale: Locale, texts: int) -> Sequence[str]:
        self.warmed.append((issue_key, locale.code, texts))
        return _answered(self.uncached)

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        self._ask(entry.key)
        text = samples.translation(entry.position, entry=entry.key, locale=locale.code)
        if paper.title != samples.record(entry.position).title:
            text = replace(text, title=paper.title.replace(" of week ", " 주차 "))
        return text if paper.abstract else replace(text, abstract="")

    def introduce(self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
        key = f"{issue.key}/{INTRO}"
        self._ask(key)
        return Translation(
            entry=key, locale=locale.code, title="한 문장", summary="첫째입니다.\n\n둘째입니다.", by="recorded-model"
        )

    def asking(
        self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], entry: Entry | None, locale: Locale
    ) -> Asking:
        return Asking(prompt="", terms=(), known=True)

    def repair(self, case: Case, findings: Found) -> Translation:
        self.told.append(findings)
        return _answered(self.mends.pop(0)) if self.mends else case.made

    def using(self, model: str, *, buying: bool = True) -> "FakeTranslator":
        if buying:
            self.tried.setdefault(model, FakeTranslator())
        return self.tried[model]

    def estimate(self, wanted: Wanted, *, closely: bool = False) -> Estimate:
        number = len(wanted.places)
        part = Part(task="write", model="m", asked=number, answered=number, dollars=number / 100, uncached=number / 50)
        return Estimate(texts=number, parts=(part,))

    def judge(self, case: Case) -> Found:
        self.judged.append(case)
        return _answered(self.finds.pop(0)) if self.finds else {}

    def read(self, comment: Comment, shown: Sequence[Shown], locale: Locale) -> Reading:
        self.heard.append((comment, tuple(shown)))
        return _answered(self.readings.get(comment.text, Reading(by="recorded-model")))

    def check(self) -> Sequence[Check]:
        return []

    def _ask(self, key: str) -> None:
        self.asked.append(key)
        if key in self.fails:
            raise self.fails[key]


class FakeRenderer:
    """One heading and one abstract an entry; a part ends where the limit is reached."""

    def draft(self, digest: Digest, locale: Locale, limit: int | None) -> Draft:
        sections = [self._section(digest, locale, piece) for piece in digest.pieces]
        parts = [""]
        for section in sections:
            if limit and parts[-1] and len(parts[-1]) + len(section) > limit:
                parts.append("")
            parts[-1] += section
        parts = [*(f"{part.rstrip()}\n\n{locale.words['part_end']}\n" for part in parts[:-1]), parts[-1]]
        return Draft(title=f"Week of {digest.issue.start}", parts=tuple(parts), tags=digest.edition.tags)

    def field(self, digest: Digest, locale: Locale, piece: Piece, name: str) -> str:
        abstract = piece.translation.abstract if piece.translation else ""
        english = f"{locale.words['source_only']}\n{piece.paper.abstract}"
        without = english if piece.paper.abstract else locale.words["not_yet"]
        texts = {"title": f"## {piece.entry.position}. {piece.paper.title}", "abstract": abstract or without}
        return texts[name]

    def fields(self, digest: Digest, locale: Locale) -> Mapping[tuple[int, str], str]:
        return {
            (piece.entry.position, name): self.field(digest, locale, piece, name)
            for piece in digest.pieces
            for name in ("title", "abstract")
        }

    def read_back(self, digest: Digest, locale: Locale, place: tuple[int, str], text: str) -> Translation | None:
        position, name = place
        piece = next(piece for piece in digest.pieces if piece.entry.position == position)
        shown = piece.translation if piece.paper.abstract and name == "abstract" else None
        return replace(shown, abstract=text) if shown else None

    def notice(self, digest: Digest, locale: Locale, piece: Piece | None) -> str:
        return f"## {piece.entry.position}. {piece.paper.title}\n게시 중단" if piece else "게시 중단"

    def _section(self, digest: Digest, locale: Locale, piece: Piece) -> str:
        return "\n".join(self.field(digest, locale, piece, name) for name in ("title", "abstract")) + "\n"


@dataclass
class FakePublisher:
    """A forum that keeps topics by external id; `before` and `after` are raised around the next creation.

    `strange` are topics of others; `beats` the sign of life that stands there. `tagged` are its tags and `topics` what
    its search knows; an exception is raised. `asked` are the words that were searched for, and `tags`.
    """

    longest: int | None = None
    before: Exception | None = None
    after: Exception | None = None
    stands: dict[str, Post] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    edits: list[tuple[str, str]] = field(default_factory=list)
    strange: list[Topic] = field(default_factory=list)
    beats: Beat | None = None
    last_editor: str = ""
    looks: int = 0
    forum: Forum | None = None
    tagged: Tags | Exception | None = None
    topics: Sequence[Topic] | Exception = ()
    asked: list[str] = field(default_factory=list)
    structured: bool = False

    def check(self) -> Sequence[Check]:
        return []

    def limit(self) -> int | None:
        return self.longest

    def find(self, intent: Intent) -> Post | None:
        return self.stands.get(intent.key)

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        self.looks += 1
        return [post for key, post in sorted(self.stands.items()) if key.startswith(f"{digest}#")]

    def newest(self) -> Sequence[Topic]:
        return [*self.strange, *(Topic(title=one.title, url=one.url, own=True) for one in self.stands.values())]

    def tags(self) -> Tags | None:
        self.asked.append("tags")
        return _answered(self.tagged)

    def search(self, words: str) -> Sequence[Topic]:
        self.asked.append(words)
        return [one for one in _answered(self.topics) if all(word in one.title.lower() for word in words.split())]

    def beat(self, mine: Beat) -> Beat | None:
        before, self.beats = self.beats, mine
        return before

    def editor(self, post: Post) -> str:
        return self.last_editor

    def create(self, intent: Intent) -> Post:
        before, self.before = self.before, None
        if before:
            raise before
        number = len(self.stands) + 1
        topic = intent.topic_id or 100 + number
        post = Post(
            key=intent.key,
            topic_id=topic,
            post_id=number,
            url=f"https://forum.example/t/{topic}/{number}",
            title=intent.title,
            raw=intent.raw,
            tags=intent.tags,
        )
        self.stands[intent.key] = post
        self.created.append(intent.key)
        after, self.after = self.after, None
        if after:
            raise after
        return post

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        return [self.stands[post.key] for post in posts if post.key in self.stands]

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        if self.stands[post.key].raw != post.raw:
            raise Unavailable("edited by somebody else meanwhile")
        self.stands[post.key] = replace(post, raw=raw)
        self.edits.append((post.key, reason))
        return self.stands[post.key]

    def withdraw(self, post: Post, raw: str) -> Post:
        return self.edit(post, raw, "")


class OneByOne:
    """Implements `ports.Engine` in the calling thread."""

    def run(self, work: Callable[[Item], None], items: Iterable[Item]) -> None:
        for item in items:
            work(item)


@dataclass
class Heard:
    """Implements `ports.Reporter`: remembers what it hears."""

    events: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)

    def __call__(self, event: str, key: str, **facts: object) -> None:
        self.events.append((event, key, facts))

    def of(self, event: str) -> list[str]:
        """The keys an event was heard for."""
        return [key for one, key, _facts in self.events if one == event]

    def why(self, key: str) -> str:
        """The last reason given for a key."""
        return next(str(facts["why"]) for _event, one, facts in reversed(self.events) if one == key and "why" in facts)


@dataclass
class World:
    """A bot, and the stand-ins it is made of."""

    bot: Bot
    clock: WoundClock
    feed: FakeFeed
    source: FakeSource
    library: FakeLibrary
    translator: FakeTranslator
    publisher: FakePublisher
    heard: Heard
    pulse: Pulse

    def release(self, key: str) -> bool:
        """A person lets a key go."""
        return self.bot.store.holds.lift(key, "mod", self.clock.now())

    def stop(self, key: str, kind: Stop = Stop.HELD, reason: str = "a person looks at it") -> None:
        """A person stops a key."""
        hold = Hold(key=key, reason=reason, who="mod", since=self.clock.now(), kind=kind)
        self.bot.store.holds.put(hold)

    def add_edition(self, publisher: Publisher, **changes: object) -> Edition:
        """Has a further edition go to a place of its own."""
        edition = replace(EDITION, **changes)  # type: ignore[arg-type]  # fields by name
        publishers = {**self.bot.publishers, edition.name: publisher}
        self.bot = replace(self.bot, editions=(*self.bot.editions, edition), publishers=publishers)
        return edition

    def offer(self, *splits: Split) -> None:
        """Puts issues into the feed, newest first, with a post that is none."""
        self.source.splits = {split.issue.slug: split for split in splits}
        items = [_item(split.issue.slug, split.issue) for split in splits] + [_item("an essay", splits[0].issue)]
        self.feed.answer = Fetched(items=tuple(items), validators=Validators(etag='"1"'))


def week(count: int = 3, **changes: object) -> Split:
    """An issue with that many entries."""
    issue = samples.issue(**changes)
    return Split(issue=issue, entries=tuple(samples.entry(n, issue=issue.key) for n in range(1, count + 1)))


def reworded(split: Split, *positions: int, body: str = "<p>as corrected</p>", **changes: object) -> Split:
    """The same issue with another body, in which the summaries at these positions were changed."""
    entries = tuple(
        replace(one, summary=f"{one.summary} Corrected.") if one.position in positions else one for one in split.entries
    )
    return Split(issue=replace(split.issue, body=body, **changes), entries=entries)  # type: ignore[arg-type]  # by name


def earlier(number: int, count: int = 3) -> Split:
    """The issue of that many weeks before, with papers of its own that arXiv does not have."""
    now = samples.issue()
    then, shift = now.published - timedelta(weeks=number), timedelta(weeks=number)
    split = week(
        count,
        key=f"dair/{then.date()}",
        slug=f"{now.slug}-{number}",
        guid=f"{now.guid}-{number}",
        published=then,
        start=now.start - shift,
        end=now.end - shift,
        body=f"<p>{number}</p>",
    )
    own = (replace(one, arxiv_id=None, name=f"{one.name} of week {number}") for one in split.entries)
    return replace(split, entries=tuple(own))


EDITION = Edition(
    name="forum",
    source="dair",
    locale="ko",
    template="discourse.md.j2",
    publisher="fake",
    tags=("ai-papers-weekly",),
    start="latest",
)

LOCALE = Locale(
    code="ko",
    language="Korean",
    words={
        "abstract_added": "초록 추가",
        "part_end": "다음 댓글",
        "not_yet": "초록 없음",
        "source_only": "원문만 싣습니다",
    },
    prompts={},
)


def world(
    folder: Path,
    open_: Callable[[AbstractContextManager[Database]], Database],
    store: Callable[[Callable[[], datetime]], AbstractContextManager[Database]] | None = None,
    **edition: object,
) -> World:
    """A world at the Monday after the sample issue, six hours after it settled; `open_` keeps the database open.

    `store` makes it, given the time; without, it is a new one in the folder.
    """
    clock = WoundClock.create(folder / "clock", samples.SUNDAY + timedelta(hours=9))
    feed, source, library = FakeFeed(), FakeSource(), FakeLibrary()
    translator, publisher, heard, pulse = FakeTranslator(), FakePublisher(), Heard(), Pulse()
    for position in range(1, 11):
        known = samples.record(position)
        library.records[known.arxiv_id] = known
    bot = Bot(
        clock=clock,
        store=open_(store(clock.now) if store else fresh(folder / "paperboy.db", clock.now)),
        feed=feed,
        library=library,
        translator=translator,
        renderer=FakeRenderer(),
        engine=OneByOne(),
        report=heard,
        pulse=pulse,
        host="server-1",
        expect={"dair": timedelta(days=9)},
        sources={"dair": source},
        archives={},
        editions=(replace(EDITION, **edition),),  # type: ignore[arg-type]  # fields by name
        locales={"ko": LOCALE},
        publishers={"forum": publisher},
        patience=timedelta(hours=12),
    )
    return World(
        bot=bot,
        clock=clock,
        feed=feed,
        source=source,
        library=library,
        translator=translator,
        publisher=publisher,
        heard=heard,
        pulse=pulse,
    )


def _answered(answer: Answer | Exception) -> Answer:
    if isinstance(answer, Exception):
        raise answer
    return answer


def _item(title: str, issue: Issue) -> FeedItem:
    return FeedItem(title=title, subtitle="", url=issue.url, guid=issue.guid, published=issue.published, html="")
