"""Copies of single posts: what each says of its post, and that no damage to one is more than a refusal."""

import json
import random
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import copies, mail
from bot.copies import Kind
from bot.domain import FeedItem
from bot.errors import Rejected
from tests.envelopes import json_of, mail_of, page_of

URL = "https://letter.example/issues/12"
MOMENT = datetime(2026, 6, 28, 15, 1, tzinfo=UTC)
ITEM = FeedItem(
    title="Letter 12 – “Lanterns”",
    subtitle="Three papers",
    url=URL,
    guid=URL,
    published=MOMENT,
    html='<h2>1. Lantern</h2><p>Reads. <a href="https://papers.example/a?x=1&amp;y=2">Paper</a></p>',
)
COPIES = [page_of(ITEM), json_of(ITEM), mail_of(ITEM), mail_of(ITEM, cte="base64"), mail_of(ITEM, known=False)]
DAMAGE = [
    b"\0",
    b"\xff",
    b"=?u-9?B?",
    b"<",
    b"&",
    b"\r\n",
    b"//[",
    b"9" * 30,
    b"Content-Type: message/rfc822\n\n",
    b"--",
]


def read(data: bytes, url: str = "") -> FeedItem:
    return copies.read("copy", data, copies.kind_of("copy", data), url)


def page(head: str = "", body: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("data", COPIES[:4], ids=["page", "JSON", "e-mail", "e-mail in base64"])
def test_every_copy_says_what_the_feed_says(data: bytes) -> None:
    found = read(data)
    assert (found.title, found.subtitle, found.url, found.guid) == (ITEM.title, ITEM.subtitle, URL, URL)
    assert (found.published - MOMENT).total_seconds() in (0, 120)
    assert "papers.example/a?x=1&amp;y=2" in found.html
    assert "Discussion" not in found.html
    assert "4. Comment" not in found.html


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'<?xml version="1.0"?><rss version="2.0">', Kind.FEED),
        (b"<!-- x --><feed xmlns='y'>", Kind.FEED),
        ("<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16"), Kind.FEED),
        (b"\xef\xbb\xbf\n<!doctype html><html>", Kind.PAGE),
        (b'{"title": ""}', Kind.JSON),
        (b"Received: by x\n\n", Kind.MAIL),
        (b"From somebody Sun Jun 28\nSubject: x\n\n", Kind.MAIL),
    ],
)
def test_what_a_file_is_is_known_by_how_it_begins(data: bytes, kind: Kind) -> None:
    assert copies.kind_of("copy", data) is kind


def test_any_page_that_tells_machines_its_date_can_be_read() -> None:
    head = '<meta property="og:title" content="Letter 12"><meta property="article:published_time" content="{}">'
    body = "<nav>1. No</nav><article><h1>Letter</h1><p>Text</p></article>"
    found = read(page(head.format("2026-06-29T00:01:00+09:00"), body), URL)
    assert (found.title, found.url, found.published) == ("Letter 12", URL, MOMENT)
    assert found.html == "<h1>Letter</h1><p>Text</p>"
    by_time = page("", "<main><h1>Letter  12</h1><time datetime='2026-06-28T15:01:00Z'>June</time></main>")
    assert (read(by_time, URL).title, read(by_time, URL).published) == ("Letter 12", MOMENT)


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00", "soon"])
def test_a_date_that_is_a_slip_is_none(day: str) -> None:
    with pytest.raises(Rejected, match="does not say the post's date"):
        read(page(f'<meta property="article:published_time" content="{day}">', "<h1>x</h1>"), URL)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        (
            "https://open.substack.com/pub/aletter/p/lanterns-3f7?r=6&token=e",
            "https://aletter.substack.com/p/lanterns-3f7",
        ),
        ("https://letter.example/p/x?utm_source=y#top", "https://letter.example/p/x"),
        ("https://letter.example/?p=12", "https://letter.example/?p=12"),
    ],
)
def test_an_address_is_the_posts_own(url: str, plain: str) -> None:
    data = json.dumps({"title": "x", "canonical_url": url, "post_date": "2026-06-28T15:01:00Z", "body_html": None})
    found = read(data.encode())
    assert (found.url, found.guid, found.html, found.subtitle) == (plain, plain, "", "")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(Rejected, match="halves of characters"):
        read(json_of(ITEM).replace(b"Reads", rb"\ud83e"))


@given(st.randoms(use_true_random=False), st.sampled_from(COPIES))
def test_a_damaged_copy_is_read_or_refused(chance: random.Random, data: bytes) -> None:
    for _ in range(chance.randrange(1, 9)):
        at = chance.randrange(min(len(data), chance.choice((300, 1_500, len(data)))) + 1)
        new = chance.choice([*DAMAGE, bytes([chance.randrange(256)])])
        data = data[:at] + new + data[at + chance.randrange(9) :]
    with suppress(Rejected):
        assert mail.is_address(read(data).url)
