"""A digest that is out on a real forum, a model that is the attacker's, and people who mean harm.

Forum and model are the sandbox's, over loopback, reached with the real publisher and the real client. What is written
there passes no validator: the attacker's forum lets everything through.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import waiting
from bot.config import Secrets, load_locale
from bot.domain import (
    INTRO,
    Audience,
    Correcting,
    Correction,
    Edition,
    Field,
    Link,
    Locale,
    Shown,
    Split,
    Translation,
    fingerprint,
)
from bot.holding import Work
from bot.llm import Model, ModelSettings, Shared
from bot.llm.correction import TASK, source
from bot.net import Budgets
from bot.pipeline import collect, identify, tick
from bot.ports import Bot
from bot.posting import marked_key
from bot.publishers import discourse
from bot.render import Layout
from bot.sandbox.forum import ForumSettings, forum
from bot.sandbox.forum.creating import save
from bot.sandbox.forum.hands import Hands
from bot.sandbox.forum.seed import BOT, BOT_KEY, MODERATOR, NEWSDESK, READER
from bot.sandbox.forum.state import WHISPER, Post, Tag, Topic, User
from bot.sandbox.forum.wishes import Wish
from bot.sandbox.model import KEY, Service
from bot.sandbox.recordings import Recording
from tests import samples
from tests.corrections.cases import Table, answer, texts
from tests.fakes import EDITION, LOCALE, FakeTranslator, World, week, world
from tests.sandbox.serving import served

PROMPTS = Path(__file__).parents[2] / "prompts"
ISSUE = "dair/2026-11-15"
DIGEST = f"{ISSUE}/forum"
CHANNELS = {"ko": Audience.WHISPER, "ja": Audience.GROUP}
"""Proposals reach moderators by whisper in one language, and in the group's message in the other."""

PEOPLE: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "reader": (READER, {}),
    "newcomer": ("saenae", {"trust_level": 0}),
    "moderator": (MODERATOR, {}),
    "helper": ("dowoomi", {"groups": frozenset({NEWSDESK})}),
    "lookalike": ("n\u0430rae", {}),
    "namesake": ("narae2", {}),
    "former": ("jinan", {"moderator": True}),
    "suspended": ("jeongji", {"moderator": True}),
    "hidden": ("sumeun", {"moderator": True}),
    "gone": ("tteonan", {"moderator": True}),
}
"""Names and what is known of them. The helper reads whispers and the group's message, and decides nothing; the first
letter `a` of the lookalike is Cyrillic. What becomes of the last four is in `leave`.
"""

TAGS = ("ai", "papers")

SECRETS = (BOT_KEY, KEY)


class Overheard:
    """Stands before the model's server and keeps what it is told: bodies as text, decoded."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.bodies: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()

        async def heard() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        await self._app(scope, heard, send)
        if body:
            self.bodies.append(json.dumps(json.loads(body), ensure_ascii=False))


@dataclass
class Translator(FakeTranslator):
    """Comments are read by a real client of the attacker's model."""

    model: Model | None = None

    def read(self, comment: Any, shown: Sequence[Shown], locale: Locale) -> Any:
        assert self.model
        return self.model.read(comment, shown, locale)


@dataclass
class Siege:
    """What stands, who is there, and what the model was told.

    `published` are the posts of the digest as they were posted, by id; `posts` those of the attack, by what they are
    about.
    """

    folder: Path
    here: World
    hands: Hands
    service: Service
    overheard: Overheard
    locale: str
    published: Mapping[int, str] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)

    @property
    def bot(self) -> Bot:
        return self.here.bot

    @property
    def work(self) -> Work:
        """The digest."""
        (found,) = waiting.named(self.bot, DIGEST)
        return found

    @property
    def edition(self) -> Edition:
        """Its edition."""
        return self.work.edition

    @property
    def topic(self) -> Topic:
        """The digest's."""
        first = self.bot.store.posts.of(DIGEST)[0]
        return self.hands.state.topics[first.topic_id]

    @property
    def desk(self) -> Topic:
        """The group's message."""
        return next(one for one in self.hands.state.topics.values() if one.external_id == "pb-desk-forum")

    # ── what the attacker does ───────────────────────────────────────────────────────────────────────────────────────

    def comments(self, case: Table) -> Post:
        """A case is written under the digest, and the model is told what to make of it."""
        post = self.write(
            case["text"] * case.get("text_times", 1), "newcomer" if case.get("trust", 1) < 1 else "reader"
        )
        post.version, post.wiki = case.get("version", 1), case.get("wiki", False)
        self.prompts(post.raw, case)
        return post

    def write(self, text: str, who: str, *, topic: int = 0, answers: int | None = None, whisper: bool = False) -> Post:
        """Somebody writes, whatever it is."""
        state = self.hands.state
        user = state.user(PEOPLE[who][0])
        assert user
        wish = Wish(raw=text.rstrip(), topic_id=topic or self.topic.id, reply_to=answers, whisper=whisper)
        with state.lock:
            return save(state, user, wish)

    def prompts(self, text: str, case: Table) -> None:
        """What the attacker's model says of a comment."""
        asked = source(text)
        known = Recording(task=TASK, locale=self.locale, sha256=fingerprint(asked), answer=json.loads(answer(case)))
        self.service.add([known])

    def forge(self, case: Table, asks: Sequence[Post]) -> Post:
        """Somebody says what only staff may; `asks` are the posts that show the proposal, the last as it is now."""
        ask = asks[-1]
        topic, whisper = ask.topic_id, ask.type == WHISPER
        if case.get("where") == "public":
            topic, whisper = self.topic.id, False
        text, answers = case["text"] * case.get("text_times", 1), self._answered(case.get("where", ""), asks)
        post = self.write(text, case["who"], topic=topic, answers=answers, whisper=whisper)
        match case.get("after", ""):
            case "edited":
                post.version = 2
            case "wiki":
                self.hands.make_wiki(post.id)
            case "flagged":
                self.hands.hide_post(post.id)
            case "deleted":
                self.hands.delete_post(post.id, MODERATOR)
        self.prompts(post.raw, {})
        return post

    def _answered(self, where: str, asks: Sequence[Post]) -> int:
        """The number of the post that a forged decision answers, 0 for none."""
        topic, whisper = asks[-1].topic_id, asks[-1].type == WHISPER
        match where:
            case "":
                return asks[-1].number
            case "outdated":
                return asks[0].number
            case "loose":
                return 0
            case "aside":
                return self.write("이 제안은 조금 더 보겠습니다.", "moderator", topic=topic, whisper=whisper).number
            case "command":
                return self.write("@paperboy 반영", "reader", topic=topic, answers=asks[-1].number).number
            case _:
                return 1

    def edit_by_hand(self, old: str, new: str) -> None:
        """A moderator presses Edit."""
        post = self.hands.state.posts[self.bot.store.posts.of(DIGEST)[0].post_id]
        assert old in post.raw
        self.hands.edit_as(MODERATOR, post.id, post.raw.replace(old, new))
        self.published = {**self.published, post.id: post.raw}

    def leave(self) -> None:
        """They were moderators a second ago: the former, the suspended, the hidden, the one whose account is gone."""
        self.hands.make_moderator(PEOPLE["former"][0], enabled=False)
        suspended, hidden = (self.hands.state.user(PEOPLE[one][0]) for one in ("suspended", "hidden"))
        assert suspended
        assert hidden
        suspended.suspended, hidden.hide_profile = True, True
        self.hands.delete_user(PEOPLE["gone"][0])

    # ── what came of it ──────────────────────────────────────────────────────────────────────────────────────────────

    def made_of(self, post: Post) -> Sequence[Correction]:
        """What a comment asks for, as far as anything of it was kept."""
        name = self.publisher.forum.name
        return self.bot.store.corrections.of_comment(name, post.id)

    def heard_as(self, post: Post) -> str | None:
        """What the bot made of a post."""
        return self.bot.store.comments.reading(f"{self.publisher.forum.name}/p/{post.id}.{post.version}")

    @property
    def publisher(self) -> discourse.Discourse:
        found = self.bot.publishers["forum"]
        assert isinstance(found, discourse.Discourse)
        return found

    def own(self) -> list[Post]:
        """All that the bot ever wrote."""
        bot = self.hands.state.user(BOT)
        assert bot
        return [post for post in self.hands.state.posts.values() if post.user_id == bot.id]

    def asks(self, number: int) -> list[Post]:
        """The posts that show a correction to moderators."""
        return [post for post in self.own() if f"#ask-{number}-" in (marked_key(post.raw) or "")]

    def answers(self, command: Post) -> list[Post]:
        """What was said to a command."""
        ends = f"-{command.id}"
        keys = ((marked_key(post.raw) or "", post) for post in self.own())
        return [post for key, post in keys if "#told-" in key and key.endswith(ends)]

    def public(self) -> list[Post]:
        """What everybody reads of the bot, beside the digest."""
        return [
            post
            for post in self.own()
            if post.id not in self.published
            and post.type != WHISPER
            and not self.hands.state.topics[post.topic_id].is_message
        ]


@contextmanager
def siege(
    folder: Path,
    locale: str = "ko",
    changed: Sequence[Sequence[Any]] = (),
    correcting: Correcting | None = None,
    scopes: tuple[str, ...] | None = None,
) -> Iterator[Siege]:
    """A digest that says the texts of `data/`, with what is `changed` in them.

    The bot's key may do all that its account may, unless `scopes` are given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        correcting = correcting or Correcting(channel=CHANNELS[locale], calls_a_reader=1_000, calls_a_day=1_000)
        here = world(folder, stack.enter_context, locale=locale, correcting=correcting)
        # The forum is nobody's test: a whole town writes there at once, and no limit paces it.
        settings = ForumSettings(whispers_allowed_groups=("staff", NEWSDESK), max_likes_per_day=1_000)
        app = forum(here.clock, settings)
        hands: Hands = app.state.hands
        _people(hands)
        hands.state.keys[BOT_KEY].scopes = scopes
        service = Service(here.clock, ())
        overheard = Overheard(service.app())
        base, llm = (stack.enter_context(served(one)) for one in (app, overheard))
        told = ModelSettings(model="claude-haiku-5-5", api_key=KEY, base_url=llm)
        model = Model(told, Shared.of(here.bot.store.calls, here.clock))
        stack.callback(model.close)
        edition = replace(EDITION, locale=locale, correcting=correcting, tags=TAGS)
        here.bot = replace(
            here.bot,
            translator=Translator(model=model),
            renderer=Layout(),
            editions=(edition,),
            locales={locale: load_locale(PROMPTS, locale)},
            publishers={"forum": _publisher(base, edition, here)},
        )
        here.offer(_week(here, texts(locale, changed)))
        _translated(here.bot, locale, texts(locale, changed))
        tick(here.bot)
        made = Siege(folder=folder, here=here, hands=hands, service=service, overheard=overheard, locale=locale)
        made.published = {post.id: post.raw for post in made.own()}
        assert waiting.finished(made.bot, waiting.named(made.bot, DIGEST)[0])
        yield made


def _people(hands: Hands) -> None:
    now, users = hands.state.clock.now(), hands.state.users
    for name in TAGS:
        hands.state.tags[name] = Tag(id=hands.state.new_id("tag"), name=name)
    for number, (name, known) in enumerate(PEOPLE.values(), 11):
        if hands.state.user(name) is None:
            users[number] = User(id=number, username=name, name=name, created_at=now, **known)


def _publisher(base: str, edition: Edition, here: World) -> discourse.Discourse:
    wanted = {"url": base, "username": BOT, "category": "news", "requests_per_minute": 55}
    return discourse.connect(
        discourse.Settings(**wanted),
        edition=edition,
        locale=LOCALE,
        root=Path(),
        secrets=Secrets({"DISCOURSE_API_KEY": BOT_KEY}),
        clock=here.clock,
        budgets=Budgets(here.clock),
    )


def _week(here: World, shown: Sequence[Shown]) -> Split:
    """An issue whose English is the texts', with papers that arXiv knows."""
    english = {(one.position, one.field): one.source for one in shown}
    positions = sorted({one.position for one in shown} - {INTRO})
    entries = []
    for position in positions:
        paper = f"2611.9100{position}"
        title = english[position, Field.TITLE]
        entries.append(
            samples.entry(
                position,
                issue=ISSUE,
                name=title.partition(":")[0],
                # What readers see of it has lost its tag: `english` among the texts.
                summary=english[position, Field.SUMMARY].replace("<pause> ", ""),
                links=(Link(label="Paper", url=f"https://arxiv.org/abs/{paper}"),),
                arxiv_id=paper,
            )
        )
        here.library.records[paper] = samples.record(
            position, arxiv_id=paper, title=title, abstract=english.get((position, Field.ABSTRACT), "") or "Nothing."
        )
    return replace(week(1), entries=tuple(entries))


def _translated(bot: Bot, locale: str, shown: Sequence[Shown]) -> None:
    """The texts stand as a person wrote them: mistakes of translations that went out are what readers write about."""
    collect(bot)
    identify(bot, waiting.open_work(bot))
    text = {(one.position, one.field): one.text for one in shown}
    for position in sorted({one.position for one in shown}):
        summary = Field.INTRO if position == INTRO else Field.SUMMARY
        bot.store.translations.add(
            Translation(
                entry=f"{ISSUE}/{position}",
                locale=locale,
                title=text[position, Field.TITLE],
                summary=text[position, summary],
                abstract=text.get((position, Field.ABSTRACT), ""),
                by=MODERATOR,
                locked=True,
            )
        )
