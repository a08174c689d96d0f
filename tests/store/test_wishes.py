from datetime import timedelta

from bot.domain import Wish
from bot.store import Database

from .samples import NOON

EVENTS = [{"event": "posted", "key": "dair/2026-06-28/pytorch-kr", "url": "https://forum.example/t/7"}, {"event": "끝"}]


def test_a_wish_stays_open_until_it_is_answered(db: Database) -> None:
    first = db.wishes.add("tick", "", "Mina", NOON)
    second = db.wishes.add("post", "dair/2026-06-28", "Jun", NOON - timedelta(hours=1))
    assert first == Wish(number=first.number, what="tick", key="", who="Mina", at=NOON)
    assert db.wishes.open() == [first, second]
    assert db.wishes.answered(first.number) is None
    db.wishes.answer(first.number, EVENTS, NOON)
    assert db.wishes.open() == [second]
    assert list(db.wishes.answered(first.number) or ()) == EVENTS


def test_a_wish_keeps_the_facts_it_takes_to_grant_it(db: Database) -> None:
    facts = {"verb": "apply own wording", "shown": "5d41", "text": "한 단어\0"}
    wish = db.wishes.add("decide", "17", "Mina", NOON, facts)
    assert wish.facts == {**facts, "text": "한 단어\ufffd"}
    assert db.wishes.open() == [wish]


def test_an_answer_without_events_is_an_answer(db: Database) -> None:
    wish = db.wishes.add("tick", "", "Mina", NOON)
    db.wishes.answer(wish.number, [], NOON)
    assert not db.wishes.open()
    events = db.wishes.answered(wish.number)
    assert events is not None
    assert len(events) == 0


def test_what_an_event_says_is_kept_as_a_database_can_hold_it(db: Database) -> None:
    wish = db.wishes.add("tick", "", "Mina", NOON)
    db.wishes.answer(wish.number, [{"event": "waits", "why": "cut\0 at \ud800"}], NOON)
    assert list(db.wishes.answered(wish.number) or ()) == [{"event": "waits", "why": "cut\ufffd at \ufffd"}]


def test_a_wish_is_taken_back_only_before_its_answer(db: Database) -> None:
    wish, other = (db.wishes.add("tick", "", "Mina", NOON) for _ in range(2))
    assert db.wishes.withdraw(wish.number)
    assert not db.wishes.withdraw(wish.number)
    assert db.wishes.open() == [other]
    db.wishes.answer(other.number, EVENTS, NOON)
    assert not db.wishes.withdraw(other.number)
    assert list(db.wishes.answered(other.number) or ()) == EVENTS


def test_the_answer_to_a_withdrawn_wish_goes_to_nobody_else(db: Database) -> None:
    gone = db.wishes.add("post", "dair/2026-06-28", "Mina", NOON)
    db.wishes.withdraw(gone.number)
    next_one = db.wishes.add("tick", "", "Jun", NOON)
    db.wishes.answer(gone.number, EVENTS, NOON)
    assert db.wishes.answered(gone.number) is None
    assert db.wishes.answered(next_one.number) is None
    assert db.wishes.open() == [next_one]
