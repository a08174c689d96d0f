"""The repository's tables: each grammar its rows have had and each slip found there, in words of our own."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Entry, Link, Split
from bot.errors import Misconfigured
from bot.sources.dair_archive import PRINTED, YEARS, DairArchive, Settings, connect

PAGE = "https://a.example/years/2026.md"
HEADING = "Top AI Papers of the Week (June 21 - June 28) - 2026"
TABLE = "| **Paper**  | **Links** |\n| ------------- | ------------- |\n"
ARCHIVE = DairArchive(newsletter="dair", years="https://a.example/years/{year}.md")


def row(number: int, text: str = "", links: str = "") -> str:
    return (
        f"| {number}) {text or f'**Lantern {number}** - Shines.'} | {links or f'[Paper](https://a.example/{number})'} |"
    )


def table(*rows: str, heading: str = HEADING) -> str:
    return f"## {heading}\n{TABLE}" + "\n".join(rows) + "\n"


def rows(*others: str) -> list[str]:
    """Ten rows, of which some are replaced, by their number."""
    mine = {int(one.strip("| ").partition(")")[0]): one for one in others}
    return [mine.get(number, row(number)) for number in range(1, 11)]


def read(text: str, page: str = PAGE) -> Split:
    (found,) = ARCHIVE.read(page, text)
    return found


def paper(text: str, links: str = "") -> Entry:
    """The third paper of a week that is whole but for what is tried."""
    found = read(table(*rows(row(3, text, links))))
    assert found.issue.why == ""
    return found.entries[2]


def why(*printed: str) -> str:
    return read(table(*printed)).issue.why


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "name", "summary"),
    [
        ("**Lantern** - shines.", "Lantern", "shines."),
        ("**Lantern**  - shines.", "Lantern", "shines."),
        ("**Lantern**- shines.", "Lantern", "shines."),
        ("**Lantern**", "Lantern", ""),
        ("****Lantern**** - shines.", "Lantern", "shines."),
        ("*8Lantern** - shines.", "Lantern", "shines."),
        ("**Lantern - Part 2** - shines - softly.", "Lantern - Part 2", "shines - softly."),
        ("**Lantern: What Shines?** - shines: softly.", "Lantern: What Shines?", "shines: softly."),
        ("**Lantern** - Shines. <br>● Oil: Some.  <br>● Wick: One.", "Lantern", "Shines.\n● Oil: Some.\n● Wick: One."),
        ("**Lantern** - Shines. <br> ● Oil: Some. ● Wick: One.", "Lantern", "Shines.\n● Oil: Some.\n● Wick: One."),
        ("**Lantern** - Shines.   ● Oil   ● Wick", "Lantern", "Shines.\n● Oil\n● Wick"),
        ("**Lantern** - 3 ways: 1) dim, 2) bright, 3) red.", "Lantern", "3 ways: 1) dim, 2) bright, 3) red."),
    ],
)
def test_bold_names_end_where_the_bold_ends(printed: str, name: str, summary: str) -> None:
    found = paper(printed)
    assert (found.name, found.summary) == (name, summary)


def test_plain_names_end_at_a_dash_in_a_week_of_dashes() -> None:
    found = read(table(*(row(n, f"Lantern {n} - Shines - for 2  hours.") for n in range(1, 11))))
    assert found.issue.why == ""
    assert [(one.name, one.summary) for one in found.entries] == [
        (f"Lantern {n}", "Shines - for 2 hours.") for n in range(1, 11)
    ]


def test_plain_names_end_at_two_spaces_in_a_week_of_spaces() -> None:
    names = ["Lantern - Part 2", *(f"Lantern {n}" for n in range(2, 11))]
    found = read(table(*(row(n, f"{name}  Shines - long. <br>● Oil  little") for n, name in enumerate(names, 1))))
    assert found.issue.why == ""
    assert [one.name for one in found.entries] == names
    assert {one.summary for one in found.entries} == {"Shines - long.\n● Oil little"}


@pytest.mark.parametrize(
    "printed",
    [
        "Lantern This lamp shines.",
        "Lantern This lamp - an old one - shines.",
        "Lantern This lamp shines. It is old.  And warm.",
        "Lantern This lamp shines.   ● Oil   ● Wick",
        "Lantern This lamp shines <br>● Oil  little",
        f"Lantern {'shines and ' * 20}  burns.",
    ],
)
def test_a_name_that_only_one_space_parts_from_its_text_holds_the_week(printed: str) -> None:
    plain = [row(n, f"Lantern {n}  Shines.") for n in range(1, 11)]
    found = read(table(*plain[:3], row(4, printed), *plain[4:]))
    assert found.issue.why == "Papers whose name cannot be told from their text: 4; see the page."
    assert found.entries[3].name == ""
    assert found.entries[3].summary.startswith("Lantern ")


def test_a_bold_sentence_is_no_name() -> None:
    found = read(table(*rows(row(3, "**Lantern This lamp shines by night.** - It is old."))))
    assert found.issue.why == "Papers whose name cannot be told from their text: 3; see the page."
    assert found.entries[2].summary == "Lantern This lamp shines by night. - It is old."


def test_a_list_without_a_table_is_cut_at_the_last_bracket_that_holds_links() -> None:
    printed = "\n\n".join(
        f"{n}) **Lantern {n}** - shines (as in [this](https://a.example/x)) for (long) "
        f"([paper](https://arxiv.org/abs/2601.{n:05}) | [tweet](https://x.com/a/status/{n}))"
        for n in range(1, 11)
    )
    found = read(f"## {HEADING}\n\n{printed}\n")
    assert found.issue.why == ""
    assert {one.summary.removesuffix(".") for one in found.entries} == {"shines (as in this) for (long)"}
    assert found.entries[4].links == (
        Link(label="paper", url="https://arxiv.org/abs/2601.00005"),
        Link(label="tweet", url="https://x.com/a/status/5"),
    )
    assert found.entries[4].arxiv_id == "2601.00005"


def test_brackets_in_a_text_are_not_where_it_is_cut() -> None:
    found = paper("**Lantern** - shines (by night) with oil (see [the wick](https://a.example/wick)).")
    assert found.summary == "shines (by night) with oil (see the wick)."
    assert [link.url for link in found.links] == ["https://a.example/3"]


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        (r"Q\&A and \~300 lamps", "Q&A and ~300 lamps"),
        (r"the A\* search", "the A* search"),
        ("of O*NET and O*NET", "of O*NET and O*NET"),
        ("low *k* and **bold** words", "low k and bold words"),
        ("a <pause> and <think i>, <RET>, </think>, <1%", "a <pause> and <think i>, <RET>, </think>, <1%"),
        ("it[s Lantern.ai](http://lantern.example/) now", "its Lantern.ai now"),
        ("from $250 to $32,000, ~$9", "from $250 to $32,000, ~$9"),
        ("±0.5 ≤ α – “so” it’s 8×H100 → ⟨x⟩", "±0.5 ≤ α – “so” it’s 8×H100 → ⟨x⟩"),
        (r"\textit{so} and R\&D", r"\textit{so} and R&D"),
        ("a_b_c and __init__ x", "a_b_c and init x"),
        ("AT&amp;T", "AT&T"),
        ("<https://a.example> ![a picture](https://a.example/p.png)", "<https://a.example> !a picture"),
    ],
)
def test_markdown_says_what_github_shows(printed: str, read: str) -> None:
    assert paper(f"**Lantern** - {printed}").summary == read


def test_a_tag_in_a_name_is_text() -> None:
    assert paper("**Lantern <pause>** - shines.").name == "Lantern <pause>"


# ── links ─────────────────────────────────────────────────────────────────────────────────────────────────

P, T = "https://arxiv.org/abs/2601.00001v2", "https://x.com/a/status/1?s=20"


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        (f"[Paper]({P}), [Tweet]({T})", [("Paper", P), ("Tweet", T)]),
        (f"[Paper]({P}),  [Tweet]({T}) ", [("Paper", P), ("Tweet", T)]),
        (f"[Paper]({P}) [Tweet]({T})", [("Paper", P), ("Tweet", T)]),
        (f"[Paper]({P})  [Tweet)]({T})", [("Paper", P), ("Tweet", T)]),
        (f"[Paper]({P}), [Tweet)]({T})", [("Paper", P), ("Tweet", T)]),
        (f"[Paper]({P}), [Tweet]()", [("Paper", P)]),
        (f"[Paper]({P})), [Tweet]({T})_", [("Paper", P), ("Tweet", T)]),
        (f"[Paper]({P}), [Tweet]({T})_)", [("Paper", P), ("Tweet", T)]),
        (f"[Tweet]({T})", [("Tweet", T)]),
        (f"[Paper]({P}), [Book]({P})", [("Paper", P)]),
        ("[Paper 1](https://a.example/a%20b?x=1&y=2)", [("Paper 1", "https://a.example/a%20b?x=1&y=2")]),
        ("[Report](https://a.example/x_(y)_*z*)", [("Report", "https://a.example/x_(y)_*z*")]),
        ("[Code & Data](https://a.example/ü%27)", [("Code & Data", "https://a.example/ü%27")]),
        ("[Paper](javascript:alert(1))", []),
    ],
)
def test_links_are_kept_as_printed_but_for_slips(printed: str, kept: list[tuple[str, str]]) -> None:
    assert [(link.label, link.url) for link in paper("", printed).links] == kept


@pytest.mark.parametrize("label", ["Project", "Book", "Tweet"])
def test_an_arxiv_link_counts_under_any_label(label: str) -> None:
    assert paper("", f"[{label}]({P})").arxiv_id == "2601.00001"


@pytest.mark.parametrize(
    "cell", [f"[Paper]({P}", f"[Paper]({P}) and more", "to come", f"[Paper](a b.pdf), [Tweet]({T})"]
)
def test_links_that_cannot_be_read_hold_the_week(cell: str) -> None:
    assert "Papers with text among their links: 3; see the page." in why(*rows(row(3, "", cell)))


# ── what holds a week ─────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_week_is_not_held() -> None:
    found = read(table(*rows()))
    assert (found.issue.why, len(found.entries)) == ("", 10)


def test_an_empty_heading_is_held() -> None:
    found = read(f"## {HEADING}\n")
    assert found.issue.why == (
        "Of 10 papers these cannot be found in the page: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10; see the page."
    )
    assert found.entries == ()


def test_a_half_filled_week_is_held_and_its_papers_are_read() -> None:
    found = read(table(row(1), row(2), "|  |  |"))
    assert "cannot be found in the page: 3, 4, 5, 6, 7, 8, 9, 10;" in found.issue.why
    assert [one.position for one in found.entries] == [1, 2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda ten: ten[:4] + ten[5:], "Of 10 papers these cannot be found in the page: 5; see the page."),
        (lambda ten: [*ten[:3], ten[4], ten[3], *ten[5:]], "Papers that stand out of their order: 4; see the page."),
        (lambda ten: [*ten, row(11)], "Numbers that begin a paper once too often: 11; see the page."),
        (lambda ten: [*ten[:5], ten[4], *ten[5:]], "Numbers that begin a paper once too often: 5; see the page."),
        (
            lambda ten: [*ten[:4], ten[4].replace("5) ", ""), *ten[5:]],
            "Of 10 papers these cannot be found in the page: 5; see the page."
            " Papers with text after their links, which is left out: 4; see the page.",
        ),
        (
            lambda ten: [*ten[:9], ten[9], "● More of it | [Paper](https://a.example) |", ""],
            "Papers with text after their links, which is left out: 10; see the page.",
        ),
        (
            lambda ten: [*ten[:2], "", "A word from our sponsor.", "", *ten[2:]],
            "Papers with text after their links, which is left out: 2; see the page.",
        ),
        (
            lambda ten: [ten[0], "| 2) **Two** - `a|b` | [Paper](https://a.example) |", *ten[2:]],
            "Papers with more than two columns: 2; see the page.",
        ),
        (lambda ten: [*ten[:8], "| 9) **Nine** | |", ten[9]], "Papers without text and links: 9; see the page."),
    ],
)
def test_what_does_not_fit_holds_the_week(change: Callable[[list[str]], list[str]], said: str) -> None:
    found = read(table(*change(rows())))
    assert found.issue.why == said
    assert len(found.entries) >= 9


def test_closing_words_and_pictures_hold_nothing() -> None:
    printed = table(*rows()).replace("\n| **Paper**", "\n![](../pics/a.png)\n\n| **Paper**")
    assert read(printed + "\n---\n\nThat is all. Follow us.\n").issue.why == ""


def test_an_escaped_bar_is_no_column() -> None:
    assert paper(r"**Lantern** - p(x\|y) falls.").summary == "p(x|y) falls."


@given(st.text())
def test_any_page_is_read_without_a_crash(text: str) -> None:
    for found in ARCHIVE.read(PAGE, f"## {HEADING}\n{text}"):
        assert found.issue.why


@given(
    st.lists(st.sampled_from(["| ", " |", "1) ", "2. ", "**", "*8", "[a](u)", "\n", "● ", "<br>", "\\", "(", "## x"]))
)
def test_scrambled_rows_are_held(parts: list[str]) -> None:
    assert read(f"## {HEADING}\n" + "".join(parts)).issue.why


@pytest.mark.parametrize(
    "bomb",
    [
        "1) " + "**[" * 200_000,
        "1) " + "*a " * 300_000,
        "1) " + "[" * 100_000 + "](x)" * 1_000,
        "1) Lantern" + " " * 300_000 + "x",
        "1) " + " " * 19_900 + "<br>",
        f"1) {' ' * 9_000}-{' ' * 9_000}-",
        "| 1) a | [b](c) |\n" * 5_000,
        "#" * 500_000,
        "# " + "# " * 250_000 + "x",
    ],
    ids=["nested", "stars", "brackets", "spaces", "breaks", "dashes", "rows", "headings", "a heading"],
)
def test_a_page_made_to_take_long_is_held_at_once(bomb: str) -> None:
    began = perf_counter()
    assert read(f"## {HEADING}\n{bomb}").issue.why
    assert perf_counter() - began < 5, "seconds on a busy computer"


def test_a_row_of_any_length_that_is_not_read_holds_the_week() -> None:
    said = why(*rows(row(3, "**Lantern** - " + "shines " * 3_000)))
    assert "cannot be found in the page: 3;" in said
    assert "text after their links, which is left out: 2;" in said


# ── which weeks ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("heading", "page", "start", "end"),
    [
        ("Top ML Papers of the Week (Jan 1-8)", "2023.md", "2023-01-01", "2023-01-08"),
        ("Top ML Papers of the Week (Feb 20-26)", "2023.md", "2023-02-20", "2023-02-26"),
        ("Top ML Papers of the Week (Feb 13 - 19)", "2023.md", "2023-02-13", "2023-02-19"),
        ("Top ML Papers of the Week (May 29-June 4)", "2023.md", "2023-05-29", "2023-06-04"),
        ("Top ML Papers of the Week (Mar 27 - April 2)", "2023.md", "2023-03-27", "2023-04-02"),
        ("Top ML Papers of the Week (March 18 - March 25) - 2024", "2024.md", "2024-03-18", "2024-03-25"),
        ("Top ML Papers of the Week (March 26 – March 31) - 2024", "2024.md", "2024-03-26", "2024-03-31"),
        ("Top ML Papers of the Week (December 30 - January 5) - 2025", "2024.md", "2024-12-30", "2025-01-05"),
        ("Top ML Papers of the Week (December 30 - January 5 - 2025)", "2025.md", "2024-12-30", "2025-01-05"),
        ("Top AI Papers of the Week (December 29 - January 4) - 2026", "2026.md", "2025-12-29", "2026-01-04"),
        ("Top AI Papers of the Week (December 29 - January 4)", "2025.md", "2025-12-29", "2026-01-04"),
        ("Top AI Papers of the Week (December 29 - January 4)", "2026.md", "2025-12-29", "2026-01-04"),
        ("🥇Top AI Papers of the Week (April 26 - May 3) - 2026 ##", "README.md", "2026-04-26", "2026-05-03"),
    ],
)
def test_the_week_is_read_from_its_heading(heading: str, page: str, start: str, end: str) -> None:
    found = read(table(*rows(), heading=heading), f"https://a.example/years/{page}").issue
    assert (str(found.start), str(found.end), found.why) == (start, end, "")
    assert (found.key, found.slug) == (f"dair/{end}", f"{start}..{end}")
    assert found.published == datetime.combine(date.fromisoformat(end), datetime.min.time(), UTC).replace(hour=15)
    assert found.title == ("Top ML Papers of the Week" if "ML" in heading else "Top AI Papers of the Week")


@pytest.mark.parametrize(
    ("days", "page", "dated", "said"),
    [
        ("", "2026.md", False, "says “”, which tells no days"),
        ("(soon) - 2026", "2026.md", False, "says “(soon) - 2026”, which tells no days"),
        ("(June 31 - July 1) - 2026", "2026.md", False, "and there are no such days"),
        ("(February 23 - 29) - 2026", "2026.md", False, "and there are no such days"),
        ("(June 21 - 28)", "README.md", False, "and neither it nor the page tells the year"),
        ("(December 30 - January 5) - 2024", "2024.md", True, "in no one year that fits does it end on a Sunday"),
        ("(December 27 - January 2)", "2024.md", True, "in no one year that fits does it end on a Sunday"),
        ("(June 1 - 28) - 2026", "2026.md", True, "says “(June 1 - 28) - 2026”, which is not a week"),
        ("(June 26 - 28) - 2026", "2026.md", True, "which is not a week"),
        ("(June 28 - 21) - 2026", "2026.md", True, "which is not a week"),
    ],
)
def test_days_that_cannot_be_told_hold_the_week(days: str, page: str, dated: bool, said: str) -> None:
    found = read(table(*rows(), heading=f"Top AI Papers of the Week {days}"), f"https://a.example/{page}").issue
    assert said in found.why
    assert (found.end.year > 1970) == dated, "what has no days comes before all that is asked for"


def test_a_year_that_two_others_on_the_page_leave_open_is_not_guessed() -> None:
    years = "".join(table(*rows(), heading=f"Top AI Papers of the Week (June 1 - 7) - {year}") for year in (2024, 2028))
    page = years + table(*rows(), heading="Top ML Papers of the Week (Feb 27-Mar 5)")
    found = [one.issue for one in ARCHIVE.read("https://a.example/README.md", page) if one.issue.why]
    assert ["in no one year that fits" in one.why for one in found] == [True], "March 5 is a Sunday in 2023 and 2028"


def test_two_weeks_without_days_are_two_issues() -> None:
    found = ARCHIVE.read(
        PAGE, table(heading="Top AI Papers of the Week (soon)") + table(heading="Top AI Papers of the Week")
    )
    assert [one.issue.slug for one in found] == ["top-ai-papers-of-the-week", "top-ai-papers-of-the-week-soon"]


def test_weeks_come_oldest_first_and_other_headings_are_none() -> None:
    page = (
        "# AI Papers of the Week — 2026\n\n## 2026\n- [Top AI Papers of the Week (May 1 - May 7)](./#x)\n\n"
        + table(*rows(), heading="Top AI Papers of the Week (May 11 - May 17) - 2026")
        + "\n"
        + table(*rows(), heading="Top AI Papers of the Week (May 4 - May 10) - 2026")
        + "\n## About\n\n1) Be kind\n"
    )
    found = ARCHIVE.read(PAGE, page)
    assert [str(one.issue.end) for one in found] == ["2026-05-10", "2026-05-17"]
    assert [one.issue.why for one in found] == ["", ""]


def test_a_week_that_stands_twice_is_one_and_held() -> None:
    (found,) = ARCHIVE.read(PAGE, table(*rows()) + table(*rows(row(3, "**Other** - Else."))))
    assert found.issue.why == "The page has this week twice; of the two this is the first: see the page."
    assert found.entries[2].name == "Lantern 3"


def test_another_week_on_the_page_does_not_change_a_weeks_body() -> None:
    one = table(*rows())
    other = table(*rows(), heading="Top AI Papers of the Week (May 4 - May 10) - 2026")
    bodies = {split.issue.body for text in (one + other, other + one, one) for split in ARCHIVE.read(PAGE, text)[-1:]}
    assert bodies == {one.strip()}


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (YEARS.format(year=2026), "https://github.com/dair-ai/AI-Papers-of-the-Week/blob/main/years/2026.md"),
        (PAGE, PAGE),
    ],
)
def test_the_address_leads_to_the_heading_where_people_read_it(page: str, shown: str) -> None:
    found = read(table(*rows()), page).issue
    assert found.url == f"{shown}#top-ai-papers-of-the-week-june-21---june-28---2026"
    assert found.guid == found.url


# ── which pages ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        ("2026-05-01", "2026-06-28", [2026]),
        ("2024-06-01", "2026-01-01", [2024, 2025, 2026]),
        ("2026-01-01", "2026-02-01", [2025, 2026]),
        ("2026-01-07", "2026-02-01", [2025, 2026]),
        ("2026-01-08", "2026-02-01", [2026]),
        ("2020-01-01", "2023-12-31", [2023]),
        ("2023-01-01", "2023-01-08", [2023]),
        ("2021-01-01", "2022-01-01", []),
        ("2026-06-28", "2025-06-28", []),
    ],
)
def test_the_pages_are_those_of_the_years_asked_for(since: str, until: str, years: list[int]) -> None:
    found = ARCHIVE.pages(date.fromisoformat(since), date.fromisoformat(until))
    assert found == [f"https://a.example/years/{year}.md" for year in years]


def test_of_years_whose_pages_were_rewritten_the_older_page_is_read() -> None:
    archive = connect(Settings(), name="old", feed=None)
    years = [YEARS.format(year=year) for year in (2025, 2026)]
    assert archive.pages(date(2023, 1, 1), date(2026, 6, 28)) == [PRINTED, *years]
    assert archive.pages(date(2025, 1, 1), date(2025, 1, 5)) == [PRINTED, years[0]]
    assert archive.pages(date(2025, 2, 1), date(2025, 12, 28)) == years[:1]
    headings = (
        "(June 2 - June 8) - 2025",
        "(December 30 - January 5) - 2025",
        "(May 6 - May 12) - 2024",
        "(Feb 20-26)",
    )
    printed = "".join(table(*rows(), heading=f"Top ML Papers of the Week {days}") for days in headings)
    found = [(str(one.issue.end), one.issue.why) for one in archive.read(PRINTED, printed)]
    assert found == [("2023-02-26", ""), ("2024-05-12", "")], "the others are on the pages of their own years"


def test_an_address_without_a_year_is_one_page() -> None:
    archive = DairArchive(newsletter="dair", years="https://a.example/README.md")
    assert archive.pages(date(2023, 1, 1), date(2026, 1, 1)) == ["https://a.example/README.md"]


def test_the_archive_is_of_the_newsletter_it_is_told() -> None:
    archive = connect(Settings(newsletter="weekly"), name="old", feed=None)
    assert (archive.newsletter, archive.years) == ("weekly", YEARS)
    (found,) = archive.read(PAGE, table(*rows()))
    assert (found.issue.key, found.issue.source, found.entries[0].key) == (
        "weekly/2026-06-28",
        "weekly",
        "weekly/2026-06-28/1",
    )


def test_an_archive_has_no_feed() -> None:
    with pytest.raises(Misconfigured, match=r"sources\.old\.feed: an archive has none; `years` says where"):
        connect(Settings(), name="old", feed="https://a.example/feed")
