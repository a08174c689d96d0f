"""`paperboy withdraw`: a notice stands where the text stood; all else on the forum is left as people made it."""

import io
import re
import sys

import pytest

from bot.sandbox.forum import seed
from tests.commands.street import DIGEST, ISSUE, MONDAY_NOON, TITLE, WEEK_IS_OUT, Ran, Street
from tests.commands.test_errand import Asking, answer, occupied, wish_left
from tests.commands.weeks import SECOND, add_edition, codes, decisions, shown, status, writes

pytestmark = pytest.mark.long

NOTICE = "권리자의 요청으로 이 부분의 게시를 중단했습니다. 원문은 아래 링크에서 보실 수 있습니다."


def withdraw(street: Street, key: str) -> Ran:
    return street.run("withdraw", key, "--yes")


def own(street: Street, place: int = 0) -> list[str]:
    """What the bot's posts of a topic say, without their markers."""
    bot = street.hands.state.user(seed.BOT)
    assert bot
    stream = street.hands.state.stream(street.topics[place].id)
    return [post.raw.rpartition("\n\n<!-- paperboy ")[0] for post in stream if post.user_id == bot.id]


def sections(text: str) -> list[str]:
    return re.split(r"(?m)^(?=## )", text)


def is_a_notice(text: str) -> bool:
    """Whether a post says who made it, that it was taken down, and where the original is; and nothing else."""
    label, said, address = text.split("\n\n")
    return label.startswith("- ") and said == NOTICE and address.endswith("/p/top-ai-papers-of-the-week-3f7")


def test_every_part_of_a_digest_shows_the_notice_and_the_address(street: Street) -> None:
    street.run("tick")
    ran = withdraw(street, DIGEST)
    assert (ran.code, ran.out) == (0, f"{DIGEST}  is withdrawn\n")
    assert [is_a_notice(text) for text in own(street)] == [True, True]
    assert status(street)[DIGEST]["state"] == "withdrawn"


def test_title_tags_category_and_the_readers_words_are_left_alone(street: Street) -> None:
    street.run("tick")
    (topic,) = street.topics
    comment = street.hands.post_as(seed.READER, "7번 논문의 수치가 흥미롭네요. 고맙습니다!", topic_id=topic.id)
    street.hands.retitle_as(seed.MODERATOR, topic.id, "이번 주 논문, 운영진이 고친 제목입니다", ("nlp",))
    topic.category_id = seed.FREE_ID
    street.run("tick")
    withdraw(street, DIGEST)
    (topic,) = street.topics
    assert (topic.title, topic.tags) == ("이번 주 논문, 운영진이 고친 제목입니다", ("nlp",))
    assert topic.category_id == seed.FREE_ID
    assert street.hands.state.posts[comment.id].raw == "7번 논문의 수치가 흥미롭네요. 고맙습니다!"
    assert [is_a_notice(text) for text in own(street)] == [True, True]


def test_an_issue_is_taken_down_in_all_its_editions(street: Street) -> None:
    add_edition(street)
    street.run("tick")
    assert len(street.topics) == 2
    assert withdraw(street, ISSUE).out == f"{ISSUE}  is withdrawn\n"
    assert [is_a_notice(text) for place in (0, 1) for text in own(street, place)] == [True] * 4
    assert {key: one["state"] for key, one in status(street).items()} == {DIGEST: "withdrawn", SECOND: "withdrawn"}


def test_one_edition_may_be_taken_down_and_the_other_stands(street: Street) -> None:
    add_edition(street)
    street.run("tick")
    before = own(street)
    withdraw(street, SECOND)
    assert own(street) == before
    assert [is_a_notice(text) for text in own(street, 1)] == [True, True]


def test_of_one_entry_only_its_own_section_is_replaced(street: Street) -> None:
    street.run("tick")
    first, second = own(street)
    assert withdraw(street, f"{ISSUE}/8").out == f"{ISSUE}/8  is withdrawn\n"
    after = own(street)
    assert after[0] == first
    pairs = list(zip(sections(second), sections(after[1]), strict=True))
    (changed,) = [now for was, now in pairs if was != now]
    heading, notice, _, address = changed.strip().split("\n\n")
    assert heading.startswith("## 8. Skimwell")
    assert notice == f"> {NOTICE}"
    assert address == "https://arxiv.org/abs/2611.90008"


@pytest.mark.parametrize("label", ["", 'labels = { part_end = "이어지는 글이 있습니다." }'])
def test_the_last_entry_of_a_part_leaves_the_line_that_announces_the_next(street: Street, label: str) -> None:
    street.change('"paper-weekly"]', f'"paper-weekly"]\n{label}')
    street.run("tick")
    promised = own(street)[0].splitlines()[-1]
    withdraw(street, f"{ISSUE}/4")
    last = own(street)[0].rpartition("\n## ")[2]
    assert last.startswith("4. Tacticwright")
    assert (NOTICE in last, last.splitlines()[-1]) == (True, promised)
    assert promised == ("이어지는 글이 있습니다." if label else "다음 댓글에 이어집니다.")


def test_after_it_nothing_is_posted_filled_in_or_learnt_again(street: Street) -> None:
    street.run("tick")
    withdraw(street, f"{ISSUE}/8")
    withdraw(street, DIGEST)
    sent, paid = writes(street), len(street.asked("model"))
    for _ in range(2):
        assert street.run("tick").code == 0
        ran = street.run("post", DIGEST)
        assert (ran.code, ran.told) == (4, f"paperboy: {DIGEST}: withdrawn by hand; it stays so")
    assert (writes(street), len(street.asked("model")), len(street.topics)) == (sent, paid, 1)
    assert codes(street) == ["structure.withdrawn", "structure.withdrawn"]


def test_an_entry_of_a_digest_that_was_taken_down_went_with_it(street: Street) -> None:
    street.run("tick")
    withdraw(street, DIGEST)
    sent = writes(street)
    ran = withdraw(street, f"{ISSUE}/8")
    assert (ran.code, ran.out) == (0, f"{ISSUE}/8  is withdrawn\n")
    assert street.run("tick").code == 0
    assert (writes(street), [is_a_notice(text) for text in own(street)]) == (sent, [True, True])


def test_an_entry_that_was_taken_down_is_no_edit_by_hand_and_its_digest_is_looked_after(street: Street) -> None:
    street.run("tick")
    withdraw(street, f"{ISSUE}/8")
    sent = writes(street)
    assert street.run("tick").err == "· unchanged   dair\n"
    assert (writes(street), codes(street)) == (sent, ["structure.withdrawn"])
    (post,) = [one for one in street.hands.state.posts.values() if "## 5. Murmurette" in one.raw]
    street.hands.edit_as(seed.MODERATOR, post.id, post.raw.replace("대부분 추측합니다.", "거의 늘 추측합니다."))
    street.run("tick")
    assert shown(street, f"{ISSUE}/5")["translations"]["ko"]["by"] == seed.MODERATOR


def test_a_second_time_does_nothing_more_and_what_people_wrote_there_since_stands(street: Street) -> None:
    street.run("tick")
    withdraw(street, DIGEST)
    post = street.hands.state.first_post(street.topics[0].id)
    street.hands.edit_as(seed.MODERATOR, post.id, "운영진이 이 글을 내린 까닭을 여기에 적어 둡니다. 감사합니다.")
    sent = writes(street)
    assert street.run("tick").code == 0
    assert withdraw(street, DIGEST).out == f"{DIGEST}  is withdrawn\n"
    assert writes(street) == sent
    assert post.raw == "운영진이 이 글을 내린 까닭을 여기에 적어 둡니다. 감사합니다."
    assert [one[0] for one in decisions(street, DIGEST)] == ["withdrawn"]


def test_words_that_the_configuration_changes_later_do_not_touch_what_was_taken_down(street: Street) -> None:
    street.run("tick")
    withdraw(street, DIGEST)
    post = street.hands.state.first_post(street.topics[0].id)
    street.hands.edit_as(seed.MODERATOR, post.id, "운영진이 이 글을 내린 까닭을 여기에 적어 둡니다. 감사합니다.")
    sent = writes(street)
    street.change('"paper-weekly"]', '"paper-weekly"]\nnote = "편집부에서 알립니다."')
    assert street.run("tick").code == 0
    assert writes(street) == sent


def test_what_people_write_in_the_place_of_an_entry_stands(street: Street) -> None:
    street.run("tick")
    withdraw(street, f"{ISSUE}/8")
    (post,) = [one for one in street.hands.state.posts.values() if "## 8. Skimwell" in one.raw]
    street.hands.edit_as(seed.MODERATOR, post.id, post.raw.replace(NOTICE, "저자의 뜻에 따라 내렸습니다."))
    sent = writes(street)
    for _ in range(2):
        assert street.run("tick").code == 0
    assert withdraw(street, f"{ISSUE}/8").out == f"{ISSUE}/8  is withdrawn\n"
    assert writes(street) == sent
    assert "> 저자의 뜻에 따라 내렸습니다." in post.raw


def test_a_topic_that_a_moderator_deleted_is_taken_down_when_it_is_restored(street: Street) -> None:
    street.run("tick")
    topic = street.topics[0].id
    street.hands.delete_topic(topic, by=seed.MODERATOR)
    assert withdraw(street, DIGEST).out.endswith(f"still to be taken down: {DIGEST}\n")
    street.hands.restore_topic(topic)
    assert street.run("tick").code == 0
    assert [is_a_notice(text) for text in own(street)] == [True, True]


@pytest.mark.parametrize("key", [ISSUE, DIGEST])
def test_before_it_is_posted_it_is_never_posted_and_never_paid_for(street: Street, key: str) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    assert withdraw(street, key).out == f"{key}  is withdrawn\n"
    street.clock.set(MONDAY_NOON)
    assert street.run("tick").code == 0
    assert street.run("post", DIGEST).code == 4
    assert (street.topics, street.asked("model"), street.asked("forum")) == ([], [], [])


def test_while_the_forum_is_away_it_waits_and_the_next_tick_finishes(street: Street) -> None:
    street.run("tick")
    # The first part is taken down, the second one's request gets no answer.
    street.order(server="forum", method="PUT", path="/posts/", nth=2, kind="cut_before")
    ran = withdraw(street, DIGEST)
    assert (ran.code, ran.out) == (75, f"{DIGEST}  is withdrawn; still to be taken down: {DIGEST}\n")
    assert [is_a_notice(text) for text in own(street)[:1]] == [True]
    assert street.run("tick").code == 0
    assert [is_a_notice(text) for text in own(street)] == [True, True]
    assert len(street.asked("forum", "PUT")) == 3
    sent = writes(street)
    assert street.run("tick").code == 0
    assert writes(street) == sent


def test_an_answer_that_was_lost_is_looked_up_and_nothing_is_edited_twice(street: Street) -> None:
    street.run("tick")
    street.order(server="forum", method="PUT", path="/posts/", nth=1, kind="cut_after")
    assert withdraw(street, DIGEST).code == 75
    assert street.run("tick").code == 0
    assert [is_a_notice(text) for text in own(street)] == [True, True]
    assert [post.version for post in street.hands.state.stream(street.topics[0].id)] == [2, 2]


def test_a_topic_that_is_shut_says_what_helps_and_is_taken_down_once_it_is_open(street: Street) -> None:
    street.run("tick")
    topic = street.topics[0].id
    street.hands.set_status(topic, "archived", enabled=True, by=seed.MODERATOR)
    ran = withdraw(street, DIGEST)
    assert (ran.code, "its topic is archived: unarchive it" in ran.err) == (4, True)
    street.hands.set_status(topic, "archived", enabled=False, by=seed.MODERATOR)
    assert street.run("tick").code == 0
    assert [is_a_notice(text) for text in own(street)] == [True, True]


def test_who_withdrew_it_and_why_is_recorded(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    street.run("tick")
    monkeypatch.setenv("SUDO_USER", "narae")
    street.run("withdraw", DIGEST, "--yes", "--reason", "the authors asked")
    assert decisions(street, DIGEST) == [("withdrawn", "narae", "the authors asked")]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a person types."""
    typed = io.StringIO()
    monkeypatch.setattr(sys, "stdin", typed)
    return typed


@pytest.mark.parametrize(("said", "code", "state"), [("y\n", 0, "withdrawn"), ("n\n", 130, "out"), ("", 130, "out")])
def test_it_is_asked_for_before_anything_is_done(
    street: Street, terminal: io.StringIO, said: str, code: int, state: str
) -> None:
    street.run("tick")
    terminal.write(said)
    terminal.seek(0)
    ran = street.run("withdraw", DIGEST)
    assert (ran.code, status(street)[DIGEST]["state"]) == (code, state)
    assert f"Replace the text of {DIGEST} by a notice everywhere, for good? [y/N]:" in ran.err
    assert street.topics[0].title == TITLE


def test_beside_a_worker_it_is_decided_at_once_and_asked_of_it(street: Street) -> None:
    street.run("tick")
    with occupied(street):
        asking = Asking(street, "withdraw", DIGEST, "--yes")
        wish = wish_left(street)
        assert decisions(street, DIGEST)[0][0] == "withdrawn"
        answer(street, wish, {"event": "withdrawn", "key": DIGEST, "url": "https://forum.example/t/9"})
        ran = asking.ends()
    assert (wish.what, wish.key, ran.code) == ("withdraw", DIGEST, 0)
    assert ran.out == f"{DIGEST}  is withdrawn; still to be taken down: {DIGEST}\n"
    assert street.run("tick").code == 0
    assert [is_a_notice(text) for text in own(street)] == [True, True]


def test_a_key_that_names_nothing_is_wrong_usage(street: Street) -> None:
    ran = withdraw(street, "dair/1999-01-01")
    assert ran.code == 2
    assert ran.told.endswith("there is no such issue, digest or entry; `paperboy status` lists them")
