"""Ninety-one real weeks as the repository's tables, in the grammar of their time: what the feed gives, and no other."""

import json
from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest

from bot.domain import Entry, Split
from bot.markup import one_line
from bot.sources._markdown import line
from bot.sources.dair_archive import DairArchive
from tests.sources.archive_table import HEAD, NAMES, pages, row_of, section
from tests.sources.test_dair_corpus import needs_weeks, rendered, weeks

YEARS = "https://a.example/years/{year}.md"
ARCHIVE = DairArchive(newsletter="dair", years=YEARS)

MARKED = {
    ("2023-08-28", 7): "a bold word",
    ("2025-01-27", 7): "a link",
    ("2025-04-06", 7): "a link",
    ("2025-04-21", 1): "slanted letters",
    ("2025-05-19", 5): "a slanted letter",
    ("2025-06-02", 4): "a link",
}
"""Rows whose text has Markdown in it. The feed's renderer prints its signs, the repository's page what they mean."""


def by_archive(printed: dict[int, str]) -> dict[str, Split]:
    found = [split for year, text in printed.items() for split in ARCHIVE.read(YEARS.format(year=year), text)]
    return {str(split.issue.start): split for split in found}


def facts(entry: Entry) -> tuple[object, ...]:
    """What must be the same; labels are in small letters in the feeds before 2025."""
    links = [(link.label.casefold(), link.url) for link in entry.links]
    return entry.position, entry.name, entry.summary, links, entry.arxiv_id


def differing(archived: dict[str, Split], fed: dict[str, Split]) -> Iterator[tuple[str, Entry, Entry]]:
    for start, split in fed.items():
        for old, new in zip(archived[start].entries, split.entries, strict=True):
            if facts(old) != facts(new):
                yield start, old, new


@pytest.fixture(scope="module")
def fed() -> dict[str, Split]:
    """The weeks as the feed gives them."""
    return {str(split.issue.start): split for split in rendered("--spans", "0.3") if isinstance(split, Split)}


@needs_weeks
def test_every_week_is_the_one_that_the_feed_gives(fed: dict[str, Split]) -> None:
    found = by_archive(pages(weeks().values()))
    assert [split.issue.why for split in found.values()] == [""] * 91
    assert {start: split.issue.end for start, split in found.items()} == {
        start: split.issue.end for start, split in fed.items()
    }
    assert {len(split.entries) for split in found.values()} == {10}
    other = {(start, old.position) for start, old, _ in differing(found, fed)}
    assert other == MARKED.keys(), "910 papers, six of them with Markdown in their text"


@needs_weeks
def test_what_differs_is_only_that_markdown_is_read_as_markdown(fed: dict[str, Split]) -> None:
    for _, old, new in differing(by_archive(pages(weeks().values())), fed):
        read = "\n".join(one_line(line(printed).text) for printed in new.summary.split("\n"))
        assert (old.summary, old.name, old.arxiv_id) == (read, new.name, new.arxiv_id)
        assert [link.url for link in old.links] == [link.url for link in new.links]


@needs_weeks
@pytest.mark.parametrize("grammar", NAMES)
def test_any_week_in_any_grammar_is_read_or_held_and_never_misread(fed: dict[str, Split], grammar: str) -> None:
    """A plain name without a text behind it cannot be told from one: three of the weeks have such a paper."""
    held = set()
    for start, week in weeks().items():
        (found,) = ARCHIVE.read(
            YEARS.format(year=week["end"][:4]), section(week, partial(row_of, named=NAMES[grammar]))
        )
        held |= {start} if found.issue.why else set()
        for old, new in zip(found.entries, fed[start].entries, strict=True):
            assert old.name == new.name or (not old.name and not new.summary and found.issue.why)
            assert (old.arxiv_id, [one.url for one in old.links]) == (new.arxiv_id, [one.url for one in new.links])
    plain = grammar in ("2024-12-30", "2025-01-20")
    assert held == ({"2023-01-16", "2023-01-30", "2023-02-13"} if plain else set())


@needs_weeks
def test_all_weeks_on_one_page_find_their_years() -> None:
    """Headings have no year in 2023; the last day of a week is a Sunday in one year of those that fit."""
    page = HEAD.format(year="every year") + "\n\n".join(map(section, reversed(weeks().values())))
    found = DairArchive(newsletter="dair", years="https://a.example/README.md").read(
        "https://a.example/README.md", page
    )
    assert [split.issue.why for split in found] == [""] * 91
    assert [str(split.issue.start) for split in found] == sorted(weeks()), "oldest first"


@needs_weeks
def test_a_week_over_the_new_year_is_read_in_either_years_page() -> None:
    crossing = [week for week in weeks().values() if week["start"][:4] != week["end"][:4]]
    assert len(crossing) == 2
    for week in crossing:
        for year in (week["start"][:4], week["end"][:4]):
            (found,) = ARCHIVE.read(YEARS.format(year=year), section(week))
            assert (str(found.issue.start), str(found.issue.end), found.issue.why) == (week["start"], week["end"], "")
        end = date.fromisoformat(week["end"])
        assert ARCHIVE.pages(end, end) == [YEARS.format(year=year) for year in (end.year - 1, end.year)]


@needs_weeks
def test_a_week_of_which_a_row_is_missing_is_held_and_the_others_are_read() -> None:
    for week in json.loads(json.dumps(list(weeks().values()))):
        gone = week["papers"].pop(int(week["start"][-2:]) % 10)["n"]
        (found,) = ARCHIVE.read(YEARS.format(year=week["end"][:4]), section(week))
        assert found.issue.why == f"Of 10 papers these cannot be found in the page: {gone}; see the page."
        assert len(found.entries) == 9
