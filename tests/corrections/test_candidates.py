"""Which texts a model is shown with a comment, and which comments it is never shown."""

from dataclasses import replace

import pytest

from bot.corrections.candidates import LONGEST_COMMENT, MOST_ENGLISH, chosen, may_be_read
from bot.domain import Field, Shown
from tests.corrections.cases import comment, texts

ALL = [0, 1, 2, 3, 4]


def about(text: str, locale: str = "ko") -> list[int]:
    return list(dict.fromkeys(one.position for one in chosen(comment(text), texts(locale))))


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("3번 논문 초록이 이상해요", [3]),
        ("3번째 논문", [3]),
        ("세 번째 논문", [3]),
        ("논문 2와 논문 4", [2, 4]),
        ("#4 오타", [4]),
        ("- 고칠 곳\n2. 제목\n3) 초록", [2, 3]),
        ("3つ目の要旨", [3]),
        ("三本目の要旨", [3]),
        ("2番の論文", [2]),
        ("paper 2, the 3rd entry", [2, 3]),
        ("lampbit 논문이요", [1]),
        ("Pausewell과 Gatewren", [3, 4]),
        ("‘합성 데이타’ 표기요", [0, 3]),
        ("사람이 쓴 질의 없이 -> 사람이 쓴 질의가 없어도", [3]),
        ("소개글 첫 문장", [0]),
    ],
)
def test_a_comment_names_entries_by_number_name_or_quotation(text: str, positions: list[int]) -> None:
    assert about(text) == positions


@pytest.mark.parametrize(
    "text",
    [
        "두 번째 문장이 어색해요",
        "2번째 줄",
        "2번 문장",
        "전체적으로 문체가 달라요",
        "99번이요",
        "논문 소개 부분이 좋네요",
    ],
)
def test_where_no_entry_is_named_all_are_shown(text: str) -> None:
    assert about(text) == ALL


def test_a_number_of_a_sentence_is_none_of_an_entry() -> None:
    assert about("3번 논문 두 번째 문장") == [3]
    assert about("1番の2つ目の文", "ja") == [1]


def test_the_english_shown_is_left_out_where_nothing_is_named() -> None:
    fields = {one.field for one in chosen(comment("어색한 곳이 있어요"), texts("ko"))}

    assert Field.ENGLISH not in fields
    assert Field.ENGLISH in {one.field for one in chosen(comment("4번 영어 원문이요"), texts("ko"))}


def test_a_name_that_several_titles_have_names_none_of_them() -> None:
    shown = [Shown(position=at, field=Field.TITLE, text=f"LampBit {at}: 등불") for at in (1, 2)]

    assert {one.position for one in chosen(comment("LampBit 이야기가 재미있네요"), shown)} == {1, 2}
    assert {
        one.position for one in chosen(comment("Tide와 LampBit"), [*shown, replace(shown[0], position=3, text="Tide")])
    } == {3}


def test_english_beside_the_texts_ends_where_it_is_too_long() -> None:
    long = Shown(position=1, field=Field.ABSTRACT, text="긴 글", source="a" * (MOST_ENGLISH - 10))
    shown = [long, replace(long, field=Field.SUMMARY, source="b" * 20), replace(long, field=Field.TITLE, source="")]

    assert [bool(one.source) for one in chosen(comment("1번"), shown)] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "trust", "why"),
    [
        ("1번 오타요", 0, ""),
        ("1번 https://a.example", 1, ""),
        ("1번 https://a.example", 0, "a new user's links"),
        ("1번 www.a.example", 0, "a new user's links"),
        ("1번 lampbit.com", 0, "a new user's links"),
        ("1번 lampbit.com에서", 0, "a new user's links"),
        ("1번 ｈｔｔｐｓ：／／a.example", 0, "a new user's links"),
        ("1번 ht\u200btps://a.example", 0, "a new user's links"),
        (" \u200b\u3164\n", 1, "empty"),
        ("가" * (LONGEST_COMMENT + 1), 3, "too long"),
    ],
)
def test_some_comments_are_never_shown_to_a_model(text: str, trust: int, why: str) -> None:
    assert may_be_read(comment(text, trust=trust)) == why
