from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain import Hold, Split
from bot.store import Database

from .samples import NOON, a_hold, a_paper, a_split, a_translation, an_entry, an_issue


def test_an_issue_comes_back_as_it_was_given(db: Database) -> None:
    split = a_split()
    assert db.issues.add(split) == split
    assert db.issues.get("dair/2026-06-28") == split.issue
    assert db.issues.entries("dair/2026-06-28") == split.entries


def test_an_unknown_key_is_no_issue(db: Database) -> None:
    assert db.issues.get("dair/1999-01-01") is None
    assert not db.issues.entries("dair/1999-01-01")


def test_a_list_has_no_bodies(db: Database) -> None:
    key = db.issues.add(a_split()).issue.key
    assert [one.body for one in db.issues.all()] == [""]
    assert _body(db, key) == a_split().issue.body != ""


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


def by_days(papers: int = 3) -> Split:
    """The sample issue as a source gives it that knows no slug."""
    issue = an_issue()
    return a_split(f"{issue.start}..{issue.end}", papers=papers)


@pytest.mark.parametrize(("first", "then"), [(a_split(), by_days()), (by_days(), a_split())])
def test_an_issue_that_one_source_knows_only_by_its_days_is_one(db: Database, first: Split, then: Split) -> None:
    kept = db.issues.add(first)
    assert db.issues.add(then) == kept
    assert len(db.issues.all()) == 1


def test_two_issues_of_the_same_days_with_slugs_of_their_own_are_two(db: Database) -> None:
    keys = [db.issues.add(one).issue.key for one in (a_split("a"), a_split("b"), by_days(), a_split("b"))]
    assert keys == ["dair/2026-06-28", "dair/2026-06-28-2", "dair/2026-06-28", "dair/2026-06-28-2"]


def test_a_slug_goes_before_the_days(db: Database) -> None:
    db.issues.add(by_days())
    named = a_split("a")
    before = replace(named.issue, key="dair/2026-07-05", start=date(2026, 6, 29), end=date(2026, 7, 5))
    db.issues.add(Split(issue=before, entries=()))
    assert db.issues.add(named).issue.key == "dair/2026-07-05", "its days were corrected to those of the other"


def test_other_days_or_another_source_are_another_issue(db: Database) -> None:
    day = timedelta(days=1)
    for split in (a_split(), by_days()):
        db.issues.add(split)
        other = replace(split.issue, start=split.issue.start - day)
        db.issues.add(replace(split, issue=replace(other, slug=f"{other.start}..{other.end}")))
        db.issues.add(Split(issue=replace(by_days().issue, source="other", key="other/2026-06-28"), entries=()))
    assert len(db.issues.all()) == 3


def test_a_revision_by_slug_gives_its_slug_to_an_issue_that_went_by_its_days(db: Database) -> None:
    key = db.issues.add(by_days()).issue.key
    db.issues.revise(a_split(papers=5))
    (issue,) = db.issues.all()
    assert (issue.key, issue.slug, len(db.issues.entries(key))) == (key, a_split().issue.slug, 5)


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
    assert db.holds.lift(key, "Mina", NOON)
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


def _body(db: Database, key: str) -> str | None:
    issue = db.issues.get(key)
    return issue.body if issue else None


class TestRevised:
    """A newsletter changed an issue after it was read."""

    @pytest.fixture
    def key(self, db: Database) -> str:
        split = db.issues.add(a_split())
        db.papers.put(a_paper(entry.key) for entry in split.entries)
        return split.issue.key

    def test_what_the_new_body_says_stands_under_the_old_key_and_time(self, db: Database, key: str) -> None:
        split = a_split(papers=2)
        new = replace(split.issue, key="dair/2026-06-30", published=NOON + timedelta(2), title="New", body="<p>New</p>")
        assert db.issues.revise(replace(split, issue=new)) == []
        assert db.issues.all() == [replace(new, key=key, published=NOON)]
        assert _body(db, key) == "<p>New</p>"
        assert db.issues.entries(key) == split.entries

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": "Lamp"},
            {"summary": "It remembers"},
            {"links": ()},
            {"arxiv_id": None},
        ],
    )
    def test_only_a_changed_entry_loses_its_paper(self, db: Database, key: str, changes: dict[str, object]) -> None:
        first, second, third = a_split().entries
        second = replace(second, **changes)
        assert db.issues.revise(Split(issue=an_issue(), entries=(first, second, third))) == [second.key]
        assert db.issues.entries(key) == (first, second, third)
        assert list(db.papers.of(key)) == [first.key, third.key]

    def test_entries_that_come_or_go_do_so_with_their_papers(self, db: Database, key: str) -> None:
        db.issues.revise(a_split(papers=1))
        assert list(db.papers.of(key)) == [f"{key}/1"]
        assert db.issues.revise(a_split(papers=12)) == [f"{key}/{number}" for number in range(2, 13)]
        assert list(db.papers.of(key)) == [f"{key}/1"]

    def test_the_same_again_changes_nothing(self, db: Database, key: str) -> None:
        assert db.issues.revise(a_split()) == []
        assert db.issues.all() == [a_split().issue]
        assert _body(db, key) == a_split().issue.body
        assert len(db.papers.of(key)) == 3

    def test_translations_stay_and_are_followed(self, db: Database, key: str) -> None:
        db.translations.add(a_translation(f"{key}/1"))
        changed = replace(a_split().entries[0], name="Lamp")
        db.issues.revise(Split(issue=an_issue(), entries=(changed,)))
        assert db.translations.latest(key, "ko")[changed.key].version == 1
        assert db.translations.add(a_translation(changed.key)).version == 2

    def test_the_bots_own_holds_on_changed_entries_fall_and_no_others(self, db: Database, key: str) -> None:
        falls = [f"{key}/1", f"{key}/2@ko"]
        stays = [f"{key}/3@ko", f"{key}/10@ko", f"{key}/pytorch-kr"]
        for one in (*falls, *stays):
            db.holds.put(a_hold(one, who="paperboy"))
        db.holds.put(a_hold(f"{key}/2", who="Mina"))
        first, second, third = a_split().entries
        db.issues.revise(
            Split(issue=an_issue(), entries=(replace(first, name="Lamp"), replace(second, name="Lamp"), third))
        )
        assert {hold.key for hold in db.holds.all()} == {*stays, f"{key}/2"}
        released = [one for one in db.holds.decisions(key) if one.what == "released"]
        assert {(one.key, one.who, one.reason) for one in released} == {
            (one, "paperboy", "the newsletter changed it") for one in falls
        }

    def test_a_unit_that_failed_with_the_old_text_is_tried_with_the_new(self, db: Database, key: str) -> None:
        for number in (1, 3):
            db.failures.add(f"{key}/{number}@ko", "refused", NOON, NOON + timedelta(hours=1))
        first, *others = a_split().entries
        db.issues.revise(Split(issue=an_issue(), entries=(replace(first, name="Lamp"), *others)))
        assert list(db.failures.all()) == [f"{key}/3@ko"]

    def test_a_second_issue_of_the_day_is_revised_under_its_own_key(self, db: Database, key: str) -> None:
        db.issues.add(a_split("second"))
        changed = [replace(a_split().entries[0], name="Lamp")]
        assert db.issues.revise(Split(issue=an_issue("second"), entries=tuple(changed))) == [f"{key}-2/1"]
        assert db.issues.entries(key) == a_split().entries


def test_a_doubt_falls_with_its_reason(db: Database) -> None:
    key = db.issues.add(a_split(why="nine papers instead of ten")).issue.key
    db.issues.revise(a_split())
    assert not db.holds.all()
    assert [(one.what, one.who) for one in db.holds.decisions(key)] == [("held", "paperboy"), ("released", "paperboy")]


def test_a_new_doubt_takes_the_place_of_the_old(db: Database) -> None:
    key = db.issues.add(a_split(why="nine papers instead of ten")).issue.key
    db.issues.revise(a_split(why="a paywall"))
    assert db.holds.all() == [Hold(key=key, reason="a paywall", who="paperboy", since=NOON)]
    db.issues.revise(a_split(why="a paywall"))
    assert [one.what for one in db.holds.decisions(key)] == ["held", "released", "held"]


@pytest.mark.parametrize("hold", [a_hold("dair/2026-06-28"), a_hold("dair/2026-06-28", who="paperboy")])
def test_a_hold_for_any_other_reason_stays(db: Database, hold: Hold) -> None:
    db.holds.put(hold)
    db.issues.add(a_split(why="nine papers instead of ten"))
    db.issues.revise(a_split())
    assert db.holds.all() == [hold]


def test_a_revision_whose_entries_clash_changes_nothing(db: Database) -> None:
    before = db.issues.add(a_split(why="nine papers instead of ten"))
    clash = replace(an_entry(9), name="Lamp")
    with pytest.raises(IntegrityError):
        db.issues.revise(Split(issue=an_issue(), entries=(clash, clash)))
    assert db.issues.add(a_split()) == before
    assert [hold.key for hold in db.holds.all()] == [before.issue.key]
