"""Issues as they arrive: new, changed since, sent a second time, out of order."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import pipeline
from bot.arriving import all_read, keep
from bot.domain import FeedItem, Link, Skipped, Split, Stop
from bot.errors import OutcomeUnknown, Rejected, Unavailable
from bot.pipeline import tick
from bot.ports import Fetched, Validators
from tests import samples
from tests.fakes import FakePublisher, FakeSource, World, earlier, reworded, week, world

KEY = "dair/2026-11-15"
DIGEST = f"{KEY}/forum"


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., World]]:
    with ExitStack() as stack:
        yield lambda **edition: world(tmp_path, stack.enter_context, **edition)


@pytest.fixture
def here(make: Callable[..., World]) -> World:
    return make()


@pytest.fixture
def reviewed(make: Callable[..., World]) -> World:
    """An edition whose week is written and waits for a person to send it."""
    here = make(review="required")
    here.offer(week(3))
    tick(here.bot)
    here.translator.asked.clear()
    here.library.asked.clear()
    return here


def versions(here: World) -> dict[int, int]:
    texts = here.bot.store.translations.latest(KEY, "ko")
    return {int(key.rpartition("/")[2]): text.version for key, text in texts.items()}


# ── polls ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_that_brings_nothing_new_is_said_to_be_unchanged(here: World) -> None:
    here.offer(week(3))
    tick(here.bot)
    assert here.heard.of("unchanged") == []
    tick(here.bot)
    assert here.heard.of("unchanged") == ["dair"], "a whole answer without anything new"
    here.feed.answer = None
    tick(here.bot)
    assert here.heard.of("unchanged") == ["dair", "dair"], "not changed at all"
    assert here.heard.of("collected") == [KEY]


def test_the_last_answers_validators_are_kept_also_when_it_brought_nothing_new(here: World) -> None:
    here.offer(week(3))
    tick(here.bot)
    here.clock.wind(timedelta(hours=1))
    assert here.feed.answer is not None
    assert not isinstance(here.feed.answer, Exception)
    here.feed.answer = replace(here.feed.answer, validators=Validators(etag='"2"'))
    tick(here.bot)
    assert here.bot.store.feeds.validators("dair") == Validators(etag='"2"')
    polled = here.clock.now()
    here.clock.wind(timedelta(hours=1))
    here.feed.answer = None
    tick(here.bot)
    assert here.bot.store.feeds.last_change("dair") == polled


def test_an_essay_among_the_posts_is_no_issue(here: World) -> None:
    here.offer(week(3))
    tick(here.bot)
    assert [issue.key for issue in here.bot.store.issues.all()] == [KEY]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "🥇 Top AI Papers, corrected"},
        {"published": samples.SUNDAY + timedelta(days=2)},
        {
            "published": samples.SUNDAY - timedelta(days=2),
            "title": "Other",
            "guid": "another",
            "key": "dair/2026-11-13",
        },
    ],
)
@pytest.mark.parametrize("body", ["<p>as received</p>", "<p>as corrected</p>"])
@pytest.mark.parametrize("moment", ["before it is posted", "after it is posted"])
def test_a_post_with_a_new_title_date_or_body_is_never_a_second_issue(
    make: Callable[..., World], changes: dict[str, object], body: str, moment: str
) -> None:
    here = make(review="required")
    here.offer(week(3))
    tick(here.bot)
    if moment == "after it is posted":
        pipeline.post_now(here.bot, KEY)
    here.offer(week(3, body=body, **changes))
    for _ in range(3):
        tick(here.bot)
    pipeline.post_now(here.bot, KEY)
    (issue,) = here.bot.store.issues.all()
    assert (issue.key, issue.published) == (KEY, samples.SUNDAY)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_one_new_issue_among_old_ones_out_of_order_goes_out_once(here: World) -> None:
    here.offer(earlier(2), earlier(1))
    here.clock.set(samples.SUNDAY - timedelta(days=6))
    tick(here.bot)
    assert here.publisher.created == [f"{earlier(1).issue.key}/forum#1"]
    here.clock.set(samples.SUNDAY + timedelta(hours=9))
    for feed in ((earlier(1), week(3), earlier(2)), (earlier(2), earlier(1), week(3)), (week(3), earlier(1))):
        here.offer(*feed)
        tick(here.bot)
    assert here.publisher.created == [f"{earlier(1).issue.key}/forum#1", f"{DIGEST}#1"]


def test_new_issues_are_kept_the_oldest_first_whatever_the_feeds_order(here: World) -> None:
    here.offer(earlier(1), week(3), earlier(3), earlier(2))
    tick(here.bot)
    assert here.heard.of("collected") == [earlier(3).issue.key, earlier(2).issue.key, earlier(1).issue.key, KEY]


def test_two_issues_of_one_day_get_the_same_keys_in_any_order(here: World) -> None:
    second = week(3, slug="zz", guid="zz", start=samples.issue().end, end=samples.issue().end)
    second = replace(second, entries=tuple(replace(one, arxiv_id=None, name=f"Z {one.name}") for one in second.entries))
    here.offer(second, week(3))
    here.clock.set(samples.SUNDAY + timedelta(hours=4))
    tick(here.bot)
    assert {issue.slug: issue.key for issue in here.bot.store.issues.all()} == {
        samples.issue().slug: KEY,
        "zz": f"{KEY}-2",
    }
    assert here.publisher.created == [f"{DIGEST}#1", f"{KEY}-2/forum#1"]


@dataclass
class Stumbling(FakeSource):
    """Has a bug that one post brings out."""

    over: str = ""
    tried: int = 0

    def split(self, item: FeedItem) -> Split | Skipped:
        if item.title == self.over:
            self.tried += 1
            raise ZeroDivisionError(item.title)
        return super().split(item)


@dataclass
class Stumble:
    """A world whose source stumbles over the earlier of two issues."""

    world: World
    source: Stumbling
    post: str

    def poll(self) -> None:
        self.world.clock.wind(timedelta(hours=2))
        tick(self.world.bot)

    def read(self) -> bool:
        """Whether the feed counts as read whole."""
        answer = self.world.feed.answer
        assert isinstance(answer, Fetched)
        return all_read(self.world.bot, "dair", answer.items)


@pytest.fixture
def stumble(here: World) -> Stumble:
    here.offer(week(3), earlier(1))
    broken = earlier(1).issue
    source = Stumbling(splits=here.source.splits, over=broken.slug)
    here.bot = replace(here.bot, sources={"dair": source})
    return Stumble(world=here, source=source, post=f"dair/{broken.guid.rpartition('/')[2]}")


def test_a_post_that_brings_out_a_bug_costs_no_other_post(stumble: Stumble) -> None:
    stumble.poll()
    assert stumble.world.publisher.created == [f"{DIGEST}#1"]
    assert stumble.world.heard.of("bug") == [stumble.post]
    assert "ZeroDivisionError" in stumble.world.heard.why(stumble.post)
    assert not stumble.read()


def test_a_post_that_brought_out_a_bug_is_read_once_the_bug_is_gone(stumble: Stumble) -> None:
    stumble.poll()
    stumble.source.over = ""
    stumble.poll()
    assert earlier(1).issue.key in stumble.world.heard.of("collected")
    assert stumble.read()


def test_a_post_that_keeps_bringing_out_a_bug_is_held_until_a_person_releases_it(stumble: Stumble) -> None:
    for _ in range(5):
        stumble.poll()
    assert [hold.key for hold in stumble.world.bot.store.holds.all()] == [stumble.post]
    assert stumble.source.tried == 3
    assert not stumble.read()
    stumble.source.over = ""
    stumble.world.release(stumble.post)
    stumble.poll()
    assert earlier(1).issue.key in stumble.world.heard.of("collected")
    assert stumble.read()


def test_a_feed_with_a_post_that_could_not_be_read_is_asked_for_whole_again(stumble: Stumble) -> None:
    stumble.poll()
    assert stumble.world.bot.store.feeds.validators("dair") == Validators()
    stumble.source.over = ""
    stumble.poll()
    assert stumble.world.bot.store.feeds.validators("dair") == Validators(etag='"1"')


# ── changed before anything was sent ─────────────────────────────────────────────────────────────────────────────────


def test_only_what_a_correction_changed_is_translated_again(reviewed: World) -> None:
    reviewed.offer(reworded(week(3), 2))
    tick(reviewed.bot)
    assert reviewed.heard.of("revised") == [KEY]
    assert reviewed.translator.asked == [f"{KEY}/2", f"{KEY}/0"]
    assert versions(reviewed) == {0: 2, 1: 1, 2: 2, 3: 1}
    assert reviewed.library.asked == [], "what arXiv said of its id is known"
    tick(reviewed.bot)
    assert len(reviewed.translator.asked) == 2


def test_a_correction_between_the_papers_costs_nothing(reviewed: World) -> None:
    reviewed.offer(reworded(week(3)))
    tick(reviewed.bot)
    assert reviewed.heard.of("revised") == [], "what it says is what it said"
    assert (reviewed.translator.asked, reviewed.library.asked) == ([], [])
    issue = reviewed.bot.store.issues.get(KEY)
    assert issue
    assert issue.body == "<p>as corrected</p>"


def test_a_corrected_arxiv_id_is_looked_up_and_no_other(reviewed: World) -> None:
    first, _second, third = week(3).entries
    corrected = (first, samples.entry(2, arxiv_id="2611.90007"), third)
    reviewed.offer(replace(reworded(week(3)), entries=corrected))
    tick(reviewed.bot)
    assert reviewed.library.asked == [("2611.90007",)]
    papers = reviewed.bot.store.papers.of(KEY)
    assert papers[f"{KEY}/2"].title == samples.record(7).title
    assert papers[f"{KEY}/1"].title == samples.record(1).title
    assert reviewed.translator.asked == [f"{KEY}/2", f"{KEY}/0"]


def test_a_paper_that_was_added_or_left_out_is_so_in_the_digest(reviewed: World) -> None:
    reviewed.offer(reworded(week(4)))
    tick(reviewed.bot)
    assert reviewed.translator.asked == [f"{KEY}/4", f"{KEY}/0"]
    reviewed.offer(reworded(week(2), body="<p>again</p>"))
    tick(reviewed.bot)
    pipeline.post_now(reviewed.bot, KEY)
    raw = reviewed.publisher.stands[f"{DIGEST}#1"].raw
    assert raw.count("## ") == 2


def test_a_correction_that_arrives_before_posting_is_what_is_posted(reviewed: World) -> None:
    corrected = (replace(week(1).entries[0], arxiv_id=None, name="Beacon"),)
    reviewed.offer(replace(reworded(week(1)), entries=corrected))
    tick(reviewed.bot)
    pipeline.post_now(reviewed.bot, KEY)
    assert "## 1. Beacon\n" in reviewed.publisher.stands[f"{DIGEST}#1"].raw


def test_an_intro_or_text_that_a_person_settled_is_not_written_again(reviewed: World) -> None:
    texts = reviewed.bot.store.translations
    for position in (0, 2):
        standing = texts.latest(KEY, "ko")[f"{KEY}/{position}"]
        texts.add(replace(standing, summary="사람이 썼습니다.", locked=True, by="mod"))
    reviewed.offer(reworded(week(3), 2))
    tick(reviewed.bot)
    assert reviewed.translator.asked == []


def test_a_doubt_about_the_post_falls_when_the_newsletter_corrects_it(here: World) -> None:
    here.offer(week(2, why="it has 2 papers, not ten"))
    tick(here.bot)
    assert here.publisher.created == []
    here.offer(reworded(week(3)))
    tick(here.bot)
    assert here.bot.store.holds.all() == []
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_persons_hold_does_not_fall_when_the_newsletter_corrects_the_post(here: World) -> None:
    here.clock.set(samples.SUNDAY)
    here.offer(week(3))
    tick(here.bot)
    here.stop(KEY)
    here.clock.set(samples.SUNDAY + timedelta(hours=9))
    here.offer(reworded(week(3), 1))
    tick(here.bot)
    assert here.publisher.created == []


def test_a_persons_hold_outlives_the_doubt_it_was_put_beside(here: World) -> None:
    here.offer(week(2, why="it has 2 papers, not ten"))
    tick(here.bot)
    here.stop(KEY)
    here.offer(reworded(week(3)))
    tick(here.bot)
    assert [(hold.who, hold.reason) for hold in here.bot.store.holds.all()] == [("mod", "a person looks at it")]
    assert here.publisher.created == []


def test_a_correction_that_raises_a_doubt_holds_the_issue(reviewed: World) -> None:
    reviewed.offer(reworded(week(2), why="it has 2 papers, not ten"))
    tick(reviewed.bot)
    assert [(hold.key, hold.reason) for hold in reviewed.bot.store.holds.all()] == [(KEY, "it has 2 papers, not ten")]
    assert reviewed.translator.asked == []


def test_a_text_that_was_refused_is_tried_again_once_it_was_corrected(here: World) -> None:
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Rejected("the model declined")
    tick(here.bot)
    here.translator.fails.clear()
    here.offer(reworded(week(3), 2))
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


# ── changed after something was sent ─────────────────────────────────────────────────────────────────────────────────


def proposals(here: World) -> list[tuple[str, str]]:
    """The keys of what was said of later changes, and the text each would have."""
    found = here.bot.store.findings.under(KEY)
    return [(one.key, one.target_span) for one in found if one.code == "structure.revised"]


def post_first(here: World) -> None:
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def intend_first(here: World) -> None:
    here.publisher.before = OutcomeUnknown("no answer", retry_after=3600)
    tick(here.bot)
    assert here.publisher.created == []


@pytest.mark.parametrize("begin", [post_first, intend_first])
def test_a_change_after_a_part_was_meant_to_be_sent_is_said_once_and_costs_nothing(
    here: World, begin: Callable[[World], None]
) -> None:
    here.offer(week(3))
    begin(here)
    asked = list(here.translator.asked)
    for _ in range(4):
        here.offer(reworded(week(3), 1, 3))
        tick(here.bot)
        here.clock.wind(timedelta(hours=2))
    first, _second, third = reworded(week(3), 1, 3).entries
    assert proposals(here) == [(f"{KEY}/1", first.summary), (f"{KEY}/3", third.summary)]
    assert (here.heard.of("finding"), here.heard.of("revised")) == ([f"{KEY}/1", f"{KEY}/3"], [])
    assert (here.translator.asked, here.publisher.edits) == (asked, [])
    assert here.publisher.created == [f"{DIGEST}#1"]
    assert here.bot.store.issues.entries(KEY) == week(3).entries


def test_a_proposal_tells_both_texts_and_what_to_do(here: World) -> None:
    here.offer(week(1))
    tick(here.bot)
    (before,) = week(1).entries
    here.offer(replace(reworded(week(1)), entries=(replace(before, name="Beacon"),)))
    tick(here.bot)
    (finding,) = here.bot.store.findings.under(KEY)
    assert (finding.source_span, finding.target_span) == ("Lantern 1", "Beacon")
    assert finding.message.endswith("take it over by an edit in the forum: Beacon")


def test_a_second_change_is_said_and_the_first_is_not_said_again(here: World) -> None:
    here.offer(week(3))
    tick(here.bot)
    here.offer(reworded(week(3), 1))
    tick(here.bot)
    here.offer(reworded(week(3), 1, 2, body="<p>again</p>"))
    tick(here.bot)
    tick(here.bot)
    assert [key for key, _text in proposals(here)] == [f"{KEY}/1", f"{KEY}/2"]
    assert here.heard.of("finding") == [f"{KEY}/1", f"{KEY}/2"]
    assert here.heard.of("unchanged") == ["dair"]


def test_two_papers_that_are_given_the_same_new_words_are_both_said(here: World) -> None:
    here.offer(week(2))
    tick(here.bot)
    entries = tuple(replace(one, summary="This summary was removed.") for one in week(2).entries)
    here.offer(replace(reworded(week(2)), entries=entries))
    tick(here.bot)
    tick(here.bot)
    assert [key for key, _text in proposals(here)] == [f"{KEY}/1", f"{KEY}/2"]
    assert here.heard.of("finding") == [f"{KEY}/1", f"{KEY}/2"]


def test_a_paper_that_was_put_in_later_is_said_once_and_is_no_change_of_the_others(here: World) -> None:
    here.offer(week(2))
    tick(here.bot)
    for body in ("<p>as corrected</p>", "<p>again</p>"):
        here.offer(reworded(week(3), body=body))
        tick(here.bot)
    assert proposals(here) == [(f"{KEY}/3", "Lantern 3")]
    assert here.heard.of("finding") == [f"{KEY}/3"]
    assert here.heard.why(f"{KEY}/3").startswith("the newsletter added this paper after it was posted;")
    assert here.bot.store.issues.entries(KEY) == week(2).entries


def test_a_paper_that_is_gone_from_what_was_posted_is_said_once_and_stays(here: World) -> None:
    here.offer(week(3))
    tick(here.bot)
    for body in ("<p>as corrected</p>", "<p>again</p>"):
        here.offer(reworded(week(2), body=body))
        tick(here.bot)
    (finding,) = here.bot.store.findings.under(KEY)
    assert (finding.key, finding.source_span, finding.target_span) == (f"{KEY}/3", "Lantern 3", "")
    assert finding.message.startswith("the newsletter took this paper out after it was posted;")
    assert finding.message.endswith("take it over by an edit in the forum: without Lantern 3")
    assert here.heard.of("finding") == [f"{KEY}/3"]
    assert here.bot.store.issues.entries(KEY) == week(3).entries


def test_links_that_were_changed_in_what_was_posted_are_said_once(here: World) -> None:
    here.offer(week(2))
    tick(here.bot)
    first, second = week(2).entries
    paper = Link(label="Paper", url="https://arxiv.org/abs/2611.90077")
    for body in ("<p>as corrected</p>", "<p>again</p>"):
        corrected = (first, replace(second, links=(paper,), arxiv_id="2611.90077"))
        here.offer(replace(reworded(week(2), body=body), entries=corrected))
        tick(here.bot)
    (finding,) = here.bot.store.findings.under(KEY)
    assert (finding.key, finding.code) == (f"{KEY}/2", "structure.revised")
    assert finding.source_span == (
        "Paper https://arxiv.org/abs/2611.90002v2, Tweet https://twitter.com/example/status/2?s=20"
    )
    assert finding.target_span == "Paper https://arxiv.org/abs/2611.90077"
    assert "these links" in finding.message
    assert here.heard.of("finding") == [f"{KEY}/2"]
    assert here.library.asked == [("2611.90001", "2611.90002")], "what is out is not looked up again"


def test_what_one_edition_has_sent_is_not_changed_for_the_other(here: World) -> None:
    there = FakePublisher()
    here.add_edition(there, name="later", review="required")
    here.offer(week(3))
    tick(here.bot)
    asked = list(here.translator.asked)
    here.offer(reworded(week(3), 2))
    tick(here.bot)
    assert [key for key, _text in proposals(here)] == [f"{KEY}/2"]
    pipeline.post_now(here.bot, f"{KEY}/later")
    assert there.created == [f"{KEY}/later#1"]
    assert here.translator.asked == asked


def test_what_was_refused_whole_was_not_sent_and_takes_the_change(here: World) -> None:
    here.offer(week(3))
    here.publisher.before = Rejected("no such tag")
    tick(here.bot)
    here.offer(reworded(week(3), 2))
    here.release(DIGEST)
    tick(here.bot)
    assert (here.heard.of("revised"), proposals(here)) == ([KEY], [])
    assert versions(here)[2] == 2
    assert here.publisher.created == [f"{DIGEST}#1"]


# ── sent a second time ───────────────────────────────────────────────────────────────────────────────────────────────


def again(count: int = 3, *, seen: int = 0, **changes: object) -> Split:
    """A later issue under its own slug, with that many papers of `week(10)` among its own."""
    now = samples.issue()
    later = {
        "key": "dair/2026-11-16",
        "slug": "again",
        "guid": "again",
        "published": now.published + timedelta(hours=8),
        "start": now.start + timedelta(days=7),
        "end": now.end + timedelta(days=7),
        **changes,
    }
    split = week(count, **later)
    entries = (
        one if one.position <= seen else replace(one, arxiv_id=None, name=f"New {one.position}")
        for one in split.entries
    )
    return replace(split, entries=tuple(entries))


SAME_DAYS = {"start": samples.issue().start, "end": samples.issue().end}


@pytest.mark.parametrize(
    ("split", "why"),
    [
        (again(3, **SAME_DAYS), f"it covers the same week as {KEY} (2026-11-08 to 2026-11-15)"),
        (again(10, seen=7), f"7 of its 10 papers stood in {KEY}"),
    ],
)
def test_an_issue_that_was_sent_again_is_held_and_costs_nothing(here: World, split: Split, why: str) -> None:
    here.offer(week(10))
    tick(here.bot)
    asked = (len(here.translator.asked), len(here.library.asked))
    here.clock.set(split.issue.published + timedelta(hours=9))
    here.offer(split, week(10))
    for _ in range(3):
        tick(here.bot)
    assert (len(here.translator.asked), len(here.library.asked)) == asked
    assert here.publisher.created == [f"{DIGEST}#1"]
    (hold,) = here.bot.store.holds.all()
    assert (hold.key, hold.reason) == (split.issue.key, f"{why}; `paperboy release` posts it, `paperboy drop` never")
    here.release(split.issue.key)
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1", f"{split.issue.key}/forum#1"]


def test_six_papers_of_ten_are_another_issue(here: World) -> None:
    split = again(10, seen=6)
    here.clock.set(split.issue.published + timedelta(hours=9))
    here.offer(split, week(10))
    tick(here.bot)
    assert here.publisher.created == [f"{split.issue.key}/forum#1"], "the latest, where the edition starts"
    assert here.bot.store.holds.all() == []


def test_of_an_issue_and_its_copy_in_one_feed_the_first_goes_out(make: Callable[..., World]) -> None:
    here = make(start="2026-11-01")
    here.clock.set(samples.SUNDAY + timedelta(hours=18))
    here.offer(again(3, **SAME_DAYS), week(3))
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]
    assert [hold.key for hold in here.bot.store.holds.all()] == ["dair/2026-11-16"]


def test_a_correction_of_the_first_is_not_taken_for_a_copy_of_its_copy(make: Callable[..., World]) -> None:
    here = make(start="2026-11-01", review="required")
    here.clock.set(samples.SUNDAY + timedelta(hours=18))
    copy = again(3, **SAME_DAYS)
    here.offer(copy, week(3))
    tick(here.bot)
    here.offer(copy, reworded(week(3), 2))
    tick(here.bot)
    assert [hold.key for hold in here.bot.store.holds.all()] == [copy.issue.key]
    pipeline.post_now(here.bot, KEY)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_correction_of_a_copy_leaves_it_a_copy(make: Callable[..., World]) -> None:
    here = make(start="2026-11-01")
    here.clock.set(samples.SUNDAY + timedelta(hours=18))
    copy = again(3, **SAME_DAYS)
    here.offer(copy, week(3))
    tick(here.bot)
    here.offer(reworded(copy, 1), week(3))
    tick(here.bot)
    assert [hold.key for hold in here.bot.store.holds.all()] == [copy.issue.key]
    assert here.publisher.created == [f"{DIGEST}#1"]


# ── one issue by several ways ────────────────────────────────────────────────────────────────────────────────────────

DAYS = f"{samples.issue().start}..{samples.issue().end}"


def archived(count: int = 3, **changes: object) -> Split:
    """The week as an archive has it: it goes by its days, and its text is another."""
    split = reworded(
        week(count), *range(1, count + 1), body="| 1) **Lantern** |", slug=DAYS, guid="archive", url="archive"
    )
    return replace(split, issue=replace(split.issue, **changes))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("moment", ["before it is posted", "after it is posted"])
def test_an_archives_week_never_changes_what_the_newsletter_gave(make: Callable[..., World], moment: str) -> None:
    here = make(review="required")
    here.offer(week(3))
    tick(here.bot)
    if moment == "after it is posted":
        pipeline.post_now(here.bot, KEY)
    before = (here.bot.store.issues.all(), here.bot.store.issues.entries(KEY), here.bot.store.holds.all())
    assert not keep(here.bot, archived())
    assert not keep(here.bot, archived(2, body="| 1) **Changed** |", why="Half a week."))
    assert (here.bot.store.issues.all(), here.bot.store.issues.entries(KEY), here.bot.store.holds.all()) == before
    assert here.bot.store.findings.under(KEY) == []


def test_what_the_newsletter_gives_takes_the_place_of_an_archives_week(make: Callable[..., World]) -> None:
    here = make(review="required")
    assert keep(here.bot, archived(2, why="Half a week.", key="dair/2026-11-16"))
    here.offer(week(3, key="dair/2026-11-16"))
    for _ in range(2):
        tick(here.bot)
    issue, given = here.bot.store.issues.get("dair/2026-11-16"), samples.issue()
    assert issue
    assert (issue.slug, issue.body, issue.why) == (given.slug, given.body, "")
    assert len(here.bot.store.issues.all()) == 1
    assert [one.summary for one in here.bot.store.issues.entries(issue.key)] == [one.summary for one in week(3).entries]
    assert here.bot.store.holds.all() == [], "the doubt about the archive's week falls with it"
    assert here.heard.of("revised") == [issue.key]
    assert not keep(here.bot, archived()), "and the archive's does not come back"


def test_what_the_newsletter_gives_after_an_archives_week_was_posted_is_proposed(make: Callable[..., World]) -> None:
    here = make(review="required")
    keep(here.bot, archived())
    here.offer(week(3))
    here.clock.set(samples.SUNDAY + timedelta(hours=9))
    pipeline.post_now(here.bot, KEY)
    for _ in range(2):
        tick(here.bot)
    (issue,) = here.bot.store.issues.all()
    assert (issue.slug, here.publisher.created) == (DAYS, [f"{DIGEST}#1"])
    assert [one.summary for one in here.bot.store.issues.entries(KEY)] == [one.summary for one in archived().entries]
    assert [key for key, _text in proposals(here)] == [f"{KEY}/{n}" for n in (1, 2, 3)], "each said once"


def test_an_archives_week_that_was_filled_since_is_kept_anew(here: World) -> None:
    keep(here.bot, archived(2, why="Half a week."))
    assert keep(here.bot, archived(3, body="| filled |"))
    assert not keep(here.bot, archived(3, body="| filled |"))
    assert [one.position for one in here.bot.store.issues.entries(KEY)] == [1, 2, 3]
    assert here.bot.store.holds.all() == []


def older(weeks: int, *, papers: str) -> Split:
    """A week of an archive from before, with papers of its own names or, where empty, those of `week(10)`."""
    shift, now = timedelta(weeks=weeks), samples.issue()
    start, end = now.start - shift, now.end - shift
    split = archived(
        10, key=f"dair/{end}", slug=f"{start}..{end}", start=start, end=end, published=now.published - shift
    )
    own = (replace(one, arxiv_id=None, name=f"{papers} {one.position}") if papers else one for one in split.entries)
    return replace(split, entries=tuple(own))


def test_a_week_of_an_archive_is_held_as_a_copy_of_another_week_and_never_of_itself(here: World) -> None:
    here.offer(week(10))
    tick(here.bot)
    for split in (older(2, papers="Kettle"), older(1, papers="Wick"), older(1, papers="Wick"), archived(10)):
        keep(here.bot, split)
    assert here.bot.store.holds.all() == []
    assert len(here.bot.store.issues.all()) == 3
    assert keep(here.bot, older(3, papers=""))
    (hold,) = here.bot.store.holds.all()
    assert f"10 of its 10 papers stood in {KEY};" in hold.reason


# ── where an edition starts ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "since"),
    [
        ("next", samples.SUNDAY + timedelta(hours=9)),
        ("latest", samples.SUNDAY),
        ("2026-11-08", datetime(2026, 11, 8, tzinfo=UTC)),
    ],
)
def test_an_edition_starts_at_its_first_poll_and_never_moves(
    make: Callable[..., World], start: str, since: datetime
) -> None:
    here = make(start=start, review="required")
    here.offer(week(3), earlier(1), earlier(2))
    for _ in range(3):
        tick(here.bot)
        here.clock.wind(timedelta(hours=1))
    assert here.bot.store.editions.since("forum") == since


def test_an_edition_does_not_start_with_a_feed_that_could_not_be_read(here: World) -> None:
    here.feed.answer = Unavailable("cut")
    tick(here.bot)
    assert here.bot.store.editions.since("forum") is None
    here.offer(week(3))
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_number_that_was_dropped_and_is_another_paper_now_holds_the_issue(here: World) -> None:
    here.offer(week(3))
    pipeline.collect(here.bot)
    here.stop(f"{KEY}/2", Stop.DROPPED)
    split = week(3, body="<p>corrected</p>")
    other = replace(split.entries[1], name="Another paper", arxiv_id=None)
    here.offer(replace(split, entries=(split.entries[0], other, split.entries[2])))
    tick(here.bot)
    (hold,) = [one for one in here.bot.store.holds.all() if one.key == KEY]
    assert f"the newsletter changed {KEY}/2, which was dropped" in hold.reason
    assert here.publisher.created == []
