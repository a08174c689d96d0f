"""Whatever Unicode there is comes back as it went in, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import Entry, Issue, Link, Missing, Paper, Split, Translation
from bot.store import Database
from bot.store.types import storable

from .samples import NOON, a_hold, an_issue

Noun = TypeVar("Noun")

# Also half surrogate pairs, which a model's JSON may hold and no database can.
TEXT = st.text(st.characters(), max_size=40)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
LINKS = st.lists(st.builds(Link, label=TEXT, url=TEXT), max_size=3).map(tuple)
DAYS = st.dates()
TIMES = st.datetimes(timezones=st.timezones()).filter(lambda moment: 1 < moment.year < 9999)

unhurried = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
numbers = count(1)


def as_kept(value: Any) -> Any:
    """A value with every text in it as a database can hold it."""
    if isinstance(value, str) and type(value) is str:
        return storable(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC)  # a local time that a clock change repeats equals nothing
    if isinstance(value, tuple):
        return tuple(as_kept(one) for one in value)
    if isinstance(value, Link | Issue | Entry | Paper | Translation):
        return replace(value, **{name: as_kept(getattr(value, name)) for name in value.__slots__})
    return value


@unhurried
@given(
    issue=st.builds(
        Issue,
        key=st.just("unused"),
        source=st.just("dair"),
        slug=st.just("unused"),
        guid=TEXT,
        title=TEXT,
        url=TEXT,
        published=TIMES,
        start=DAYS,
        end=DAYS,
        body=TEXT,
        why=TEXT,
    ),
    entry=st.builds(
        Entry,
        issue=st.just("unused"),
        position=st.integers(1, 2**31 - 1),
        name=TEXT,
        summary=TEXT,
        links=LINKS,
        arxiv_id=st.none() | TEXT,
    ),
)
def test_an_issue_and_its_entry_survive(db: Database, issue: Issue, entry: Entry) -> None:
    key = f"dair/{next(numbers)}"
    issue, entry = replace(issue, key=key, slug=key), replace(entry, issue=key)
    kept = db.issues.add(Split(issue=issue, entries=(entry,)))
    assert kept == Split(issue=as_kept(issue), entries=(as_kept(entry),))
    assert db.issues.get(key) == kept.issue
    assert db.issues.entries(key) == kept.entries


@unhurried
@given(
    paper=st.builds(
        Paper,
        entry=st.just("unused"),
        title=TEXT,
        authors=TEXTS,
        arxiv_id=st.none() | TEXT,
        abstract=TEXT,
        missing=st.none() | st.sampled_from(Missing),
    ),
    translation=st.builds(
        Translation,
        entry=st.just("unused"),
        locale=TEXT,
        title=TEXT,
        summary=TEXT,
        abstract=TEXT,
        topics=TEXTS,
        by=TEXT,
        prompt=TEXT,
        locked=st.booleans(),
    ),
)
def test_a_paper_and_its_translation_survive(db: Database, paper: Paper, translation: Translation) -> None:
    key = f"dair/{next(numbers)}"
    entry = Entry(issue=key, position=1, name="Lantern", summary="It remembers.")
    db.issues.add(Split(issue=an_issue(key, key=key), entries=(entry,)))
    paper, translation = replace(paper, entry=entry.key), replace(translation, entry=entry.key)
    db.papers.put([paper])
    assert db.papers.of(key) == {entry.key: as_kept(paper)}
    assert db.translations.add(translation) == as_kept(translation)
    assert db.translations.latest(key, translation.locale) == {entry.key: as_kept(translation)}


@given(TEXT)
def test_what_no_database_can_hold_is_replaced_sign_by_sign(text: str) -> None:
    kept = storable(text)
    assert len(kept) == len(text)
    assert all(old in {new, "\0"} or "\ud800" <= old <= "\udfff" for new, old in zip(kept, text, strict=True))
    assert b"\0" not in kept.encode()


def test_a_nul_is_shown_as_a_replacement_character(db: Database) -> None:
    db.holds.put(a_hold("x\0", reason="before\0after\ud800"))
    assert [(hold.key, hold.reason) for hold in db.holds.all()] == [("x\ufffd", "before\ufffdafter\ufffd")]
    assert db.holds.lift("x\0", "Mina", NOON)
