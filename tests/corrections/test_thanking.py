"""Readers are told what became of their comments: once a comment, one a topic and day, and in approved words only."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.cook import cook
from bot.corrections import learning
from bot.corrections.applying import apply_approved
from bot.corrections.noting import UNNAMED
from bot.corrections.phrasing import said_to
from bot.corrections.telling import tell
from bot.corrections.thanking import PATIENCE, acknowledge
from bot.corrections.watching import watch
from bot.domain import Audience, Correcting, Correction, Field, State, Verb
from bot.errors import Queued, Unavailable
from tests.corrections.agora import MODERATOR, READER, Square, Written
from tests.corrections.docket import applied, ask_for, now, rule, work_of

Make = Callable[..., Square]
DAY = timedelta(days=1)


class PowerCut(BaseException):
    """The machine goes down."""


def public(here: Square) -> list[str]:
    """What the bot said to everybody under the digest, without its markers."""
    said = [post for post in here.forum.said(here.topic) if not post.whisper]
    return [post.raw.partition("\n\n<!--")[0] for post in said]


def replies(here: Square) -> list[Written]:
    """The same as the forum holds it."""
    return [post for post in here.forum.said(here.topic) if not post.whisper]


def also(here: Square, one: Correction, old: str, new: str, position: int) -> Correction:
    """A second thing that the comment of a correction asks for."""
    other = ask_for(here, old, new, author=None, position=position)
    (comment,) = here.bot.store.corrections.comments(one.number)
    return here.bot.store.corrections.propose(other, comment.key, here.clock.now())


def undone_while_the_forum_is_away(here: Square, one: Correction) -> None:
    """What was to be said of a correction could not be sent, and then it was taken back."""
    here.forum.refuses["create"] = Unavailable("away")
    tell(here.bot)
    rule(here, one, Verb.UNDO)
    apply_approved(here.bot)
    here.forum.refuses.clear()
    here.clock.wind(timedelta(hours=1))
    tell(here.bot)


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_is_thanked_once_with_what_was_changed(here: Square) -> None:
    applied(here, ask_for(here))
    tell(here.bot)
    here.clock.wind(DAY)
    tell(here.bot)
    thanks = "@reader 님, 알려 주셔서 감사합니다. 다음과 같이 고쳤습니다."
    assert public(here) == [f"{thanks} 수정 전: <del>메모를 읽습니다</del> / 수정 후: <ins>긴 메모를 읽습니다</ins>"]
    assert [post.answers for post in replies(here)] == [2]


def test_the_words_that_were_approved_are_said_and_not_those_that_were_asked_for(here: Square) -> None:
    applied(here, ask_for(here), Verb.APPLY_OWN, "쪽지를 읽습니다")
    tell(here.bot)
    assert "<ins>쪽지를 읽습니다</ins>" in public(here)[0]
    assert "긴 메모" not in public(here)[0]


@pytest.mark.parametrize("verb", [Verb.CLOSE, Verb.REJECT, Verb.HOLD])
def test_without_a_change_or_a_reason_nothing_is_said(here: Square, verb: Verb) -> None:
    rule(here, ask_for(here), verb)
    tell(here.bot)
    here.clock.wind(2 * PATIENCE)
    tell(here.bot)
    assert public(here) == []


def test_a_reason_for_the_reader_is_said(here: Square) -> None:
    rule(here, ask_for(here), Verb.REJECT, "원문이 *그렇게* 씁니다.")
    tell(here.bot)
    assert public(here) == [
        "@reader 님, 의견 감사합니다. 검토했지만 이번에는 반영하지 않기로 했습니다. 이유: 원문이 \\*그렇게\\* 씁니다."
    ]


def test_what_was_mended_by_hand_is_thanked_for_without_the_words(here: Square) -> None:
    one = ask_for(here)
    here.bot.store.corrections.step(one.number, (State.PROPOSED,), State.BY_HAND, MODERATOR, here.clock.now())
    tell(here.bot)
    assert public(here) == ["@reader 님, 알려 주셔서 감사합니다. 말씀하신 부분을 고쳤습니다."]


def test_what_was_undone_or_never_asked_for_by_a_comment_is_not_thanked_for(here: Square) -> None:
    one = applied(here, ask_for(here))
    rule(here, one, Verb.UNDO)
    apply_approved(here.bot)
    applied(here, ask_for(here, "저렴합니다", "쌉니다", author=None))
    tell(here.bot)
    assert public(here) == []


def test_one_reply_says_all_that_came_of_a_comment(here: Square) -> None:
    one = ask_for(here)
    other, third = also(here, one, "저렴합니다", "쌉니다", 1), also(here, one, "보관", "저장", 3)
    applied(here, one)
    tell(here.bot)
    assert public(here) == []
    applied(here, other)
    rule(here, third, Verb.REJECT, "원문대로입니다")
    tell(here.bot)
    (said,) = public(here)
    assert "수정 전: (1) <del>메모를 읽습니다</del> (2) <del>저렴합니다</del> / 수정 후: (1) <ins>긴" in said
    assert said.endswith(
        "\n\n함께 알려 주신 내용 중 일부는 검토했지만 이번에는 반영하지 않기로 했습니다. 이유: 원문대로입니다"
    )


def test_a_reply_waits_a_day_for_the_rest_and_no_longer(here: Square) -> None:
    one = ask_for(here)
    also(here, one, "저렴합니다", "쌉니다", 1)
    applied(here, one)
    here.clock.wind(PATIENCE - timedelta(minutes=1))
    tell(here.bot)
    assert public(here) == []
    here.clock.wind(timedelta(minutes=1))
    tell(here.bot)
    assert len(public(here)) == 1


def test_a_term_that_was_asked_for_with_it_is_neither_waited_for_nor_said(here: Square) -> None:
    one = ask_for(here)
    (comment,) = here.bot.store.corrections.comments(one.number)
    learning.propose_term(here.bot, one, ("notes", "쪽지"), comment.key)
    applied(here, one)
    tell(here.bot)
    (said,) = public(here)
    assert said.count("<ins>") == 1


def test_why_something_came_to_its_end_by_itself_is_not_said(here: Square) -> None:
    one = ask_for(here)
    other = also(here, one, "저렴합니다", "쌉니다", 1)
    applied(here, one)
    here.bot.store.corrections.step(other.number, (State.PROPOSED,), State.BY_HAND, MODERATOR, here.clock.now(), "gone")
    tell(here.bot)
    assert "이유" not in public(here)[0]


# ── one a topic and day ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_oldest_comment_is_answered_first_and_the_others_on_the_next_days(here: Square) -> None:
    first, second = ask_for(here, author="one"), ask_for(here, "저렴합니다", "쌉니다", author="two", position=1)
    third = ask_for(here, "보관", "저장", author="three", position=3)
    for one in (third, second, first):
        applied(here, one)
    for minutes, names in (
        (0, ["one"]),
        (24 * 60 - 1, ["one"]),
        (1, ["one", "two"]),
        (24 * 60, ["one", "two", "three"]),
    ):
        here.clock.wind(timedelta(minutes=minutes))
        tell(here.bot)
        tell(here.bot)
        assert [re.findall(r"@(\w+)", said)[0] for said in public(here)] == names


def test_two_readers_who_asked_for_the_same_are_both_thanked(here: Square) -> None:
    one = ask_for(here, author="one")
    assert ask_for(here, author="two").number == one.number
    applied(here, now(here, one))
    for _ in range(3):
        tell(here.bot)
        here.clock.wind(DAY)
    assert [post.answers for post in replies(here)] == [2, 3]


def test_where_likes_are_off_a_comment_is_acknowledged_as_the_reply_of_the_day(here: Square) -> None:
    one, other = ask_for(here, author="one"), ask_for(here, "저렴합니다", "쌉니다", author="two")
    for each in (one, other):
        (comment,) = here.bot.store.corrections.comments(each.number)
        acknowledge(here.bot, work_of(here), comment)
    for _ in range(2):
        tell(here.bot)
    assert public(here) == ["의견 감사합니다. 운영진에게 전달했습니다."]
    rule(here, other, Verb.CLOSE)
    here.clock.wind(DAY)
    tell(here.bot)
    assert [post.answers for post in replies(here)] == [2]


def test_what_was_decided_a_month_ago_is_news_to_nobody(here: Square) -> None:
    applied(here, ask_for(here))
    here.clock.wind(timedelta(days=31))
    tell(here.bot)
    assert public(here) == []


# ── to whom ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_who_does_not_want_to_be_named_is_thanked_without_the_name(here: Square) -> None:
    one = applied(here, ask_for(here))
    (comment,) = here.bot.store.corrections.comments(one.number)
    here.bot.store.comments.choose(comment.forum, comment.author_id, UNNAMED, on=True, at=here.clock.now())
    tell(here.bot)
    (said,) = public(here)
    assert said.startswith("알려 주셔서 감사합니다. ")
    assert READER not in said


def test_a_japanese_reader_is_thanked_in_japanese_and_alike_without_the_name(make: Make) -> None:
    here = make(beside={"tokyo": "ja"})
    (comment,) = here.bot.store.corrections.comments(ask_for(here).number)
    facts = {"old": "旧", "new": "新"}
    said = "ご指摘ありがとうございます。次のとおり修正しました。修正前：旧／修正後：新"
    assert said_to(here.bot, here.bot.editions[1], "thanks", comment, **facts) == f"@reader さん、{said}"
    here.bot.store.comments.choose(comment.forum, comment.author_id, UNNAMED, on=True, at=here.clock.now())
    assert said_to(here.bot, here.bot.editions[1], "thanks", comment, **facts) == said


def test_a_comment_that_was_deleted_is_not_answered(here: Square) -> None:
    one = applied(here, ask_for(here))
    (comment,) = here.bot.store.corrections.comments(one.number)
    here.forum.delete(comment.post_id)
    watch(here.bot)
    tell(here.bot)
    assert public(here) == []


def test_what_a_reader_asked_for_cannot_act_in_public(here: Square) -> None:
    wanted = "@kim [x](https://evil.example) **쪽지** <img src=x> #tag"
    applied(here, ask_for(here, "메모를 읽습니다", wanted), Verb.ANYWAY)
    tell(here.bot)
    (said,) = public(here)
    html = cook(said)
    assert re.findall(r'<span class="mention">([^<]*)</span>', html) == ["@reader"]
    assert set(re.findall(r"<([a-z]+)", html)) == {"p", "span", "del", "ins"}


# ── once, whatever happens ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_lost_answer_makes_no_second_reply(here: Square) -> None:
    applied(here, ask_for(here, author="one"))
    applied(here, ask_for(here, "저렴합니다", "쌉니다", author="two", position=1))
    here.forum.loses["create"] = 1
    for _ in range(3):
        tell(here.bot)
    assert [post.answers for post in replies(here)] == [2]


def test_a_reply_that_could_not_be_sent_is_not_sent_once_it_is_not_so_any_more(here: Square) -> None:
    one = applied(here, ask_for(here))
    undone_while_the_forum_is_away(here, one)
    assert public(here) == []


def test_a_reply_that_could_not_be_sent_says_what_is_so_once_it_can_be(here: Square) -> None:
    one = ask_for(here)
    other = applied(here, also(here, one, "저렴합니다", "쌉니다", 1))
    applied(here, one)
    here.forum.refuses["create"] = Unavailable("away")
    tell(here.bot)
    rule(here, other, Verb.UNDO)
    apply_approved(here.bot)
    here.forum.refuses.clear()
    here.clock.wind(timedelta(hours=1))
    for _ in range(2):
        tell(here.bot)
    (said,) = public(here)
    assert "수정 전: <del>메모를 읽습니다</del> / 수정 후: <ins>긴 메모를 읽습니다</ins>" in said


def test_a_reply_whose_answer_was_lost_is_found_whatever_it_would_say_by_now(here: Square) -> None:
    one = ask_for(here)
    other = applied(here, also(here, one, "저렴합니다", "쌉니다", 1))
    applied(here, one)
    here.forum.dies["create"] = PowerCut()
    with pytest.raises(PowerCut):
        tell(here.bot)
    here.forum.dies.clear()
    rule(here, other, Verb.UNDO)
    apply_approved(here.bot)
    tell(here.bot)
    assert len(public(here)) == 1
    assert here.bot.store.posts.unsaid() == []


def test_a_reader_who_was_thanked_is_not_thanked_for_an_older_wish_of_somebody_else(here: Square) -> None:
    wanted = ask_for(here, "저렴합니다", "쌉니다", author=None, position=1)
    applied(here, wanted)
    one = applied(here, ask_for(here))
    here.forum.dies["create"] = PowerCut()
    with pytest.raises(PowerCut):
        tell(here.bot)
    here.forum.dies.clear()
    (comment,) = here.bot.store.corrections.comments(one.number)
    assert here.bot.store.corrections.propose(wanted, comment.key, here.clock.now()).number == wanted.number
    for _ in range(3):
        here.clock.wind(DAY)
        tell(here.bot)
    assert len(public(here)) == 1


def test_a_reply_that_the_forums_moderators_have_is_found_once_they_let_it_out(here: Square) -> None:
    applied(here, ask_for(here))
    here.forum.refuses["create"] = Queued("it is before the moderators")
    tell(here.bot)
    here.forum.refuses.clear()
    tell(here.bot)
    assert public(here) == []
    (intent,) = [one for one in here.bot.store.posts.unsaid() if "#thanks" in one.key]
    here.forum.write(here.topic, here.forum.username, intent.raw, answers=2)
    tell(here.bot)
    assert len(public(here)) == 1
    assert here.bot.store.posts.unsaid() == []


def test_a_closed_topic_holds_the_reply_and_nothing_else(here: Square) -> None:
    one = applied(here, ask_for(here))
    here.forum.talks[here.topic].closed = True
    for _ in range(2):
        tell(here.bot)
    (hold,) = here.bot.store.holds.all()
    assert "#thanks-" in hold.key
    assert (now(here, one).state, public(here)) == (State.APPLIED, [])


def test_the_forum_is_asked_nothing_where_there_is_nothing_to_say(make: Make) -> None:
    here = make(correcting=Correcting(channel=Audience.WHISPER))
    ask_for(here, "4개", "5개", field=Field.ABSTRACT)
    tell(here.bot)
    here.forum.requests.clear()
    tell(here.bot)
    assert not here.forum.requests
