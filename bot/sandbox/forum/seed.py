"""The forum on its first day: made-up people, categories, tags, two human topics and four keys.

Ids and keys are the same on every start. The keys open nothing but this sandbox on loopback.
"""

from bot.clock import AnyClock
from bot.sandbox.forum.creating import save
from bot.sandbox.forum.settings import ForumSettings
from bot.sandbox.forum.state import SYSTEM_ID, ApiKey, Category, State, Tag, User
from bot.sandbox.forum.wishes import Wish

BOT = "paperboy"
ADMIN = "haneul"
MODERATOR = "narae"
READER = "dokja"
OTHER_READER = "saebyeok"
NEWSDESK = "newsdesk"
"""The group of the bot and the moderators; messages can be sent to it."""

NEWS_ID, FREE_ID, STAFF_ID = 14, 15, 3
BOT_SCOPES = (
    "topics:write",
    "topics:update",
    "topics:read",
    "topics:read_lists",
    "posts:edit",
    "posts:list",
    "revisions:read",
    "tags:list",
    "categories:list",
    "categories:show",
    "search:show",
    "users:show",
)
BOT_KEY = "5a" * 32
"""Granular, the bot's alone: everything it needs and nothing else."""
READ_KEY = "6b" * 32
"""The bot's alone, GET only."""
NARROW_KEY = "7c" * 32
"""The bot's alone, with the scope to read topics only."""
GLOBAL_KEY = "8d" * 32
"""All users, everything."""

_COLORS = ("5b7b7a", "8a5a44", "4f6d9c", "7a6a2f", "6b4e71", "3f7d58")


def seeded(clock: AnyClock, settings: ForumSettings) -> State:
    """A forum as it is on its first day."""
    state = State(clock, settings)
    _people(state)
    _places(state)
    _keys(state)
    _topics(state)
    return state


def _people(state: State) -> None:
    now = state.clock.now()
    # Moderators take messages from everybody as Discourse ships
    # (https://github.com/discourse/discourse/blob/main/app/models/group.rb).
    state.messageable_groups = frozenset({NEWSDESK, "moderators"})
    people = (
        User(id=SYSTEM_ID, username="system", name="system", created_at=now, trust_level=4, admin=True),
        User(id=1, username=ADMIN, name="하늘", created_at=now, trust_level=4, admin=True),
        User(
            id=2,
            username=MODERATOR,
            name="나래",
            created_at=now,
            trust_level=4,
            moderator=True,
            groups=frozenset({NEWSDESK}),
        ),
        User(id=3, username=BOT, name="신문 배달부", created_at=now, trust_level=2, groups=frozenset({NEWSDESK})),
        User(id=4, username=READER, name="독자", created_at=now, trust_level=1),
        User(id=5, username=OTHER_READER, name="새벽", created_at=now, trust_level=2),
    )
    for user, color in zip(people, _COLORS, strict=True):
        user.color = color
        state.users[user.id] = user


def _places(state: State) -> None:
    for category in (
        Category(id=NEWS_ID, name="읽을거리&소식", slug="news", color="2f6f4f", description="논문과 소식을 나눕니다."),
        Category(id=FREE_ID, name="자유 이야기", slug="free", color="8a5a44", description="무엇이든 이야기합니다."),
        Category(
            id=STAFF_ID,
            name="운영진",
            slug="staff",
            color="4f4f6f",
            see=("staff",),
            reply=("staff",),
            create=("staff",),
        ),
    ):
        state.categories[category.id] = category
    for name in ("논문", "llm", "nlp", "컴퓨터비전", "강화학습", "멀티모달", "에이전트", "paper-weekly"):
        state.tags[name] = Tag(id=state.new_id("tag"), name=name)
    state.tags["large-language-model"] = Tag(id=state.new_id("tag"), name="large-language-model", synonym_of="llm")
    state.tags["공지"] = Tag(id=state.new_id("tag"), name="공지", staff_only=True)


def _keys(state: State) -> None:
    rows: tuple[tuple[str, str | None, tuple[str, ...] | None], ...] = (
        (BOT_KEY, BOT, BOT_SCOPES),
        (READ_KEY, BOT, ("global:read",)),
        (NARROW_KEY, BOT, ("topics:read",)),
        (GLOBAL_KEY, None, None),
    )
    for key, username, scopes in rows:
        state.keys[key] = ApiKey(key=key, username=username, scopes=scopes, last_used_at=state.clock.now())


def _topics(state: State) -> None:
    state.start_ids("topic", 101)
    state.start_ids("post", 501)
    welcome = save(
        state,
        state.users[1],
        Wish(
            title="논문 마당에 오신 것을 환영합니다",
            raw="이곳은 함께 논문을 읽고 이야기하는 곳입니다.\n\n궁금한 점은 편하게 댓글로 남겨 주세요.",
            category=state.categories[FREE_ID],
        ),
    )
    state.topics[welcome.topic_id].pinned_at = state.clock.now()
    question = save(
        state,
        state.users[4],
        Wish(
            title="초록만 읽고 논문을 고르는 방법이 있을까요?",
            raw="매주 나오는 논문이 너무 많아서 고르기가 어렵습니다. 다들 **무엇을 먼저** 보시나요?",
            category=state.categories[NEWS_ID],
            tags=("논문",),
        ),
    )
    save(
        state,
        state.users[5],
        Wish(raw="저는 표와 그림을 먼저 봅니다. 그다음에 한계를 적은 부분을 읽어요.", topic_id=question.topic_id),
    )
