"""The newsletter's server, read with httpx and feedparser."""

import io
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import feedparser
import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.clock import WoundClock
from bot.sandbox.newsletter import Newsletter
from bot.sandbox.substack import refs
from tests.sandbox.serving import served
from tests.sandbox.weeks import PUBLISHED, WEEK


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", PUBLISHED + timedelta(hours=4))


@pytest.fixture
def newsletter(clock: WoundClock) -> Newsletter:
    return Newsletter(clock, WEEK)


@pytest.fixture
def client(newsletter: Newsletter) -> Iterator[httpx.Client]:
    with served(newsletter.app()) as base, httpx.Client(base_url=base) as client:
        yield client


def parsed(body: bytes) -> feedparser.FeedParserDict:
    return feedparser.parse(
        io.BytesIO(body),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )


def test_the_feed_is_well_formed_and_lists_the_issue_first(client: httpx.Client) -> None:
    feed = parsed(client.get("/feed").content)
    assert not feed.bozo
    assert feed.encoding == "utf-8"
    assert feed.entries[0].title == WEEK.title
    assert feed.entries[0].description == WEEK.subtitle
    assert feed.entries[0].link == f"{client.base_url}".rstrip("/") + f"/p/{WEEK.slug}"
    assert feed.entries[0].published == "Sun, 15 Nov 2026 15:01:00 GMT"


def test_decoys_number_papers_and_link_to_arxiv_but_are_no_issue(client: httpx.Client) -> None:
    decoys = parsed(client.get("/feed").content).entries[1:]
    assert len(decoys) == 2
    assert all("arxiv.org/abs/" in decoy.content[0].value for decoy in decoys)
    assert not any(decoy.title.startswith("Top AI Papers") for decoy in decoys)
    paid = next(decoy for decoy in decoys if "Agents Weekly" in decoy.title)
    assert paid.content[0].value.rstrip().endswith("</p>")
    assert "\n              Read more\n" in paid.content[0].value


def test_text_is_ascii_with_decimal_references_and_reads_back_exactly(client: httpx.Client) -> None:
    body = parsed(client.get("/feed").content).entries[0].content[0].value
    assert body.isascii()
    assert "&#215;" in body
    text = LexborHTMLParser(body).text()
    assert WEEK.papers[0].lead in text
    assert "Why it matters: It’s cheap." in text


def test_both_forms_of_mark_up_occur_in_one_body(client: httpx.Client) -> None:
    body = parsed(client.get("/feed").content).entries[0].content[0].value
    assert "<h2><span>1. Quiet Gates</span></h2>" in body
    assert "<h2>2. Withdrawn Things</h2>" in body


def test_widgets_stand_between_the_papers(client: httpx.Client) -> None:
    body = parsed(client.get("/feed").content).entries[0].content[0].value
    components = {
        node.attributes["data-component-name"] for node in LexborHTMLParser(body).css("[data-component-name]")
    }
    assert {"Image2ToDOM", "SubscribeWidgetToDOM"} <= components


def test_ampersands_in_addresses_stay_bare(client: httpx.Client) -> None:
    body = parsed(client.get("/feed").content).entries[0].content[0].value
    assert 'href="https://x.com/example/status/1?s=20&t=a"' in body


def test_references_cover_all_that_is_not_ascii() -> None:
    assert refs("a–b <c> & “d”") == "a&#8211;b &lt;c&gt; &amp; &#8220;d&#8221;"


@pytest.mark.parametrize("name", ["etag", "last-modified"])
def test_an_unchanged_feed_is_a_304_without_body(client: httpx.Client, name: str) -> None:
    header = {"etag": "if-none-match", "last-modified": "if-modified-since"}[name]
    first = client.get("/feed")
    again = client.get("/feed", headers={header: first.headers[name]})
    assert (again.status_code, again.content) == (304, b"")


def test_another_etag_goes_before_the_date(client: httpx.Client) -> None:
    first = client.get("/feed")
    answer = client.get(
        "/feed", headers={"if-none-match": 'W/"other"', "if-modified-since": first.headers["last-modified"]}
    )
    assert answer.status_code == 200


def test_a_post_appears_when_its_hour_has_come(client: httpx.Client, clock: WoundClock) -> None:
    clock.set(PUBLISHED - timedelta(minutes=1))
    before = client.get("/feed")
    assert len(parsed(before.content).entries) == 2
    assert client.get(f"/p/{WEEK.slug}").status_code == 404
    clock.set(PUBLISHED)
    after = client.get("/feed", headers={"if-none-match": before.headers["etag"]})
    assert len(parsed(after.content).entries) == 3
    assert client.get(f"/p/{WEEK.slug}").status_code == 200


def test_a_page_is_readable_marked_as_made_up_and_asks_nothing_of_others(client: httpx.Client) -> None:
    page = LexborHTMLParser(client.get(f"/p/{WEEK.slug}").text)
    assert page.css_first(".notice").text() == "Made up for tests."
    assert WEEK.papers[0].lead in page.body.text()
    loading = 'img, script:not([type="application/ld+json"]), iframe, link:not([rel="canonical"]), form'
    assert not page.css(loading)
    assert client.get("/").text.count("<li>") == 3


def test_a_given_document_is_served_as_it_is(newsletter: Newsletter, client: httpx.Client) -> None:
    newsletter.xml = b"<rss version='2.0'><channel/></rss>"
    assert client.get("/feed").content == newsletter.xml


def test_the_archives_page_has_the_week_once_it_is_out(client: httpx.Client, clock: WoundClock) -> None:
    answer = client.get("/years/2026.md")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert "\n## Top AI Papers of the Week (November 8 - 15) - 2026\n| **Paper**  | **Links** |\n" in answer.text
    assert "\n| 2) **Withdrawn Things** - One paragraph. | [Paper](https://example.org/p) |\n" in answer.text
    assert client.get("/years/2025.md").status_code == 404
    clock.set(PUBLISHED - timedelta(minutes=1))
    assert client.get("/years/2026.md").status_code == 404


def test_given_pages_of_an_archive_are_served_as_they_are(newsletter: Newsletter, client: httpx.Client) -> None:
    newsletter.years = {2024: "# Old – weeks\n"}
    assert client.get("/years/2024.md").text == "# Old – weeks\n"
    assert client.get("/years/2026.md").status_code == 404


def test_the_empty_feed_has_no_bytes(newsletter: Newsletter, client: httpx.Client) -> None:
    newsletter.shown = "empty"
    assert client.get("/feed").content == b""


def test_the_login_page_is_html_under_200(newsletter: Newsletter, client: httpx.Client) -> None:
    newsletter.shown = "login"
    answer = client.get("/feed")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert not parsed(answer.content).entries


def test_half_a_feed_breaks_off(newsletter: Newsletter, client: httpx.Client) -> None:
    newsletter.shown = "half"
    assert isinstance(parsed(client.get("/feed").content).bozo_exception, Exception)


def test_one_bad_byte_is_not_utf_8(newsletter: Newsletter, client: httpx.Client) -> None:
    good = client.get("/feed").content
    newsletter.shown = "bad byte"
    bad = client.get("/feed").content
    with pytest.raises(UnicodeDecodeError):
        bad.decode()
    assert bad.replace(b"caf\xe9 ", b"") == good


def test_the_bomb_is_small_and_unpacks_to_64_megabytes(newsletter: Newsletter, client: httpx.Client) -> None:
    newsletter.shown = "bomb"
    with client.stream("GET", "/feed", headers={"accept-encoding": "identity"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) < 100_000
    unpacker, size = zlib.decompressobj(16 + zlib.MAX_WBITS), 0
    while packed:
        size += len(unpacker.decompress(packed, 1024 * 1024))
        packed = unpacker.unconsumed_tail
    assert size == 64 * 1024 * 1024


def test_the_laughs_are_not_expanded_by_a_careful_reader(newsletter: Newsletter, client: httpx.Client) -> None:
    newsletter.shown = "laughs"
    body = client.get("/feed").content
    feed = parsed(body)
    assert b"<!ENTITY l9" in body
    assert not feed.entries
    assert len(feed.feed.get("title", "")) < len(body)
