"""A day's announcements of arXiv as one issue: which papers are taken, and what is read back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain import Entry, FeedItem, Link, Skipped, Split
from bot.sources import arxiv_listing
from bot.sources.arxiv_listing import ArxivListing, Settings

MONDAY = datetime(2026, 11, 16, tzinfo=timezone(timedelta(hours=-5)))


def listing(feed: str | None = None, **settings: object) -> ArxivListing:
    return arxiv_listing.connect(Settings.model_validate(settings), name="cs-cl", feed=feed)


def paper(
    number: int = 1,
    *,
    kind: str = "new",
    title: str = "A Paper",
    abstract: str = "We try.",
    authors: tuple[str, ...] = ("Ada Example", "Bo Sample"),
    published: datetime = MONDAY,
    version: int = 1,
) -> FeedItem:
    versioned = f"2611.{number:05}v{version}"
    return FeedItem(
        title=title,
        subtitle="",
        url=f"https://arxiv.org/abs/2611.{number:05}",
        guid=f"oai:arXiv.org:{versioned}",
        published=published,
        html=f"arXiv:{versioned} Announce Type: {kind} \nAbstract: {abstract}",
        authors=authors,
        categories=("cs.CL",),
        announced=kind,
    )


def days(source: ArxivListing, *items: FeedItem, known: dict[str, str] | None = None) -> list[Split]:
    splits = [source.split(item) for item in source.gather(items, known or {})]
    found = [split for split in splits if isinstance(split, Split)]
    assert len(found) == len(splits)
    return found


def numbers(source: ArxivListing, *items: FeedItem, known: dict[str, str] | None = None) -> list[int]:
    (day,) = days(source, *items, known=known) or [None]
    return [int(str(entry.arxiv_id)[5:]) for entry in day.entries] if day else []


def test_a_day_is_one_issue_under_its_date() -> None:
    (day,) = days(listing(categories=["cs.CL", "cs.AI"]), paper(1), paper(2, title="Another  One\n of Two Lines"))
    assert (day.issue.key, day.issue.slug, day.issue.title) == ("cs-cl/2026-11-16", "2026-11-16", "cs.CL, cs.AI")
    assert day.issue.guid == "https://arxiv.org/catchup/cs.CL/2026-11-16"
    assert day.issue.url == "https://arxiv.org/list/cs.CL/2026-11"
    assert day.issue.start == day.issue.end == date(2026, 11, 16)
    assert (day.issue.published, day.issue.why) == (MONDAY, "")
    assert day.entries[1] == Entry(
        issue="cs-cl/2026-11-16",
        position=2,
        name="Another One of Two Lines",
        summary="",
        links=(Link(label="Paper", url="https://arxiv.org/abs/2611.00002"),),
        arxiv_id="2611.00002",
    )


@pytest.mark.parametrize("hours", [-5, -4])
def test_midnight_in_new_york_is_the_same_day_in_winter_and_in_summer(hours: int) -> None:
    midnight = datetime(2026, 7, 20, tzinfo=timezone(timedelta(hours=hours))).astimezone(UTC)
    (day,) = days(listing(), paper(published=midnight))
    assert day.issue.end == date(2026, 7, 20)


def test_an_empty_day_has_no_issue() -> None:
    assert days(listing()) == []
    assert days(listing(), paper(kind="cross"), paper(2, kind="replace"), paper(3, kind="replace-cross")) == []


def test_only_what_is_announced_as_new_is_taken() -> None:
    kinds = ("cross", "new", "replace", "new", "replace-cross", "")
    assert numbers(listing(), *(paper(n, kind=kind) for n, kind in enumerate(kinds))) == [1, 3]


def test_a_paper_that_is_new_in_two_categories_stands_once() -> None:
    assert numbers(listing(), paper(1), paper(2), paper(1, version=2), paper(3)) == [1, 2, 3]


def test_a_paper_of_another_day_is_left_to_it() -> None:
    known = {"2611.00001": "2026-11-13", "2611.00002": "2026-11-16"}
    assert numbers(listing(), paper(1), paper(2), paper(3), known=known) == [2, 3]


def test_of_several_days_in_one_feed_the_first_keeps_a_paper() -> None:
    tuesday = MONDAY + timedelta(days=1)
    first, second = days(listing(), paper(2, published=tuesday), paper(1, published=tuesday), paper(1))
    assert [one.arxiv_id for one in first.entries] == ["2611.00001"]
    assert [one.arxiv_id for one in second.entries] == ["2611.00002"]


def test_what_leads_nowhere_on_arxiv_or_has_no_title_is_left_out() -> None:
    elsewhere = replace(paper(1), url="https://example.org/abs/2611.00001")
    assert numbers(listing(), elsewhere, paper(2, title=" "), paper(3)) == [3]


def test_so_many_are_taken_from_the_top() -> None:
    assert numbers(listing(first=2), *(paper(n) for n in (5, 3, 9, 1))) == [5, 3]
    assert len(numbers(listing(), *(paper(n) for n in range(40)))) == 10


@pytest.mark.parametrize(
    ("keywords", "authors", "chosen"),
    [
        (["rag"], [], [2]),
        (["speech  translation"], [], [3]),
        (["C++"], [], [4]),
        (["fragment"], [], [1]),
        ([], ["sample"], [3, 4]),
        (["RAG"], ["Cy Sample"], [2, 4]),
        (["nothing of the kind"], [], []),
    ],
)
def test_words_and_names_are_looked_for_whole_and_either_will_do(
    keywords: list[str], authors: list[str], chosen: list[int]
) -> None:
    papers = (
        paper(1, title="A Fragment of Storage", abstract="We drag.", authors=("Ada Samples",)),
        paper(2, title="Asking Twice", abstract="It is\n  RAG, again.", authors=("Bo Nobody",)),
        paper(3, title="Streaming Speech\nTranslation", authors=("Ada Example", "Bo Sample")),
        paper(4, title="Fast C++ Kernels", authors=("CY SAMPLE",)),
    )
    assert numbers(listing(keywords=keywords, authors=authors), *papers) == chosen


def test_words_of_the_form_around_an_abstract_are_none_of_it() -> None:
    assert numbers(listing(keywords=["announce", "new", "abstract"]), paper(1)) == []


def test_the_choice_comes_before_the_count() -> None:
    papers = [paper(n, title=f"On RAG {n}" if n % 3 == 0 else "Else") for n in range(1, 20)]
    assert numbers(listing(keywords=["rag"], first=3), *papers) == [3, 6, 9]


def test_a_second_poll_of_a_day_gives_the_same_issue_and_a_grown_one_another_body() -> None:
    first, again = days(listing(), paper(1), paper(2)), days(listing(), paper(1), paper(2))
    known = {"2611.00001": "2026-11-16", "2611.00002": "2026-11-16"}
    (grown,) = days(listing(), paper(1), paper(2), paper(3), known=known)
    assert first == again
    assert grown.issue.slug == first[0].issue.slug
    assert grown.issue.body_hash != first[0].issue.body_hash
    assert grown.entries[:2] == first[0].entries


def test_a_paper_by_itself_is_no_issue() -> None:
    assert isinstance(listing().split(paper(1)), Skipped)


def test_the_feed_is_the_one_of_all_categories() -> None:
    assert listing().feed_url == "https://rss.arxiv.org/rss/cs.CL"
    assert listing(categories=["cs.CL", "hep-th", "cs.CL"]).feed_url == "https://rss.arxiv.org/rss/cs.CL+hep-th"
    assert listing("https://mirror.example/cs.CL").feed_url == "https://mirror.example/cs.CL"


def test_a_choice_may_find_nothing_for_weeks() -> None:
    assert listing().expect == timedelta(days=5)
    assert listing(keywords=["rare"]).expect == listing(authors=["Rare"]).expect == timedelta(days=30)


@pytest.mark.parametrize(
    "wrong",
    [
        {"categories": []},
        {"categories": ["cs.CL+cs.AI"]},
        {"categories": ["CS"]},
        {"first": 0},
        {"keywords": [" "]},
        {"keyword": ["x"]},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


@given(title=st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=1))
def test_a_title_is_read_back_as_it_is_printed_whatever_it_holds(title: str) -> None:
    (day,) = days(listing(), paper(1, title=title), paper(2))
    assert [entry.name for entry in day.entries] == [title, "A Paper"]


def test_markup_in_a_title_is_text() -> None:
    title = 'Why <pause> & <a href="https://evil.example">$x<y$</a> Matter'
    (day,) = days(listing(), paper(1, title=title))
    assert [(one.name, one.arxiv_id) for one in day.entries] == [(title, "2611.00001")]
