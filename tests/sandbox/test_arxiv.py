"""The arXiv server, asked with httpx and read by namespace."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from bot.clock import WoundClock
from bot.sandbox.arxiv import Library
from bot.sandbox.week import Record
from tests.sandbox.serving import served
from tests.sandbox.weeks import PUBLISHED, RECORDS

ATOM = {
    "a": "http://www.w3.org/2005/Atom",
    "o": "http://a9.com/-/spec/opensearch/1.1/",
    "x": "http://arxiv.org/schemas/atom",
}


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", PUBLISHED)


@pytest.fixture
def library(clock: WoundClock) -> Library:
    return Library(clock, RECORDS)


@pytest.fixture
def client(library: Library) -> Iterator[httpx.Client]:
    with served(library.app()) as base, httpx.Client(base_url=base) as client:
        yield client


def asked(client: httpx.Client, **params: str | int) -> ElementTree.Element:
    return ElementTree.fromstring(client.get("/api/query", params=params).content)


def texts(feed: ElementTree.Element, path: str) -> list[str | None]:
    return [element.text for element in feed.findall(path, ATOM)]


def test_a_known_id_is_answered_with_its_version(client: httpx.Client) -> None:
    feed = asked(client, id_list="2611.90001", max_results=100)
    assert texts(feed, "a:entry/a:id") == ["http://arxiv.org/abs/2611.90001v1"]
    assert texts(feed, "a:entry/a:title") == [RECORDS[0].title]
    assert texts(feed, "a:entry/a:summary") == [RECORDS[0].abstract]
    assert texts(feed, "a:entry/a:author/a:name") == ["A. Example", "Ö. Sample"]
    assert texts(feed, "o:itemsPerPage") == ["100"]


def test_todays_feed_has_one_link_and_it_is_not_its_self(client: httpx.Client) -> None:
    feed = asked(client, id_list="2611.90001")
    assert [link.get("rel") for link in feed.findall("a:link", ATOM)] == [None]
    assert texts(feed, "a:title") == ["arXiv Query: search_query=&id_list=2611.90001&start=0&max_results=10"]


def test_an_unknown_id_has_no_entry_and_no_error(client: httpx.Client) -> None:
    answer = client.get("/api/query", params={"id_list": "0000.0000,2611.90001"})
    assert answer.status_code == 200
    feed = ElementTree.fromstring(answer.content)
    assert texts(feed, "o:totalResults") == ["1"]
    assert len(feed.findall("a:entry", ATOM)) == 1


def test_one_malformed_id_spoils_the_whole_request(client: httpx.Client) -> None:
    answer = client.get("/api/query", params={"id_list": "2611.90001,abc"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    assert texts(feed, "a:entry/a:title") == ["Error"]
    assert texts(feed, "a:entry/a:summary") == ["incorrect id format for abc"]
    assert texts(feed, "a:entry/a:id") == ["https://arxiv.org/api/errors#incorrect_id_format_for_abc"]


@pytest.mark.parametrize("params", [{"max_results": 30001}, {"start": -1}, {"max_results": "ten"}, {"start": "x"}])
def test_numbers_out_of_range_are_refused(client: httpx.Client, params: dict[str, str]) -> None:
    assert client.get("/api/query", params={"id_list": "2611.90001", **params}).status_code == 400


def test_ten_results_are_the_default(client: httpx.Client, library: Library, clock: WoundClock) -> None:
    ids = [f"2611.80{number:03}" for number in range(12)]
    library.add(Record(arxiv_id=name, title="T", authors=("A",), abstract="B") for name in ids)
    assert len(asked(client, id_list=",".join(ids)).findall("a:entry", ATOM)) == 10
    clock.sleep(3)
    assert len(asked(client, id_list=",".join(ids), max_results=12).findall("a:entry", ATOM)) == 12
    clock.sleep(3)
    assert len(asked(client, id_list=",".join(ids), start=10).findall("a:entry", ATOM)) == 2


def test_a_version_that_does_not_exist_is_unknown(client: httpx.Client, clock: WoundClock) -> None:
    assert not asked(client, id_list="2611.90001v9").findall("a:entry", ATOM)
    clock.sleep(3)
    assert len(asked(client, id_list="2611.90001v1").findall("a:entry", ATOM)) == 1


def test_old_style_ids_are_known_with_their_slash(client: httpx.Client, library: Library) -> None:
    library.add([Record(arxiv_id="solv-int/9801001", title="0", authors=("A",), abstract="  Two spaces.")])
    feed = asked(client, id_list="solv-int/9801001v1")
    assert texts(feed, "a:entry/a:title") == ["0"]
    assert texts(feed, "a:entry/a:id") == ["http://arxiv.org/abs/solv-int/9801001v1"]


def test_a_withdrawal_stands_in_the_comment(client: httpx.Client) -> None:
    feed = asked(client, id_list="2611.90002")
    assert texts(feed, "a:entry/x:comment") == ["This paper has been withdrawn by the authors"]
    assert texts(feed, "a:entry/a:id") == ["http://arxiv.org/abs/2611.90002v2"]


def test_a_second_request_within_three_seconds_is_refused_in_plain_text(
    client: httpx.Client, clock: WoundClock
) -> None:
    assert client.get("/api/query", params={"id_list": "2611.90001"}).status_code == 200
    clock.sleep(2.9)
    refused = client.get("/api/query", params={"id_list": "2611.90001"})
    assert (refused.status_code, refused.text) == (429, "Rate exceeded.")
    assert refused.headers["content-type"].startswith("text/plain")
    clock.sleep(0.1)
    assert client.get("/api/query", params={"id_list": "2611.90001"}).status_code == 200


def test_the_older_format_wraps_its_lines_and_counts_what_it_has_not(client: httpx.Client, library: Library) -> None:
    library.format = "old"
    library.add([Record(arxiv_id="2611.90003", title="Long " * 30, authors=("A",), abstract="word " * 60)])
    feed = asked(client, id_list="2611.90003")
    assert feed[0].get("rel") == "self"
    assert texts(feed, "a:title")[0].startswith("ArXiv Query:")
    assert "\n  " in texts(feed, "a:entry/a:title")[0]
    assert "\n  " in texts(feed, "a:entry/a:summary")[0]


def test_the_older_format_says_one_result_for_an_unknown_id(client: httpx.Client, library: Library) -> None:
    library.format = "old"
    feed = asked(client, id_list="0000.0000")
    assert texts(feed, "o:totalResults") == ["1"]
    assert not feed.findall("a:entry", ATOM)
