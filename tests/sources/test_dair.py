"""Which posts are issues of "Top AI Papers of the Week", and what is read in them, on bodies of our own wording."""

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.split import as_json
from bot.domain import FeedItem, Issue, Link, Skipped, Split
from bot.sources import dair

DATA = Path(__file__).parents[1] / "data/dair"
PAGES = sorted(path.stem for path in DATA.glob("*.html"))
ADDRESS = "https://newsletter.example/p/"
SLUG = "top-ai-papers-of-the-week-3f7"
SUNDAY = datetime(2026, 6, 28, 15, 1, tzinfo=UTC)
READ_MORE = (
    f'\n      <p>\n          <a href="{ADDRESS}{SLUG}">\n              Read more\n          </a>\n      </p>\n   '
)


def post(
    html: str = "",
    *,
    title: str = "🥇Top AI Papers of the Week",
    slug: str = SLUG,
    subtitle: str = "The Top AI Papers of the Week (June 21 - 28)",
    published: datetime = SUNDAY,
) -> FeedItem:
    url = ADDRESS + slug
    return FeedItem(title=title, subtitle=subtitle, url=url, guid=url, published=published, html=html)


def page(name: str) -> str:
    return (DATA / f"{name}.html").read_text(encoding="utf-8")


def issue(item: FeedItem) -> Issue:
    found = dair.split("dair", item)
    assert isinstance(found, Split)
    return found.issue


def read(html: str) -> Split:
    found = dair.split("dair", post(html))
    assert isinstance(found, Split)
    return found


def paper(number: int, body: str = "", *, name: str = "Lantern") -> str:
    row = f'<p><a href="https://arxiv.org/abs/2606.{number:05}">Paper</a></p><div><hr></div>'
    return f"<h2>{number}. {name}</h2>" + (body or "<p>Shines.</p>") + row


def papers(numbers: range | list[int] = range(1, 11), **bodies: str) -> str:
    return "".join(paper(number, bodies.get(f"n{number}", "")) for number in numbers)


# ── the papers ────────────────────────────────────────────────────────────────────────────────────────────


def listed(found: Split) -> object:
    return json.loads(as_json([found]))["issues"][0]["entries"]


@pytest.mark.parametrize("name", PAGES)
def test_every_era_and_mixture_is_read_exactly(name: str) -> None:
    found = read(page(name))
    assert found.issue.why == ""
    assert listed(found) == json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_spans_around_every_text_change_nothing(name: str) -> None:
    wrapped = re.sub(r">([^<>\n]+)<", r"><span>\1</span><", page(name))
    assert wrapped.count("<span>") >= 20
    assert listed(read(wrapped)) == listed(read(page(name)))


@pytest.mark.parametrize("level", range(1, 7))
def test_headings_of_any_level_begin_papers(level: int) -> None:
    found = read(page("headings").replace("<h2>", f"<h{level}>").replace("</h2>", f"</h{level}>"))
    assert [entry.position for entry in found.entries][:6] == [1, 2, 3, 4, 5, 6]
    assert found.entries[0].name == "Lighthouse: A Model of Fog"


TEXT = st.text(st.sampled_from("ab Zß논<&>\"'*_~$#@(.-–:;1)"), min_size=1, max_size=40)
SENTENCE = TEXT.map(lambda text: " ".join(f"So {text} ends here".split()))


@given(st.lists(st.tuples(SENTENCE, SENTENCE, st.lists(SENTENCE, max_size=3)), min_size=10, max_size=10))
def test_text_of_headings_lead_and_bullets_comes_back_exactly(weeks: list[tuple[str, str, list[str]]]) -> None:
    html = "".join(
        paper(
            n, f"<p>{escape(lead)}</p><ul>{''.join(f'<li>{escape(b)}</li>' for b in bullets)}</ul>", name=escape(name)
        )
        for n, (name, lead, bullets) in enumerate(weeks, start=1)
    )
    found = read(html)
    assert found.issue.why == ""
    assert [entry.name for entry in found.entries] == [name for name, _, _ in weeks]
    assert [entry.summary for entry in found.entries] == [
        "\n".join([lead, *(f"● {bullet}" for bullet in bullets)]) for _, lead, bullets in weeks
    ]


@given(st.lists(st.tuples(SENTENCE, SENTENCE), min_size=10, max_size=10), st.sampled_from(["). ", ").", ") ", ". "]))
def test_text_of_bold_paragraphs_comes_back_exactly(week: list[tuple[str, str]], dot: str) -> None:
    html = "".join(
        f"<p><strong>{n}{dot}{escape(name)}</strong> - {escape(text)} "
        f'(<a href="https://a.example/{n}">paper</a> | <a href="https://x.com/a/status/{n}">tweet</a>)</p><div><hr></div>'
        for n, (name, text) in enumerate(week, start=1)
    )
    found = read(html)
    assert found.issue.why == ""
    assert [(entry.name, entry.summary) for entry in found.entries] == week
    assert [len(entry.links) for entry in found.entries] == [2] * 10


@given(st.text())
def test_any_body_is_read_or_held_without_a_crash(html: str) -> None:
    assert read(html).issue.why


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<b>", "</b>", "1. ", "2) ", "a", "<hr>", "<h2>", "<a href='u'>Paper</a>", "●"])
    )
)
def test_scrambled_bodies_are_held(parts: list[str]) -> None:
    assert read("".join(parts)).issue.why


def test_numbered_lists_within_a_paper_are_no_papers() -> None:
    steps = "<p>Three steps:</p><p><strong>2) Look</strong></p><p>3) Leap</p><ol><li>4. Land</li></ol><h4>2. Then</h4>"
    found = read(papers(n1=steps))
    assert found.issue.why == ""
    assert found.entries[0].summary == "Three steps:\n2) Look\n3) Leap\n● 4. Land\n2. Then"


def test_a_bold_paragraph_may_hold_its_links_too() -> None:
    (entry,) = read('<p><strong>1). Lantern (<a href="https://a.example">paper</a>)</strong></p>').entries
    assert (entry.name, entry.summary, entry.links) == ("Lantern", "", (Link(label="paper", url="https://a.example"),))


def test_links_of_the_usual_labels_need_no_bracket_and_no_full_stop() -> None:
    row = '<a href="https://a.example">Code</a> | <a href="https://x.com/a/status/1">Tweet</a>'
    (entry,) = read(f"<h2>1. Lantern</h2><p>It shines {row}</p>").entries
    assert (entry.summary, [link.label for link in entry.links]) == ("It shines", ["Code", "Tweet"])


def test_a_link_in_the_last_sentence_is_text() -> None:
    (entry,) = read('<h2>1. Lantern</h2><p>It shines as in <a href="https://a.example">this post</a>.</p>').entries
    assert (entry.summary, entry.links) == ("It shines as in this post.", ())


def test_a_heading_without_number_ends_a_finished_paper() -> None:
    sponsor = '<h2>Sponsor</h2><p>Buy. <a href="https://ad.example">Paper</a></p>'
    found = read(papers().removesuffix("<div><hr></div>") + sponsor)
    assert found.issue.why == ""
    assert "ad.example" not in as_json([found])


def test_the_paper_label_decides_among_several_arxiv_links() -> None:
    row = '<p><a href="https://arxiv.org/abs/2601.11111">Code</a> | <a href="https://arxiv.org/abs/2601.22222">Paper</a></p>'
    found = read(f"<h2>1. Two</h2><p>Text.</p>{row}")
    assert found.entries[0].arxiv_id == "2601.22222"


def test_an_arxiv_link_in_the_text_alone_is_not_the_papers() -> None:
    row = '<p><a href="https://x.com/a/status/1">Tweet</a></p>'
    found = read(f'<h2>1. Two</h2><p>After <a href="https://arxiv.org/abs/2601.11111">another one</a>, this.</p>{row}')
    assert found.entries[0].arxiv_id is None
    assert found.entries[0].summary == "After another one, this."


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("https://x.com/a/status/1?s=20_", "https://x.com/a/status/1?s=20"),
        ("https://x.com/a/status/1?s=20)_", "https://x.com/a/status/1?s=20"),
        ("https://arxiv.org/abs/2301.00001))", "https://arxiv.org/abs/2301.00001"),
        ("https://a.example/x_(y)", "https://a.example/x_(y)"),
        ("https://a.example/a%20b?x=1&y=2", "https://a.example/a%20b?x=1&y=2"),
        (" https://a.example/ ", "https://a.example/"),
        ("mailto:a@a.example", None),
        ("javascript:alert(1)", None),
        ("#footnote", None),
        ("https://", None),
        ("", None),
    ],
)
def test_addresses_are_kept_as_printed_but_for_slips(printed: str, kept: str | None) -> None:
    (entry,) = read(f'<h2>1. Two</h2><p>Text. (<a href="{printed}">Paper</a>)</p>').entries
    assert entry.links == ((Link(label="Paper", url=kept),) if kept else ())
    assert entry.summary == "Text."


# ── what holds an issue ───────────────────────────────────────────────────────────────────────────────────


def test_a_whole_issue_is_not_held() -> None:
    assert read(papers()).issue.why == ""


@pytest.mark.parametrize("within", ["n4", "n7"])
def test_a_missing_number_holds_the_issue_and_the_others_are_listed(within: str) -> None:
    found = read(papers([1, 2, 3, 4, 6, 7, 8, 9, 10], **{within: "<p>In steps:</p><p>5) not this</p>"}))
    assert "cannot be found in the post: 5;" in found.issue.why
    assert [entry.position for entry in found.entries] == [1, 2, 3, 4, 6, 7, 8, 9, 10]


def test_a_number_out_of_order_holds_the_issue() -> None:
    found = read(papers([1, 2, 3, 4, 6, 5, 7, 8, 9, 10]))
    assert "cannot be found in the post: 5;" in found.issue.why
    assert [entry.position for entry in found.entries] == [1, 2, 3, 4, 6, 7, 8, 9, 10]


@pytest.mark.parametrize(("numbers", "named"), [([*range(1, 12)], "11"), ([*range(1, 6), 5, *range(6, 11)], "5")])
def test_a_number_too_many_holds_the_issue(numbers: list[int], named: str) -> None:
    found = read(papers(numbers))
    assert f"once too often: {named};" in found.issue.why
    assert [entry.summary for entry in found.entries] == ["Shines."] * 10


def test_an_empty_heading_holds_the_issue() -> None:
    found = read(papers(range(1, 10)) + "<h2>10. Unwritten</h2><div><hr></div><p>Until next week.</p>")
    assert "without text and links: 10;" in found.issue.why


def test_a_name_that_cannot_be_told_from_the_text_holds_the_issue() -> None:
    found = read(page("plain").replace("7) Thread 7 - sews", "7) Thread 7 Sews"))
    assert found.issue.why == "Papers whose name cannot be told from their text: 7; see the post."
    assert found.entries[6].summary == "Thread 7 Sews"


def test_text_after_the_links_holds_the_issue_but_closing_words_do_not() -> None:
    words = "<p>Buy a lantern.</p>"
    row = "Paper</a></p>"
    third = paper(3).replace(row, row + words)
    found = read(papers([1, 2]) + third + papers(range(4, 11)))
    assert found.issue.why == "Papers with text after their links, which is left out: 3; see the post."
    assert found.entries[2].summary == "Shines."
    closed = read(papers().removesuffix("<div><hr></div>") + words)
    assert (closed.issue.why, closed.entries[-1].summary) == ("", "Shines.")


def test_a_cut_post_is_held_and_its_tail_is_no_text() -> None:
    cut = papers(range(1, 5)) + "<h2>5. Half</h2><p>Begins to" + READ_MORE
    found = read(cut)
    assert "subscribers" in found.issue.why
    assert "6, 7, 8, 9, 10" in found.issue.why
    assert found.entries[4].summary == "Begins to"
    assert "Read more" not in json.dumps(listed(found))


def test_a_cut_after_the_last_paper_holds_the_issue() -> None:
    assert "subscribers" in read(papers() + READ_MORE).issue.why


@pytest.mark.parametrize("body", ["<div>" * 2_001, papers() + "x" * 2_000_000], ids=["deep", "long"])
def test_a_refused_body_is_held_with_the_reason(body: str) -> None:
    found = read(body)
    assert found.entries == ()
    assert "2,000" in found.issue.why


# ── which posts, which week ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "title",
    [
        "Top ML Papers of the Week",
        "🥇Top AI Papers of the Week",
        "🥇 Top AI Papers of the Week: Lantern, Kettle, and More",
        "🏅\u200d Ｔｏｐ AI Papers of the Week",
        "top ai papers of the week",
    ],
)
def test_issues_are_known_by_their_title(title: str) -> None:
    assert issue(post(papers(), title=title)).why == ""


@pytest.mark.parametrize(
    "title",
    [
        "🤖 AI Agents Weekly: Lantern Papers, Kettles, and More",
        "🤖AI Agents Weekly: Papers of the Week",
        "Top AI Dev News: Kettles",
        "Why I read the Top AI Papers of the Week",
        "Top AI Papers of the Weekend",
        "Top AI Papers of the Month",
        "",
    ],
)
def test_other_posts_are_skipped_with_a_reason(title: str) -> None:
    found = dair.split("dair", post(papers(), title=title, slug="ai-agents-weekly"))
    assert isinstance(found, Skipped)
    assert (found.title, found.why.endswith(".")) == (title, True)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Message from the Editor", SLUG),
        ("Top AI Papers of the Week", "message-from-the-editor"),
        ("Top AI Papers of the Week", "top-ai-papers-of-the-week-one-two"),
        ("Top AI Papers of the Week", ""),
    ],
)
def test_a_title_and_an_address_that_disagree_are_held(title: str, slug: str) -> None:
    assert "address" in issue(post(papers(), title=title, slug=slug)).why


def test_an_issue_carries_what_the_feed_said() -> None:
    found = issue(post(papers()))
    assert (found.key, found.source, found.slug) == ("dair/2026-06-28", "dair", SLUG)
    assert (found.title, found.url, found.guid) == ("🥇Top AI Papers of the Week", ADDRESS + SLUG, ADDRESS + SLUG)
    assert (found.published, found.body) == (SUNDAY, papers())


def test_the_key_is_the_day_in_utc() -> None:
    late = datetime(2026, 6, 29, 0, 1, tzinfo=timezone(timedelta(hours=9)))
    assert issue(post(papers(), published=late)).key == "dair/2026-06-28"


@pytest.mark.parametrize("address", ["https://open.substack.com/pub/x/p/{}?r=1", "https://newsletter.example/p/{}/"])
def test_the_slug_is_read_from_every_form_of_the_address(address: str) -> None:
    item = FeedItem(
        title="Top AI Papers of the Week",
        subtitle="",
        url=address.format(SLUG),
        guid="1",
        published=SUNDAY,
        html=papers(),
    )
    assert (issue(item).slug, issue(item).why) == (SLUG, "")


def test_an_issue_without_slug_goes_by_its_week() -> None:
    assert issue(post(papers(), slug="")).slug == "2026-06-21..2026-06-28"


@pytest.mark.parametrize(
    ("days", "published", "start", "end"),
    [
        ("(June 21 - 28)", "2026-06-28", "2026-06-21", "2026-06-28"),
        ("(April 13 – April 19)", "2025-04-20", "2025-04-13", "2025-04-19"),
        ("(Feb 20-26)", "2023-02-26", "2023-02-20", "2023-02-26"),
        ("(May 29-June 4)", "2023-06-05", "2023-05-29", "2023-06-04"),
        ("Mar 27 — April 2", "2023-04-02", "2023-03-27", "2023-04-02"),
        ("(Sept. 25 - Oct. 1)", "2023-10-01", "2023-09-25", "2023-10-01"),
        ("(December 30 - January 5 - 2025)", "2025-01-05", "2024-12-30", "2025-01-05"),
        ("(December 25 - December 31)", "2024-01-01", "2023-12-25", "2023-12-31"),
        ("(Mar 26-31)", "2024-03-31", "2024-03-26", "2024-03-31"),
        ("(Feb 23 - 29)", "2024-02-29", "2024-02-23", "2024-02-29"),
        ("", "2026-06-28", "2026-06-22", "2026-06-28"),
        ("New every Sunday", "2026-06-28", "2026-06-22", "2026-06-28"),
    ],
)
def test_the_week_is_read_from_the_subtitle(days: str, published: str, start: str, end: str) -> None:
    found = issue(post(papers(), subtitle=f"The Top Papers {days}", published=at(published)))
    assert (str(found.start), str(found.end), found.why) == (start, end, "")


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ("(June 14 - 21)", "post is of 2026-06-28"),
        ("(June 31 - 35)", "do not exist"),
        ("(June 31 - July 1)", "do not exist"),
        ("(June 1 - 28)", "not a week"),
        ("(June 28 - 21)", "2026-06-28"),
        ("(June 26 - 28)", "not a week"),
    ],
)
def test_a_week_that_does_not_fit_is_held(days: str, why: str) -> None:
    assert why in issue(post(papers(), subtitle=f"The Top Papers {days}")).why


@given(st.dates(date(2023, 1, 1), date(2040, 1, 1)), st.sampled_from([5, 6, 7]), st.integers(-2, 2))
def test_any_week_is_read_with_its_years(end: date, length: int, slip: int) -> None:
    start = end - timedelta(days=length)
    subtitle = f"({start:%B} {start.day} - {end:%b} {end.day})"
    found = issue(post(papers(), subtitle=subtitle, published=at(str(end + timedelta(days=slip)))))
    assert (found.start, found.end, found.why) == (start, end, "")


def at(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), SUNDAY.timetz())
