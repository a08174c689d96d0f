"""What waits, and for what, said in words for people."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import holding, pipeline, posting, texts, waiting
from bot.domain import Draft, Hold, Intent, Issue, Missing, Post, Split, Stop, Translation, Wait, Window
from bot.errors import Queued, Unavailable
from bot.holding import Work
from tests import samples
from tests.fakes import EDITION, LOCALE, World, earlier, week, world

KEY = "dair/2026-11-15"
ABSENT = ""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context)
        made.bot.store.editions.begin("forum", samples.SUNDAY - timedelta(weeks=9))
        yield made


def add(here: World, split: Split) -> Work:
    return Work(issue=here.bot.store.issues.add(split).issue, edition=here.bot.editions[0])


def identify(here: World, work: Work) -> None:
    entries = here.bot.store.issues.entries(work.issue.key)
    here.bot.store.papers.put(samples.paper(one.position, entry=one.key) for one in entries)


def write(here: World, work: Work, *positions: int) -> None:
    """Translates entries, and the intro for 0."""
    for position in positions:
        here.bot.store.translations.add(samples.translation(position, entry=f"{work.issue.key}/{position}"))


def publish(here: World, work: Work, *, parts: int = 1, sent: int | None = None) -> None:
    draft = Draft(title="A week", parts=tuple(f"part {number}" for number in range(parts)))
    intents = here.bot.store.posts.intend(posting.intents_for(waiting.digest_of(here.bot, work), draft))
    posting.post(here.bot, here.publisher, intents[: parts if sent is None else sent])


def what(here: World, work: Work) -> str | None:
    wait = waiting.wait_of(here.bot, work)
    return wait.what if wait else None


def weeks_before(number: int) -> Split:
    then = samples.SUNDAY - timedelta(weeks=number)
    return week(2, key=f"dair/{then.date()}", slug=f"week-{number}", guid=f"week-{number}", published=then)


# ── the one thing a digest waits for ─────────────────────────────────────────────────────────────────────────────────


def test_a_digest_waits_for_one_thing_after_the_other_until_it_is_out(here: World) -> None:
    work = add(here, week(3))
    wait = waiting.wait_of(here.bot, work)
    assert wait is not None
    assert (wait.key, wait.what) == (f"{KEY}/forum", "arXiv: 3 papers not looked up yet")
    assert wait.until == samples.SUNDAY + timedelta(hours=12)
    identify(here, work)
    assert what(here, work) == "the model: 4 texts not written yet"
    write(here, work, 1, 0)
    assert what(here, work) == "the model: 2 texts not written yet"
    write(here, work, 2, 3)
    assert what(here, work) is None
    assert not waiting.finished(here.bot, work)
    publish(here, work)
    assert what(here, work) is None
    assert waiting.finished(here.bot, work)


def test_the_clock_comes_before_the_text_and_a_hold_before_the_clock(here: World) -> None:
    work = add(here, week(3))
    here.clock.set(samples.SUNDAY)
    wait = waiting.wait_of(here.bot, work)
    assert wait is not None
    assert wait.until == samples.SUNDAY + EDITION.settle
    here.stop(KEY)
    assert what(here, work) == f"a person: {KEY}: a person looks at it"


def test_what_is_out_waits_for_nothing_even_when_it_is_held(here: World) -> None:
    work = add(here, week(2))
    publish(here, work)
    here.stop(KEY)
    assert what(here, work) is None


def test_a_digest_with_parts_missing_is_not_finished(here: World) -> None:
    work = add(here, week(2))
    assert not waiting.finished(here.bot, work)
    publish(here, work, parts=3, sent=2)
    assert not waiting.finished(here.bot, work)
    publish(here, work, parts=3)
    assert waiting.finished(here.bot, work)


def test_an_edit_is_no_part(here: World) -> None:
    work = add(here, week(2))
    publish(here, work, parts=2, sent=1)
    here.bot.store.posts.intend([Intent(key=f"{work.key}#1.edit-1", raw="edited", topic_id=101)])
    assert not waiting.finished(here.bot, work)


# ── holds ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("below", ["", "/forum", "/1", "/2@ko", "/2@ko.3"])
def test_a_hold_on_issue_digest_entry_or_text_holds_the_digest(here: World, below: str) -> None:
    work = add(here, week(3))
    here.stop(f"{KEY}{below}")
    hold = holding.hold_on(here.bot, work)
    assert hold is not None
    assert holding.text(hold) == f"{KEY}{below}: a person looks at it"
    assert waiting.open_work(here.bot) == []
    assert here.release(f"{KEY}{below}")
    assert waiting.open_work(here.bot) == [work]


@pytest.mark.parametrize("intro", ["/0", "/0@ko"])
def test_a_held_intro_holds_nothing_up(here: World, intro: str) -> None:
    work = add(here, week(3))
    here.stop(f"{KEY}{intro}")
    assert holding.hold_on(here.bot, work) is None
    assert waiting.open_work(here.bot) == [work]


@pytest.mark.parametrize(
    "key",
    [
        "dair/2026-11-08",
        f"{KEY}-2",
        f"{KEY}-2/forum",
        f"{KEY}-2/1",
        f"{KEY}/forum-2",
        f"{KEY}/2@ja",
        f"{KEY}/2@k",
        "dair",
    ],
)
def test_a_hold_on_something_else_does_not(here: World, key: str) -> None:
    work = add(here, week(3))
    here.stop(key)
    assert holding.hold_on(here.bot, work) is None
    assert waiting.open_work(here.bot) == [work]


def test_the_second_issue_of_a_day_is_held_by_its_own_key_alone(here: World) -> None:
    first = add(here, week(2))
    second = add(here, week(2, slug="another", guid="another"))
    assert second.issue.key == f"{KEY}-2"
    here.stop(KEY)
    assert waiting.open_work(here.bot) == [second]
    here.stop(f"{KEY}-2/1@ko")
    assert waiting.open_work(here.bot) == []
    assert [holding.hold_on(here.bot, work) is None for work in (first, second)] == [False, False]


# ── what may be worked on ────────────────────────────────────────────────────────────────────────────────────────────


def test_issues_before_the_editions_start_are_not_its_work(here: World) -> None:
    add(here, weeks_before(10))
    first, second = add(here, weeks_before(9)), add(here, week(2))
    assert waiting.works(here.bot, EDITION) == [first, second]
    assert waiting.works(here.bot, replace(EDITION, name="not-begun")) == []
    assert waiting.works(here.bot, replace(EDITION, source="another")) == []


def test_an_issue_is_open_from_settling_until_it_is_late(here: World) -> None:
    work = add(here, week(2))
    for age, is_open in {
        EDITION.settle - timedelta(seconds=1): False,
        EDITION.settle: True,
        timedelta(days=10): True,
        timedelta(days=10, seconds=1): False,
    }.items():
        here.clock.set(samples.SUNDAY + age)
        assert (waiting.open_work(here.bot) == [work]) is is_open, age


def test_what_is_out_stays_open_for_abstracts_that_come_late(here: World) -> None:
    work = add(here, week(2))
    publish(here, work)
    here.clock.set(samples.SUNDAY + waiting.AFTERCARE)
    assert waiting.open_work(here.bot) == [work]
    here.clock.wind(timedelta(seconds=1))
    assert waiting.open_work(here.bot) == []


# ── papers and texts that are missing ────────────────────────────────────────────────────────────────────────────────


def test_a_paper_that_arxiv_did_not_have_is_asked_for_again_and_no_other(here: World) -> None:
    work = add(here, week(3))
    kept = {1: samples.paper(1), 2: samples.paper(2, abstract="", missing=Missing.NOT_YET)}
    here.bot.store.papers.put(kept.values())
    assert [one.position for one in texts.unidentified(here.bot, work.issue)] == [2, 3]
    here.bot.store.papers.put([samples.paper(3, abstract="", missing=Missing.WITHDRAWN)])
    assert [one.position for one in texts.unidentified(here.bot, work.issue)] == [2]


def units(here: World, issue: Issue) -> list[str]:
    return [unit.key for unit in texts.untranslated(here.bot, issue, LOCALE)]


def test_no_text_is_written_before_every_paper_is_known(here: World) -> None:
    work = add(here, week(2))
    here.bot.store.papers.put([samples.paper(1)])
    assert units(here, work.issue) == []
    here.bot.store.papers.put([samples.paper(2)])
    assert units(here, work.issue) == [f"{KEY}/1@ko", f"{KEY}/2@ko", f"{KEY}/0@ko"]


def test_a_text_that_is_held_is_not_asked_for(here: World) -> None:
    work = add(here, week(2))
    identify(here, work)
    here.stop(f"{KEY}/1@ko")
    here.stop(f"{KEY}/0@ko")
    here.stop(f"{KEY}/2@ja")
    assert units(here, work.issue) == [f"{KEY}/2@ko"]


@pytest.mark.parametrize(
    ("abstract", "text", "lacks"),
    [
        ("It keeps notes.", None, True),
        ("It keeps notes.", samples.translation(abstract=ABSENT), True),
        ("It keeps notes.", samples.translation(abstract=ABSENT, locked=True), False),
        ("It keeps notes.", samples.translation(), False),
        (ABSENT, None, True),
        (ABSENT, samples.translation(abstract=ABSENT), False),
    ],
)
def test_a_paper_lacks_text_until_all_it_has_is_translated(
    abstract: str, text: Translation | None, lacks: bool
) -> None:
    missing = None if abstract else Missing.NOT_YET
    assert texts.lacks_text(samples.entry(), samples.paper(abstract=abstract, missing=missing), text) is lacks


def test_a_text_that_only_lacks_its_late_abstract_comes_with_its_unit(here: World) -> None:
    work = add(here, week(1))
    identify(here, work)
    standing = here.bot.store.translations.add(samples.translation(abstract=ABSENT))
    write(here, work, 0)
    (unit,) = texts.untranslated(here.bot, work.issue, LOCALE)
    assert (unit.key, unit.stands) == (f"{KEY}/1@ko", standing)


# ── the digest ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_digest_has_its_entries_in_order_with_what_is_known_of_each(here: World) -> None:
    work = add(here, week(2))
    here.bot.store.papers.put([samples.paper(1)])
    write(here, work, 1, 0)
    digest = waiting.digest_of(here.bot, work)
    assert digest.key == work.key == f"{KEY}/forum"
    assert digest.intro is not None
    assert [piece.entry.position for piece in digest.pieces] == [1, 2]
    assert [piece.paper.title for piece in digest.pieces] == [samples.paper(1).title, "Lantern 2"]
    assert [piece.translation is None for piece in digest.pieces] == [False, True]


@pytest.mark.parametrize(("arxiv_id", "missing"), [("2611.90001", Missing.NOT_YET), (None, Missing.NOT_ON_ARXIV)])
def test_an_unknown_paper_has_the_newsletters_name(arxiv_id: str | None, missing: Missing) -> None:
    paper = texts.unknown_paper(samples.entry(arxiv_id=arxiv_id))
    assert (paper.title, paper.missing, paper.abstract) == ("Lantern 1", missing, "")


def test_the_previous_topic_is_that_of_the_latest_issue_before_that_is_out(here: World) -> None:
    third, second, first = (add(here, weeks_before(number)) for number in (3, 2, 1))
    now = add(here, week(2))
    assert waiting.digest_of(here.bot, now).previous_url is None
    for work in (second, third):
        publish(here, work, parts=2)
    url = here.publisher.stands[f"{second.key}#1"].url
    assert waiting.digest_of(here.bot, first).previous_url == url
    assert waiting.digest_of(here.bot, third).previous_url is None
    assert waiting.digest_of(here.bot, now).previous_url is None, "it is not last week's"


@pytest.mark.parametrize(("review", "reviewed"), [("none", False), ("until 12:00", False), ("required", True)])
def test_only_what_waits_for_a_person_is_reviewed(here: World, review: str, reviewed: bool) -> None:
    work = add(here, week(2))
    waits = replace(work, edition=replace(work.edition, review=review))
    assert waiting.digest_of(here.bot, waits).reviewed is reviewed


def test_a_previous_topic_whose_address_nobody_told_is_none(here: World) -> None:
    first, now = add(here, weeks_before(1)), add(here, week(2))
    publish(here, first, parts=1)
    (post,) = here.bot.store.posts.of(first.key)
    here.bot.store.posts.add(replace(post, url=""), here.clock.now())
    assert waiting.digest_of(here.bot, now).previous_url is None


def test_a_topic_of_another_edition_is_not_the_previous_one(here: World) -> None:
    before, now = add(here, weeks_before(1)), add(here, week(2))
    here.bot.store.posts.intend([Intent(key=f"{before.issue.key}/blog#1", raw="x")])
    url = "https://blog.example/1"
    here.bot.store.posts.add(
        Post(key=f"{before.issue.key}/blog#1", topic_id=1, post_id=1, url=url, title="t", raw="x"), samples.SUNDAY
    )
    assert waiting.digest_of(here.bot, now).previous_url is None


def test_asking_what_waits_asks_nobody(here: World) -> None:
    here.offer(week(3))
    pipeline.collect(here.bot)
    for work in waiting.open_work(here.bot):
        waiting.wait_of(here.bot, work)
    assert here.heard.of("collected") == [KEY]
    assert (here.library.asked, here.translator.asked, here.publisher.created) == ([], [], [])


# ── since when, and until when ───────────────────────────────────────────────────────────────────────────────────────

NOON = samples.SUNDAY + timedelta(hours=9)
SETTLED = samples.SUNDAY + EDITION.settle


def wait_for(here: World, **changes: object) -> Wait:
    """What the week in the feed waits for after a tick, in an edition like that."""
    here.bot = replace(here.bot, editions=[replace(EDITION, **changes)])  # type: ignore[arg-type]  # fields by name
    here.offer(week(2))
    pipeline.tick(here.bot)
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    wait = waiting.wait_of(here.bot, work)
    assert wait is not None
    assert wait.key == work.key
    return wait


def told(wait: Wait) -> tuple[str, datetime | None, datetime | None]:
    return (wait.what, wait.since, wait.until)


def test_the_settle_time_began_with_publication_and_has_an_end(here: World) -> None:
    here.clock.set(samples.SUNDAY + timedelta(hours=1))
    assert told(wait_for(here)) == ("its settle time to pass", samples.SUNDAY, SETTLED)


def test_a_review_begins_when_the_issue_has_settled(here: World) -> None:
    required = wait_for(here, review="required")
    assert told(required) == ("a moderator's review; `paperboy post` sends it", SETTLED, None)
    timed = wait_for(here, review="until 12:00")
    assert told(timed) == ("the moderators' review to end", SETTLED, datetime(2026, 11, 16, 12, tzinfo=UTC))


def test_a_window_is_waited_for_since_it_shut_or_the_digest_was_ready(here: World) -> None:
    window = Window(zone="Asia/Seoul", opens="10:00", closes="18:00")
    opens = datetime(2026, 11, 16, 1, tzinfo=UTC)
    assert told(wait_for(here, window=window)) == ("the edition's window to open", SETTLED, opens)


@pytest.mark.parametrize("until", [None, NOON + timedelta(days=3)])
def test_a_pause_is_told_with_its_reason_and_end(here: World, until: datetime | None) -> None:
    pause = Hold(key="forum", reason="holidays", who="mod", since=samples.SUNDAY, kind=Stop.PAUSED, until=until)
    here.bot.store.holds.put(pause)
    assert told(wait_for(here)) == ("the end of its pause: holidays", samples.SUNDAY, until)


def test_a_hold_is_told_with_its_key_and_reason(here: World) -> None:
    here.bot.store.holds.put(Hold(key=f"{KEY}/2", reason="a wrong paper", who="mod", since=samples.SUNDAY))
    assert told(wait_for(here)) == (f"a person: {KEY}/2: a wrong paper", samples.SUNDAY, None)


def test_the_approval_queue_is_waited_for_since_the_forum_put_it_there(here: World) -> None:
    here.publisher.before = Queued("kept for approval")
    wait_for(here)
    here.clock.wind(timedelta(hours=7))
    assert told(wait_for(here)) == ("the forum's moderators to approve it there", NOON, None)


def test_arxiv_is_waited_for_until_patience_ends(here: World) -> None:
    here.library.records.clear()
    assert told(wait_for(here)) == (
        "arXiv: 2 papers not looked up yet",
        SETTLED,
        samples.SUNDAY + timedelta(hours=12),
    )


def test_an_arxiv_that_fails_is_told_with_its_error_and_since_when(here: World) -> None:
    here.library.fails = Unavailable("arXiv: 503")
    assert told(wait_for(here)) == (
        "arXiv: 2 papers not looked up yet (arXiv: 503)",
        NOON,
        samples.SUNDAY + timedelta(hours=12),
    )


def test_a_model_that_fails_is_told_with_its_error_and_when_it_is_tried_again(here: World) -> None:
    here.translator.fails[f"{KEY}/2"] = Unavailable("overloaded", retry_after=900)
    assert told(wait_for(here)) == (
        "the model: 1 texts not written yet (overloaded)",
        NOON,
        NOON + timedelta(minutes=15),
    )


def test_a_publisher_that_fails_is_told_with_its_error_and_when_it_is_tried_again(here: World) -> None:
    here.publisher.before = Unavailable("20 topics a day", retry_after=7200)
    assert told(wait_for(here)) == ("its publisher: 20 topics a day", NOON, NOON + timedelta(hours=2))


def test_an_issue_that_is_late_waits_for_a_person_since_it_was_late(here: World) -> None:
    here.clock.set(samples.SUNDAY + timedelta(days=12))
    late = samples.SUNDAY + timedelta(days=10)
    assert told(wait_for(here)) == ("a person: it is 12 days old; `paperboy post` sends it", late, None)


# ── what goes on, and what waits its turn ────────────────────────────────────────────────────────────────────────────


def half_out(here: World, **changes: object) -> Work:
    """A digest of which the first part alone stands."""
    here.bot = replace(here.bot, editions=[replace(EDITION, **changes)])  # type: ignore[arg-type]  # fields by name
    work = add(here, week(2))
    identify(here, work)
    write(here, work, 0, 1, 2)
    publish(here, work, parts=2, sent=1)
    return work


@pytest.mark.parametrize(
    "changes",
    [
        {"window": Window(opens="03:00", closes="04:00")},
        {"review": "required"},
        {"review": "until 12:00"},
    ],
)
def test_what_is_half_out_goes_on_whatever_window_and_review_say(here: World, changes: dict[str, object]) -> None:
    work = half_out(here, **changes)
    here.clock.wind(timedelta(hours=5))
    assert what(here, work) is None
    pipeline.tick(here.bot)
    assert here.publisher.created == [f"{work.key}#1", f"{work.key}#2"]


def test_what_is_half_out_goes_on_when_another_overdue_digest_went_out_in_the_window(here: World) -> None:
    work = half_out(here)
    other = add(here, earlier(1))
    here.clock.wind(timedelta(days=1))
    publish(here, other)
    assert what(here, work) is None


def test_what_is_half_out_waits_for_its_hold_and_for_its_forum(here: World) -> None:
    work = half_out(here)
    here.publisher.before = Unavailable("busy", retry_after=60)
    pipeline.tick(here.bot)
    assert what(here, work) == "its publisher: busy"
    here.stop(work.key)
    assert what(here, work) == f"a person: {work.key}: a person looks at it"


def test_what_is_half_out_goes_on_after_a_pause_that_made_it_old_and_not_for_ever(here: World) -> None:
    work = half_out(here)
    here.clock.set(samples.SUNDAY + waiting.AFTERCARE)
    assert what(here, work) is None
    assert waiting.open_work(here.bot) == [work]
    here.clock.wind(timedelta(seconds=1))
    assert waiting.open_work(here.bot) == []
    assert what(here, work) == "a person: parts of it were never sent; `paperboy post` sends them"
    pipeline.post_now(here.bot, work.key)
    assert here.publisher.created == [f"{work.key}#1", f"{work.key}#2"]


def test_what_is_before_the_forums_moderators_is_looked_for_longer_than_news_is_news(here: World) -> None:
    here.publisher.before = Queued("kept for approval")
    wait_for(here)
    (intent,) = here.bot.store.posts.parts(f"{KEY}/forum")
    here.publisher.create(replace(intent, queued=None))
    here.clock.set(samples.SUNDAY + timedelta(days=11))
    pipeline.tick(here.bot)
    assert here.heard.of("published") == [f"{KEY}/forum"]


def after_a_pause(here: World, *others: Split) -> list[str]:
    """Three issues that came in a pause which has just ended: their digests in order."""
    splits = [replace_week(days) for days in (6, 5, 4)]
    here.offer(*others, *splits)
    pause = Hold(key="forum", reason="", who="mod", since=samples.SUNDAY, kind=Stop.PAUSED, until=NOON)
    here.bot.store.holds.put(pause)
    pipeline.collect(here.bot)
    return [f"{one.issue.key}/forum" for one in splits]


def replace_week(days: int) -> Split:
    """An issue published that many days ago."""
    then = samples.SUNDAY - timedelta(days=days)
    first = then.date() - timedelta(days=100 + days)
    split = earlier(days)
    issue = replace(split.issue, key=f"dair/{then.date()}", published=then, start=first, end=first)
    return Split(issue=issue, entries=tuple(replace(one, issue=issue.key) for one in split.entries))


def test_of_three_that_became_overdue_in_a_pause_one_goes_out_a_day_the_oldest_first(here: World) -> None:
    digests = after_a_pause(here)
    here.clock.set(NOON - timedelta(seconds=1))
    pipeline.tick(here.bot)
    assert here.publisher.created == []
    here.clock.set(NOON)
    for day in range(1, 5):
        for _ in range(2):
            pipeline.tick(here.bot)
            here.clock.wind(timedelta(hours=12))
        assert here.publisher.created == [f"{one}#1" for one in digests[:day]]


def test_of_those_that_are_overdue_the_others_wait_for_the_next_window(here: World) -> None:
    after_a_pause(here)
    here.clock.set(NOON)
    pipeline.tick(here.bot)
    second = waiting.wait_of(here.bot, waiting.works(here.bot, here.bot.editions[0])[1])
    assert second is not None
    assert told(second) == (
        "the next window: one overdue digest goes out in each",
        NOON,
        datetime(2026, 11, 17, tzinfo=UTC),
    )


def test_a_fresh_digest_is_not_delayed_by_one_that_is_overdue(here: World) -> None:
    first = after_a_pause(here, week(2, published=NOON - timedelta(hours=1)))[0]
    here.clock.set(NOON + EDITION.settle)
    pipeline.tick(here.bot)
    assert here.publisher.created == [f"{first}#1", f"{KEY}/forum#1"]
