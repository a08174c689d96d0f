"""`paperboy post KEY`: now, whatever the clock says; never past a hold."""

import json
from datetime import timedelta

import pytest

from tests.commands.street import DIGEST, ISSUE, MONDAY_NOON, TITLE, Street

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    ("old", "new", "hours"),
    [
        ('opens = "09:00"', 'opens = "20:00"', 0),
        ('tags = ["paper-weekly"]', 'tags = ["paper-weekly"]\nreview = "required"', 0),
        ('start = "latest"', 'start = "next"', 0),
        ('contact = "', 'contact = "', -12),
        ('contact = "', 'contact = "', 24 * 30),
    ],
    ids=["window shut", "review required", "before the edition's start", "not settled", "a month old"],
)
def test_a_person_may_send_it_before_its_time_and_after(street: Street, old: str, new: str, hours: int) -> None:
    street.change(old, new)
    street.wind(hours=hours)
    street.run("tick")
    assert street.topics == []
    ran = street.run("post", DIGEST)
    assert (ran.code, ran.out) == (0, f"{DIGEST}  {street.addresses['forum']}/t/104\n")
    assert len(street.topics) == 1


def test_an_issue_is_sent_to_all_its_editions(street: Street) -> None:
    street.change('opens = "09:00"', 'opens = "20:00"')
    street.run("tick")
    ran = street.run("post", ISSUE, "--json")
    assert json.loads(ran.out) == {
        "key": DIGEST,
        "urls": [f"{street.addresses['forum']}/t/104{end}" for end in ("", "/2")],
    }


def test_a_dry_run_says_what_would_be_posted_and_posts_nothing(street: Street) -> None:
    street.change('opens = "09:00"', 'opens = "20:00"')
    street.run("tick")
    signed = street.asked("forum", "POST")
    ran = street.run("post", DIGEST, "--dry-run", "--json")
    title, *parts = json.loads(ran.out)["would_post"]
    assert (ran.code, title, len(parts)) == (0, TITLE, 2)
    assert (street.topics, street.asked("forum", "POST")) == ([], signed)
    street.run("post", DIGEST)
    assert street.run("post", DIGEST, "--dry-run").out == "", "what is out would not be posted again"


def test_a_second_time_posts_nothing(street: Street) -> None:
    street.run("tick")
    writes = len(street.asked("forum", "POST"))
    ran = street.run("post", DIGEST)
    assert (ran.code, ran.out) == (0, f"{DIGEST}  {street.addresses['forum']}/t/104\n")
    assert "published" not in ran.err
    assert len(street.asked("forum", "POST")) == writes


@pytest.mark.parametrize("key", [ISSUE, DIGEST, f"{ISSUE}/3"])
def test_nothing_goes_past_a_hold(street: Street, key: str) -> None:
    street.hold(key, "the authors asked us to wait")
    ran = street.run("post", DIGEST)
    assert ran.code == 4
    assert ran.told == f"paperboy: {key}: the authors asked us to wait; `paperboy release {key}` lets it go"
    assert street.topics == []


def test_a_hold_that_arises_on_the_way_stops_it(street: Street) -> None:
    street.hold(ISSUE, "read first")
    with street.store() as store:
        store.holds.lift(ISSUE, "somebody", street.clock.now())
    street.change("[editions.forum]", '[editions.forum]\non_failure = "hold"')
    street.record(stop_reason="refusal")
    ran = street.run("post", DIGEST)
    assert (ran.code, ran.out) == (4, "")
    assert "the model declined" in ran.err
    assert street.topics == []


def test_a_key_that_names_nothing_is_wrong_usage(street: Street) -> None:
    street.run("tick")
    for key in ("dair/2020-01-05", f"{ISSUE}/nowhere", "nonsense"):
        ran = street.run("post", key)
        assert ran.code == 2
        assert ran.told == f"Error: {key}: there is no such issue or digest; the newest is {ISSUE}"


def test_while_arxiv_is_silent_it_waits_and_says_so(street: Street) -> None:
    street.clock.set(MONDAY_NOON - timedelta(hours=4))
    street.order(server="arxiv", nth=None, kind="status", answer="server error")
    street.run("tick")
    ran = street.run("post", DIGEST)
    assert (ran.code, ran.out) == (75, "")
    assert f"waits       {DIGEST}  arXiv: 10 papers not looked up yet" in ran.err
    assert street.topics == []


def test_a_forum_that_is_away_is_tried_again_later(street: Street) -> None:
    street.change('opens = "09:00"', 'opens = "20:00"')
    street.run("tick")
    street.order(server="forum", method="POST", path="/posts", nth=None, kind="status", answer="forum read-only")
    ran = street.run("post", DIGEST)
    assert ran.code == 75
    assert "maintenance" in ran.told
    street.world.desk.clear()
    assert street.run("post", DIGEST).code == 0
    assert len(street.topics) == 1
