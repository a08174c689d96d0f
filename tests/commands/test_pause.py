"""`paperboy pause`: an edition pays and posts nothing for a while, and goes on by itself where an end was given."""

import json

import pytest

from bot.store.lock import exclusively
from tests.commands.street import DIGEST, ISSUE, Street
from tests.commands.weeks import SECOND, add_edition, status, writes

pytestmark = pytest.mark.long


def test_an_edition_that_is_paused_pays_and_posts_nothing_but_reads_on(street: Street) -> None:
    ran = street.run("pause", "forum", "--reason", "holidays")
    assert (ran.code, ran.out) == (0, "forum  is paused until it is resumed\n")
    ran = street.run("tick")
    assert (ran.code, f"collected   {ISSUE}" in ran.err) == (0, True)
    assert (street.asked("arxiv"), street.asked("model"), street.asked("forum")) == ([], [], [])
    assert status(street)[DIGEST]["what"] == "the end of its pause: holidays"
    assert "holidays" in street.run("post", DIGEST).told
    assert street.topics == []


def test_a_pause_ends_by_itself_at_its_time_in_the_editions_zone(street: Street) -> None:
    ran = street.run("pause", "--until", "2026-11-16T12:30")
    assert ran.out == "forum  is paused until 2026-11-16 12:30 KST\n"
    street.wind(minutes=24)
    street.run("tick")
    assert (street.topics, status(street)[DIGEST]["until"]) == ([], "2026-11-16T03:30+00:00")
    street.wind(minutes=1)
    assert street.run("tick").code == 0
    assert len(street.topics) == 1


def test_a_day_stands_for_its_first_moment(street: Street) -> None:
    assert street.run("pause", "--until", "2026-11-17").out == "forum  is paused until 2026-11-17 00:00 KST\n"
    (hold,) = json.loads(street.run("status", "--json").out)["holds"]
    assert (hold["kind"], hold["until"]) == ("paused", "2026-11-16T15:00+00:00")


def test_an_end_that_is_past_in_the_editions_zone_is_wrong_usage(street: Street) -> None:
    # In UTC eleven o'clock is still to come; in Seoul it was an hour ago.
    ran = street.run("pause", "--until", "2026-11-16T11:00")
    assert ran.code == 2
    assert "Invalid value for --until: 2026-11-16 11:00:00 is past" in ran.err
    assert json.loads(street.run("status", "--json").out)["holds"] == []


def test_all_editions_are_paused_or_none_when_one_has_passed_the_end(street: Street) -> None:
    add_edition(street)
    zone = 'zone = "Asia/Seoul", opens = "09:00"'
    head, _, tail = street.config.read_text(encoding="utf-8").rpartition(zone)
    street.config.write_text(f'{head}zone = "Pacific/Kiritimati", opens = "09:00"{tail}', encoding="utf-8")
    assert street.run("pause", "--until", "2026-11-16T12:30").code == 2
    assert json.loads(street.run("status", "--json").out)["holds"] == []
    assert street.run("pause").out.splitlines() == [
        "forum  is paused until it is resumed",
        "second  is paused until it is resumed",
    ]


def test_one_edition_may_be_paused_and_the_other_goes_out(street: Street) -> None:
    add_edition(street)
    street.run("pause", "second")
    assert street.run("tick").code == 0
    assert {key: one["state"] for key, one in status(street).items()} == {DIGEST: "out", SECOND: "waits"}


def test_pausing_again_changes_nothing_but_the_end(street: Street) -> None:
    for until in ((), (), ("--until", "2026-11-18"), ("--until", "2026-11-18")):
        assert street.run("pause", *until).code == 0
    with street.store() as store:
        assert [one.what for one in store.holds.decisions("forum")] == ["paused", "paused"]
        (hold,) = store.holds.all()
        assert hold.until


def test_what_is_out_is_not_looked_after_in_a_pause(street: Street) -> None:
    street.run("tick")
    asked = len(street.asked("forum"))
    street.run("pause")
    assert street.run("tick").code == 0
    assert len(street.asked("forum")) == asked
    assert status(street)[DIGEST]["state"] == "out"
    assert writes(street) > 0


def test_it_needs_no_lock(street: Street) -> None:
    street.run("status")
    with exclusively(street.folder / "state" / "paperboy.lock"):
        assert street.run("pause").code == 0


def test_an_edition_that_is_not_configured_is_wrong_usage(street: Street) -> None:
    ran = street.run("pause", "form")
    assert (ran.code, ran.told) == (2, "Error: form: there is no such edition; there are: forum")
