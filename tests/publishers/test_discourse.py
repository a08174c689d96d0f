"""The Discourse publisher against the sandbox's forum, over a real socket."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import posting
from bot.clock import WoundClock
from bot.config import Secrets
from bot.domain import Beat, Intent, Post
from bot.errors import Misconfigured, OutcomeUnknown, Queued, Rejected, Unavailable
from bot.net import Budgets
from bot.ports import Bot, Paced
from bot.publishers import discourse
from bot.sandbox.faults import Cut, Fault, Replace, Slow, Status
from bot.sandbox.forum.seed import (
    ADMIN,
    BOT,
    BOT_KEY,
    BOT_SCOPES,
    FREE_ID,
    GLOBAL_KEY,
    MODERATOR,
    NEWS_ID,
    READER,
    STAFF_ID,
)
from bot.sandbox.forum.state import Category, TagGroup
from tests import fakes
from tests.publishers.town import MONDAY, Town, intents, now, refused, reply_to

NEEDED = ("topics:write", "topics:read", "topics:read_lists", "posts:edit")
"""The scopes without which the bot cannot post."""


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


@pytest.mark.parametrize("status", [403, 404, 500])
def test_what_was_posted_and_cannot_be_read_back_may_have_happened(town: Town, status: int) -> None:
    body = '{"errors":["no"],"error_type":"invalid_access"}'
    town.trouble(Status(kind="status", server="forum", path="/t/", nth=None, status=status, body=body))
    refused(OutcomeUnknown, lambda: town.publisher().create(intents()[0]))
    assert len(town.topics()) == 1


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
    fresh = now(town, made)
    assert (fresh.raw, fresh.title, fresh.tags) == (
        made.raw.replace("조금", "많이"),
        "운영자가 고쳐 적은 제목입니다",
        ("nlp",),
    )


@pytest.mark.parametrize("who", [MODERATOR, BOT])
def test_posts_that_were_removed_are_left_out_and_cannot_be_edited(town: Town, who: str) -> None:
    made = town.publisher().create(intents()[0])
    reply = town.publisher().create(reply_to(made))
    town.hands.delete_post(reply.post_id, by=who)
    assert town.publisher().read([made, reply]) == (made,)
    assert "is gone from" in refused(Rejected, lambda: town.publisher().edit(reply, reply.raw + "!", ""))
    town.hands.delete_topic(made.topic_id, by=MODERATOR)
    assert town.publisher().read([made, reply]) == ()
    for post in (made, reply):
        assert "a moderator deleted" in refused(Rejected, partial(town.publisher().edit, post, "다른 글입니다.", ""))


def test_a_digest_is_read_by_one_request_and_further_ones_only_where_needed(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    early = town.publisher().create(reply_to(made))
    for number in range(24):
        who = ADMIN if number % 2 else MODERATOR
        town.hands.post_as(who, f"댓글을 {number}번째로 남겨 봅니다, 잘 읽었습니다.", topic_id=made.topic_id)
    late = town.publisher().create(reply_to(made, "dair/2026-11-15/forum#3"))
    town.desk.requests.clear()
    assert town.publisher().read([made, early]) == (made, early)
    assert town.asked("GET") == [f"/t/{made.topic_id}.json"]
    assert town.publisher().read([made, early, late]) == (made, early, late)
    assert town.asked("GET")[1:] == [f"/t/{made.topic_id}.json", f"/t/{made.topic_id}/posts.json"]
    town.hands.delete_post(late.post_id, by=MODERATOR)
    town.desk.requests.clear()
    assert town.publisher().read([late, early]) == (early,)
    assert len(town.asked("GET")) == 1
    assert town.publisher().read([]) == ()


def test_the_parts_of_a_digest_are_the_bots_own_by_marker_in_order(town: Town) -> None:
    topic, *replies = intents(4)
    key = topic.key.partition("#")[0]
    assert town.publisher().parts(key, str(topic.external_id)) == ()
    first = town.publisher().create(topic)
    assert town.publisher().parts(key, str(topic.external_id)) == (first,)
    town.hands.post_as(MODERATOR, replies[0].raw, topic_id=first.topic_id)
    made = {}
    for number in (4, 2, 3):
        intent = replace(replies[number - 2], topic_id=first.topic_id)
        made[number] = town.publisher().create(intent)
        for again in range(9):
            who = ADMIN if again % 2 else MODERATOR
            town.hands.post_as(who, f"{number}부를 읽고 {again}번째 댓글을 남깁니다.", topic_id=first.topic_id)
    town.publisher().create(reply_to(first, "dair/2026-11-15/forum2#5"))
    assert town.publisher().parts(key, str(topic.external_id)) == (first, made[2], made[3], made[4])
    assert town.publisher().parts(f"{key}x", "pb-other-2026-11-15") == ()


def test_parts_are_found_after_approval_lost_the_external_id(town: Town) -> None:
    intent = intents()[0]
    town.hands.state.categories[NEWS_ID].topic_approval = True
    refused(Queued, lambda: town.publisher().create(intent))
    post = town.hands.approve(next(iter(town.hands.state.queue)))
    [found] = town.publisher().parts("dair/2026-11-15/forum", str(intent.external_id))
    assert (found.key, found.post_id) == (intent.key, post.id)


def test_parts_of_a_topic_that_is_another_text_are_refused(town: Town) -> None:
    intent = intents()[0]
    made = town.publisher().create(intent)
    for raw in ("운영자가 이 글을 모두 새로 썼습니다, 표시도 없이.", reply_to(made).raw):
        town.hands.edit_as(MODERATOR, made.post_id, raw)
        said = refused(Rejected, lambda: town.publisher().parts("dair/2026-11-15/forum", str(intent.external_id)))
        assert made.url in said


def test_the_newest_topics_are_listed_by_one_request_with_whose_they_are(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.hands.post_as(
        MODERATOR, "사람이 먼저 올린 이번 주의 글입니다.", title="이번 주의 논문을 사람이 올립니다", category_id=NEWS_ID
    )
    publisher = town.publisher(category=NEWS_ID)
    publisher.newest()
    town.desk.requests.clear()
    newest = publisher.newest()
    assert [(one.title, one.own) for one in newest][:2] == [
        ("이번 주의 논문을 사람이 올립니다", False),
        (made.title, True),
    ]
    assert (newest[1].url, len(town.desk.requests)) == (made.url, 1)


# ── who edited ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("scopes", [BOT_SCOPES, NEEDED])
def test_who_edited_is_told_as_far_as_the_forum_tells(town: Town, public: bool, scopes: tuple[str, ...]) -> None:
    town.hands.configure(edit_history_visible_to_public=public)
    town.scope_key(*scopes)
    made = town.publisher().create(intents()[0])
    assert town.publisher().editor(made) == ""
    town.hands.edit_as(MODERATOR, made.post_id, made.raw.replace("조금", "많이"))
    assert town.publisher().editor(made) == (MODERATOR if public or scopes == BOT_SCOPES else "")
    town.clock.wind(timedelta(hours=1))
    town.publisher().edit(now(town, made), made.raw, "되돌림")
    assert town.publisher().editor(made) == ""


def test_who_edited_is_asked_without_the_key_first(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    town.hands.edit_as(MODERATOR, made.post_id, made.raw.replace("조금", "많이"))
    town.desk.requests.clear()
    town.publisher().editor(made)
    [asked] = town.desk.requests
    assert "api-username" not in asked.headers


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
    said = refused(Unavailable, lambda: town.publisher().edit(made, "새 글입니다. " * 5, "고침"))
    assert "nothing was written over" in said
    assert "많이" in town.hands.state.posts[made.post_id].raw


@pytest.mark.parametrize(
    ("level", "days", "setting"), [(2, 31, "tl2_post_edit_time_limit (43200"), (1, 2, "post_edit_time_limit (1440")]
)
def test_an_edit_that_comes_too_late_names_the_setting_of_the_accounts_trust_level(
    town: Town, level: int, days: int, setting: str
) -> None:
    bot = town.hands.state.user(BOT)
    assert bot
    bot.trust_level = level
    made = town.publisher().create(intents()[0])
    town.clock.wind(timedelta(days=days))
    said = refused(Rejected, lambda: town.publisher().edit(made, made.raw + "!", "고침"))
    assert "posted too long ago" in said
    assert f"raise {setting} minutes unless changed)" in said
    assert made.url in said


def test_an_edit_with_a_text_that_the_forum_does_not_take_repeats_its_words(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    said = refused(Rejected, lambda: town.publisher().edit(made, "긴 글 " * 9000, "고침"))
    assert "32000" in said
    assert "too long ago" not in said


def test_an_archived_topic_a_locked_and_a_hidden_post_say_what_would_help(town: Town) -> None:
    made = town.publisher().create(intents()[0])
    stored = town.hands.state.posts[made.post_id]
    stored.locked = True
    assert "unlock it" in refused(Rejected, lambda: town.publisher().edit(made, made.raw + "!", "고침"))
    stored.locked, stored.hidden_at = False, town.clock.now()
    assert "it is hidden" in refused(Rejected, lambda: town.publisher().edit(made, made.raw + "!", "고침"))
    stored.hidden_at = None
    town.hands.set_status(made.topic_id, "archived", enabled=True, by=MODERATOR)
    assert "unarchive it" in refused(Rejected, lambda: town.publisher().edit(made, made.raw + "!", "고침"))


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
    assert now(town, made).raw == wanted
    assert len(town.asked("PUT")) == 1


# ── limits of the day and of the minute ─────────────────────────────────────────────────────────────────────────────


def limited(call: Callable[[], object]) -> Unavailable:
    """The error of a call that the forum's pace refuses."""
    with pytest.raises(Unavailable) as caught:
        call()
    return caught.value


def another_week(number: int) -> Intent:
    raw = posting.with_marker(f"dair/x-{number}/forum#1", f"{number}번째 주의 글을 여기에 조금 적습니다.")
    return Intent(
        key=f"dair/x-{number}/forum#1",
        raw=raw,
        title=f"{number}번째 주의 등불 논문 모음입니다",
        external_id=f"pb-forum-x-{number}",
    )


def test_the_limit_of_a_days_topics_is_named_with_its_end_and_handed_back(settled: Callable[..., Town]) -> None:
    town = settled(max_topics_per_day=2)
    for number in (1, 2):
        town.publisher().create(another_week(number))
    before = town.clock.now()
    error = limited(lambda: town.publisher().create(another_week(3)))
    assert "max_topics_per_day (20 unless changed" in str(error)
    assert "2026-11-17 03:00 UTC" in str(error)
    assert error.retry_after is not None
    assert error.retry_after > 80_000
    assert town.clock.now() - before < timedelta(seconds=20)
    assert len(town.topics()) == 2


def test_the_limit_of_a_days_edits_is_named(settled: Callable[..., Town]) -> None:
    town = settled(max_edits_per_day=0)
    made = town.publisher().create(intents()[0])
    error = limited(lambda: town.publisher().edit(made, made.raw.replace("조금", "많이"), "고침"))
    assert "max_edits_per_day (30 unless changed)" in str(error)
    assert now(town, made).raw == made.raw


def test_a_limit_of_the_minute_is_not_taken_for_one_of_the_day(town: Town) -> None:
    limit = '{"errors":["x"],"error_type":"rate_limit","extras":{"wait_seconds":3600}}'
    town.trouble(Status(kind="status", status=429, body=limit, nth=None, **POSTS))
    error = limited(lambda: town.publisher().create(intents()[0]))
    assert error.retry_after == 3600
    assert "max_topics_per_day" not in str(error)


def test_all_editions_on_one_forum_share_its_budget(town: Town) -> None:
    one, other = (town.publisher(requests_per_minute=number) for number in (20, 6))
    for number in range(9):
        (one if number % 2 else other).limit()
    assert [line.at[11:19] for line in town.desk.requests] == ["03:00:00"] * 6 + ["03:01:00"] * 3
    elsewhere = town.publisher(url=town.base.replace("127.0.0.1", "localhost"))
    elsewhere.limit()
    assert town.desk.requests[-1].at[11:19] == "03:01:00"


def test_a_forum_slower_than_the_configured_time_is_left(town: Town) -> None:
    town.trouble(Slow(kind="slow", seconds=1.5, server="forum", path="/site/settings", nth=None))
    assert discourse.Settings(url=town.base, username=BOT, category=1).timeout == timedelta(seconds=110)
    [address] = town.publisher(timeout="1s").check()
    assert "took longer than 1 s" in address.remedy


@pytest.mark.parametrize(
    "wrong",
    [{"timeout": "121s"}, {"timeout": "0s"}, {"timeout": 9}, {"requests_per_minute": 0}, {"requests_per_minute": 56}],
)
def test_a_longer_time_and_a_faster_pace_than_a_forum_bears_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        discourse.Settings(**{"url": "https://forum.example", "username": BOT, "category": 1, **wrong})


def test_titles_categories_and_tags_of_topics_that_stand_are_never_written(town: Town, bot: Bot) -> None:
    posts = delivered(town, bot, intents(3))
    town.hands.retitle_as(MODERATOR, posts[0].topic_id, "운영자가 고쳐 적은 제목입니다", tags=("nlp",))
    publisher = town.publisher()
    publisher.check()
    publisher.beat(Beat(host="lamp", at=town.clock.now()))
    publisher.parts("dair/2026-11-15/forum", "pb-forum-2026-11-15")
    publisher.edit(now(town, posts[1]), posts[1].raw.replace("조금", "많이"), "고침")
    for post in posts:
        publisher.edit(fresh := now(town, post), fresh.raw + " 끝", "고침")
    assert {path.split("/")[1] for method in ("PUT", "POST", "DELETE") for path in town.asked(method)} == {"posts"}
    [topic] = [one for one in town.topics() if not one.is_message]
    assert (topic.title, topic.tags) == ("운영자가 고쳐 적은 제목입니다", ("nlp",))


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
        "forum: formulas: drawn by the forum",
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
    assert "maintenance (read-only mode)" in looked(settled(read_only=True))["key"]


def test_a_required_tag_group_is_the_forums_own_refusal(town: Town) -> None:
    town.hands.state.tag_groups.append(TagGroup(name="한 가지", tags=("논문", "llm"), one_per_topic=True))
    said = refused(Rejected, lambda: town.publisher().create(replace(intents()[0], tags=("논문", "llm"))))
    assert "only use one" in said


@pytest.mark.parametrize("url", ["forum.example", "ftp://forum.example", "https://me:secret@forum.example", "https://"])
def test_an_address_that_is_none_is_refused_in_the_configuration(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        discourse.Settings(url=url, username=BOT, category=1)


@pytest.mark.parametrize(("level", "comes_up"), [(2, True), (4, False)])
def test_an_edit_brings_the_topic_up_only_where_the_account_may_not_prevent_it(
    town: Town, level: int, comes_up: bool
) -> None:
    (topic,) = intents()
    posted = town.publisher().create(topic)
    account = town.hands.state.user(BOT)
    assert account
    account.trust_level = level
    town.clock.wind(timedelta(minutes=10))
    town.publisher().edit(posted, f"{posted.raw}\n\n덧붙입니다.", "댓글 #3 제보 반영")
    assert (town.hands.state.topics[posted.topic_id].bumped_at == town.clock.now()) == comes_up


def test_a_layout_of_html_is_no_text_for_a_forum(tmp_path: Path) -> None:
    clock = WoundClock.create(tmp_path / "clock", MONDAY)
    edition = replace(fakes.EDITION, template="blog.html.j2")
    settings = discourse.Settings(url="https://forum.example", username=BOT, category="news")
    with pytest.raises(Misconfigured, match=r"edition forum: the template 'blog.html.j2' prints HTML, .*\.md\.j2"):
        discourse.connect(
            settings,
            edition=edition,
            locale=fakes.LOCALE,
            root=Path(),
            secrets=Secrets({}),
            clock=clock,
            budgets=Budgets(clock),
        )


# ── what a backfill asks ────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_a_place_that_a_backfill_can_be_sparing_with(town: Town) -> None:
    place = town.publisher(topics_per_day=7)
    assert isinstance(place, Paced)
    assert (place.pace.account, place.pace.topics_a_day) == (f"{town.base.partition('//')[2]}/{BOT}", 7)
    assert town.desk.requests == []


def test_a_topic_stands_under_its_external_id_or_does_not_by_one_request(town: Town) -> None:
    intent, place = intents()[0], town.publisher()
    assert not place.stands(str(intent.external_id))
    place.create(intent)
    town.desk.requests.clear()
    assert place.stands(str(intent.external_id))
    assert len(town.desk.requests) == 1


def test_what_is_sent_unread_comes_back_as_it_was_sent_by_one_request(town: Town) -> None:
    intent, place = intents()[0], town.publisher()
    place.limit()
    sent = place.send(intent)
    assert (sent.raw, sent.title, sent.tags) == (intent.raw, intent.title, intent.tags)
    (topic,) = town.topics()
    assert (sent.topic_id, sent.url) == (topic.id, f"{town.base}/t/{topic.id}")
    town.clock.wind(timedelta(minutes=1))
    reply = place.send(replace(reply_to(sent), topic_id=sent.topic_id))
    assert reply.url == f"{town.base}/t/{topic.id}/2"
    assert town.asked("GET").count(f"/t/{topic.id}.json") == 0


def test_a_topic_is_opened_under_another_day(town: Town) -> None:
    day = MONDAY - timedelta(days=900)
    town.publisher().create(replace(intents()[0], created_at=day))
    (topic,) = town.topics()
    assert (topic.created_at, topic.bumped_at) == (day, day)


def test_topics_are_listed_page_by_page_back_to_a_moment(town: Town) -> None:
    for number in range(65):
        town.clock.wind(timedelta(hours=13))
        town.hands.post_as(
            READER,
            f"{number}번째 글을 모두 함께 천천히 읽어 봅시다.",
            title=f"{number}번째 글을 다 함께 읽어 봅시다",
            category_id=NEWS_ID,
        )
    place = town.publisher()
    found = place.opened(town.clock.now() - timedelta(hours=13 * 40))
    assert [one.title.partition("번")[0] for one in found] == [str(number) for number in range(64, 23, -1)]
    assert len([path for path in town.asked("GET") if path.startswith(f"/c/{NEWS_ID}/")]) == 2
    assert len(place.opened(MONDAY - timedelta(days=9))) == 66
