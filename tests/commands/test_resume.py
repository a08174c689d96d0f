"""`paperboy resume`: a pause ends, and what became overdue in it goes out one digest a window."""

import pytest

from bot.store.lock import exclusively
from tests.commands.street import DIGEST, WEEK_IS_OUT, Street
from tests.commands.weeks import an_issue, serve, status, willing

pytestmark = pytest.mark.long

WEEK_BEFORE = "dair/2026-11-08/forum"


def test_an_edition_goes_on(street: Street) -> None:
    street.run("pause")
    street.run("tick")
    ran = street.run("resume", "forum")
    assert (ran.code, ran.out) == (0, "forum  goes on\n")
    assert street.run("tick").code == 0
    assert len(street.topics) == 1


def test_of_what_became_overdue_one_digest_a_window_goes_out_the_oldest_first(street: Street) -> None:
    willing(street)
    serve(street, an_issue(), an_issue(1))
    street.change('start = "latest"', 'start = "2026-11-01"')
    street.clock.set(WEEK_IS_OUT)
    street.run("pause")
    street.run("tick")
    street.wind(days=1, hours=12)
    assert [one["state"] for one in status(street).values()] == ["waits", "waits"]
    street.run("resume")
    for _ in range(2):
        assert street.run("tick").code == 0
        assert [topic.external_id for topic in street.topics] == ["pb-forum-2026-11-08"]
    assert status(street)[DIGEST]["what"] == "the next window: one overdue digest goes out in each"
    assert status(street)[DIGEST]["until"] == "2026-11-18T00:00+00:00"
    street.wind(days=1)
    assert street.run("tick").code == 0
    assert {key: one["state"] for key, one in status(street).items()} == {DIGEST: "out", WEEK_BEFORE: "out"}
    assert len(street.topics) == 2


def test_it_is_recorded_with_who_and_a_second_time_changes_nothing(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.run("pause", "--reason", "holidays")
    monkeypatch.setenv("SUDO_USER", "haneul")
    assert street.run("resume").out == "forum  goes on\n"
    assert street.run("resume").out == "forum  was not paused\n"
    with street.store() as store:
        paused, resumed = store.holds.decisions("forum")
    assert (paused.what, paused.reason) == ("paused", "holidays")
    assert (resumed.what, resumed.who) == ("resumed", "haneul")


def test_it_needs_no_lock(street: Street) -> None:
    street.run("pause")
    with exclusively(street.folder / "state" / "paperboy.lock"):
        assert street.run("resume").out == "forum  goes on\n"


def test_an_edition_that_is_not_configured_is_wrong_usage(street: Street) -> None:
    ran = street.run("resume", "form")
    assert (ran.code, ran.told) == (2, "Error: form: there is no such edition; there are: forum")
