"""The straight line, over a real database and stand-ins for the world."""

import difflib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import granting, pipeline, texts, waiting
from bot.config import load_locale
from bot.domain import Entry, Intent, Locale, Missing, Paper, Post, Record, Stop, Translation, Window, Wish
from bot.engines.threads import Threads
from bot.errors import Misconfigured, OutcomeUnknown, OverBudget, Queued, Rejected, Unavailable
from bot.pipeline import tick
from bot.publishers.folder import Folder
from bot.render import Layout
from tests import samples
from tests.fakes import FakeLibrary, FakePublisher, FakeTranslator, World, earlier, reworded, week, world

KEY = "dair/2026-11-15"


class BlindForum(FakePublisher):
    """Takes a topic and shows it to nobody until its rights are mended."""

    blind = True

    def find(self, intent: Intent) -> Post | None:
        if self.blind and self.created:
            raise Misconfigured("no right to read")
        return super().find(intent)

    def create(self, intent: Intent) -> Post:
        made = super().create(intent)
        if self.blind:
            raise OutcomeUnknown("posted, and cannot be read back")
        return made


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


def test_the_model_is_made_ready_for_a_week_before_anything_is_asked_of_it(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    tick(here.bot)
    tick(here.bot)
    assert here.translator.warmed == [(KEY, "ko", 3)]


def test_editions_of_one_locale_make_it_ready_once(make: Callable[..., World]) -> None:
    here = make()
    here.add_edition(FakePublisher(), name="second")
    here.offer(week(3))
    tick(here.bot)
    assert here.translator.warmed == [(KEY, "ko", 3)]


def test_it_is_made_ready_while_arxiv_is_asked(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    both = threading.Barrier(2, timeout=5)

    class Meeting(FakeTranslator):
        def warm(self, issue_key: str, locale: Locale, texts: int) -> Sequence[str]:
            if not self.warmed:
                both.wait()
            return super().warm(issue_key, locale, texts)

    class Library(FakeLibrary):
        def look_up(self, ids: Sequence[str]) -> Mapping[str, Record]:
            both.wait()
            return super().look_up(ids)

    model = Meeting()
    library = Library(records=here.library.records)
    here.bot = replace(here.bot, translator=model, library=library, engine=Threads(4, here.pulse))
    tick(here.bot)
    assert here.heard.of("bug") == []
    assert (len(library.asked), len(model.asked)) == (1, 4)


@pytest.mark.parametrize("trouble", [Unavailable("529"), Misconfigured("no such key")])
def test_a_model_that_cannot_be_made_ready_loses_nothing(make: Callable[..., World], trouble: Exception) -> None:
    here = make()
    here.offer(week(3))
    here.translator.uncached = trouble
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert dict(here.bot.store.failures.all()) == {}


def test_instructions_that_stay_uncached_are_said(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.translator.uncached = ["too short for this model"]
    tick(here.bot)
    assert here.heard.of("uncached") == [f"{KEY}/0@ko"]
    assert here.heard.why(f"{KEY}/0@ko") == "too short for this model"


def test_for_one_text_or_none_nothing_is_made_ready(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.library.fails = Unavailable("503")
    tick(here.bot)
    here.clock.wind(timedelta(hours=1))
    tick(here.bot)
    assert here.translator.warmed == [], "arXiv is silent"
    here.library.fails = None
    here.translator.fails = {f"{KEY}/2": Unavailable("529")}
    here.clock.wind(timedelta(hours=1))
    tick(here.bot)
    here.translator.fails = {}
    here.clock.wind(timedelta(hours=1))
    tick(here.bot)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert here.translator.warmed == [(KEY, "ko", 3)], "not for the one text that was left"


def test_for_texts_that_wait_for_a_budget_nothing_is_made_ready(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    until = here.clock.now() + timedelta(days=9)
    spent = OverBudget(f"{OverBudget.MONTH}: of 1.00 US dollars 1.00 are spent", until=until)
    here.translator.fails = {f"{KEY}/{number}": spent for number in range(4)}
    tick(here.bot)
    here.clock.wind(timedelta(hours=1))
    tick(here.bot)
    assert len(here.translator.asked) == 8, "they are asked for all the same, which costs nothing"
    assert here.translator.warmed == [(KEY, "ko", 3)]


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
    weeks = [week(3), *(earlier(number) for number in range(1, 9))]
    here.offer(*weeks)
    tick(here.bot)
    assert len(here.bot.store.issues.all()) == 9
    assert (here.publisher.created, here.translator.asked, here.library.asked) == ([], [], [])


def test_a_first_start_with_latest_posts_one(make: Callable[..., World]) -> None:
    here = make(start="latest")
    here.offer(week(3), *(earlier(number) for number in range(1, 9)))
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


def test_what_may_have_arrived_is_not_drawn_anew(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.publisher.before = OutcomeUnknown("cut")
    tick(here.bot)
    assert [part.key for part in here.bot.store.posts.parts(f"{KEY}/forum")] == [f"{KEY}/forum#1"]


def test_what_was_posted_and_could_not_be_seen_goes_on_with_its_other_parts(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(9))
    blind = BlindForum(longest=200)
    here.bot = replace(here.bot, publishers={"forum": blind})
    tick(here.bot)
    drawn = [part.key for part in here.bot.store.posts.parts(f"{KEY}/forum")]
    assert (blind.created, len(drawn) > 2) == ([f"{KEY}/forum#1"], True)
    blind.blind = False
    tick(here.bot)
    assert blind.created == drawn


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


def test_a_late_abstract_whose_translation_has_to_wait_is_not_filled_in_before_it(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    late = here.library.records.pop("2611.90002")
    here.clock.set(samples.SUNDAY + timedelta(hours=13))
    tick(here.bot)
    here.library.records["2611.90002"] = late
    here.translator.fails = {f"{KEY}/2": Unavailable("529")}
    tick(here.bot)
    assert here.publisher.edits == []
    here.translator.fails = {}
    here.clock.wind(timedelta(hours=2))
    tick(here.bot)
    assert here.publisher.edits == [(f"{KEY}/forum#1", "초록 추가")]


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


# ── asked to stop ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class ReadForum(FakePublisher):
    """Counts what it is asked to read."""

    reads: list[str] = field(default_factory=list)

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        self.reads += [post.key for post in posts]
        return super().read(posts)


def stoppable(make: Callable[..., World]) -> World:
    """A world with the real engine, a two-part week of which one abstract comes late, after patience ended."""
    here = make()
    here.bot = replace(here.bot, engine=Threads(1, here.pulse), publishers={"forum": ReadForum(longest=300)})
    here.clock.set(samples.SUNDAY + timedelta(hours=13))
    here.offer(week(6))
    del here.library.records["2611.90002"]
    return here


def done_so_far(here: World) -> tuple[object, ...]:
    """All that was asked of the world, and the state of the database."""
    forum = here.bot.publishers["forum"]
    assert isinstance(forum, ReadForum)
    asked = (here.feed.asked, list(here.library.asked), list(here.translator.asked))
    rows = [here.bot.store.issues.all(), dict(here.bot.store.papers.of(KEY)), dict(here.bot.store.failures.all())]
    return (*asked, forum.looks, list(forum.created), list(forum.edits), list(forum.reads), *rows)


def nothing(here: World) -> None:
    """Not a step yet."""


def collected(here: World) -> None:
    pipeline.collect(here.bot)


def identified(here: World) -> None:
    collected(here)
    pipeline.identify(here.bot, waiting.open_work(here.bot))


def translated(here: World) -> None:
    identified(here)
    pipeline.translate(here.bot, waiting.open_work(here.bot))


def published(here: World) -> None:
    translated(here)
    pipeline.publish(here.bot, waiting.open_work(here.bot))


def abstract_came(here: World) -> None:
    published(here)
    here.library.records["2611.90002"] = samples.record(2)


def abstract_written(here: World) -> None:
    abstract_came(here)
    translated(here)


def withdrawn(here: World) -> None:
    published(here)
    here.stop(f"{KEY}/3", Stop.WITHDRAWN)


STEPS = [nothing, collected, identified, translated, published, abstract_came, abstract_written, withdrawn]


def wish(what: str, key: str = "") -> Wish:
    return Wish(number=1, what=what, key=key, who="mod", at=samples.SUNDAY)


@pytest.mark.parametrize("step", STEPS)
def test_once_asked_to_stop_nothing_begins_and_a_later_tick_finishes(
    make: Callable[..., World], step: Callable[[World], None]
) -> None:
    here = stoppable(make)
    step(here)
    before = done_so_far(here)
    here.pulse.halt()
    tick(here.bot)
    for what in ("tick", "post", "prepare", "preview", "withdraw"):
        granting.grant(here.bot, wish(what, KEY if what in ("post", "preview") else ""))
    assert done_so_far(here) == before
    here.pulse.resume()
    here.library.records["2611.90002"] = samples.record(2)
    tick(here.bot)
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    assert waiting.finished(here.bot, work)
    assert texts.unidentified(here.bot, work.issue) == []
    assert sorted(set(here.translator.asked)) == [f"{KEY}/{position}" for position in range(7)]
    assert (step is withdrawn) is (here.heard.of("withdrawn") == [f"{KEY}/forum"])


def test_what_runs_is_finished_and_what_has_not_begun_is_not(make: Callable[..., World]) -> None:
    here = make()

    class Halting(FakeTranslator):
        def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
            here.pulse.halt()
            return super().translate(entry, paper, locale)

    writer = Halting()
    here.bot = replace(here.bot, engine=Threads(1, here.pulse), translator=writer)
    here.offer(week(3))
    tick(here.bot)
    assert (writer.asked, here.publisher.created) == ([f"{KEY}/1"], [])
    assert list(here.bot.store.translations.latest(KEY, "ko")) == [f"{KEY}/1"]
    here.bot = replace(here.bot, translator=here.translator)
    here.pulse.resume()
    tick(here.bot)
    assert here.translator.asked == [f"{KEY}/2", f"{KEY}/3", f"{KEY}/0"]
    assert here.publisher.created == [f"{KEY}/forum#1"]


def test_a_digest_that_is_being_posted_is_posted_whole_and_the_next_is_not_begun(make: Callable[..., World]) -> None:
    here = make()

    class Halting(FakePublisher):
        def create(self, intent: Intent) -> Post:
            here.pulse.halt()
            return super().create(intent)

    first, there = Halting(longest=200), FakePublisher()
    here.bot = replace(here.bot, publishers={"forum": first})
    here.add_edition(there, name="second")
    here.offer(week(6))
    tick(here.bot)
    assert first.created == [part.key for part in here.bot.store.posts.parts(f"{KEY}/forum")]
    assert (len(first.created) > 1, there.created) == (True, [])
    here.pulse.resume()
    tick(here.bot)
    assert len(there.created) == 1


# ── posting by hand ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("edition", "age"),
    [
        ({"review": "required"}, timedelta(hours=9)),
        ({"review": "until 12:00"}, timedelta(hours=9)),
        ({"window": Window(opens="12:00", closes="13:00")}, timedelta(hours=9)),
        ({}, timedelta(minutes=1)),
        ({}, timedelta(days=400)),
        ({"start": "2030-01-01"}, timedelta(hours=9)),
    ],
)
def test_posting_by_hand_goes_past_settling_review_window_age_and_start(
    make: Callable[..., World], edition: dict[str, object], age: timedelta
) -> None:
    here = make(**edition)
    here.offer(week(3))
    here.clock.set(samples.SUNDAY + age)
    tick(here.bot)
    assert here.publisher.created == []
    pipeline.post_now(here.bot, KEY)
    assert here.publisher.created == [f"{KEY}/forum#1"]
    pipeline.post_now(here.bot, KEY)
    assert here.publisher.created == [f"{KEY}/forum#1"]


@pytest.mark.parametrize("fails", ["library", "translator", "publisher"])
def test_posting_by_hand_does_not_wait_out_what_failed_before(make: Callable[..., World], fails: str) -> None:
    here = make()
    here.offer(week(3))
    busy = Unavailable("busy", retry_after=80_000)
    if fails == "library":
        here.library.fails = busy
    elif fails == "translator":
        here.translator.fails[f"{KEY}/0"] = busy
    else:
        here.publisher.before = busy
    tick(here.bot)
    here.library.fails = None
    here.translator.fails.clear()
    tick(here.bot)
    assert here.publisher.created == []
    pipeline.post_now(here.bot, f"{KEY}/forum")
    assert here.publisher.created == [f"{KEY}/forum#1"]
    assert dict(here.bot.store.failures.all()) == {}


@pytest.mark.parametrize("kind", list(Stop))
@pytest.mark.parametrize("key", [KEY, f"{KEY}/forum", "forum"])
def test_posting_by_hand_never_goes_past_a_hold(make: Callable[..., World], key: str, kind: Stop) -> None:
    here = make(review="required")
    here.offer(week(3))
    pipeline.collect(here.bot)
    here.stop(key, kind)
    with pytest.raises(Rejected, match=f"^{key}: a person looks at it; "):
        pipeline.post_now(here.bot, KEY)
    assert (here.library.asked, here.translator.asked, here.publisher.created) == ([], [], [])


def test_posting_by_hand_says_what_is_missing(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Unavailable("busy")
    pipeline.collect(here.bot)
    pipeline.post_now(here.bot, KEY)
    assert here.publisher.created == []
    assert here.heard.why(f"{KEY}/forum") == "the model: 1 texts not written yet (busy)"


def test_posting_by_hand_what_is_refused_holds_it_where_the_edition_wants_that(make: Callable[..., World]) -> None:
    here = make(on_failure="hold")
    here.offer(week(3))
    here.translator.fails[f"{KEY}/2"] = Rejected("the model declined")
    pipeline.collect(here.bot)
    pipeline.post_now(here.bot, KEY)
    assert here.publisher.created == []
    assert [hold.key for hold in here.bot.store.holds.all()] == [f"{KEY}/2@ko"]


def test_one_digest_posted_by_hand_leaves_the_other_edition_alone(make: Callable[..., World]) -> None:
    here = make(review="required")
    there = FakePublisher()
    here.add_edition(there, name="second", review="required")
    here.offer(week(3))
    pipeline.collect(here.bot)
    pipeline.post_now(here.bot, f"{KEY}/second")
    assert (here.publisher.created, there.created) == ([], [f"{KEY}/second#1"])


# ── wishes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_wish_for_a_tick_is_a_tick(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    granting.grant(here.bot, wish("tick"))
    assert here.publisher.created == [f"{KEY}/forum#1"]


def test_the_wish_to_post_posts_that_digest(make: Callable[..., World]) -> None:
    here = make(review="required")
    here.offer(week(3), earlier(1))
    pipeline.collect(here.bot)
    granting.grant(here.bot, wish("post", earlier(1).issue.key))
    assert here.publisher.created == [f"{earlier(1).issue.key}/forum#1"]


def test_the_wish_to_prepare_writes_everything_and_posts_nothing(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    granting.grant(here.bot, wish("prepare"))
    assert (len(here.translator.asked), here.publisher.created) == (4, [])


def test_the_wish_for_a_preview_buys_the_newest_issue_or_the_one_that_is_named(make: Callable[..., World]) -> None:
    here = make(start="next")
    here.clock.set(samples.SUNDAY + timedelta(minutes=1))
    here.offer(week(2), earlier(1))
    granting.grant(here.bot, wish("preview"))
    assert here.translator.asked == [f"{KEY}/1", f"{KEY}/2", f"{KEY}/0"]
    fetched = here.feed.asked
    granting.grant(here.bot, wish("preview", earlier(1).issue.key))
    assert {key.rpartition("/")[0] for key in here.translator.asked[3:]} == {earlier(1).issue.key}
    assert (here.feed.asked, here.publisher.created) == (fetched, [])


def test_the_wish_to_withdraw_takes_down_and_does_nothing_else(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    tick(here.bot)
    here.stop(KEY, Stop.WITHDRAWN)
    fetched = here.feed.asked
    granting.grant(here.bot, wish("withdraw"))
    assert (len(here.publisher.edits), here.feed.asked) == (1, fetched)


def test_a_wish_of_a_newer_command_is_refused_with_the_remedy(make: Callable[..., World]) -> None:
    here = make()
    with pytest.raises(Misconfigured, match=r"^dance: the service does not know this wish; restart it"):
        granting.grant(here.bot, wish("dance"))


# ── nothing to do ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_adopted_is_written_only_for_a_preview(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    here.publisher.stands = {
        f"{KEY}/forum#1": Post(key=f"{KEY}/forum#1", topic_id=7, post_id=8, url="u", title="t", raw="ours")
    }
    for _ in range(2):
        tick(here.bot)
    assert here.translator.asked == []
    pipeline.prepare_preview(here.bot, KEY)
    assert len(here.translator.asked) == 4
    assert (here.publisher.created, here.publisher.edits) == ([], [])


def test_texts_for_an_edition_that_is_still_to_come_are_written_although_another_is_out(
    make: Callable[..., World],
) -> None:
    here = make()
    there = FakePublisher()
    here.publisher.stands = {
        f"{KEY}/forum#1": Post(key=f"{KEY}/forum#1", topic_id=7, post_id=8, url="u", title="t", raw="ours")
    }
    here.add_edition(there, name="second")
    here.offer(week(3))
    tick(here.bot)
    assert (len(here.translator.asked), there.created) == (4, [f"{KEY}/second#1"])


def test_a_correction_after_posting_buys_nothing_ever(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    tick(here.bot)
    asked = list(here.translator.asked)
    here.offer(reworded(week(3), 1, 2, 3))
    for _ in range(3):
        tick(here.bot)
        here.clock.wind(timedelta(days=1))
    assert here.translator.asked == asked


def test_a_hundred_polls_of_an_unchanged_feed_cost_a_fetch_each_and_write_nothing(
    make: Callable[..., World], tmp_path: Path
) -> None:
    here = make()
    here.bot = replace(here.bot, publishers={"forum": ReadForum()})
    here.offer(week(3))
    tick(here.bot)
    here.clock.set(samples.SUNDAY + timedelta(days=15))
    here.feed.answer = None
    before, fetched = done_so_far(here), here.feed.asked
    with closing(sqlite3.connect(tmp_path / "paperboy.db")) as watcher:
        (version,) = watcher.execute("PRAGMA data_version").fetchone()
        for _ in range(100):
            tick(here.bot)
            here.clock.wind(timedelta(minutes=1))
        assert watcher.execute("PRAGMA data_version").fetchone() == (version,)
        here.stop(KEY)
        assert watcher.execute("PRAGMA data_version").fetchone() != (version,), "a write would have been seen"
    assert here.feed.asked == fetched + 100
    assert done_so_far(here)[1:] == before[1:]
    assert here.heard.of("unchanged") == ["dair"] * 100
