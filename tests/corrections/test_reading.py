"""Comments become proposals: one call a version, capped, and only what holds against our own text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.corrections.deciding import decide
from bot.domain import Correction, Field, Proposal, Reading, Rewording, Ruling, State, Verb
from bot.errors import Misconfigured, OverBudget, Rejected, Unavailable
from bot.pipeline import listen, settle
from tests.corrections.agora import DIGEST, ISSUE, MODERATOR, WHISPERS, Square, Written

Make = Callable[..., Square]
TEXT = "2번 논문의 “메모를 읽습니다”는 “쪽지를 읽습니다”가 자연스럽습니다."
OTHER = "2번에서 ‘메모를 읽습니다’를 ‘쪽지를 읽습니다’로 고쳐 주세요."
LEAD = "Lantern 2 모델은 메모를 읽습니다."


def asks(*changes: tuple[str, str], **values: object) -> Reading:
    """What a model reads out of a comment about the second summary."""
    proposal = Proposal(
        position=2,
        field=Field.SUMMARY,
        changes=tuple(Rewording(quote=old, replacement=new) for old, new in changes),
        reason="자연스러운 표현",
    )
    return Reading(proposals=(replace(proposal, **values),), by="recorded-model")  # type: ignore[arg-type]  # by name


NATURAL = asks(("메모를 읽습니다", "쪽지를 읽습니다"))


def said(here: Square, text: str = TEXT, author: str = "reader", reading: Reading | Exception = NATURAL) -> Written:
    """A reader writes, and the model understands that."""
    here.understands(text, reading)
    return here.comment(text, author)


def corrections(here: Square) -> list[Correction]:
    """All there are, oldest first."""
    return list(here.bot.store.corrections.all())


def made_of(here: Square, post: Written) -> str | None:
    """What was made of a comment."""
    return here.bot.store.comments.reading(here.forum.as_comment(post).key)


# ── what comes of a comment ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_comment_becomes_a_proposal_is_liked_and_is_read_once(here: Square) -> None:
    post = said(here)
    listen(here.bot)
    listen(here.bot)
    (made,) = corrections(here)
    assert (made.digest, made.about, made.field, made.state) == (DIGEST, here.text(2).key, Field.SUMMARY, "proposed")
    assert made.after == here.text(2).summary.replace("메모를 읽습니다", "쪽지를 읽습니다")
    assert (made.by, made.reason) == ("recorded-model", "자연스러운 표현")
    assert len(here.here.translator.heard) == 1
    assert (here.forum.likes, made_of(here, post)) == ([post.post_id], "corrections")
    assert here.here.heard.of("proposed") == [DIGEST]


def test_the_model_sees_only_the_texts_the_comment_is_about(here: Square) -> None:
    said(here, "2번 논문 제목이 어색합니다.")
    listen(here.bot)
    ((_comment, shown),) = here.here.translator.heard
    assert {one.position for one in shown} == {2}
    assert next(one for one in shown if one.field is Field.SUMMARY).text == here.text(2).summary


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("2번 논문 번역이 좀 어색해요.", f"{ISSUE}/2@ko.1"),
        ("번역이 좀 어색해요.", DIGEST),
        ("2번과 3번이 어색해요.", DIGEST),
    ],
)
def test_what_is_not_understood_is_about_the_one_entry_that_is_named(here: Square, text: str, about: str) -> None:
    said(here, text, reading=Reading(unclear=True, by="recorded-model"))
    listen(here.bot)
    (made,) = corrections(here)
    assert (made.state, made.about, made.spans) == (State.LOOK, about, ())


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("## 2. Lantern 2: 긴 메모 읽기", "## 2. Lantern 2: 긴 쪽지 읽기", State.BY_HAND),
        (LEAD, "Lantern 2는 쪽지를 읽습니다.", State.BY_HAND),
        ("Lantern 2 모델을 제안합니다.", "Lantern 2를 제안합니다.", State.BY_HAND),
        ("Lantern 3 모델을 제안합니다.", "Lantern 3을 제안합니다.", State.LOOK),
    ],
)
def test_a_hand_that_mends_the_entry_is_what_a_comment_nobody_understood_asked_for(
    here: Square, old: str, new: str, state: State
) -> None:
    said(here, "2번 논문 번역이 좀 어색해요.", reading=Reading(unclear=True, by="recorded-model"))
    listen(here.bot)
    here.edit_by_hand(old, new)
    if old.startswith("## "):
        here.edit_by_hand(old.removeprefix("## "), new.removeprefix("## "))
    here.clock.wind(timedelta(minutes=20))
    listen(here.bot)
    assert [one.state for one in corrections(here)] == [state]
    settle(here.bot)
    public = [one for one in here.forum.said(here.topic) if not one.whisper]
    assert [one.answers for one in public] == ([2] if state is State.BY_HAND else [])


def test_the_same_asked_by_two_readers_is_one_correction_that_both_ask_for(here: Square) -> None:
    said(here)
    said(here, OTHER, "another")
    listen(here.bot)
    (made,) = corrections(here)
    assert [one.author for one in here.bot.store.corrections.comments(made.number)] == ["reader", "another"]


def test_a_comment_that_asks_for_nothing_leaves_nothing_and_is_not_liked(here: Square) -> None:
    post = said(here, "잘 읽었습니다!", reading=Reading(by="recorded-model"))
    listen(here.bot)
    assert (corrections(here), here.forum.likes, made_of(here, post)) == ([], [], "none")


def test_of_a_comment_what_is_clear_is_proposed_and_for_the_rest_a_person_looks(here: Square) -> None:
    said(here, reading=replace(NATURAL, unclear=True))
    listen(here.bot)
    assert [one.state for one in corrections(here)] == [State.PROPOSED, State.LOOK]


def test_what_is_not_understood_is_looked_at_by_a_person_each_comment_by_itself(here: Square) -> None:
    unclear = Reading(unclear=True, by="recorded-model")
    said(here, "2번이 이상합니다.", reading=unclear)
    said(here, "3번이 이상합니다.", "another", reading=unclear)
    listen(here.bot)
    assert [(one.state, one.about, one.spans) for one in corrections(here)] == [
        (State.LOOK, f"{ISSUE}/{position}@ko.1", ()) for position in (2, 3)
    ]
    assert [one.reason for one in corrections(here)] == ["unclear: #2", "unclear: #3"]
    listen(here.bot)
    assert {one.state for one in corrections(here)} == {State.LOOK}


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (asks(("노트를 읽습니다", "쪽지를 읽습니다")), "found"),
        (asks(("메모를 읽습니다", "https://evil.example 를 읽습니다")), "address"),
        (asks(("메모를 읽습니다", "@here 를 읽습니다")), "mention"),
        (asks(("a", "b"), position=9), "place"),
        (asks(("ai-papers-weekly", "nlp"), position=0, field=Field.TOPICS), "topics"),
    ],
)
def test_what_does_not_hold_against_our_text_is_looked_at_by_a_person(here: Square, reading: Reading, why: str) -> None:
    said(here, reading=reading)
    listen(here.bot)
    (made,) = corrections(here)
    assert (made.state, made.spans, made.reason) == (State.LOOK, (), f"{why}: #2 자연스러운 표현")


@pytest.mark.parametrize(
    ("field", "old", "new", "position"),
    [
        (Field.LINK, "https://arxiv.org/abs/2611.90002", "https://arxiv.org/abs/2611.90012", 2),
        (Field.ENGLISH, "Lantern 2 reads notes.", "Lantern 2 reads long notes.", 2),
        (Field.INTRO, "첫째입니다.", "처음입니다.", 0),
        (Field.TITLE, "한 문장", "두 문장", 0),
        (Field.TITLE, "긴 메모 읽기", "긴 쪽지 읽기", 2),
        (Field.ABSTRACT, "모델을 제안합니다", "모델을 내놓습니다", 2),
    ],
)
def test_every_text_of_a_digest_can_be_corrected(here: Square, field: Field, old: str, new: str, position: int) -> None:
    text = f"{old} → {new}"
    said(here, text, reading=asks((old, new), field=field, position=position))
    listen(here.bot)
    (made,) = corrections(here)
    assert (made.state, made.field) == (State.PROPOSED, field)
    assert new in made.after
    key = f"{ISSUE}/{position}"
    assert made.about == (key if field in (Field.LINK, Field.ENGLISH) else f"{key}@ko.1")


def test_a_term_is_a_correction_of_its_own_that_follows_from_the_first(here: Square) -> None:
    said(here, reading=asks(("메모를 읽습니다", "쪽지를 읽습니다"), term=("notes", "쪽지")))
    listen(here.bot)
    first, term = corrections(here)
    assert (term.field, term.about, term.after, term.cause) == (Field.TERM, "ko/notes", "쪽지", first.number)
    assert [one.key for one in here.bot.store.corrections.comments(term.number)]


def test_a_model_that_refuses_leaves_the_comment_to_a_person(here: Square) -> None:
    post = said(here, reading=Rejected("the model refused"))
    listen(here.bot)
    (made,) = corrections(here)
    assert (made.state, made.reason, made_of(here, post)) == (State.LOOK, "unclear: #2", "unclear")


@pytest.mark.parametrize("error", [Unavailable("529"), Misconfigured("check the API key"), OverBudget("spent")])
def test_a_model_that_does_not_answer_is_asked_again_later(here: Square, error: Exception) -> None:
    said(here, reading=error)
    listen(here.bot)
    listen(here.bot)
    assert corrections(here) == []
    here.understands(TEXT, NATURAL)
    here.clock.wind(timedelta(minutes=10))
    listen(here.bot)
    assert len(corrections(here)) == 1


def test_a_reading_that_fails_waits_longer_each_time(here: Square) -> None:
    post = said(here, reading=Unavailable("529"))
    for _ in range(3):
        listen(here.bot)
        here.clock.wind(timedelta(hours=2))
    failure = here.bot.store.failures.all()[here.forum.as_comment(post).key]
    assert failure.count == 3


# ── edited and deleted ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_comment_that_was_reworded_and_asks_the_same_is_read_again_and_changes_nothing(here: Square) -> None:
    post = said(here)
    listen(here.bot)
    here.understands(OTHER, NATURAL)
    here.forum.rewrite(post.post_id, OTHER)
    listen(here.bot)
    (made,) = corrections(here)
    assert made.state is State.PROPOSED
    (asking,) = here.bot.store.corrections.comments(made.number)
    assert (asking.version, asking.text) == (2, OTHER)


def test_a_comment_that_was_reworded_within_minutes_can_still_be_decided(here: Square) -> None:
    post = said(here)
    listen(here.bot)
    here.understands(OTHER, NATURAL)
    post.raw = OTHER
    listen(here.bot)
    (made,) = corrections(here)
    ruling = Ruling(number=made.number, verb=Verb.APPLY, who=MODERATOR, shown=made.shown)
    assert decide(here.bot, ruling).event == "approved"


def test_what_an_edited_comment_does_not_ask_for_any_more_is_stale(here: Square) -> None:
    post = said(here)
    listen(here.bot)
    here.understands("다른 말", asks(("메모 4개", "메모 네 개")))
    here.forum.rewrite(post.post_id, "다른 말")
    listen(here.bot)
    assert [one.state for one in corrections(here)] == [State.STALE, State.PROPOSED]


def test_what_an_edited_comment_asked_for_is_stale_where_it_is_not_to_be_read_any_more(here: Square) -> None:
    post = said(here)
    listen(here.bot)
    here.forum.rewrite(post.post_id, "2번 " + "가" * 8_000)
    listen(here.bot)
    assert [one.state for one in corrections(here)] == [State.STALE]


def test_a_comment_that_stands_again_asks_again(here: Square) -> None:
    post = said(here)
    listen(here.bot)
    here.forum.delete(post.post_id)
    listen(here.bot)
    post.gone = False
    listen(here.bot)
    assert [one.state for one in corrections(here)] == [State.STALE, State.PROPOSED]


@pytest.mark.parametrize("alone", [True, False])
def test_what_a_deleted_comment_asked_for_alone_is_stale(here: Square, alone: bool) -> None:
    post = said(here)
    if not alone:
        said(here, OTHER, "another")
    listen(here.bot)
    here.forum.delete(post.post_id)
    listen(here.bot)
    (made,) = corrections(here)
    assert made.state is (State.STALE if alone else State.PROPOSED)


def test_what_was_decided_stays_decided_although_its_comment_is_gone(here: Square) -> None:
    post = said(here)
    listen(here.bot)
    (made,) = corrections(here)
    here.bot.store.corrections.step(made.number, [State.PROPOSED], State.REJECTED, MODERATOR, here.clock.now())
    here.forum.delete(post.post_id)
    listen(here.bot)
    assert [one.state for one in corrections(here)] == [State.REJECTED]


def test_a_comment_that_was_deleted_before_it_was_read_is_never_shown_to_a_model(here: Square) -> None:
    post = said(here, reading=Unavailable("529"))
    listen(here.bot)
    here.here.translator.heard.clear()
    here.forum.delete(post.post_id)
    here.clock.wind(timedelta(hours=1))
    listen(here.bot)
    assert here.here.translator.heard == []


# ── what is never asked, and how often ───────────────────────────────────────────────────────────────────────────────


def test_a_new_users_comment_with_a_link_never_reaches_the_model(here: Square) -> None:
    here.forum.trusted["reader"] = 0
    post = said(here, "2번은 https://evil.example 를 보세요.")
    listen(here.bot)
    assert (here.here.translator.heard, made_of(here, post)) == ([], "a new user's links")


def test_a_reader_is_read_so_many_times_a_day_and_then_on_the_next(make: Make) -> None:
    here = make(correcting=replace(WHISPERS, calls_a_reader=2))
    for number in range(4):
        said(here, f"2번 의견 {number}")
    said(here, "2번 다른 의견", "another")
    listen(here.bot)
    assert len(here.here.translator.heard) == 3
    here.clock.wind(timedelta(hours=25))
    listen(here.bot)
    assert len(here.here.translator.heard) == 5


def test_all_readers_together_are_read_so_many_times_a_day(make: Make) -> None:
    here = make(correcting=replace(WHISPERS, calls_a_day=3))
    for number in range(5):
        said(here, f"2번 의견 {number}", f"reader-{number}")
    listen(here.bot)
    assert len(here.here.translator.heard) == 3


def test_without_likes_there_is_a_word_of_thanks_to_be_said_once(here: Square) -> None:
    here.forum.takes_likes = False
    post = said(here)
    listen(here.bot)
    listen(here.bot)
    (intent,) = here.bot.store.posts.said(DIGEST)
    assert intent.key == f"{DIGEST}#ack-{post.post_id}"
    assert intent.raw.startswith("의견 감사합니다. 운영진에게 전달했습니다.\n")
    assert (intent.topic_id, intent.answers) == (here.topic, post.number)


def test_once_asked_to_stop_no_comment_is_read(here: Square) -> None:
    said(here)
    here.forum.meanwhile = here.here.pulse.halt
    listen(here.bot)
    assert here.here.translator.heard == []
    here.here.pulse.resume()
    listen(here.bot)
    assert len(corrections(here)) == 1


# ── when the machine goes down ───────────────────────────────────────────────────────────────────────────────────────


class PowerCut(BaseException):
    """The machine goes down."""


@pytest.mark.parametrize("method", ["like", "thread", "listed"])
def test_a_power_cut_makes_no_second_correction_and_no_second_like(here: Square, method: str) -> None:
    post = said(here)
    here.forum.refuses[method] = PowerCut()
    with pytest.raises(PowerCut):
        listen(here.bot)
    here.forum.refuses.clear()
    listen(here.bot)
    listen(here.bot)
    assert len(corrections(here)) == 1
    assert here.forum.likes == [post.post_id]
    assert made_of(here, post) == "corrections"
