"""A text is in the locale's language throughout, and is the translation of its source."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Kind, Pair, language
from bot.domain import Finding, Locale, Severity, Term

KO = Locale(code="ko", language="Korean", words={}, prompts={})
JA = Locale(code="ja", language="Japanese", words={}, prompts={})
SOURCE = "The planner revises each proposal with gentle feedback. It needs no premises."


def pair(target: str, *, source: str = SOURCE, locale: Locale = KO, kind: Kind = Kind.ABSTRACT) -> Pair:
    return Pair(key="k", kind=kind, source=source, target=target, locale=locale)


def found(target: str, *, source: str = SOURCE, locale: Locale = KO, kind: Kind = Kind.ABSTRACT) -> list[Finding]:
    return list(language.check(pair(target, source=source, locale=locale, kind=kind)))


def spans(target: str, *, source: str = SOURCE, locale: Locale = KO, kind: Kind = Kind.ABSTRACT) -> list[str]:
    return [finding.target_span for finding in found(target, source=source, locale=locale, kind=kind)]


@pytest.mark.parametrize(
    ("target", "span"),
    [
        ("계획기는 gentle feedback을 받아 제안을 고칩니다.", "gentle feedback"),
        ("전제 대신 premises를 씁니다.", "premises"),
        ("計画器はgentleなフィードバックで提案を直します。", "gentle"),
        ("3つのlemmaを使います。", "lemma"),
        ("温室のpesticideを減らします。", "pesticide"),
        ("이 방법은 end-to-end로 학습합니다.", "end-to-end"),
        ("**Key caveat:** 평가가 작습니다.", "Key caveat"),
        ("robust한 방법을 씁니다.", "robust"),
        ("9 nm accelerator로 계산합니다.", "accelerator"),
        ("모델의 sensitivity는 낮습니다.", "sensitivity"),
        ("Vision Transformer baselines보다 빠릅니다.", "baselines"),
    ],
)
def test_words_left_in_english_are_found(target: str, span: str) -> None:
    locale = JA if "す" in target else KO
    assert spans(target, locale=locale) == [span]


@pytest.mark.parametrize(
    "target",
    [
        "● Key Findings: 더 빠릅니다.",
        "**Why It Matters:** 더 빠릅니다.",
        "Limitations: 더 빠릅니다.",
    ],
)
def test_a_label_left_in_english_is_found(target: str) -> None:
    assert [one.code for one in found(target)] == ["language.label"]


def test_an_english_sentence_is_found_once_and_within_its_bounds() -> None:
    [one] = found("계획기는 제안을 고칩니다. It does not need any of the older premises at all. 빠릅니다.")
    assert one.code == "language.sentence"
    assert one.target_span == "It does not need any of the older premises at all"
    assert one.severity is Severity.REPAIR


def test_a_clause_left_in_english_is_found_with_its_names() -> None:
    assert spans("우리는 MuZero를 씁니다. About 40% of the proposals in GSM8K are revised, 나머지는 버립니다.") == [
        "About 40% of the proposals in GSM8K are revised"
    ]


@pytest.mark.parametrize(
    "target",
    [
        "계획기(planner)는 전제(premises)가 필요 없습니다.",
        "planner(계획기)는 제안을 고칩니다.",
        "GPT-4, Atari, DeepMind의 RidgeNet-small과 gpt-3.5-turbo를 씁니다.",
        "mathlib과 numpy, scikit-learn으로 만들었습니다.",
        "손실은 3 nats, 지연은 20 ms, 속도는 40 tokens/s입니다.",
        "`pip install gentle`로 설치하고 \\texttt{gentle feedback}을 씁니다.",
        "top-1 정확도와 k-means, p-value, pass@1을 봅니다.",
        "코드는 https://gentle.example/feedback 에 있습니다.",
        "University of Tokyo와 Lord of the Rings가 나옵니다.",
        "$n$이 커지면 <pause> 토큰을 씁니다.",
        "humaneval과 toolformer, flashattention을 씁니다.",
    ],
)
def test_names_glosses_code_and_units_are_let_pass(target: str) -> None:
    assert found(target) == []


def test_an_organisation_may_be_written_small() -> None:
    locale = Locale(code="ja", language="Japanese", words={}, prompts={}, organisations=(("Lumenistic", "ルメン社"),))
    assert found("lumenisticの計画器を使います。", locale=locale) == []
    assert spans("lumenisticな計画器を使います。", locale=JA) == ["lumenistic"]


def test_a_quotation_of_the_source_may_stay_in_english() -> None:
    source = "We append “let us think gently” to the prompt."
    assert found("프롬프트 끝에 “let us think gently” 문구를 붙입니다.", source=source) == []
    assert spans("프롬프트 끝에 “gentle feedback” 문구를 붙입니다.", source=source) == ["gentle feedback"]


def test_brackets_of_the_source_left_in_english_are_no_gloss() -> None:
    source = "It frees all parts (weights and data)."
    assert spans("모든 요소(weights and data)를 공개합니다.", source=source) == ["weights and data"]


def test_a_rendering_that_the_glossary_writes_in_latin_is_let_pass() -> None:
    term = Term(source="feedback", accepted=("feedback 신호",))
    locale = Locale(code="ko", language="Korean", words={}, prompts={}, glossary=(term,))
    assert found("feedback 신호를 씁니다.", locale=locale) == []
    assert spans("feedback 신호를 씁니다.") == ["feedback"]


def test_tags_after_a_summary_are_let_pass_and_those_in_it_are_not() -> None:
    target = "계획기는 제안을 고칩니다. planner language-agent llama2"
    assert found(target, kind=Kind.SUMMARY) == []
    assert found(target) != []


def test_a_text_that_is_still_the_source_is_blocked() -> None:
    [one] = found(SOURCE)
    assert (one.code, one.severity) == ("language.same", Severity.BLOCK)
    assert one.target_span == "The planner revises each proposal with gentle feedback."


def test_a_title_that_is_a_name_stays_and_one_that_is_a_phrase_does_not() -> None:
    assert found("RidgeNet-2", source="RidgeNet-2", kind=Kind.TITLE) == []
    assert found("Gentle Planner", source="Gentle Planner", kind=Kind.TITLE) == []
    title = "Gentle Feedback for Planners that Revise"
    assert [one.code for one in found(title, source=title, kind=Kind.TITLE)] == ["language.same"]


def test_exchanged_texts_are_blocked() -> None:
    [one] = found(SOURCE, source="계획기는 부드러운 피드백으로 제안을 하나씩 고칩니다. 전제는 필요 없습니다.")
    assert (one.code, one.severity) == ("language.swapped", Severity.BLOCK)


@pytest.mark.parametrize(
    ("target", "locale"),
    [
        ("計画器は提案を直します。", KO),
        ("계획기는 제안을 고칩니다.", JA),
        ("规划器修改每个提案。", JA),
        ("Der Planer ist with the gentle feedback zufrieden.", KO),
    ],
)
def test_a_text_in_another_language_is_blocked(target: str, locale: Locale) -> None:
    [one] = found(target, locale=locale)
    assert (one.code, one.severity) == ("language.foreign", Severity.BLOCK)


def test_the_text_of_another_entry_is_blocked_though_one_name_is_the_same() -> None:
    source = "HazeNet beats GPT-4 by 3.7 points on DuskBench. It was trained for 19 days on 640 cameras."
    other = "MurkCache는 GPT-4의 메모리를 22.5% 줄입니다. 우리는 RTX 4090 두 대로 MMLU를 평가했습니다."
    [one] = found(other, source=source)
    assert (one.code, one.severity) == ("language.other_text", Severity.BLOCK)
    assert one.target_span == "MurkCache는 GPT-4의 메모리를 22.5% 줄입니다."
    own = "HazeNet은 DuskBench에서 GPT-4를 3.7점 앞섭니다. 카메라 640대로 19일 동안 학습했습니다."
    assert found(own, source=source) == []


def test_a_text_with_few_names_is_told_by_its_terms() -> None:
    words = ("attention", "encoder", "decoder", "retrieval", "gradient", "pruning", "quantization", "alignment")
    ko = ("어텐션", "인코더", "디코더", "검색", "기울기", "가지치기", "양자화", "정렬")
    terms = tuple(Term(source=one, accepted=(other,)) for one, other in zip(words, ko, strict=True))
    locale = Locale(code="ko", language="Korean", words={}, prompts={}, glossary=terms)
    source = f"We study {', '.join(words)}."
    assert found(f"우리는 {', '.join(ko)}을 연구합니다.", source=source, locale=locale) == []
    [one] = found("로봇은 물건을 잡고 옮기는 법을 배웁니다.", source=source, locale=locale)
    assert one.code == "language.other_text"


@pytest.mark.parametrize(
    ("target", "locale", "span"),
    [
        ("이 모델은 とても 빠릅니다.", KO, "とても"),
        ("이 모델은 模型 구조가 빠릅니다.", KO, "模型"),
        ("このモデルは 빠른 モデルです。", JA, "빠른"),
        ("このモデルは训練が速いです。", JA, "训"),
    ],
)
def test_another_script_is_found(target: str, locale: Locale, span: str) -> None:
    assert spans(target, locale=locale) == [span]


def test_han_in_brackets_and_scripts_of_the_source_are_let_pass() -> None:
    assert found("정렬(整列)은 對 개념입니다.") == []
    assert found("東京 데이터를 씁니다.", source="We use 東京 data.") == []


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters()), st.text(st.characters()), st.sampled_from([KO, JA]), st.sampled_from(list(Kind)))
def test_no_text_breaks_it_and_every_span_is_part_of_the_text(
    source: str, target: str, locale: Locale, kind: Kind
) -> None:
    for one in found(target, source=source, locale=locale, kind=kind):
        assert one.target_span in target
        assert one.source_span in source


@pytest.mark.parametrize("piece", ["a", "가", "(", "“", "\n", " ", "の", "a b ", "$", "ab1", "漢字", "the premises "])
def test_a_megabyte_of_one_thing_ends_soon(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.process_time()
    assert len(found(text, source=text + "x", locale=JA)) <= language.MOST
    assert len(found("가" + text, source=text)) <= language.MOST
    assert time.process_time() - begun < 15


def test_good_translations_are_clean_and_planted_english_is_found(shared: Path) -> None:
    for line in (shared / "quality" / "clean.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        for locale in (KO, JA):
            assert found(row[locale.code], source=row["source"], locale=locale) == []
    missed = []
    for line in (shared / "quality" / "planted.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        locale = KO if row["locale"] == "ko" else JA
        if row["type"] in {"untranslated", "wrong_text"} and not found(
            row["target"], source=row["source"], locale=locale
        ):
            missed.append(row["id"])
    assert missed == []


def test_a_noun_counted_in_words_is_no_name() -> None:
    source = "A dozen gimbals were tested at 24 kbps."
    assert spans("gimbals 12개를 24 kbps로 시험했습니다.", source=source) == ["gimbals"]
