"""A week as a Korean forum had it: September 25 to October 1, 2023, without rules between the papers."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from tests.published.defects import Defects, Published
from tests.published.forum import on_a_forum
from tests.published.week import needs_corpus

pytestmark = [needs_corpus, pytest.mark.long, pytest.mark.xdist_group("published 003")]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with on_a_forum(tmp_path_factory.mktemp("published"), "2023-09-25", seed="003", trap=10) as made:
        yield made


class TestDefects(Defects):
    """Each of them absent."""


def test_the_title_names_the_week(post: Published) -> None:
    assert post.title == "[2023/09/25 ~ 10/01] 이번 주의 주요 ML 논문 (Top ML Papers of the Week)"


def test_every_paper_has_its_sections_in_order(post: Published) -> None:
    heads = post.headings
    first = next(at for at, one in enumerate(heads) if one.startswith("h2 1. "))
    assert heads[0] == "h2 소개"
    assert heads[first:-1] == post.heads("summary", "abstract", "link", "further")
    assert heads[-1] == "h2 원문"


def test_every_address_stands_there_without_what_tracks_and_no_other(post: Published) -> None:
    found = {unquote(one) for one in re.findall(r"(?m)^<?(https?://[^\s>]+)>?$", post.text)}
    wanted = {url for row in post.rows for url in row.urls}
    assert wanted <= found
    assert [one for one in found - wanted if "elvissaravia.com/p/" not in one] == []


def test_no_rule_stands_between_papers(post: Published) -> None:
    assert len(post.page.css("hr")) == 0
