"""The line from a comment to the changed post, and what pages and commands wish of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import Correction, Field, Proposal, Reading, Rewording, State, Verb, Wish
from bot.errors import Misconfigured, Rejected, Unavailable
from bot.granting import grant
from bot.pipeline import tick
from tests.corrections.agora import DIGEST, MODERATOR, Square, square

TEXT = "2번 논문의 ‘메모를 읽습니다’는 ‘쪽지를 읽습니다’가 자연스럽습니다."
OLD, NEW = "Lantern 2 모델은 메모를 읽습니다.", "Lantern 2 모델은 쪽지를 읽습니다."


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Square]:
    """A square where a reader asked for a correction of the second summary."""
    with ExitStack() as stack:
        made = square(tmp_path, stack.enter_context)
        change = Rewording(quote="메모를 읽습니다", replacement="쪽지를 읽습니다")
        wanted = Proposal(position=2, field=Field.SUMMARY, changes=(change,))
        made.understands(TEXT, Reading(proposals=(wanted,), by="recorded-model"))
        made.comment(TEXT)
        tick(made.bot)
        yield made


def asked(here: Square) -> Correction:
    """The correction that the reader asked for."""
    (one,) = here.bot.store.corrections.all()
    return one


def wish(here: Square, what: str, **facts: str) -> Wish:
    """What a page or a command leaves."""
    return here.bot.store.wishes.add(what, "", "operator", here.clock.now(), facts)


def rule(here: Square, verb: str, **facts: str) -> None:
    """A decision of the operator."""
    one = asked(here)
    named = {"number": str(one.number), "verb": verb, "shown": one.shown, "operator": "yes", **facts}
    grant(here.bot, wish(here, "rule", **named))


def test_what_a_moderator_approves_in_the_thread_stands_in_the_post_after_the_next_tick(here: Square) -> None:
    number = here.ask(asked(here))
    here.forum.write(here.topic, MODERATOR, "@paperboy 반영", answers=number, whisper=True)
    tick(here.bot)
    tick(here.bot)
    assert (OLD in here.raw(), NEW in here.raw()) == (False, True)
    assert asked(here).state is State.APPLIED
    assert here.text(2).by == MODERATOR
    assert [reason for _key, reason in here.forum.edits] == ["reader 님의 댓글 #2 반영"]
    assert "잘못된 부분을 알려 주신 분: reader 님" in here.raw()
    public = [one for one in here.forum.said(here.topic) if not one.whisper]
    assert [one.answers for one in public] == [2]
    assert public[0].raw.startswith("@reader 님, 알려 주셔서 감사합니다.")
    assert here.here.translator.heard != []
    here.here.translator.heard.clear()
    tick(here.bot)
    assert here.here.translator.heard == []


def test_a_moderators_own_edit_closes_what_a_reader_asked_for_and_the_reader_is_thanked(here: Square) -> None:
    here.edit_by_hand(OLD, NEW)
    tick(here.bot)
    tick(here.bot)
    assert asked(here).state is State.BY_HAND
    public = [one for one in here.forum.said(here.topic) if not one.whisper]
    assert [one.answers for one in public] == [2]
    assert here.forum.edits == []


def test_a_decision_by_a_page_or_a_command_is_made_readable_at_once(here: Square) -> None:
    rule(here, Verb.APPLY)
    assert NEW in here.raw()
    assert asked(here).state is State.APPLIED
    (said,) = (facts for event, _key, facts in here.here.heard.events if event == "answered")
    assert (said["came"], said["why"]) == ("approved", "처리했습니다. 수정 제안 1의 상태: 승인됨")


def test_it_is_about_what_its_maker_saw(here: Square) -> None:
    rule(here, Verb.APPLY, shown="0" * 64)
    assert OLD in here.raw()
    assert asked(here).state is State.PROPOSED


def test_a_person_of_the_forum_is_asked_for_there(here: Square) -> None:
    rule(here, Verb.REJECT, operator="no")
    assert asked(here).state is State.PROPOSED


@pytest.mark.parametrize("facts", [{"verb": "praise"}, {"number": "one"}, {"number": ""}])
def test_a_wish_that_is_not_understood_is_refused_with_the_remedy(here: Square, facts: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="restart it"):
        rule(here, **{"verb": "apply", **facts})


def test_a_decision_on_a_number_that_nothing_has_is_refused(here: Square) -> None:
    with pytest.raises(Rejected, match="no correction of this number"):
        rule(here, Verb.APPLY, number="99")


def test_the_wish_to_listen_reads_the_topics_somebody_was_told_of(here: Square) -> None:
    here.edit_by_hand("Lantern 3 모델은 메모를 읽습니다.", "Lantern 3 모델은 긴 메모를 읽습니다.")
    here.forum.requests.clear()
    grant(here.bot, wish(here, "listen", topics=f"{here.topic} none"))
    assert here.text(3).by == MODERATOR
    assert here.forum.requests["thread"] == 1


def test_the_wish_to_listen_hears_a_decision(here: Square) -> None:
    number = here.ask(asked(here))
    here.forum.write(here.topic, MODERATOR, "@paperboy 반영", answers=number, whisper=True)
    grant(here.bot, wish(here, "listen"))
    assert NEW in here.raw()


def test_a_page_holds_and_rewords_in_the_name_of_whom_the_forum_knows_as_staff(here: Square) -> None:
    made = here.text(2)
    facts = {"about": made.key, "field": "summary", "before": made.summary, "text": made.summary.replace(OLD, NEW)}
    for who, stands in (("reader", OLD), (MODERATOR, NEW)):
        asked_for = here.bot.store.wishes.add("reword", DIGEST, who, here.clock.now(), facts)
        grant(here.bot, asked_for)
        assert stands in here.raw()
    grant(here.bot, here.bot.store.wishes.add("hold", DIGEST, "reader", here.clock.now()))
    assert not here.bot.store.holds.all()


class PowerCut(BaseException):
    """The machine goes down."""


@pytest.mark.parametrize(
    ("method", "when"),
    [
        *((method, "before") for method in ("listed", "thread", "afresh", "member", "like", "read", "edit", "create")),
        *((method, "after") for method in ("like", "edit", "create")),
    ],
)
def test_whatever_dies_there_is_one_edit_one_decision_and_one_answer(here: Square, method: str, when: str) -> None:
    number = here.ask(asked(here))
    here.forum.write(here.topic, MODERATOR, "@paperboy 반영", answers=number, whisper=True)
    deaths = here.forum.refuses if when == "before" else here.forum.dies
    deaths[method] = PowerCut()
    with pytest.raises(PowerCut):
        tick(here.bot)
    deaths.clear()
    for _ in range(3):
        tick(here.bot)
    assert [key for key, _reason in here.forum.edits] == [f"{DIGEST}#1"]
    assert NEW in here.raw()
    assert [one.state for one in here.bot.store.corrections.steps(1)] == ["proposed", "approved", "applied"]
    said = [one.whisper for one in here.forum.said(here.topic)]
    assert said == [True, True, False]  # the proposal, the answer to the command, the thanks


def test_an_edit_whose_answer_was_lost_is_made_once(here: Square) -> None:
    here.forum.loses["edit"] = 1
    rule(here, Verb.APPLY)
    for _ in range(3):
        here.clock.wind(timedelta(hours=1))
        tick(here.bot)
    assert len(here.forum.edits) == 1
    assert asked(here).state is State.APPLIED


def test_a_forum_that_is_away_keeps_the_decision_for_later(here: Square) -> None:
    here.forum.refuses["edit"] = Unavailable("forum.example: 502")
    rule(here, Verb.APPLY)
    assert asked(here).state is State.APPROVED
    here.forum.refuses.clear()
    here.clock.wind(timedelta(hours=1))
    tick(here.bot)
    assert asked(here).state is State.APPLIED
