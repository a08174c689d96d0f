"""How many papers a text says there are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks.papers import counts


def read(text: str, code: str) -> list[tuple[int, bool, str]]:
    return [(one.papers, one.all_of_them, one.span) for one in counts(text, code)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("이번 주에는 논문 10편이 있습니다.", [(10, False, "논문 10편")]),
        ("총 열두 편의 논문을 다룹니다.", [(12, True, "총 열두 편의 논문")]),
        ("논문 열 편 중 세 건의 연구가 돋보입니다.", [(10, True, "논문 열 편 중"), (3, False, "세 건의 연구")]),
        ("논문 모두 9편입니다.", [(9, True, "논문 모두 9편")]),
        ("영화 5편과 에세이 세 편을 읽습니다.", []),
        ("수백 편의 논문", []),
        ("논문을 여러 편 읽습니다.", []),
    ],
)
def test_korean_counts(text: str, found: list[tuple[int, bool, str]]) -> None:
    assert read(text, "ko") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("今週は10本の論文があります。", [(10, False, "10本の論文")]),
        ("全十二本の論文を扱います。", [(12, True, "全十二本の論文")]),
        ("論文十本のうち三件の研究が目立ちます。", [(10, True, "論文十本のうち"), (3, False, "三件の研究")]),
        ("数十本の論文", []),
        ("映画を3本見ます。", []),
    ],
)
def test_japanese_counts(text: str, found: list[tuple[int, bool, str]]) -> None:
    assert read(text, "ja") == found


def test_a_language_without_rules_has_no_counts() -> None:
    assert read("10 papers", "xx") == []


@settings(max_examples=200)
@given(
    st.text(st.characters() | st.sampled_from("논문열한편 개論文十本の3"), max_size=60), st.sampled_from(["ko", "ja"])
)
def test_a_count_stands_where_it_says(text: str, code: str) -> None:
    for one in counts(text, code):
        assert text[one.start : one.end] == one.span
