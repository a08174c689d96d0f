"""arXiv's daily feed, read with httpx and feedparser."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import feedparser
import httpx
import pytest

from bot.clock import WoundClock
from bot.sandbox.listing import Announcement, Listing, of_week
from tests.sandbox.serving import served
from tests.sandbox.weeks import RECORDS, WEEK

FRIDAY = date(2026, 11, 13)
QUIET, WITHDRAWN = RECORDS


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", datetime(2026, 11, 13, 6, tzinfo=UTC))


@pytest.fixture
def listing(clock: WoundClock) -> Listing:
    return Listing(
        clock,
        [
            Announcement(record=replace(WITHDRAWN, version=3), day=FRIDAY, categories=("cs.LG", "cs.CL")),
            Announcement(record=WITHDRAWN, day=FRIDAY),
            Announcement(record=replace(WITHDRAWN, arxiv_id="2611.90009", version=6), day=FRIDAY),
            Announcement(record=replace(QUIET, arxiv_id="2611.90003"), day=FRIDAY, categories=("cs.LG", "cs.CL")),
            Announcement(record=QUIET, day=FRIDAY, categories=("cs.CL", "cs.AI")),
            Announcement(record=replace(QUIET, arxiv_id="2611.90004"), day=FRIDAY, categories=("math.OC",)),
        ],
    )


@pytest.fixture
def client(listing: Listing) -> Iterator[httpx.Client]:
    with served(listing.app()) as base, httpx.Client(base_url=f"{base}/rss/") as client:
        yield client


def parsed(answer: httpx.Response) -> feedparser.FeedParserDict:
    feed = feedparser.parse(
        io.BytesIO(answer.content),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": answer.headers["content-type"]},
    )
    assert not feed.bozo
    return feed


def kinds(client: httpx.Client, names: str) -> list[tuple[str, str]]:
    entries = parsed(client.get(names)).entries
    return [(one.id.removeprefix("oai:arXiv.org:"), one.arxiv_announce_type) for one in entries]


def test_an_item_is_in_the_form_of_the_real_feed(client: httpx.Client) -> None:
    feed = parsed(client.get("cs.CL"))
    first = feed.entries[0]
    assert feed.feed.title == "cs.CL updates on arXiv.org"
    assert feed.feed.published == first.published == "Fri, 13 Nov 2026 00:00:00 -0500"
    assert (first.title, first.link) == (QUIET.title, "https://arxiv.org/abs/2611.90001")
    assert first.id == "oai:arXiv.org:2611.90001v1"
    assert first.author == "A. Example, Ö. Sample"
    assert first.summary == (
        "arXiv:2611.90001v1 Announce Type: new \nAbstract: We drop the router & keep $x<y$.\n  A second paragraph."
    )
    assert b"<skipDays>" in client.get("cs.CL").content


def test_a_paper_is_a_cross_list_where_its_first_category_was_not_asked_for(client: httpx.Client) -> None:
    ours = [("2611.90001v1", "new"), ("2611.90003v1", "cross")]
    assert kinds(client, "cs.CL") == [*ours, ("2611.90002v2", "replace"), ("2611.90002v3", "replace-cross")]
    assert [kind for _, kind in kinds(client, "cs")] == ["new", "new", "replace", "replace"]
    assert kinds(client, "cs.AI+math") == [("2611.90004v1", "new"), ("2611.90001v1", "cross")]


def test_a_day_lasts_from_midnight_to_midnight_in_new_york(client: httpx.Client, clock: WoundClock) -> None:
    clock.set(datetime(2026, 11, 13, 4, 59, tzinfo=UTC))
    assert kinds(client, "cs.CL") == []
    clock.wind(timedelta(minutes=1))
    assert len(kinds(client, "cs.CL")) == 4
    clock.wind(timedelta(hours=23, minutes=59))
    assert len(kinds(client, "cs.CL")) == 4
    clock.wind(timedelta(minutes=1))
    assert kinds(client, "cs.CL") == []


def test_in_summer_the_offset_is_another(client: httpx.Client, clock: WoundClock) -> None:
    clock.set(datetime(2026, 7, 20, 4, 0, tzinfo=UTC))
    assert parsed(client.get("cs.CL")).feed.published == "Mon, 20 Jul 2026 00:00:00 -0400"


def test_nothing_is_announced_on_a_weekend(listing: Listing) -> None:
    with pytest.raises(ValueError, match="weekend"):
        listing.announce(Announcement(record=QUIET, day=date(2026, 11, 14)))


def test_an_unchanged_feed_has_no_body_until_the_day_is_over(client: httpx.Client, clock: WoundClock) -> None:
    answer = client.get("cs.CL")
    known = {"if-none-match": answer.headers["etag"]}
    assert (client.get("cs.CL", headers=known).status_code, client.get("cs.AI", headers=known).status_code) == (
        304,
        200,
    )
    since = {"if-modified-since": answer.headers["last-modified"]}
    assert client.get("cs.CL", headers=since).status_code == 304
    clock.wind(timedelta(days=1))
    assert client.get("cs.CL", headers=known).status_code == 200
    assert client.get("cs.CL", headers=since).status_code == 200


@pytest.mark.parametrize("names", ["cs.cl", "nlp", "cs.CL+", "cs.CL+quantum.X"])
def test_a_name_that_is_no_category_is_refused_with_a_feed_that_says_so(client: httpx.Client, names: str) -> None:
    answer = client.get(names)
    assert answer.status_code == 400
    assert parsed(answer).feed.title.startswith("Feed error for query")


def test_a_weeks_papers_come_up_on_its_working_days() -> None:
    records = [replace(QUIET, arxiv_id=f"2611.{number:05}") for number in range(1, 8)]
    announced = list(of_week(replace(WEEK, records=tuple(records))))
    new = [one for one in announced if one.record.version == 1]
    assert [one.day.day for one in new] == [9, 10, 11, 12, 13, 9, 10]
    assert [one.kind(["cs.CL"]) for one in new] == ["new", "new", "cross", "new", "new", "cross", "new"]
    assert {one.day.day for one in announced if one.record.version == 2} == {10, 11, 12, 13}
