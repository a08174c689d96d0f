"""Open corrections follow their text: to its next version, or to their end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.corrections.following import follow, moved_to, says_so
from bot.domain import BOT, Correction, Field, Span, State, Stop
from bot.holding import Work
from bot.pipeline import listen
from tests import samples
from tests.corrections.agora import DIGEST, MODERATOR, Square
from tests.fakes import reworded

Make = Callable[..., Square]
LEAD = "Lantern 2 모델은 메모를 읽습니다."


def correction(before: str, *changes: tuple[str, str]) -> Correction:
    """What replaces each of these words wherever it stands."""
    spans = []
    for old, new in changes:
        at = before.find(old)
        while at >= 0:
            spans.append(Span(start=at, old=old, new=new))
            at = before.find(old, at + len(old))
    spans.sort(key=lambda one: one.start)
    return Correction(
        digest=DIGEST, about="", field=Field.SUMMARY, before=before, spans=tuple(spans), by="recorded-model"
    )


def proposed(here: Square, *changes: tuple[str, str], **values: object) -> Correction:
    """A correction of the second summary, on record."""
    made = here.text(2)
    wanted = replace(correction(made.summary, *changes), about=made.key, **values)  # type: ignore[arg-type]
    return here.bot.store.corrections.propose(wanted, "", here.clock.now())


def now(here: Square, one: Correction) -> Correction:
    """The correction as it is now."""
    found = here.bot.store.corrections.get(one.number)
    assert found
    return found


# ── pure ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "change", "text", "says"),
    [
        ("메모를 읽습니다.", ("메모", "쪽지"), "쪽지를 읽습니다.", True),
        ("메모를 읽습니다.", ("메모", "쪽지"), "긴 쪽지를 천천히 읽습니다.", True),
        ("메모를 읽습니다.", ("메모", "쪽지"), "메모와 쪽지를 읽습니다.", False),
        ("메모를 읽습니다.", ("메모", "쪽지"), "노트를 읽습니다.", False),
        ("메모를 읽습니다.", ("메모", "긴 메모"), "긴 메모를 읽습니다.", True),
        ("메모를 읽습니다.", ("메모", "긴 메모"), "메모를 천천히 읽습니다.", False),
        ("긴 메모를 읽습니다.", ("긴 메모", "메모"), "메모를 읽습니다.", True),
        ("긴 메모를 읽습니다.", ("긴 메모", "메모"), "긴 메모를 천천히 읽습니다.", False),
        ("긴 메모와 메모", ("긴 메모", "메모"), "메모와 메모를 읽습니다.", True),
        ("메모와 메모", ("메모", "쪽지"), "쪽지와 메모", False),
        ("메모와 메모", ("메모", "쪽지"), "쪽지와 쪽지", True),
        ("아주 긴 메모", ("아주 ", ""), "긴 메모", True),
        ("아주 긴 메모", ("아주 ", ""), "아주 긴 쪽지", False),
    ],
)
def test_a_text_says_so_when_all_that_was_asked_for_stands_there(
    before: str, change: tuple[str, str], text: str, says: bool
) -> None:
    assert says_so(correction(before, change), text) is says


@pytest.mark.parametrize(
    ("before", "change", "text", "starts"),
    [
        ("메모를 읽습니다.", ("메모", "쪽지"), "긴 메모를 읽습니다.", [2]),
        ("메모를 읽습니다.", ("메모", "쪽지"), "메모와 메모를 읽습니다.", None),
        ("메모를 읽습니다.", ("메모", "쪽지"), "노트를 읽습니다.", None),
        ("메모와 메모", ("메모", "쪽지"), "긴 메모와 긴 메모", [2, 8]),
    ],
)
def test_spans_move_only_where_the_same_words_stand_as_often(
    before: str, change: tuple[str, str], text: str, starts: list[int] | None
) -> None:
    moved = moved_to(correction(before, change), text)
    assert (None if moved is None else [one.start for one in moved]) == starts


def test_one_place_of_several_stays_the_one_it_was() -> None:
    both = correction("메모와 메모", ("메모", "쪽지"))
    second = replace(both, spans=both.spans[1:])
    moved = moved_to(second, "긴 메모와 긴 메모")
    assert moved
    assert [one.start for one in moved] == [8]


def test_spans_stay_in_order_where_their_words_changed_places() -> None:
    moved = moved_to(correction("메모와 노트", ("메모", "쪽지"), ("노트", "공책")), "노트와 메모")
    assert moved
    assert [(one.start, one.new) for one in moved] == [(0, "공책"), (4, "쪽지")]


def test_spans_do_not_move_into_one_another() -> None:
    assert moved_to(correction("메모장과 장부", ("메모장", "쪽지"), ("장부", "책")), "메모장부") is None


# ── in a digest ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hand_edit_that_says_so_closes_the_correction_in_its_editors_name(here: Square) -> None:
    one = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    here.edit_by_hand(LEAD, LEAD.replace("메모", "쪽지"))
    listen(here.bot)
    assert now(here, one).state is State.BY_HAND
    assert here.bot.store.corrections.steps(one.number)[-1].who == MODERATOR
    assert here.here.heard.of("corrected") == [DIGEST]


def test_after_another_hand_edit_it_asks_the_same_of_the_new_text(here: Square) -> None:
    one = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    here.edit_by_hand(LEAD, f"이 {LEAD}")
    listen(here.bot)
    moved = now(here, one)
    assert (moved.state, moved.about, moved.before) == (State.PROPOSED, here.text(2).key, here.text(2).summary)
    assert moved.after == here.text(2).summary.replace("메모를 읽습니다", "쪽지를 읽습니다")
    assert moved.shown != one.shown


def test_where_its_words_do_not_stand_any_more_it_is_stale(here: Square) -> None:
    one = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    here.edit_by_hand(LEAD, "Lantern 2는 노트입니다.")
    listen(here.bot)
    assert now(here, one).state is State.STALE
    assert here.bot.store.corrections.steps(one.number)[-1].who == BOT


def test_a_change_of_another_text_of_the_entry_lets_it_be_and_it_can_still_be_approved(here: Square) -> None:
    one = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    here.edit_by_hand("Lantern 2 모델을 제안합니다.", "Lantern 2 기계를 제안합니다.")
    listen(here.bot)
    moved = now(here, one)
    assert (moved.state, moved.about, moved.spans) == (State.PROPOSED, here.text(2).key, one.spans)


def test_what_a_person_must_look_at_is_closed_by_the_hand_that_changes_its_text(here: Square) -> None:
    look = proposed(here, state=State.LOOK, reason="found: #2")
    here.edit_by_hand("Lantern 2 모델을 제안합니다.", "Lantern 2 기계를 제안합니다.")
    listen(here.bot)
    assert now(here, look).state is State.LOOK
    here.edit_by_hand(LEAD, "Lantern 2는 노트입니다.")
    listen(here.bot)
    assert now(here, look).state is State.BY_HAND


def test_another_correction_of_the_same_text_does_not_close_what_a_person_must_look_at(here: Square) -> None:
    look = proposed(here, state=State.LOOK, reason="found: #2")
    other = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    made = replace(here.text(2), summary=other.after, version=2, locked=True, by=MODERATOR)
    here.bot.store.corrections.approve(other, made, MODERATOR, here.clock.now())
    here.edit_by_hand(LEAD, LEAD.replace("메모", "쪽지"), who=here.forum.username)
    listen(here.bot)
    assert (now(here, look).state, now(here, look).about) == (State.LOOK, here.text(2).key)


def test_what_may_be_about_any_text_of_an_entry_is_not_asked_anew_when_one_of_them_is_corrected(here: Square) -> None:
    look = proposed(here, state=State.LOOK, reason="unclear: #2")
    made = replace(here.text(2), title="Lantern 2: 긴 쪽지 읽기", version=2, locked=True, by=MODERATOR)
    other = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    assert here.bot.store.corrections.approve(other, made, MODERATOR, here.clock.now())
    listen(here.bot)
    assert now(here, look) == look


def test_an_address_that_a_moderator_changed_closes_its_correction(here: Square) -> None:
    links = "https://arxiv.org/abs/2611.90002\n\nhttps://x.com/example/status/2"
    wanted = Correction(
        digest=DIGEST,
        about=f"{samples.entry().issue}/2",
        field=Field.LINK,
        before=f"### 논문 링크\n\n{links.replace(chr(10) * 2, chr(10) * 2 + '### 더 읽어보기' + chr(10) * 2)}",
        by="recorded-model",
        state=State.LOOK,
        reason="url: #2",
    )
    look = here.bot.store.corrections.propose(wanted, "", here.clock.now())
    follow(here.bot, [work(here)])
    assert now(here, look).state is State.LOOK
    here.edit_by_hand("https://arxiv.org/abs/2611.90002", "https://arxiv.org/abs/2611.90012")
    listen(here.bot)
    assert now(here, look).state is State.BY_HAND


def test_an_entry_that_was_taken_out_takes_its_corrections_along(here: Square) -> None:
    one = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    here.here.stop(f"{samples.entry().issue}/2", Stop.DROPPED)
    listen(here.bot)
    assert now(here, one).state is State.STALE


def test_while_the_post_is_behind_the_text_nothing_follows(make: Make) -> None:
    here = make(beside={"other": "ko"})
    mine = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    here.edit_by_hand(LEAD, LEAD.replace("메모", "쪽지"), part=f"{samples.entry().issue}/other#1")
    for _ in range(2):
        here.clock.wind(timedelta(hours=1))
        listen(here.bot)
    assert here.text(2).version == 2
    assert now(here, mine).state is State.PROPOSED


def test_a_newsletter_that_changes_its_words_later_changes_nothing_that_is_asked(here: Square) -> None:
    one = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    here.here.offer(reworded(here.here.source.splits[samples.issue().slug], 2))
    listen(here.bot)
    assert now(here, one) == one


def test_nothing_is_written_where_nothing_changed(here: Square) -> None:
    one = proposed(here, ("메모를 읽습니다", "쪽지를 읽습니다"))
    listen(here.bot)
    assert now(here, one) == one
    assert len(here.bot.store.corrections.steps(one.number)) == 1


def work(here: Square) -> Work:
    """The digest."""
    issue = here.bot.store.issues.get(samples.issue().key)
    assert issue
    return Work(issue=issue, edition=here.bot.editions[0])
