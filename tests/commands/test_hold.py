"""`paperboy hold` and `release`: a digest stops, and goes on."""

import json

import pytest

from bot.domain import BOT, Hold
from bot.store.lock import exclusively
from tests.commands.street import DIGEST, ISSUE, MONDAY_NOON, WEEK_IS_OUT, Street
from tests.commands.weeks import decisions

pytestmark = pytest.mark.long


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


def test_what_the_bot_holds_can_be_dropped_although_it_is_no_issue(street: Street) -> None:
    street.run("tick")
    with street.store() as store:
        store.holds.put(Hold(key="dair/a-post", reason="a bug", who=BOT, since=street.clock.now()))
    assert street.run("drop", "dair/a-post").code == 0


def test_who_held_and_who_released_is_recorded_and_sudo_tells_the_person(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    monkeypatch.setenv("LOGNAME", "root")
    monkeypatch.setenv("SUDO_USER", "narae")
    street.run("hold", DIGEST, "--reason", "the authors asked us to wait")
    monkeypatch.delenv("SUDO_USER")
    street.run("release", DIGEST)
    monkeypatch.setenv("LOGNAME", "paperboy")
    street.run("hold", DIGEST)
    assert decisions(street, DIGEST) == [
        ("held", "narae", "the authors asked us to wait"),
        ("released", "root", ""),
        ("held", "operator", "held by hand"),
    ]


def test_holding_what_is_held_changes_nothing(street: Street) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    for reason in ("the authors asked us to wait", "another reason"):
        assert street.run("hold", DIGEST, "--reason", reason).code == 0
    assert [reason for _what, _who, reason in decisions(street, DIGEST)] == ["the authors asked us to wait"]


def test_a_hold_needs_no_lock(street: Street) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    with exclusively(street.folder / "state" / "paperboy.lock"):
        assert street.run("hold", DIGEST).code == 0
    street.clock.set(MONDAY_NOON)
    assert (street.run("tick").code, street.topics) == (4, [])


def test_what_is_out_stays_out_and_is_not_touched(street: Street) -> None:
    street.run("tick")
    writes = len(street.asked("forum", "PUT")) + len(street.asked("forum", "POST"))
    street.run("hold", DIGEST)
    assert street.run("tick").code == 0
    assert len(street.asked("forum", "PUT")) + len(street.asked("forum", "POST")) == writes
    assert len(street.topics) == 1
