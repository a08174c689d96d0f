"""A week of October 2023 as GeekNews had the one before it: a list, in Japanese."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from tests.published.defects import Defects, Published
from tests.published.pasted import to_be_pasted
from tests.published.week import needs_corpus

pytestmark = [needs_corpus, pytest.mark.long, pytest.mark.xdist_group("published 001")]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with to_be_pasted(tmp_path_factory.mktemp("published"), "2023-10-09", locale="ja", trap=7) as made:
        yield made


class TestDefects(Defects):
    """Each of them absent."""


def test_the_title_names_the_week(post: Published) -> None:
    assert "[2023/10/09〜10/15] 今週の注目ML論文 (Top ML Papers of the Week)" in post.title


def test_every_paper_has_its_sections_in_order(post: Published) -> None:
    heads = post.headings
    first = next(at for at, one in enumerate(heads) if one.startswith("h2 1. "))
    assert heads[0] == "h2 概要"
    assert heads[first:-1] == post.heads("summary", "abstract", "link", "further")
    assert heads[-1] == "h2 原文"


def test_every_address_stands_there_without_what_tracks_and_no_other(post: Published) -> None:
    found = {unquote(one) for one in re.findall(r"(?m)^<?(https?://[^\s>]+)>?$", post.text)}
    wanted = {url for row in post.rows for url in row.urls}
    assert wanted <= found
    assert [one for one in found - wanted if "elvissaravia.com/p/" not in one] == []


def test_every_quote_is_the_english_and_stands_outside_any_list(post: Published) -> None:
    assert len(post.quotes) == 20
    assert post.page.css("li blockquote") == []
    assert [one for one in post.quotes if re.search("[぀-ヿ一-鿿]", one)] == []
