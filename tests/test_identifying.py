"""What each entry is about: one question to arXiv an issue, and what is made of the answer."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import Missing, Paper, Record
from bot.errors import Unavailable
from bot.pipeline import tick
from tests import samples
from tests.fakes import World, week, world

KEY = "dair/2026-11-15"
PATIENCE_ENDS = samples.SUNDAY + timedelta(hours=12, seconds=1)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield world(tmp_path, stack.enter_context)


def papers(here: World) -> dict[int, Paper]:
    return {int(key.rpartition("/")[2]): paper for key, paper in here.bot.store.papers.of(KEY).items()}


def test_an_issue_is_one_question_for_the_ids_that_are_not_known(here: World) -> None:
    here.bot.store.papers.keep([samples.record(2)])
    here.offer(week(4))
    tick(here.bot)
    assert here.library.asked == [("2611.90001", "2611.90003", "2611.90004")]
    assert [paper.title for paper in papers(here).values()] == [samples.record(number).title for number in range(1, 5)]


def test_an_issue_without_arxiv_ids_asks_nothing(here: World) -> None:
    split = week(2)
    here.offer(replace(split, entries=tuple(replace(one, arxiv_id=None) for one in split.entries)))
    tick(here.bot)
    assert here.library.asked == []
    assert {paper.missing for paper in papers(here).values()} == {Missing.NOT_ON_ARXIV}
    assert here.publisher.created == [f"{KEY}/forum#1"]


def test_an_id_that_arxiv_does_not_know_yet_holds_back_only_itself_and_is_asked_for_alone(here: World) -> None:
    here.offer(week(3))
    late = here.library.records.pop("2611.90002")
    tick(here.bot)
    assert sorted(papers(here)) == [1, 3]
    assert here.translator.asked == []
    here.library.records[late.arxiv_id] = late
    tick(here.bot)
    assert here.library.asked[1:] == [("2611.90002",)]
    assert here.publisher.created == [f"{KEY}/forum#1"]


def test_what_arxiv_does_not_know_when_patience_ends_goes_out_under_the_newsletters_name(here: World) -> None:
    here.offer(week(2))
    here.library.records.pop("2611.90002")
    tick(here.bot)
    assert here.publisher.created == []
    here.clock.set(PATIENCE_ENDS)
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert (papers(here)[2].title, papers(here)[2].missing) == ("Lantern 2", Missing.NOT_YET)


def test_while_arxiv_is_silent_nothing_is_kept_and_after_patience_nothing_is_made_up(here: World) -> None:
    here.offer(week(2))
    here.library.fails = Unavailable("503")
    tick(here.bot)
    assert (papers(here), here.heard.of("waits")) == ({}, [KEY])
    here.clock.set(PATIENCE_ENDS)
    tick(here.bot)
    assert {paper.missing for paper in papers(here).values()} == {Missing.NOT_YET}
    assert dict(here.bot.store.papers.records(["2611.90001", "2611.90002"])) == {}


def test_late_abstracts_that_arxiv_keeps_back_are_waited_for_aloud_and_less_and_less_often(here: World) -> None:
    here.offer(week(2))
    here.library.fails = Unavailable("503")
    here.clock.set(PATIENCE_ENDS)
    for _ in range(6):
        tick(here.bot)
    failure = here.bot.store.failures.all()[f"{KEY}/abstracts"]
    assert (failure.count, failure.until > here.clock.now()) == (3, True)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert here.bot.store.holds.all() == []


def test_what_is_still_not_known_is_not_written_again_and_again(here: World) -> None:
    here.offer(week(2))
    here.library.records.clear()
    here.clock.set(PATIENCE_ENDS)
    tick(here.bot)
    here.heard.events.clear()
    tick(here.bot)
    assert len(here.library.asked) == 2
    assert here.heard.of("identified") == []


def test_an_answer_is_kept_and_serves_the_next_issue_too(here: World) -> None:
    here.offer(week(2))
    tick(here.bot)
    assert sorted(here.bot.store.papers.records(["2611.90001", "2611.90002", "2611.90003"])) == [
        "2611.90001",
        "2611.90002",
    ]


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (samples.record(1, withdrawn=True), Missing.WITHDRAWN),
        (samples.record(1, withdrawn=True, abstract=""), Missing.WITHDRAWN),
        (samples.record(1), None),
    ],
)
def test_a_withdrawn_paper_has_no_abstract_and_is_not_asked_for_again(
    here: World, said: Record, missing: Missing | None
) -> None:
    here.library.records["2611.90001"] = said
    here.offer(week(1))
    tick(here.bot)
    tick(here.bot)
    assert len(here.library.asked) == 1
    assert papers(here)[1].missing is missing
    assert bool(papers(here)[1].abstract) is (missing is None)


def test_an_abstract_that_came_late_leaves_the_title_that_readers_know(here: World) -> None:
    here.offer(week(2))
    late = here.library.records.pop("2611.90002")
    here.clock.set(PATIENCE_ENDS)
    tick(here.bot)
    here.library.records[late.arxiv_id] = late
    tick(here.bot)
    assert (papers(here)[2].title, papers(here)[2].abstract) == ("Lantern 2", late.abstract)


def test_a_record_without_a_title_has_the_newsletters_name(here: World) -> None:
    here.library.records["2611.90001"] = samples.record(1, title="")
    here.offer(week(1))
    tick(here.bot)
    assert papers(here)[1].title == "Lantern 1"


def test_one_id_under_two_papers_is_asked_for_once_and_doubted(here: World) -> None:
    split = week(3)
    here.offer(replace(split, entries=(*split.entries[:2], replace(split.entries[2], arxiv_id="2611.90001"))))
    tick(here.bot)
    assert here.library.asked == [("2611.90001", "2611.90002")]
    (finding,) = here.bot.store.findings.under(KEY)
    assert (finding.key, finding.code) == (f"{KEY}/3", "link.twice")
    assert finding.message == f"2611.90001 is also the link of {KEY}/1; its title and abstract are not used here"
    assert (papers(here)[3].title, papers(here)[3].abstract) == ("Lantern 3", "")


def test_what_was_found_is_told_with_the_number_of_abstracts(here: World) -> None:
    here.offer(week(3))
    here.library.records["2611.90001"] = samples.record(1, withdrawn=True)
    tick(here.bot)
    assert [facts for event, _key, facts in here.heard.events if event == "identified"] == [
        {"papers": 3, "abstracts": 2}
    ]
