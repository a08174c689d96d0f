"""What is said to the bot itself: commands where only moderators can give them, and a reader's wishes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Audience, Correcting, Correction, Field, Reading, Span, State
from bot.errors import Misconfigured, Rejected, Unavailable
from bot.pipeline import listen
from bot.releasing import release
from tests.corrections.agora import DIGEST, MODERATOR, READER, Square, Written

Make = Callable[..., Square]
GROUP = Correcting(channel=Audience.GROUP)


def proposed(here: Square, new: str = "쪽지") -> Correction:
    """A correction that a reader asked for."""
    asker = here.comment("메모는 쪽지가 낫습니다.")
    here.understands(asker.raw, Reading(by="recorded-model"))
    listen(here.bot)
    made = here.text(2)
    correction = Correction(
        digest=DIGEST,
        about=made.key,
        field=Field.SUMMARY,
        before=made.summary,
        spans=(Span(start=made.summary.index("메모"), old="메모", new=new),),
        by="recorded-model",
    )
    key = here.forum.as_comment(asker).key
    return here.bot.store.corrections.propose(correction, key, here.clock.now())


def state(here: Square, correction: Correction) -> State:
    """Where it stands now."""
    found = here.bot.store.corrections.get(correction.number)
    assert found
    return found.state


def answer(here: Square, number: int, text: str, author: str = MODERATOR) -> Written:
    """A moderator answers to the whisper that shows a correction."""
    return here.forum.write(here.topic, author, text, answers=number, whisper=True)


def told(here: Square) -> list[str]:
    """What is to be said to commands, in order."""
    said = here.bot.store.posts.said(DIGEST)
    return [one.raw.partition("\n")[0] for one in said if "#told-" in one.key]


def made_of(here: Square, post: Written) -> str | None:
    """What was made of a comment."""
    return here.bot.store.comments.reading(here.forum.as_comment(post).key)


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_to_the_whisper_decides_is_liked_and_is_answered_once(here: Square) -> None:
    correction = proposed(here)
    post = answer(here, here.ask(correction), "@paperboy 보류")
    listen(here.bot)
    listen(here.bot)
    assert state(here, correction) is State.HELD
    assert made_of(here, post) == "command"
    assert here.forum.likes == [post.post_id]
    assert told(here) == ["처리했습니다. 수정 제안 1의 상태: 보류"]
    steps = here.bot.store.corrections.steps(correction.number)
    assert [(one.state, one.who) for one in steps][1:] == [(State.HELD, MODERATOR)]


def test_an_answer_in_the_moderators_message_decides_as_well(make: Make) -> None:
    here = make(correcting=GROUP)
    correction = proposed(here)
    number = here.ask(correction, audience=Audience.GROUP)
    desk = next(talk for talk in here.forum.talks.values() if talk.message).topic_id
    here.comment("@paperboy 보류", "lee", answers=number, topic=desk)
    listen(here.bot, quick=True)
    assert state(here, correction) is State.HELD
    (intent,) = (one for one in here.bot.store.posts.said(DIGEST) if "#told-" in one.key)
    assert (intent.audience, intent.to, intent.topic_id, intent.answers) == (Audience.GROUP, "moderators", desk, 3)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("@paperboy 보류", READER),
        ("@paperboy 반영했습니다", MODERATOR),
        ("@paperboy\n반영", MODERATOR),
    ],
    ids=["a reader", "the past tense", "the second line"],
)
def test_what_is_no_command_of_a_moderator_is_answered_and_decides_nothing(
    here: Square, text: str, author: str
) -> None:
    correction = proposed(here)
    answer(here, here.ask(correction), text, author)
    listen(here.bot)
    assert state(here, correction) is State.PROPOSED
    assert len(told(here)) == 1


def test_whoever_may_not_decide_is_told_so_once_whatever_they_write(here: Square) -> None:
    correction, other = proposed(here), proposed(here, "노트")
    asked = here.ask(correction)
    for text in ("@paperboy 보류", "@paperboy 상태", "@paperboy 도움말", "@paperboy ㅋㅋ"):
        post = answer(here, asked, text, READER)
        listen(here.bot)
        here.forum.rewrite(post.post_id, "아무것도 아닙니다")
        listen(here.bot)
    answer(here, asked, "@paperboy 보류", "somebody")
    answer(here, here.ask(other), "@paperboy 보류", READER)
    listen(here.bot)
    assert told(here) == ["이 명령은 운영진만 쓸 수 있습니다."] * 3
    assert len(here.forum.likes) == 3


def test_who_is_a_moderator_no_more_is_told_so_after_what_they_decided(here: Square) -> None:
    correction = proposed(here)
    for moderator, text in ((True, "보류"), (False, "닫기"), (True, "상태"), (False, "닫기")):
        here.forum.join(MODERATOR, moderator=moderator)
        answer(here, here.ask(correction), f"@paperboy {text}")
        listen(here.bot)
    assert [line.partition(":")[0] for line in told(here)] == [
        "처리했습니다. 수정 제안 1의 상태",
        "이 명령은 운영진만 쓸 수 있습니다.",
        "수정 제안 1의 상태는 다음과 같습니다",
    ]


@pytest.mark.parametrize("text", ["보류", "> @paperboy 보류", "@kim @paperboy 보류", "@paperboy2 보류"])
def test_what_is_not_said_to_the_bot_is_none_of_its_business(here: Square, text: str) -> None:
    correction = proposed(here)
    post = answer(here, here.ask(correction), text)
    listen(here.bot)
    assert (state(here, correction), made_of(here, post), told(here)) == (State.PROPOSED, "whisper", [])


def test_a_whisper_that_answers_no_proposal_is_no_command_and_never_shown_to_a_model(here: Square) -> None:
    correction = proposed(here)
    here.ask(correction)
    here.here.translator.heard.clear()
    here.forum.write(here.topic, MODERATOR, "@paperboy 보류", whisper=True)
    here.forum.write(here.topic, MODERATOR, "@paperboy 보류", answers=1, whisper=True)
    listen(here.bot)
    assert state(here, correction) is State.PROPOSED
    assert here.here.translator.heard == []


def test_a_public_post_that_claims_to_answer_the_whisper_decides_nothing(here: Square) -> None:
    correction = proposed(here)
    here.comment("@paperboy 보류", MODERATOR, answers=here.ask(correction))
    listen(here.bot)
    assert (state(here, correction), told(here)) == (State.PROPOSED, [])


@pytest.mark.parametrize("what", ["edited", "wiki", "edited since it was read", "deleted since"])
def test_a_command_counts_only_as_it_was_first_written_and_still_stands(here: Square, what: str) -> None:
    correction = proposed(here)
    post = answer(here, here.ask(correction), "@paperboy 보류")
    match what:
        case "edited":
            here.forum.rewrite(post.post_id, "@paperboy 보류")
        case "wiki":
            post.wiki = True
        case "edited since it was read":
            here.forum.meanwhile = lambda: here.forum.rewrite(post.post_id, "@paperboy 닫기")
        case _:
            here.forum.meanwhile = lambda: here.forum.delete(post.post_id)
    listen(here.bot)
    assert (state(here, correction), told(here)) == (State.PROPOSED, [])


def test_a_command_that_was_obeyed_is_no_other_one_after_an_edit_the_forum_does_not_count(here: Square) -> None:
    correction = proposed(here)
    post = answer(here, here.ask(correction), "@paperboy 보류")
    listen(here.bot)
    here.forum.amend(post.post_id, "@paperboy 닫기")
    listen(here.bot)
    assert (state(here, correction), len(told(here))) == (State.HELD, 1)


def test_a_command_is_given_by_whoever_the_forum_says_wrote_it_at_this_moment(here: Square) -> None:
    correction = proposed(here)
    post = answer(here, here.ask(correction), "@paperboy 보류", READER)
    here.forum.meanwhile = lambda: setattr(post, "author", "lee")
    listen(here.bot)
    assert here.bot.store.corrections.steps(correction.number)[-1].who == "lee"


@pytest.mark.parametrize(
    ("said", "begins"),
    [("@paperboy 반영했습니다", "알 수 없는 명령입니다. "), ("@paperboy 도움말", "쓸 수 있는 명령: ")],
)
def test_who_says_no_command_or_asks_for_help_is_told_which_there_are(here: Square, said: str, begins: str) -> None:
    answer(here, here.ask(proposed(here)), said)
    listen(here.bot)
    assert [one[: len(begins)] for one in told(here)] == [begins]


def test_an_answer_to_what_was_shown_before_it_changed_decides_nothing(here: Square) -> None:
    correction = proposed(here)
    number = here.ask(replace(correction, spans=(replace(correction.spans[0], new="노트"),)))
    answer(here, number, "@paperboy 보류")
    listen(here.bot)
    assert state(here, correction) is State.PROPOSED
    assert told(here) == [
        "그사이 본문이 바뀌어 자동으로 고치지 못했습니다. 직접 편집하거나 검토 화면에서 확인해 주세요."
    ]


def test_while_the_forum_does_not_say_who_somebody_is_nothing_is_decided_and_then_it_is(here: Square) -> None:
    correction = proposed(here)
    answer(here, here.ask(correction), "@paperboy 보류")
    here.forum.refuses["member"] = Unavailable("forum.example: 502")
    listen(here.bot)
    assert (state(here, correction), told(here)) == (State.PROPOSED, [])
    here.forum.refuses.clear()
    here.clock.wind(timedelta(minutes=10))
    listen(here.bot)
    assert state(here, correction) is State.HELD


def test_an_answer_that_is_held_waits_until_it_is_released(here: Square) -> None:
    correction = proposed(here)
    answer(here, here.ask(correction), "@paperboy 보류")
    here.forum.refuses["member"] = Rejected("too long")
    for _ in range(2):
        listen(here.bot)
    (held,) = here.bot.store.holds.all()
    assert here.here.heard.of("held") == [held.key]
    here.forum.refuses.clear()
    listen(here.bot)
    assert state(here, correction) is State.PROPOSED
    release(here.bot, held.key, "operator")
    listen(here.bot)
    assert state(here, correction) is State.HELD


@pytest.mark.parametrize("error", [Misconfigured("redirected"), Rejected("too long"), Unavailable("down")])
def test_a_like_that_fails_holds_nothing_up(here: Square, error: Exception) -> None:
    correction = proposed(here)
    answer(here, here.ask(correction), "@paperboy 보류")
    here.forum.refuses["like"] = error
    listen(here.bot)
    assert (state(here, correction), len(told(here))) == (State.HELD, 1)
    assert here.here.heard.of("unliked") != []
    here.forum.requests.clear()
    listen(here.bot)
    assert here.forum.requests["like"] == 0


def test_a_like_that_is_not_answered_holds_nothing_up(here: Square) -> None:
    correction = proposed(here)
    post = answer(here, here.ask(correction), "@paperboy 보류")
    here.forum.loses["like"] = 1
    listen(here.bot)
    listen(here.bot)
    assert here.forum.likes == [post.post_id]
    assert len(here.bot.store.corrections.steps(correction.number)) == 2
    assert len(told(here)) == 1


# ── readers' wishes ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "wish"), [("@paperboy 제외", "unread"), ("@paperboy 이름 빼 주세요", "unnamed")], ids=["unread", "unnamed"]
)
def test_a_reader_who_wants_not_to_be_read_or_not_to_be_named_is_heard_without_a_model(
    here: Square, text: str, wish: str
) -> None:
    post = here.comment(text)
    listen(here.bot)
    assert here.bot.store.comments.chosen("forum.example", wish) == {post.author_id}
    assert (made_of(here, post), here.forum.likes) == ("choice", [post.post_id])
    assert here.here.translator.heard == []


def test_no_later_comment_of_a_reader_who_wants_that_is_shown_to_a_model(here: Square) -> None:
    here.comment("@paperboy 제외")
    post = here.comment("2번 논문의 메모는 쪽지가 낫습니다.")
    other = here.comment("3번 논문의 메모는 쪽지가 낫습니다.", "another")
    listen(here.bot)
    assert [comment.post_id for comment, _shown in here.here.translator.heard] == [other.post_id]
    assert made_of(here, post) == "the reader's choice"
