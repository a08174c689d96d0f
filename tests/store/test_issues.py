from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain import Hold, Split
from bot.store import Database

from .samples import NOON, a_split, an_entry, an_issue


def test_an_issue_comes_back_as_it_was_given(db: Database) -> None:
    split = a_split()
    assert db.issues.add(split) == split
    assert db.issues.get("dair/2026-06-28") == split.issue
    assert db.issues.entries("dair/2026-06-28") == split.entries


def test_an_unknown_key_is_no_issue(db: Database) -> None:
    assert db.issues.get("dair/1999-01-01") is None
    assert not db.issues.entries("dair/1999-01-01")


def test_a_known_issue_comes_back_as_stored_and_nothing_changes(db: Database) -> None:
    first = db.issues.add(a_split())
    changed = a_split(papers=5, why="a paywall")
    assert db.issues.add(replace(changed, issue=replace(changed.issue, title="Another title"))) == first
    assert db.issues.all() == [first.issue]
    assert db.issues.entries(first.issue.key) == first.entries
    assert not db.holds.all()


def test_further_issues_of_one_day_are_numbered_as_they_arrive(db: Database) -> None:
    slugs = ["b", "a", "c"]
    added = [db.issues.add(a_split(slug)) for slug in slugs]
    assert [split.issue.key for split in added] == ["dair/2026-06-28", "dair/2026-06-28-2", "dair/2026-06-28-3"]
    assert added[1].entries[0].key == "dair/2026-06-28-2/1"
    assert [db.issues.add(a_split(slug)) for slug in slugs] == added


def test_two_sources_may_use_one_slug(db: Database) -> None:
    db.issues.add(a_split())
    other = Split(issue=an_issue(key="other/2026-06-28", source="other"), entries=())
    assert db.issues.add(other) == other
    assert [issue.source for issue in db.issues.all("other")] == ["other"]
    assert len(db.issues.all()) == 2


def test_issues_are_listed_oldest_first(db: Database) -> None:
    for days in (3, 1, 2):
        db.issues.add(a_split(f"week-{days}", later=days))
    assert [issue.slug for issue in db.issues.all("dair")] == ["week-1", "week-2", "week-3"]


def test_an_issue_its_source_doubts_is_held_by_the_bot(db: Database) -> None:
    key = db.issues.add(a_split(why="nine papers instead of ten")).issue.key
    assert db.holds.all() == [Hold(key=key, reason="nine papers instead of ten", who="paperboy", since=NOON)]


def test_a_released_issue_is_not_held_again_when_it_is_seen_again(db: Database) -> None:
    key = db.issues.add(a_split(why="a paywall")).issue.key
    assert db.holds.lift(key)
    db.issues.add(a_split(why="a paywall"))
    assert not db.holds.all()


def test_entries_come_in_the_order_printed(db: Database) -> None:
    split = a_split(papers=12)
    db.issues.add(replace(split, entries=split.entries[::-1]))
    assert [entry.position for entry in db.issues.entries(split.issue.key)] == list(range(1, 13))


def test_an_issue_whose_entries_clash_leaves_nothing(db: Database) -> None:
    with pytest.raises(IntegrityError):
        db.issues.add(Split(issue=an_issue(why="held"), entries=(an_entry(1), an_entry(1))))
    assert not db.issues.all()
    assert not db.holds.all()
