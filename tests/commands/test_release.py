"""`paperboy release`: lifts a hold, whoever put it there, and lets what failed be tried at once."""

import json
from datetime import timedelta

import pytest

from bot.sandbox.forum import seed
from tests.commands.street import DIGEST, ISSUE, MONDAY_NOON, TITLE, WEEK_IS_OUT, Street
from tests.commands.weeks import decisions, status, willing, writes

pytestmark = pytest.mark.long


def test_an_issue_that_its_source_held_goes_out_as_it_was_read(street: Street) -> None:
    willing(street)
    street.serve_week(papers=9)
    assert street.run("tick").code == 4
    assert street.run("release", ISSUE).out == f"{ISSUE}  is released\n"
    assert street.run("tick").code == 0
    text = "".join(street.bodies(street.topics[0]))
    assert ("\n## 9. " in text, "\n## 10. " in text) == (True, False)
    assert street.run("tick").code == 0
    assert len(street.topics) == 1


def test_a_persons_topic_for_the_week_is_seen_before_anything_is_paid_and_release_posts_beside_it(
    street: Street,
) -> None:
    street.hands.configure(duplicate_topic_titles="allowed")
    theirs = street.hands.post_as(seed.READER, "이번 주 논문을 제가 먼저 옮겨 보았습니다.", title=TITLE, category_id=14)
    ran = street.run("tick")
    assert (ran.code, street.topics, street.asked("model"), writes(street)) == (4, [], [], 0)
    assert f"somebody posted this week already: {street.addresses['forum']}/t/{theirs.topic_id};" in ran.err
    assert street.run("release", DIGEST).out == f"{DIGEST}  is released\n"
    assert street.run("tick").code == 0
    assert len(street.topics) == 1
    assert street.run("tick").code == 0


def test_what_failed_and_waits_for_its_time_is_tried_at_once(street: Street) -> None:
    street.order(server="forum", method="POST", path="/posts", nth=None, kind="status", answer="forum read-only")
    for _ in range(3):
        assert street.run("tick").code in (0, 75)
    street.world.desk.clear()
    assert street.run("tick").code == 0
    assert (street.topics, "its publisher" in status(street)[DIGEST]["what"]) == ([], True)
    street.run("release", DIGEST)
    assert street.run("tick").code == 0
    assert len(street.topics) == 1


@pytest.mark.parametrize(("command", "what"), [(("drop",), "dropped"), (("withdraw", "--yes"), "withdrawn")])
def test_what_was_given_up_stays_so(street: Street, command: tuple[str, ...], what: str) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    street.run(command[0], DIGEST, *command[1:])
    street.clock.set(MONDAY_NOON)
    ran = street.run("release", DIGEST)
    assert (ran.code, ran.out.startswith(f"{DIGEST}  was {what} by ")) == (0, True)
    assert ran.out.endswith(" on 2026-11-15, and stays so\n")
    assert [one[0] for one in decisions(street, DIGEST)] == [what]
    assert street.run("tick").code == 0
    assert street.topics == []


def test_a_second_time_changes_nothing(street: Street) -> None:
    street.hold(DIGEST, "wait")
    assert street.run("release", DIGEST).out == f"{DIGEST}  is released\n"
    assert street.run("release", DIGEST).out == f"{DIGEST}  was not held; held are: none\n"
    assert [one[0] for one in decisions(street, DIGEST)] == ["held", "released"]


def test_a_key_that_names_nothing_and_is_not_held_is_wrong_usage(street: Street) -> None:
    street.hold(DIGEST, "wait")
    ran = street.run("release", "dair/1999-01-01")
    assert ran.code == 2
    assert ran.told == "Error: dair/1999-01-01: there is no such issue, digest or entry; `paperboy status` lists them"


def test_a_text_that_the_model_refused_is_asked_for_again_before_its_digest_is_out(street: Street) -> None:
    street.change("[editions.forum]", '[editions.forum]\non_failure = "hold"')
    street.record(stop_reason="refusal")
    assert street.run("tick").code == 4
    (key,) = [one["key"] for one in json.loads(street.run("status", "--json").out)["holds"]]
    street.record()
    assert street.run("release", key).out == f"{key}  is released\n"
    assert [one[0] for one in decisions(street, key)] == ["held", "released", "waived"]
    assert street.run("tick").code == 0
    assert len(street.topics) == 1


def test_an_entry_let_out_by_its_own_key_is_held_in_no_locale_any_more(street: Street) -> None:
    street.change("[editions.forum]", '[editions.forum]\non_failure = "hold"')
    street.record(stop_reason="refusal")
    assert street.run("tick").code == 4
    (key,) = [one["key"] for one in json.loads(street.run("status", "--json").out)["holds"]]
    street.record()
    entry = key.partition("@")[0]
    assert street.run("release", entry).out == f"{entry}  is released\n"
    assert json.loads(street.run("status", "--json").out)["holds"] == []
    assert street.run("tick").code == 0
    assert len(street.topics) == 1


def test_who_lets_their_own_hold_on_an_entry_go_lets_no_text_out(street: Street) -> None:
    street.record(stop_reason="refusal")
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    street.clock.set(WEEK_IS_OUT + timedelta(hours=4))
    street.run("preview", ISSUE)
    (key,) = [one["key"] for one in json.loads(street.run("show", DIGEST, "--json").out)["texts"] if one["left"]]
    entry = key.partition("@")[0]
    street.run("hold", entry)
    assert street.run("release", entry).out == f"{entry}  is released\n"
    assert [one[0] for one in decisions(street, entry)] == ["held", "released"]
    assert street.run("release", entry).out == f"{entry}  is released\n"
    assert [one[0] for one in decisions(street, entry)] == ["held", "released", "waived"], "now they have looked at it"


def test_what_went_out_in_english_is_not_let_out_afterwards(street: Street) -> None:
    street.record(stop_reason="refusal")
    assert street.run("tick").code == 0
    (key,) = [one["key"] for one in json.loads(street.run("show", DIGEST, "--json").out)["texts"] if one["left"]]
    before = street.bodies(street.topics[0])
    entry = key.partition("@")[0]
    assert street.run("release", entry).out == f"{entry}  was not held; held are: none\n"
    assert street.run("tick").code == 0
    assert street.bodies(street.topics[0]) == before
