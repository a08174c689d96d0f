"""A change word by word, findings in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Correction, Field, Finding, Severity, Span
from bot.web.diff import COME, GONE, SAME, Part, changed, lines, marked, words


def said(parts: list[Part]) -> str:
    signs = {SAME: "", GONE: "-", COME: "+"}
    return "|".join(f"{signs.get(one.kind, one.kind)}{one.text}" for one in parts)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("모델을 제안합니다", "모델을 소개합니다", "모델을 |-제안합니다|+소개합니다"),
        ("GPT-4를 씁니다", "GPT-4o를 씁니다", "-GPT-4|+GPT-4o|를 씁니다"),
        ("1,024개", "1,204개", "-1,024|+1,204|개"),
        ("学習する", "訓練する", "-学習|+訓練|する"),
        ("モデルを使う", "モデルを用いる", "モデルを|-使う|+用いる"),
        ("", "새 글", "+새 글"),
        ("옛 글", "", "-옛 글"),
        ("같다", "같다", "같다"),
    ],
)
def test_a_change_is_shown_word_by_word(old: str, new: str, shown: str) -> None:
    assert said(words(old, new)) == shown


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_of_either_text_is_lost(old: str, new: str) -> None:
    parts = words(old, new)
    assert "".join(one.text for one in parts if one.kind != COME) == old
    assert "".join(one.text for one in parts if one.kind != GONE) == new


def test_only_the_lines_that_change_are_shown() -> None:
    before = "첫 줄\n둘째 줄\n셋째 줄"
    spans = (Span(start=4, old="둘째", new="다음"),)
    one = Correction(digest="d", about="a@ko.1", field=Field.SUMMARY, before=before, spans=spans, by="m")
    assert [said(line) for line in lines(changed(one))] == ["-둘째|+다음| 줄"]


def test_of_a_long_line_what_is_far_from_every_change_is_left_out() -> None:
    before = f"{'가' * 299} 둘째{'나' * 300}셋째{'다' * 10}"
    spans = (Span(start=300, old="둘째", new="다음"), Span(start=602, old="셋째", new="끝"))
    one = Correction(digest="d", about="a@ko.1", field=Field.SUMMARY, before=before, spans=spans, by="m")
    (line,) = lines(changed(one))
    assert said(line) == f"… {'가' * 79} |-둘째|+다음|{'나' * 80} … {'나' * 80}|-셋째|+끝|{'다' * 10}"


def a_finding(severity: Severity, span: str) -> Finding:
    return Finding(key="k", code="c.d", severity=severity, message="m", target_span=span, source_span=span)


def test_findings_are_marked_where_they_are_the_gravest_on_top() -> None:
    found = [a_finding(Severity.WARN, "메모 4개"), a_finding(Severity.REPAIR, "4")]
    assert said(marked("메모 4개와 14개", found)) == "warn메모 |repair4|warn개|와 14개"


def test_a_finding_without_a_place_marks_nothing() -> None:
    assert said(marked("메모", [a_finding(Severity.BLOCK, "")])) == "메모"
    assert marked("", [a_finding(Severity.BLOCK, "x")]) == []
