"""One style of speech throughout, and particles that fit the sound of Latin words."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Kind, Pair, register
from bot.domain import Finding, Locale, Severity

KO = Locale(code="ko", language="Korean", words={}, prompts={})
JA = Locale(code="ja", language="Japanese", words={}, prompts={})
KO_PLAIN = Locale(code="ko-plain", language="Korean", words={}, prompts={}, register="plain")
JA_PLAIN = Locale(code="ja", language="Japanese", words={}, prompts={}, register="plain")


def found(target: str, locale: Locale = KO, kind: Kind = Kind.ABSTRACT) -> list[Finding]:
    return list(register.check(Pair(key="k", kind=kind, source="It is here.", target=target, locale=locale)))


def codes(target: str, locale: Locale = KO, kind: Kind = Kind.ABSTRACT) -> list[str]:
    return [one.code for one in found(target, locale, kind)]


@pytest.mark.parametrize(
    "end",
    [
        "보인다",
        "아니다",
        "이다",
        "있다",
        "않는다",
        "된다",
        "앞섰다",
        "빠르다",
        "다닌다",
        "지니다",
        "가능함",
        "개선됨",
        "없음",
        "물려받음",
        "나타남",
        "느려짐",
        "되어야 함",
        "절반임",
    ],
)
def test_a_plain_korean_ending_is_found(end: str) -> None:
    [one] = found(f"모델을 봅니다. 이 모델은 결과가 {end}. 코드를 공개합니다.")
    assert (one.code, one.severity) == ("register.plain", Severity.REPAIR)
    assert one.target_span.endswith(f"{end}.")


@pytest.mark.parametrize("end", ["빨라요", "있어요", "거예요", "했어", "거야", "빠르지요", "좋네요", "돼", "빠르죠"])
def test_casual_korean_is_found(end: str) -> None:
    assert codes(f"모델을 봅니다. 이 모델은 결과가 {end}.") == ["register.casual"]


@pytest.mark.parametrize(
    "text",
    [
        "이 모델은 빠르지 않습니다. 비용은 아닙니다! 왜 빠를까요(빠르기 때문입니다)? 확인하십시오.".replace(
            "까요", "니까"
        ),
        "모델은 “나는 할 수 있다.”라고 답합니다.",
        "정확도가 오릅니다(표 2에 있다).",
        "이 모델은 '빠르다'라고 부르는 모델입니다.",
        "어떤 모델이 빠른가? 이 질문에 답합니다.",
        "수식은 $x$ 이며 `있다.` 코드를 씁니다.",
        "주요 결과: 빠른 처리와 낮은 비용",
        "코드: https://a.example/code",
        "두 가지입니다. 첫째, 속도. 둘째, 람다.",
        "필요한 것은 데이터가 필요. 이미지와 홈페이지.",
        "다시 그리려면 `make`를 실행하세요.",
    ],
)
def test_polite_korean_quotations_questions_and_headings_are_let_pass(text: str) -> None:
    assert codes(text) == []


def test_a_bullet_in_the_plain_style_is_found_without_its_full_stop() -> None:
    assert codes("모델입니다.\n● 결과: 속도가 빠르다\n● 비용: 낮음", kind=Kind.SUMMARY) == ["register.plain"]


@pytest.mark.parametrize(
    "end", ["示す", "である", "ない", "した", "なった", "高い", "だ", "できる", "だろう", "得られる", "行う", "続く"]
)
def test_a_plain_japanese_ending_is_found(end: str) -> None:
    [one] = found(f"モデルを見ます。このモデルは結果を{end}。コードを公開します。", JA)
    assert (one.code, one.severity) == ("register.plain", Severity.REPAIR)
    assert one.target_span.endswith(f"{end}。")


@pytest.mark.parametrize(
    "end",
    [
        "失敗しちゃいます",
        "公開してるよ",
        "速いよね",
        "速いじゃん",
        "速いですよ",
        "公開してます",
        "速いんだよ",
        "速いだけなんです",
        "速いって感じです",
        "読んでます",
    ],
)
def test_casual_japanese_is_found(end: str) -> None:
    assert codes(f"モデルを見ます。このモデルは{end}。", JA) == ["register.casual"]


@pytest.mark.parametrize(
    "text",
    [
        "計画を立てます。値を当てます。コードを捨てます。",
        "結果は速いです。失敗しませんでした。ご覧ください。使えますか。",
        "「モデルは速い。」と述べています。速さを「速い」と呼びます。",
        "精度が上がります（表2を参照する）。",
        "効率的なフレームワーク。検索を使います。",
        "主な結果：高い精度",
        "コード：https://a.example/code",
        "どこまで速くできるのか。この問いに答えます。",
    ],
)
def test_polite_japanese_quotations_and_nouns_are_let_pass(text: str) -> None:
    assert codes(text, JA) == []


def test_a_title_has_no_style() -> None:
    assert codes("모델은 공간을 표현한다", kind=Kind.TITLE) == []
    assert codes("言語モデルは空間を表現する", JA, Kind.TITLE) == []


def test_a_plain_locale_wants_the_plain_style() -> None:
    assert codes("모델을 본다. 결과를 공개한다.", KO_PLAIN) == []
    assert codes("모델을 본다. 결과를 공개합니다.", KO_PLAIN) == ["register.polite"]
    assert codes("モデルを見る。結果を公開します。", JA_PLAIN) == ["register.polite"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("LLM를 씁니다.", "을"),
        ("GPT을 씁니다.", "를"),
        ("SQL와 씁니다.", "과"),
        ("RLHF은 빠릅니다.", "는"),
        ("GPT-4은 빠릅니다.", "는"),
        ("LLM로 씁니다.", "으로"),
        ("SQL으로 씁니다.", ""),
        ("NPU으로 씁니다.", "로"),
    ],
)
def test_a_particle_is_doubted_only_where_every_reading_agrees(text: str, wanted: str) -> None:
    doubts = found(text)
    assert [one.severity for one in doubts] == [Severity.WARN] * bool(wanted)
    assert all(f"‘{wanted}’" in one.message for one in doubts)


@pytest.mark.parametrize(
    "text",
    [
        "LLM을 쓰고 GPT-4는 RAG를, CLIP은 BERT를 씁니다.",
        "SQL로 쓰고 SQL으로 쓰며 LIME은 STAR를 봅니다.",
        "GPT-3은 GPT-3는 Llama 6과 다릅니다.",
        "LoRA로 MMLU와 AI가 나옵니다.",
    ],
)
def test_good_and_uncertain_particles_are_let_pass(text: str) -> None:
    assert codes(text) == []


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters()), st.sampled_from([KO, JA, KO_PLAIN]), st.sampled_from(list(Kind)))
def test_no_text_breaks_it_and_every_span_is_part_of_the_text(target: str, locale: Locale, kind: Kind) -> None:
    assert all(one.target_span and one.target_span in target for one in found(target, locale, kind))


@given(st.lists(st.sampled_from("한다 .다요です。るだよ「」()“” \n가A1-은MASK\ufffc"), max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
def test_every_span_is_part_of_the_text_whatever_stands_together(target: str) -> None:
    for locale in (KO, JA):
        assert all(one.target_span and one.target_span in target for one in found(target, locale))


@pytest.mark.parametrize("piece", ["가", "한다. ", "る。", "(", "“", "A", "A-", "1", " ", "\n", "です"])
def test_a_long_text_of_one_thing_ends_soon(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    begun = time.process_time()
    for locale in (KO, JA):
        assert len(found(text, locale)) <= 2 * register.MOST
    assert time.process_time() - begun < 15


def test_good_translations_are_clean_and_planted_styles_are_found(shared: Path) -> None:
    for line in (shared / "quality" / "clean.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        for locale in (KO, JA):
            assert found(row[locale.code], locale) == []
    missed = []
    for line in (shared / "quality" / "planted.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["type"] == "register" and not found(row["target"], KO if row["locale"] == "ko" else JA):
            missed.append(row["id"])
    assert missed == []
