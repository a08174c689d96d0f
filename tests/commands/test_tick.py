"""`paperboy tick`: from the feed to the forum, once, and never twice."""

import json

import pytest

from tests.commands.street import CALLS, DIGEST, ISSUE, TITLE, Street


def test_a_tick_brings_the_week_to_the_forum(street: Street) -> None:
    ran = street.run("tick")
    assert (ran.code, ran.out) == (0, "")
    assert f"published   {DIGEST}  {street.addresses['forum']}/t/104 · 2 parts" in ran.err
    (topic,) = street.topics
    assert (topic.title, topic.category_id, topic.tags) == (TITLE, 14, ("paper-weekly",))
    assert topic.external_id == "pb-forum-2026-11-15"


def test_every_part_says_that_a_model_wrote_it(street: Street) -> None:
    street.run("tick")
    first, second = street.bodies(street.topics[0])
    for body in (first, second):
        assert body.startswith("- 이 글은 DAIR.AI의 주간 뉴스레터를 생성형 AI(claude-haiku-5-5)가 번역해")
    assert "댓글로 알려 주세요" in first
    assert all(f"\n## {number}. " in first + second for number in range(1, 11))


def test_a_second_tick_does_nothing_twice(street: Street) -> None:
    street.run("tick")
    calls, writes = len(street.asked("model")), len(street.asked("forum", "POST"))
    ran = street.run("tick")
    assert (ran.code, ran.err) == (0, "· unchanged   dair\n")
    assert (len(street.asked("model")), len(street.asked("forum", "POST"))) == (calls, writes)
    assert calls == CALLS


def test_a_feed_that_changes_without_a_new_week_buys_and_posts_nothing(street: Street) -> None:
    street.run("tick")
    street.world.newsletter.xml = street.serve_week().replace(b"Nobody", b"Somebody")
    assert street.run("tick").code == 0
    assert len(street.asked("model")) == CALLS
    assert len(street.topics) == 1


def test_an_edition_that_starts_with_the_next_issue_posts_nothing_of_a_full_feed(street: Street) -> None:
    street.change('start = "latest"', 'start = "next"')
    ran = street.run("tick")
    assert ran.code == 0
    assert f"collected   {ISSUE}" in ran.err
    assert (street.topics, street.asked("model"), street.asked("arxiv")) == ([], [], [])


def test_a_folder_gets_the_week_as_markdown_and_a_page(street: Street) -> None:
    street.publish_to_folder()
    assert street.run("tick").code == 0
    place = street.folder / "out" / DIGEST
    assert "## 10. " in (place / "part-1.md").read_text(encoding="utf-8")
    assert TITLE in (place / "index.html").read_text(encoding="utf-8")
    assert street.asked("forum") == []


def test_a_run_that_was_cut_off_is_finished_by_the_next(street: Street) -> None:
    # Before it come the sign of life, and the pauses that the forum wants between two posts.
    street.order(server="forum", method="POST", path="/posts", nth=5, kind="cut_before")
    ran = street.run("tick")
    assert ran.code == 75
    assert "looked up before trying again" in ran.err
    assert [len(street.bodies(topic)) for topic in street.topics] == [1]
    assert street.run("tick").code == 0
    assert [len(street.bodies(topic)) for topic in street.topics] == [2]


def test_an_answer_lost_after_the_topic_was_made_makes_no_second_topic(street: Street) -> None:
    street.order(server="forum", method="POST", path="/posts", nth=3, kind="cut_after")
    assert street.run("tick").code == 0
    assert [len(street.bodies(topic)) for topic in street.topics] == [2]


def test_an_answer_of_the_model_is_never_paid_for_twice(street: Street) -> None:
    street.change("[editions.forum]", '[editions.forum]\non_failure = "hold"')
    street.change("concurrency = 4", "concurrency = 1")
    street.order(server="model", method="POST", path="/v1/messages", nth=5, kind="status", status=400, body="{}")
    assert street.run("tick").code == 4
    with street.store() as store:
        assert len(store.calls.under(ISSUE)) == CALLS - 1
        (hold,) = store.holds.all()
    street.run("release", hold.key)
    assert street.run("tick").code == 0
    assert len(street.asked("model", "POST")) == CALLS + 1
    assert len(street.topics) == 1


def test_a_dry_run_buys_the_texts_says_what_would_go_out_and_posts_nothing(street: Street) -> None:
    ran = street.run("tick", "--dry-run")
    assert ran.code == 0
    assert ran.out.startswith(f"{DIGEST}  would be posted: {TITLE}, part 1: ")
    assert (street.topics, street.asked("forum", "POST")) == ([], [])
    bought = len(street.asked("model", "POST"))
    street.run("tick")
    assert len(street.topics) == 1
    assert len(street.asked("model", "POST")) == bought == CALLS


@pytest.mark.parametrize(("start", "topics", "calls"), [("next", 0, 0), ("latest", 1, CALLS)])
def test_a_first_start_on_a_feed_of_twenty_posts(street: Street, start: str, topics: int, calls: int) -> None:
    street.serve_full_feed(20)
    street.change('start = "latest"', f'start = "{start}"')
    assert street.run("tick").code == 0
    assert len(json.loads(street.run("status", "--json").out)["digests"]) == 10
    assert len(street.topics) == topics
    assert len(street.asked("model", "POST")) == calls
