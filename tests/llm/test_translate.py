"""Task `translate`: the layout of the source text, and what an answer must keep of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import BULLET
from bot.llm import Model
from bot.llm.question import Malformed
from bot.llm.translate import read, source
from tests.llm.fakes import GOOD, Messages, entry, locale, paper, without_abstract

LINE = st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1).filter(lambda t: t[0] != "●")


def answer(**changes: Any) -> str:
    return json.dumps({**GOOD, **changes})


def test_the_source_text_is_laid_out_so() -> None:
    assert source(entry(), paper()) == (
        "name: LampBit\n"
        "title: LampBit: Reading in the Dark\n"
        "\n"
        "summary:\n"
        "Introduces LampBit.\n"
        "● How: it reads 105K pages.\n"
        "\n"
        "abstract:\n"
        "We propose LampBit, an agent."
    )


def test_what_is_missing_is_left_out_of_the_source_text() -> None:
    assert source(entry(summary=""), without_abstract()) == "name: LampBit\ntitle: LampBit: Reading in the Dark"


def test_the_message_is_the_terms_that_occur_and_then_the_fence(model: Model, server: Messages) -> None:
    server.answers()

    model.translate(entry(), paper(), locale())

    (asked,) = server.asked
    terms, _, fenced = asked["messages"][0]["content"].partition("\n\n")
    assert terms == "Terms:\n- agent: 에이전트 (not: 상담원)"
    assert fenced.startswith('<source task="translate" locale="ko" round="1" sha256="')
    assert f"\n{source(entry(), paper())}\n" in fenced
    assert asked["system"][0]["text"] == "Translate into Korean."


def test_a_message_without_terms_is_the_fence_alone(model: Model, server: Messages) -> None:
    server.answers()

    model.translate(entry(), paper(), locale(glossary=()))

    assert server.asked[0]["messages"][0]["content"].startswith("<source ")


def test_the_shape_asked_for_is_one_that_servers_enforce(model: Model, server: Messages) -> None:
    server.answers()

    model.translate(entry(), paper(), locale())

    schema = server.asked[0]["output_config"]["format"]["schema"]
    assert schema["required"] == ["title", "summary", "abstract", "topics"] == list(schema["properties"])
    assert schema["additionalProperties"] is False
    assert schema["properties"]["topics"] == {"type": "array", "items": {"type": "string"}}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"summary": "램프빗을 소개합니다."}, "summary: has 1 lines, 0 of them bullets, where the source has 2 and 1"),
        ({"summary": "램프빗을\n소개합니다."}, "summary: has 2 lines, 0 of them"),
        ({"summary": "● 방법: 가\n램프빗을 소개합니다."}, "in this order"),
        ({"summary": "소개합니다.\n- 방법: 가"}, "0 of them bullets"),
        ({"summary": "소개합니다.\n● 방법: 가\n● 덧붙임: 나"}, "has 3 lines"),
        ({"abstract": " "}, "abstract: is missing"),
        ({"title": " \n"}, "title: Value error, is empty"),
        ({"title": "램프\x00빗"}, "title: Value error, holds control characters"),
        ({"abstract": "본\x1b[2J 논문"}, "control characters"),
        ({"topics": "reading"}, "topics: "),
        ({"topics": None}, "topics: "),
        ({"more": "unasked"}, "the answer: Extra inputs"),
    ],
)
def test_an_answer_that_lost_the_form_of_its_source_is_malformed(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Malformed) as caught:
        read(answer(**changes), entry(), paper())

    assert why in str(caught.value)


def test_an_abstract_nobody_wrote_is_malformed() -> None:
    with pytest.raises(Malformed, match="abstract: has no source and must be empty"):
        read(answer(), entry(), without_abstract())

    assert read(answer(abstract=""), entry(), without_abstract()).abstract == ""


def test_a_summary_nobody_wrote_is_malformed() -> None:
    with pytest.raises(Malformed, match="summary: has 2 lines"):
        read(answer(), entry(summary=""), paper())


def test_blank_lines_and_spaces_around_lines_do_not_count() -> None:
    loose = "\n 램프빗을 소개합니다. \n\n   ● 방법: 10만 5천 개를 씁니다.\n"

    assert read(answer(summary=loose, title=" 램프빗:\n 읽기 "), entry(), paper()).summary == GOOD["summary"]


def test_topics_are_trimmed_to_five_different_ones() -> None:
    topics = [" a ", "", "b\nb", "a", "c", "d", "e", "f"]

    assert read(answer(topics=topics), entry(), paper()).topics == ("a", "b b", "c", "d", "e")


@given(st.lists(LINE, max_size=2), st.lists(LINE, max_size=5), st.lists(LINE, max_size=5))
def test_an_answer_fits_exactly_when_it_has_as_many_bullets(
    lead: list[str], ours: list[str], theirs: list[str]
) -> None:
    summary = "\n".join([*lead, *(BULLET + text for text in ours)])
    translated = "\n".join([*lead, *(BULLET + text for text in theirs)])

    if len(ours) == len(theirs):
        assert read(answer(summary=translated), entry(summary=summary), paper()).summary == translated
    else:
        with pytest.raises(Malformed):
            read(answer(summary=translated), entry(summary=summary), paper())
