"""Feeds as they come, and as they come broken."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bot.clock import WoundClock
from bot.domain import UNDATED, Split
from bot.errors import Unavailable
from bot.feed import Newsletter, read
from bot.net import Answer, Net
from bot.ports import Fetched, Validators
from bot.sources import dair
from tests import samples

ITEM = (
    "<item><title><![CDATA[🥇Top AI Papers of the Week]]></title>"
    "<description><![CDATA[The Top (June 21 - 28)]]></description>"
    "<link>https://news.example/p/top</link><guid isPermaLink='false'>https://news.example/p/top</guid>"
    "<pubDate>Sun, 28 Jun 2026 15:01:00 GMT</pubDate><content:encoded><![CDATA[<h2 data-attrs='{&quot;a&quot;:1}'>"
    "&#129351; 1. Lantern</h2><p>a &lt;pause&gt; token</p>]]></content:encoded></item>"
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">'
    "<channel><title>News</title>"
)
MONTHS = st.sampled_from(["Jan", "Feb", "Dec", "13"])
ZONES = st.sampled_from(["Z", "GMT", "-1200", "+14:00", "+9999", "-99999999999"])
FEED = (HEAD + ITEM + "</channel></rss>").encode()
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b'<!ENTITY file SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&j;&file;</title>'
    + b"<item><title>&j;</title></item></channel></rss>"
)


@pytest.fixture
def newsletter(tmp_path: Path) -> Iterator[Newsletter]:
    net = Net(contact="mailto:operator@example.org", version="1.0")
    yield Newsletter(net, WoundClock.create(tmp_path / "clock", samples.SUNDAY))
    net.close()


def fetch(newsletter: Newsletter, httpserver: HTTPServer, body: bytes, content_type: str = "application/xml") -> object:
    httpserver.expect_request("/feed").respond_with_data(body, content_type=content_type)
    return newsletter.fetch(httpserver.url_for("/feed"), Validators())


def test_a_post_is_read_as_it_was_written(newsletter: Newsletter, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED, headers={"ETag": '"7"', "Last-Modified": "yesterday"})
    fetched = newsletter.fetch(httpserver.url_for("/feed"), Validators())
    assert fetched is not None
    assert fetched.validators == Validators(etag='"7"', last_modified="yesterday")
    (item,) = fetched.items
    assert item.title == "🥇Top AI Papers of the Week"
    assert item.subtitle == "The Top (June 21 - 28)"
    assert (item.url, item.guid) == ("https://news.example/p/top", "https://news.example/p/top")
    assert item.published == datetime(2026, 6, 28, 15, 1, tzinfo=UTC)
    assert "data-attrs" in item.html
    assert "&lt;pause&gt;" in item.html


def test_an_unchanged_feed_is_asked_for_with_both_validators(newsletter: Newsletter, httpserver: HTTPServer) -> None:
    seen: list[Request] = []

    def unchanged(request: Request) -> Response:
        seen.append(request)
        return Response(status=304)

    httpserver.expect_request("/feed").respond_with_handler(unchanged)
    known = Validators(etag='"7"', last_modified="yesterday")
    assert newsletter.fetch(httpserver.url_for("/feed"), known) is None
    assert (seen[0].headers["If-None-Match"], seen[0].headers["If-Modified-Since"]) == ('"7"', "yesterday")


def test_not_modified_says_nothing_of_a_feed_that_nobody_has_read(
    newsletter: Newsletter, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/feed").respond_with_response(Response(status=304))
    with pytest.raises(Unavailable, match="HTTP 304; tried again later"):
        newsletter.fetch(httpserver.url_for("/feed"), Validators())


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"", "application/xml", "the feed is empty"),
        (b"  \n", "application/xml", "the feed is empty"),
        (b"<!doctype html><title>Sign in</title><form></form>", "text/html", "not a feed"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "application/json", "not a feed"),
        (FEED[: len(FEED) * 2 // 3], "application/xml", "cut or damaged"),
        (FEED.replace(b"token", b"tok\xffen"), "application/xml", "not clean UTF-8"),
        (BOMB, "application/xml", "declares entities"),
    ],
    ids=["empty", "blank", "a login page", "JSON", "two thirds", "one bad byte", "a bomb"],
)
def test_what_cannot_be_trusted_whole_is_not_read_at_all(
    newsletter: Newsletter, httpserver: HTTPServer, body: bytes, content_type: str, said: str
) -> None:
    with pytest.raises(Unavailable, match=said) as raised:
        fetch(newsletter, httpserver, body, content_type)
    assert "\n" not in str(raised.value)


def test_a_feed_without_a_charset_in_its_header_is_read(newsletter: Newsletter, httpserver: HTTPServer) -> None:
    fetched = fetch(newsletter, httpserver, FEED, "text/xml")
    assert fetched is not None


def dated(newsletter: Newsletter, httpserver: HTTPServer, *dates: str) -> list[datetime]:
    """What becomes of the publication dates of a feed's posts."""
    items = "".join(ITEM.replace("<pubDate>Sun, 28 Jun 2026 15:01:00 GMT</pubDate>", date) for date in dates)
    fetched = fetch(newsletter, httpserver, (HEAD + items + "</channel></rss>").encode())
    assert isinstance(fetched, Fetched)
    return [item.published for item in fetched.items]


UNUSABLE = (
    "", "soon", "-5", "Mon, 01 Jan 0000 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "0000-01-01",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00", "31 Dec 9999 23:00:00 -1200", "99999-01-01",
    "Sun, 31 Dec 1989 23:59:59 GMT", "2101-01-01T00:00:00Z",
)  # fmt: skip


@pytest.mark.parametrize("date", UNUSABLE)
def test_a_post_without_a_date_that_can_be_stops_no_other(
    newsletter: Newsletter, httpserver: HTTPServer, date: str
) -> None:
    good = "<pubDate>Sun, 28 Jun 2026 15:01:00 GMT</pubDate>"
    found = dated(newsletter, httpserver, f"<pubDate>{date}</pubDate>", good)
    assert found == [UNDATED, datetime(2026, 6, 28, 15, 1, tzinfo=UTC)]


def test_where_the_publication_has_no_usable_date_the_last_change_counts(
    newsletter: Newsletter, httpserver: HTTPServer
) -> None:
    changed = "<atom:updated xmlns:atom='http://www.w3.org/2005/Atom'>2026-06-30T00:00:00Z</atom:updated>"
    assert dated(newsletter, httpserver, "<pubDate>0001-01-01</pubDate>" + changed) == [
        datetime(2026, 6, 30, tzinfo=UTC)
    ]


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.text("0123456789-:TZ+. ", max_size=30),
        st.builds("{}-{}-{}T{}:{}:{}{}".format, *[st.integers(0, 99999)] * 3, *[st.integers(0, 99)] * 3, ZONES),
        st.builds("{} {} {} {}:{}:{} {}".format, st.integers(0, 99), MONTHS, *[st.integers(0, 99999)] * 4, ZONES),
    )
)
def test_no_date_however_odd_keeps_a_feed_from_being_read(date: str) -> None:
    body = FEED.replace(b"Sun, 28 Jun 2026 15:01:00 GMT", date.encode())
    (item,) = read("https://news.example/feed", Answer(status=200, headers={}, body=body))
    assert item.published == UNDATED or 1990 <= item.published.year <= 2100


def test_an_issue_without_a_date_is_still_one(newsletter: Newsletter, httpserver: HTTPServer) -> None:
    fetched = fetch(newsletter, httpserver, FEED.replace(b"2026 15:01", b"0001 15:01"))
    assert isinstance(fetched, Fetched)
    split = dair.split("dair", fetched.items[0])
    assert isinstance(split, Split)
    assert split.issue.published == UNDATED


def test_a_body_that_is_a_file_name_opens_no_file(newsletter: Newsletter, httpserver: HTTPServer) -> None:
    with pytest.raises(Unavailable, match="not a feed"):
        fetch(newsletter, httpserver, b"/etc/hostname", "application/xml")


@pytest.mark.parametrize(("status", "said"), [(403, "refuses this machine"), (500, "HTTP 500"), (404, "HTTP 404")])
def test_a_refusal_says_what_to_do(newsletter: Newsletter, httpserver: HTTPServer, status: int, said: str) -> None:
    httpserver.expect_request("/feed").respond_with_data("no", status=status)
    with pytest.raises(Unavailable, match=said):
        newsletter.fetch(httpserver.url_for("/feed"), Validators())
