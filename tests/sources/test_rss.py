"""Newsletters read by a rule of config.toml: which posts are issues, what stands in them, and what holds one."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.config import load
from bot.copies import Kind, read
from bot.domain import BULLET, UNDATED, Entry, FeedItem, Link, Skipped, Split
from bot.errors import Misconfigured
from bot.sources.rss import Rss, Settings, connect
from bot.wiring import source_of

SUNDAY = datetime(2026, 11, 15, 23, 1, tzinfo=UTC)
PAPER = "https://arxiv.org/abs/2611.90001v2"

NUMBERED = f"""
<p>Welcome to a made-up letter. 2. is no entry here.</p>
<p><strong>1) Lantern</strong> – reads <em>long</em> notes. (<a href="{PAPER}">paper</a> | <a href="https://code.example/l">code</a>)</p>
<p><b>2) <a href="https://papers.example/quill.pdf">Quill</a></b>: writes 1.5 pages &lt;a minute&gt;.</p>
<p>Until next week.</p>
"""
HEADED = f"""
<h2>Papers</h2>
<h3><span>Lantern: Reading Notes</span></h3>
<p>Lantern reads <a href="https://notes.example/long">long notes</a>.</p>
<ul><li><p><strong>Method:</strong> It keeps 4.</p></li><li>It is cheap.</li></ul>
<p><a href="{PAPER}">Paper</a>, <a href="https://x.com/a/status/1">Tweet</a></p>
<div><hr></div>
<p>A word of a sponsor.</p>
<h3><a href="https://papers.example/quill">Quill</a></h3>
<p>Quill writes.</p>
<h2>Jobs</h2>
<p>Nobody looks for anybody.</p>
"""
LISTED = f"""
<p>Five links.</p>
<ul>
<li><p><a class="t" href="{PAPER}">Lantern</a> reads notes.</p><p>It keeps 4.</p><ul><li>Cheap</li></ul></li>
<li><a class="t" href="https://papers.example/quill">Quill</a> from <a href="https://lab.example">a lab</a></li>
</ul>
<p>Bye.</p>
"""


def post(html: str, **changes: object) -> FeedItem:
    given = {
        "title": "Weekly letter 12",
        "subtitle": "",
        "url": "https://letter.example/issues/12-lantern/",
        "guid": "https://letter.example/?p=12",
        "published": SUNDAY,
        "html": html,
    }
    return FeedItem(**{**given, **changes})  # type: ignore[arg-type]  # fields by name


def letter(**rule: object) -> Rss:
    return connect(Settings(**rule), name="letter", feed="https://letter.example/feed")  # type: ignore[arg-type]  # by name


def split(html: str, **rule: object) -> Split:
    found = letter(**rule).split(post(html))
    assert isinstance(found, Split)
    return found


def entries(html: str, **rule: object) -> list[tuple[str, str, list[str]]]:
    """Name, summary and addresses of each."""
    found = split(html, **rule)
    assert not found.issue.why
    assert [one.position for one in found.entries] == list(range(1, len(found.entries) + 1))
    return [(one.name, one.summary, [link.url for link in one.links]) for one in found.entries]


def test_numbered_paragraphs_are_entries() -> None:
    assert entries(NUMBERED, item="p:has(> strong), p:has(> b)", count=2) == [
        ("Lantern", "reads long notes.", [PAPER, "https://code.example/l"]),
        ("Quill", "writes 1.5 pages <a minute>.", ["https://papers.example/quill.pdf"]),
    ]


def test_an_entry_under_a_heading_goes_on_to_the_next_rule_or_heading() -> None:
    first, second = entries(HEADED, item="h3")
    lead = "Lantern reads long notes."
    assert first[:2] == ("Lantern: Reading Notes", f"{lead}\n{BULLET}Method: It keeps 4.\n{BULLET}It is cheap.")
    assert first[2] == ["https://notes.example/long", PAPER, "https://x.com/a/status/1"]
    assert second == ("Quill", "Quill writes.", ["https://papers.example/quill"])


def test_items_of_a_list_are_entries_and_a_list_within_one_is_its_bullets() -> None:
    assert entries(LISTED, item="ul > li", name="a.t") == [
        ("Lantern", f"reads notes.\nIt keeps 4.\n{BULLET}Cheap", [PAPER]),
        ("Quill", "from a lab", ["https://papers.example/quill", "https://lab.example"]),
    ]


def test_only_what_the_rule_finds_counts_as_a_link() -> None:
    _, quill = entries(LISTED, item="ul > li", name="a.t", links="a.t")
    assert quill[2] == ["https://papers.example/quill"]


def test_an_entry_that_begins_with_its_element_goes_on_to_what_ends_it() -> None:
    html = "<h4>1. Lantern</h4><p>Reads.</p><p>Notes.</p><h4>2. Quill</h4><p>Writes.</p><p class=end>Bye.</p><p>!</p>"
    assert entries(html, item="h4", until=".end") == [("Lantern", "Reads.\nNotes.", []), ("Quill", "Writes.", [])]
    bold = "<p><b>Lantern</b></p><p>Reads.</p><p><b>Quill</b></p><p>Writes.</p><h2>Bye</h2><p>!</p>"
    assert entries(bold, item="p:has(> b)", until="h2") == [("Lantern", "Reads.", []), ("Quill", "Writes.", [])]


def test_a_name_may_stand_below_other_text_of_its_entry() -> None:
    html = "<div class=card><p>May 4</p><h4>1. Lantern</h4><p>Reads.</p></div>"
    assert entries(html, item=".card", name="h4") == [("Lantern", "May 4\nReads.", [])]


def test_the_paper_of_an_entry_is_known_by_its_link_to_arxiv() -> None:
    found: tuple[Entry, ...] = split(NUMBERED, item="p:has(> strong)").entries
    assert [(one.arxiv_id, one.links[0]) for one in found] == [("2611.90001", Link(label="paper", url=PAPER))]


def test_an_issue_is_of_the_day_it_was_published_and_named_by_the_end_of_its_address() -> None:
    found = split(NUMBERED, item="p:has(> strong)").issue
    assert (found.key, found.source, found.slug) == ("letter/2026-11-15", "letter", "12-lantern")
    assert (found.start, found.end) == (date(2026, 11, 15), date(2026, 11, 15))
    assert (found.title, found.body) == ("Weekly letter 12", NUMBERED)


def test_a_post_without_a_path_goes_by_its_own_id() -> None:
    found = letter(item="p").split(post(NUMBERED, url="https://letter.example/?p=12"))
    assert isinstance(found, Split)
    assert found.issue.slug == "https-letter-example-p-12"


def test_a_post_whose_path_is_its_date_is_named_by_all_of_it() -> None:
    found = letter(item="p").split(post(NUMBERED, url="https://letter.example/news/2026/10/15/"))
    assert isinstance(found, Split)
    assert found.issue.slug == "2026-10-15"


@pytest.mark.parametrize(
    "path", ["view.php?no={}", "bbs/board.php?bo_table=letter&wr_id={}&utm_source=rss", "r.aspx?n={}"]
)
def test_posts_that_one_script_shows_are_told_apart_by_their_query(path: str) -> None:
    urls = [f"https://letter.example/{path.format(number)}" for number in (12, 13)]
    found = [letter(item="p").split(post(NUMBERED, url=url)) for url in urls]
    assert len({one.issue.slug for one in found if isinstance(one, Split)}) == 2
    by_hand = letter(item="p").split(saved(urls[0].replace("&utm_source=rss", "")))
    assert isinstance(by_hand, Split)
    assert isinstance(found[0], Split)
    assert by_hand.issue.slug == found[0].issue.slug


def saved(url: str) -> FeedItem:
    """A post's JSON that somebody saved."""
    told = {"title": "Weekly letter 12", "canonical_url": url, "post_date": SUNDAY.isoformat(), "body_html": NUMBERED}
    return read("saved", json.dumps(told).encode(), Kind.JSON)


def test_what_else_an_address_asks_for_names_no_post() -> None:
    found = letter(item="p").split(post(NUMBERED, url="https://letter.example/p/12-lantern?source=rss"))
    assert isinstance(found, Split)
    assert found.issue.slug == "12-lantern"


def test_a_post_without_a_day_is_held() -> None:
    found = letter(item="p:has(> strong)").split(post(NUMBERED, published=UNDATED))
    assert isinstance(found, Split)
    assert found.issue.why.startswith("The feed says no day for it")


def test_only_a_post_whose_title_matches_is_an_issue() -> None:
    source = letter(item="h3", issues=r"^Weekly letter \d+")
    found = source.split(post(HEADED, title="On letters"))
    assert isinstance(found, Skipped)
    assert "^Weekly letter" in found.why
    assert isinstance(source.split(post(HEADED)), Split)


@pytest.mark.parametrize(
    ("html", "rule", "why"),
    [
        (NUMBERED, {"item": "h3"}, "The rule's `item` (h3) finds nothing in the post"),
        ("", {"item": "h3"}, "finds nothing"),
        (HEADED, {"item": "h3", "count": 3}, "2 entries were found where the rule's `count` is 3"),
        (HEADED, {"item": "h3", "count": 1}, "2 entries were found where the rule's `count` is 1"),
        ("<h3>1. A</h3><p>a</p><h3>3. B</h3><p>b</p>", {"item": "h3"}, "The entries are numbered 1, 3"),
        ("<ul><li>Lantern reads</li></ul>", {"item": "li"}, "name cannot be told from their text: 1"),
        (LISTED, {"item": "ul > li", "name": "a.u"}, "name cannot be told from their text: 1, 2"),
        ("<h3>Lantern</h3><h3>Quill</h3><p>b</p>", {"item": "h3"}, "Entries without text and links: 1"),
        (HEADED + "<p><a href='https://letter.example/12'>Read more</a></p>", {"item": "h3"}, "cuts the post off"),
        ("<b>" * 3000, {"item": "h3"}, "nests more than"),
    ],
)
def test_an_issue_in_which_the_rule_does_not_find_what_it_promises_is_held(
    html: str, rule: dict[str, object], why: str
) -> None:
    assert why in split(html, **rule).issue.why


def test_widgets_of_the_platform_are_no_entries() -> None:
    widget = '<div class="subscription-widget"><ul><li>Subscribe</li></ul></div>'
    html = widget + "<ul><li><b>Lantern</b>: reads.</li></ul>"
    assert entries(html, item="ul > li") == [("Lantern", "reads.", [])]


CONFIG = """\
contact = "paperboy@forum.example"
[sources.letter]
kind = "rss"
{feed}
[sources.letter.rss]
{rule}
[llm]
model = "any"
[editions.north]
source = "letter"
locale = "ko"
publisher = "folder"
[editions.north.folder]
path = "out"
"""
FEED = 'feed = "https://letter.example/feed"'


@pytest.mark.parametrize(
    ("rule", "line", "said"),
    [
        ('item = "h3["', 6, "sources.letter.rss.item: this is no CSS selector"),
        ('item = "h3"\nuntil = ""', 7, "sources.letter.rss.until: this is no CSS selector"),
        ('item = "h3"\n\nissues = "("', 8, "sources.letter.rss.issues: this is no regular expression"),
        ('item = "h3"\nitems = "h3"', 7, "sources.letter.rss.items: unknown key; did you mean 'item'?"),
        ('item = "h3"\ncount = 0', 7, "sources.letter.rss.count: "),
        ("", 5, "sources.letter.rss.item: this key is required"),
    ],
)
def test_a_mistake_in_a_rule_is_said_with_its_line(tmp_path: Path, rule: str, line: int, said: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(feed=FEED, rule=rule), encoding="utf-8")
    with pytest.raises(Misconfigured) as refused:
        source_of(load(file), "letter")
    assert f"{file}:{line}: {said}" in str(refused.value)


def test_a_rule_without_a_feed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(feed="", rule='item = "h3"'), encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"config\.toml:\d+: \[sources\.letter\]: .* needs its `feed`"):
        source_of(load(file), "letter")
