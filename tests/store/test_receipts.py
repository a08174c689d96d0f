"""What the gate did about each version of a text, and who lets one out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from bot.domain import Decision, Finding, Receipt, Severity, Verdict
from bot.store import Database
from bot.store.types import storable

from .samples import NOON, a_finding, a_receipt, a_split, a_translation

ISSUE = "dair/2026-06-28"


@pytest.fixture
def entry(db: Database) -> str:
    return db.issues.add(a_split()).entries[0].key


def checked(db: Database, entry: str, **changes: object) -> str:
    """Keeps a version with its receipt; returns the key it is given."""
    made = a_translation(entry)
    return db.translations.add(made, a_receipt(made.key, **changes)).key


def test_a_receipt_comes_back_whole(db: Database, entry: str) -> None:
    found = (
        a_finding(f"{entry}@ko.1", local="값이 없습니다.", target_span="사십이"),
        a_finding(f"{entry}@ko.1", code="term.missing", severity=Severity.WARN),
    )
    key = checked(db, entry, found=found, left=found[1:])
    assert db.receipts.of(ISSUE, "ko") == {key: a_receipt(key, found=found, left=found[1:])}


def test_a_version_without_a_receipt_has_none(db: Database, entry: str) -> None:
    db.translations.add(a_translation(entry))
    assert db.receipts.of(ISSUE, "ko") == {}


def test_it_and_its_findings_follow_the_number_of_their_version(db: Database, entry: str) -> None:
    checked(db, entry)
    old = a_finding(f"{entry}@ko.1")
    key = checked(db, entry, found=(old,), left=(old,))
    assert key == f"{entry}@ko.2"
    new = replace(old, key=key)
    assert db.receipts.of(ISSUE, "ko")[key] == a_receipt(key, found=(new,), left=(new,))
    assert db.findings.under(entry) == [new]


def test_only_what_is_left_is_on_record_among_the_findings(db: Database, entry: str) -> None:
    mended, left = a_finding(f"{entry}@ko.1"), a_finding(f"{entry}@ko.1", message="43 is missing")
    checked(db, entry, found=(mended, left), left=(left,))
    assert db.findings.under(entry) == [left]


def test_receipts_are_found_by_issue_and_locale(db: Database, entry: str) -> None:
    checked(db, entry)
    made = a_translation(entry, locale="ja")
    db.translations.add(made, a_receipt(made.key))
    intro = a_translation(f"{ISSUE}/0")
    db.translations.add(intro, a_receipt(intro.key))
    assert list(db.receipts.of(ISSUE, "ko")) == [f"{ISSUE}/0@ko.1", f"{entry}@ko.1"]
    assert list(db.receipts.of(ISSUE, "ja")) == [f"{entry}@ja.1"]
    assert db.receipts.of(f"{ISSUE}-2", "ko") == {}


def test_a_text_that_cannot_be_kept_leaves_no_receipt(db: Database) -> None:
    with pytest.raises(IntegrityError):
        checked(db, "dair/1999-01-01/1", left=(a_finding("dair/1999-01-01/1@ko.1"),))
    assert (db.receipts.of("dair/1999-01-01", "ko"), db.findings.under("dair")) == ({}, [])


def test_who_lets_a_text_out_is_kept_and_on_record_once(db: Database, entry: str) -> None:
    key = checked(db, entry)
    assert db.receipts.of(ISSUE, "ko")[key].unfit
    assert db.receipts.waive(key, "Mina", NOON)
    assert not db.receipts.waive(key, "Jun", NOON + timedelta(hours=1))
    receipt = db.receipts.of(ISSUE, "ko")[key]
    assert (receipt.waived, receipt.verdict, receipt.unfit) == ("Mina", Verdict.FAILED, False)
    assert db.holds.decisions(entry) == [Decision(key=key, what="waived", who="Mina", at=NOON)]


@pytest.mark.parametrize("verdict", [Verdict.CLEAN, Verdict.REPAIRED])
def test_a_text_that_passed_is_not_let_out(db: Database, entry: str, verdict: Verdict) -> None:
    key = checked(db, entry, verdict=verdict)
    assert not db.receipts.waive(key, "Mina", NOON)
    assert not db.receipts.waive(f"{entry}@ko.9", "Mina", NOON)
    assert db.holds.decisions(entry) == []


def test_what_was_found_first_and_does_not_stand_any_more_was_mended() -> None:
    one, other = a_finding("x"), a_finding("x", message="43 is missing")
    assert a_receipt("x", found=(one, other), left=(other,)).mended == (one,)


TEXTS = st.text(st.characters(), max_size=40)
FINDINGS = st.builds(
    Finding,
    key=st.just("x"),
    code=TEXTS,
    severity=st.sampled_from(Severity),
    message=TEXTS,
    source_span=TEXTS,
    target_span=TEXTS,
    local=TEXTS,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(FINDINGS, max_size=3).map(tuple))
def test_any_text_can_be_kept(db: Database, found: tuple[Finding, ...]) -> None:
    split = db.issues.add(a_split())
    made = a_translation(split.entries[0].key)
    given_ = db.translations.add(made, Receipt(key=made.key, verdict=Verdict.CLEAN, found=found))
    kept = db.receipts.of(ISSUE, "ko")[given_.key].found
    assert [one.message for one in kept] == [storable(one.message) for one in found]
    assert [one.severity for one in kept] == [one.severity for one in found]
