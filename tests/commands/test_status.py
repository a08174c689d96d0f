"""`paperboy status`: of each digest, the one true thing it waits for; it asks no service."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.commands.street import DIGEST, ISSUE, MONDAY_NOON, WEEK_IS_OUT, Street

pytestmark = pytest.mark.long


def test_before_the_first_tick_there_is_nothing_to_tell(street: Street) -> None:
    ran = street.run("status")
    assert (ran.code, ran.out, ran.err) == (0, "feed dair  not read yet\n", "")
    assert street.world.desk.requests == []


def test_what_is_out_is_told_with_its_address(street: Street) -> None:
    street.run("tick")
    asked = len(street.world.desk.requests)
    url = f"{street.addresses['forum']}/t/104"
    assert street.run("status").out == f"feed dair  last new on 2026-11-16T03:05+00:00\n{DIGEST}  is out: {url}\n"
    assert json.loads(street.run("status", "--json").out) == {
        "feeds": [{"source": "dair", "last_change": "2026-11-16T03:05+00:00", "silent": None}],
        "backfills": [],
        "digests": [
            {"key": DIGEST, "state": "out", "what": None, "since": None, "until": None, "url": url, "findings": []}
        ],
        "holds": [],
    }
    assert len(street.world.desk.requests) == asked


@pytest.mark.parametrize(
    ("change", "at", "what", "until"),
    [
        ({}, WEEK_IS_OUT, "its settle time to pass", "2026-11-15T18:01+00:00"),
        ({}, MONDAY_NOON - timedelta(hours=1), "the moderators' review to end", "2026-11-16T03:00+00:00"),
        (
            {'"paper-weekly"]': '"paper-weekly"]\nreview = "required"'},
            MONDAY_NOON,
            "a moderator's review; `paperboy post`",
            None,
        ),
        ({'opens = "09:00"': 'opens = "20:00"'}, MONDAY_NOON, "the edition's window to open", "2026-11-16T11:00+00:00"),
        ({}, MONDAY_NOON + timedelta(days=12), "a person: it is 12 days old; `paperboy post` sends it", None),
    ],
    ids=["settle", "review", "review required", "window", "late"],
)
def test_it_says_what_the_clock_holds_back_and_until_when(
    street: Street, change: dict[str, str], at: Any, what: str, until: str | None
) -> None:
    for old, new in change.items():
        street.change(old, new)
    street.clock.set(at)
    street.run("tick")
    found = digest(street)
    assert (found["key"], found["state"], found["until"], found["url"]) == (DIGEST, "waits", until, None)
    assert what in found["what"]
    assert f"{DIGEST}  waits for {what}" in street.run("status").out
    assert street.topics == []


def test_an_issue_before_the_start_is_listed_as_such(street: Street) -> None:
    street.change('start = "latest"', 'start = "next"')
    street.run("tick")
    assert digest(street)["state"] == "before start"
    assert f"{DIGEST}  before start\n" in street.run("status").out


def test_a_hold_is_told_with_its_reason_and_who(street: Street) -> None:
    street.hold(ISSUE, "the authors asked us to wait")
    found = digest(street)
    assert (found["state"], found["what"]) == ("waits", f"a person: {ISSUE}: the authors asked us to wait")
    assert "held: dair/2026-11-15  the authors asked us to wait  (by somebody, 2026-11-16T03:05+00:00)" in (
        street.run("status").out
    )
    (hold,) = json.loads(street.run("status", "--json").out)["holds"]
    assert hold == {
        "key": ISSUE,
        "kind": "held",
        "reason": "the authors asked us to wait",
        "who": "somebody",
        "since": "2026-11-16T03:05+00:00",
        "until": None,
    }


def test_a_silent_arxiv_is_waited_for_as_long_as_patience_lasts(street: Street) -> None:
    street.change('"paper-weekly"]', '"paper-weekly"]\nreview = "none"\non_failure = "hold"')
    street.clock.set(MONDAY_NOON - timedelta(hours=2))
    street.order(server="arxiv", nth=None, kind="status", answer="server error")
    assert street.run("tick").code == 75
    found = digest(street)
    assert found["what"] == "arXiv: 10 papers not looked up yet (arXiv: HTTP 500; asked again later)"
    assert found["until"] == "2026-11-16T03:01+00:00"
    street.wind(hours=2)
    assert street.run("tick").code == 4
    assert street.asked("model", "POST") != []


def test_a_model_that_is_overloaded_is_waited_for(street: Street) -> None:
    street.order(server="model", method="POST", nth=None, kind="status", answer="model overloaded")
    ran = street.run("tick")
    assert ran.code == 75
    assert "Overloaded; tried again later" in ran.err
    assert digest(street)["what"].startswith("the model: 11 texts not written yet (model claude-haiku-5-5 at ")
    street.world.desk.clear()
    assert street.run("tick").code == 0
    assert digest(street)["state"] == "out"


def test_what_could_go_out_now_waits_for_the_next_tick(street: Street) -> None:
    street.clock.set(MONDAY_NOON - timedelta(hours=1))
    street.run("tick")
    street.clock.set(MONDAY_NOON)
    assert digest(street)["what"] == "the next tick"
    street.run("tick")
    assert digest(street)["state"] == "out"


def digest(street: Street) -> dict[str, Any]:
    """What `status --json` says of the only digest."""
    (found,) = json.loads(street.run("status", "--json").out)["digests"]
    return dict(found)
