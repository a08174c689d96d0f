"""What moderators do on the forum by hand, and what the bot makes of it: it never posts twice nor writes over them."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.forum import seed
from bot.sandbox.forum.state import Post
from bot.sandbox.week import Record
from tests.commands.street import DIGEST, ISSUE, PROJECT, Street
from tests.commands.weeks import codes, lacking, shown, status, willing, writes

pytestmark = pytest.mark.long

LATE = 2
"""The position of the paper whose abstract comes late: in the first part."""


def part(street: Street, sign: str) -> Post:
    """The bot's post in which a text stands."""
    (found,) = [one for one in street.hands.state.posts.values() if sign in one.raw]
    return found


def reword(street: Street, who: str, old: str, new: str) -> None:
    """Somebody edits one text in the forum."""
    post = part(street, old)
    street.hands.edit_as(who, post.id, post.raw.replace(old, new))


def text_of(street: Street, position: int) -> dict[str, Any]:
    """The Korean text of an entry that counts."""
    found: dict[str, Any] = shown(street, f"{ISSUE}/{position}")["translations"]["ko"]
    return found


# ── deleted ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_topic_that_was_deleted_is_said_once_and_never_posted_again(street: Street) -> None:
    street.run("tick")
    (topic,) = street.topics
    street.hands.delete_topic(topic.id, by=seed.MODERATOR)
    sent = writes(street)
    for _ in range(2):
        assert street.run("tick").code == 0
    assert street.run("post", DIGEST).code == 0
    assert (writes(street), len(street.topics)) == (sent, 1)
    found = shown(street, DIGEST)["findings"]
    assert [one["code"] for one in found] == ["structure.gone", "structure.gone"]
    assert f"/t/{topic.id} is gone: somebody deleted or moved it; it is not posted again" in found[0]["message"]
    assert status(street)[DIGEST]["state"] == "out"


def test_a_part_that_was_deleted_is_not_posted_again_and_the_other_is_looked_after(street: Street) -> None:
    street.run("tick")
    street.hands.delete_post(part(street, "## 9. Siftharrow").id, by=seed.MODERATOR)
    sent = writes(street)
    street.run("tick")
    reword(street, seed.MODERATOR, "어떤 독자도 끊지 않을", "독자라면 끊지 않을")
    assert street.run("tick").code == 0
    assert (writes(street), codes(street)) == (sent, ["structure.gone"])
    assert "독자라면 끊지 않을" in text_of(street, 3)["summary"]


def test_a_database_that_was_lost_does_not_bring_back_what_a_moderator_deleted(street: Street) -> None:
    street.run("tick")
    (topic,) = street.topics
    street.hands.delete_topic(topic.id, by=seed.MODERATOR)
    shutil.rmtree(street.folder / "state")
    street.wind(minutes=3)
    ran = street.run("tick")
    assert ran.code == 4
    assert "the topic with the external id pb-forum-2026-11-15 is hidden from paperboy: a moderator deleted" in ran.err
    assert "restore it and release, or leave the digest held" in ran.err
    sent = writes(street)
    assert (street.run("tick").code, writes(street), len(street.topics)) == (4, sent, 1)
    street.hands.restore_topic(topic.id)
    street.run("release", DIGEST)
    assert street.run("tick").code == 0
    assert (writes(street), len(street.topics), status(street)[DIGEST]["state"]) == (sent, 1, "out")


# ── shut before a late abstract ──────────────────────────────────────────────────────────────────────────────────────


def out_without_an_abstract(street: Street) -> Record:
    """The week is out, and arXiv learns of one paper only now."""
    willing(street)
    late = lacking(street, LATE)
    assert street.run("tick").code == 0
    assert "초록을 아직 가져오지 못했습니다" in street.bodies(street.topics[0])[0]
    return late


def archive(street: Street, enabled: bool) -> None:
    street.hands.set_status(street.topics[0].id, "archived", enabled=enabled, by=seed.MODERATOR)


def lock(street: Street, locked: bool) -> None:
    street.hands.state.first_post(street.topics[0].id).locked = locked


def hide(street: Street, hidden: bool) -> None:
    street.hands.state.first_post(street.topics[0].id).hidden_at = street.clock.now() if hidden else None


def age(street: Street, old: bool) -> None:
    street.hands.configure(tl2_post_edit_time_limit=60 if old else 43_200)
    street.wind(hours=2)


def age_of_a_newcomer(street: Street, old: bool) -> None:
    street.hands.state.users[3].trust_level = 1
    street.hands.configure(post_edit_time_limit=60 if old else 1440)
    street.wind(hours=2)


def silence(street: Street, silent: bool) -> None:
    street.hands.state.users[3].silenced = silent


@pytest.mark.parametrize(
    ("shut", "remedy"),
    [
        (archive, "its topic is archived: unarchive it"),
        (lock, "it is locked: unlock it"),
        (hide, "it is hidden: let it be seen again"),
        (age, "it was posted too long ago for trust level 2: raise tl2_post_edit_time_limit (43200"),
        (age_of_a_newcomer, "it was posted too long ago for trust level 1: raise post_edit_time_limit (1440"),
        (silence, "paperboy may not edit it: see whether it is silenced there"),
    ],
)
def test_a_late_abstract_for_a_post_that_is_shut_is_kept_and_put_there_once_it_is_open(
    street: Street, shut: Callable[[Street, bool], None], remedy: str
) -> None:
    late = out_without_an_abstract(street)
    shut(street, True)
    street.world.library.add([late])
    ran = street.run("tick")
    assert (ran.code, remedy in ran.err) == (4, True)
    assert "or edit it there as a moderator: " in ran.err
    assert text_of(street, LATE)["abstract"]
    asked = len(street.asked("model"))
    before = street.bodies(street.topics[0])
    street.run("tick")
    assert street.bodies(street.topics[0]) == before
    shut(street, False)
    street.run("release", DIGEST)
    assert street.run("tick").code == 0
    first = street.bodies(street.topics[0])[0]
    assert ("초록을 아직 가져오지 못했습니다" in first, text_of(street, LATE)["abstract"] in first) == (False, True)
    assert len(street.asked("model")) == asked


def test_a_closed_topic_takes_no_replies_but_its_posts_may_be_edited(street: Street) -> None:
    late = out_without_an_abstract(street)
    street.hands.set_status(street.topics[0].id, "closed", enabled=True, by=seed.MODERATOR)
    street.world.library.add([late])
    assert street.run("tick").code == 0
    assert "초록을 아직 가져오지 못했습니다" not in street.bodies(street.topics[0])[0]


def test_a_topic_closed_between_two_parts_is_said_and_finished_once_it_is_open(street: Street) -> None:
    street.order(server="forum", method="POST", path="/posts", nth=5, kind="cut_before")
    street.run("tick")
    (topic,) = street.topics
    street.hands.set_status(topic.id, "closed", enabled=True, by=seed.MODERATOR)
    ran = street.run("tick")
    assert ran.code == 4
    assert f"/t/{topic.id} is closed; open it, wait two minutes" in ran.err
    street.hands.set_status(topic.id, "closed", enabled=False, by=seed.MODERATOR)
    street.wind(minutes=3)
    street.run("release", DIGEST)
    assert street.run("tick").code == 0
    own = [one for one in street.hands.state.stream(topic.id) if one.user_id == topic.user_id]
    assert [one.raw.count("<!-- paperboy ") for one in own] == [1, 1]
    assert len(street.topics) == 1


# ── moderators approve ───────────────────────────────────────────────────────────────────────────────────────────────


def enqueue(street: Street) -> int:
    """The week waits for the forum's moderators; returns its number in their queue."""
    street.hands.state.categories[seed.NEWS_ID].topic_approval = True
    ran = street.run("tick")
    assert "keeps it for approval; approve it there" in ran.err
    (number,) = street.hands.state.queue
    return number


def test_what_waits_for_approval_is_said_with_since_when_and_nothing_is_sent_again(street: Street) -> None:
    enqueue(street)
    sent = writes(street)
    street.wind(hours=1)
    for _ in range(2):
        street.run("tick")
    assert (writes(street), len(street.hands.state.queue), street.topics) == (sent, 1, [])
    found = status(street)[DIGEST]
    assert found["what"] == "the forum's moderators to approve it there"
    assert found["since"] == "2026-11-16T03:05+00:00"


def test_what_was_approved_lost_its_external_id_and_is_known_by_its_marker(street: Street) -> None:
    number = enqueue(street)
    street.run("tick")
    street.hands.approve(number)
    assert street.run("tick").code == 0
    (topic,) = street.topics
    assert (topic.external_id, len(street.bodies(topic))) == (None, 2)
    assert (status(street)[DIGEST]["state"], shown(street, DIGEST)["parts"]) == ("out", 2)
    sent = writes(street)
    street.run("tick")
    assert (writes(street), len(street.topics)) == (sent, 1)


def test_approved_and_edited_by_the_moderator_before_the_next_tick_it_is_still_one_topic(street: Street) -> None:
    number = enqueue(street)
    post = street.hands.approve(number)
    street.hands.edit_as(seed.MODERATOR, post.id, post.raw.replace("어떤 독자도 끊지 않을", "독자라면 끊지 않을"))
    assert street.run("tick").code == 0
    assert len(street.topics) == 1
    assert "독자라면 끊지 않을" in post.raw


def test_a_release_alone_sends_nothing_a_second_time_to_moderators_who_have_it_already(street: Street) -> None:
    enqueue(street)
    street.run("hold", ISSUE)
    street.run("release", ISSUE)
    street.wind(minutes=10)
    assert "only if they rejected it" in street.run("release", DIGEST).out
    street.run("tick")
    assert len(street.hands.state.queue) == 1


def test_what_was_rejected_there_is_sent_again_once_when_a_person_says_so(street: Street) -> None:
    number = enqueue(street)
    street.hands.reject(number)
    street.wind(minutes=10)
    street.run("tick")
    assert (street.hands.state.queue, street.topics) == ({}, [])
    assert street.run("release", DIGEST, "--resend").out == f"{DIGEST}  is released\n"
    for _ in range(2):
        street.run("tick")
    assert len(street.hands.state.queue) == 1
    street.hands.approve(*street.hands.state.queue)
    assert street.run("tick").code == 0
    assert (len(street.topics), status(street)[DIGEST]["state"]) == (1, "out")


# ── edits by hand ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_moderators_wording_is_learnt_as_a_locked_version_that_a_new_prompt_does_not_touch(street: Street) -> None:
    street.run("tick")
    reword(street, seed.MODERATOR, "어떤 독자도 끊지 않을", "독자라면 끊지 않을")
    sent, asked = writes(street), len(street.asked("model"))
    assert "learnt      dair/2026-11-15/3@ko.2" in street.run("tick").err
    found = text_of(street, 3)
    assert (found["version"], found["by"], found["locked"]) == (2, seed.MODERATOR, True)
    shutil.copytree(PROJECT / "prompts", street.folder / "prompts")
    street.change(str(PROJECT / "prompts"), "prompts")
    prompt = street.folder / "prompts" / "translate.md"
    prompt.write_text(prompt.read_text(encoding="utf-8") + "\nWrite short sentences.\n", encoding="utf-8")
    assert street.run("tick").code == 0
    assert (writes(street), len(street.asked("model"))) == (sent, asked)
    assert text_of(street, 3) == found
    assert "독자라면 끊지 않을" in part(street, "## 3. JamoWeave").raw


def test_two_moderators_are_each_remembered_for_their_own_words(street: Street) -> None:
    street.run("tick")
    reword(street, seed.MODERATOR, "어떤 독자도 끊지 않을", "독자라면 끊지 않을")
    reword(street, seed.ADMIN, "대부분 추측합니다.", "거의 늘 추측합니다.")
    street.run("tick")
    reword(street, seed.ADMIN, "독자라면 끊지 않을", "누구도 끊지 않을")
    street.run("tick")
    assert [(text_of(street, one)["by"], text_of(street, one)["version"]) for one in (3, 5)] == [
        (seed.ADMIN, 3),
        (seed.ADMIN, 2),
    ]
    assert codes(street) == []
    assert len(street.asked("forum", "PUT")) == 0


def test_two_moderators_in_one_part_between_two_ticks_are_left_alone_and_said(street: Street) -> None:
    street.run("tick")
    reword(street, seed.MODERATOR, "어떤 독자도 끊지 않을", "독자라면 끊지 않을")
    reword(street, seed.ADMIN, "도구를 호출할 때마다 기록이 남고", "도구를 부를 때마다 기록이 남고")
    after = street.bodies(street.topics[0])
    for _ in range(2):
        assert street.run("tick").code == 0
    assert codes(street) == ["structure.hand"]
    assert street.bodies(street.topics[0]) == after
    assert [text_of(street, one)["locked"] for one in (1, 3)] == [False, False]


def test_a_late_abstract_is_filled_in_beside_a_moderators_words(street: Street) -> None:
    late = out_without_an_abstract(street)
    first = street.hands.state.first_post(street.topics[0].id)
    reword(street, seed.MODERATOR, "어떤 독자도 끊지 않을", "독자라면 끊지 않을")
    street.world.library.add([late])
    assert street.run("tick").code == 0
    assert "독자라면 끊지 않을" in first.raw
    assert text_of(street, LATE)["abstract"] in first.raw
    assert text_of(street, 3)["by"] == seed.MODERATOR


def test_title_tags_and_category_that_people_set_are_never_set_back(street: Street) -> None:
    late = out_without_an_abstract(street)
    (topic,) = street.topics
    street.hands.retitle_as(seed.MODERATOR, topic.id, "이번 주 논문, 운영진이 고친 제목입니다", ("nlp", "논문"))
    topic.category_id = seed.FREE_ID
    street.run("tick")
    street.world.library.add([late])
    assert street.run("tick").code == 0
    (topic,) = street.topics
    assert topic.title == "이번 주 논문, 운영진이 고친 제목입니다"
    assert (set(topic.tags), topic.category_id) == ({"nlp", "논문"}, seed.FREE_ID)
    assert len(street.asked("forum", "PUT")) == 1
    assert codes(street) == []
