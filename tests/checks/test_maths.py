"""Formulas: what the check finds, and what it lets pass."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Kind, maths
from bot.checks.formulas import formulas
from bot.cook import cook, prose
from tests.checks.pairs import ANY_TEXT, JAPANESE, KOREAN, PIECES, assert_sound, pair, seen

SOURCE = r"Sorting takes $O(n\log n)$ steps. The error stays below $10^{-4}$ for $k = 3$ lists."
KOREAN_TEXT = r"정렬에는 $O(n\log n)$ 단계가 걸립니다. 목록이 $k = 3$개이면 오차는 $10^{-4}$ 미만입니다."
JAPANESE_TEXT = r"整列には$O(n\log n)$ステップかかります。$k = 3$個のリストでは誤差は$10^{-4}$未満です。"


def found(source: str, target: str, **more: object) -> list[tuple[str, str, str]]:
    return seen(list(maths.check(pair(source, target, **more))))  # type: ignore[arg-type]


@pytest.mark.parametrize(("target", "locale"), [(KOREAN_TEXT, KOREAN), (JAPANESE_TEXT, JAPANESE)])
def test_the_same_formulas_in_another_order_are_fine(target: str, locale: object) -> None:
    assert found(SOURCE, target, locale=locale) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"$10^{-4}$", r"$10^{4}$"),
        (r"$10^{-4}$", r"$10^{-5}$"),
        (r"$k = 3$", r"$k = 30$"),
        (r"$k = 3$", r"$k \geq 3$"),
        (r"$O(n\log n)$", r"$O(m\log m)$"),
        (r"$O(n\log n)$", r"$O(n\ln n)$"),
        (r"$10^{-4}$", r"$10^{-4$"),
        (r"$10^{-4}$", r"\(10^{-4}\)"),
        (r"$k = 3$", r"$ｋ = 3$"),
    ],
)
def test_a_changed_formula_is_shown_beside_what_it_was(right: str, wrong: str) -> None:
    for target, locale in ((KOREAN_TEXT, KOREAN), (JAPANESE_TEXT, JAPANESE)):
        assert found(SOURCE, target.replace(right, wrong), locale=locale) == [("math.changed", right, wrong)]


def test_a_formula_said_in_words_is_missing_from_its_sentence() -> None:
    target = KOREAN_TEXT.replace(r"$O(n\log n)$", "준선형")
    assert found(SOURCE, target) == [("math.missing", r"$O(n\log n)$", "정렬에는 준선형 단계가 걸립니다.")]


def test_a_formula_that_became_a_bare_number_is_missing() -> None:
    [(code, span, sentence)] = found("We set $\\gamma = 0.9$ here.", "여기서는 0.9로 정합니다.")
    assert (code, span, sentence) == ("math.missing", r"$\gamma = 0.9$", "여기서는 0.9로 정합니다.")


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ("$k = 3개", "$k = 3개"),
        ("k = 3$개", "이 k = 3$"),
        ("k = 3개", "k = 3개"),
        ("＄k = 3＄개", "＄k = 3＄"),
        ("$k = 3$5개", "$k = 3$"),
    ],
)
def test_a_formula_without_its_dollars_is_shown_where_it_stands(wrong: str, place: str) -> None:
    [(code, span, target)] = found(SOURCE, KOREAN_TEXT.replace("$k = 3$개", wrong))
    assert (code, span) == ("math.delimiters", "$k = 3$")
    assert target.strip() == place.removeprefix("이 ")


def test_a_bare_number_within_a_longer_one_is_not_the_formula() -> None:
    for longer in ("126", "262", "26.5", "1.26", "1,26"):
        [(code, _, place)] = found(f"We use $26$ layers of {longer} units.", f"{longer}개 단위의 층을 26개 씁니다.")
        assert (code, place) == ("math.delimiters", "26개")


def test_a_lost_dollar_does_not_hide_the_formulas_after_it() -> None:
    target = KOREAN_TEXT.replace(r"$O(n\log n)$", r"$O(n\log n)")
    assert found(SOURCE, target) == [("math.delimiters", r"$O(n\log n)$", r"$O(n\log n)")]


def test_an_invented_formula_is_found() -> None:
    assert found(SOURCE, KOREAN_TEXT + " 따라서 $z^2$ 입니다.") == [("math.invented", "", "$z^2$")]


def test_a_repeated_formula_is_fine_but_a_lost_repetition_is_not() -> None:
    assert found("Take $k$ of them.", "$k$개를 고르며, 이 $k$는 고정됩니다.") == []
    assert [code for code, _, _ in found("Take $k+1$, for $k+1$ is odd.", "$k+1$은 홀수입니다.")] == ["math.missing"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (r"A rate of $ x + y $ holds.", r"비율은 $x+y$ 입니다."),
        (r"A rate of $x^{2}$ holds.", r"비율은 $x^2$ 입니다."),
        (r"Let $x_{\text{old}}$ be it.", r"이를 $x_{\text{이전}}$ 이라 합니다."),
        (r"It is 2$\times$ faster.", r"2배 빠릅니다."),
        (r"It grew from 5 $\to$ 7.", r"5에서 7로 늘었습니다."),
        (r"From O(n^2) on.", r"$O(n^2)$부터입니다."),
        (r"It costs $5 and then $10.", r"5달러, 그다음 10달러입니다."),
        (r"It costs 5 dollars.", r"비용은 $5 입니다."),
        (r"It costs less than \$40.", r"40달러 미만이며, 정확히는 \$39 입니다."),
        (r"This is $\textit{new}$ here.", r"이것은 \textit{새롭습니다}."),
        (r"Given $$x = 1$$ we stop.", r"$x = 1$ 이면 멈춥니다."),
    ],
)
def test_let_pass_on_purpose(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize("form", [r"\(a+b\)", r"\[a+b\]", "$$\na+b\n$$"])
def test_other_delimiters_hold_formulas_too(form: str) -> None:
    assert found(f"Let {form} be it.", f"이를 {form} 라 합니다.") == []
    assert found(f"Let {form} be it.", f"이를 {form.replace('a', 'c')} 라 합니다.")[0][:2] == ("math.changed", form)


def test_a_stray_dollar_and_a_stray_command_are_found() -> None:
    assert found("It is fast.", "빠른$ 방법입니다.") == [("math.dollar", "", "빠른$")]
    assert found("It moves left.", r"왼쪽으로 \leftarrow 움직입니다.") == [("math.command", "", r"\leftarrow")]
    assert found(r"It moves \leftarrow so.", r"이렇게 \leftarrow 움직입니다.") == []


def test_an_intro_need_not_repeat_formulas_but_may_not_invent_them() -> None:
    assert found(SOURCE, "이번 주에는 정렬을 다룹니다.", kind=Kind.INTRO) == []
    assert found(SOURCE, "이번 주에는 $z^2$ 을 다룹니다.", kind=Kind.INTRO) == [("math.invented", "", "$z^2$")]


@given(
    st.sampled_from(["는", "の", "개", "(", " ", "、", ""]), st.sampled_from(["n^2", r"\alpha_1", "k", "0.5", r"\{a\}"])
)
def test_a_formula_the_check_counts_is_drawn_by_the_forum(beside: str, tex: str) -> None:
    text = f"값{beside}${tex}${beside}이다"
    assert len(formulas(text)) == cook(prose(text)).count('class="math"') == 1


@settings(max_examples=150)
@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_a_changed_exponent_is_always_found(right: int, wrong: int) -> None:
    source, target = f"It needs $10^{{{right}}}$ steps.", "$10^{%d}$ 단계가 필요합니다."
    assert (found(source, target % wrong) == []) is (right == wrong)


@settings(max_examples=150)
@given(ANY_TEXT | PIECES, ANY_TEXT | PIECES, st.sampled_from(Kind), st.sampled_from([KOREAN, JAPANESE]))
def test_no_text_makes_it_fail(source: str, target: str, kind: Kind, locale: object) -> None:
    asked = pair(source, target, kind=kind, locale=locale)  # type: ignore[arg-type]
    assert_sound(asked, list(maths.check(asked)))


@settings(max_examples=100)
@given(ANY_TEXT | PIECES)
def test_a_text_beside_itself_is_fine(text: str) -> None:
    assert list(maths.check(pair(text, text))) == []


@pytest.mark.parametrize("unit", ["$", "$ a", "$1 ", "\\", "\\(", "\\alpha ", "{", "a", "한", "1", "$$\n"])
def test_a_megabyte_of_anything_takes_seconds_at_most(unit: str) -> None:
    began = time.process_time()
    list(maths.check(pair(SOURCE, unit * (400_000 // len(unit)))))
    assert time.process_time() - began < 15


def test_excellent_translations_are_silent(shared: Path) -> None:
    for line in (shared / "quality" / "clean.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        assert found(row["source"], row["ko"]) == found(row["source"], row["ja"], locale=JAPANESE) == []
