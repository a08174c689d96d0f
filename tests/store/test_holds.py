from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Decision, Stop
from bot.store import Database

from .samples import NOON, a_hold

DIGEST = "dair/2026-06-28/pytorch-kr"
LATER = NOON + timedelta(days=1)


def decided(db: Database, key: str = DIGEST) -> list[str]:
    return [one.what for one in db.holds.decisions(key)]


def test_a_hold_comes_back_whole(db: Database) -> None:
    hold = a_hold("pytorch-kr", kind=Stop.PAUSED, until=LATER)
    db.holds.put(hold)
    assert db.holds.all() == [hold]


def test_a_held_key_keeps_its_first_reason(db: Database) -> None:
    db.holds.put(a_hold(DIGEST))
    db.holds.put(a_hold(DIGEST, reason="title taken", who="paperboy", since=LATER))
    assert db.holds.all() == [a_hold(DIGEST)]
    assert decided(db) == ["held"]


def test_a_persons_hold_takes_the_place_of_the_bots_own_and_both_are_on_record(db: Database) -> None:
    own, persons = a_hold(DIGEST, who="paperboy", reason="9 papers"), a_hold(DIGEST, reason="wait", since=LATER)
    db.holds.put(own)
    db.holds.put(persons)
    db.holds.put(replace(own, since=LATER))
    db.holds.put(replace(persons, who="Jun", reason="me too"))
    assert db.holds.all() == [persons]
    assert [(one.who, one.reason) for one in db.holds.decisions(DIGEST)] == [("paperboy", "9 papers"), ("Mina", "wait")]


def test_holds_are_listed_oldest_first(db: Database) -> None:
    for hours, key in ((2, "b"), (1, "c"), (3, "a")):
        db.holds.put(a_hold(key, since=NOON + timedelta(hours=hours)))
    assert [hold.key for hold in db.holds.all()] == ["c", "b", "a"]


def test_a_lifted_hold_is_gone(db: Database) -> None:
    db.holds.put(a_hold("x"))
    assert db.holds.lift("x", "Mina", NOON)
    assert not db.holds.lift("x", "Mina", NOON)
    assert not db.holds.all()


def test_every_decision_is_on_record_with_who_and_when_in_order(db: Database) -> None:
    db.holds.put(a_hold(DIGEST))
    db.holds.lift(DIGEST, "Jun", NOON)
    db.holds.put(a_hold(DIGEST, reason="", kind=Stop.DROPPED, since=LATER))
    assert db.holds.decisions(DIGEST) == [
        Decision(key=DIGEST, what="held", who="Mina", at=NOON, reason="wait for me"),
        Decision(key=DIGEST, what="released", who="Jun", at=NOON),
        Decision(key=DIGEST, what="dropped", who="Mina", at=LATER),
    ]


def test_decisions_are_found_below_a_key_and_not_beside_it(db: Database) -> None:
    for key in (DIGEST, f"{DIGEST}-2", "dair/2026-06-28/3@ko"):
        db.holds.put(a_hold(key))
    assert [one.key for one in db.holds.decisions("dair/2026-06-28")] == [
        DIGEST,
        f"{DIGEST}-2",
        "dair/2026-06-28/3@ko",
    ]
    assert [one.key for one in db.holds.decisions(DIGEST)] == [DIGEST]


@pytest.mark.parametrize("kind", [Stop.DROPPED, Stop.WITHDRAWN])
def test_what_is_dropped_or_withdrawn_cannot_be_lifted(db: Database, kind: Stop) -> None:
    db.holds.put(a_hold(DIGEST, kind=kind))
    assert not db.holds.lift(DIGEST, "Mina", LATER)
    assert [hold.kind for hold in db.holds.all()] == [kind]
    assert decided(db) == [kind.value]


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (Stop.HELD, Stop.DROPPED, Stop.DROPPED),
        (Stop.PAUSED, Stop.WITHDRAWN, Stop.WITHDRAWN),
        (Stop.DROPPED, Stop.WITHDRAWN, Stop.WITHDRAWN),
        (Stop.WITHDRAWN, Stop.DROPPED, Stop.WITHDRAWN),
        (Stop.DROPPED, Stop.HELD, Stop.DROPPED),
        (Stop.WITHDRAWN, Stop.HELD, Stop.WITHDRAWN),
        (Stop.DROPPED, Stop.DROPPED, Stop.DROPPED),
    ],
)
def test_only_what_stops_more_takes_the_place_of_a_hold(db: Database, first: Stop, second: Stop, stands: Stop) -> None:
    db.holds.put(a_hold(DIGEST, kind=first))
    db.holds.put(a_hold(DIGEST, kind=second, reason="another", since=LATER))
    (hold,) = db.holds.all()
    assert hold.kind is stands
    assert (hold.reason == "another") == (first is not stands)
    assert decided(db) == list(dict.fromkeys([first.value, stands.value]))


def test_a_pause_may_be_given_another_end_and_is_resumed(db: Database) -> None:
    for until in (LATER, LATER, None, None):
        db.holds.put(a_hold("pytorch-kr", kind=Stop.PAUSED, until=until))
    assert [hold.until for hold in db.holds.all()] == [None]
    assert db.holds.lift("pytorch-kr", "Mina", LATER)
    assert decided(db, "pytorch-kr") == ["paused", "paused", "resumed"]


def test_a_pause_that_is_over_is_in_nobodys_way(db: Database) -> None:
    db.holds.put(a_hold("pytorch-kr", kind=Stop.PAUSED, until=LATER))
    again = a_hold("pytorch-kr", kind=Stop.PAUSED, until=LATER, since=LATER, reason="holidays")
    db.holds.put(again)
    assert db.holds.all() == [again]
