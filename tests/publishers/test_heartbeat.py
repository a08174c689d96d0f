"""The heartbeat that a forum keeps, between machines that share an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import Beat
from bot.errors import Misconfigured, OutcomeUnknown, PaperboyError, Rejected, Unavailable
from bot.publishers import _beat, _heartbeat
from bot.sandbox.faults import Cut, Replace, Status
from bot.sandbox.forum.access import SCOPES
from bot.sandbox.forum.seed import ADMIN, BOT, BOT_KEY, MODERATOR, READER
from bot.sandbox.forum.state import Post, Topic
from tests.publishers.town import MONDAY, Town, refused

POSTS, EDITS = {"server": "forum", "method": "POST", "path": "/posts"}, {"server": "forum", "method": "PUT"}
LOOK_UP = {"server": "forum", "path": "/t/external_id/"}
NOT_FOUND = '{"errors":["x"],"error_type":"not_found"}'


def beat(town: Town, host: str = "lamp") -> Beat | None:
    """A sign of life of a machine, now; what stood there."""
    return town.publisher().beat(Beat(host=host, at=town.clock.now()))


def message(town: Town) -> Topic:
    [topic] = [one for one in town.hands.state.topics.values() if one.is_message]
    return topic


def posts(town: Town) -> list[Post]:
    return list(town.hands.state.stream(message(town).id))


def writes(town: Town) -> list[str]:
    return town.asked("POST") + town.asked("PUT")


def test_the_first_machine_leaves_a_message_of_the_account_to_itself(town: Town) -> None:
    assert beat(town) is None
    topic = message(town)
    [post] = posts(town)
    assert (topic.title, topic.external_id) == (_heartbeat.TITLE, _heartbeat.external_id("Paperboy"))
    assert {town.hands.state.users[one].username for one in topic.users} == {BOT}
    assert _beat.read(post.raw) == Beat(host="lamp", at=MONDAY)
    assert "please leave this message to it" in post.cooked
    assert "<!--" not in post.cooked


def test_two_machines_see_each_other(town: Town) -> None:
    beat(town)
    town.clock.wind(timedelta(minutes=5))
    seen = beat(town, "kite")
    assert seen == Beat(host="lamp", at=MONDAY)
    town.clock.wind(timedelta(minutes=5))
    again = beat(town)
    assert again is not None
    assert again.host == "kite"
    assert len(posts(town)) == 1


def test_a_machine_alone_writes_a_few_times_a_day_and_reads_by_two_requests(town: Town) -> None:
    beat(town)
    for _ in range(47):
        town.clock.wind(timedelta(minutes=30))
        assert beat(town) is not None
    assert len(writes(town)) == 4
    town.desk.requests.clear()
    beat(town)
    assert len(town.desk.requests) == 2


def test_a_quick_edit_has_no_reason_and_leaves_no_revision(town: Town) -> None:
    beat(town)
    town.clock.wind(timedelta(minutes=1))
    beat(town, "kite")
    [post] = posts(town)
    assert (post.edit_reason, post.version) == (None, 1)


def test_three_scopes_are_enough(town: Town) -> None:
    town.scope_key("topics:write", "topics:read", "posts:edit")
    beat(town)
    beat(town, "kite")
    assert _beat.read(posts(town)[0].raw) == Beat(host="kite", at=town.clock.now())


@pytest.mark.parametrize("lacking", ["topics:write", "topics:read", "posts:edit"])
def test_a_missing_scope_is_named(town: Town, lacking: str) -> None:
    if lacking == "posts:edit":
        beat(town)
    town.scope_key(*(scope for scope in SCOPES if scope != lacking))
    assert f"the scope {lacking}" in refused(Misconfigured, lambda: beat(town, "kite"))


@pytest.mark.parametrize(("level", "days"), [(2, 31), (1, 2)])
def test_one_that_is_too_old_to_be_edited_is_followed_by_another(town: Town, level: int, days: int) -> None:
    bot = town.hands.state.user(BOT)
    assert bot
    bot.trust_level = level
    for number in range(1, 25):
        beat(town)
        town.clock.wind(timedelta(days=days))
        assert len(posts(town)) == number
    seen = beat(town, "kite")
    assert seen == Beat(host="lamp", at=town.clock.now() - timedelta(days=days))


def test_what_people_write_there_stays_and_is_not_read(town: Town) -> None:
    beat(town)
    topic = message(town).id
    forged = _beat.written(Beat(host="forged", at=town.clock.now()))
    town.hands.post_as(ADMIN, forged, topic_id=topic)
    town.hands.post_as(BOT, "봇의 이름으로 사람이 남긴 말입니다.", topic_id=topic)
    town.clock.wind(timedelta(hours=7))
    seen = beat(town, "kite")
    assert seen == Beat(host="lamp", at=MONDAY)
    assert [post.raw for post in posts(town)][1:] == [forged, "봇의 이름으로 사람이 남긴 말입니다."]
    town.hands.edit_as(ADMIN, posts(town)[0].id, "운영자가 표시를 지웠습니다.")
    assert beat(town) is None
    assert posts(town)[0].raw == "운영자가 표시를 지웠습니다."
    assert _beat.read(posts(town)[-1].raw) == Beat(host="lamp", at=town.clock.now())


def test_a_deleted_message_is_not_made_again_and_says_what_to_do(town: Town) -> None:
    beat(town)
    town.hands.delete_topic(message(town).id, by=ADMIN)
    town.clock.wind(timedelta(minutes=10))
    said = refused(Rejected, lambda: beat(town))
    assert "was deleted; restore it" in said
    town.hands.restore_topic(message(town).id)
    assert beat(town) == Beat(host="lamp", at=MONDAY)


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_a_message_that_takes_no_more_posts_says_so(town: Town, status: str) -> None:
    beat(town)
    town.hands.set_status(message(town).id, status, enabled=True, by=ADMIN)
    town.clock.wind(timedelta(days=40))
    assert "let the account write into" in refused(Rejected, lambda: beat(town))


def test_an_account_without_messages_says_which_setting_allows_them(settled: Callable[..., Town]) -> None:
    town = settled(personal_message_enabled_groups=("staff",))
    assert "personal_message_enabled_groups" in refused(Rejected, lambda: beat(town))
    forbidden = '{"errors":["x"],"error_type":"invalid_access"}'
    town.trouble(Status(kind="status", status=403, body=forbidden, **POSTS))
    assert "personal_message_enabled_groups" in refused(Misconfigured, lambda: beat(town))


def test_a_message_before_moderators_says_so(town: Town) -> None:
    town.hands.configure(require_approval_words=("newsletter",))
    assert "approve it there" in refused(Rejected, lambda: beat(town))


def test_a_days_messages_are_named(settled: Callable[..., Town]) -> None:
    town = settled(max_personal_messages_per_day=0)
    assert "max_personal_messages_per_day" in refused(Unavailable, lambda: beat(town))


def test_a_name_that_could_not_be_read_back_is_refused_before_anything_is_asked(town: Town) -> None:
    refused(Misconfigured, lambda: beat(town, "a machine"))
    assert not town.desk.requests


# ── two at once, and what is lost ───────────────────────────────────────────────────────────────────────────────────


def test_one_that_another_machine_began_meanwhile_is_read_and_written_over(town: Town) -> None:
    beat(town, "kite")
    town.clock.wind(timedelta(minutes=5))
    town.trouble(Status(kind="status", status=404, body=NOT_FOUND, **LOOK_UP))
    assert beat(town) == Beat(host="kite", at=MONDAY)
    assert _beat.read(posts(town)[0].raw) == Beat(host="lamp", at=town.clock.now())
    assert len(posts(town)) == 1


def test_one_that_another_machine_changed_meanwhile_is_read_again(town: Town) -> None:
    beat(town)
    conflict = '{"errors":["x"]}'
    town.trouble(Status(kind="status", status=409, body=conflict, path="/posts/", **EDITS))
    assert beat(town, "kite") == Beat(host="lamp", at=MONDAY)
    assert len(town.asked("PUT")) == 2
    town.trouble(Status(kind="status", status=409, body=conflict, nth=None, path="/posts", **EDITS))
    assert "other machines keep writing" in refused(Unavailable, lambda: beat(town))


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("began", [False, True])
def test_a_lost_answer_leaves_one_message_all_the_same(town: Town, kind: Any, began: bool) -> None:
    if began:
        beat(town, "kite")
    faults: dict[str, Any] = {**EDITS, "path": "/posts/"} if began else POSTS
    town.trouble(Cut(kind=kind, **faults))
    refused(OutcomeUnknown, lambda: beat(town))
    beat(town)
    assert len(posts(town)) == 1
    found = _beat.read(posts(town)[0].raw)
    assert found is not None
    assert found.host == "lamp"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Status(kind="status", answer="bad gateway", nth=None, **LOOK_UP), Unavailable),
        (Status(kind="status", answer="forum read-only", nth=None, **POSTS), Unavailable),
        (Status(kind="status", answer="forum address limit", nth=None, **POSTS), Unavailable),
        (Replace(kind="body", body="{}", nth=1, **POSTS), OutcomeUnknown),
    ],
)
def test_every_trouble_is_one_of_ours(town: Town, fault: Any, kind: type[PaperboyError]) -> None:
    town.trouble(fault)
    refused(kind, lambda: beat(town))


def test_nobody_but_the_account_and_administrators_sees_it(town: Town) -> None:
    beat(town)
    shown = town.publisher().newest()
    assert _heartbeat.TITLE not in {topic.title for topic in shown}
    for who in (READER, MODERATOR):
        assert town.hands.state.user(who) not in [town.hands.state.users[one] for one in message(town).users]
    assert BOT_KEY not in posts(town)[0].raw
