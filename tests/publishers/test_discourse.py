"""The Discourse publisher against the sandbox's forum, over a real socket."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from bot import posting
from bot.clock import WoundClock
from bot.config import Secrets
from bot.domain import Draft, Edition, Intent, Post
from bot.errors import Misconfigured, OutcomeUnknown, PaperboyError, Rejected, Unavailable
from bot.ports import Bot
from bot.publishers import discourse
from bot.sandbox.door import Door
from bot.sandbox.faults import Cut, Desk, Fault, Replace, Status
from bot.sandbox.forum import ForumSettings, forum
from bot.sandbox.forum.hands import Hands
from bot.sandbox.forum.seed import ADMIN, BOT, BOT_KEY, BOT_SCOPES, FREE_ID, GLOBAL_KEY, MODERATOR, NEWS_ID, STAFF_ID
from bot.sandbox.forum.state import Category, TagGroup, Topic
from tests import fakes
from tests.sandbox.ground import Stage
from tests.sandbox.serving import served

MONDAY = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
NEEDED = ("topics:write", "topics:read", "topics:read_lists", "posts:edit")
"""The scopes without which the bot cannot post."""


@dataclass(kw_only=True)
class Town:
    """A forum, its people's hands, and how to reach it."""

    base: str
    hands: Hands
    clock: WoundClock
    desk: Desk

    def publisher(self, key: str = BOT_KEY, tags: tuple[str, ...] = ("논문",), **settings: Any) -> discourse.Discourse:
        wanted = {"url": self.base, "username": BOT, "category": "news", **settings}
        edition = Edition(
            name="forum", source="dair", locale="ko", template="discourse.md.j2", publisher="discourse", tags=tags
        )
        secrets = Secrets({"DISCOURSE_API_KEY": key})
        return discourse.connect(
            discourse.Settings(**wanted), edition=edition, root=Path(), secrets=secrets, clock=self.clock
        )

    def trouble(self, *faults: Fault) -> None:
        self.desk.order(faults)

    def scope_key(self, *scopes: str) -> None:
        """Leaves the bot's key these scopes only."""
        self.hands.state.keys[BOT_KEY].scopes = scopes

    def topics(self) -> list[Topic]:
        """The bot's own, standing or deleted."""
        bot = self.hands.state.user(BOT)
        return [topic for topic in self.hands.state.topics.values() if bot and topic.user_id == bot.id]

    def asked(self, method: str) -> list[str]:
        return [one.path for one in self.desk.requests if one.method == method]


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, str]]:
    stage = Stage()
    with served(stage) as base:
        yield stage, base


@pytest.fixture
def settled(stage: tuple[Stage, str], tmp_path: Path) -> Callable[..., Town]:
    """Builds the forum with other settings than the usual."""

    def build(**settings: Any) -> Town:
        clock = WoundClock.create(tmp_path / "forum.clock", MONDAY)
        app, desk = forum(clock, ForumSettings(**settings)), Desk(clock)
        stage[0].app = Door("forum", {"forum": app}, Starlette(), desk)
        return Town(base=stage[1], hands=app.state.hands, clock=clock, desk=desk)

    return build


@pytest.fixture
def town(settled: Callable[..., Town]) -> Town:
    return settled()


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    with ExitStack() as stack:
        yield fakes.world(tmp_path, stack.enter_context).bot


def intents(parts: int = 1, tags: tuple[str, ...] = ("논문",)) -> tuple[Intent, ...]:
    """What would be sent of a digest of that many parts."""
    issue = fakes.week(1).issue
    digest_key = f"{issue.key}/forum"
    draft = Draft(
        title="[2026/11/08 ~ 11/15] 이번 주의 등불 논문 (Top Lamp Papers)",
        parts=tuple(
            f"## {number}. 등불 {number}\n\n함께 읽을 글을 여기에 조금 적습니다." for number in range(1, parts + 1)
        ),
        tags=tags,
    )
    made = [
        Intent(key=f"{digest_key}#{number}", raw=posting.with_marker(f"{digest_key}#{number}", raw))
        for number, raw in enumerate(draft.parts, 1)
    ]
    topic = replace(made[0], title=draft.title, tags=draft.tags, external_id=posting.external_id("forum", issue))
    return (topic, *made[1:])


def reply_to(topic: Post, key: str = "dair/2026-11-15/forum#2") -> Intent:
    raw = posting.with_marker(key, "## 2. 등불 2\n\n둘째 부분에 적은 글입니다, 이어집니다.")
    return Intent(key=key, raw=raw, topic_id=topic.topic_id)


def refused(kind: type[PaperboyError], call: Callable[[], object]) -> str:
    """The message of the error that a call raises, which is of that very kind and holds no key."""
    with pytest.raises(kind) as caught:
        call()
    assert BOT_KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ── a whole digest ──────────────────────────────────────────────────────────────────────────────────────────────────

POSTS, TOPICS = {"server": "forum", "method": "POST", "path": "/posts"}, {"server": "forum", "path": "/t/"}
LOSSES: dict[str, list[Fault]] = {
    "nothing": [],
    "the topic's answer": [Cut(kind="cut_after", nth=1, **POSTS)],
    "the topic": [Cut(kind="cut_before", nth=1, **POSTS)],
    "a reply's answer": [Cut(kind="cut_after", nth=2, **POSTS)],
    "every answer": [Cut(kind="cut_after", nth=n, **POSTS) for n in (1, 2, 3)],
    "a page in place of each answer": [
        Replace(kind="body", nth=n, body="<html>", content_type="text/html", **POSTS) for n in (1, 2, 3)
    ],
    "an empty answer": [Replace(kind="body", nth=1, **POSTS)],
    "bad gateways": [Status(kind="status", answer="bad gateway", nth=n, **POSTS) for n in (1, 3, 5)],
    "limits": [
        Status(kind="status", answer="forum rate limit", nth=1, **POSTS),
        Status(kind="status", answer="forum address limit", nth=2, **POSTS),
        Status(kind="status", answer="forum search limit", nth=3, **POSTS),
    ],
    "a limit of a day": [
        Status(
            kind="status",
            status=429,
            body='{"errors":["x"],"error_type":"rate_limit","extras":{"wait_seconds":86000}}',
            nth=2,
            **POSTS,
        )
    ],
    "read-only": [Status(kind="status", answer="forum read-only", nth=n, **POSTS) for n in (1, 2)],
    "the read back": [Cut(kind="cut_after", nth=n, **TOPICS) for n in range(2, 12)],
    "everything in turn": [
        Status(kind="status", answer="server error", nth=1, **TOPICS),
        Cut(kind="cut_after", nth=1, **POSTS),
        Cut(kind="cut_before", nth=4, **TOPICS),
        Cut(kind="cut_before", nth=2, **POSTS),
        Replace(kind="body", nth=3, body="{}", **POSTS),
        Status(kind="status", answer="bad gateway", nth=4, **POSTS),
    ],
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_digest_is_one_topic_with_its_parts_in_order_whatever_is_lost(town: Town, bot: Bot, loss: str) -> None:
    town.trouble(*LOSSES[loss])
    parts = intents(3)
    posts = delivered(town, bot, parts)
    [topic] = town.topics()
    stored = town.hands.state.stream(topic.id)
    assert [post.raw for post in stored] == [intent.raw for intent in parts]
    assert [post.key for post in posts] == [intent.key for intent in parts]
    assert [post.post_id for post in posts] == [post.id for post in stored]
    assert topic.external_id == "pb-forum-2026-11-15"


def delivered(town: Town, bot: Bot, parts: Sequence[Intent]) -> Sequence[Post]:
    """What runs every few minutes come to; each begins with no memory but the database."""
    bot.store.issues.add(fakes.week(1))
    bot.store.posts.intend(parts)
    for _ in range(30):
        try:
            return posting.post(bot, town.publisher(), parts)
        except Unavailable:
            town.clock.wind(timedelta(minutes=5))
    raise AssertionError("never delivered")


def test_a_lost_database_adopts_what_stands_and_writes_nothing(town: Town, bot: Bot, tmp_path: Path) -> None:
    first = delivered(town, bot, intents(3))
    (tmp_path / "again").mkdir()
    town.desk.requests.clear()
    with ExitStack() as stack:
        again = delivered(town, fakes.world(tmp_path / "again", stack.enter_context).bot, intents(3))
    assert again == first
    assert not town.asked("POST")


def test_the_key_needs_four_scopes_to_post_and_edit(town: Town, bot: Bot) -> None:
    town.scope_key(*NEEDED)
    posts = delivered(town, bot, intents(2))
    edited = town.publisher().edit(posts[1], posts[1].raw.replace("조금", "많이"), "고침")
    assert "많이" in edited.raw


@pytest.mark.parametrize(
    ("lacking", "call"),
    [
        ("topics:read", lambda town: town.publisher().find(intents()[0])),
        ("topics:read_lists", lambda town: town.publisher().find(intents()[0])),
        ("topics:write", lambda town: town.publisher().create(intents()[0])),
    ],
)
def test_a_missing_scope_is_named(town: Town, lacking: str, call: Callable[[Town], object]) -> None:
    town.scope_key(*(scope for scope in BOT_SCOPES if scope != lacking))
    assert f"the scope {lacking}" in refused(Misconfigured, lambda: call(town))


def test_a_missing_scope_to_edit_is_not_taken_for_a_locked_post(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.scope_key("topics:write", "topics:read")
    assert "posts:edit" in refused(Misconfigured, lambda: town.publisher().edit(made, made.raw + "!", ""))


# ── creating ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_created_topic_is_read_back_as_the_forum_stored_it(town: Town) -> None:
    intent = replace(intents()[0], title="[2026/11/08 ~ 11/15] 이번 주 AI 논문!!")
    made = town.publisher().create(intent)
    [topic] = town.topics()
    assert (made.title, made.raw, made.tags) == ("[2026/11/08 ~ 11/15] 이번 주 ai 논문!", intent.raw, ("논문",))
    assert made.url == f"{town.base}/t/{topic.id}"
    assert topic.category_id == NEWS_ID


@pytest.mark.parametrize("version", ["2025", "2026"])
def test_tags_are_read_in_both_shapes_and_the_dropped_ones_seen(settled: Callable[..., Town], version: str) -> None:
    town = settled(version=version)
    made = town.publisher().create(replace(intents()[0], tags=("논문", "large-language-model", "unheard-of")))
    assert made.tags == ("논문", "llm")


def test_too_many_tags_are_refused_with_the_forums_words(town: Town) -> None:
    many = replace(intents()[0], tags=("논문", "llm", "nlp", "강화학습", "멀티모달", "에이전트"))
    assert "at most 5 tags" in refused(Rejected, lambda: town.publisher().create(many))


def test_a_title_in_use_is_refused_with_the_forums_words_and_the_item(town: Town) -> None:
    intent = intents()[0]
    town.hands.post_as(MODERATOR, "같은 제목으로 먼저 올린 사람의 글입니다.", title=intent.title, category_id=FREE_ID)
    said = refused(Rejected, lambda: town.publisher().create(intent))
    assert said.startswith(f"{intent.key}: ")
    assert "Title has already been used" in said


def test_what_waits_for_approval_is_held_with_what_to_do_and_found_when_it_lost_its_external_id(town: Town) -> None:
    intent = intents()[0]
    town.hands.state.categories[NEWS_ID].topic_approval = True
    said = refused(Rejected, lambda: town.publisher().create(intent))
    assert "approve it there" in said
    assert town.publisher().find(intent) is None
    post = town.hands.approve(next(iter(town.hands.state.queue)))
    found = town.publisher().find(intent)
    assert found is not None
    assert (found.post_id, town.topics()[0].external_id) == (post.id, None)


def test_somebody_elses_topic_with_our_marker_is_not_found(town: Town) -> None:
    intent = intents()[0]
    town.hands.post_as(MODERATOR, intent.raw, title="남의 글을 그대로 옮겨 적었습니다", category_id=NEWS_ID)
    assert town.publisher().find(intent) is None


def test_a_topic_with_our_external_id_but_other_text_is_left_alone(town: Town) -> None:
    intent = intents()[0]
    made = town.publisher().create(intent)
    town.hands.edit_as(MODERATOR, made.post_id, "운영자가 이 글을 모두 새로 썼습니다, 표시도 없이.")
    said = refused(Rejected, lambda: town.publisher().find(intent))
    assert made.url in said


def test_a_deleted_topic_is_never_made_again(town: Town) -> None:
    intent = intents()[0]
    made = town.publisher().create(intent)
    town.hands.delete_topic(made.topic_id, by=MODERATOR)
    town.clock.wind(timedelta(minutes=10))
    assert town.publisher().find(intent) is None
    said = refused(Rejected, lambda: town.publisher().create(intent))
    assert "a moderator deleted" in said
    assert len(town.topics()) == 1


def test_a_topic_that_is_gone_takes_its_replies_along(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.hands.delete_topic(made.topic_id, by=MODERATOR)
    calls: list[Callable[[Intent], object]] = [town.publisher().find, town.publisher().create]
    for call in calls:
        said = refused(Rejected, partial(call, reply_to(made)))
        assert said.startswith("dair/2026-11-15/forum#2: ")
        assert "a moderator deleted" in said


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_a_reply_to_a_closed_topic_says_that_it_is_closed(town: Town, status: str) -> None:
    made = town.publisher().create(intents()[0])
    town.hands.set_status(made.topic_id, status, enabled=True, by=MODERATOR)
    assert "is closed; open it" in refused(Rejected, lambda: town.publisher().create(reply_to(made)))


def test_a_reply_is_found_beyond_the_first_twenty_posts_and_only_the_bots_own(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    reply = reply_to(made)
    town.hands.post_as(MODERATOR, reply.raw, topic_id=made.topic_id)
    for number in range(74):
        who = ADMIN if number % 2 else MODERATOR
        town.hands.post_as(who, f"댓글을 {number}번째로 남겨 봅니다, 잘 읽었습니다.", topic_id=made.topic_id)
    assert town.publisher().find(reply) is None
    stored = town.publisher().create(reply)
    assert town.publisher().find(reply) == stored
    assert stored.url == f"{town.base}/t/{made.topic_id}/77"


def test_a_topic_opened_before_the_pace_allows_it_waits_on_the_clock_and_is_sent(town: Town) -> None:
    town.publisher().create(intents()[0])
    before = town.clock.now()
    other = replace(
        intents()[0],
        title="다른 한 주의 등불 논문을 모았습니다",
        external_id="pb-forum-2026-11-22",
        raw="다른 글입니다. " * 4,
    )
    town.publisher().create(other)
    assert town.clock.now() - before >= timedelta(seconds=15)


def test_a_text_that_is_too_long_is_refused(town: Town) -> None:
    long = replace(intents()[0], raw="긴 글 " * 9000)
    assert "32000" in refused(Rejected, lambda: town.publisher().create(long)).replace(",", "")


# ── category and limit ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scopes", [BOT_SCOPES, NEEDED])
@pytest.mark.parametrize("category", ["news", NEWS_ID, str(NEWS_ID), f" {NEWS_ID} "])
def test_a_category_is_named_by_id_or_slug_with_or_without_the_scope(
    town: Town, category: int | str, scopes: tuple[str, ...]
) -> None:
    town.scope_key(*scopes)
    town.publisher(category=category).create(intents()[0])
    assert town.topics()[0].category_id == NEWS_ID


@pytest.mark.parametrize("category", ["nwes", 999, "staff", STAFF_ID])
def test_a_category_that_the_account_does_not_see_is_refused_with_those_it_sees(
    town: Town, category: int | str
) -> None:
    said = refused(Misconfigured, lambda: town.publisher(category=category).create(intents()[0]))
    assert "news (14), free (15)" in said
    assert "staff (3)" not in said
    assert not town.topics()


def test_a_category_for_members_only_is_named_by_id_where_the_key_may_not_list_it(town: Town) -> None:
    town.hands.state.categories[NEWS_ID].see = ("trust_level_0",)
    town.scope_key(*NEEDED)
    assert "name one by its id" in refused(Misconfigured, lambda: town.publisher().create(intents()[0]))
    town.publisher(category=NEWS_ID).create(intents()[0])
    assert len(town.topics()) == 1


def test_a_slug_of_two_categories_is_refused(town: Town) -> None:
    twin = Category(id=77, name="또 다른 소식", slug="news", color="000000")
    town.hands.state.categories[twin.id] = twin
    said = refused(Misconfigured, lambda: town.publisher().create(intents()[0]))
    assert "more than one category" in said
    assert "news (77)" in said


def test_the_limit_is_the_forums_own_and_asked_without_the_key(settled: Callable[..., Town]) -> None:
    town = settled(max_post_length=50_000)
    assert town.publisher().limit() == 50_000
    [asked] = town.desk.requests
    assert "api-username" not in asked.headers


def test_the_configured_limit_stands_in_only_where_the_forum_does_not_tell(town: Town) -> None:
    page = {"server": "forum", "path": "/site/settings"}
    members = '{"errors":["You need to be logged in to do that."],"error_type":"not_logged_in"}'
    town.trouble(Status(kind="status", status=403, body=members, **page))
    assert town.publisher(max_post_length=20_000).limit() == 20_000
    town.desk.clear()
    town.trouble(Replace(kind="body", body="{}", **page))
    assert town.publisher(max_post_length=20_000).limit() == 20_000
    town.desk.clear()
    town.trouble(Status(kind="status", answer="bad gateway", nth=None, **page))
    refused(Unavailable, town.publisher(max_post_length=20_000).limit)


# ── reading and editing ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_post_is_read_as_it_stands_now(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.hands.edit_as(MODERATOR, made.post_id, made.raw.replace("조금", "많이"))
    town.hands.retitle_as(MODERATOR, made.topic_id, "운영자가 고쳐 적은 제목입니다", tags=("nlp",))
    now = town.publisher().read(made)
    assert (now.raw, now.title, now.tags) == (
        made.raw.replace("조금", "많이"),
        "운영자가 고쳐 적은 제목입니다",
        ("nlp",),
    )


def test_a_post_that_a_moderator_removed_is_gone(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    reply = town.publisher().create(reply_to(made))
    town.hands.delete_post(reply.post_id, by=MODERATOR)
    assert "is gone from" in refused(Rejected, lambda: town.publisher().read(reply))


def test_a_post_that_was_deleted_as_the_bot_is_gone(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    reply = town.publisher().create(reply_to(made))
    town.hands.delete_post(reply.post_id, by=BOT)
    assert "is gone from" in refused(Rejected, lambda: town.publisher().read(reply))


def test_an_edit_leaves_its_reason_in_the_history(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    edited = town.publisher().edit(made, made.raw.replace("조금", "많이"), "초록 추가")
    stored = town.hands.state.posts[made.post_id]
    assert edited.raw == stored.raw == made.raw.replace("조금", "많이")
    assert stored.edit_reason == "초록 추가"
    assert stored.revisions[-1].before.raw == made.raw


def test_an_edit_never_writes_over_somebody_elses(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.hands.edit_as(MODERATOR, made.post_id, made.raw.replace("조금", "많이"))
    said = refused(Rejected, lambda: town.publisher().edit(made, "새 글입니다. " * 5, "고침"))
    assert "nothing was written over" in said
    assert "많이" in town.hands.state.posts[made.post_id].raw


def test_an_edit_that_comes_too_late_says_so(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.clock.wind(timedelta(days=31))
    said = refused(Rejected, lambda: town.publisher().edit(made, made.raw + "!", "고침"))
    assert "too long ago" in said
    assert made.url in said


def test_an_archived_topic_and_a_locked_post_cannot_be_edited(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.hands.state.posts[made.post_id].locked = True
    assert "locked" in refused(Rejected, lambda: town.publisher().edit(made, made.raw + "!", "고침"))
    town.hands.set_status(made.topic_id, "archived", enabled=True, by=MODERATOR)
    assert "archived" in refused(Rejected, lambda: town.publisher().edit(made, made.raw + "!", "고침"))


def test_a_post_of_a_closed_topic_can_be_edited(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.hands.set_status(made.topic_id, "closed", enabled=True, by=MODERATOR)
    wanted = made.raw.replace("조금", "많이")
    assert town.publisher().edit(made, wanted, "고침").raw == wanted


def test_an_edit_whose_answer_is_lost_has_an_unknown_outcome(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.trouble(Cut(kind="cut_after", server="forum", method="PUT", path="/posts/"))
    wanted = made.raw.replace("조금", "많이")
    refused(OutcomeUnknown, lambda: town.publisher().edit(made, wanted, "고침"))
    assert town.publisher().read(made).raw == wanted
    assert len(town.asked("PUT")) == 1


# ── the look of doctor ──────────────────────────────────────────────────────────────────────────────────────────────


def looked(town: Town, **settings: Any) -> dict[str, str]:
    """What is wrong, by what was looked at."""
    checks = town.publisher(**settings).check()
    assert all(BOT_KEY not in check.what + check.remedy for check in checks)
    return {check.what.split(": ")[1]: check.remedy for check in checks if not check.well}


def test_all_is_well_on_the_first_day_and_looking_writes_nothing(town: Town) -> None:
    before = (len(town.hands.state.topics), len(town.hands.state.posts))
    checks = town.publisher().check()
    assert [check.what for check in checks] == [
        "forum: address: posts may have 32,000 characters, as the forum says",
        "forum: key: opens reading, posting and editing as paperboy",
        "forum: account: paperboy, trust level 2",
        "forum: category: news (id 14)",
        "forum: tags: 논문",
    ]
    assert all(check.well for check in checks)
    assert (len(town.hands.state.topics), len(town.hands.state.posts)) == before
    assert not town.hands.state.queue


def test_a_forum_that_does_not_answer_is_all_that_is_said(town: Town) -> None:
    assert list(looked(town, url="http://127.0.0.1:1")) == ["address"]
    assert town.clock.now() == MONDAY


def test_a_wrong_key_is_told_from_a_wrong_category(town: Town) -> None:
    wrong = looked(town, key="0f" * 32)
    assert "check the API key" in wrong["key"]
    assert "address" not in wrong


@pytest.mark.parametrize("lacking", ["topics:read", "topics:write", "posts:edit"])
def test_the_check_names_a_scope_that_posting_would_miss(town: Town, lacking: str) -> None:
    town.scope_key(*(scope for scope in BOT_SCOPES if scope != lacking))
    assert f"the scope {lacking}" in looked(town)["key"]


def test_a_staff_account_is_refused(town: Town) -> None:
    wrong = looked(town, key=GLOBAL_KEY, username=MODERATOR)
    assert list(wrong) == ["account"]
    assert "an ordinary account" in wrong["account"]


def test_a_category_without_the_right_to_open_topics_is_told(town: Town) -> None:
    town.hands.state.categories[NEWS_ID].create = ("staff",)
    assert list(looked(town)) == ["category"]


def test_a_tag_that_is_not_there_is_told(town: Town) -> None:
    wrong = looked(town, tags=("논문", "no-such-tag"))
    assert "no-such-tag" in wrong["tags"]
    assert "논문" not in wrong["tags"]


def test_tags_are_looked_at_without_the_scope_too(town: Town) -> None:
    town.scope_key(*(scope for scope in BOT_SCOPES if scope != "tags:list"))
    assert not looked(town)


def test_a_read_only_forum_is_told(settled: Callable[..., Town]) -> None:
    assert "takes no writes now" in looked(settled(read_only=True))["key"]


def test_a_required_tag_group_is_the_forums_own_refusal(town: Town) -> None:
    town.hands.state.tag_groups.append(TagGroup(name="한 가지", tags=("논문", "llm"), one_per_topic=True))
    said = refused(Rejected, lambda: town.publisher().create(replace(intents()[0], tags=("논문", "llm"))))
    assert "only use one" in said


@pytest.mark.parametrize("url", ["forum.example", "ftp://forum.example", "https://me:secret@forum.example", "https://"])
def test_an_address_that_is_none_is_refused_in_the_configuration(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        discourse.Settings(url=url, username=BOT, category=1)
