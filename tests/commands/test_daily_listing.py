"""An edition of arXiv's daily announcements, wound through a week before the whole world."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from bot.sandbox.listing import Announcement, Listing
from bot.sandbox.week import DEMO, Record, load_week
from tests.commands.street import PROJECT, Street
from tests.commands.weeks import shown, willing

pytestmark = pytest.mark.long

SUNDAY = datetime(2026, 11, 8, 20, tzinfo=UTC)
MONDAY = date(2026, 11, 9)

CONFIG = """\
contact = "mailto:somebody@paperboy.test"
state = "state"
clock = "clock"
prompts = "{prompts}"

[sources.daily]
kind = "arxiv_listing"
feed = "{listing}/cs.CL+cs.AI"

[sources.daily.arxiv_listing]
categories = ["cs.CL", "cs.AI"]

[arxiv]
url = "{arxiv}"

[llm]
model = "claude-haiku-5-5"
base_url = "{model}"
api_key_file = "model-key"

[llm.models.claude-haiku-5-5]
thinking = {{ type = "disabled" }}

[editions.daily]
source = "daily"
locale = "ko"
publisher = "discourse"
review = "none"
window = {{ zone = "Asia/Seoul", opens = "09:00" }}

[editions.daily.discourse]
url = "{forum}"
username = "paperboy"
category = "news"
api_key_file = "forum-key"
"""


@pytest.fixture
def daily(street: Street) -> Street:
    """The evening before the week's first announcements."""
    street.config.write_text(CONFIG.format(prompts=PROJECT / "prompts", **street.addresses), encoding="utf-8")
    street.clock.set(SUNDAY)
    willing(street)
    return street


def until(street: Street, day: date, hour: int = 20) -> list[str]:
    """Winds the clock to a day, with a pass every three hours; returns what the passes said on stderr."""
    end, said = datetime(day.year, day.month, day.day, hour, tzinfo=UTC), []
    while street.clock.now() < end:
        ran = street.run("tick")
        assert ran.code == 0, ran.err
        said += ran.err.splitlines()
        street.wind(hours=3)
    return said


def asked_of_arxiv(street: Street) -> list[list[str]]:
    """The ids of each question, in order."""
    return [parse_qs(one.query)["id_list"][0].split(",") for one in street.asked("arxiv")]


def record(number: int) -> Record:
    return load_week(DEMO).records[number - 1]


def test_a_week_is_five_digests_and_one_question_to_arxiv_a_day(daily: Street) -> None:
    said = until(daily, date(2026, 11, 16), hour=2)
    titles = [topic.title for topic in daily.topics]
    assert titles == [f"[2026-11-{day:02}] 오늘의 자연어처리, 인공지능" for day in range(9, 14)]
    questions = asked_of_arxiv(daily)
    assert len(questions) == 5
    assert sorted(one for ids in questions for one in ids) == sorted({one for ids in questions for one in ids})
    assert all(len(daily.bodies(topic)) == 1 for topic in daily.topics)
    assert not [line for line in said if "error" in line.lower() or "silent" in line.lower()]
    assert len(daily.asked("model", "POST")) == sum(map(len, questions)) + 1, (
        "one day's instructions are warmed for two"
    )


def test_a_digest_shows_each_papers_abstract_and_address_and_no_newsletters_words(daily: Street) -> None:
    until(daily, MONDAY)
    (topic,) = daily.topics
    (body,) = daily.bodies(topic)
    first = record(1)
    assert "## 1. " in body
    assert first.title in body
    assert f"\nhttps://arxiv.org/abs/{first.arxiv_id}\n" in body
    assert first.abstract.partition(". ")[0] in body
    assert "### 논문 초록(Abstract)" in body
    for absent in ("### 논문 소개", "## 소개", "DAIR", "뉴스레터"):
        assert absent not in body
    assert "\nhttps://arxiv.org/list/cs.CL/2026-11\n" in body
    assert len(daily.asked("model", "POST")) == 1


def test_a_replacement_and_a_cross_list_never_appear_and_a_paper_new_twice_stands_once(daily: Street) -> None:
    daily.world.listing.announce(
        Announcement(record=record(1), day=MONDAY, categories=("cs.AI",)),
        Announcement(record=replace(record(5), version=3), day=MONDAY),
        Announcement(record=record(9), day=MONDAY, categories=("cs.RO", "cs.CL")),
    )
    until(daily, MONDAY)
    (ids,) = asked_of_arxiv(daily)
    assert ids == [record(1).arxiv_id]


def test_a_feed_that_grows_replaces_the_day_until_it_is_posted(daily: Street) -> None:
    until(daily, MONDAY, hour=6)
    assert asked_of_arxiv(daily) == []
    daily.world.listing.announce(Announcement(record=record(4), day=MONDAY))
    until(daily, MONDAY)
    (topic,) = daily.topics
    assert record(4).title in daily.bodies(topic)[0]
    daily.world.listing.announce(Announcement(record=record(8), day=MONDAY))
    daily.run("tick")
    assert record(8).title not in daily.bodies(topic)[0]
    assert [one["code"] for one in shown(daily, "daily/2026-11-09")["findings"]] == ["structure.revised"]


def test_a_weekend_is_no_silence_and_a_feed_that_stays_empty_is_one(daily: Street) -> None:
    until(daily, MONDAY)
    daily.world.listing = Listing(daily.clock, [])
    daily.world.apps["listing"] = daily.world.listing.app()
    daily.clock.set(datetime(2026, 11, 14, 4, tzinfo=UTC))
    assert "no issue since" not in daily.run("tick").err
    daily.clock.set(datetime(2026, 11, 14, 6, tzinfo=UTC))
    assert "no issue since 2026-11-09, and one is expected within 5 days" in daily.run("tick").err


def test_a_saved_feed_shows_no_paper_that_an_earlier_day_had(daily: Street) -> None:
    until(daily, MONDAY)
    tuesday = MONDAY + timedelta(days=1)
    daily.world.listing.announce(Announcement(record=record(1), day=tuesday))
    daily.clock.set(datetime(2026, 11, 10, 5, tzinfo=UTC))
    file = daily.folder / "saved.xml"
    file.write_bytes(httpx.get(f"{daily.addresses['listing']}/cs.CL+cs.AI").content)
    assert record(1).arxiv_id in file.read_text(encoding="utf-8")
    assert daily.run("ingest", file).code == 0
    with daily.store() as store:
        assert record(1).arxiv_id in {one.arxiv_id for one in store.issues.entries(f"daily/{MONDAY}")}
        assert record(1).arxiv_id not in {one.arxiv_id for one in store.issues.entries(f"daily/{tuesday}")}
        assert store.issues.get(f"daily/{tuesday}") is not None
