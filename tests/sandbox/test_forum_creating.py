"""Creates: parameters, validators, identity, the memo, the queue."""

import pytest

from bot.sandbox.forum.seed import BOT, FREE_ID, GLOBAL_KEY, MODERATOR, NEWS_ID, NEWSDESK, READER, STAFF_ID
from tests.sandbox.ground import RAW, START, TITLE, Ground


def test_a_topic_comes_back_as_its_post_at_the_root(ground: Ground) -> None:
    answer = ground.post(external_id="pb-demo-2026-11-15")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    post = answer.json()
    assert (post["post_number"], post["version"], post["username"], post["topic_id"]) == (1, 1, BOT, 103)
    assert post["topic_slug"] == "2026-11-08-11-15-ai-top-ai-papers-of-the-week"
    assert "raw" not in post
    assert "이번 주에" in post["cooked"]


def test_json_bodies_and_nested_answers_work_too(ground: Ground) -> None:
    body = {"title": TITLE, "raw": RAW, "category": str(NEWS_ID), "nested_post": True, "tags": [{"name": "논문"}]}
    answer = ground.client().post("/posts", json=body).json()
    assert answer["action"] == "create_post"
    assert answer["success"] is True
    assert ground.hands.state.topics[answer["post"]["topic_id"]].tags == ("논문",)


def test_the_stored_raw_is_not_always_the_raw_that_was_sent(ground: Ground) -> None:
    created = ground.topic(raw=f"{RAW}\u00a0끝\u3000에\0 \n\n  ")
    stored = ground.client().get(f"/t/{created['topic_id']}.json?include_raw=1").json()
    assert stored["post_stream"]["posts"][0]["raw"] == f"{RAW} 끝 에"


@pytest.mark.parametrize(
    ("params", "status", "error_type", "says"),
    [
        ({"raw": ""}, 400, None, "param is missing"),
        ({"category": "news"}, 400, "invalid_parameters", "category"),
        ({"category": 999}, 400, "invalid_parameters", "category"),
        ({"no_bump": "true"}, 400, "invalid_parameters", "no_bump"),
        ({"topic_custom_fields[x]": "1"}, 400, "invalid_parameters", "topic_custom_fields"),
        ({"embed_url": "ftp://a.example/b"}, 400, "invalid_parameters", "embed_url"),
        ({"created_at": "yesterday"}, 400, "invalid_parameters", "created_at"),
        ({"category": STAFF_ID}, 403, "invalid_access", "not permitted"),
        ({"whisper": "true"}, 403, "invalid_access", "whisper"),
        ({"shared_draft": "true"}, 403, "invalid_access", "not permitted"),
    ],
)
def test_what_is_refused_before_anything_is_tried(
    ground: Ground, params: dict[str, str], status: int, error_type: str | None, says: str
) -> None:
    answer = ground.post(**params)
    assert answer.status_code == status
    assert answer.json().get("error_type") == error_type
    assert says in answer.json()["errors"][0]


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"category": None}, "Category can't be blank"),
        ({"title": "짧은 제목"}, "Title is too short (minimum is 15 characters)"),
        ({"title": ""}, "Title can't be blank"),
        ({"title": "가나다 " * 80}, "Title is too long (maximum is 255 characters)"),
        ({"title": "아아아 아아아 아아아 아아아 아아아"}, "Title seems unclear"),
        ({"title": "AI PAPERS OF THE WEEK"}, "Title seems unclear"),
        ({"title": "🎉🎉 이번 주의 주요 AI 논문 모음 (papers)"}, "Title can't have more than 1 emoji"),
        ({"title": "논문 마당에 오신 것을 환영합니다"}, "Title has already been used"),
        ({"raw": "짧은 글"}, "Body is too short (minimum is 20 characters)"),
        ({"raw": "짧은 글<!-- 눈에 보이지 않는 긴 주석입니다 -->"}, "Body is too short"),
        ({"raw": "가" * 32_001 + " 나다"}, "Body is limited to 32000 characters; you entered 32004."),
        ({"raw": "AI PAPERS OF THE WEEK, ALL OF THEM"}, "Body seems unclear"),
        ({"raw": RAW + "".join(f" @user{number}" for number in range(11))}, "only mention 10 users"),
        ({"unlist_topic": "true"}, "Unable to unlist"),
        ({"topic_id": 999}, "topic could not be found"),
        ({"external_id": "2311.12345"}, "External is invalid"),
        ({"external_id": "a" * 51}, "External is too long (maximum is 50 characters)"),
        ({"external_id": "논문"}, "External is invalid"),
    ],
)
def test_validators_answer_422_without_an_error_type(ground: Ground, params: dict[str, str], says: str) -> None:
    answer = ground.post(**params)
    assert answer.status_code == 422
    assert answer.json().keys() == {"action", "errors"}
    assert answer.json()["action"] == "create_post"
    assert any(says in error for error in answer.json()["errors"]), answer.text


def test_32000_code_points_are_allowed_comments_included(ground: Ground) -> None:
    body = "<!-- 표식 -->\n" + "가나다라마바사 " * 4000
    assert ground.post(raw=body[:31_999] + "끝").status_code == 200


def test_staff_skip_patience_but_not_length(ground: Ground) -> None:
    many = RAW + "".join(f" @user{number}" for number in range(11))
    assert ground.post(ground.everything(MODERATOR), raw=many).status_code == 200
    assert ground.post(ground.everything(MODERATOR), raw="짧은 글", title=TITLE + " 둘").status_code == 422


def test_an_external_id_is_taken_once_in_any_case(ground: Ground) -> None:
    ground.topic(external_id="pb-demo")
    again = ground.post(external_id="PB-DEMO", title=TITLE + " 다시", raw=RAW + " 다시")
    assert again.status_code == 422
    assert again.json()["errors"] == ["External has already been taken"]


def test_a_deleted_topic_holds_its_external_id_but_not_its_title(ground: Ground) -> None:
    topic_id = ground.topic(external_id="pb-demo")["topic_id"]
    ground.hands.delete_topic(topic_id, by=MODERATOR)
    ground.wind(minutes=6)
    for client in (ground.client(), ground.everything(MODERATOR)):
        assert client.get("/t/external_id/pb-demo.json").status_code == 404
    again = ground.post(external_id="pb-demo")
    assert again.json()["errors"] == ["External has already been taken"]
    assert ground.post(external_id="pb-other").status_code == 200
    ground.hands.restore_topic(topic_id)
    assert ground.client().get("/t/external_id/pb-demo.json").status_code == 301


def test_a_title_is_taken_in_any_case_and_as_it_was_cleaned(ground: Ground) -> None:
    ground.topic(title="pytorch 3.0 이 나왔습니다. 무엇이 달라졌을까요???")
    ground.wind(minutes=6)
    taken = ground.post(title="PYTORCH 3.0 이 나왔습니다. 무엇이 달라졌을까요???")
    assert taken.json()["errors"] == ["Title has already been used"]


def test_skip_validations_with_a_taken_external_id_is_a_500(ground: Ground) -> None:
    ground.topic(external_id="pb-demo")
    answer = ground.post(external_id="pb-demo", skip_validations="true", title="짧다")
    assert answer.status_code == 500
    assert "errors" not in answer.json()


def test_skip_validations_skips_rules_and_limits(ground: Ground) -> None:
    client = ground.client()
    assert ground.post(client, skip_validations="true", title="짧다", raw="짧다").status_code == 200
    assert ground.post(client, skip_validations="true", title="짧다", raw="짧다.", tags="새태그").status_code == 200


def test_the_same_request_gets_the_same_answer_for_120_seconds(ground: Ground) -> None:
    client = ground.client()
    first = ground.post(client)
    ground.wind(seconds=119)
    assert ground.post(client).json() == first.json()
    assert len(ground.hands.state.topics) == 3
    ground.wind(seconds=1)
    assert ground.post(client).json()["errors"] == ["Title has already been used"]


def test_the_memo_keeps_a_refusal_after_its_cause_is_gone(ground: Ground) -> None:
    ground.hands.configure(max_post_length=30)
    client = ground.client()
    assert ground.post(client).status_code == 422
    ground.hands.configure(max_post_length=32_000)
    assert ground.post(client).status_code == 422
    ground.wind(seconds=120)
    assert ground.post(client).status_code == 200


@pytest.mark.parametrize("changed", [{"raw": RAW + "."}, {"auto_track": "false"}])
def test_any_changed_byte_defeats_the_memo(ground: Ground, changed: dict[str, str]) -> None:
    client = ground.client()
    ground.post(client)
    ground.wind(seconds=16)
    assert ground.post(client, **changed).status_code == 422


def test_another_client_or_user_has_its_own_memo(ground: Ground) -> None:
    ground.post(ground.client())
    ground.wind(seconds=16)
    assert ground.post(ground.client(**{"User-Agent": "other"})).status_code == 422


def test_a_429_is_not_remembered(ground: Ground) -> None:
    client = ground.client()
    ground.post(client)
    second = {"title": "이어지는 두 번째 글의 제목입니다", "raw": RAW + " 둘"}
    assert ground.post(client, **second).status_code == 429
    ground.wind(seconds=15)
    assert ground.post(client, **second).status_code == 200


def test_a_queued_post_is_a_200_without_any_id(ground: Ground) -> None:
    ground.hands.state.categories[NEWS_ID].topic_approval = True
    answer = ground.post(external_id="pb-demo", **{"tags[]": "논문"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["action"], body["success"], body["pending_count"]) == ("enqueued", True, 1)
    assert "id" not in body
    assert "topic_id" not in body
    assert body["pending_post"]["raw_text"] == RAW


def test_approval_loses_the_external_id_and_keeps_the_tags(ground: Ground) -> None:
    ground.hands.configure(approve_unless_allowed_groups=("trust_level_3",))
    queued = ground.post(external_id="pb-demo", **{"tags[]": "논문"}).json()["pending_post"]["id"]
    post = ground.hands.approve(queued)
    topic = ground.hands.state.topics[post.topic_id]
    assert (topic.external_id, topic.tags, topic.title) == (None, ("논문",), TITLE)
    assert ground.client().get("/t/external_id/pb-demo.json").status_code == 404


def test_the_queue_never_looks_at_an_external_id(ground: Ground) -> None:
    ground.topic(external_id="pb-demo")
    ground.hands.state.categories[NEWS_ID].topic_approval = True
    again = ground.post(external_id="pb-demo", title=TITLE + " 둘", raw=RAW + " 둘")
    assert again.json()["action"] == "enqueued"


def test_a_queued_post_still_has_to_be_valid(ground: Ground) -> None:
    ground.hands.configure(require_approval_words=("논문",))
    assert ground.post(raw="짧은 논문").status_code == 422
    assert ground.post().json()["action"] == "enqueued"
    assert "id" in ground.post(ground.everything(MODERATOR)).json()


def test_blocked_words_are_refused_for_staff_as_well(ground: Ground) -> None:
    ground.hands.configure(blocked_words=("논문",))
    assert "'논문'" in ground.post(ground.everything(MODERATOR)).json()["errors"][0]


def test_a_reply_follows_its_topic_and_ignores_a_title(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    reply = ground.post(topic_id=topic, raw=RAW + " 이어서", reply_to_post_number=1).json()
    assert (reply["post_number"], reply["reply_to_post_number"]) == (2, 1)
    assert reply["reply_to_user"]["username"] == BOT


def test_the_same_words_within_five_minutes_are_too_similar(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    assert "too similar" in ground.post(topic_id=topic, raw=RAW.replace(" ", "  ")).json()["errors"][0]
    ground.wind(minutes=5)
    assert ground.post(topic_id=topic).status_code == 200


def test_a_fourth_reply_in_a_row_is_refused_in_a_topic_of_others(ground: Ground) -> None:
    for topic, refused in ((102, True), (ground.topic()["topic_id"], False)):
        for number in range(3):
            assert ground.post(topic_id=topic, raw=f"{RAW} {topic} {number}").status_code == 200
            ground.wind(seconds=5)
        assert (ground.post(topic_id=topic, raw=f"{RAW} {topic} 넷").status_code == 422) is refused
        ground.wind(seconds=5)


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_a_closed_topic_takes_no_reply_but_from_staff(ground: Ground, status: str) -> None:
    topic = ground.topic()["topic_id"]
    ground.hands.set_status(topic, status, enabled=True, by=MODERATOR)
    assert ground.post(topic_id=topic, raw=RAW + " 둘").status_code == 422
    assert ground.post(ground.everything(MODERATOR), topic_id=topic, raw=RAW + " 셋").status_code == 200


def test_created_at_dates_the_topic_back_and_buries_it(ground: Ground) -> None:
    created = ground.topic(created_at="2026-01-05T00:00:00Z")
    assert created["created_at"] == "2026-01-05T00:00:00.000Z"
    listed = ground.client().get("/latest.json").json()["topic_list"]["topics"]
    assert listed[-1]["id"] == created["topic_id"]


def test_a_whisper_is_read_by_whisperers_only_and_does_not_bump(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    ground.hands.configure(whispers_allowed_groups=(NEWSDESK,))
    whisper = ground.post(topic_id=topic, raw=RAW + " 귓속말", whisper="true").json()
    assert whisper["post_type"] == 4
    assert ground.hands.state.topics[topic].bumped_at == START
    seen = [ground.everything(who).get(f"/t/{topic}.json").json() for who in (MODERATOR, READER)]
    assert [each["highest_post_number"] for each in seen] == [2, 1]
    assert whisper["id"] not in seen[1]["post_stream"]["stream"]
    assert [each["posts_count"] for each in seen] == [1, 1]
    assert seen[0]["last_posted_at"] == seen[0]["created_at"]


def test_what_answers_a_whisper_is_one(ground: Ground) -> None:
    ground.hands.configure(whispers_allowed_groups=(NEWSDESK,))
    whisper = ground.hands.post_as(MODERATOR, RAW + " 귓속말", topic_id=ground.topic()["topic_id"], whisper=True)
    answer = {"topic_id": whisper.topic_id, "reply_to_post_number": whisper.number, "raw": RAW + " 답"}
    assert ground.post(**answer).json()["post_type"] == 4


def test_a_json_true_is_not_the_word_true_and_makes_a_public_post(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    ground.hands.configure(whispers_allowed_groups=(NEWSDESK,))
    post = ground.client().post("/posts.json", json={"topic_id": topic, "raw": RAW + " 귓속말", "whisper": True})
    assert post.json()["post_type"] == 1


def test_a_message_reaches_its_group_and_nobody_else(ground: Ground) -> None:
    message = {"archetype": "private_message", "target_recipients": NEWSDESK, "title": "확인 부탁드립니다"}
    topic = ground.post(**message).json()["topic_id"]
    assert ground.everything(MODERATOR).get(f"/t/{topic}.json").json()["archetype"] == "private_message"
    assert ground.everything(READER).get(f"/t/{topic}.json").status_code == 404
    assert topic not in [each["id"] for each in ground.client().get("/latest.json").json()["topic_list"]["topics"]]


def test_a_message_to_nobody_is_refused(ground: Ground) -> None:
    message = {"archetype": "private_message", "target_usernames": "nobody-here", "title": "확인 부탁드립니다"}
    assert ground.post(**message).json()["errors"] == ["You must select a valid user."]


def test_a_person_without_a_key_cannot_write(ground: Ground) -> None:
    answer = ground.post(ground.client(None))
    assert (answer.status_code, answer.json()["error_type"]) == (403, "not_logged_in")


def test_a_silenced_user_cannot_open_a_topic(ground: Ground) -> None:
    user = ground.hands.state.user(READER)
    assert user is not None
    user.silenced = True
    assert ground.post(ground.client(GLOBAL_KEY, READER), category=FREE_ID).status_code == 403


def test_broken_json_is_a_400(ground: Ground) -> None:
    broken = ground.client().post("/posts.json", content=b"{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
