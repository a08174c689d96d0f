"""Keys, scopes, read-only mode, and every limit with its own body."""

import pytest

from bot.sandbox.forum.seed import (
    ADMIN,
    BOT_KEY,
    GLOBAL_KEY,
    MODERATOR,
    NARROW_KEY,
    NEWS_ID,
    READ_KEY,
    READER,
)
from tests.sandbox.ground import RAW, TITLE, Ground


def is_refused(ground: Ground, key: str, username: str | None, method: str, path: str) -> bool:
    answer = ground.client(key, username).request(method, path)
    if answer.status_code == 403:
        assert answer.json()["error_type"] == "invalid_access"
    return answer.status_code == 403


@pytest.mark.parametrize(
    ("key", "username", "method", "path", "refused"),
    [
        ("00" * 32, "paperboy", "GET", "/latest.json", True),
        (BOT_KEY, READER, "GET", "/latest.json", True),
        (BOT_KEY, "nobody", "GET", "/latest.json", True),
        (BOT_KEY, None, "GET", "/latest.json", False),
        (BOT_KEY, "PaperBoy", "GET", "/latest.json", False),
        (GLOBAL_KEY, None, "GET", "/latest.json", True),
        (GLOBAL_KEY, READER, "GET", "/session/current.json", False),
        (READ_KEY, "paperboy", "GET", "/session/current.json", False),
        (READ_KEY, "paperboy", "DELETE", "/t/102.json", True),
        (NARROW_KEY, "paperboy", "GET", "/t/102.json", False),
        (NARROW_KEY, "paperboy", "GET", "/latest.json", True),
        (BOT_KEY, "paperboy", "GET", "/t/102/posts.json", False),
        (BOT_KEY, "paperboy", "GET", "/posts/502.json", True),
        (BOT_KEY, "paperboy", "GET", "/posts/502/raw", True),
        (BOT_KEY, "paperboy", "GET", "/session/current.json", True),
        (BOT_KEY, "paperboy", "GET", "/site/settings.json", True),
        (BOT_KEY, "paperboy", "GET", "/topics/created-by/paperboy.json", True),
        (BOT_KEY, "paperboy", "GET", "/post_action_users.json?id=502&post_action_type_id=2", True),
        (BOT_KEY, "paperboy", "POST", "/post_actions.json?id=502&post_action_type_id=2", True),
        (BOT_KEY, "paperboy", "GET", "/post_localizations/502.json", True),
    ],
)
def test_a_key_opens_what_its_scopes_say(
    ground: Ground, key: str, username: str | None, method: str, path: str, refused: bool
) -> None:
    assert is_refused(ground, key, username, method, path) is refused


def test_a_key_unused_for_180_days_is_revoked_for_good(ground: Ground) -> None:
    ground.wind(days=180)
    assert ground.client().get("/latest.json").status_code == 200
    ground.wind(days=181)
    assert ground.client().get("/latest.json").status_code == 403
    ground.wind(days=-100)
    assert ground.client().get("/latest.json").status_code == 403


def test_a_suspended_user_is_403_everywhere(ground: Ground) -> None:
    user = ground.hands.state.user("paperboy")
    assert user is not None
    user.suspended = True
    assert ground.client().get("/latest.json").status_code == 403


def test_a_get_without_json_in_path_or_accept_is_html(ground: Ground) -> None:
    client = ground.client()
    for path in ("/latest", "/t/102", "/c/14/show"):
        assert client.get(path).headers["content-type"] == "text/html; charset=utf-8"
        asked = client.get(path, headers={"Accept": "application/json; charset=utf-8"})
        assert asked.headers["content-type"] == "application/json; charset=utf-8"


def test_an_unknown_address_is_discourses_404(ground: Ground) -> None:
    answer = ground.client().get("/nowhere.json")
    assert (answer.status_code, answer.json()["error_type"]) == (404, "not_found")
    topic = ground.client().get("/t/999.json")
    assert topic.json()["extras"].keys() == {"html", "title", "group"}


def test_a_read_only_forum_reads_and_does_not_write(ground: Ground) -> None:
    ground.hands.configure(read_only=True)
    refused = ground.post()
    assert (refused.status_code, refused.json()["error_type"]) == (503, "read_only")
    assert ground.post(ground.everything(MODERATOR)).status_code == 503
    assert ground.client().get("/latest.json").headers["discourse-readonly"] == "true"
    ground.hands.configure(read_only=False, staff_writes_only=True)
    assert ground.post().status_code == 503
    assert ground.post(ground.everything(MODERATOR)).status_code == 200


def test_all_keys_share_sixty_requests_a_minute(ground: Ground) -> None:
    clients = [ground.client(), ground.everything(ADMIN)]
    for number in range(60):
        assert clients[number % 2].get("/latest.json").status_code == 200
    ground.wind(seconds=20)
    refused = clients[0].get("/latest.json")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "40"
    assert refused.headers["discourse-rate-limit-error-code"] == "admin_api_key_rate_limit"
    body = refused.json()
    assert (body["error_type"], body["extras"]) == ("rate_limit", {"wait_seconds": 40, "time_left": "40 seconds"})
    assert ground.client(None).get("/latest.json").status_code == 200
    ground.wind(seconds=40)
    assert clients[1].get("/latest.json").status_code == 200


@pytest.mark.parametrize("key", [None, "00" * 32])
def test_fifty_in_ten_seconds_without_a_good_key_is_plain_text(ground: Ground, key: str | None) -> None:
    client = ground.client(key)
    for _ in range(50):
        assert client.get("/site/settings.json").status_code in (200, 403)
    refused = client.get("/site/settings.json")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "text/plain"
    assert refused.headers["discourse-rate-limit-error-code"] == "ip_10_secs_limit"
    assert refused.text == (
        "Slow down, too many requests from this IP address. "
        "Please retry again in 10 seconds. Error code: ip_10_secs_limit."
    )
    ground.wind(seconds=6)
    assert client.get("/site/settings.json").status_code == 429
    ground.wind(seconds=5)
    assert client.get("/site/settings.json").status_code in (200, 403)


def test_insisting_prolongs_the_ban_of_an_address(ground: Ground) -> None:
    client = ground.client(None)
    for wait in (0, 6):
        ground.wind(seconds=wait)
        for _ in range(50):
            client.get("/srv/status")
    ground.wind(seconds=5)
    assert client.get("/srv/status").headers["retry-after"] == "5"
    ground.wind(seconds=10)
    assert client.get("/srv/status").status_code == 200


def test_two_hundred_a_minute_from_one_address_is_the_other_limit(ground: Ground) -> None:
    client = ground.client(None)
    for _ in range(4):
        for _ in range(50):
            client.get("/srv/status")
        ground.wind(seconds=11)
    assert client.get("/srv/status").headers["discourse-rate-limit-error-code"] == "ip_60_secs_limit"


def test_a_zero_lets_nothing_through(ground: Ground) -> None:
    ground.hands.configure(max_admin_api_reqs_per_minute=0)
    assert ground.client().get("/latest.json").status_code == 429


def test_topics_come_fifteen_seconds_apart_and_posts_five(ground: Ground) -> None:
    topic = ground.post().json()["topic_id"]
    reply = ground.post(topic_id=topic, raw=RAW + " 둘")
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "5")
    assert "discourse-rate-limit-error-code" not in reply.headers
    ground.wind(seconds=5)
    assert ground.post(topic_id=topic, raw=RAW + " 둘").status_code == 200
    ground.wind(seconds=5)
    second = ground.post(title=TITLE + " 둘", raw=RAW + " 셋")
    assert second.json()["extras"]["wait_seconds"] == 5
    ground.wind(seconds=5)
    assert ground.post(title=TITLE + " 둘", raw=RAW + " 셋").status_code == 200


def test_a_refused_post_is_not_saved_and_costs_no_turn(ground: Ground) -> None:
    ground.post()
    before = len(ground.hands.state.posts)
    ground.post(title=TITLE + " 둘", raw=RAW + " 둘")
    ground.wind(seconds=14)
    ground.post(title=TITLE + " 둘", raw=RAW + " 둘")
    assert len(ground.hands.state.posts) == before
    ground.wind(seconds=1)
    assert ground.post(title=TITLE + " 둘", raw=RAW + " 둘").status_code == 200


def test_the_twenty_first_topic_of_a_day_waits_for_most_of_a_day(ground: Ground) -> None:
    for number in range(20):
        ground.topic(title=f"{TITLE} {number}번째", raw=f"{RAW} {number}번째")
    refused = ground.post(title=TITLE, raw=RAW)
    assert refused.status_code == 429
    assert refused.json()["extras"]["wait_seconds"] == 86_400 - 20 * 16


def test_staff_are_not_paced(ground: Ground) -> None:
    for number in range(3):
        answer = ground.post(ground.everything(MODERATOR), title=f"{TITLE} {number}번째", raw=f"{RAW} {number}번째")
        assert answer.status_code == 200


def test_a_new_user_waits_longer_and_has_a_first_day(ground: Ground) -> None:
    reader = ground.hands.state.user(READER)
    assert reader is not None
    reader.trust_level = 0
    client = ground.everything(READER)
    for number in range(3):
        assert ground.post(client, title=f"{TITLE} {number}", raw=f"{RAW} {number}").status_code == 200
        ground.wind(seconds=15)
        assert ground.post(client, title=f"{TITLE} {number}!", raw=f"{RAW} {number}!").status_code == 429
        ground.wind(seconds=15)
    refused = ground.post(client, title=f"{TITLE} 넷째", raw=f"{RAW} 넷째")
    assert refused.json()["extras"]["wait_seconds"] > 80_000


def test_somebody_without_trust_has_a_first_day_every_day(ground: Ground) -> None:
    reader = ground.hands.state.user(READER)
    assert reader is not None
    reader.trust_level, reader.first_post_at = 0, ground.clock.now()
    ground.hands.configure(max_replies_in_first_day=1)
    ground.wind(days=9)
    client, reply = ground.everything(READER), {"title": None, "topic_id": "102"}
    assert ground.post(client, raw=f"{RAW} 하나", **reply).status_code == 200
    ground.wind(minutes=1)
    assert ground.post(client, raw=f"{RAW} 둘", **reply).status_code == 429


def test_revisions_are_limited_a_day_and_quiet_edits_are_not(ground: Ground) -> None:
    ground.hands.configure(max_edits_per_day=2, max_admin_api_reqs_per_minute=1000)
    post, client = ground.topic()["id"], ground.client()

    def edit(number: int, reason: str = "") -> int:
        data = {"post[raw]": f"{RAW} {number}", "post[edit_reason]": reason}
        return client.put(f"/posts/{post}.json", data=data).status_code

    assert [edit(number, f"이유 {number}") for number in range(3)] == [200] * 3
    assert edit(3, "이유 3") == 429
    assert edit(4) == 200
    assert ground.hands.state.posts[post].raw == f"{RAW} 4"


def test_hearts_and_messages_are_limited_a_day_each(ground: Ground) -> None:
    ground.hands.configure(max_likes_per_day=1, max_personal_messages_per_day=1)
    client = ground.everything(READER)
    hearts = [client.post("/post_actions.json", data={"id": n, "post_action_type_id": 2}) for n in (501, 503)]
    assert [answer.status_code for answer in hearts] == [200, 429]
    message = {"archetype": "private_message", "target_recipients": MODERATOR}
    answers = []
    for number in range(2):
        answers.append(ground.post(client, raw=f"{RAW} {number}", title=f"{TITLE} {number}", **message))
        ground.wind(seconds=16)
    assert [answer.status_code for answer in answers] == [200, 429]
    assert ground.post(client).status_code == 200


def test_the_search_has_a_429_of_its_own(ground: Ground) -> None:
    client = ground.client()
    for _ in range(30):
        assert client.get("/search.json?q=논문").status_code == 200
    refused = client.get("/search.json?q=논문")
    assert refused.status_code == 429
    assert refused.json().keys() == {"failed", "message"}
    assert "retry-after" not in refused.headers
    staff = ground.everything(MODERATOR)
    ground.wind(seconds=30)
    assert staff.get("/search.json?q=논문").status_code == 200


def test_two_deletions_a_minute(ground: Ground) -> None:
    posts = [
        ground.hands.post_as(
            READER, f"{RAW} 댓글 {n}", topic_id=ground.topic(title=f"{TITLE} {n}", raw=f"{RAW} {n}")["topic_id"]
        )
        for n in range(3)
    ]
    client = ground.everything(READER)
    assert [client.delete(f"/posts/{post.id}.json").status_code for post in posts] == [200, 200, 429]


def test_hands_and_people_at_the_pages_are_not_paced(ground: Ground) -> None:
    for number in range(5):
        ground.hands.post_as(READER, f"{RAW} {number}", title=f"{TITLE} {number}", category_id=NEWS_ID)
