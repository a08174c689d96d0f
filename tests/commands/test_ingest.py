"""`ingest`: an issue by hand is the issue by feed, whichever comes first; what is no issue is refused in one line."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from bot.domain import Entry, FeedItem, Issue
from bot.feed import read
from bot.net import Answer
from tests.commands.old_weeks import keep_archive, obliging, records_of, some_weeks
from tests.commands.street import CALLS, ISSUE, MONDAY_NOON, WEEK_IS_OUT, Street
from tests.envelopes import json_of, mail_html, mail_of, page_of

pytestmark = pytest.mark.long

FEED = "the feed, saved"
PACKED: dict[str, Callable[[FeedItem], bytes]] = {
    "a page": page_of,
    "JSON": json_of,
    "an e-mail": mail_of,
    "an e-mail in base64": lambda item: mail_of(item, cte="base64"),
}
FILES = [*PACKED, FEED]
URLS = ["/p/{slug}", "/api/v1/posts/{slug}", "/feed"]
QUICK = ("an e-mail", "/p/{slug}")
KINDS = [pytest.param(kind, marks=[] if kind in QUICK else pytest.mark.long) for kind in (*FILES, *URLS)]


def feed_of(street: Street) -> bytes:
    return httpx.get(street.addresses["feed"]).content


def issue_in(street: Street) -> FeedItem:
    """The week's post as the feed has it."""
    items = read("feed", Answer(status=200, headers={}, body=feed_of(street)))
    return next(item for item in items if "Papers of the Week" in item.title)


def saved(street: Street, kind: str) -> Path:
    """The week's post in other packaging."""
    file = street.folder / "saved"
    file.write_bytes(feed_of(street) if kind == FEED else PACKED[kind](issue_in(street)))
    return file


def given(street: Street, kind: str) -> str:
    """A copy of the week, as a file or at an address."""
    if not kind.startswith("/"):
        return str(saved(street, kind))
    slug = issue_in(street).url.rpartition("/")[2]
    return street.addresses["feed"].removesuffix("/feed") + kind.format(slug=slug)


def block(street: Street) -> None:
    """The feed lets nobody in any more."""
    street.world.newsletter.shown = "login"


def known(street: Street) -> tuple[list[tuple[object, ...]], list[Entry]]:
    """All that is kept of issues."""
    with street.store() as store:
        issues: list[Issue] = list(store.issues.all())
        facts = [(one.key, one.slug, one.guid, one.url, one.title, one.start, one.end, one.why) for one in issues]
        return facts, [entry for one in issues for entry in store.issues.entries(one.key)]


def nothing_is_wrong(street: Street) -> bool:
    """One topic, nothing held or found, and no text written twice."""
    with street.store() as store:
        quiet = not store.holds.all() and not [one for one in store.findings.under(ISSUE) if "structure" in one.code]
    return quiet and len(street.topics) == 1 and len(street.asked("model", "POST")) == CALLS


@pytest.mark.parametrize("kind", KINDS)
def test_by_hand_while_the_feed_is_blocked_and_then_by_feed_is_one_issue_and_one_topic(
    street: Street, kind: str
) -> None:
    by_hand = given(street, kind)
    if kind != "/feed":
        block(street)
    ran = street.run("ingest", by_hand)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"{ISSUE}  kept: ")
    assert ran.out.endswith("10 entries, complete\n")
    before = known(street)
    street.run("tick")
    assert len(street.topics) == 1
    street.world.newsletter.shown = "week"
    ran = street.run("tick")
    assert (ran.code, "revised" in ran.err, "held" in ran.err) == (0, False, False)
    assert known(street)[1] == before[1]
    assert nothing_is_wrong(street)


@pytest.mark.parametrize("kind", KINDS)
def test_by_feed_and_then_by_hand_is_one_issue_and_one_topic(street: Street, kind: str) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    before = known(street)
    ran = street.run("ingest", given(street, kind))
    assert (ran.code, ran.out.split("  ")[1].partition(":")[0]) == (0, "known already; nothing changed")
    street.clock.set(MONDAY_NOON)
    for _ in range(2):
        ran = street.run("tick")
        assert (ran.code, "revised" in ran.err) == (0, False)
        assert "known already" in street.run("ingest", given(street, kind)).out
    assert known(street) == before
    assert nothing_is_wrong(street)


def test_json_says_what_was_kept(street: Street) -> None:
    file = saved(street, "JSON")
    first, second = (json.loads(street.run("ingest", file, "--json").out) for _ in range(2))
    assert (first["key"], first["entries"], first["complete"], first["why"]) == (ISSUE, 10, True, "")
    assert (first["what"], second["what"]) == ("new", "known")


def test_split_reads_what_ingest_reads_and_keeps_nothing(street: Street) -> None:
    (by_feed,) = json.loads(street.run("split", street.addresses["feed"]).out)["issues"]
    for kind in [*FILES, *URLS]:
        (by_hand,) = json.loads(street.run("split", given(street, kind)).out)["issues"]
        assert by_hand == {**by_feed, "published": by_hand["published"]}, kind
    assert known(street) == ([], [])


# ── what is not whole ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_e_mail_that_hides_where_its_links_lead_is_held_until_something_better_comes(street: Street) -> None:
    file = street.folder / "mail.eml"
    file.write_bytes(mail_of(issue_in(street), known=False))
    ran = street.run("ingest", file)
    assert ran.code == 4
    assert "lead through the e-mail's own redirect, which does not say where" in ran.out
    page = saved(street, "a page")
    block(street)
    street.run("tick")
    assert street.topics == []
    assert street.run("ingest", page).code == 0
    street.run("tick")
    assert nothing_is_wrong(street)


def test_a_copy_that_is_not_whole_takes_the_place_of_none_that_is(street: Street) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    before = known(street)
    file = street.folder / "mail.eml"
    file.write_bytes(mail_of(issue_in(street), known=False))
    ran = street.run("ingest", file)
    assert (ran.code, "known already; nothing changed" in ran.out) == (0, True)
    assert known(street) == before
    street.clock.set(MONDAY_NOON)
    street.run("tick")
    assert street.run("ingest", file).code == 0
    assert nothing_is_wrong(street)


# ── what is no issue ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_post_of_the_newsletter_is_refused_with_why(street: Street) -> None:
    page = street.addresses["feed"].removesuffix("/feed") + "/p/ai-agents-weekly-tool-memory-papers"
    for where in (page, page.replace("/p/", "/api/v1/posts/")):
        ran = street.run("ingest", where)
        assert (ran.code, ran.out) == (2, "")
        assert "is no issue of dair: Its title does not begin with" in ran.told
    assert known(street) == ([], [])


def forwarded(item: FeedItem) -> bytes:
    return mail_of(item).replace(b"Subject: ", b"Subject: Fwd: ").replace(b"List-Post:", b"X-Other:")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _item: b"", "neither a feed nor a page"),
        (lambda _item: b"\x89PNG\r\n\x1a\n" + bytes(99), "neither a feed nor a page"),
        (lambda _item: b"[1, 2]", "neither a feed nor a page"),
        (lambda _item: b" " * 5_000_001, "larger than 5,000,000 bytes"),
        (lambda _item: b"<html>" + b"<div>" * 9_000, "nests more than"),
        (lambda item: page_of(item)[:-20] + "é".encode("latin-1"), "not UTF-8"),
        (lambda item: page_of(item).replace(b"datePublished", b"x"), "does not say the post's date"),
        (lambda _item: b"<html><h1>Sign in</h1></html>", "does not say the post's address, date"),
        (lambda item: json_of(item)[:-200], "not JSON, or cut"),
        (lambda _item: b'{"a":' * 90_000, "not JSON, or cut"),
        (lambda _item: b'{"error": "no such post"}', "is no post as /api/v1/posts/SLUG gives it: title: "),
        (lambda item: json_of(item).replace(b".000Z", b""), "post_date: "),
        (lambda _item: b"Subject: Hello\n\nNothing but text.\n", "has no HTML"),
        (forwarded, "this e-mail was forwarded"),
        (lambda item: mail_of(item).replace(b"Date:", b"X-Date:"), "does not say the post's date"),
        (lambda item: mail_of(item).replace(b'html; charset="utf-8"', b'html; charset="u-9"'), "not clean u-9"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    street: Street, make: Callable[[FeedItem], bytes], said: str
) -> None:
    file = street.folder / "given"
    file.write_bytes(make(issue_in(street)))
    ran = street.run("ingest", file)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.told
    assert str(file) in ran.told
    assert known(street) == ([], [])


def test_an_e_mail_forwarded_as_an_attachment_is_the_one_attached(street: Street) -> None:
    outer = EmailMessage()
    outer["Subject"], outer["Date"] = "Fwd: look", "Tue, 17 Nov 2026 09:00:00 +0900"
    outer.set_content("See below.")
    outer.add_attachment(message_from_bytes(mail_of(issue_in(street))))
    file = street.folder / "outer.eml"
    file.write_bytes(bytes(outer))
    assert street.run("ingest", file).out.startswith(f"{ISSUE}  kept: ")


def test_no_file_no_page_no_answer_and_no_such_source_have_codes_of_their_own(street: Street) -> None:
    base = street.addresses["feed"].removesuffix("/feed")
    assert street.run("ingest", street.folder / "none").code == 78
    assert street.run("ingest", street.folder).code == 78
    assert street.run("ingest", f"{base}/p/no-such").code == 2
    assert street.run("ingest", "http://127.0.0.1:1/p/x").code == 75
    ran = street.run("ingest", saved(street, "JSON"), "--source", "other")
    assert (ran.code, "there are: dair" in ran.told) == (2, True)
    block(street)
    assert street.run("ingest", street.addresses["feed"]).code == 2, "a page to log in"
    assert known(street) == ([], [])


def test_an_e_mail_says_in_its_own_text_what_its_header_does_not(street: Street) -> None:
    item = issue_in(street)
    assert "open.substack.com/pub/aletter/p/" in mail_html(item)
    file = street.folder / "mail.eml"
    file.write_bytes(mail_of(item).replace(b"List-Post:", b"X-Post:"))
    assert street.run("ingest", file).code == 0
    ((key, slug, _guid, url, *_rest),), _ = known(street)
    assert (key, slug) == (ISSUE, item.url.rpartition("/")[2])
    assert url == f"https://aletter.substack.com/p/{slug}"


@pytest.mark.parametrize("first", ["by feed", "by hand"])
def test_an_issue_that_the_feed_cuts_off_is_whole_by_hand_and_stays_so(street: Street, first: str) -> None:
    item, whole = issue_in(street), feed_of(street)
    file = street.folder / "mail.eml"
    file.write_bytes(mail_of(item))
    wall = f'<p><a href="{item.url}">Read more</a></p>'.encode()
    start = whole.index(b"<content:encoded>", whole.index(item.url.encode()))
    cut, end = whole.index(b"<h2>", start + 9_000), whole.index(b"]]></content:encoded>", start)
    street.clock.set(WEEK_IS_OUT)
    for number, lead in enumerate((b"", b"<p>1</p>", b"<p>2</p>")):
        street.world.newsletter.xml = whole[: start + 26] + lead + whole[start + 26 : cut] + wall + whole[end:]
        if first == "by feed" or number:
            ran = street.run("tick")
            assert ("revised" in ran.err) is False
        if number == 0:
            assert street.run("ingest", file).out.endswith("10 entries, complete\n")
    street.clock.set(MONDAY_NOON)
    street.run("tick")
    assert nothing_is_wrong(street)


def test_a_week_that_is_out_by_its_archive_is_known_by_hand(street: Street) -> None:
    weeks = some_weeks(1)
    obliging(street)
    keep_archive(street, weeks, records_of(weeks))
    street.run("backfill", "--since", "2026-06-01", "--until", "2026-06-30")
    before = known(street)
    days = "(May 31 - June 7)"
    old = replace(
        issue_in(street),
        title=f"Top AI Papers of the Week {days}",
        subtitle=f"The Top AI Papers of the Week {days}",
        url="https://aletter.substack.com/p/top-ai-papers-of-the-week-xyz",
        published=datetime(2026, 6, 7, 15, tzinfo=UTC),
    )
    file = street.folder / "saved"
    file.write_bytes(json_of(old))
    ran = street.run("ingest", file)
    assert (ran.code, ran.out.partition(",")[0]) == (0, "dair/2026-06-07  out already; what changed is noted"), ran.err
    assert known(street) == before
    assert len(street.topics) == 1
