"""A text is settled for all editions of its locale at once: the posts that are behind get one proposal each."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.corrections.applying import apply_approved
from bot.domain import Correction, Field, Verb
from bot.domain import State as S
from bot.errors import Unavailable
from bot.pipeline import listen
from tests.corrections.agora import DIGEST, ISSUE, Square
from tests.corrections.docket import NEW, OLD, applied, ask_for, post_again, rule, state, version

SECOND = f"{ISSUE}/second"
LEAD = f"Lantern 2 모델은 {OLD}."


@pytest.fixture
def two(make: Callable[..., Square]) -> Square:
    """A square with two digests in Korean."""
    return make(beside={"second": "ko"})


def open_there(here: Square, digest: str = SECOND) -> list[Correction]:
    """What waits in a digest."""
    return [one for one in here.bot.store.corrections.all((S.PROPOSED,)) if one.digest == digest]


def test_of_two_changes_of_a_text_one_proposal_brings_both(two: Square) -> None:
    applied(two, ask_for(two))
    (first,) = open_there(two)
    applied(two, ask_for(two, "저렴합니다", "쌉니다"))
    (one,) = open_there(two)
    assert (one.number, one.about) == (first.number, two.text(2).key)
    assert applied(two, one).state is S.APPLIED
    assert NEW in two.raw(f"{SECOND}#1")
    assert "쌉니다" in two.raw(f"{SECOND}#1")
    assert (version(two), open_there(two), open_there(two, DIGEST)) == (3, [], [])


def test_what_was_refused_in_an_edition_is_not_asked_there_again(two: Square) -> None:
    applied(two, ask_for(two))
    (one,) = open_there(two)
    rule(two, one, Verb.REJECT)
    listen(two.bot)
    apply_approved(two.bot)
    assert open_there(two) == []


def test_a_second_change_that_comes_while_the_first_is_on_its_way_is_proposed_once_that_stands(two: Square) -> None:
    applied(two, ask_for(two))
    (one,) = open_there(two)
    rule(two, one)
    two.forum.refuses["edit"] = Unavailable("down")
    second = ask_for(two, "저렴합니다", "쌉니다")
    applied(two, second)
    two.forum.refuses.clear()
    two.clock.sleep(3_600)
    apply_approved(two.bot)
    apply_approved(two.bot)
    assert (state(two, one), state(two, second)) == (S.APPLIED, S.APPLIED)
    (rest,) = open_there(two)
    assert applied(two, rest).state is S.APPLIED
    assert "쌉니다" in two.raw(f"{SECOND}#1")


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [(Field.SUMMARY, OLD, NEW), (Field.SUMMARY, "메모", "긴 쪽지"), (Field.LINK, "status/2", "status/22")],
)
def test_what_is_undone_is_proposed_to_be_undone_where_it_was_made_as_well(
    two: Square, field: Field, old: str, new: str
) -> None:
    before = two.raw(f"{SECOND}#1").partition("<!--")[0]
    one = ask_for(two, old, new, field=field)
    applied(two, one, Verb.ANYWAY)
    (other,) = open_there(two)
    applied(two, other, Verb.ANYWAY)
    applied(two, one, Verb.UNDO)
    (back,) = open_there(two)
    assert (back.cause, [(each.old, each.new) for each in back.spans]) == (one.number, [(new, old)] * len(one.spans))
    assert applied(two, back, Verb.ANYWAY).state is S.APPLIED
    assert two.raw(f"{SECOND}#1").partition("<!--")[0] == before


@pytest.mark.parametrize("field", [Field.SUMMARY, Field.LINK])
def test_that_something_was_undone_is_proposed_once_and_a_no_to_it_is_heard(two: Square, field: Field) -> None:
    one = ask_for(two, field=field) if field is Field.SUMMARY else ask_for(two, "status/2", "status/22", field=field)
    applied(two, one)
    (other,) = open_there(two)
    applied(two, other)
    applied(two, one, Verb.UNDO)
    (back,) = open_there(two)
    rule(two, back, Verb.CLOSE)
    two.clock.sleep(60)
    apply_approved(two.bot)
    assert open_there(two) == []


def test_what_was_undone_before_it_was_made_elsewhere_is_not_proposed_to_be_undone_there(two: Square) -> None:
    one = ask_for(two)
    applied(two, one)
    (other,) = open_there(two)
    applied(two, one, Verb.UNDO)
    assert [each.number for each in open_there(two)] == [other.number]


def test_the_wording_of_a_hand_is_proposed_to_the_other_editions_once(two: Square) -> None:
    two.edit_by_hand(LEAD, f"Lantern 2 모델은 {NEW}.")
    for _ in range(2):
        listen(two.bot)
    (one,) = open_there(two)
    assert (one.before.replace(OLD, NEW), one.reason) == (one.after, "forum: kim")
    assert applied(two, one).state is S.APPLIED
    assert f"Lantern 2 모델은 {NEW}." in two.raw(f"{SECOND}#1")
    listen(two.bot)
    assert (version(two), len(two.bot.store.corrections.all())) == (2, 1)


def test_a_hand_that_does_what_a_reader_of_another_edition_asks_for_lets_that_be_approved(two: Square) -> None:
    asked = ask_for(two, digest=SECOND)
    (comment,) = two.bot.store.corrections.comments(asked.number)
    two.bot.store.comments.read(comment.key, "corrections", two.clock.now(), asked=True)
    two.edit_by_hand(LEAD, f"Lantern 2 모델은 {NEW}.")
    listen(two.bot)
    (one,) = open_there(two)
    assert one.number == asked.number
    assert applied(two, one).state is S.APPLIED
    assert "reader 님" in two.raw(f"{SECOND}#1")


def test_what_a_translators_note_is_about_is_looked_at_in_other_locales(make: Callable[..., Square]) -> None:
    here = make(beside={"nihongo": "ja"})
    post_again(here, "nihongo")
    there = here.bot.store.translations.add(replace(here.text(2), locale="ja", summary="メモです。", locked=True))
    one = ask_for(here, "저렴합니다", "저렴합니다 (역주: 원문의 오류입니다)")
    applied(here, one, Verb.ANYWAY)
    (look,) = here.bot.store.corrections.all((S.LOOK,))
    assert (look.digest, look.about) == (f"{ISSUE}/nihongo", there.key)
    assert look.reason == "forum: 저렴합니다 → 저렴합니다 (역주: 원문의 오류입니다)"
    applied(here, one, Verb.UNDO)
    assert len(here.bot.store.corrections.all()) == 2


def test_a_hand_in_the_only_edition_of_a_locale_proposes_nothing(make: Callable[..., Square]) -> None:
    here = make(beside={"nihongo": "ja"})
    here.edit_by_hand(LEAD, f"Lantern 2 모델은 {NEW}.")
    listen(here.bot)
    assert (version(here), here.bot.store.corrections.all()) == (2, [])
