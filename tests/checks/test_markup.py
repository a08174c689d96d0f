"""Code, tokens, emphasis and text commands: what the check finds, and what it lets pass."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Kind, markup
from bot.cook import cook, prose
from tests.checks.pairs import ANY_TEXT, JAPANESE, KOREAN, PIECES, assert_sound, pair, seen

SOURCE = (
    r"Run `make all` first. The <stop> token ends a turn. **Note:** results vary."
    r" See \textit{Section 2} and \texttt{tiny-set_1}."
)
TARGET = (
    r"먼저 `make all`을 실행합니다. <stop> 토큰이 차례를 끝냅니다. **참고:** 결과는 다를 수 있습니다."
    r" \textit{2절}과 \texttt{tiny-set_1}을 참고하세요."
)


def found(source: str, target: str, **more: object) -> list[tuple[str, str, str]]:
    return seen(list(markup.check(pair(source, target, **more))))  # type: ignore[arg-type]


def changed(right: str, wrong: str) -> list[tuple[str, str, str]]:
    """What is found where the target has the wrong thing for the right one."""
    assert right in TARGET
    return found(SOURCE, TARGET.replace(right, wrong))


def test_translated_words_between_the_same_marks_are_fine() -> None:
    assert found(SOURCE, TARGET) == []


def test_an_option_makes_an_argument_a_command_to_type() -> None:
    source = r"Type \texttt{tide run --dry yes}, for \texttt{quick trials}."
    assert found(source, r"\texttt{빠른 시험}을 하려면 \texttt{tide run --dry yes}를 입력합니다.") == []
    assert found(source, r"\texttt{빠른 시험}을 하려면 \texttt{tide run --dry YES}를 입력합니다.") != []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("`make all`", "`전부 만들기`"),
        ("`make all`", "`make  all`"),
        ("`make all`", "`Make all`"),
        ("<stop>", "＜stop＞"),
        ("<stop>", "< stop>"),
        ("<stop>", "<정지>"),
        ("<stop>", "&lt;stop&gt;"),
        ("<stop>", "<Stop>"),
        (r"\texttt{tiny-set_1}", r"\texttt{작은 집합}"),
        (r"\texttt{tiny-set_1}", r"\texttt{tiny-set_2}"),
        (r"\texttt{tiny-set_1}", r"\textit{tiny-set_1}"),
        (r"\texttt{tiny-set_1}", "`tiny-set_1`"),
    ],
)
def test_what_was_changed_is_shown_beside_what_it_was(right: str, wrong: str) -> None:
    assert changed(right, wrong) == [("markup.changed", right, wrong)]


@pytest.mark.parametrize(
    ("right", "wrong", "span"),
    [
        (r"\textit{2절}", r"\textbf{2절}", r"\textit{Section 2}"),
        (r"\textit{2절}", "*2절*", r"\textit{Section 2}"),
        (r"\textit{2절}", r"\textit{}", r"\textit{Section 2}"),
        ("**참고:**", "*참고:*", "**Note:**"),
        ("**참고:**", r"\textbf{참고:}", "**Note:**"),
        (r"\textit{2절}", r"\txtit{2절}", r"\textit{Section 2}"),
    ],
)
def test_emphasis_of_another_kind_is_changed_emphasis(right: str, wrong: str, span: str) -> None:
    assert changed(right, wrong) == [("markup.changed", span, wrong)]


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("`make all`을", "`make all을", "`make all을"),
        (" `make all`", " make all`", "make all`"),
        ("`make all`", "「make all」", "「make all」"),
        ("`make all`", "‘make all’", "‘make all’"),
        ("<stop> 토큰", "stop 토큰", "stop"),
        ("**참고:**", "**참고:", "**참고:"),
        ("**참고:**", "참고:**", "참고:**"),
        ("**참고:**", "** 참고: **", "**"),
        (r"\texttt{tiny-set_1}을", "tiny-set_1을", "tiny-set_1을"),
        (r"\textit{2절}", r"\textit2절}", r"\textit2절}과"),
    ],
)
def test_a_mark_lost_at_one_end_or_both_is_shown_where_it_was(right: str, wrong: str, place: str) -> None:
    [(code, _, target)] = changed(right, wrong)
    assert (code, target) == ("markup.unmarked", place)


def test_a_lost_backtick_does_not_hide_the_code_after_it() -> None:
    source, target = "Use `cut` and then `paste`.", "`cut을 쓰고 `paste`를 씁니다."
    assert found(source, target) == [("markup.unmarked", "`cut`", "`cut을")]


def test_a_lost_backtick_does_not_make_code_of_what_follows() -> None:
    source, target = "Use `cut` and then `paste`.", "`cut을 쓰고 `붙이기`를 씁니다."
    assert found(source, target) == [("markup.unmarked", "`cut`", "`cut을"), ("markup.changed", "`paste`", "`붙이기`")]


def test_marks_that_are_gone_are_missing_from_their_sentence() -> None:
    assert changed("**참고:**", "참고:") == [("markup.missing", "**Note:**", "참고: 결과는 다를 수 있습니다.")]
    assert changed("`make all`을", "빌드를") == [("markup.missing", "`make all`", "먼저 빌드를 실행합니다.")]
    assert changed("<stop> 토큰", "정지 토큰") == [("markup.missing", "<stop>", "정지 토큰이 차례를 끝냅니다.")]


@pytest.mark.parametrize("lost", ["}과", "} 과"])
def test_a_brace_that_is_never_closed_is_found(lost: str) -> None:
    [(code, _, place)] = changed("}과", lost[1:])
    assert code == "markup.brace"
    assert place.startswith(r"\textit{2절")


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        (" **중요**", "markup.added", "**중요**"),
        (" `중요`", "markup.added", "`중요`"),
        (" <br>", "markup.added", "<br>"),
        (r" \emph{중요}", "markup.added", r"\emph{중요}"),
        (" 끝`", "markup.stray", "끝`"),
        (" 끝**", "markup.stray", "끝**"),
        (" 끝}", "markup.stray", "끝}"),
        (" A&amp;B", "markup.escape", "A&amp;B"),
        (r" a\_b", "markup.escape", r"a\_b"),
        (r" 끝\n다음", "markup.escape", r"끝\n다음"),
        (r" \u2019s", "markup.escape", r"\u2019s"),
    ],
)
def test_what_the_source_does_not_mark_is_found(more: str, code: str, place: str) -> None:
    assert found(SOURCE, TARGET + more) == [(code, "", place)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Use `cut` here.", "여기서 `cut`을 쓰며, `cut`은 빠릅니다."),
        ("A ``sink'' and a `drain' appear.", "‘싱크’와 ‘드레인’이 나타납니다."),
        ("A ``sink'' and a `drain' appear.", "``싱크''와 `드레인'이 나타납니다."),
        (r"Up to 20\% of it.", "최대 20%입니다."),
        (r"Up to 20\% of it.", r"최대 20\%입니다."),
        (r"Many (\textit{e.g.}, five) of it.", "많습니다(예: 다섯 개)."),
        (r"A \uline{c}ode-based \uline{s}tep.", "코드 기반 단계입니다."),
        (r"We \textit{only} test it \cite{abc2024}.", r"\textit{오직} 이것만 시험합니다."),
        ("The A* search and D* agree.", "A* 탐색과 D*가 일치합니다."),
        ("The snake_case_name holds.", "snake_case_name이 맞습니다."),
        ("Thanks to https://x.io/_ab_ for it.", "감사합니다."),
        ("A p < 0.05 and q > 2.", "p < 0.05이고 q > 2입니다."),
        ("The cost is $a*b$ or $c*d$.", "비용은 $a*b$ 또는 $c*d$ 입니다."),
        ("Emit `<end>` or <end> now.", "이제 `<end>`나 <end>를 출력합니다."),
        (r"The \texttt{a\_b} set.", r"\texttt{a_b} 집합입니다."),
        ("Do **this (now)** first.", "**이것을 (지금)**먼저 합니다."),
    ],
)
def test_let_pass_on_purpose(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize(
    ("target", "place"),
    [("> 밤에 등을 셉니다.", ">"), ("밤에 등을 셉니다. #", "#"), ("## 밤에 셉니다.", "##")],
)
def test_what_would_begin_a_quote_or_a_heading_is_found(target: str, place: str) -> None:
    assert found("Counts lamps at night.", target) == [("markup.stray", "", place)]


def test_a_sign_that_the_source_has_and_a_numbered_thing_are_fine() -> None:
    assert found("> 5 lamps, issue #7, C# or F #", "> 등 5개, #7 이슈, C# 또는 F #") == []


def test_a_token_that_lost_only_its_backticks_is_found() -> None:
    source = "Append `<end>` tokens, as <end> is short."
    assert found(source, "<end>는 짧으므로 <end> 토큰을 붙입니다.")[0][:2] == ("markup.unmarked", "`<end>`")
    assert found("Emit <end> now.", "이제 `<end>`를 출력합니다.") == [("markup.added", "", "`<end>`")]


def test_a_formula_in_backticks_is_the_business_of_another_family() -> None:
    assert found("It costs $O(n^2)$ time.", "`O(n^2)` 시간이 듭니다.") == []


def test_an_intro_need_not_repeat_marks_but_has_to_close_its_own() -> None:
    assert found(SOURCE, "이번 주에는 빌드를 다룹니다.", kind=Kind.INTRO) == []
    assert found(SOURCE, "이번 주에는 **빌드를 다룹니다.", kind=Kind.INTRO) == [("markup.stray", "", "**빌드를")]


def test_bold_that_the_check_lets_stand_beside_japanese_is_bold() -> None:
    assert found("**Note:** it varies.", "**注意：**結果は異なります。", locale=JAPANESE) == []
    assert "<strong>注意：</strong>" in cook(prose(r"\textbf{注意：}結果は異なります。"))


@settings(max_examples=150)
@given(ANY_TEXT | PIECES, ANY_TEXT | PIECES, st.sampled_from(Kind), st.sampled_from([KOREAN, JAPANESE]))
def test_no_text_makes_it_fail(source: str, target: str, kind: Kind, locale: object) -> None:
    asked = pair(source, target, kind=kind, locale=locale)  # type: ignore[arg-type]
    assert_sound(asked, list(markup.check(asked)))


@settings(max_examples=150)
@given(
    st.sampled_from(["`a b`", "<end>", "</s>", "[MASK]", r"\texttt{x-1}", "**굵게**", r"\emph{말}"]),
    st.text("한국어 말.", max_size=9),
)
def test_any_mark_that_is_gone_is_found(mark: str, words: str) -> None:
    assert found(f"One {mark} here.", f"하나{words} 여기.") != []
    assert found(f"One {mark} here.", f"하나{words} {mark} 여기.") == []


@pytest.mark.parametrize(
    "unit", ["`", "`a", "`x` ", "*", "**a", "_a ", "<a>", "[AA]", "&amp;", "\\textbf{", "}", "＜a"]
)
def test_a_megabyte_of_anything_takes_seconds_at_most(unit: str) -> None:
    began = time.process_time()
    list(markup.check(pair(SOURCE, unit * (400_000 // len(unit)))))
    assert time.process_time() - began < 15


def test_excellent_translations_are_silent(shared: Path) -> None:
    for line in (shared / "quality" / "clean.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        assert found(row["source"], row["ko"]) == found(row["source"], row["ja"], locale=JAPANESE) == []


def test_abstracts_as_people_write_them_are_fine_beside_themselves(shared: Path) -> None:
    for line in (shared / "corpus" / "abstracts.jsonl").read_text("utf-8").splitlines():
        text = json.loads(line).get("abstract") or ""
        assert found(text, text) == []


def test_an_option_in_typewriter_letters_keeps_its_hyphens() -> None:
    source, right = r"Run it with \texttt{--no-tide}.", r"\texttt{--no-tide}로 실행합니다."
    assert list(markup.check(pair(source, right))) == []
    assert list(markup.check(pair(source, right.replace("--", "–"))))
