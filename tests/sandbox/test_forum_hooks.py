"""The webhook: what is sent, to whom, signed how, and what becomes of a delivery that fails."""

import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bot.clock import SystemClock
from bot.sandbox.forum.seed import BOT, MODERATOR, READER
from tests.sandbox.ground import Ground

SECRET = "a secret of sixteen"
TEXT = "3번 논문의 둘째 문장이 조금 어색합니다."


@pytest.fixture
def heard(ground: Ground) -> Iterator[list[Request]]:
    """The requests that a receiver gets, whose address the forum knows."""
    got: list[Request] = []
    with HTTPServer() as server:
        server.expect_request("/hook").respond_with_handler(lambda request: got.append(request) or Response("ok"))
        ground.hands.configure(webhook_url=server.url_for("/hook"), webhook_secret=SECRET)
        yield got


def test_a_new_post_is_told_with_its_raw_and_signed_over_the_bytes(ground: Ground, heard: list[Request]) -> None:
    topic = ground.topic()["topic_id"]
    post = ground.hands.post_as(READER, TEXT, topic_id=topic)
    request = _wait_for(heard, 2)[1]
    body = request.get_data()
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert request.headers["X-Discourse-Event-Signature"] == f"sha256={digest}"
    assert (request.headers["X-Discourse-Event-Type"], request.headers["X-Discourse-Event"]) == ("post", "post_created")
    told = json.loads(body)["post"]
    assert (told["id"], told["raw"], told["topic_id"]) == (post.id, TEXT, topic)
    assert not [name for name in told if name.startswith("can_") or name == "actions_summary"]


def test_an_edit_and_a_deletion_are_told_each_under_its_name(ground: Ground, heard: list[Request]) -> None:
    post = ground.hands.post_as(READER, TEXT, topic_id=ground.topic()["topic_id"])
    ground.hands.edit_as(READER, post.id, f"{TEXT} 다시 보니 셋째 문장입니다.")
    ground.hands.delete_post(post.id, by=MODERATOR)
    events = [request.headers["X-Discourse-Event"] for request in _wait_for(heard, 4)]
    assert sorted(events) == ["post_created", "post_created", "post_destroyed", "post_edited"]


def test_whispers_are_told_too(ground: Ground, heard: list[Request]) -> None:
    topic = ground.topic()["topic_id"]
    ground.hands.post_as(MODERATOR, "운영진끼리 하는 이야기입니다. 확인해 주세요.", topic_id=topic, whisper=True)
    assert json.loads(_wait_for(heard, 2)[1].get_data())["post"]["post_type"] == 4


def test_a_delivery_that_nobody_takes_is_lost_and_the_forum_goes_on(ground: Ground) -> None:
    ground.hands.configure(webhook_url="http://127.0.0.1:9/hook")
    assert ground.topic()["username"] == BOT


def _wait_for(heard: list[Request], count: int) -> list[Request]:
    for _ in range(200):
        if len(heard) >= count:
            return sorted(heard, key=lambda request: int(request.headers["X-Discourse-Event-Id"]))
        SystemClock().sleep(0.01)
    raise AssertionError(f"{len(heard)} of {count} deliveries came")
