"""A week of October 2023 as GeekNews had the one before it: a list, in Japanese."""

from collections.abc import Iterator

import pytest

from tests.published.defects import Published
from tests.published.pasted import Pasted, to_be_pasted
from tests.published.week import needs_corpus

pytestmark = [needs_corpus, pytest.mark.long, pytest.mark.xdist_group("published 001")]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with to_be_pasted(tmp_path_factory.mktemp("published"), "2023-10-09", locale="ja", trap=7) as made:
        yield made


class TestList(Pasted):
    """Each of its tests."""


def test_the_title_names_the_week(post: Published) -> None:
    assert "[2023/10/09〜10/15] 今週の注目ML論文 (Top ML Papers of the Week)" in post.title
