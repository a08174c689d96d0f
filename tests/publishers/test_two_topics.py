"""Two languages on one forum of the sandbox: two topics that link to each other."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import pipeline
from bot.config import Secrets
from bot.domain import Edition
from bot.publishers import discourse
from bot.render import Layout
from bot.sandbox.faults import Cut, Fault, Status
from bot.sandbox.forum.seed import BOT, BOT_KEY, MODERATOR
from bot.sandbox.forum.state import Post
from tests.fakes import EDITION, World, week, world
from tests.publishers.town import Town
from tests.tongues import LOCALES, Translator

KEY = "dair/2026-11-15"
EDITS = {"server": "forum", "method": "PUT", "path": "/posts/"}
READS = {"server": "forum", "method": "GET", "path": "/t/"}
LOSSES: dict[str, list[Fault]] = {
    "nothing": [],
    "the edit": [Cut(kind="cut_before", nth=1, **EDITS)],
    "its answer": [Cut(kind="cut_after", nth=1, **EDITS)],
    "the read back": [Cut(kind="cut_after", nth=n, **READS) for n in range(6, 20)],
    "the forum is read-only": [Status(kind="status", answer="forum read-only", nth=1, **EDITS)],
}


@pytest.fixture
def here(town: Town, tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context)
        korean = replace(EDITION, tags=("논문",))
        japanese = replace(korean, name="nihongo", locale="ja", after="forum")
        made.clock = town.clock
        made.bot = replace(
            made.bot,
            clock=town.clock,
            renderer=Layout(),
            locales=LOCALES,
            translator=Translator(),
            editions=(japanese, korean),
            publishers={one.name: place(town, one) for one in (korean, japanese)},
        )
        made.offer(week(2))
        yield made


def place(town: Town, edition: Edition) -> discourse.Discourse:
    settings = discourse.Settings(url=town.base, username=BOT, category="news", requests_per_minute=55)
    secrets = Secrets({"DISCOURSE_API_KEY": BOT_KEY})
    return discourse.connect(
        settings,
        edition=edition,
        locale=LOCALES[edition.locale],
        root=Path(),
        secrets=secrets,
        clock=town.clock,
        budgets=town.budgets,
    )


def firsts(town: Town) -> tuple[Post, Post]:
    """The Korean topic's first post, and the Japanese one's."""
    stream = [town.hands.state.first_post(topic.id) for topic in town.topics() if not topic.is_message]
    korean, japanese = sorted(stream, key=lambda post: post.id)
    return korean, japanese


def tick(here: World, times: int) -> None:
    for _ in range(times):
        pipeline.tick(here.bot)
        here.clock.wind(timedelta(minutes=20))


@pytest.mark.long
@pytest.mark.parametrize("loss", LOSSES)
def test_each_topic_links_the_other_and_the_earlier_one_is_edited_once(town: Town, here: World, loss: str) -> None:
    town.trouble(*LOSSES[loss])
    tick(here, 8)
    korean, japanese = firsts(town)
    assert korean.raw.count(f"다른 언어로 읽기: [日本語]({town.base}/t/{japanese.topic_id})\n") == 1
    assert japanese.raw.count(f"他の言語で読む: [한국어]({town.base}/t/{korean.topic_id})\n") == 1
    assert [one.reason for one in korean.revisions] == ["다른 언어 글 링크 추가"]
    assert japanese.revisions == []
    assert here.bot.store.findings.under(KEY) == []
    assert here.bot.store.holds.all() == []


def test_a_poll_after_that_costs_what_one_costs_without_siblings(town: Town, here: World) -> None:
    tick(here, 3)
    here.bot = replace(here.bot, editions=[replace(one, after="") for one in here.bot.editions])
    town.desk.requests.clear()
    tick(here, 3)
    without = [one.method for one in town.desk.requests]
    here.bot = replace(
        here.bot, editions=[replace(one, after="forum" * (one.name != "forum")) for one in here.bot.editions]
    )
    town.desk.requests.clear()
    tick(here, 3)
    assert [one.method for one in town.desk.requests] == without


def test_a_moderator_who_takes_the_link_out_is_heard_once_and_for_all(town: Town, here: World) -> None:
    tick(here, 3)
    korean, _ = firsts(town)
    without = "\n".join(line for line in korean.raw.split("\n") if "다른 언어로 읽기" not in line)
    town.hands.edit_as(MODERATOR, korean.id, without)
    stood = korean.raw
    tick(here, 4)
    assert (korean.raw, len(korean.revisions)) == (stood, 2)
