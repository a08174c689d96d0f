"""For which digest of a topic in several languages a comment was written."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot.corrections.addressing import addressed
from bot.domain import Intent, Post
from bot.holding import Work
from tests import samples
from tests.corrections.cases import comment
from tests.fakes import EDITION, World, week, world

KEY = samples.issue().key


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context)
        shown = replace(EDITION, name="nihongo", locale="ja", localizes="forum", after="forum")
        apart = replace(EDITION, name="apart", locale="ja")
        made.bot = replace(made.bot, editions=(shown, replace(EDITION, localized=True), apart))
        made.bot.store.issues.add(week(1))
        for number, name in enumerate(("forum", "nihongo", "apart"), 1):
            key = f"{KEY}/{name}#1"
            made.bot.store.posts.intend([Intent(key=key, raw="x")])
            made.bot.store.posts.add(post(key, 9 if name == "apart" else 31, number), made.clock.now())
        yield made


def post(key: str, topic_id: int, number: int) -> Post:
    url = f"https://forum.example/t/{topic_id}/{number}"
    return Post(key=key, topic_id=topic_id, post_id=number, url=url, title="t", raw="x")


def work(here: World, name: str) -> Work:
    (edition,) = (one for one in here.bot.editions if one.name == name)
    return Work(issue=samples.issue(), edition=edition)


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("3번이 어색합니다.", "forum"),
        ("3番が不自然です。", "nihongo"),
        ("Typo in number 3.", "forum"),
        ("3번의 ‘メモを読みます’는 어색해서 ‘メモを見ます’가 더 낫겠습니다, 확인 부탁드립니다.", "forum"),
        ("3番の「메모」という語は原文のままのようです。", "nihongo"),
        ("", "forum"),
    ],
)
def test_a_comment_is_for_the_digest_in_whose_language_it_is_written(here: World, text: str, whose: str) -> None:
    said = [comment(text)]
    found = {name for name in ("forum", "nihongo") if addressed(here.bot, work(here, name), said)}
    assert found == {whose}


def test_in_a_topic_of_one_language_every_comment_is_its_own(here: World) -> None:
    said = [comment("3번이 어색합니다.")]
    assert addressed(here.bot, work(here, "apart"), said) == said


def test_before_the_other_language_is_shown_every_comment_is_the_originals(here: World) -> None:
    here.bot = replace(here.bot, editions=[one for one in here.bot.editions if one.name != "nihongo"])
    said = [comment("3番が不自然です。")]
    assert addressed(here.bot, work(here, "forum"), said) == said


@pytest.mark.parametrize("name", ["forum", "nihongo"])
def test_an_answer_to_a_question_is_for_the_digest_it_was_asked_about(here: World, name: str) -> None:
    key = f"{KEY}/{name}#ask-17-0123abcd"
    here.bot.store.posts.intend([Intent(key=key, raw="x", topic_id=31)])
    here.bot.store.posts.add(post(key, 31, 40), here.clock.now())
    said = [comment("@paperboy 반영", answers=40, whisper=True), comment("@paperboy 反映", answers=40)]
    other = {"forum": "nihongo", "nihongo": "forum"}[name]
    assert addressed(here.bot, work(here, name), said) == said
    assert addressed(here.bot, work(here, other), said) == []
