"""What is done to a digest that is out: late abstracts are filled in, what was withdrawn is taken down."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import aftercare, pipeline
from bot.domain import Intent, Post, Stop
from bot.errors import OutcomeUnknown, Rejected, Unavailable
from bot.pipeline import tick
from tests import samples
from tests.fakes import FakePublisher, World, week, world

KEY = "dair/2026-11-15"
DIGEST = f"{KEY}/forum"
NOTICE = "게시 중단"


@dataclass
class Forum(FakePublisher):
    """Counts what it is asked to read; `shut` is raised by every edit."""

    reads: list[str] = field(default_factory=list)
    shut: Exception | None = None

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        self.reads += [post.key for post in posts]
        return super().read(posts)

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        if self.shut:
            raise self.shut
        return super().edit(post, raw, reason)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., tuple[World, Forum]]]:
    """A week that is out, in parts of at most `longest`; `late` are the papers whose abstracts have not come."""
    with ExitStack() as stack:

        def one(
            count: int = 3, longest: int | None = None, late: Sequence[int] = (), kind: type[Forum] = Forum
        ) -> tuple[World, Forum]:
            here = world(tmp_path, stack.enter_context)
            forum = kind(longest=longest)
            here.bot = replace(here.bot, publishers={"forum": forum})
            here.clock.set(samples.SUNDAY + timedelta(hours=13))
            for number in late:
                del here.library.records[f"2611.{90000 + number}"]
            here.offer(week(count))
            tick(here.bot)
            return here, forum

        yield one


def raw(forum: Forum, part: int = 1) -> str:
    return forum.stands[f"{DIGEST}#{part}"].raw


def arrive(here: World, *numbers: int) -> None:
    for number in numbers:
        known = samples.record(number)
        here.library.records[known.arxiv_id] = known


# ── abstracts that come late ─────────────────────────────────────────────────────────────────────────────────────────


def test_late_abstracts_are_one_edit_a_part_and_paid_for_once(make: Callable[..., tuple[World, Forum]]) -> None:
    here, forum = make(6, 200, late=(1, 5))
    here.translator.asked.clear()
    forum.longest = 2000
    arrive(here, 1, 5)
    for _ in range(3):
        tick(here.bot)
    assert here.translator.asked == [f"{KEY}/1", f"{KEY}/5"]
    assert len(forum.edits) == 2
    assert all("초록 없음" not in post.raw for post in forum.stands.values())


def test_an_abstract_that_comes_in_the_last_hour_of_two_weeks_is_filled_in_and_a_later_one_is_not(
    make: Callable[..., tuple[World, Forum]],
) -> None:
    here, forum = make(3, late=(1, 2))
    here.clock.set(samples.SUNDAY + timedelta(days=14))
    arrive(here, 1)
    tick(here.bot)
    assert len(forum.edits) == 1
    here.clock.wind(timedelta(seconds=1))
    arrive(here, 2)
    asked = len(here.library.asked)
    tick(here.bot)
    assert (len(forum.edits), len(here.library.asked)) == (1, asked)


def test_an_edit_whose_answer_was_lost_is_not_made_twice(make: Callable[..., tuple[World, Forum]]) -> None:
    here, forum = make(3, late=(2,))
    arrive(here, 2)

    class Silent(Forum):
        def edit(self, post: Post, raw: str, reason: str) -> Post:
            super().edit(post, raw, reason)
            raise OutcomeUnknown("cut")

    silent = Silent(stands=forum.stands)
    here.bot = replace(here.bot, publishers={"forum": silent})
    for _ in range(3):
        tick(here.bot)
    assert len(silent.edits) == 1
    assert here.bot.store.findings.under(KEY) == [], "its own edit is no one else's"
    assert dict(here.bot.store.failures.all()) == {}


def test_a_closed_topic_holds_the_edit_keeps_the_text_and_is_edited_once_it_is_open_again(
    make: Callable[..., tuple[World, Forum]],
) -> None:
    here, forum = make(3, late=(2,))
    arrive(here, 2)
    forum.shut = Rejected("the topic is closed")
    for _ in range(2):
        tick(here.bot)
    assert [(hold.key, hold.reason) for hold in here.bot.store.holds.all()] == [(DIGEST, "the topic is closed")]
    assert here.bot.store.translations.latest(KEY, "ko")[f"{KEY}/2"].abstract
    asked = len(here.translator.asked)
    forum.shut = None
    here.release(DIGEST)
    tick(here.bot)
    assert (len(forum.edits), len(here.translator.asked)) == (1, asked)
    assert "초록 없음" not in raw(forum)


def test_an_edit_that_fails_is_tried_later_and_later(make: Callable[..., tuple[World, Forum]]) -> None:
    here, forum = make(3, late=(2,))
    arrive(here, 2)
    forum.shut = Unavailable("503")
    for _ in range(9):
        tick(here.bot)
    failure = here.bot.store.failures.all()[DIGEST]
    assert (failure.count, failure.until > here.clock.now()) == (3, True)


def test_a_bug_in_an_edit_is_held_at_the_third_time(make: Callable[..., tuple[World, Forum]]) -> None:
    here, forum = make(3, late=(2,))
    arrive(here, 2)
    forum.shut = KeyError("raw")
    for _ in range(5):
        tick(here.bot)
    assert here.heard.of("bug") == [DIGEST] * 3
    (hold,) = here.bot.store.holds.all()
    assert (hold.key, hold.reason) == (DIGEST, "failed 3 times since 2026-11-16 04:01 UTC: KeyError('raw')")


def test_a_week_that_is_whole_is_read_and_never_edited(make: Callable[..., tuple[World, Forum]]) -> None:
    here, forum = make(3)
    tick(here.bot)
    assert (forum.reads, forum.edits) == ([f"{DIGEST}#1"] * 2, [])


# ── what was withdrawn ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", [KEY, DIGEST])
def test_a_withdrawn_digest_shows_the_notice_in_every_part_and_is_never_posted_again(
    make: Callable[..., tuple[World, Forum]], key: str
) -> None:
    here, forum = make(6, 200)
    here.stop(key, Stop.WITHDRAWN)
    assert [work.key for work in aftercare.still_up(here.bot, key)] == [DIGEST]
    created = list(forum.created)
    tick(here.bot)
    assert len(forum.edits) == len(created) > 2
    assert {post.raw.partition("\n\n<!-- paperboy")[0] for post in forum.stands.values()} == {NOTICE}
    assert (here.heard.of("withdrawn"), aftercare.still_up(here.bot, key)) == ([DIGEST], [])
    edits, reads = list(forum.edits), list(forum.reads)
    for _ in range(3):
        tick(here.bot)
    with pytest.raises(Rejected):
        pipeline.post_now(here.bot, KEY)
    assert (forum.created, forum.edits, forum.reads) == (created, edits, reads)
    assert here.heard.of("withdrawn") == [DIGEST]


def test_a_withdrawn_issue_is_taken_down_in_every_edition_and_a_digest_in_its_own(
    make: Callable[..., tuple[World, Forum]],
) -> None:
    here, forum = make(2)
    there = Forum()
    here.add_edition(there, name="second")
    tick(here.bot)
    assert there.created == [f"{KEY}/second#1"]
    here.stop(DIGEST, Stop.WITHDRAWN)
    tick(here.bot)
    assert (len(forum.edits), len(there.edits)) == (1, 0)
    here.stop(KEY, Stop.WITHDRAWN)
    tick(here.bot)
    assert (len(forum.edits), len(there.edits)) == (1, 1)


def test_a_withdrawn_entry_loses_its_section_and_the_others_stay(make: Callable[..., tuple[World, Forum]]) -> None:
    here, forum = make(6, 200)
    before = {key: post.raw for key, post in forum.stands.items()}
    here.stop(f"{KEY}/4", Stop.WITHDRAWN)
    for _ in range(3):
        tick(here.bot)
    ((key, _reason),) = forum.edits
    assert "## 4. " in before[key]
    assert f"## 4. {samples.record(4).title}\n{NOTICE}\n" in forum.stands[key].raw
    assert "Lantern 4 모델을 제안합니다" not in forum.stands[key].raw
    assert {one: post.raw for one, post in forum.stands.items() if one != key} == {
        one: text for one, text in before.items() if one != key
    }
    everything = "".join(post.raw for post in forum.stands.values())
    assert [f"Lantern {number} 모델을 제안합니다" in everything for number in (1, 2, 3, 5, 6)] == [True] * 5
    assert here.heard.of("withdrawn") == [DIGEST]


def test_trouble_with_looking_after_a_digest_does_not_put_off_what_was_withdrawn_of_it(
    make: Callable[..., tuple[World, Forum]],
) -> None:
    here, forum = make(3)
    now = here.clock.now()
    here.bot.store.failures.add(DIGEST, "503", now, now + timedelta(hours=1))
    here.stop(f"{KEY}/2", Stop.WITHDRAWN)
    tick(here.bot)
    assert [key for key, _reason in forum.edits] == [f"{DIGEST}#1"]
    assert list(here.bot.store.failures.all()) == [DIGEST]


def test_what_people_write_into_a_withdrawn_post_is_theirs(make: Callable[..., tuple[World, Forum]]) -> None:
    here, forum = make(2)
    here.stop(KEY, Stop.WITHDRAWN)
    tick(here.bot)
    first = forum.stands[f"{DIGEST}#1"]
    forum.stands[first.key] = replace(first, raw="The authors asked us to take it down.", title="Withdrawn")
    for _ in range(3):
        tick(here.bot)
    assert (raw(forum), forum.stands[first.key].title) == ("The authors asked us to take it down.", "Withdrawn")


def test_what_people_write_into_a_withdrawn_section_is_theirs(make: Callable[..., tuple[World, Forum]]) -> None:
    here, forum = make(2)
    here.stop(f"{KEY}/2", Stop.WITHDRAWN)
    tick(here.bot)
    first = forum.stands[f"{DIGEST}#1"]
    by_hand = first.raw.replace(NOTICE, "see the authors' page")
    forum.stands[first.key] = replace(first, raw=by_hand)
    for _ in range(3):
        tick(here.bot)
    assert (raw(forum), len(forum.edits)) == (by_hand, 1)


@pytest.mark.parametrize("key", [KEY, f"{KEY}/2"])
def test_a_forum_that_is_away_is_waited_for_and_then_the_notice_is_put(
    make: Callable[..., tuple[World, Forum]], key: str
) -> None:
    here, forum = make(3)
    here.stop(key, Stop.WITHDRAWN)
    forum.shut = Unavailable("503", retry_after=600)
    tick(here.bot)
    assert [work.key for work in aftercare.still_up(here.bot, key)] == [DIGEST]
    forum.shut = None
    here.clock.wind(timedelta(seconds=599))
    tick(here.bot)
    assert forum.edits == []
    here.clock.wind(timedelta(seconds=1))
    tick(here.bot)
    assert (len(forum.edits), aftercare.still_up(here.bot, key)) == (1, [])


def test_a_hold_and_old_age_do_not_keep_a_post_up(make: Callable[..., tuple[World, Forum]]) -> None:
    here, forum = make(3)
    here.stop(DIGEST)
    here.clock.wind(timedelta(days=200))
    here.stop(KEY, Stop.WITHDRAWN)
    tick(here.bot)
    assert NOTICE in raw(forum)


class Half(Forum):
    """Takes the first part, and then is busy."""

    def create(self, intent: Intent) -> Post:
        if self.created:
            raise Unavailable("busy")
        return super().create(intent)


def test_of_a_digest_that_is_half_out_the_half_is_taken_down_and_the_rest_never_sent(
    make: Callable[..., tuple[World, Forum]],
) -> None:
    here, half = make(6, 200, kind=Half)
    assert len(half.stands) == 1
    here.stop(KEY, Stop.WITHDRAWN)
    here.clock.wind(timedelta(hours=2))
    for _ in range(2):
        tick(here.bot)
    assert (half.created, [key for key, _reason in half.edits]) == ([f"{DIGEST}#1"], [f"{DIGEST}#1"])
    assert raw(half).startswith(NOTICE)


def test_a_deleted_topic_is_no_trouble_and_is_not_said_to_be_withdrawn(
    make: Callable[..., tuple[World, Forum]],
) -> None:
    here, forum = make(3)
    forum.stands.clear()
    here.stop(KEY, Stop.WITHDRAWN)
    for _ in range(2):
        tick(here.bot)
    assert (forum.edits, here.heard.of("withdrawn"), here.bot.store.holds.all()[0].kind) == ([], [], Stop.WITHDRAWN)
    assert dict(here.bot.store.failures.all()) == {}
