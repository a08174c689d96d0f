"""The webhook's door: what is signed brings the next look forward; nothing else does anything."""

import hashlib
import hmac
import json
from collections.abc import Iterator

import httpx
import pytest

from bot.domain import Post
from bot.errors import Unavailable
from bot.ports import Posts
from bot.store import Database
from bot.web.hook import LARGEST, hook
from tests import samples
from tests.databases import lent
from tests.web import rooms

SECRET = "a webhook's secret"
BODY = json.dumps({"post": {"id": 502, "topic_id": 104, "version": 1, "raw": "본문"}}, ensure_ascii=False).encode()


class Noon:
    def now(self) -> object:
        return samples.SUNDAY

    def sleep(self, seconds: float) -> None: ...


@pytest.fixture
def store() -> Iterator[Database]:
    with lent(lambda: samples.SUNDAY) as made:
        for topic in (104, 105):
            key = f"dair/2026-11-15/forum-{topic}#1"
            post = Post(key=key, topic_id=topic, post_id=topic, url="", title="글", raw="글")
            made.posts.adopt([post], samples.SUNDAY)
        yield made


@pytest.fixture
def door(store: Database) -> Iterator[httpx.Client]:
    served = hook(SECRET, store, Noon())  # type: ignore[arg-type]  # a clock
    with rooms.door().open_to(served), httpx.Client(base_url=rooms.door().base, verify=False) as client:
        yield client


def send(
    door: httpx.Client, body: bytes = BODY, *, secret: str = SECRET, event: str = "post_created", id_: int = 1
) -> int:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "X-Discourse-Event-Signature": f"sha256={signature}",
        "X-Discourse-Event": event,
        "X-Discourse-Event-Id": str(id_),
    }
    return door.post("/hook", content=body, headers=headers).status_code


def wishes(store: Database) -> list[tuple[str, str, str]]:
    return [(one.what, one.who, one.facts["topics"]) for one in store.wishes.open()]


def test_a_signed_delivery_asks_to_listen_to_its_topic(door: httpx.Client, store: Database) -> None:
    assert send(door) == 204
    assert wishes(store) == [("listen", "paperboy", "104")]


def test_of_a_topic_in_which_the_bot_never_wrote_nothing_is_asked(door: httpx.Client, store: Database) -> None:
    assert send(door, json.dumps({"post": {"id": 502, "topic_id": 106, "version": 1}}).encode()) == 204
    assert wishes(store) == []


@pytest.mark.parametrize("secret", ["", "another"])
def test_what_is_signed_with_another_secret_is_refused(door: httpx.Client, store: Database, secret: str) -> None:
    assert send(door, secret=secret) == 403
    assert wishes(store) == []


@pytest.mark.parametrize("told", ["", "sha256=", "sha1=abc", "sha256=" + "0" * 64, "sha256=\xff"])
def test_what_is_not_signed_is_refused(door: httpx.Client, store: Database, told: str) -> None:
    headers = {b"X-Discourse-Event-Signature": told.encode("latin-1")}
    assert door.post("/hook", content=BODY, headers=headers).status_code == 403
    assert door.post("/hook", content=BODY).status_code == 403
    assert wishes(store) == []


def test_one_byte_more_and_the_signature_does_not_hold(door: httpx.Client, store: Database) -> None:
    signature = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
    headers = {"X-Discourse-Event-Signature": f"sha256={signature}"}
    assert door.post("/hook", content=BODY + b" ", headers=headers).status_code == 403


def test_a_delivery_that_is_sent_again_asks_for_nothing_more(door: httpx.Client, store: Database) -> None:
    send(door)
    (wish,) = store.wishes.open()
    store.wishes.answer(wish.number, [], samples.SUNDAY)
    assert send(door, event="post_edited", id_=99) == 204
    assert wishes(store) == []


class Forgetful:
    """A store that cannot be reached the first time."""

    def __init__(self, store: Database) -> None:
        self.wishes, self._posts, self._errors = store.wishes, store.posts, [Unavailable("the disk is full")]

    @property
    def posts(self) -> Posts:
        if self._errors:
            raise self._errors.pop()
        return self._posts


def test_what_could_not_be_kept_is_heard_when_it_is_sent_again(store: Database) -> None:
    served = hook(SECRET, Forgetful(store), Noon())  # type: ignore[arg-type]  # as much of both as it needs
    with rooms.door().open_to(served), httpx.Client(base_url=rooms.door().base, verify=False) as door:
        assert [send(door), send(door)] == [503, 204]
    assert len(wishes(store)) == 1


def test_of_one_topic_one_wish_waits_at_a_time(door: httpx.Client, store: Database) -> None:
    for version in (1, 2, 3):
        assert send(door, json.dumps({"post": {"id": 502, "topic_id": 104, "version": version}}).encode()) == 204
    send(door, json.dumps({"post": {"id": 9, "topic_id": 105, "version": 1}}).encode())
    assert [topic for _what, _who, topic in wishes(store)] == ["104", "105"]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b'{"ping": "OK"}', b'{"post": {"topic_id": "x"}}', b"\xff", b"[" * 100_000]
)
def test_what_is_about_no_post_is_heard_and_nothing_done(door: httpx.Client, store: Database, body: bytes) -> None:
    assert send(door, body) == 204
    assert wishes(store) == []


def test_what_is_too_large_is_not_read_to_its_end(door: httpx.Client, store: Database) -> None:
    assert send(door, b" " * (LARGEST + 1)) == 413
    assert send(door, BODY + b" " * (LARGEST - len(BODY))) == 204


def test_nothing_else_is_served_there(door: httpx.Client) -> None:
    assert (door.get("/hook").status_code, door.get("/").status_code) == (405, 404)
