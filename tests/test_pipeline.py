"""The straight line, over a real database and stand-ins for the world."""

import difflib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import waiting
from bot.config import load_locale
from bot.domain import Intent, Missing, Post, Split
from bot.errors import Misconfigured, OutcomeUnknown, Queued, Rejected, Unavailable
from bot.pipeline import tick
from bot.publishers.folder import Folder
from bot.render import Layout
from tests import samples
from tests.fakes import FakePublisher, World, week, world

KEY = "dair/2026-11-15"


class ClosingForum(FakePublisher):
    """Closes every topic as soon as it is there."""

    def create(self, intent: Intent) -> Post:
        if intent.topic_id:
            raise Rejected(f"{intent.key}: the topic is closed")
        return super().create(intent)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., World]]:
    with ExitStack() as stack:
        yield lambda **edition: world(tmp_path, stack.enter_context, **edition)


def test_one_tick_takes_an_issue_to_a_topic(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert here.library.asked == [("2611.90001", "2611.90002", "2611.90003")]
    assert sorted(here.translator.asked) == [f"{KEY}/0", f"{KEY}/1", f"{KEY}/2", f"{KEY}/3"]
    assert here.heard.of("published") == [f"{KEY}/forum"]


def test_a_second_tick_asks_nobody_but_the_feed(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    tick(here.bot)
    asked = (len(here.library.asked), len(here.translator.asked), len(here.publisher.created))
    tick(here.bot)
    assert (len(here.library.asked), len(here.translator.asked), len(here.publisher.created)) == asked
    assert here.feed.asked == 2


def test_a_first_start_with_next_posts_nothing_of_a_full_feed(make: Callable[..., World]) -> None:
    here = make(start="next")
    weeks = [_week_before(number) for number in range(9)]
    here.offer(*weeks)
    tick(here.bot)
    assert len(here.bot.store.issues.all()) == 9
    assert (here.publisher.created, here.translator.asked, here.library.asked) == ([], [], [])


def test_a_first_start_with_latest_posts_one(make: Callable[..., World]) -> None:
    here = make(start="latest")
    here.offer(*[_week_before(number) for number in range(9)])
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]


def test_an_issue_is_left_alone_until_it_has_settled(make: Callable[..., World]) -> None:
    here = make()
    here.clock.set(samples.SUNDAY + timedelta(hours=1))
    here.offer(week(3))
    tick(here.bot)
    assert (here.library.asked, here.translator.asked) == ([], [])
    here.clock.set(samples.SUNDAY + timedelta(hours=3))
    tick(here.bot)
    assert here.heard.of("published") == [f"{KEY}/forum"]


def test_a_held_issue_costs_nothing_and_keeps_its_entries(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3, why="it has 3 entries, not ten"))
    tick(here.bot)
    assert (here.translator.asked, here.publisher.created) == ([], [])
    assert len(here.bot.store.issues.entries(KEY)) == 3
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    wait = waiting.wait_of(here.bot, work)
    assert wait is not None
    assert "not ten" in wait.what


def test_a_busy_model_delays_one_entry_and_the_next_tick_finishes(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Unavailable("busy")
    tick(here.bot)
    assert here.publisher.created == []
    here.translator.fails.clear()
    here.translator.asked.clear()
    tick(here.bot)
    assert here.translator.asked == [f"{KEY}/2"]
    assert here.publisher.created == [f"{KEY}/forum#1"]


def test_a_refused_entry_is_held_and_not_asked_for_again(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Rejected("the model declined")
    tick(here.bot)
    here.translator.asked.clear()
    tick(here.bot)
    assert (here.translator.asked, here.publisher.created) == ([], [])
    assert [hold.key for hold in here.bot.store.holds.all()] == [f"{KEY}/2@ko"]
    here.release(f"{KEY}/2@ko")
    here.translator.fails.clear()
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]


def test_an_intro_that_is_refused_is_left_out_and_the_digest_goes_out(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.translator.fails[f"{KEY}/0"] = Rejected(f"{KEY}/0@ko: the model declined")
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert [(hold.key, hold.reason) for hold in here.bot.store.holds.all()] == [(f"{KEY}/0@ko", "the model declined")]


def test_a_lost_answer_is_looked_for_and_not_posted_again(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.publisher.after = OutcomeUnknown("cut")
    tick(here.bot)
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert here.heard.of("published") == [f"{KEY}/forum"]


def test_a_request_that_never_arrived_is_made_again_with_the_same_bytes(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.publisher.before = OutcomeUnknown("cut")
    tick(here.bot)
    (written,) = here.bot.store.posts.parts(f"{KEY}/forum")
    assert here.publisher.created == []
    tick(here.bot)
    assert here.publisher.stands[f"{KEY}/forum#1"].raw == written.raw


def test_a_long_digest_continues_where_it_stopped(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(9))
    here.publisher.longest = 200
    here.publisher.before = Unavailable("busy")
    tick(here.bot)
    tick(here.bot)
    parts = here.bot.store.posts.parts(f"{KEY}/forum")
    assert len(parts) > 2
    assert here.publisher.created == [part.key for part in parts]
    assert len({post.topic_id for post in here.publisher.stands.values()}) == 1


def test_a_title_that_is_taken_holds_the_digest(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.publisher.before = Rejected("Title has already been used")
    tick(here.bot)
    tick(here.bot)
    assert here.publisher.created == []
    assert [hold.key for hold in here.bot.store.holds.all()] == [f"{KEY}/forum"]


def test_what_was_refused_whole_is_drawn_anew_when_it_is_released(make: Callable[..., World]) -> None:
    here = make(tags=("too-many",))
    here.offer(week(3))
    here.publisher.before = Rejected("no such tag")
    tick(here.bot)
    here.bot = replace(here.bot, editions=[replace(here.bot.editions[0], tags=("papers",))])
    here.release(f"{KEY}/forum")
    tick(here.bot)
    assert here.publisher.stands[f"{KEY}/forum#1"].tags == ("papers",)


def test_after_the_configuration_is_mended_the_digest_is_drawn_anew(make: Callable[..., World]) -> None:
    here = make(tags=("too-many",))
    here.offer(week(3))
    here.publisher.before = Misconfigured("no such category")
    tick(here.bot)
    assert here.bot.store.posts.parts(f"{KEY}/forum") == []
    here.bot = replace(here.bot, editions=[replace(here.bot.editions[0], tags=("papers",))])
    tick(here.bot)
    assert here.publisher.stands[f"{KEY}/forum#1"].tags == ("papers",)


@pytest.mark.parametrize("trouble", [Unavailable("busy"), OutcomeUnknown("cut")])
def test_what_may_have_arrived_is_not_drawn_anew(make: Callable[..., World], trouble: Unavailable) -> None:
    here = make()
    here.offer(week(3))
    here.publisher.before = trouble
    tick(here.bot)
    assert [part.key for part in here.bot.store.posts.parts(f"{KEY}/forum")] == [f"{KEY}/forum#1"]


def test_a_refused_reply_leaves_all_parts_as_they_were_drawn(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(9))
    closed = ClosingForum(longest=200)
    here.bot = replace(here.bot, publishers={"forum": closed})
    tick(here.bot)
    assert closed.created == [f"{KEY}/forum#1"]
    assert len(here.bot.store.posts.parts(f"{KEY}/forum")) > 2


def test_while_arxiv_is_silent_the_digest_waits_as_long_as_patience_lasts(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.library.fails = Unavailable("429")
    tick(here.bot)
    assert (here.translator.asked, here.publisher.created) == ([], [])
    here.clock.set(samples.SUNDAY + timedelta(hours=12, minutes=1))
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert {paper.missing for paper in here.bot.store.papers.of(KEY).values()} == {Missing.NOT_YET}


def test_an_abstract_that_came_late_is_filled_in_by_one_edit(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    late = here.library.records.pop("2611.90002")
    here.clock.set(samples.SUNDAY + timedelta(hours=13))
    tick(here.bot)
    assert "초록 없음" in here.publisher.stands[f"{KEY}/forum#1"].raw
    here.library.records["2611.90002"] = late
    tick(here.bot)
    tick(here.bot)
    assert here.publisher.edits == [(f"{KEY}/forum#1", "초록 추가")]
    raw = here.publisher.stands[f"{KEY}/forum#1"].raw
    assert "초록 없음" not in raw
    assert "Lantern 2 모델을 제안합니다" in raw
    assert "## 2. Lantern 2\n" in raw, "the title that readers know stays"


def test_abstracts_that_came_late_together_are_one_edit(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(10))
    late = dict(here.library.records)
    here.library.records.clear()
    here.clock.set(samples.SUNDAY + timedelta(hours=13))
    tick(here.bot)
    assert here.publisher.stands[f"{KEY}/forum#1"].raw.count("초록 없음") == 10
    here.library.records.update(late)
    tick(here.bot)
    tick(here.bot)
    assert here.publisher.edits == [(f"{KEY}/forum#1", "초록 추가")]
    assert "초록 없음" not in here.publisher.stands[f"{KEY}/forum#1"].raw


def test_a_text_changed_by_hand_is_a_finding_and_holds_nothing(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    late = {number: here.library.records.pop(number) for number in ("2611.90002", "2611.90003")}
    here.clock.set(samples.SUNDAY + timedelta(hours=13))
    tick(here.bot)
    post = here.publisher.stands[f"{KEY}/forum#1"]
    by_hand = post.raw.replace("초록 없음", "초록은 논문을 보세요", 1)
    here.publisher.stands[post.key] = replace(post, raw=by_hand)
    here.library.records.update(late)
    tick(here.bot)
    tick(here.bot)
    raw = here.publisher.stands[post.key].raw
    assert "## 2. Lantern 2\n초록은 논문을 보세요\n" in raw
    assert "Lantern 3 모델을 제안합니다" in raw
    assert len(here.publisher.edits) == 1
    assert [one.code for one in here.bot.store.findings.under(post.key)] == ["structure.hand"]
    assert here.bot.store.holds.all() == []


def test_one_arxiv_id_under_two_papers_is_a_finding_and_the_second_keeps_its_name(make: Callable[..., World]) -> None:
    here = make()
    split = week(3)
    twin = replace(split.entries[2], arxiv_id="2611.90001")
    here.offer(replace(split, entries=(*split.entries[:2], twin)))
    tick(here.bot)
    papers = here.bot.store.papers.of(KEY)
    assert papers[f"{KEY}/1"].title == samples.record(1).title
    assert (papers[f"{KEY}/3"].title, papers[f"{KEY}/3"].missing) == ("Lantern 3", Missing.NOT_ON_ARXIV)
    assert [finding.key for finding in here.bot.store.findings.under(KEY)] == [f"{KEY}/3"]


def test_what_arxiv_answered_once_is_never_asked_again(make: Callable[..., World]) -> None:
    here = make()
    here.bot.store.papers.keep([samples.record(number) for number in (1, 2, 3)])
    here.offer(week(3))
    tick(here.bot)
    assert here.library.asked == []


def test_an_issue_older_than_ten_days_waits_for_a_person(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.clock.set(samples.SUNDAY + timedelta(days=10, minutes=1))
    tick(here.bot)
    assert (here.translator.asked, here.publisher.created) == ([], [])


def test_a_feed_that_cannot_be_read_keeps_nothing_and_says_so(make: Callable[..., World]) -> None:
    here = make()
    here.feed.answer = Unavailable("the feed is cut")
    tick(here.bot)
    assert here.heard.of("waits") == ["dair"]
    assert here.bot.store.issues.all() == []
    assert here.bot.store.editions.since("forum") is None


def _week_before(number: int) -> Split:
    issue = samples.issue()
    then = issue.published - timedelta(weeks=number)
    start, end = issue.start - timedelta(weeks=number), issue.end - timedelta(weeks=number)
    split = week(3, key=f"dair/{then.date()}", slug=f"{issue.slug}{number}", published=then, start=start, end=end)
    own = (replace(entry, arxiv_id=None, name=f"{entry.name} of week {number}") for entry in split.entries)
    return replace(split, entries=tuple(own)) if number else split


def test_the_real_layout_shows_a_late_abstract_where_its_notice_stood(
    make: Callable[..., World], tmp_path: Path
) -> None:
    here = make()
    korean = load_locale(Path(__file__).parents[1] / "prompts", "ko")
    pages = Folder(tmp_path / "out", None, here.bot.editions[0], here.clock)
    here.bot = replace(here.bot, renderer=Layout(), locales={"ko": korean}, publishers={"forum": pages})
    here.offer(week(3))
    late = here.library.records.pop("2611.90002")
    here.clock.set(samples.SUNDAY + timedelta(hours=13))
    tick(here.bot)
    part = tmp_path / "out" / KEY / "forum" / "part-1.md"
    before = part.read_text(encoding="utf-8")
    assert before.count(korean.words["not_yet"]) == 1
    here.library.records["2611.90002"] = late
    tick(here.bot)
    after = part.read_text(encoding="utf-8")
    assert korean.words["not_yet"] not in after
    assert "Lantern 2 모델을 제안합니다" in after
    removed, added = _changed_lines(before, after)
    assert [line for line in removed if "paperboy" not in line] == [f"> {korean.words['not_yet']}"]
    assert all("Lantern 2" in line or "영어 원문 보기" in line or "details" in line for line in added[:-1])


def _changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines, blank ones left out, that an edit took away and put in."""
    changed = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    lines = [[line[2:] for line in changed if line.startswith(sign) and line[2:].strip()] for sign in ("- ", "+ ")]
    return lines[0], lines[1]


def test_an_edition_added_later_begins_although_the_feed_has_not_changed(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    tick(here.bot)
    second = replace(here.bot.editions[0], name="second", start="next")
    here.bot = replace(
        here.bot, editions=(*here.bot.editions, second), publishers=here.bot.publishers | {"second": here.publisher}
    )
    here.feed.answer = None
    tick(here.bot)
    assert here.bot.store.editions.since("second") == here.clock.now()


def test_what_the_forum_keeps_for_approval_is_waited_for_and_not_sent_again(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.publisher.before = Queued("kept for approval")
    tick(here.bot)
    tick(here.bot)
    assert (here.publisher.created, here.bot.store.holds.all()) == ([], [])
    (intent,) = here.bot.store.posts.parts(f"{KEY}/forum")
    assert intent.queued == here.clock.now()
    approved = replace(intent, queued=None)
    here.publisher.create(approved)
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert here.heard.of("published") == [f"{KEY}/forum"]


def test_what_moderators_rejected_is_sent_again_once_a_person_lets_it_go(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.publisher.before = Queued("kept for approval")
    tick(here.bot)
    assert here.bot.store.posts.unqueue(f"{KEY}/forum")
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]


def test_an_issue_without_a_paper_is_not_posted_even_when_it_is_released(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(0, why="the post is too large to be read"))
    tick(here.bot)
    here.release(KEY)
    tick(here.bot)
    assert (here.translator.asked, here.publisher.created) == ([], [])
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    wait = waiting.wait_of(here.bot, work)
    assert wait is not None
    assert "no paper could be read" in wait.what
