"""`paperboy hold` and `release`: a digest stops, and goes on."""

import json

import pytest

from tests.commands.street import DIGEST, ISSUE, MONDAY_NOON, WEEK_IS_OUT, Street


@pytest.mark.parametrize("key", [ISSUE, DIGEST, f"{ISSUE}/3"])
def test_what_is_held_stays_until_it_is_released(street: Street, key: str) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    assert street.run("hold", key, "--reason", "the authors asked us to wait").code == 0
    street.clock.set(MONDAY_NOON)
    ran = street.run("tick")
    assert (ran.code, street.topics) == (4, [])
    assert ran.err.count("the authors asked us to wait") == 1
    (hold,) = json.loads(street.run("status", "--json").out)["holds"]
    assert (hold["key"], hold["reason"]) == (key, "the authors asked us to wait")
    assert street.run("release", key).out == f"{key}  is released\n"
    assert street.run("tick").code == 0
    assert len(street.topics) == 1


def test_an_issue_that_its_source_holds_says_so_at_every_tick_until_it_is_released(street: Street) -> None:
    street.serve_week(papers=9)
    for _ in range(2):
        ran = street.run("tick")
        assert (ran.code, street.topics) == (4, [])
        assert "held" in ran.err


def test_releasing_what_is_not_held_names_what_is(street: Street) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    street.run("hold", DIGEST)
    assert street.run("release", f"{ISSUE}/3").out == f"{ISSUE}/3  was not held; held are: {DIGEST}\n"


def test_a_key_that_names_nothing_is_not_held(street: Street) -> None:
    ran = street.run("hold", "dair/1999-01-01")
    assert ran.code == 2
    assert "no such issue, digest or entry" in ran.told
