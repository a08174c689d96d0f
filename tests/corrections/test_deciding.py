"""A decision is made by whoever may, about what they saw, once; whichever way it was said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from bot.corrections.deciding import GRACE
from bot.domain import Audience, Correcting, Field, State, Verb
from bot.errors import Rejected, Unavailable
from tests.corrections.agora import DIGEST, MODERATOR, READER, Square
from tests.corrections.docket import NEW, OLD, applied, ask_for, now, rule, state, version, why

DECIDING = [Verb.APPLY, Verb.ANYWAY, Verb.REJECT, Verb.HOLD, Verb.CLOSE]


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_moderator_approves(here: Square) -> None:
    before, one = here.text(2), ask_for(here)
    outcome = rule(here, one)
    assert (outcome.event, state(here, one)) == ("approved", State.APPROVED)
    after = here.text(2)
    assert after.summary == before.summary.replace(OLD, NEW)
    assert (after.version, after.locked, after.by, after.prompt) == (2, True, MODERATOR, "")
    assert (after.title, after.abstract, after.topics, after.source) == (
        before.title,
        before.abstract,
        before.topics,
        before.source,
    )
    assert now(here, one).made == after.key
    assert here.forum.edits == []


def test_a_member_of_the_group_decides_beside_the_staff(here: Square) -> None:
    one = ask_for(here)
    assert rule(here, one, who="lee").event == "approved"


def test_the_group_is_the_forums_whatever_its_case(make: Callable[..., Square]) -> None:
    where = make(correcting=Correcting(channel=Audience.WHISPER, group="NewsDesk"))
    where.forum.join("lee", groups=("newsdesk",))
    assert rule(where, ask_for(where), who="lee").event == "approved"


@pytest.mark.parametrize("verb", [*DECIDING, Verb.UNDO, Verb.STATUS, Verb.HELP])
@pytest.mark.parametrize("who", [READER, "nobody", "paperboy", "Paperboy"])
def test_nobody_else_does(here: Square, verb: Verb, who: str) -> None:
    one = ask_for(here)
    outcome = rule(here, one, verb, who=who)
    assert (outcome.event, outcome.text) == ("refused", "이 명령은 운영진만 쓸 수 있습니다.")
    assert (state(here, one), version(here)) == (State.PROPOSED, 1)


def test_the_bots_own_account_decides_nothing_even_in_the_group(here: Square) -> None:
    here.forum.join("paperboy", moderator=True, groups=("moderators",))
    assert rule(here, ask_for(here), who="paperboy").event == "refused"


def test_an_account_that_hides_what_it_is_decides_nothing(here: Square) -> None:
    here.forum.members[MODERATOR] = replace(here.forum.members[MODERATOR], hidden=True)
    assert rule(here, ask_for(here)).event == "refused"


def test_a_moderator_who_is_suspended_decides_nothing(here: Square) -> None:
    here.forum.members[MODERATOR] = replace(here.forum.members[MODERATOR], suspended=True)
    assert rule(here, ask_for(here)).event == "refused"


def test_a_moderator_who_lost_the_role_a_second_ago_decides_nothing(here: Square) -> None:
    one = ask_for(here)
    here.forum.join(MODERATOR, moderator=False)
    assert rule(here, one).event == "refused"
    assert (state(here, one), version(here)) == (State.PROPOSED, 1)


def test_without_an_answer_of_the_forum_nobody_decides(here: Square) -> None:
    one = ask_for(here)
    here.forum.refuses["member"] = Unavailable("down")
    with pytest.raises(Unavailable):
        rule(here, one)
    assert (state(here, one), version(here)) == (State.PROPOSED, 1)


def test_the_operator_at_the_machine_is_asked_for_no_role(here: Square) -> None:
    one = ask_for(here)
    here.forum.refuses |= {"member": Unavailable("down"), "afresh": Unavailable("down")}
    assert rule(here, one, who="root", operator=True).event == "approved"
    assert here.text(2).by == "root"


def test_what_is_not_there_cannot_be_decided(here: Square) -> None:
    with pytest.raises(Rejected, match="99: there is no correction of this number"):
        rule(here, replace(ask_for(here), number=99))


def test_where_no_group_is_named_only_the_staff_decides(make: Callable[..., Square]) -> None:
    where = make(correcting=Correcting(channel=Audience.WHISPER, group=""))
    assert rule(where, ask_for(where), who="lee").event == "refused"


# ── once ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", DECIDING)
def test_a_second_decision_changes_nothing_and_is_told_of_the_first(here: Square, verb: Verb) -> None:
    one = ask_for(here)
    rule(here, one, Verb.CLOSE)
    outcome = rule(here, one, verb, who="lee")
    assert (outcome.event, outcome.text) == ("decided", "kim 님이 이미 처리했습니다: 반영하지 않음")
    assert (state(here, one), version(here)) == (State.REJECTED, 1)


def test_what_the_bot_did_with_a_decision_is_told_with_the_name_of_who_decided(here: Square) -> None:
    one = ask_for(here)
    applied(here, one)
    assert rule(here, one, who="lee").text == "kim 님이 이미 처리했습니다: 반영됨"


def test_where_nobody_decided_nobody_is_said_to_have(here: Square) -> None:
    one = ask_for(here)
    assert rule(here, one, Verb.UNDO).text == f"수정 제안 {one.number}의 상태는 다음과 같습니다: 대기"
    for to in (State.STALE, State.BY_HAND):
        here.bot.store.corrections.step(one.number, tuple(State), to, "moderator", here.clock.now())
        assert rule(here, one).text.startswith(f"수정 제안 {one.number}의 상태는 다음과 같습니다: ")


def test_of_two_at_once_one_decides(here: Square) -> None:
    one, together, came = ask_for(here), Barrier(2), []

    def approve(who: str) -> None:
        together.wait()
        came.append(rule(here, one, who=who).event)

    people = [Thread(target=approve, args=(who,)) for who in (MODERATOR, "lee")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(came) == ["approved", "decided"]
    assert version(here) == 2


# ── about what was seen ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", DECIDING)
@pytest.mark.parametrize("shown", ["", "0" * 64])
def test_a_decision_about_something_else_is_none(here: Square, verb: Verb, shown: str) -> None:
    one = ask_for(here)
    outcome = rule(here, one, verb, shown=shown)
    assert outcome.event == "changed"
    assert outcome.text.startswith("그사이 본문이 바뀌어")
    assert (state(here, one), version(here)) == (State.PROPOSED, 1)


def test_a_text_that_was_reworded_meanwhile_stays(here: Square) -> None:
    one, other = ask_for(here), ask_for(here, "저렴합니다", "쌉니다")
    rule(here, other)
    assert rule(here, one).event == "changed"
    assert (state(here, one), version(here)) == (State.PROPOSED, 2)


def test_what_was_seen_beside_another_abstract_is_not_decided_unseen(here: Square) -> None:
    one, other = ask_for(here), ask_for(here, "제안합니다", "소개합니다", field=Field.ABSTRACT)
    rule(here, other)
    assert rule(here, one).event == "changed"
    assert (state(here, one), version(here)) == (State.PROPOSED, 2)


@pytest.mark.parametrize("verb", DECIDING)
@pytest.mark.parametrize("change", ["edited", "deleted", "a ninja edit"])
def test_a_comment_that_was_changed_meanwhile_asks_for_nothing(here: Square, verb: Verb, change: str) -> None:
    one = ask_for(here)
    (asked,) = here.bot.store.corrections.comments(one.number)
    match change:
        case "edited":
            here.forum.rewrite(asked.post_id, "아닙니다")
        case "deleted":
            here.forum.delete(asked.post_id)
        case _:
            here.forum.amend(asked.post_id, "아닙니다")
    outcome = rule(here, one, verb)
    assert (outcome.event, outcome.text[:12]) == ("changed", "그사이 요청한 댓글이 ")
    assert (state(here, one), version(here)) == (State.STALE, 1)
    assert why(here, one) == "the comment that asked for it was changed or deleted"


def test_a_comment_that_was_edited_and_edited_back_still_asks(here: Square) -> None:
    one = ask_for(here)
    (asked,) = here.bot.store.corrections.comments(one.number)
    here.forum.rewrite(asked.post_id, asked.text)
    assert rule(here, one).event == "approved"


def test_a_comment_that_asks_the_same_after_an_edit_the_forum_does_not_count_still_asks(here: Square) -> None:
    one = ask_for(here)
    (asked,) = here.bot.store.corrections.comments(one.number)
    here.forum.amend(asked.post_id, f"{asked.text}!")
    later = replace(asked, version=2, text=f"{asked.text}!")
    here.bot.store.comments.add(later, DIGEST)
    here.bot.store.corrections.propose(one, later.key, here.clock.now())
    assert rule(here, one).event == "approved"


def test_one_comment_that_still_asks_is_enough(here: Square) -> None:
    one, same = ask_for(here), ask_for(here, author="song")
    assert one.number == same.number
    here.forum.delete(here.bot.store.corrections.comments(one.number)[0].post_id)
    assert rule(here, one).event == "approved"


def test_a_stranger_does_not_find_out_that_a_comment_was_deleted(here: Square) -> None:
    one = ask_for(here)
    here.forum.delete(here.bot.store.corrections.comments(one.number)[0].post_id)
    assert rule(here, one, who=READER).event == "refused"
    assert state(here, one) is State.PROPOSED


# ── the gate ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_text_that_the_gate_doubts_is_not_taken_at_the_first_word(here: Square) -> None:
    one = ask_for(here, "메모 4개", "메모 5개")
    outcome = rule(here, one)
    assert outcome.event == "doubted"
    assert outcome.text.startswith("확인할 점이 있습니다: ")
    assert outcome.text.endswith("그래도 반영하려면 “@paperboy 그대로 반영”이라고 답해 주세요.")
    assert (state(here, one), version(here)) == (State.PROPOSED, 1)


def test_a_second_word_applies_it_and_the_doubt_is_on_record(here: Square) -> None:
    one = ask_for(here, "메모 4개", "메모 5개")
    rule(here, one)
    assert rule(here, one, Verb.ANYWAY).event == "approved"
    assert "repair: " in why(here, one)
    assert "메모 5개" in here.text(2).summary


def test_what_the_gate_doubted_before_stops_nothing(here: Square) -> None:
    rule(here, ask_for(here, "메모 4개", "메모 5개"), Verb.ANYWAY)
    assert rule(here, ask_for(here, "저렴합니다", "쌉니다")).event == "approved"


def test_what_the_doubt_says_does_nothing_in_the_post_that_says_it(here: Square) -> None:
    one = ask_for(here, "메모 4개", "메모 5개 @here <b>")
    assert "@here" not in rule(here, one).text
    assert "<b>" not in rule(here, one).text


# ── own words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_moderators_own_words_stand_in_every_place(here: Square) -> None:
    one = ask_for(here, "Lantern 2", "랜턴 2", field=Field.ABSTRACT)
    assert rule(here, one, Verb.APPLY_OWN, "Lantern 2(랜턴 2)").event == "approved"
    assert here.text(2).abstract.startswith("Lantern 2(랜턴 2) 모델을 제안합니다.")
    assert now(here, one).spans[0].new == "Lantern 2(랜턴 2)"


@pytest.mark.parametrize(
    "wording", ["", " ", "메모 <!-- paperboy x -->", "-->", "메모\u200b", "메모\u202e", "가" * 4_001]
)
def test_words_with_something_hidden_in_them_are_refused(here: Square, wording: str) -> None:
    one = ask_for(here)
    outcome = rule(here, one, Verb.APPLY_OWN, wording)
    assert (outcome.event, outcome.text[:8]) == ("refused", "이 내용으로는 ")
    assert (state(here, one), version(here)) == (State.PROPOSED, 1)


@pytest.mark.parametrize(
    ("wording", "event"),
    [
        ("https://x.com/example/status/7", "approved"),
        ("javascript:alert(1)", "refused"),
        ("https://x.com/a b", "approved"),
        ("https://", "refused"),
        ("새 주소", "refused"),
    ],
)
def test_an_address_is_only_replaced_by_an_address(here: Square, wording: str, event: str) -> None:
    old = "https://x.com/example/status/2"
    one = ask_for(here, old, "https://x.com/example/status/22", field=Field.LINK)
    assert rule(here, one, Verb.APPLY_OWN, wording).event == event


def test_a_piece_of_an_address_is_not_replaced_by_a_whole_one(here: Square) -> None:
    one = ask_for(here, "status/2", "status/22", field=Field.LINK)
    assert rule(here, one, Verb.APPLY_OWN, "https://x.com/example/status/7").event == "refused"


def test_own_words_that_were_doubted_are_applied_at_the_second_word(here: Square) -> None:
    one = ask_for(here, "메모 4개", "메모 네 개")
    assert rule(here, one, Verb.APPLY_OWN, "메모 7개").event == "doubted"
    assert rule(here, one, Verb.ANYWAY, "메모 7개").event == "approved"
    assert "메모 7개" in here.text(2).summary


# ── the other commands ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_held_can_still_be_approved(here: Square) -> None:
    one = ask_for(here)
    assert rule(here, one, Verb.HOLD).text == f"처리했습니다. 수정 제안 {one.number}의 상태: 보류"
    assert state(here, one) is State.HELD
    assert rule(here, one).event == "approved"


def test_a_reason_is_kept_for_the_reader(here: Square) -> None:
    one = ask_for(here)
    assert rule(here, one, Verb.REJECT, "원문과 다릅니다.").event == "rejected"
    assert (state(here, one), why(here, one)) == (State.REJECTED, "원문과 다릅니다.")


def test_what_is_closed_has_no_reason(here: Square) -> None:
    one = ask_for(here)
    rule(here, one, Verb.CLOSE, "아무 말")
    assert (state(here, one), why(here, one)) == (State.REJECTED, "")


def test_the_state_is_told_and_changes_nothing(here: Square) -> None:
    one = ask_for(here)
    assert rule(here, one, Verb.STATUS, shown="").text == f"수정 제안 {one.number}의 상태는 다음과 같습니다: 대기"
    assert rule(here, one, Verb.HELP, shown="").text.startswith("쓸 수 있는 명령: ")
    assert rule(here, one, Verb.HELP, "반영했습니다", shown="").text.startswith("알 수 없는 명령입니다. ")
    assert state(here, one) is State.PROPOSED


def test_where_nothing_exact_is_asked_there_is_nothing_to_approve(here: Square) -> None:
    one = ask_for(here, spans=(), state=State.LOOK)
    for verb in (Verb.APPLY, Verb.APPLY_OWN, Verb.ANYWAY):
        assert rule(here, one, verb, "쪽지").text.startswith("바꿀 내용이 정해지지 않아 ")
    assert rule(here, one, Verb.CLOSE).event == "rejected"


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_applied_is_undone_by_a_version_of_its_own(here: Square) -> None:
    before, one = here.text(2), ask_for(here)
    assert applied(here, one).state is State.APPLIED
    assert rule(here, one, Verb.UNDO, shown="").event == "undone"
    after = here.text(2)
    assert (after.summary, after.version, after.locked, after.by) == (before.summary, 3, True, MODERATOR)
    assert state(here, one) is State.UNDONE
    assert rule(here, one, Verb.UNDO, shown="").event == "decided"
    assert version(here) == 3


def test_after_a_week_it_is_too_late(here: Square) -> None:
    one = ask_for(here)
    applied(here, one)
    here.clock.sleep((GRACE + timedelta(seconds=1)).total_seconds())
    assert rule(here, one, Verb.UNDO).text == "반영한 지 7일이 지나 되돌릴 수 없습니다. 직접 편집해 주세요."
    assert (state(here, one), version(here)) == (State.APPLIED, 2)


def test_what_was_reworded_since_is_not_undone(here: Square) -> None:
    one = ask_for(here)
    applied(here, one)
    applied(here, ask_for(here, "긴 메모를", "아주 긴 메모를"))
    assert rule(here, one, Verb.UNDO).event == "changed"
    assert (state(here, one), version(here)) == (State.APPLIED, 3)


def test_another_field_that_was_reworded_since_stays_when_one_is_undone(here: Square) -> None:
    one = ask_for(here)
    applied(here, one)
    applied(here, ask_for(here, "제안합니다", "소개합니다", field=Field.ABSTRACT))
    assert rule(here, one, Verb.UNDO).event == "undone"
    assert OLD in here.text(2).summary
    assert NEW not in here.text(2).summary
    assert "소개합니다" in here.text(2).abstract


def test_what_was_not_applied_cannot_be_undone(here: Square) -> None:
    one = ask_for(here)
    assert rule(here, one, Verb.UNDO).event == "decided"
    assert state(here, one) is State.PROPOSED
