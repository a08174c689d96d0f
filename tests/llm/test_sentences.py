"""What a repair may change: the sentences something was found in, and nothing beside them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Finding, Severity
from bot.llm.sentences import sentences, strayed

OLD = "첫 문장입니다. 둘째 문장에는 7이 있습니다. 셋째 문장입니다."
SOURCE = "The first one. The second has 8. The third one."


def finding(*, code: str = "number.changed", severity: Severity = Severity.REPAIR, **spans: str) -> Finding:
    return Finding(key="k", code=code, severity=severity, message="wrong", **spans)


def test_a_sentence_ends_with_its_mark_or_its_line() -> None:
    assert sentences("가 et al. 나입니다. 다\n● 라: 3.5배.") == ["가 et al. 나입니다. ", "다\n", "● 라: 3.5배."]
    assert sentences("暗所で読みます。速いです。") == ["暗所で読みます。", "速いです。"]


@settings(max_examples=200)
@given(st.text(st.characters()))
def test_the_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("new", "changed"),
    [
        ("첫 문장입니다. 둘째 문장에는 8이 있습니다. 셋째 문장입니다.", ""),
        ("첫 문장입니다. 8이 둘째에 있습니다. 그렇습니다. 셋째 문장입니다.", ""),
        ("첫 문장입니다. 셋째 문장입니다.", ""),
        ("첫 문장이에요. 둘째 문장에는 8이 있습니다. 셋째 문장입니다.", "첫 문장입니다."),
        ("첫 문장입니다. 둘째 문장에는 8이 있습니다. 셋째 글입니다.", "셋째 문장입니다."),
        ("덧붙입니다. 첫 문장입니다. 둘째 문장에는 8이 있습니다. 셋째 문장입니다.", "첫 문장입니다."),
        ("첫 문장입니다. 둘째 문장에는 8이 있습니다. 셋째 문장입니다. 덧붙입니다.", "덧붙입니다."),
        ("첫 문장입니다. 둘째 문장에는 8이 있습니다.", "셋째 문장입니다."),
        ("", "첫 문장입니다."),
    ],
)
def test_only_the_sentence_with_the_finding_may_change(new: str, changed: str) -> None:
    assert strayed(SOURCE, OLD, new, [finding(source_span="8", target_span="7")]) == changed


def test_without_a_finding_nothing_may_change() -> None:
    assert strayed(SOURCE, OLD, OLD, []) == ""
    assert strayed(SOURCE, OLD, OLD.replace("7", "8"), []) == "둘째 문장에는 7이 있습니다."


def test_two_sentences_that_change_places_have_changed() -> None:
    assert strayed(
        SOURCE, "가입니다. 나입니다. 다입니다.", "나입니다. 가입니다. 다입니다.", [finding(target_span="다입")]
    )


def test_what_is_missing_comes_into_the_sentence_that_stands_where_the_sources_does() -> None:
    missing = [finding(code="number.missing", source_span="8")]

    assert strayed(SOURCE, OLD, OLD.replace("7이", "8이"), missing) == ""
    assert strayed(SOURCE, OLD, OLD.replace("셋째", "8번째"), missing) == "셋째 문장입니다."


def test_what_is_missing_from_a_text_of_fewer_sentences_changes_one_of_them_or_stands_between_two() -> None:
    missing = [finding(code="structure.omitted", source_span="The second has 8.")]
    old = "첫 문장입니다. 셋째 문장입니다."

    assert strayed(SOURCE, old, "첫 문장입니다. 둘째에는 8이 있습니다. 셋째 문장입니다.", missing) == ""
    assert strayed(SOURCE, old, "첫 문장이고, 둘째에는 8이 있습니다. 셋째 문장입니다.", missing) == ""
    assert strayed(SOURCE, old, "첫 문장이고, 둘째에는 8이 있습니다. 셋째입니다.", missing) == "셋째 문장입니다."


@pytest.mark.parametrize(
    "about_all",
    [finding(code="structure.empty"), finding(code="language.swapped", severity=Severity.BLOCK, target_span="첫")],
)
def test_a_finding_about_the_whole_text_has_all_of_it_written_anew(about_all: Finding) -> None:
    assert strayed(SOURCE, OLD, "아주 다른 글입니다.", [about_all]) == ""


def test_what_a_rule_guessed_the_place_of_may_come_into_the_sentence_beside_it() -> None:
    guessed = finding(code="term.missing", source_span="judge model", target_span="둘째 문장에는 7이 있습니다.")
    new = OLD.replace("셋째 문장", "셋째 심판 모델 문장")
    assert strayed("One. Two, and the judge model.", OLD, new, [guessed]) == ""
    assert strayed(SOURCE, OLD, new, [guessed]) == "셋째 문장입니다."
    far = f"{OLD} 넷째입니다. 다섯째입니다."
    assert strayed("One. Two.", far, far.replace("다섯째", "마지막"), [guessed]) == "다섯째입니다."


def test_a_second_models_word_opens_one_sentence_however_grave_it_is() -> None:
    critical = finding(code="language.judge", severity=Severity.BLOCK, target_span="7이 있")

    assert strayed(SOURCE, OLD, "아주 다른 글입니다.", [critical]) == "첫 문장입니다."


def test_a_span_that_stands_in_several_sentences_opens_all_of_them() -> None:
    new = "첫 글입니다. 둘째 문장에는 7이 있습니다. 셋째 글입니다."

    assert strayed(SOURCE, OLD, new, [finding(target_span="문장입")]) == ""


@settings(max_examples=200)
@given(st.text(st.characters()), st.text(st.characters()), st.text(st.characters(), min_size=1))
def test_any_text_is_compared(old: str, new: str, span: str) -> None:
    strayed(old, old, new, [finding(target_span=span)])
    strayed(old, old, new, [finding(source_span=span)])

    assert strayed(old, old, old, []) == ""


def test_a_hostile_answer_is_compared_in_time() -> None:
    old = "가. " * 20_000
    began = time.process_time()

    strayed(old, old, old[3:], [finding(target_span="가")] * 20)

    assert time.process_time() - began < 2
