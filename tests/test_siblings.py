"""Editions that come after one another: what a digest waits for, for how long, and which topics link to each other."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import pipeline, siblings, waiting
from bot.domain import (
    BOT,
    Call,
    Finding,
    Intent,
    Post,
    Stop,
    Usage,
    Window,
)
from bot.errors import OutcomeUnknown, Rejected, Unavailable
from bot.holding import Work
from bot.render import Layout
from tests import samples
from tests.fakes import EDITION, FakePublisher, World, week, world
from tests.tongues import LOCALES, Translator

KEY = "dair/2026-11-15"
KOREAN, JAPANESE = f"{KEY}/forum", f"{KEY}/nihongo"
NOW = samples.SUNDAY + timedelta(hours=9)
DAY = timedelta(days=1)


class Killed(BaseException):
    """The program ends here."""


class Forum(FakePublisher):
    """Topics with addresses of their own; `killed` says when in the next edit the program ends."""

    start = 100
    shut: Exception | None = None
    killed = ""

    def create(self, intent: Intent) -> Post:
        made = replace(super().create(intent), url=f"https://forum.example/t/{self.start + len(self.stands)}")
        self.stands[intent.key] = made
        return made

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        killed, self.killed = self.killed, ""
        if self.shut:
            raise self.shut
        if killed == "before":
            raise Killed
        made = super().edit(post, raw, reason)
        if killed == "after":
            raise Killed
        if killed == "lost":
            raise OutcomeUnknown("cut")
        return made


class OtherForum(Forum):
    """Another one."""

    start = 200


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context)
        made.bot = replace(
            made.bot, renderer=Layout(), locales=LOCALES, publishers={"forum": Forum()}, translator=Translator()
        )
        made.offer(week(2))
        yield made


def both(here: World, **changes: object) -> tuple[Forum, Forum]:
    """A Korean edition, and a Japanese one that comes after it."""
    there = OtherForum()
    here.add_edition(there, **{"name": "nihongo", "locale": "ja", "after": "forum", **changes})
    return forum(here), there


def forum(here: World) -> Forum:
    found = here.bot.publishers["forum"]
    assert isinstance(found, Forum)
    return found


def of(here: World, name: str) -> Work:
    (edition,) = (one for one in here.bot.editions if one.name == name)
    return waiting.every(here.bot, edition)[-1]


def told(here: World, name: str) -> tuple[str, datetime | None, datetime | None] | None:
    wait = waiting.wait_of(here.bot, of(here, name))
    return (wait.what, wait.since, wait.until) if wait else None


# ── what is waited for ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_digest_waits_for_the_topic_it_comes_after_and_goes_out_with_it(here: World) -> None:
    korean, japanese = both(here)
    here.bot = replace(here.bot, editions=here.bot.editions[::-1])
    korean.before = Unavailable("busy", retry_after=600)
    pipeline.tick(here.bot)
    settled = samples.SUNDAY + EDITION.settle
    assert told(here, "nihongo") == ("the topic of edition forum", settled, settled + DAY)
    assert japanese.created == []
    here.clock.wind(timedelta(minutes=10))
    pipeline.tick(here.bot)
    assert (korean.created, japanese.created) == ([f"{KOREAN}#1"], [])
    pipeline.tick(here.bot)
    assert japanese.created == [f"{JAPANESE}#1"]
    assert told(here, "nihongo") is None


def test_its_texts_are_written_while_it_waits(here: World) -> None:
    both(here)
    here.stop("forum", Stop.PAUSED)
    pipeline.tick(here.bot)
    assert here.bot.translator.asked  # type: ignore[attr-defined]  # the stand-in
    assert waiting.text_of(here.bot, of(here, "nihongo")) is None


TROUBLE: dict[str, Callable[[World], None]] = {
    "held": lambda here: here.stop(KOREAN),
    "paused": lambda here: here.stop("forum", Stop.PAUSED),
    "dropped": lambda here: here.stop(KOREAN, Stop.DROPPED),
    "failing": lambda here: setattr(forum(here), "before", Unavailable("down", retry_after=9 * 86400)),
    "refused": lambda here: setattr(forum(here), "before", Rejected("no such category")),
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_whatever_keeps_the_other_edition_this_one_goes_out_at_its_limit_without_it(here: World, trouble: str) -> None:
    korean, japanese = both(here, after_limit=timedelta(hours=20))
    TROUBLE[trouble](here)
    pipeline.tick(here.bot)
    limit = samples.SUNDAY + EDITION.settle + timedelta(hours=20)
    waits = told(here, "nihongo")
    assert waits is not None
    assert waits[2] == limit
    here.clock.set(limit - timedelta(seconds=1))
    pipeline.tick(here.bot)
    assert japanese.created == []
    here.clock.set(limit)
    pipeline.tick(here.bot)
    assert japanese.created == [f"{JAPANESE}#1"]
    assert "他の言語で読む" not in japanese.stands[f"{JAPANESE}#1"].raw
    assert korean.created == []


def test_a_hold_on_the_other_edition_is_said(here: World) -> None:
    both(here)
    here.stop(KOREAN)
    pipeline.tick(here.bot)
    waits = told(here, "nihongo")
    assert waits is not None
    assert waits[0] == f"the topic of edition forum ({KOREAN}: a person looks at it)"


def test_a_withdrawn_topic_is_neither_waited_for_nor_linked(here: World) -> None:
    both(here)
    here.stop(JAPANESE)
    pipeline.tick(here.bot)
    here.stop(KOREAN, Stop.WITHDRAWN)
    digest = waiting.digest_of(here.bot, of(here, "nihongo"))
    assert (digest.topic_url, digest.siblings) == ("", ())


# The clock lets it go at 18:01 UTC on Sunday; it is Monday 00:01 UTC.
SETTLED = samples.SUNDAY + EDITION.settle
LIMITS: dict[str, tuple[dict[str, object], Callable[[World], object], datetime]] = {
    "it settled": ({}, lambda here: None, SETTLED),
    "its review ended": (
        {"review": "until 20:00"},
        lambda here: None,
        datetime(2026, 11, 15, 20, tzinfo=UTC),
    ),
    "its window opened": (
        {"window": Window(opens="23:00", closes="06:00")},
        lambda here: None,
        datetime(2026, 11, 15, 23, tzinfo=UTC),
    ),
    "its window was open already": ({"window": Window(opens="17:00", closes="06:00")}, lambda here: None, SETTLED),
    "its last text was written": ({}, lambda here: written(here, "ja"), NOW),
    "another language's was written": ({}, lambda here: written(here, "ko"), SETTLED),
    "a person let it go": ({}, lambda here: let_go(here, JAPANESE), NOW),
    "a person let an entry go": ({}, lambda here: let_go(here, f"{KEY}/2@ja"), NOW),
    "a person let the edition go": ({}, lambda here: let_go(here, "nihongo", Stop.PAUSED), NOW),
    "another digest was let go": ({}, lambda here: let_go(here, KOREAN), SETTLED),
    "another language's entry was let go": ({}, lambda here: let_go(here, f"{KEY}/2@ko"), SETTLED),
}


def written(here: World, locale: str) -> None:
    here.bot.store.calls.add(
        Call(
            task="translate",
            key=f"{KEY}/2@{locale}",
            model="m",
            prompt="p",
            usage=Usage(),
            cost_usd=None,
            milliseconds=1,
            stop_reason="end_turn",
        )
    )


def let_go(here: World, key: str, kind: Stop = Stop.HELD) -> None:
    here.stop(key, kind)
    here.release(key)


@pytest.mark.parametrize("what", LIMITS)
def test_the_limit_is_counted_from_when_all_else_lets_it_go(here: World, what: str) -> None:
    changes, happens, since = LIMITS[what]
    both(here, **changes)
    here.stop("forum", Stop.PAUSED)
    pipeline.prepare(here.bot)
    happens(here)
    waits = told(here, "nihongo")
    assert waits is not None
    assert waits[1:] == (since, since + DAY)


def test_a_pause_that_ran_out_is_counted_from_its_end(here: World) -> None:
    both(here)
    here.stop(KOREAN)
    ends = NOW + timedelta(hours=5)
    here.bot.store.holds.put(
        replace(here.bot.store.holds.all()[0], key="nihongo", kind=Stop.PAUSED, who=BOT, until=ends)
    )
    pipeline.prepare(here.bot)
    here.clock.set(ends)
    pipeline.prepare(here.bot)
    waits = told(here, "nihongo")
    assert waits is not None
    assert waits[1] == ends


def test_with_a_grace_it_waits_for_corrections_of_the_topic(here: World) -> None:
    _, japanese = both(here, grace=timedelta(hours=6))
    pipeline.tick(here.bot)
    assert told(here, "nihongo") == (
        "corrections of the topic of edition forum",
        NOW,
        NOW + timedelta(hours=6),
    )
    here.clock.wind(timedelta(hours=6) - timedelta(seconds=1))
    pipeline.tick(here.bot)
    assert japanese.created == []
    here.clock.wind(timedelta(seconds=1))
    pipeline.tick(here.bot)
    assert japanese.created == [f"{JAPANESE}#1"]


def test_a_person_may_send_it_before(here: World) -> None:
    _, japanese = both(here)
    here.stop("forum", Stop.PAUSED)
    pipeline.tick(here.bot)
    pipeline.post_now(here.bot, JAPANESE)
    assert japanese.created == [f"{JAPANESE}#1"]


# ── what is linked ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_topic_it_comes_after_has_its_address_and_where_readers_come_from(here: World) -> None:
    both(here, campaign="hyeon ji")
    pipeline.tick(here.bot)
    digest = waiting.digest_of(here.bot, of(here, "nihongo"))
    url = "https://forum.example/t/101?utm_source=hyeon%20ji"
    assert digest.topic_url == url
    assert [(one.locale, one.native, one.url) for one in digest.siblings] == [("ko", "한국어", url)]


def test_two_topics_link_to_each_other_and_the_earlier_one_is_edited_once(here: World) -> None:
    korean, japanese = both(here)
    for _ in range(4):
        pipeline.tick(here.bot)
    assert japanese.stands[f"{JAPANESE}#1"].raw.count("他の言語で読む: [한국어](https://forum.example/t/101)") == 1
    assert korean.stands[f"{KOREAN}#1"].raw.count("다른 언어로 읽기: [日本語](https://forum.example/t/201)") == 1
    assert korean.edits == [(f"{KOREAN}#1", "다른 언어 글 링크 추가")]
    assert japanese.edits == []
    assert here.bot.store.findings.under(KEY) == []


@pytest.mark.parametrize("killed", ["before", "after", "lost"])
def test_killed_around_the_edit_it_is_still_made_once(here: World, killed: str) -> None:
    korean, _ = both(here)
    korean.killed = killed
    with contextlib.suppress(Killed):
        pipeline.tick(here.bot)
    for _ in range(3):
        pipeline.tick(here.bot)
    assert len(korean.edits) == 1
    assert korean.stands[f"{KOREAN}#1"].raw.count("다른 언어로 읽기") == 1
    assert here.bot.store.findings.under(KEY) == []


@pytest.mark.parametrize("killed", ["", "before", "after"])
def test_a_line_that_a_person_took_out_never_comes_back(here: World, killed: str) -> None:
    korean, _ = both(here)
    korean.killed = killed
    try:
        pipeline.tick(here.bot)
    except Killed:
        pipeline.tick(here.bot)
    post = korean.stands[f"{KOREAN}#1"]
    without = "\n".join(line for line in post.raw.split("\n") if "다른 언어" not in line)
    korean.stands[post.key] = replace(post, raw=without)
    for _ in range(3):
        pipeline.tick(here.bot)
    assert korean.stands[post.key].raw == without
    assert len(korean.edits) == 1


def test_a_line_that_a_person_took_out_of_the_later_one_never_comes_back(here: World) -> None:
    _, japanese = both(here)
    pipeline.tick(here.bot)
    post = japanese.stands[f"{JAPANESE}#1"]
    without = "\n".join(line for line in post.raw.split("\n") if "他の言語" not in line)
    japanese.stands[post.key] = replace(post, raw=without)
    for _ in range(3):
        pipeline.tick(here.bot)
    assert japanese.edits == []


def test_a_third_language_comes_into_the_line_that_stands(here: World) -> None:
    korean, _ = both(here)
    pipeline.tick(here.bot)
    french = replace(LOCALES["ja"], code="fr", native="français")
    here.bot = replace(here.bot, locales={**LOCALES, "fr": french})
    third = Forum()
    third.start = 300
    here.add_edition(third, name="francais", locale="fr", after="nihongo")
    for _ in range(3):
        pipeline.tick(here.bot)
    line = "다른 언어로 읽기: [日本語](https://forum.example/t/201) · [français](https://forum.example/t/301)"
    assert line in korean.stands[f"{KOREAN}#1"].raw.split("\n")
    assert len(korean.edits) == 2
    assert "[한국어](https://forum.example/t/101) · [日本語]" in third.stands[f"{KEY}/francais#1"].raw


def test_a_forum_that_takes_no_such_edit_is_asked_once_and_a_person_told(here: World) -> None:
    korean, _ = both(here)
    korean.shut = Rejected("too long ago")
    for _ in range(3):
        pipeline.tick(here.bot)
    (said,) = here.bot.store.findings.under(KEY)
    assert said == Finding(
        key=f"{KOREAN}#1",
        code="structure.sibling_link",
        severity=said.severity,
        message="the same week in another language could not be linked; add the line by hand:"
        " 다른 언어로 읽기: [日本語](https://forum.example/t/201)",
    )
    assert here.bot.store.holds.all() == []
    assert len(here.bot.store.posts.edits(KOREAN)) == 1


def test_editions_that_no_after_connects_do_not_know_each_other(here: World) -> None:
    korean, _ = both(here, after="")
    for _ in range(2):
        pipeline.tick(here.bot)
    assert korean.edits == []
    assert siblings.linked(here.bot, of(here, "nihongo")) == ()


class Folder(Forum):
    """A place that the net does not show."""

    def create(self, intent: Intent) -> Post:
        made = replace(super().create(intent), url="file:///srv/out/index.html")
        self.stands[intent.key] = made
        return made


@pytest.mark.parametrize(("locale", "place"), [("ko", OtherForum), ("ko-plain", OtherForum), ("ja", Folder)])
def test_what_is_no_topic_in_another_language_is_not_linked(here: World, locale: str, place: type[Forum]) -> None:
    there = place()
    plain = replace(LOCALES["ko"], code="ko-plain", base="ko")
    here.bot = replace(here.bot, locales={**LOCALES, "ko-plain": plain})
    here.add_edition(there, name="nihongo", locale=locale, after="forum")
    for _ in range(2):
        pipeline.tick(here.bot)
    assert there.created
    assert forum(here).edits == []


class Silent(Forum):
    """A place that does not tell where a digest stands."""

    def create(self, intent: Intent) -> Post:
        self.stands[intent.key] = replace(super().create(intent), url="")
        return self.stands[intent.key]


def test_where_nobody_told_an_address_there_is_no_link(here: World) -> None:
    here.bot = replace(here.bot, publishers={"forum": Silent()})
    both(here, campaign="hyeon ji")
    for _ in range(2):
        pipeline.tick(here.bot)
    digest = waiting.digest_of(here.bot, of(here, "nihongo"))
    assert waiting.finished(here.bot, of(here, "nihongo"))
    assert (digest.topic_url, digest.siblings) == ("", ())


def test_what_an_empty_database_found_standing_is_not_written_to(here: World, tmp_path: Path) -> None:
    korean, japanese = both(here)
    japanese.before = Unavailable("busy", retry_after=600)
    pipeline.tick(here.bot)
    (tmp_path / "again").mkdir()
    with ExitStack() as stack:
        again = world(tmp_path / "again", stack.enter_context)
        again.offer(week(2))
        again.bot = replace(here.bot, store=again.bot.store, feed=again.feed, sources=again.bot.sources)
        again.clock = here.clock
        here.clock.wind(timedelta(minutes=10))
        for _ in range(3):
            pipeline.tick(again.bot)
    assert (korean.created, japanese.created) == ([f"{KOREAN}#1"], [f"{JAPANESE}#1"])
    assert "[한국어](https://forum.example/t/101)" in japanese.stands[f"{JAPANESE}#1"].raw
    assert korean.edits == []
