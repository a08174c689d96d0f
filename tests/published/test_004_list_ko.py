"""A week as GeekNews had it: January 29 to February 4, 2024, a list in Korean."""

from collections.abc import Iterator

import pytest

from tests.published.defects import Published
from tests.published.pasted import Pasted, to_be_pasted
from tests.published.week import needs_corpus

pytestmark = [needs_corpus, pytest.mark.long, pytest.mark.xdist_group("published 004")]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with to_be_pasted(tmp_path_factory.mktemp("published"), "2024-01-29", locale="ko", trap=10) as made:
        yield made


class TestList(Pasted):
    """Each of its tests."""


def test_the_title_names_the_week(post: Published) -> None:
    assert "[2024/01/29 ~ 02/04] 이번 주의 주요 ML 논문 (Top ML Papers of the Week)" in post.title
