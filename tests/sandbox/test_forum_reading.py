"""Reads: topics, streams, lists, search, redirects, versions; and pydiscourse as a client."""

import pytest
from pydiscourse import DiscourseClient
from pydiscourse.exceptions import DiscourseClientError, DiscourseError

from bot.sandbox.forum.seed import (
    ADMIN,
    BOT,
    BOT_KEY,
    FREE_ID,
    GLOBAL_KEY,
    MODERATOR,
    NEWS_ID,
    NEWSDESK,
    READER,
    STAFF_ID,
)
from bot.sandbox.forum.state import TagGroup, User
from tests.sandbox.ground import RAW, TITLE, Ground


def test_an_external_id_leads_to_its_topic_and_keeps_only_page_print_and_filter(ground: Ground) -> None:
    created = ground.topic(external_id="pb-demo")
    answer = ground.client().get("/t/external_id/PB-demo.json?include_raw=1&page=2")
    assert answer.status_code == 301
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    expected = f"{ground.base}/t/{created['topic_slug']}/{created['topic_id']}.json?page=2"
    assert answer.headers["location"] == expected
    missing = ground.client().get("/t/external_id/pb-none.json")
    assert (missing.status_code, missing.json()["error_type"]) == (404, "not_found")


def test_a_wrong_slug_is_moved_and_no_slug_is_not(ground: Ground) -> None:
    created = ground.topic()
    client = ground.client()
    assert client.get(f"/t/{created['topic_id']}.json").status_code == 200
    assert client.get(f"/t/{created['topic_slug']}/{created['topic_id']}.json").status_code == 200
    moved = client.get(f"/t/old-name/{created['topic_id']}.json")
    assert moved.status_code == 301
    assert moved.headers["location"].endswith(f"/t/{created['topic_slug']}/{created['topic_id']}.json")


def test_a_topic_shows_twenty_posts_and_the_ids_of_all(ground: Ground) -> None:
    topic = ground.topic(external_id="pb-demo")["topic_id"]
    for number in range(24):
        ground.hands.post_as(READER if number % 2 else MODERATOR, f"{RAW} {number}", topic_id=topic)
    client = ground.client()
    shown = client.get(f"/t/{topic}.json").json()
    assert shown["external_id"] == "pb-demo"
    assert (shown["posts_count"], shown["highest_post_number"], shown["chunk_size"]) == (25, 25, 20)
    assert [len(shown["post_stream"][part]) for part in ("posts", "stream")] == [20, 25]
    assert "raw" not in shown["post_stream"]["posts"][0]
    second = client.get(f"/t/{topic}.json?page=2&include_raw=false").json()["post_stream"]["posts"]
    assert [post["post_number"] for post in second] == [21, 22, 23, 24, 25]
    assert second[0]["raw"].endswith("19")
    assert client.get(f"/t/{topic}.json?page=3").status_code == 404
    ids = shown["post_stream"]["stream"][-2:]
    some = client.get(f"/t/{topic}/posts.json", params={"post_ids[]": ids}).json()
    assert [post["id"] for post in some["post_stream"]["posts"]] == ids
    on = client.get(f"/t/{topic}/posts.json?post_number=3&asc=true").json()["post_stream"]["posts"]
    assert [on[0]["post_number"], len(on)] == [4, 20]
    back = client.get(f"/t/{topic}/posts.json?post_number=3").json()["post_stream"]["posts"]
    assert [post["post_number"] for post in back] == [1, 2]


def test_a_topic_without_external_id_does_not_speak_of_it(ground: Ground) -> None:
    assert "external_id" not in ground.client().get("/t/102.json").json()


def test_a_post_by_id_and_by_number_has_its_raw(ground: Ground) -> None:
    client = ground.client(GLOBAL_KEY)
    by_id, by_number = (client.get(path).json() for path in ("/posts/503.json", "/posts/by_number/102/2.json"))
    assert by_id == by_number
    assert client.get("/posts/503/raw").text == by_id["raw"]
    assert client.get("/posts/999.json").json()["error_type"] == "not_found"


def test_the_latest_posts_are_public_regular_and_below_the_mark(ground: Ground) -> None:
    ground.hands.state.topics[101].visible = False
    posts = ground.client().get("/posts.json").json()["latest_posts"]
    assert [post["id"] for post in posts] == [503, 502]
    assert posts[0]["raw"]
    before = ground.client().get("/posts.json?before=503").json()["latest_posts"]
    assert [post["id"] for post in before] == [502]


def test_the_list_follows_topic_ids_thirty_a_page(ground: Ground) -> None:
    ids = [
        ground.hands.post_as(MODERATOR, f"{RAW} {n}", title=f"{TITLE} {n}", category_id=NEWS_ID).topic_id
        for n in range(31)
    ]
    client = ground.client()
    first = client.get("/latest.json").json()["topic_list"]
    assert (len(first["topics"]), first["per_page"], first["more_topics_url"]) == (30, 30, "/latest?page=1")
    assert len(client.get("/latest.json?page=1").json()["topic_list"]["topics"]) == 3
    few = client.get(f"/latest.json?topic_ids={ids[3]},{ids[7]},999").json()["topic_list"]["topics"]
    assert {topic["id"] for topic in few} == {ids[3], ids[7]}
    assert few[0]["last_poster_username"] == MODERATOR


def test_unlisted_topics_are_in_no_list_but_stand_at_their_address(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    ground.hands.set_status(topic, "visible", enabled=False, by=MODERATOR)
    client = ground.client()
    assert topic not in [each["id"] for each in client.get("/latest.json").json()["topic_list"]["topics"]]
    assert client.get(f"/t/{topic}.json").json()["visible"] is False


def test_a_closed_category_does_not_exist_for_others(ground: Ground) -> None:
    topic = ground.hands.post_as(MODERATOR, RAW, title=TITLE, category_id=STAFF_ID).topic_id
    client = ground.client()
    assert client.get(f"/t/{topic}.json").status_code == 404
    assert client.get(f"/c/{STAFF_ID}/show.json").status_code == 404
    assert STAFF_ID not in [each["id"] for each in client.get("/categories.json").json()["category_list"]["categories"]]
    assert ground.everything(MODERATOR).get(f"/c/{STAFF_ID}/show.json").json()["category"]["permission"] == 1


def test_a_category_says_what_the_bot_may_do(ground: Ground) -> None:
    category = ground.hands.state.categories[FREE_ID]
    for create, reply, permission in (
        (("everyone",), ("everyone",), 1),
        (("staff",), ("everyone",), 2),
        (("staff",), ("staff",), 3),
    ):
        category.create, category.reply = create, reply
        assert ground.client().get(f"/c/{FREE_ID}/show.json").json()["category"]["permission"] == permission


def test_lists_by_category_author_and_tag(ground: Ground) -> None:
    topic = ground.topic(**{"tags[]": "large-language-model"})["topic_id"]
    client = ground.client(GLOBAL_KEY)
    for path in (f"/c/news/{NEWS_ID}/l/latest.json", f"/c/{NEWS_ID}/l/latest.json"):
        assert [each["id"] for each in client.get(path).json()["topic_list"]["topics"]] == [topic, 102]
    other_name = client.get("/tag/large-language-model.json")
    assert other_name.status_code == 301
    for path in (f"/topics/created-by/{BOT}.json", "/tag/llm.json", other_name.headers["location"]):
        assert [each["id"] for each in client.get(path).json()["topic_list"]["topics"]] == [topic]
    assert client.get("/tag/없는태그.json").status_code == 404
    assert client.get("/topics/created-by/nobody.json").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("논문", [502, 501]),
        ("초록만 in:title", [502]),
        ("논문 @dokja", [502]),
        ("논문 #free", [501]),
        ("논문 tags:논문", [502]),
        ("논문 after:2026-11-17", []),
        ("그림을", [503]),
    ],
)
def test_the_search_finds_words_and_obeys_operators(ground: Ground, query: str, found: list[int]) -> None:
    answer = ground.client().get("/search.json", params={"q": query}).json()
    assert [post["id"] for post in answer["posts"]] == found


@pytest.mark.parametrize("query", ["", "a\0b"])
def test_a_search_for_nothing_is_a_400(ground: Ground, query: str) -> None:
    answer = ground.client().get("/search.json", params={"q": query})
    assert (answer.status_code, answer.json()["error_type"]) == (400, "invalid_parameters")


def test_settings_are_read_by_anybody_and_keep_their_secrets(ground: Ground) -> None:
    shown = ground.client(None).get("/site/settings.json").json()
    assert (shown["max_post_length"], shown["max_tags_per_topic"], shown["default_locale"]) == (32_000, 5, "ko")
    assert shown["create_tag_allowed_groups"] == "admins|moderators|trust_level_3"
    assert "unique_posts_mins" not in shown


def test_session_site_about_and_status(ground: Ground) -> None:
    bot, nobody = ground.client(GLOBAL_KEY), ground.client(None)
    session = bot.get("/session/current.json").json()["current_user"]
    assert (session["username"], session["trust_level"], session["admin"]) == (BOT, 2, False)
    assert nobody.get("/session/current.json").status_code == 404
    assert bot.get("/site.json").json()["can_create_tag"] is False
    assert nobody.get("/site.json").json()["can_tag_topics"] is False
    assert nobody.get("/about.json").json()["about"]["version"].startswith("2026")
    assert nobody.get("/srv/status").text == "ok"


def test_unknown_tags_are_lost_in_silence_and_synonyms_replaced(ground: Ground) -> None:
    tags = ["Large Language Model", "brand-new", "강화학습", "LLM"]
    topic = ground.topic(**{"tags[]": tags})["topic_id"]
    shown = ground.client().get(f"/t/{topic}.json").json()["tags"]
    assert shown == [{"id": 2, "name": "llm", "slug": "llm"}, {"id": 5, "name": "강화학습", "slug": "강화학습"}]
    assert "brand-new" not in ground.hands.state.tags


def test_who_may_create_tags_creates_them_cleaned_and_cut(ground: Ground) -> None:
    topic = ground.post(ground.everything(MODERATOR), **{"tags[]": ["GPT-4.5 (mini)!", "a" * 30]}).json()["topic_id"]
    assert ground.hands.state.topics[topic].tags == ("gpt-45-mini", "a" * 20)


def test_six_tags_are_refused_in_2026_and_cut_in_2025(ground: Ground) -> None:
    six = {"tags[]": ["논문", "llm", "nlp", "컴퓨터비전", "강화학습", "멀티모달"]}
    refused = ground.post(**six)
    assert (refused.status_code, refused.json().keys()) == (422, {"errors"})


def test_2025_cuts_tags_and_shows_them_as_strings(older_ground: Ground) -> None:
    six = ["논문", "llm", "nlp", "컴퓨터비전", "강화학습", "멀티모달"]
    topic = older_ground.topic(**{"tags[]": six})["topic_id"]
    assert older_ground.client().get(f"/t/{topic}.json").json()["tags"] == six[:5]
    assert older_ground.client().get("/latest.json").json()["topic_list"]["topics"][1]["tags"] == six[:5]


def test_tag_rules_of_groups_staff_and_categories(ground: Ground) -> None:
    state = ground.hands.state
    state.tag_groups = [
        TagGroup(name="분야", tags=("nlp", "컴퓨터비전"), one_per_topic=True, parent="논문"),
        TagGroup(name="자유", tags=("에이전트",), categories=(FREE_ID,)),
    ]
    assert ground.post(**{"tags[]": ["공지"]}).status_code == 422
    assert ground.post(**{"tags[]": ["nlp", "컴퓨터비전"]}).status_code == 422
    assert ground.post(**{"tags[]": ["에이전트"]}).status_code == 422
    state.categories[NEWS_ID].minimum_required_tags = 1
    assert ground.post().status_code == 422
    topic = ground.topic(**{"tags[]": ["nlp"]})["topic_id"]
    assert state.topics[topic].tags == ("nlp", "논문")


def test_who_may_not_tag_is_refused(ground: Ground) -> None:
    ground.hands.configure(tag_topic_allowed_groups=("staff",))
    assert "permission to tag" in ground.post(**{"tags[]": "논문"}).json()["errors"][0]


def test_pydiscourse_meets_what_it_meets_in_discourse(ground: Ground) -> None:
    client = DiscourseClient(ground.base, BOT, BOT_KEY, timeout=(3, 10))
    created = client.create_post(RAW, category_id=NEWS_ID, title=TITLE, tags=["논문"], external_id="pb-demo")
    topic = client.topic(created["topic_slug"], created["topic_id"], include_raw=1)
    assert topic["post_stream"]["posts"][0]["raw"] == RAW
    edited = client.update_post(created["id"], RAW + " 고침", **{"post[original_text]": RAW})
    assert edited["post"]["raw"] == RAW + " 고침"
    assert client.latest_topics()["topic_list"]["topics"][0]["pinned"] is True
    assert client.search("이번 주")["posts"][0]["topic_id"] == created["topic_id"]
    assert client.category(NEWS_ID)["category"]["slug"] == "news"
    with pytest.raises(DiscourseError, match="Invalid Response"):
        client._get("/t/external_id/pb-demo.json")
    with pytest.raises(DiscourseClientError, match="Title has already been used"):
        client.create_post(RAW + ".", category_id=NEWS_ID, title=TITLE)


def test_pydiscourse_takes_an_enqueued_post_for_a_success(ground: Ground) -> None:
    ground.hands.state.categories[NEWS_ID].topic_approval = True
    client = DiscourseClient(ground.base, BOT, BOT_KEY, timeout=(3, 10))
    assert "topic_id" not in client.create_post(RAW, category_id=NEWS_ID, title=TITLE)


def test_a_hidden_profile_shows_neither_role_nor_groups_but_to_staff(ground: Ground) -> None:
    moderator = ground.hands.state.user(MODERATOR)
    assert moderator
    moderator.hide_profile = True
    hidden = ground.client().get(f"/u/{MODERATOR}.json").json()["user"]
    assert hidden["profile_hidden"]
    assert not {"moderator", "groups", "trust_level"} & set(hidden)
    assert ground.everything(ADMIN).get(f"/u/{MODERATOR}.json").json()["user"]["moderator"]


def test_whoever_has_not_posted_shows_groups_to_trusted_members_only_unless_they_are_staff(ground: Ground) -> None:
    state = ground.hands.state
    bot = state.user(BOT)
    assert bot
    now, groups = ground.clock.now(), frozenset({NEWSDESK})
    state.users[9] = User(id=9, username="saebom", name="새봄", created_at=now, groups=groups)
    shown = []
    for level in (2, 1):
        bot.trust_level = level
        shown += ["groups" in ground.client().get(f"/u/{who}.json").json()["user"] for who in ("saebom", MODERATOR)]
    assert shown == [True, True, False, True]
    assert ground.client(None).get("/u/saebom.json").json()["user"]["profile_hidden"]


def test_a_group_says_whether_it_takes_messages_and_no_scope_opens_it(ground: Ground) -> None:
    assert ground.client().get(f"/groups/{NEWSDESK}.json").status_code == 403
    assert ground.everything().get(f"/groups/{NEWSDESK}.json").json()["group"]["messageable"]
    assert not ground.everything().get("/groups/trust_level_1.json").json()["group"]["messageable"]
    assert ground.everything().get("/groups/nobody.json").status_code == 404
    assert ground.everything().get("/groups/NewsDesk.json").json()["group"]["name"] == NEWSDESK
    assert ground.post(archetype="private_message", target_recipients="NewsDesk").status_code == 200


def test_a_reply_in_a_message_may_be_shorter_than_one_in_a_topic(ground: Ground) -> None:
    desk = ground.post(archetype="private_message", target_recipients="moderators", raw="확인할 것을 모아 둡니다.")
    told = ground.hands.post_as(MODERATOR, "@paperboy 반영", topic_id=desk.json()["topic_id"], reply_to=1)
    assert told.number == 2
