"""What people decide while a week is on its way: nobody is posted over, and what was stopped or dropped stays so."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import pipeline, waiting
from bot.domain import Entry, Intent, Locale, Paper, Post, Stop, Topic, Translation
from bot.errors import Misconfigured, Unavailable
from bot.pipeline import tick
from tests import samples
from tests.fakes import FakePublisher, FakeTranslator, World, reworded, week, world

KEY = "dair/2026-11-15"
DIGEST = f"{KEY}/forum"
ISSUE = samples.issue()
THEIRS = Topic(
    title=f"AI papers {ISSUE.start:%Y/%m/%d} ~ {ISSUE.end:%m/%d}", url="https://forum.example/t/1", own=False
)


class LockedOut(FakePublisher):
    """Shows nothing until the key is mended."""

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        raise Misconfigured("HTTP 403: check the API key")


class OneBusyReply(FakePublisher):
    """Takes the first reply only the second time."""

    tried = False

    def create(self, intent: Intent) -> Post:
        if intent.topic_id and not self.tried:
            self.tried = True
            raise Unavailable("429")
        return super().create(intent)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., World]]:
    with ExitStack() as stack:
        yield lambda **edition: world(tmp_path, stack.enter_context, **edition)


def read_early(here: World) -> None:
    """The issue is known before it has settled, and nothing is bought yet."""
    here.clock.set(samples.SUNDAY + timedelta(hours=1))
    here.offer(week(3))
    tick(here.bot)


def test_a_release_from_another_hold_is_no_consent_to_post_beside_a_person(make: Callable[..., World]) -> None:
    here = make()
    read_early(here)
    here.stop(DIGEST)
    here.release(DIGEST)
    here.publisher.strange.append(THEIRS)
    here.clock.set(samples.SUNDAY + timedelta(hours=9))
    tick(here.bot)
    assert (here.translator.asked, here.publisher.created) == ([], [])
    here.release(DIGEST)
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_posting_by_hand_looks_whose_week_it_is_although_the_text_is_there(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3))
    pipeline.prepare_preview(here.bot, "")
    here.clock.set(samples.SUNDAY + timedelta(days=11))
    here.publisher.strange.append(THEIRS)
    pipeline.post_now(here.bot, KEY)
    assert here.publisher.created == []


def test_nothing_is_paid_while_the_key_does_not_let_it_look_and_status_says_why(make: Callable[..., World]) -> None:
    here = make()
    here.bot = replace(here.bot, publishers={"forum": LockedOut()})
    here.offer(week(3))
    for _ in range(3):
        tick(here.bot)
    assert here.translator.asked == []
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    wait = waiting.wait_of(here.bot, work)
    assert wait is not None
    assert "check the API key" in wait.what


def test_what_was_sent_by_hand_from_before_the_start_is_sent_to_its_end(make: Callable[..., World]) -> None:
    here = make(start="next")
    forum = OneBusyReply(longest=60)
    here.bot = replace(here.bot, publishers={"forum": forum})
    here.offer(week(3))
    tick(here.bot)
    pipeline.post_now(here.bot, KEY)
    assert forum.created == [f"{DIGEST}#1"]
    here.clock.wind(timedelta(hours=2))
    tick(here.bot)
    assert forum.created == [part.key for part in here.bot.store.posts.parts(DIGEST)]
    assert len(forum.created) > 1


def test_an_entry_that_is_dropped_while_the_forum_takes_nothing_does_not_go_out(make: Callable[..., World]) -> None:
    here = make()
    here.publisher.before = Unavailable("read-only")
    here.offer(week(3))
    tick(here.bot)
    here.stop(f"{KEY}/2", Stop.DROPPED)
    here.clock.wind(timedelta(hours=2))
    tick(here.bot)
    raw = here.publisher.stands[f"{DIGEST}#1"].raw
    assert ("## 1." in raw, "## 2." in raw) == (True, False)


def test_of_a_week_that_is_held_meanwhile_no_further_text_is_bought(make: Callable[..., World]) -> None:
    here = make()

    class Held(FakeTranslator):
        def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
            here.stop(KEY)
            return super().translate(entry, paper, locale)

    here.bot = replace(here.bot, translator=Held(asked=here.translator.asked))
    here.offer(week(3))
    tick(here.bot)
    assert here.translator.asked == [f"{KEY}/1"]


def test_a_persons_hold_outlives_the_doubt_that_the_newsletter_mended(make: Callable[..., World]) -> None:
    here = make()
    here.offer(week(3, why="it has 3 entries, not ten"))
    tick(here.bot)
    here.stop(KEY, reason="embargo")
    here.offer(reworded(week(3), 1))
    tick(here.bot)
    assert here.publisher.created == []
    assert [hold.reason for hold in here.bot.store.holds.all()] == ["embargo"]


def test_an_entry_that_was_withdrawn_before_it_went_out_holds_nothing_up(make: Callable[..., World]) -> None:
    here = make()
    read_early(here)
    here.stop(f"{KEY}/2", Stop.WITHDRAWN)
    here.clock.set(samples.SUNDAY + timedelta(hours=9))
    for _ in range(2):
        tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]
    assert [hold.key for hold in here.bot.store.holds.all()] == [f"{KEY}/2"]
