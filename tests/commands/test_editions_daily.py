"""arXiv's daily announcements in three places: a forum in the polite style, a blog in the plain one, a receiver."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.commands.places import add
from tests.commands.street import Street
from tests.commands.test_daily_listing import MONDAY, daily, record, until
from tests.commands.weeks import lacking, status
from tests.publishers.receiver import SECRET, Receiver, receiving

pytestmark = pytest.mark.long
__all__ = ["daily"]

BESIDE = """
[editions.blog]
source = "daily"
locale = "ko-plain"
publisher = "folder"
template = "blog.html.j2"
after = "daily"
after_limit = "6h"

[editions.blog.folder]
path = "blog"

[editions.hook]
source = "daily"
locale = "ko"
publisher = "webhook"

[editions.hook.webhook]
url = "{url}"
"""
DAYS = [f"2026-11-{day:02}" for day in range(9, 14)]


@pytest.fixture
def receiver(daily: Street, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    with receiving() as made:
        add(daily, BESIDE.format(url=made.url))
        yield made


def blog(street: Street, day: str) -> str:
    return (street.folder / "blog" / "daily" / day / "blog" / "part-1.html").read_text(encoding="utf-8")


def test_a_week_of_days_is_in_each_place_once_and_a_locale_is_paid_once(daily: Street, receiver: Receiver) -> None:
    until(daily, date(2026, 11, 16), hour=2)
    assert [topic.title[1:11] for topic in daily.topics] == DAYS
    assert [call.json["event"] for call in receiver.calls] == ["publish"] * 5
    assert [call.json["title"][1:11] for call in receiver.calls] == DAYS
    assert sorted(one.name for one in (daily.folder / "blog" / "daily").iterdir()) == DAYS
    papers = sum(len(call.json["digest"]["entries"]) for call in receiver.calls)
    assert len(daily.asked("model", "POST")) == 2 * (papers + 1), "warmed once a language, for the day with two"
    assert len(daily.asked("arxiv")) == 5
    assert {one["state"] for one in status(daily).values()} == {"out"}


def test_the_blogs_page_is_plain_and_the_forums_is_polite(daily: Street, receiver: Receiver) -> None:
    until(daily, MONDAY)
    page, body = blog(daily, DAYS[0]), daily.bodies(daily.topics[0])[0]
    assert "올린 글이다" in page
    assert "올린 글입니다" not in page
    assert "올린 글입니다" in body
    assert record(1).title in page
    assert receiver.calls[0].json["markdown"].startswith(body.partition("\n")[0])


def test_an_abstract_that_comes_late_is_filled_in_everywhere(daily: Street, receiver: Receiver) -> None:
    late = lacking(daily, 1)
    until(daily, MONDAY + timedelta(days=1), hour=2)
    waits = {key: one["what"] for key, one in status(daily).items() if one["state"] == "waits"}
    until(daily, MONDAY + timedelta(days=1), hour=23)
    assert len(daily.topics) >= 1, waits
    daily.world.library.add([late])
    until(daily, MONDAY + timedelta(days=2), hour=23)
    start = late.abstract.partition(". ")[0]
    assert start in daily.bodies(daily.topics[0])[0]
    assert start in blog(daily, DAYS[0])
    shown = {call.json["key"].rpartition("#")[0]: call.json["markdown"] for call in receiver.calls}
    assert start in shown[f"daily/{DAYS[0]}/hook"]


def test_one_paper_is_withdrawn_everywhere(daily: Street, receiver: Receiver) -> None:
    until(daily, MONDAY)
    assert daily.run("withdraw", f"daily/{DAYS[0]}/1", "--yes").code == 0
    daily.run("tick")
    start = record(1).abstract.partition(". ")[0]
    assert start not in daily.bodies(daily.topics[0])[0]
    assert start not in blog(daily, DAYS[0])
    assert [call.json["event"] for call in receiver.calls] == ["publish", "withdraw"]
    assert start not in receiver.calls[1].json["markdown"]
    assert datetime(2026, 11, 9, tzinfo=UTC) < daily.clock.now()
