"""Edits: conflicts, windows, grace, revisions, bumps; topics, statuses, deletions."""

from typing import Any

import httpx
import pytest

from bot.sandbox.forum.seed import ADMIN, BOT, FREE_ID, GLOBAL_KEY, MODERATOR, OTHER_READER, READER
from tests.sandbox.ground import RAW, TITLE, Ground


def edit(client: httpx.Client, post_id: int, raw: str, **more: Any) -> httpx.Response:
    return client.put(f"/posts/{post_id}.json", data={"post[raw]": raw, **more})


def listed(ground: Ground) -> list[int]:
    return [each["id"] for each in ground.client().get("/latest.json").json()["topic_list"]["topics"]]


def test_an_edit_answers_with_the_post_and_its_raw(ground: Ground) -> None:
    post = ground.topic()["id"]
    answer = edit(ground.client(), post, RAW + " 고침  \n")
    assert answer.status_code == 200
    assert answer.json()["post"]["raw"] == RAW + " 고침"
    assert "고침" in answer.json()["post"]["cooked"]


def test_a_small_quick_edit_leaves_no_trace_and_no_bump(ground: Ground) -> None:
    created = ground.topic()
    edit(ground.client(), created["id"], RAW + " 고침")
    assert ground.client().get(f"/posts/{created['id']}/revisions/latest.json").status_code == 404
    shown = ground.client().get(f"/t/{created['topic_id']}.json").json()["post_stream"]["posts"][0]
    assert shown["version"] == 1


@pytest.mark.parametrize(
    ("raw", "more", "wait"),
    [
        (RAW + " 고침", {"post[edit_reason]": "댓글 #2 제보 반영"}, 0),
        (RAW + " 고침", {}, 301),
        (RAW + " 아주 긴 보탬" * 60, {}, 0),
    ],
)
def test_a_reason_or_a_late_or_large_edit_makes_a_revision(
    ground: Ground, raw: str, more: dict[str, str], wait: int
) -> None:
    post = ground.topic()["id"]
    ground.wind(seconds=wait)
    assert edit(ground.client(), post, raw, **more).json()["post"]["version"] == 2
    revision = ground.client().get(f"/posts/{post}/revisions/latest.json").json()
    assert (revision["current_revision"], revision["username"]) == (2, BOT)
    assert revision["edit_reason"] == more.get("post[edit_reason]")
    assert "diff-ins" in revision["body_changes"]["side_by_side_markdown"]


def test_another_hand_makes_a_revision_and_is_named(ground: Ground) -> None:
    post = ground.topic()["id"]
    ground.hands.edit_as(MODERATOR, post, RAW + " 손으로 고침")
    revision = ground.client().get(f"/posts/{post}/revisions/2.json").json()
    assert (revision["username"], revision["last_revision"]) == (MODERATOR, 2)
    assert ground.client().get(f"/posts/{post}/revisions/3.json").status_code == 404


@pytest.mark.parametrize("public", [True, False])
def test_who_edited_is_for_everybody_unless_the_site_hides_it(ground: Ground, public: bool) -> None:
    post = ground.topic()["id"]
    ground.hands.edit_as(MODERATOR, post, RAW + " 손으로 고침")
    ground.hands.configure(edit_history_visible_to_public=public)
    for address in (f"/posts/{post}/revisions/latest.json", f"/posts/{post}/revisions/2.json"):
        assert ground.client(None).get(address).status_code == (200 if public else 403)
        assert ground.everything(READER).get(address).status_code == (200 if public else 403)
        assert ground.client().get(address).status_code == 200
        assert ground.everything(MODERATOR).get(address).status_code == 200
    ground.hands.state.posts[post].hidden_at = ground.clock.now()
    assert ground.client(None).get(f"/posts/{post}/revisions/latest.json").status_code == 403


def test_the_same_text_changes_nothing(ground: Ground) -> None:
    post = ground.topic()["id"]
    ground.wind(hours=1)
    assert edit(ground.client(), post, RAW + "\n", **{"post[edit_reason]": "why"}).json()["post"]["version"] == 1


@pytest.mark.parametrize("name", ["post[original_text]", "post[raw_old]"])
def test_original_text_that_no_longer_stands_is_a_409(ground: Ground, name: str) -> None:
    post = ground.topic()["id"]
    ground.hands.edit_as(MODERATOR, post, RAW + " 손으로 고침")
    answer = edit(ground.client(), post, RAW + " 봇이 고침", **{name: RAW})
    assert answer.status_code == 409
    assert answer.json().keys() == {"errors"}
    assert ground.hands.state.posts[post].raw == RAW + " 손으로 고침"
    assert edit(ground.client(), post, RAW + " 봇이 고침", **{name: RAW + " 손으로 고침"}).status_code == 200


def test_without_original_text_the_last_write_wins(ground: Ground) -> None:
    post = ground.topic()["id"]
    ground.hands.edit_as(MODERATOR, post, RAW + " 손으로 고침")
    assert edit(ground.client(), post, RAW + " 덮어씀").status_code == 200


def test_an_edit_without_raw_empties_the_post_and_is_refused(ground: Ground) -> None:
    post = ground.topic()["id"]
    answer = ground.client().put(f"/posts/{post}.json", json={"post": {"edit_reason": "x"}})
    assert answer.status_code == 422
    assert answer.json() == {"errors": ["Body can't be blank"]}
    assert ground.client().put(f"/posts/{post}.json", json={"raw": RAW}).status_code == 400


@pytest.mark.parametrize(("level", "days"), [(1, 1), (2, 30)])
def test_the_edit_window_ends_with_a_422(ground: Ground, level: int, days: int) -> None:
    bot = ground.hands.state.user(BOT)
    assert bot is not None
    bot.trust_level = level
    post = ground.post().json()["id"]
    ground.wind(days=days)
    assert edit(ground.client(), post, RAW + " 하나").status_code == 200
    ground.wind(seconds=1)
    late = edit(ground.client(), post, RAW + " 둘")
    assert late.status_code == 422
    assert late.json().keys() == {"errors"}
    assert edit(ground.everything(ADMIN), post, RAW + " 셋").status_code == 200


def test_somebody_elses_post_and_a_locked_one_are_403(ground: Ground) -> None:
    assert edit(ground.client(), 502, RAW).json()["error_type"] == "invalid_access"
    post = ground.topic()["id"]
    ground.hands.state.posts[post].locked = True
    assert edit(ground.client(), post, RAW + " 하나").status_code == 403
    assert edit(ground.everything(MODERATOR), post, RAW + " 하나").status_code == 200
    topic = ground.hands.state.posts[post].topic_id
    assert ground.client().put(f"/t/-/{topic}.json", data={"title": TITLE + " 둘"}).status_code == 403


def test_an_archived_topic_is_not_edited_by_its_author(ground: Ground) -> None:
    created = ground.topic()
    ground.hands.set_status(created["topic_id"], "archived", enabled=True, by=MODERATOR)
    assert edit(ground.client(), created["id"], RAW + " 하나").status_code == 403


def test_a_closed_topic_is_still_edited_by_its_author(ground: Ground) -> None:
    created = ground.topic()
    ground.hands.set_status(created["topic_id"], "closed", enabled=True, by=MODERATOR)
    assert edit(ground.client(), created["id"], RAW + " 하나").status_code == 200


def test_a_revision_of_the_last_post_bumps_and_bypass_is_for_staff(ground: Ground) -> None:
    created = ground.topic(created_at="2026-11-06T00:00:00Z")
    reason = {"post[edit_reason]": "이유"}
    edit(ground.everything(MODERATOR), created["id"], RAW + " 하나", bypass_bump="true", **reason)
    assert listed(ground)[-1] == created["topic_id"]
    ground.wind(minutes=6)
    edit(ground.client(), created["id"], RAW + " 둘", bypass_bump="true", **reason)
    assert listed(ground)[1] == created["topic_id"]  # below the pinned one


def test_an_edit_below_a_reply_does_not_bump(ground: Ground) -> None:
    created = ground.topic()
    ground.hands.post_as(READER, RAW + " 댓글", topic_id=created["topic_id"])
    before = ground.hands.state.topics[created["topic_id"]].bumped_at
    ground.wind(hours=1)
    assert edit(ground.client(), created["id"], RAW + " 하나").json()["post"]["version"] == 2
    assert ground.hands.state.topics[created["topic_id"]].bumped_at == before


def test_an_edit_of_the_first_post_can_retitle_and_move_but_not_tag(ground: Ground) -> None:
    created = ground.topic(**{"tags[]": "논문"})
    more = {"title": TITLE + " 수정", "post[category_id]": FREE_ID, "tags[]": "llm"}
    assert edit(ground.client(), created["id"], RAW + " 하나", **more).status_code == 200
    topic = ground.hands.state.topics[created["topic_id"]]
    assert (topic.title, topic.category_id, topic.tags) == (TITLE + " 수정", FREE_ID, ("논문",))


def test_a_topic_is_retitled_and_tagged_and_says_its_new_name(ground: Ground) -> None:
    created = ground.topic()
    answer = ground.client().put(
        f"/t/-/{created['topic_id']}.json",
        data={"title": "ai 논문을 소개합니다, 두 번째 이야기", "tags[]": ["llm", "nlp"]},
    )
    assert answer.status_code == 200
    assert answer.json()["basic_topic"]["title"] == "Ai 논문을 소개합니다, 두 번째 이야기"
    assert ground.hands.state.topics[created["topic_id"]].tags == ("llm", "nlp")
    ground.client().put(f"/t/-/{created['topic_id']}.json", data={"tags[]": ""})
    assert ground.hands.state.topics[created["topic_id"]].tags == ()


def test_a_moderators_new_title_is_a_revision_and_the_old_slug_moves_on(ground: Ground) -> None:
    created = ground.topic()
    ground.hands.retitle_as(MODERATOR, created["topic_id"], "운영진이 새로 지은 제목 (renamed)", ("llm",))
    revision = ground.client().get(f"/posts/{created['id']}/revisions/latest.json").json()
    assert revision["username"] == MODERATOR
    assert "renamed" in revision["title_changes"]["inline"]
    assert revision["tags_changes"] == {"previous": [], "current": ["llm"]}
    assert ground.client().get(f"/t/{created['topic_slug']}/{created['topic_id']}.json").status_code == 301


def test_original_title_and_tags_guard_a_topic(ground: Ground) -> None:
    topic = ground.topic(**{"tags[]": "논문"})["topic_id"]
    client = ground.client()
    for wrong in ({"original_title": "다른 제목"}, {"original_tags[]": "llm"}):
        answer = client.put(f"/t/-/{topic}.json", data={"title": TITLE + " 둘", **wrong})
        assert answer.status_code == 409
    right = {"original_title": TITLE, "original_tags[]": "논문", "title": TITLE + " 둘"}
    assert client.put(f"/t/-/{topic}.json", data=right).status_code == 200


def test_external_id_cannot_be_set_later(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    ground.client().put(f"/t/-/{topic}.json", data={"external_id": "pb-late", "title": TITLE + " 둘"})
    assert ground.client().get("/t/external_id/pb-late.json").status_code == 404


def test_only_the_word_true_closes(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    staff = ground.everything(MODERATOR)
    for enabled, closed in ((True, False), ("true", True), ("false", False)):
        answer = staff.put(f"/t/{topic}/status", json={"status": "closed", "enabled": enabled})
        assert answer.json() == {"success": "OK", "topic_status_update": None}
        assert ground.hands.state.topics[topic].closed is closed
    assert (
        ground.client(GLOBAL_KEY).put(f"/t/{topic}/status", data={"status": "closed", "enabled": "true"}).status_code
        == 403
    )
    assert staff.put(f"/t/{topic}/status", data={"status": "odd", "enabled": "true"}).status_code == 400
    assert staff.put(f"/t/{topic}/status", data={"status": "closed"}).status_code == 400


def test_closing_leaves_a_small_post_in_the_stream(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    ground.hands.set_status(topic, "closed", enabled=True, by=MODERATOR)
    shown = ground.client().get(f"/t/{topic}.json").json()
    small = shown["post_stream"]["posts"][1]
    assert (small["post_type"], small["action_code"]) == (3, "closed.enabled")
    assert (shown["posts_count"], shown["highest_post_number"], shown["closed"]) == (1, 2, True)


def test_an_authors_deletion_says_so_for_a_day(ground: Ground) -> None:
    post = ground.hands.post_as(READER, RAW + " 댓글", topic_id=102)
    reader = ground.everything(READER)
    assert reader.delete(f"/posts/{post.id}.json").status_code == 200
    shown = reader.get(f"/posts/{post.id}.json").json()
    assert (shown["user_deleted"], shown["raw"], shown["deleted_at"]) == (True, "(post deleted by author)", None)
    ground.wind(hours=24)
    assert reader.get(f"/posts/{post.id}.json").status_code == 404
    assert ground.everything(MODERATOR).get(f"/posts/{post.id}.json").json()["deleted_at"] is not None


def test_a_staff_deletion_lowers_the_highest_number(ground: Ground) -> None:
    post = ground.hands.post_as(READER, RAW + " 댓글", topic_id=102)
    assert ground.client().get("/t/102.json").json()["highest_post_number"] == 3
    ground.hands.delete_post(post.id, by=MODERATOR)
    for client in (ground.client(), ground.everything(MODERATOR)):
        assert client.get("/t/102.json").json()["highest_post_number"] == 2


def test_an_author_deletes_only_a_young_topic_without_replies(ground: Ground) -> None:
    bot = ground.client(GLOBAL_KEY)
    first, second = ground.topic()["topic_id"], ground.topic(title=TITLE + " 둘", raw=RAW + " 둘")["topic_id"]
    ground.hands.post_as(READER, RAW + " 댓글", topic_id=second)
    assert bot.delete(f"/t/{second}.json").status_code == 403
    assert bot.delete(f"/t/{first}.json").status_code == 200
    assert bot.get(f"/t/{first}.json").status_code == 404
    third = ground.topic(title=TITLE + " 셋", raw=RAW + " 셋")["topic_id"]
    ground.wind(hours=24)
    assert bot.delete(f"/t/{third}.json").status_code == 403


def test_quick_edits_add_up_and_one_that_takes_a_version_back_undoes_it(ground: Ground) -> None:
    post = ground.topic()["id"]

    def version(more: int, reason: str = "") -> int:
        answer = edit(ground.client(), post, RAW + " 보탬" * more, **{"post[edit_reason]": reason}).json()
        number: int = answer["post"]["version"]
        return number

    assert [version(1, "까닭"), version(2), version(0)] == [2, 2, 1]
    assert ground.client().get(f"/posts/{post}/revisions/latest.json").status_code == 404
    assert [version(50), version(100), version(150)] == [1, 1, 2]


def test_a_hidden_post_is_kept_from_others(ground: Ground) -> None:
    ground.hands.hide_post(503)
    bot, heart = ground.everything(), {"id": 503, "post_action_type_id": 2}
    assert bot.get("/posts/503.json").status_code == 403
    assert bot.post("/post_actions.json", data=heart).status_code == 403
    (shown,) = bot.get("/t/102/posts.json?include_raw=1&post_ids[]=503").json()["post_stream"]["posts"]
    assert (shown["hidden"], shown["actions_summary"], "raw" in shown) == (True, [], False)
    for sees in (MODERATOR, OTHER_READER):
        assert "raw" in ground.everything(sees).get("/posts/503.json").json()


def test_a_heart_is_pressed_once_never_on_ones_own_and_taken_back_within_ten_minutes(ground: Ground) -> None:
    bot, heart = ground.client(GLOBAL_KEY), {"id": 503, "post_action_type_id": 2}
    liked = bot.post("/post_actions.json", data=heart)
    assert liked.status_code == 200
    assert liked.json()["actions_summary"] == [{"id": 2, "count": 1, "acted": True, "can_undo": True}]
    assert bot.post("/post_actions.json", data=heart).status_code == 403
    assert bot.post("/post_actions.json", data={**heart, "id": ground.topic()["id"]}).status_code == 403
    who = bot.get("/post_action_users.json?id=503&post_action_type_id=2").json()
    assert [each["username"] for each in who["post_action_users"]] == [BOT]
    ground.wind(minutes=11)
    assert bot.delete("/post_actions/503.json?post_action_type_id=2").status_code == 403
    ground.wind(minutes=-5)
    assert bot.delete("/post_actions/503.json?post_action_type_id=2").json()["actions_summary"] == [
        {"id": 2, "can_act": True}
    ]
