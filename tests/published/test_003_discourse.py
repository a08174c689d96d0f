"""A week as a Korean forum had it: September 25 to October 1, 2023, without rules between the papers."""

from collections.abc import Iterator

import pytest

from tests.published.defects import Published
from tests.published.forum import OnAForum, on_a_forum
from tests.published.week import needs_corpus

pytestmark = [needs_corpus, pytest.mark.long, pytest.mark.xdist_group("published 003")]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with on_a_forum(tmp_path_factory.mktemp("published"), "2023-09-25", seed="003", trap=10) as made:
        yield made


class TestTopic(OnAForum):
    """Each of its tests."""


def test_the_title_names_the_week(post: Published) -> None:
    assert post.title == "[2023/09/25 ~ 10/01] 이번 주의 주요 ML 논문 (Top ML Papers of the Week)"


def test_no_rule_stands_between_papers(post: Published) -> None:
    assert len(post.page.css("hr")) == 0
