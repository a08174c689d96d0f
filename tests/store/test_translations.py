import pytest
from sqlalchemy.exc import IntegrityError

from bot.errors import Rejected
from bot.store import Database

from .samples import a_finding, a_receipt, a_split, a_translation


@pytest.fixture
def entry(db: Database) -> str:
    return db.issues.add(a_split()).entries[0].key


def test_versions_count_up_for_each_entry_and_locale(db: Database, entry: str) -> None:
    keys = [db.translations.add(a_translation(entry, locale=locale)).key for locale in ("ko", "ko", "ja", "ko")]
    assert keys == [f"{entry}@ko.1", f"{entry}@ko.2", f"{entry}@ja.1", f"{entry}@ko.3"]


def test_it_is_known_what_text_a_translation_was_made_from(db: Database, entry: str) -> None:
    assert db.translations.add(a_translation(entry, source="beef")).source == "beef"
    assert db.translations.latest("dair/2026-06-28", "ko")[entry].source == "beef"


def test_the_version_asked_for_does_not_matter(db: Database, entry: str) -> None:
    assert db.translations.add(a_translation(entry, version=9)).version == 1


def test_the_latest_version_is_found_by_entry(db: Database, entry: str) -> None:
    intro = "dair/2026-06-28/0"
    db.translations.add(a_translation(entry, title="첫째"))
    for one in (
        a_translation(entry, title="둘째"),
        a_translation(intro),
        a_translation(entry, locale="ja", title="一"),
    ):
        db.translations.add(one)
    latest = db.translations.latest("dair/2026-06-28", "ko")
    assert latest == {entry: a_translation(entry, title="둘째", version=2), intro: a_translation(intro)}
    assert db.translations.latest("dair/2026-06-28-2", "ko") == {}


def test_after_version_nine_comes_ten(db: Database, entry: str) -> None:
    for _ in range(11):
        db.translations.add(a_translation(entry))
    assert db.translations.latest("dair/2026-06-28", "ko")[entry].version == 11


def test_only_a_locked_version_follows_a_locked_one(db: Database, entry: str) -> None:
    db.translations.add(a_translation(entry))
    db.translations.add(a_translation(entry, locked=True, by="Mina", title="사람의 글"))
    with pytest.raises(Rejected, match=f"^{entry}@ko.2: "):
        db.translations.add(a_translation(entry), a_receipt(f"{entry}@ko.1", left=(a_finding(f"{entry}@ko.1"),)))
    assert db.translations.add(a_translation(entry, locked=True)).version == 3
    assert not db.findings.under(entry)
    assert db.receipts.of("dair/2026-06-28", "ko") == {}


def test_a_lock_in_one_locale_leaves_the_others_free(db: Database, entry: str) -> None:
    db.translations.add(a_translation(entry, locked=True))
    assert db.translations.add(a_translation(entry, locale="ja")).version == 1


def test_every_version_is_found_oldest_first(db: Database, entry: str) -> None:
    for title in ("첫째", "둘째"):
        db.translations.add(a_translation(entry, title=title))
    db.translations.add(a_translation(entry, locale="ja", title="一"))
    versions = db.translations.all("dair/2026-06-28", "ko")
    assert {key: [one.title for one in several] for key, several in versions.items()} == {entry: ["첫째", "둘째"]}
    assert db.translations.all("dair/2026-06-28-2", "ko") == {}


def test_a_translation_of_no_issue_is_a_bug(db: Database) -> None:
    with pytest.raises(IntegrityError):
        db.translations.add(a_translation("dair/1999-01-01/1"))
