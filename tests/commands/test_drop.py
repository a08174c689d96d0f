"""`paperboy drop`: given up for good, and nothing brings it back."""

import pytest

from bot.store.lock import exclusively
from tests.commands.street import DIGEST, ISSUE, MONDAY_NOON, WEEK_IS_OUT, Street
from tests.commands.weeks import SECOND, add_edition, decisions, shown, status, willing, writes

pytestmark = pytest.mark.long


def read_early(street: Street) -> None:
    """Reads the feed before anything of it is due."""
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    street.clock.set(MONDAY_NOON)


@pytest.mark.parametrize("key", [ISSUE, DIGEST])
def test_what_is_dropped_is_never_paid_for_and_never_published(street: Street, key: str) -> None:
    read_early(street)
    ran = street.run("drop", key, "--reason", "we skip this week")
    assert (ran.code, ran.out) == (0, f"{key}  is dropped and will not be published\n")
    assert street.run("tick").code == 0
    assert street.run("release", key).out.startswith(f"{key}  was dropped by ")
    assert street.run("tick").code == 0
    assert "we skip this week" in street.run("post", DIGEST).told
    assert (street.topics, street.asked("model"), writes(street)) == ([], [], 0)
    assert (status(street)[DIGEST]["state"], status(street)[DIGEST]["what"]) == ("dropped", "we skip this week")


def test_one_edition_may_be_dropped_and_the_other_goes_out(street: Street) -> None:
    add_edition(street)
    read_early(street)
    street.run("drop", DIGEST)
    assert street.run("tick").code == 0
    (topic,) = street.topics
    assert topic.external_id == "pb-second-2026-11-15"
    assert {key: one["state"] for key, one in status(street).items()} == {DIGEST: "dropped", SECOND: "out"}


def test_an_entry_that_is_dropped_is_left_out_and_not_paid_for(street: Street) -> None:
    willing(street)
    read_early(street)
    street.run("drop", f"{ISSUE}/3")
    assert street.run("tick").code == 0
    text = "".join(street.bodies(street.topics[0]))
    assert [f"\n## {number}. " in text for number in range(1, 11)] == [number != 3 for number in range(1, 11)]
    assert "JamoWeave" not in text
    assert shown(street, f"{ISSUE}/3")["calls"] == []


def test_what_is_out_stays_out_as_it_is(street: Street) -> None:
    street.run("tick")
    before = street.bodies(street.topics[0])
    sent = writes(street)
    street.run("drop", f"{ISSUE}/3")
    street.run("drop", DIGEST)
    assert street.run("tick").code == 0
    assert (street.bodies(street.topics[0]), writes(street)) == (before, sent)
    assert shown(street, DIGEST)["findings"] == []


def test_it_is_recorded_once_with_who_and_outweighs_a_hold(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "narae")
    read_early(street)
    street.run("hold", DIGEST, "--reason", "let us see")
    for reason in ("no", "never"):
        street.run("drop", DIGEST, "--reason", reason)
    street.run("hold", DIGEST)
    assert decisions(street, DIGEST) == [("held", "narae", "let us see"), ("dropped", "narae", "no")]


def test_it_needs_no_lock(street: Street) -> None:
    read_early(street)
    with exclusively(street.folder / "state" / "paperboy.lock"):
        assert street.run("drop", DIGEST).code == 0
    assert street.run("tick").code == 0
    assert street.topics == []


def test_a_key_that_names_nothing_is_wrong_usage(street: Street) -> None:
    read_early(street)
    for key in ("dair/1999-01-01", f"{ISSUE}/11", f"{ISSUE}/nowhere", ""):
        ran = street.run("drop", key)
        assert ran.code == 2
        assert ran.told == f"Error: {key}: there is no such issue, digest or entry; `paperboy status` lists them"
