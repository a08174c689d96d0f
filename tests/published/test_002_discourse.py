"""A week of October 2023 as a Korean forum had the next one: with rules between the papers."""

from collections.abc import Iterator

import pytest

from tests.published.defects import Published
from tests.published.forum import OnAForum, on_a_forum
from tests.published.week import needs_corpus

pytestmark = [needs_corpus, pytest.mark.long, pytest.mark.xdist_group("published 002")]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with on_a_forum(tmp_path_factory.mktemp("published"), "2023-10-09", trap=7, more="rules = true") as made:
        yield made


class TestTopic(OnAForum):
    """Each of its tests."""


def test_the_title_names_the_week(post: Published) -> None:
    assert post.title == "[2023/10/09 ~ 10/15] 이번 주의 주요 ML 논문 (Top ML Papers of the Week)"


def test_a_rule_stands_between_any_two_papers(post: Published) -> None:
    assert len(post.page.css("hr")) == 9
