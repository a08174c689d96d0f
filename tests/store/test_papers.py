from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain import Missing, Paper, Record
from bot.store import Database

from .samples import a_finding, a_paper, a_split


@pytest.fixture
def entries(db: Database) -> list[str]:
    return [entry.key for entry in db.issues.add(a_split(papers=11)).entries]


def test_papers_come_back_by_entry_in_the_order_printed(db: Database, entries: list[str]) -> None:
    papers = [a_paper(entries[9]), a_paper(entries[1], abstract="", missing=Missing.NOT_ON_ARXIV, arxiv_id=None)]
    db.papers.put(papers)
    assert list(db.papers.of("dair/2026-06-28").items()) == [(entries[1], papers[1]), (entries[9], papers[0])]


def test_papers_of_another_issue_stay_apart(db: Database, entries: list[str]) -> None:
    second = db.issues.add(a_split("again")).entries[0].key
    db.papers.put([a_paper(entries[0]), a_paper(second)])
    assert list(db.papers.of("dair/2026-06-28-2")) == [second]


def test_only_a_paper_not_yet_there_is_replaced(db: Database, entries: list[str]) -> None:
    waiting = a_paper(entries[0], abstract="", missing=Missing.NOT_YET)
    db.papers.put([waiting])
    db.papers.put([a_paper(entries[0])])
    db.papers.put([a_paper(entries[0], title="Too late"), waiting])
    assert db.papers.of("dair/2026-06-28")[entries[0]] == a_paper(entries[0])


@pytest.mark.parametrize("missing", [Missing.NOT_ON_ARXIV, Missing.WITHDRAWN])
def test_a_settled_absence_stays(db: Database, entries: list[str], missing: Missing) -> None:
    settled = a_paper(entries[0], abstract="", missing=missing)
    db.papers.put([settled])
    db.papers.put([a_paper(entries[0])])
    assert db.papers.of("dair/2026-06-28")[entries[0]] == settled


def test_papers_and_their_findings_are_kept_together(db: Database, entries: list[str]) -> None:
    db.papers.put([a_paper(entries[0])], [a_finding(entries[0])])
    db.papers.put([a_paper(entries[0])], [a_finding(entries[0])])
    assert db.findings.under(entries[0]) == [a_finding(entries[0])]


def test_a_paper_of_no_entry_is_a_bug_and_keeps_nothing(db: Database, entries: list[str]) -> None:
    def papers() -> Iterator[Paper]:
        yield a_paper(entries[0])
        yield a_paper("dair/1999-01-01/1")

    with pytest.raises(IntegrityError):
        db.papers.put(papers())
    assert not db.papers.of("dair/2026-06-28")


def test_an_answer_of_arxiv_is_kept_for_ever(db: Database) -> None:
    first = Record(arxiv_id="2606.00001", title="Lantern", authors=("Ana Ortiz",), abstract="Lamps.", comment="9 pages")
    gone = Record(arxiv_id="2606.00002", title="Gone", authors=(), abstract="", withdrawn=True)
    db.papers.keep([first, gone])
    db.papers.keep([Record(arxiv_id="2606.00001", title="Changed", authors=(), abstract="")])
    assert db.papers.records(["2606.00002", "2606.00001", "2606.00003"]) == {"2606.00001": first, "2606.00002": gone}
    assert db.papers.records([]) == {}
