"""`paperboy backfill`: old issues, oldest first, a few a day, none twice."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest

from bot.sandbox.forum import seed
from tests.commands.old_weeks import add_japanese, keep_archive, obliging, records_of, some_weeks
from tests.commands.street import Ran, Street
from tests.commands.weeks import status

pytestmark = pytest.mark.long

SINCE = "2026-06-01"


@pytest.fixture
def old(street: Street) -> Street:
    """A street with three old weeks of two papers each in its archive."""
    weeks = some_weeks(3, papers=10)
    obliging(street)
    keep_archive(street, weeks, records_of(weeks))
    return street


def backfill(street: Street, *words: str) -> Ran:
    return street.run("backfill", "--since", SINCE, "--until", "2026-07-31", *words)


def told(ran: Ran) -> dict[str, Any]:
    return dict(json.loads(ran.out))


def test_old_weeks_go_out_oldest_first_under_the_day_they_came_out(old: Street) -> None:
    ran = backfill(old, "--json")
    assert (ran.code, told(ran)["out"], told(ran)["left"]) == (0, 3, 0), ran.err
    assert [topic.external_id for topic in old.topics] == [
        "pb-forum-2026-06-07",
        "pb-forum-2026-06-14",
        "pb-forum-2026-06-21",
    ]
    assert [topic.created_at.date() for topic in old.topics] == [date(2026, 6, 7), date(2026, 6, 14), date(2026, 6, 21)]
    assert all(topic.bumped_at < topic.created_at + timedelta(hours=1) for topic in old.topics)


def test_a_second_run_asks_the_forum_for_nothing_and_writes_nothing(old: Street) -> None:
    backfill(old)
    old.world.desk.requests.clear()
    ran = backfill(old)
    assert (ran.code, old.asked("forum"), old.asked("model"), len(old.topics)) == (0, [], [], 3)


def test_a_digest_is_sent_and_read_back_once_and_nothing_is_asked_of_each(old: Street) -> None:
    backfill(old)
    posts = sum(len(old.bodies(topic)) for topic in old.topics)
    asked = [f"{one.method} {one.path.split('/')[1]}" for one in old.asked("forum")]
    # A message for the sign of life, too; categories, settings and the list of topics once.
    assert asked.count("POST posts") == posts + 1
    assert (
        len([one for one in old.asked("forum", "GET") if one.path.startswith("/t/") and "external" not in one.path])
        == 3
    )
    assert {one.status for one in old.asked("forum")} <= {200, 301, 404}


def test_it_stops_before_the_topics_of_a_day_are_spent_and_goes_on_the_next(old: Street) -> None:
    old.change('category = "news"', 'category = "news"\ntopics_per_day = 3')
    ran = backfill(old, "--json")
    assert (ran.code, told(ran)["out"], told(ran)["left"]) == (0, 2, 1)
    assert "opens 3 topics a day" in told(ran)["waits"]
    old.world.desk.requests.clear()
    assert (backfill(old).code, old.asked("forum")) == (0, [])
    old.wind(days=1, minutes=1)
    assert told(backfill(old, "--json"))["left"] == 0
    assert len(old.topics) == 3


def test_the_forum_never_has_to_refuse_it(old: Street) -> None:
    old.hands.configure(max_post_length=2_000)
    ran = backfill(old)
    assert ran.code == 0
    assert all(len(old.bodies(topic)) > 2 for topic in old.topics)
    assert {one.status for one in old.asked("forum")} <= {200, 301, 404}


def test_a_week_that_somebody_posted_long_ago_is_left_to_them_before_anything_is_paid(old: Street) -> None:
    old.hands.post_as(
        seed.READER,
        "이번 주 논문을 모아 봤습니다. 함께 읽어요.",
        title="[2026/06/07 ~ 06/14] 주간 논문 모음",
        category_id=14,
    )
    for number in range(40):
        old.wind(minutes=1)
        old.hands.post_as(
            seed.OTHER_READER,
            f"{number}번째 이야기입니다. 모두 함께 천천히 읽어 봅시다.",
            title=f"{number}번째 이야기를 다 함께 해 봅시다",
            category_id=14,
        )
    ran = backfill(old, "--json")
    assert (ran.code, told(ran)["out"], told(ran)["held"]) == (4, 2, 1)
    assert "somebody posted this week already" in ran.err
    assert not [one for one in old.asked("model") if "2026-06-14" in str(one)]
    assert [topic.external_id for topic in old.topics] == ["pb-forum-2026-06-07", "pb-forum-2026-06-21"]


def test_what_another_database_posted_is_kept_and_nothing_is_paid(old: Street) -> None:
    backfill(old)
    (old.folder / "state" / "paperboy.db").unlink()
    old.world.desk.requests.clear()
    ran = backfill(old, "--json")
    assert (ran.code, told(ran)["out"], old.asked("model"), old.asked("forum", "POST")) == (0, 3, [], [])
    assert len(old.topics) == 3


def test_it_stops_before_the_months_budget_and_what_is_kept_for_new_issues(old: Street) -> None:
    old.change('category = "news"', 'category = "news"\ntopics_per_day = 2')
    old.change("[llm]", "[llm]\nmax_tokens = 256")  # so much is set aside for each call
    backfill(old)
    with old.store() as store:
        cost = store.calls.spent(old.clock.now() - timedelta(days=1))
    old.change("topics_per_day = 2", "topics_per_day = 20")
    with old.config.open("a", encoding="utf-8") as file:
        file.write(f"\n[budget]\nmonth = {cost * 5.8}\nreserved = 0.5\n")
    old.wind(days=1, minutes=1)
    ran = backfill(old, "--json")
    assert (ran.code, told(ran)["out"], told(ran)["left"]) == (0, 2, 1)
    assert told(ran)["waits"].startswith(
        f"next month's budget: of {cost * 5.8:.2f} US dollars {cost * 2:.2f} are spent"
    )
    assert told(ran)["waits_until"] == "2026-12-01T00:00+00:00"
    old.wind(days=15)
    assert told(backfill(old, "--json"))["out"] == 3


def test_a_model_without_prices_is_said_in_one_line(old: Street) -> None:
    old.change("[llm.models.claude-haiku-5-5.prices]", "[llm.models.other.prices]")
    ran = backfill(old)
    assert ran.code == 78
    assert ran.told.startswith('paperboy: [llm.models."claude-haiku-5-5".prices]: the model has no prices')


def test_an_estimate_buys_and_keeps_nothing(old: Street) -> None:
    ran = backfill(old, "--estimate", "--json")
    assert ran.code == 0
    estimate = told(ran)
    assert (estimate["issues"], estimate["digests"], estimate["texts"]) == (3, 3, 33)
    assert 0.05 < estimate["usd"] < 1
    assert (old.asked("model"), old.asked("forum"), status(old)) == ([], [], {})
    backfill(old)
    estimate = told(backfill(old, "--estimate", "--json"))
    assert [estimate[name] for name in ("issues", "digests", "texts", "usd")] == [0, 0, 0, 0.0]


def test_every_tick_delivers_one_issue_more_after_what_is_new(old: Street) -> None:
    old.change('category = "news"', 'category = "news"\ntopics_per_day = 3')
    backfill(old, "--edition", "forum")
    old.wind(days=1, minutes=1)
    assert old.run("tick").code == 0
    assert [topic.external_id for topic in old.topics][2:] == ["pb-forum-2026-11-15", "pb-forum-2026-06-21"]


def test_status_says_how_far_it_is_and_what_it_waits_for(old: Street) -> None:
    old.change('category = "news"', 'category = "news"\ntopics_per_day = 2')
    backfill(old)
    (line,) = [line for line in old.run("status").out.splitlines() if line.startswith("backfill-1")]
    assert line.startswith("backfill-1  2026-06-01 to 2026-07-31: 1 of 3 digests are out; waits for tomorrow: ")
    assert line.endswith(", until 2026-11-17T03:05+00:00")


def test_what_is_stopped_does_not_go_on(old: Street) -> None:
    old.change('category = "news"', 'category = "news"\ntopics_per_day = 2')
    backfill(old)
    assert old.run("backfill", "--stop").code == 0
    assert "backfill-" not in old.run("status").out
    assert old.run("backfill").code == 2


def test_two_editions_share_the_topics_of_a_day_less_one_for_each(old: Street) -> None:
    add_japanese(old)
    text = old.config.read_text(encoding="utf-8")
    old.config.write_text(re.sub(r"(?m)^category = .*$", r"\g<0>\ntopics_per_day = 5", text), encoding="utf-8")
    assert told(backfill(old, "--json"))["out"] == 3
    assert [topic.external_id for topic in old.topics] == [
        "pb-forum-2026-06-07",
        "pb-ja-2026-06-07",
        "pb-forum-2026-06-14",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no backfill is on; say --since which day"),
        (("--until", "2026-01-01"), "say --since which day"),
        (("--since", "2026-02-01", "--until", "2026-01-01"), "--since 2026-02-01 is after --until 2026-01-01"),
        (("--since", "yesterday"), "does not match the format"),
        (("--since", "2026-01-01", "--edition", "other"), "there is no such edition"),
    ],
)
def test_a_slip_is_said_in_one_line(old: Street, words: tuple[str, ...], said: str) -> None:
    ran = old.run("backfill", *words)
    assert ran.code == 2
    assert said in ran.err


def test_a_newsletter_without_an_archive_is_said(street: Street) -> None:
    ran = backfill(street)
    assert ran.code == 78
    assert "dair: no archive of its old issues is configured, and none is known" in ran.told


def test_an_old_week_whose_heading_tells_no_days_is_said(street: Street) -> None:
    weeks = some_weeks(2)
    obliging(street)
    told_wrong = {**weeks[0], "week_title": "Top AI Papers of the Week (Smarch 31 - 7)"}
    keep_archive(street, [told_wrong, weeks[1]], records_of(weeks))
    ran = backfill(street)
    assert ran.code == 0
    (line,) = (one for one in ran.err.splitlines() if "missing" in one)
    assert "tells no days: see the page" in line
    assert [topic.external_id for topic in street.topics] == ["pb-forum-2026-06-14"]


def test_another_source_without_an_archive_can_be_left_out(old: Street) -> None:
    listing = '[sources.daily]\nkind = "arxiv_listing"\nfeed = "{listing}/cs.CL"\n'.format(**old.addresses)
    daily = '[editions.daily]\nsource = "daily"\nlocale = "ko"\npublisher = "folder"\nfolder = { path = "out" }\n'
    with old.config.open("a", encoding="utf-8") as file:
        file.write(f"{listing}{daily}")
    ran = backfill(old)
    assert (ran.code, "name the editions of other sources with --edition" in ran.told) == (78, True)
    assert backfill(old, "--edition", "forum").code == 0


def test_a_digest_that_no_list_shows_is_adopted_and_not_posted_again(old: Street) -> None:
    backfill(old)
    moved, hidden, _ = old.topics
    moved.category_id, hidden.visible = seed.FREE_ID, False
    (old.folder / "state" / "paperboy.db").unlink()
    old.wind(minutes=5)
    ran = backfill(old, "--json")
    assert (ran.code, told(ran)["out"], len(old.topics)) == (0, 3, 3), ran.err
    assert [len(old.bodies(topic)) for topic in old.topics] == [1, 1, 1]


def test_a_digest_that_a_moderator_deleted_is_held(old: Street) -> None:
    backfill(old)
    old.hands.delete_topic(old.topics[1].id, by=seed.MODERATOR)
    (old.folder / "state" / "paperboy.db").unlink()
    old.wind(minutes=5)
    ran = backfill(old, "--json")
    assert (ran.code, told(ran)["out"], told(ran)["held"], len(old.topics)) == (4, 2, 1, 3)
    assert "a moderator deleted" in ran.err


def test_a_tag_that_the_forum_drops_is_said_of_a_digest_in_parts_too(old: Street) -> None:
    old.hands.configure(max_post_length=4_000)
    old.change('tags = ["paper-weekly"]', 'tags = ["paper-weekly", "no-such-tag"]')
    ran = backfill(old)
    assert ran.err.count("the forum dropped the tags no-such-tag") == 3
    with old.store() as store:
        first = store.posts.of("dair/2026-06-07/forum")[0]
    assert first.tags == ("paper-weekly",)


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("nth", [2, 3])
def test_a_lost_answer_makes_no_second_post(old: Street, kind: str, nth: int) -> None:
    old.hands.configure(max_post_length=4_000)
    old.order(server="forum", method="POST", path="/posts", nth=nth, kind=kind)
    while told(ran := backfill(old, "--json"))["left"]:
        assert ran.code in (0, 75)
        old.wind(hours=2)
    assert len(old.topics) == 3
    for topic in old.topics:
        keys = [body.rpartition("#")[2].partition(" ")[0] for body in old.bodies(topic)]
        assert keys == [str(part) for part in range(1, len(keys) + 1)]


def test_a_forum_that_is_down_ends_the_run_and_the_next_goes_on(old: Street) -> None:
    old.hands.configure(read_only=True)
    ran = backfill(old, "--json")
    assert (ran.code, told(ran)["left"]) == (75, 3)
    assert len(old.asked("model")) <= 11 + 11
    old.hands.configure(read_only=False)
    old.wind(hours=2)
    assert told(backfill(old, "--json"))["left"] == 0
    assert len(old.topics) == 3
