"""A person's own words stand in a post as they were meant, or not at all."""

import pytest

from bot.corrections.wording import LONGEST, own_wording
from bot.domain import Field


@pytest.mark.parametrize(
    ("field", "text", "stands"),
    [
        (Field.SUMMARY, "  두 줄\n입니다. ", "두 줄\n입니다."),
        (Field.SUMMARY, "가" * LONGEST, "가" * LONGEST),
        (Field.ENGLISH, "emit a <pause> token", "emit a &lt;pause> token"),
        (Field.LINK, "https://arxiv.org/abs/2611.91011", "https://arxiv.org/abs/2611.91011"),
    ],
)
def test_what_a_person_writes_stands_as_it_was_meant(field: Field, text: str, stands: str) -> None:
    assert own_wording(field, text) == stands


@pytest.mark.parametrize("text", ["", " \n", "가" * (LONGEST + 1), "글 <!-- 숨김", "글\u200b", "끝 -->"])
def test_what_is_empty_endless_or_hidden_is_no_wording(text: str) -> None:
    assert own_wording(Field.SUMMARY, text) == ""


@pytest.mark.parametrize("field", [Field.TITLE, Field.LINK, Field.TERM, Field.ENGLISH])
def test_what_is_one_line_is_not_given_in_two(field: Field) -> None:
    assert own_wording(field, "한 줄\n두 줄") == ""
