"""Corrections: one a change, one decision each, and every step on record."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Barrier

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.domain import BOT, OPEN, Correction, Field, Span, State, Step, Translation
from bot.errors import Rejected
from bot.store import Database, tables
from bot.store.columns import row
from bot.store.engine import Transactions
from bot.store.types import storable

from .samples import NOON, a_comment, a_correction, a_split, a_translation

ISSUE = "dair/2026-06-28"
DIGEST = f"{ISSUE}/pytorch-kr"
FORUM = "forum.example"
ABOUT = f"{ISSUE}/1@ko.1"
LATER = NOON + timedelta(hours=1)
OTHER = (Span(start=1, old="불", new="잔"),)


@pytest.fixture
def version(db: Database) -> Translation:
    """The text that corrections are about."""
    return db.translations.add(a_translation(db.issues.add(a_split()).entries[0].key))


def asked(db: Database, post_id: int = 502, **changes: object) -> Correction:
    """A correction that a comment asks for."""
    comment = a_comment(post_id)
    db.comments.add(comment, DIGEST)
    return db.corrections.propose(a_correction(**changes), comment.key, NOON)


def reworded(version: Translation, title: str = "램프") -> Translation:
    return replace(version, title=title, by="Mina", prompt="", locked=True)


def applied(db: Database, version: Translation) -> Correction:
    one = asked(db)
    assert db.corrections.approve(one, reworded(version), "Mina", NOON)
    assert db.corrections.step(one.number, {State.APPROVED}, State.APPLIED, BOT, LATER)
    return stands(db, one)


def stands(db: Database, correction: Correction) -> Correction:
    found = db.corrections.get(correction.number)
    assert found is not None
    return found


def titles(db: Database) -> list[str]:
    return [one.title for one in db.translations.all(ISSUE, "ko")[f"{ISSUE}/1"]]


def path(db: Database, correction: Correction) -> list[State]:
    return [one.state for one in db.corrections.steps(correction.number)]


def asking(db: Database, correction: Correction) -> list[int]:
    return [one.post_id for one in db.corrections.comments(correction.number)]


# ── proposing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_comes_back_whole_and_numbered(db: Database) -> None:
    first = asked(db)
    whole = a_correction(
        field=Field.SUMMARY,
        before="가나 가나",
        spans=(Span(start=0, old="가", new=""), Span(start=3, old="가나", new="다")),
        cause=first.number,
        made=f"{ISSUE}/1@ko.2",
        state=State.HELD,
    )
    kept = db.corrections.propose(whole, "", LATER)
    assert kept == replace(whole, number=kept.number, since=LATER)
    assert db.corrections.get(kept.number) == kept
    assert kept.after == "나 다"
    assert db.corrections.get(kept.number + 1) is None


def test_the_first_step_is_that_it_was_proposed(db: Database) -> None:
    one = asked(db)
    proposed = Step(number=one.number, state=State.PROPOSED, who="model-x", at=NOON)
    assert db.corrections.steps(one.number) == [proposed]


def test_the_same_text_made_by_wider_spans_is_the_same_correction(db: Database) -> None:
    one = asked(db, spans=OTHER)
    wide = Span(start=0, old="등불", new="등잔")
    assert asked(db, 503, spans=(wide,)).number == one.number


def test_one_asked_for_by_many_is_one_and_all_are_known_in_the_order_they_came(db: Database) -> None:
    first = asked(db, 503)
    assert asked(db, 502, reason="other words", by="model-y") == first
    assert asked(db, 503) == first
    assert asking(db, first) == [503, 502]
    assert db.corrections.all() == [first]
    assert path(db, first) == [State.PROPOSED]


@pytest.mark.parametrize(
    "other",
    [
        {"digest": f"{ISSUE}/geeknews"},
        {"about": f"{ISSUE}/1@ko.2"},
        {"field": Field.SUMMARY},
        {"before": "등불 둘"},
        {"spans": OTHER},
    ],
)
def test_what_changes_anything_else_is_another_one(db: Database, other: dict[str, object]) -> None:
    first = asked(db)
    assert asked(db, 503, **other).number > first.number


def test_what_needs_a_look_for_two_reasons_needs_two(db: Database) -> None:
    first = asked(db, spans=(), state=State.LOOK, reason="the link is dead")
    assert asked(db, 503, spans=(), state=State.LOOK, reason="the link is dead") == first
    assert asked(db, 504, spans=(), state=State.LOOK, reason="the link is another paper's") != first


@pytest.mark.parametrize("state", [State.HELD, State.LOOK, State.APPROVED, State.APPLIED])
def test_what_is_not_over_is_not_asked_for_under_another_number(db: Database, state: State) -> None:
    first = asked(db)
    db.corrections.step(first.number, OPEN, state, "Mina", NOON)
    assert asked(db, 503) == replace(first, state=state)
    assert asking(db, first) == [502, 503]


@pytest.mark.parametrize("state", [State.REJECTED, State.UNDONE, State.BY_HAND, State.STALE])
def test_what_is_over_may_be_asked_for_again(db: Database, state: State) -> None:
    first = asked(db)
    db.corrections.step(first.number, OPEN, state, "Mina", NOON)
    assert asked(db).number > first.number
    assert stands(db, first).state is state


def test_an_edited_comment_asks_once_in_its_last_version(db: Database) -> None:
    first, second = a_comment(), a_comment(version=2)
    one = asked(db, 501)
    for comment in (second, first):
        db.comments.add(comment, DIGEST)
        db.corrections.propose(a_correction(), comment.key, NOON)
    assert db.corrections.comments(one.number) == [a_comment(501), second]


def test_what_a_post_asks_for_is_found_whatever_its_version(db: Database) -> None:
    first, second = asked(db), asked(db, 503, spans=OTHER)
    edited = a_comment(version=2)
    db.comments.add(edited, DIGEST)
    db.corrections.propose(a_correction(), edited.key, NOON)
    db.corrections.propose(a_correction(spans=OTHER), edited.key, NOON)
    assert db.corrections.of_comment(FORUM, 502) == [first, second]
    assert db.corrections.of_comment(FORUM, 503) == [second]
    assert db.corrections.of_comment("elsewhere.example", 503) == []


def test_a_comment_that_is_not_on_record_asks_for_nothing(db: Database) -> None:
    with pytest.raises(IntegrityError):
        db.corrections.propose(a_correction(), "forum.example/p/1.1", NOON)
    assert db.corrections.all() == []


def test_corrections_are_found_by_state_and_by_what_is_above_them(db: Database) -> None:
    first, other = asked(db), asked(db, 503, digest=f"{ISSUE}-2/pytorch-kr")
    db.corrections.step(other.number, OPEN, State.HELD, "Mina", LATER)
    other = stands(db, other)
    assert db.corrections.all() == [first, other]
    assert db.corrections.all({State.HELD, State.STALE}) == [other]
    assert db.corrections.under(ISSUE) == db.corrections.under(DIGEST) == [first]
    assert db.corrections.under("dair") == [first, other]


def test_two_that_say_the_same_cannot_both_be_in_the_table(db: Database, transactions: Transactions) -> None:
    one = {**row(asked(db)), "same": "5d41"}
    two = [{**one, "number": number} for number in (8, 9)]
    with pytest.raises(IntegrityError), transactions.writing() as connection:
        connection.execute(insert(tables.corrections), two)


def test_two_proposals_of_the_same_at_once_are_one(db: Database) -> None:
    for post_id in (502, 503):
        db.comments.add(a_comment(post_id), DIGEST)
    at_once = Barrier(2)

    def propose(post_id: int) -> int:
        at_once.wait()
        return db.corrections.propose(a_correction(), a_comment(post_id).key, NOON).number

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(propose, (502, 503))
    assert first == second
    assert sorted(one.post_id for one in db.corrections.comments(first)) == [502, 503]


TEXTS = st.text(st.characters(), max_size=20)
numbers = count(1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=TEXTS, old=TEXTS, new=TEXTS, reason=TEXTS)
@example(before="\ud800", old="\udfff", new="\0", reason="\ud800")
def test_any_text_can_be_kept_and_is_known_again(db: Database, before: str, old: str, new: str, reason: str) -> None:
    about = f"{ISSUE}/1@ko.{next(numbers)}"
    one = a_correction(about, before=before, spans=(Span(start=0, old=old, new=new),), reason=reason)
    kept = db.corrections.propose(one, "", NOON)
    assert (kept.before, kept.reason) == (storable(before), storable(reason))
    assert kept.spans == (Span(start=0, old=storable(old), new=storable(new)),)
    assert db.corrections.propose(one, "", LATER) == kept


# ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_step_is_made_only_from_where_it_may_be_and_is_on_record(db: Database) -> None:
    one = asked(db)
    assert db.corrections.step(one.number, OPEN, State.HELD, "Mina", LATER, "모여서 봅니다")
    assert not db.corrections.step(one.number, {State.PROPOSED}, State.REJECTED, "Jun", LATER)
    assert not db.corrections.step(one.number + 1, OPEN, State.REJECTED, "Jun", LATER)
    assert stands(db, one) == replace(one, state=State.HELD, since=LATER)
    held = Step(number=one.number, state=State.HELD, who="Mina", at=LATER, why="모여서 봅니다")
    assert db.corrections.steps(one.number)[1:] == [held]


def test_what_is_over_does_not_come_back_beside_its_like(db: Database) -> None:
    first = asked(db)
    db.corrections.step(first.number, OPEN, State.STALE, BOT, NOON)
    second = asked(db)
    assert not db.corrections.step(first.number, {State.STALE}, State.PROPOSED, BOT, NOON)
    assert path(db, first) == [State.PROPOSED, State.STALE]
    db.corrections.step(second.number, OPEN, State.REJECTED, "Mina", NOON)
    assert db.corrections.step(first.number, {State.STALE}, State.PROPOSED, BOT, NOON)
    assert asked(db, 503) == stands(db, first)


# ── approving ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_approval_keeps_the_next_version_and_says_which(db: Database, version: Translation) -> None:
    one = asked(db)
    assert db.corrections.approve(one, reworded(version), "Mina", LATER, "옳습니다")
    assert titles(db) == ["등불", "램프"]
    made = f"{ISSUE}/1@ko.2"
    assert stands(db, one) == replace(one, state=State.APPROVED, made=made, since=LATER)
    approved = Step(number=one.number, state=State.APPROVED, who="Mina", at=LATER, why="옳습니다")
    assert db.corrections.steps(one.number)[1:] == [approved]
    assert db.translations.latest(ISSUE, "ko")[f"{ISSUE}/1"] == replace(reworded(version), version=2)


def test_a_second_approval_changes_nothing(db: Database, version: Translation) -> None:
    one = asked(db)
    assert db.corrections.approve(one, reworded(version), "Mina", NOON)
    assert not db.corrections.approve(one, reworded(version), "Jun", LATER)
    assert titles(db) == ["등불", "램프"]
    assert path(db, one) == [State.PROPOSED, State.APPROVED]


def test_of_two_approvals_at_once_one_wins(db: Database, transactions: Transactions, version: Translation) -> None:
    one = asked(db)
    with ThreadPoolExecutor(2) as pool:
        with transactions.writing():
            made = {who: reworded(version, f"{who}의 램프") for who in ("Mina", "Jun")}
            approvals = [pool.submit(db.corrections.approve, one, made[who], who, NOON) for who in made]
            assert wait(approvals, timeout=LONG_ENOUGH_S).done == set(), "neither looks before it may write"
        assert sorted(done.result() for done in approvals) == [False, True]
    winner = db.corrections.steps(one.number)[1].who
    assert titles(db) == ["등불", made[winner].title]
    assert path(db, one) == [State.PROPOSED, State.APPROVED]


LONG_ENOUGH_S = 0.2
"""For both to have come to where they wait for the right to write."""


def test_of_two_corrections_of_one_text_the_second_waits_for_a_look_at_the_new_one(
    db: Database, version: Translation
) -> None:
    one, other = asked(db), asked(db, 503, spans=OTHER)
    assert db.corrections.approve(one, reworded(version), "Mina", NOON)
    assert not db.corrections.approve(other, reworded(version, "등잔"), "Mina", NOON)
    assert titles(db) == ["등불", "램프"]
    assert path(db, other) == [State.PROPOSED]


@pytest.mark.parametrize("change", [{"about": f"{ISSUE}/1@ko.2"}, {"before": "등불 둘"}, {"digest": f"{ISSUE}/other"}])
def test_what_was_not_what_it_is_now_is_not_approved(
    db: Database, version: Translation, change: dict[str, str]
) -> None:
    one = asked(db)
    assert not db.corrections.approve(replace(one, **change), reworded(version), "Mina", NOON)
    assert (titles(db), stands(db, one)) == (["등불"], one)


def test_a_made_text_of_another_entry_is_not_approved(db: Database, version: Translation) -> None:
    one = asked(db)
    elsewhere = db.translations.add(a_translation(f"{ISSUE}/2"))
    assert not db.corrections.approve(one, reworded(elsewhere), "Mina", NOON)
    assert not db.corrections.approve(one, replace(reworded(version), entry=f"{ISSUE}/3"), "Mina", NOON)
    assert stands(db, one) == one


def test_a_text_that_may_not_follow_leaves_the_correction_as_it_was(db: Database, version: Translation) -> None:
    db.translations.add(reworded(version))
    one = asked(db, about=f"{ISSUE}/1@ko.2")
    with pytest.raises(Rejected, match="a person settled this text"):
        db.corrections.approve(one, a_translation(f"{ISSUE}/1"), "Mina", NOON)
    assert (stands(db, one), path(db, one)) == (one, [State.PROPOSED])


def test_a_moderators_own_wording_is_what_is_kept(db: Database, version: Translation) -> None:
    one = asked(db)
    assert db.corrections.approve(one.with_wording("호롱"), reworded(version, "호롱"), "Mina", NOON)
    assert stands(db, one).after == "호롱"
    assert stands(db, one).shown != one.shown


def test_who_asked_for_a_moderators_own_wording_asked_for_this(db: Database, version: Translation) -> None:
    one, other = asked(db), asked(db, 503, spans=(Span(start=0, old="등불", new="호롱"),))
    assert db.corrections.approve(one.with_wording("호롱"), reworded(version, "호롱"), "Mina", LATER)
    assert asking(db, one) == [502, 503]
    assert path(db, other) == [State.PROPOSED, State.STALE]
    assert [step.who for step in db.corrections.steps(other.number)] == ["model-x", "Mina"]


@pytest.mark.parametrize("state", [State.APPROVED, State.APPLIED, State.REJECTED, State.STALE])
def test_what_is_decided_is_not_approved(db: Database, version: Translation, state: State) -> None:
    one = asked(db)
    db.corrections.step(one.number, OPEN, state, "Jun", NOON)
    assert not db.corrections.approve(one, reworded(version), "Mina", LATER)
    assert not db.corrections.approve(replace(one, number=one.number + 1), reworded(version), "Mina", LATER)
    assert (titles(db), path(db, one)) == (["등불"], [State.PROPOSED, state])


@pytest.mark.parametrize("state", [State.HELD, State.LOOK])
def test_what_waits_for_a_person_is_theirs_to_approve(db: Database, version: Translation, state: State) -> None:
    one = asked(db)
    db.corrections.step(one.number, OPEN, state, "Jun", NOON)
    assert db.corrections.approve(one, reworded(version), "Mina", LATER)
    assert path(db, one) == [State.PROPOSED, state, State.APPROVED]


def test_a_link_is_approved_without_a_text_of_ours(db: Database) -> None:
    link = asked(db, about=f"{ISSUE}/1", field=Field.LINK)
    assert db.corrections.approve(link, None, "Mina", NOON)
    assert not db.corrections.approve(link, None, "Mina", NOON)
    assert stands(db, link) == replace(link, state=State.APPROVED)
    again = asked(db, 503, about=f"{ISSUE}/1", field=Field.LINK, spans=OTHER)
    own = replace(again, spans=link.spans)
    assert not db.corrections.approve(own, None, "Mina", NOON), "this very change is approved already"
    assert path(db, again) == [State.PROPOSED]


# ── rebasing and undoing ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rebased_one_says_the_same_of_a_later_version(db: Database, version: Translation) -> None:
    one = asked(db)
    db.translations.add(reworded(version, "그 등불"))
    spans = (Span(start=2, old="등불", new="램프"),)
    assert db.corrections.rebase(one.number, f"{ISSUE}/1@ko.2", "그 등불", spans)
    rebased = stands(db, one)
    assert rebased == replace(one, about=f"{ISSUE}/1@ko.2", before="그 등불", spans=spans)
    assert rebased.shown != one.shown
    assert not db.corrections.approve(one, reworded(version, "그 램프"), "Mina", NOON)
    assert db.corrections.approve(rebased, reworded(version, "그 램프"), "Mina", NOON)
    assert titles(db) == ["등불", "그 등불", "그 램프"]


def test_one_rebased_onto_its_like_gives_its_comments_to_it_and_is_stale(db: Database) -> None:
    old, new = asked(db), asked(db, 503, about=f"{ISSUE}/1@ko.2")
    assert not db.corrections.rebase(old.number, f"{ISSUE}/1@ko.2", new.before, new.spans)
    assert asking(db, new) == [503, 502]
    assert path(db, old) == [State.PROPOSED, State.STALE]
    assert stands(db, old) == replace(old, state=State.STALE, since=NOON)


@pytest.mark.parametrize("state", [State.APPROVED, State.APPLIED, State.REJECTED])
def test_only_what_is_open_is_rebased(db: Database, state: State) -> None:
    one = asked(db)
    db.corrections.step(one.number, OPEN, state, "Mina", NOON)
    assert not db.corrections.rebase(one.number, f"{ISSUE}/1@ko.2", "그 등불", OTHER)
    assert not db.corrections.rebase(one.number + 1, f"{ISSUE}/1@ko.2", "그 등불", OTHER)
    assert stands(db, one) == replace(one, state=state)


def test_what_is_undone_is_undone_once(db: Database, version: Translation) -> None:
    one = applied(db, version)
    back = replace(reworded(version, "등불"), version=3)
    assert db.corrections.undo(one.number, back, "Jun", LATER, "성급했습니다")
    assert not db.corrections.undo(one.number, replace(back, version=4), "Mina", LATER)
    assert titles(db) == ["등불", "램프", "등불"]
    assert path(db, one) == [State.PROPOSED, State.APPROVED, State.APPLIED, State.UNDONE]
    assert db.corrections.steps(one.number)[-1].why == "성급했습니다"
    assert stands(db, one).made == f"{ISSUE}/1@ko.2"


def test_nothing_is_undone_over_a_text_that_somebody_reworded(db: Database, version: Translation) -> None:
    one = applied(db, version)
    back = replace(reworded(version, "등불"), version=3)
    db.translations.add(reworded(version, "호롱"))
    assert not db.corrections.undo(one.number, back, "Jun", LATER)
    assert titles(db) == ["등불", "램프", "호롱"]
    assert stands(db, one) == one


def test_a_link_is_undone_without_a_text_of_ours(db: Database) -> None:
    link = asked(db, about=f"{ISSUE}/1", field=Field.LINK)
    assert not db.corrections.undo(link.number, None, "Mina", NOON)
    db.corrections.step(link.number, OPEN, State.APPLIED, BOT, NOON)
    assert db.corrections.undo(link.number, None, "Mina", NOON)


# ── seconding ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_agrees_once_in_the_order_they_did(db: Database) -> None:
    one, other = asked(db), asked(db, 503, spans=OTHER)
    assert db.corrections.second(one.number, "Mina", NOON) == ["Mina"]
    assert db.corrections.second(one.number, "Jun", LATER) == ["Mina", "Jun"]
    assert db.corrections.second(one.number, "Mina", LATER) == ["Mina", "Jun"]
    assert db.corrections.second(other.number, "Jun", LATER) == ["Jun"]
