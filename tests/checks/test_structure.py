"""All of the source is in the translation, nothing else, and in good form."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Kind, Pair, structure
from bot.domain import Finding, Locale, Severity

KO = Locale(code="ko", language="Korean", words={}, prompts={})
JA = Locale(code="ja", language="Japanese", words={}, prompts={})

SOURCE = (
    "Small cameras see little at dusk, and most detectors fail there. "
    "HazeNet learns from 640 cameras that were mounted along a country road. "
    "It keeps its accuracy for 19 days without any new labels, and it costs less than a bicycle. "
    "We publish the recordings together with all annotations."
)
KOREAN = (
    "소형 카메라는 해 질 녘에 거의 보지 못하며, 대부분의 탐지기가 그런 조건에서 실패합니다.",
    "HazeNet은 시골길을 따라 설치한 카메라 640대에서 학습합니다.",
    "새로운 레이블 없이도 19일 동안 정확도를 유지하며, 비용은 자전거 한 대보다 적게 듭니다.",
    "우리는 녹화 영상을 모든 주석과 함께 공개합니다.",
)
JAPANESE = (
    "小型カメラは夕暮れ時にはほとんど見えず、多くの検出器がそこで失敗します。",
    "HazeNetは、田舎道に沿って設置された640台のカメラから学習します。",
    "新しいラベルなしで19日間精度を維持し、費用は自転車1台よりも安く済みます。",
    "私たちは録画をすべてのアノテーションとともに公開します。",
)


def found(target: str, *, source: str = SOURCE, locale: Locale = KO, kind: Kind = Kind.ABSTRACT) -> list[Finding]:
    return list(structure.check(Pair(key="k", kind=kind, source=source, target=target, locale=locale)))


def codes(target: str, *, source: str = SOURCE, locale: Locale = KO, kind: Kind = Kind.ABSTRACT) -> list[str]:
    return [one.code for one in found(target, source=source, locale=locale, kind=kind)]


def test_a_complete_translation_is_let_pass() -> None:
    assert codes(" ".join(KOREAN)) == []
    assert codes("".join(JAPANESE), locale=JA) == []


@pytest.mark.parametrize("gone", range(4))
def test_a_sentence_left_out_is_named(gone: int) -> None:
    sentences = SOURCE.split(". ")
    for texts, locale, between in ((KOREAN, KO, " "), (JAPANESE, JA, "")):
        [one] = found(between.join(text for n, text in enumerate(texts) if n != gone), locale=locale)
        assert one.code == "structure.omitted"
        assert one.severity is Severity.REPAIR
        assert one.source_span.rstrip(".") == sentences[gone].rstrip(".")


def test_a_sentence_left_out_is_named_though_another_one_is_split() -> None:
    source = (
        "Earlier lamp catalogues can be copied by eye. We therefore built LampAudit with two museums: 6,300 lamps and, "
        "for each lamp, a twin whose wick is wrong. It is free."
    )
    target = (
        "그래서 우리는 두 박물관과 함께 LampAudit을 구축했습니다. "
        "등 6,300개와 등마다 심지가 잘못된 쌍둥이로 이루어집니다. 무료입니다."
    )

    [one] = found(target, source=source)

    assert one.source_span == "Earlier lamp catalogues can be copied by eye."


def test_a_short_sentence_left_out_is_named_by_its_number() -> None:
    source = SOURCE.replace(" We publish", " A spare lens for it costs \\$31. We publish")
    [one] = found(" ".join(KOREAN), source=source)
    assert one.source_span == "A spare lens for it costs \\$31."


def test_one_terse_sentence_is_no_omission() -> None:
    source = "Shown a single drawing without any caption, it explains old folk tales to children."
    assert codes("그림 하나만 보고도 옛이야기를 아이들에게 풀어 줍니다.", source=source) == []


def test_a_clause_left_out_is_found_in_its_sentence() -> None:
    [one] = found(" ".join(KOREAN).replace("새로운 레이블 없이도 19일 동안 정확도를 유지하며, ", ""))
    assert one.source_span.startswith("It keeps its accuracy for 19 days")
    [one] = found("".join(JAPANESE).replace("新しいラベルなしで19日間精度を維持し、", ""), locale=JA)
    assert one.source_span.startswith("It keeps its accuracy for 19 days")


@pytest.mark.parametrize(
    ("locale", "whole", "cut"),
    [
        (KO, "누구에게나 지도는 나누어 주지만 원본 사진은 주지 않습니다.", "누구에게나 지도를 나누어 줍니다."),
        (JA, "誰にでも地図は渡しますが、元の写真は渡しません。", "誰にでも地図を渡します。"),
    ],
)
def test_a_short_clause_left_out_is_found_by_the_negation_it_had(locale: Locale, whole: str, cut: str) -> None:
    source = SOURCE + " We share the maps, but not the original pictures, with all."
    texts, between = (KOREAN, " ") if locale is KO else (JAPANESE, "")
    assert codes(between.join((*texts, whole)), source=source, locale=locale) == []
    [one] = found(between.join((*texts, cut)), source=source, locale=locale)
    assert one.source_span.startswith("We share the maps")


def test_a_short_clause_left_out_is_found_by_the_quotation_it_had() -> None:
    source = SOURCE + ' Visitors stay twice as long in the hall as before and call the maps "calming" afterwards.'
    whole, cut = (
        "訪問者は以前の2倍の時間を広間で過ごし、地図を「落ち着く」と評します。",
        "訪問者は以前の2倍の時間を広間で過ごします。",
    )
    assert codes("".join((*JAPANESE, whole)), source=source, locale=JA) == []
    [one] = found("".join((*JAPANESE, cut)), source=source, locale=JA)
    assert one.source_span.startswith("Visitors stay")


def test_examples_left_out_are_found_by_the_word_before_them() -> None:
    source = SOURCE + " The maps of all the roads, including those of the old harbour, are free."
    whole = "옛 항구의 길을 포함한 모든 길의 지도가 누구에게나 무료로 열려 있습니다."
    assert codes(" ".join((*KOREAN, whole)), source=source) == []
    [one] = found(" ".join((*KOREAN, whole.removeprefix("옛 항구의 길을 포함한 "))), source=source)
    assert one.source_span.startswith("The maps of all")


def test_only_and_within_are_no_negations_lost() -> None:
    source = SOURCE + " The answer of the rented server comes back after no more than a handful of seconds."
    assert codes(" ".join((*KOREAN, "빌린 서버의 응답은 몇 초 이내에 돌아옵니다.")), source=source) == []


def test_a_terse_sentence_that_keeps_its_numbers_is_no_omission() -> None:
    source = (
        SOURCE + " Mistakes are of two sorts: (i) wet lenses, which make up most of them, and (ii) passing insects."
    )
    assert (
        codes("".join(JAPANESE) + "誤りは、(i) 大半を占める濡れと、(ii) 虫の2種類です。", source=source, locale=JA)
        == []
    )
    source = SOURCE + " Clips shorter than half a minute, roughly 6% of all of them, were left aside."
    assert codes("".join(JAPANESE) + "0.5分に満たない映像（約6%）は除外しました。", source=source, locale=JA) == []


def test_an_hour_does_not_end_a_sentence() -> None:
    source = SOURCE + " Lamps that were lit between 9 p.m. and 5 a.m. cost 12% less per hour."
    assert (
        codes(" ".join((*KOREAN, "오후 9시부터 오전 5시까지 켠 등은 시간당 비용이 12% 적었습니다.")), source=source)
        == []
    )


def test_nothing_but_is_no_conjunction() -> None:
    source = (
        SOURCE + " We repeated all of the trials twice, altering nothing but the season and the order of the roads."
    )
    assert codes(" ".join((*KOREAN, "모든 시험을 계절과 도로 순서만 바꾸어 두 번 반복했습니다.")), source=source) == []


def test_the_particle_after_monono_is_not_doubled() -> None:
    ending = "費用は下がるものの、精度は変わりません。"
    assert "structure.twice" not in codes("".join((*JAPANESE, ending)), locale=JA)
    assert "structure.twice" in codes("".join((*JAPANESE, ending.replace("精度は", "カメラのの精度は"))), locale=JA)


def test_sentences_may_be_merged_and_split() -> None:
    merged = " ".join(KOREAN).replace("학습합니다. 새로운", "학습하며, 새로운")
    assert codes(merged) == []
    split = " ".join(KOREAN).replace("유지하며, 비용은", "유지합니다. 또한 비용은")
    assert codes(split) == []


def test_a_translator_who_is_brief_throughout_is_let_pass() -> None:
    brief = (
        "소형 카메라는 해 질 녘에 약하고 탐지기도 실패합니다. HazeNet은 시골길의 카메라 640대로 학습합니다. "
        "새 레이블 없이 19일간 정확도를 지키고 자전거보다 쌉니다. 영상과 주석을 공개합니다."
    )
    assert codes(brief) == []


def test_a_sentence_that_the_source_has_not_is_named() -> None:
    added = "또한 GPT-4와 비교한 결과 야간 주행 정확도가 37% 더 높은 것으로 나타났습니다."
    [one] = found(" ".join((*KOREAN, added)))
    assert (one.code, one.target_span) == ("structure.added", added)


@pytest.mark.parametrize("target", ["", "  \n"])
def test_an_empty_translation_is_blocked(target: str) -> None:
    [one] = found(target)
    assert (one.code, one.severity) == ("structure.empty", Severity.BLOCK)
    assert one.source_span == "Small cameras see little at dusk, and most detectors fail there."
    assert codes(target, source=" ") == []


@pytest.mark.parametrize(
    ("target", "locale"),
    [
        ("번역: HazeNet은 빠릅니다.", KO),
        ("다음은 요청하신 번역입니다. HazeNet은 빠릅니다.", KO),
        ("HazeNet은 빠릅니다. 이상입니다.", KO),
        ("죄송하지만 이 글은 옮길 수 없습니다.", KO),
        ("Here is the Korean translation: HazeNet은 빠릅니다.", KO),
        ("翻訳：HazeNetは速いです。", JA),
        ("HazeNetは速いです。以上です。", JA),
        ("申し訳ありませんが、訳せません。", JA),
    ],
)
def test_talk_about_the_translation_is_blocked(target: str, locale: Locale) -> None:
    [one] = found(target, source="HazeNet is fast.", locale=locale, kind=Kind.TITLE)
    assert (one.code, one.severity) == ("structure.meta", Severity.BLOCK)


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("정확도는 60% 이상입니다.", "Accuracy is at least 60%."),
        ("번역: 두 언어를 봅니다.", "Translation: we look at two languages."),
        ("모델은 죄송합니다라고 답합니다.", "The model says sorry."),
    ],
)
def test_words_of_the_source_are_no_talk(target: str, source: str) -> None:
    assert codes(target, source=source, kind=Kind.TITLE) == []


@pytest.mark.parametrize(
    "target", ["HazeNet은 카메라에서 학습하고", "HazeNet은 카메라를", "HazeNet은 빠르며,", "HazeNetはカメラから"]
)
def test_a_text_that_is_cut_off_is_found(target: str) -> None:
    locale = JA if "は" in target else KO
    cut = codes(target, source="HazeNet learns.", locale=locale)
    assert cut == ([] if target.endswith("から") else ["structure.cut"])


def test_bullets_are_as_many_as_the_sources_and_keep_their_labels() -> None:
    source = "HazeNet is here.\n● Results: it is fast.\n● Cost: it is cheap."
    assert codes("HazeNet입니다.\n● 결과: 빠릅니다.\n● 비용: 쌉니다.", source=source, kind=Kind.SUMMARY) == []
    missing = "HazeNet입니다.\n● 결과: 빠릅니다. 그리고 비용은 쌉니다."
    assert "structure.bullets" in codes(missing, source=source, kind=Kind.SUMMARY)
    [one] = found("HazeNet입니다.\n● 결과: 빠릅니다.\n● 비용은 쌉니다.", source=source, kind=Kind.SUMMARY)
    assert (one.code, one.source_span, one.target_span) == ("structure.label", "Cost:", "● 비용은 쌉니다.")


@pytest.mark.parametrize(
    "target", ["HazeNet(헤이즈넷은 빠릅니다.", "HazeNet은 빠릅니다).", "“HazeNet은 빠릅니다.", "「HazeNetは速いです。"]
)
def test_a_bracket_without_its_half_is_found(target: str) -> None:
    assert codes(target, source="HazeNet is fast.", kind=Kind.TITLE) == ["structure.brackets"]


@pytest.mark.parametrize(
    "target",
    ["1) 빠르고 2) 쌉니다.", "다음과 같습니다: a) 속도, ii) 비용.", "구간 $[0, 1)$ 에서 씁니다.", "`f(x`를 씁니다."],
)
def test_numbered_items_and_brackets_of_maths_and_code_are_let_pass(target: str) -> None:
    assert codes(target, source="It is here.", kind=Kind.TITLE) == []


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("이것은 것 것 같습니다.", "것 것"),
        ("모델을 학습 학습 데이터로 만듭니다.", "학습 학습"),
        ("モデルののデータを使います。", "のの"),
        ("トークントークンを使います。", "トークントークン"),
    ],
)
def test_a_word_doubled_is_found(target: str, place: str) -> None:
    assert [one.target_span for one in found(target, source="We use data for models.")] == [place]


def test_a_sentence_that_stands_there_twice_is_found() -> None:
    twice = " ".join((*KOREAN, KOREAN[1]))
    assert "structure.twice" in codes(twice)
    assert codes("하나 하나 서로 다른 각각 각각을 봅니다.", source="We look at each one of them.") == []


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters()), st.text(st.characters()), st.sampled_from([KO, JA]), st.sampled_from(list(Kind)))
def test_no_text_breaks_it_and_every_span_is_part_of_the_text(
    source: str, target: str, locale: Locale, kind: Kind
) -> None:
    for one in found(target, source=source, locale=locale, kind=kind):
        assert one.target_span in target
        assert one.source_span in source


@pytest.mark.parametrize("piece", ["가", "(", "$", " ", "\n", "の", "가. ", "漢字", "a b. ", "7 ", "● ", "번역: "])
def test_a_long_text_of_one_thing_ends_soon(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.process_time()
    assert len(found(text, source=text)) <= structure.MOST
    assert len(found("가나. " + text, source="It is here. " + "word " * 40_000)) <= structure.MOST
    assert time.process_time() - begun < 15


def test_good_translations_are_clean(shared: Path) -> None:
    for line in (shared / "quality" / "clean.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        for locale in (KO, JA):
            assert found(row[locale.code], source=row["source"], locale=locale) == []
