"""What is looked for before a week is paid for: posts of our own, a person's topic, another machine."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import pipeline, waiting
from bot.domain import Beat, Post, Stop, Topic
from bot.errors import Misconfigured, OutcomeUnknown, PaperboyError, Rejected, Unavailable
from bot.looking import ALIVE
from bot.pipeline import tick
from tests import samples
from tests.fakes import LOCALE, FakePublisher, World, week, world

KEY = "dair/2026-11-15"
DIGEST = f"{KEY}/forum"
THEIRS = Topic(title="[2026/11/08 ~ 11/15] 이번 주의 논문", url="https://forum.example/t/77", own=False)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Worlds, each on a machine of its own."""
    with ExitStack() as stack:

        def one(name: str = "first") -> World:
            (folder := tmp_path / name).mkdir()
            here = world(folder, stack.enter_context)
            here.offer(week(3))
            return here

        yield one


@pytest.fixture
def here(make: Callable[..., World]) -> World:
    return make()


# ── posts of our own ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("longest", [None, 200])
def test_an_empty_database_adopts_what_stands_and_pays_and_writes_nothing(
    make: Callable[..., World], longest: int | None
) -> None:
    before = make()
    before.publisher.longest = longest
    tick(before.bot)
    stands = dict(before.publisher.stands)
    here = make("rebuilt")
    forum = FakePublisher(stands=dict(stands), longest=longest)
    here.bot = replace(here.bot, publishers={"forum": forum})
    for _ in range(3):
        tick(here.bot)
    assert (here.translator.asked, forum.created, forum.edits, forum.stands) == ([], [], [], stands)
    assert forum.beats is None
    assert here.heard.of("adopted") == [DIGEST]
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    assert waiting.finished(here.bot, work)
    assert [post.key for post in here.bot.store.posts.of(DIGEST)] == list(stands)
    assert (len(stands) > 1) is bool(longest)


def test_a_week_that_may_have_been_sent_is_looked_for_again_and_sent_once(here: World) -> None:
    here.publisher.before = OutcomeUnknown("cut")
    tick(here.bot)
    looked = here.publisher.looks
    tick(here.bot)
    assert (here.publisher.looks, here.publisher.created) == (looked + 1, [f"{DIGEST}#1"])


@pytest.mark.parametrize("question", ["parts", "newest"])
def test_nothing_is_paid_while_the_forum_cannot_say_whose_week_it_is(here: World, question: str) -> None:
    class Deaf(FakePublisher):
        def parts(self, digest: str, external_id: str) -> Sequence[Post]:
            if question == "parts":
                raise Unavailable("503")
            return super().parts(digest, external_id)

        def newest(self) -> Sequence[Topic]:
            raise Unavailable("503")

    here.bot = replace(here.bot, publishers={"forum": Deaf()})
    for _ in range(6):
        tick(here.bot)
    assert (here.translator.asked, here.heard.of("waits"), here.heard.of("bug")) == ([], [DIGEST] * 3, [])
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    wait = waiting.wait_of(here.bot, work)
    assert wait is not None
    assert wait.what == "its publisher: 503"
    here.bot = replace(here.bot, publishers={"forum": here.publisher})
    here.clock.wind(timedelta(hours=1))
    tick(here.bot)
    assert (len(here.translator.asked), here.publisher.created) == (4, [f"{DIGEST}#1"])


@dataclass
class DeafOnce(FakePublisher):
    """Cannot list its topics the first time."""

    deaf: bool = True

    def newest(self) -> Sequence[Topic]:
        deaf, self.deaf = self.deaf, False
        if deaf:
            raise Unavailable("503")
        return super().newest()


@pytest.mark.parametrize("by", ["tick", "post"])
def test_what_is_written_is_not_posted_before_somebody_could_look(here: World, by: str) -> None:
    here.bot = replace(here.bot, editions=[replace(here.bot.editions[0], review="until 12:00")])
    tick(here.bot)
    assert len(here.translator.asked) == 4
    forum = DeafOnce(strange=[THEIRS])
    here.bot = replace(here.bot, publishers={"forum": forum})
    here.clock.wind(timedelta(days=1))
    for _ in range(2):
        pipeline.post_now(here.bot, KEY) if by == "post" and not here.bot.store.holds.all() else tick(here.bot)
        assert forum.created == []
    assert [hold.key for hold in here.bot.store.holds.all()] == [DIGEST]


def test_a_digest_that_was_adopted_with_a_part_missing_is_held(here: World) -> None:
    raw = f"text\n\n{LOCALE.words['part_end']}\n\nmarker"
    here.publisher.stands = {
        f"{DIGEST}#1": Post(
            key=f"{DIGEST}#1", topic_id=7, post_id=8, url="https://forum.example/t/7", title="t", raw=raw
        )
    }
    for _ in range(2):
        tick(here.bot)
    (hold,) = here.bot.store.holds.all()
    assert hold.key == DIGEST
    assert "promises another part, which does not stand there" in hold.reason
    assert (here.translator.asked, here.publisher.created) == ([], [])


# ── a person's topic ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_persons_topic_for_the_week_holds_the_digest_before_the_model_is_paid(here: World) -> None:
    here.publisher.strange = [THEIRS]
    for _ in range(3):
        tick(here.bot)
    assert (here.translator.asked, here.publisher.created) == ([], [])
    assert (here.library.asked, here.translator.warmed) == ([], [])
    (hold,) = here.bot.store.holds.all()
    assert (hold.key, hold.who) == (DIGEST, "paperboy")
    assert hold.reason == (
        f"somebody posted this week already: {THEIRS.url}; `paperboy drop {DIGEST}` leaves it to them,"
        f" `paperboy release {DIGEST}` posts beside it"
    )


def test_a_topic_that_a_person_opens_while_the_digest_waits_is_seen_before_it_goes_out(here: World) -> None:
    here.bot = replace(here.bot, editions=[replace(here.bot.editions[0], review="until 12:00")])
    tick(here.bot)
    assert len(here.translator.asked) == 4
    here.publisher.strange = [THEIRS]
    here.clock.wind(timedelta(days=1))
    tick(here.bot)
    assert here.publisher.created == []
    assert [hold.key for hold in here.bot.store.holds.all()] == [DIGEST]


def test_a_digest_that_is_released_goes_out_beside_the_persons_topic(here: World) -> None:
    here.publisher.strange = [THEIRS]
    tick(here.bot)
    here.release(DIGEST)
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_digest_that_is_dropped_never_goes_out(here: World) -> None:
    here.publisher.strange = [THEIRS]
    tick(here.bot)
    here.stop(DIGEST, Stop.DROPPED)
    here.publisher.strange = []
    tick(here.bot)
    with pytest.raises(Rejected, match="a person looks at it"):
        pipeline.post_now(here.bot, DIGEST)
    assert (here.translator.asked, here.publisher.created) == ([], [])


def test_posting_by_hand_does_not_go_past_a_persons_topic(here: World) -> None:
    pipeline.collect(here.bot)
    here.publisher.strange = [THEIRS]
    pipeline.post_now(here.bot, KEY)
    assert (here.translator.asked, here.publisher.created) == ([], [])
    assert [hold.key for hold in here.bot.store.holds.all()] == [DIGEST]


@pytest.mark.parametrize(
    "topic",
    [
        replace(THEIRS, own=True),
        replace(THEIRS, title="[2026/11/01 ~ 11/08] 지난주의 논문"),
        replace(THEIRS, title="[2025/11/08 ~ 11/15] 작년의 논문"),
        replace(THEIRS, title="GPU를 샀습니다"),
    ],
)
def test_the_bots_own_topics_and_those_of_other_weeks_hold_nothing(here: World, topic: Topic) -> None:
    here.publisher.strange = [topic]
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_a_persons_topic_in_one_forum_does_not_hold_the_other(here: World) -> None:
    there = FakePublisher()
    here.add_edition(there, name="second")
    here.publisher.strange = [THEIRS]
    tick(here.bot)
    assert (here.publisher.created, there.created) == ([], [f"{KEY}/second#1"])


# ── another machine ──────────────────────────────────────────────────────────────────────────────────────────────────


def beat_of(here: World, host: str, age: timedelta) -> None:
    here.publisher.beats = Beat(host=host, at=here.clock.now() - age)


def test_another_machine_that_was_there_lately_is_said(here: World) -> None:
    beat_of(here, "laptop", ALIVE - timedelta(seconds=1))
    pipeline.beat(here.bot)
    assert here.heard.of("twin") == ["forum"]
    seen = samples.SUNDAY + timedelta(hours=9) - ALIVE + timedelta(seconds=1)
    assert here.heard.why("forum") == (
        f"another paperboy, on laptop, works on this forum too (seen {seen:%Y-%m-%d %H:%M} UTC); stop one of the two"
    )
    assert here.publisher.beats == Beat(host="server-1", at=here.clock.now())


@pytest.mark.parametrize(("host", "age"), [("laptop", ALIVE), ("server-1", timedelta(0)), ("server-1", ALIVE)])
def test_a_machine_that_left_and_this_one_are_no_twin(here: World, host: str, age: timedelta) -> None:
    beat_of(here, host, age)
    pipeline.beat(here.bot)
    assert here.heard.events == []


def test_a_first_sign_of_life_says_nothing(here: World) -> None:
    pipeline.beat(here.bot)
    assert here.heard.events == []
    assert here.publisher.beats == Beat(host="server-1", at=here.clock.now())


def test_whoever_was_asked_to_stop_leaves_no_further_sign(here: World) -> None:
    here.pulse.halt()
    pipeline.beat(here.bot)
    assert here.publisher.beats is None


def test_of_two_machines_on_one_forum_each_is_told_of_the_other_and_one_topic_stands(
    make: Callable[..., World],
) -> None:
    first, second = make(), make("second")
    second.bot = replace(second.bot, host="laptop", publishers=first.bot.publishers)
    tick(first.bot)
    tick(second.bot)
    assert (first.publisher.created, second.translator.asked) == ([f"{DIGEST}#1"], [])
    pipeline.beat(second.bot)
    pipeline.beat(first.bot)
    assert (first.heard.of("twin"), second.heard.of("twin")) == (["forum"], ["forum"])


def test_a_digest_leaves_a_sign_of_life_before_its_texts_are_paid_for(here: World) -> None:
    beat_of(here, "laptop", timedelta(hours=1))
    tick(here.bot)
    events = [event for event, _key, _facts in here.heard.events]
    assert events.index("twin") < events.index("translating") < events.index("posted")
    assert events.count("twin") == 1


@pytest.mark.parametrize("trouble", [Rejected("messages are off"), Misconfigured("no such scope"), Unavailable("503")])
def test_a_forum_that_keeps_no_sign_of_life_stops_nothing(here: World, trouble: PaperboyError) -> None:
    class Signless(FakePublisher):
        def beat(self, mine: Beat) -> Beat | None:
            raise trouble

    forum = Signless()
    here.bot = replace(here.bot, publishers={"forum": forum})
    tick(here.bot)
    assert forum.created == [f"{DIGEST}#1"]
    assert here.heard.of("unsigned") == ([] if isinstance(trouble, Unavailable) else ["forum"])
    assert dict(here.bot.store.failures.all()) == {}
