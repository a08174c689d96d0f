"""Task `intro`: the week in one sentence and a few paragraphs."""

import json
from typing import Any

import pytest

from bot.llm import Model
from bot.llm.intro import read, source
from bot.llm.question import Malformed
from tests.llm.fakes import Ledger, Messages, entry, issue, locale, paper

WEEK = {"headline": "이번 주에는 어두운 곳에서 읽는 방법이 나왔습니다.", "paragraphs": ["첫째.", "둘째.", "셋째."]}
PIECES = [(entry(1), paper(1)), (entry(2, summary="", name="Second"), paper(2, title="Second"))]


def test_the_source_text_is_laid_out_so() -> None:
    assert source([*PIECES, (entry(3), paper(3))]) == (
        "1. LampBit: Reading in the Dark\n"
        "Introduces LampBit.\n"
        "● How: it reads 105K pages.\n"
        "\n"
        "2. Second\n"
        "\n"
        "3. LampBit: Reading in the Dark\n"
        "Introduces LampBit.\n"
        "● How: it reads 105K pages."
    )


def test_the_weeks_intro_is_its_sentence_and_its_paragraphs(model: Model, server: Messages, ledger: Ledger) -> None:
    server.answers(WEEK)

    intro = model.introduce(issue(), PIECES, locale())

    assert (intro.key, intro.title) == ("dair/2026-06-28/0@ko.1", WEEK["headline"])
    assert (intro.summary, intro.abstract, intro.topics) == ("첫째.\n\n둘째.\n\n셋째.", "", ())
    assert (intro.by, len(intro.prompt)) == ("test-model-1", 64)
    assert [(row.task, row.key) for row in ledger.rows] == [("intro", "dair/2026-06-28/0@ko")]
    assert '<source task="intro" locale="ko" round="1"' in server.asked[0]["messages"][0]["content"]
    assert server.asked[0]["system"][0]["text"] == "Introduce the week."


def test_the_same_week_is_introduced_once(model: Model, server: Messages) -> None:
    server.answers(WEEK)

    assert model.introduce(issue(), PIECES, locale()) == model.introduce(issue(), PIECES, locale())
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"paragraphs": ["하나."]},
        {"paragraphs": ["하나."] * 5},
        {"paragraphs": ["하나.", " "]},
        {"headline": ""},
        {"headline": None},
        {"closing": "감사합니다."},
    ],
)
def test_an_intro_of_another_form_is_malformed(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(json.dumps({**WEEK, **change}))


def test_a_paragraph_is_one_line() -> None:
    assert read(json.dumps({**WEEK, "paragraphs": ["가\n 나", "다"]})).paragraphs == ("가 나", "다")
