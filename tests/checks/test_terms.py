"""A term of the glossary is rendered as the glossary allows, and the same way throughout."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Kind, Pair, terms
from bot.checks.terms import consistent, occurring
from bot.config import load_locale
from bot.domain import Finding, Locale, Severity, Term

PROMPTS = Path(__file__).parents[2] / "prompts"

GLOSSARY = (
    Term(source="sparse", accepted=("희소", "스파스")),
    Term(source="dense", accepted=("밀집",)),
    Term(source="language model", accepted=("언어 모델(LM)",)),
    Term(source="large language model", accepted=("대규모 언어 모델(LLM)", "LLM")),
    Term(source="few-shot", accepted=("퓨샷",)),
    Term(source="reflect on", accepted=("되짚다", "성찰하다")),
    Term(source="memory", accepted=("메모리",)),
    Term(source="agent", accepted=("에이전트",), forbidden=("상담원",)),
    Term(source="agent", accepted=("작용제",), sense="chemistry"),
    Term(source="chain of thought", accepted=("사고 연쇄", "생각의 사슬"), forbidden=("연쇄 추론",)),
    Term(source="abstract", accepted=("초록", "추상"), forbidden=("추상화:",)),
    Term(source="RLHF", accepted=("RLHF",), forbidden=("rlhf",)),
)
JAPANESE = (
    Term(source="encoder", accepted=("エンコーダ",)),
    Term(source="dense", accepted=("密な",)),
    Term(source="classifier", accepted=("分類器",)),
)


def pair(source: str, target: str, glossary: Sequence[Term] = GLOSSARY, kind: Kind = Kind.ABSTRACT) -> Pair:
    locale = Locale(code="ko", language="Korean", words={}, prompts={}, glossary=tuple(glossary))
    return Pair(key="dair/2026-06-28/3@ko.1", kind=kind, source=source, target=target, locale=locale)


def found(source: str, target: str, glossary: Sequence[Term] = GLOSSARY) -> list[tuple[str, str, str]]:
    """What is found: code, place in the source, place in the target."""
    return [(one.code, one.source_span, one.target_span) for one in terms.check(pair(source, target, glossary))]


def test_a_term_with_none_of_its_renderings_is_found_in_the_sentence_that_ought_to_have_it() -> None:
    source = "Lanterns cost money. A Sparse lantern is cheap."
    target = "등불은 돈이 듭니다. 조밀한 등불은 쌉니다."

    (one,) = terms.check(pair(source, target))

    assert (one.code, one.severity) == ("term.missing", Severity.REPAIR)
    assert (one.source_span, one.target_span) == ("Sparse", "조밀한 등불은 쌉니다.")
    assert "희소, 스파스" in one.message


def test_an_acronym_after_other_words_than_the_terms_own_does_not_render_it() -> None:
    source, target = "Large language models (LLMs) are lanterns.", "대규모 시각 모델(LLM)은 등불입니다."

    assert found(source, target) == [("term.missing", "Large language models", target)]


@pytest.mark.parametrize(
    "target",
    [
        "대규모 언어 모델(LLM)은 등불입니다.",
        "LLM은 등불입니다.",
        "LLM(Large Language Model)은 등불입니다.",
        "등불은 작은 것(GAN)과 LLM입니다.",
    ],
)
def test_an_acronym_after_no_words_or_after_the_terms_own_renders_it(target: str) -> None:
    assert found("Large language models (LLMs) are lanterns.", target) == []


def test_it_is_found_in_the_second_part_of_a_sentence_that_was_split() -> None:
    source = "LampNet lights three harbours with a cable of copper, a keeper who sleeps all day and a sparse lantern."
    target = "LampNet은 구리 전선으로 항구 셋을 밝힙니다. 온종일 자는 등대지기와 조밀한 등불도 씁니다."

    assert found(source, target) == [("term.missing", "sparse", "온종일 자는 등대지기와 조밀한 등불도 씁니다.")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("sparse lanterns", "희소한 등불"),
        ("sparse lanterns", "스파스 등불"),
        ("a large language model", "대규모언어모델"),
        ("a large language model", "LLM 하나"),
        ("LARGE LANGUAGE MODELS", "대규모 언어-모델"),
        ("few shot prompting", "퓨 샷 방식"),
        ("we reflect on it", "이를 되짚어 봅니다"),
        ("we reflect on it", "이를 성찰합니다"),
        ("two memories", "메모리 둘"),
        ("a binding agent", "결합 작용제"),
        ("sparse sparse sparse", "희소합니다"),
    ],
)
def test_a_rendering_is_known_whatever_its_spaces_particles_and_endings(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize(
    "source",
    ["Sparse-XL wins.", "Self-Sparse wins.", "`sparse` wins.", "$sparse$ wins.", "Use sparse_op or sparse.py."],
)
def test_a_term_in_a_name_code_or_maths_asks_for_nothing(source: str) -> None:
    assert found(source, "이깁니다.") == []


@pytest.mark.parametrize(
    "source", ["a sparse-only lantern", "a two-sparse lantern", "a 3-sparse lantern", "sparse/dim"]
)
def test_a_term_joined_to_other_words_is_a_term(source: str) -> None:
    assert [source_span for _, source_span, _ in found(source, "등불")] == ["sparse"]


def test_a_longer_term_covers_the_one_inside_it() -> None:
    assert found("A large language model", "LLM") == []
    assert [place for _, place, _ in found("A language model", "모델")] == ["language model"]


def test_the_sources_own_spelling_is_a_rendering_unless_it_is_part_of_a_name() -> None:
    assert found("sparse lanterns", "sparse 등불") == []
    assert found("sparse lanterns", "희소(sparse) 등불") == []
    assert found("few-shot lanterns", "Few-Shot 등불") == []
    assert len(found("sparse lanterns", "sparse-lantern 등불")) == 1


def test_a_forbidden_rendering_is_found_where_it_stands() -> None:
    assert found("Our agent answers; the agent waits.", "에이전트가 답하고 상담원은 기다립니다.") == [
        ("term.forbidden", "agent", "상담원")
    ]
    assert found("Abstract: It rains.", "추상화: 비가 옵니다.") == [("term.forbidden", "Abstract", "추상화:")]
    assert found("RLHF works.", "rlhf는 RLHF입니다.") == [("term.forbidden", "RLHF", "rlhf")]


def test_a_forbidden_rendering_that_is_part_of_an_accepted_one_is_none() -> None:
    assert found("chain-of-thought reasoning", "사고 연쇄 추론") == []
    assert found("chain-of-thought reasoning", "연쇄추론") == [("term.forbidden", "chain-of-thought", "연쇄추론")]


def test_a_rendering_forbidden_in_one_sense_and_right_in_another_is_right() -> None:
    both = (*GLOSSARY, Term(source="agent", accepted=("상담원",), sense="call centre"))

    assert found("an agent", "상담원", both) == []


def test_a_term_missing_from_two_sentences_is_pointed_at_in_both() -> None:
    source, target = "It is sparse. They are sparse. Rain.", "조밀합니다. 빽빽합니다. 비."

    assert [place for _, _, place in found(source, target)] == ["조밀합니다.", "빽빽합니다."]


def test_the_sentence_is_found_by_its_names_where_the_sentences_are_not_as_many() -> None:
    source = "Rain falls and falls. Murk-7 is sparse. It ends in 1999."
    target = "비가 옵니다. 또 옵니다. Murk-7은 조밀합니다. 1999년에 끝납니다."

    assert [place for _, _, place in found(source, target)] == ["Murk-7은 조밀합니다."]


def test_an_intro_need_not_speak_of_every_term_but_may_not_have_a_wrong_one() -> None:
    source, kind = "Sparse agents. Dense memory.", Kind.INTRO

    assert list(terms.check(pair(source, "등불의 한 주입니다.", kind=kind))) == []
    assert [one.code for one in terms.check(pair(source, "상담원의 한 주입니다.", kind=kind))] == ["term.forbidden"]


def test_japanese_loanwords_are_known_with_and_without_their_last_long_vowel() -> None:
    assert found("an encoder", "エンコーダー", JAPANESE) == []
    assert found("the classifiers", "分類・器", JAPANESE) == []


def test_a_sign_of_a_rendering_inside_another_japanese_word_is_no_rendering() -> None:
    assert found("dense lanterns", "密な灯火", JAPANESE) == []
    assert [code for code, _, _ in found("dense lanterns", "厳密な灯火", JAPANESE)] == ["term.missing"]


PREFIXED = (
    Term(source="causal", accepted=("인과",)),
    Term(source="predictable", accepted=("예측 가능", "예측")),
)


@pytest.mark.parametrize("source", ["the causal lantern", "each lantern is causal."])
def test_a_rendering_turned_round_by_a_prefix_is_none(source: str) -> None:
    assert [code for code, _, _ in found(source, "비인과적 등불입니다.", PREFIXED)] == ["term.missing"]
    assert found(source, "인과적 등불이고 비인과적이지 않습니다.", PREFIXED) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("a non-causal lantern", "비인과적 등불"),
        ("a lantern without any causal link", "비인과적 등불"),
        ("causal lanterns", "준비인과 등불"),
        ("predictable traffic", "소비예측 등불"),
    ],
    ids=["denied by a prefix", "denied by a word", "a word that only ends in the prefix", "a compound"],
)
def test_a_prefix_is_right_where_the_source_denies_the_term_and_none_within_a_word(source: str, target: str) -> None:
    assert found(source, target, PREFIXED) == []


@pytest.mark.parametrize("target", ["均一分散の灯火です。", "非同期の灯火です。"])
def test_a_japanese_rendering_is_none_inside_its_own_opposite(target: str, ja: Locale) -> None:
    source = "A heteroscedastic lantern." if "分散" in target else "A synchronous lantern."
    text = Pair(key="k", kind=Kind.ABSTRACT, source=source, target=target, locale=ja)

    assert [one.code for one in terms.check(text)] == ["term.missing"]


VERBS = (
    Term(source="label", accepted=("레이블",)),
    Term(source="query", accepted=("질의",)),
    Term(source="reward model", accepted=("보상 모델",)),
)


@pytest.mark.parametrize(
    "source",
    [
        "It labels 31 moths.",
        "The lens labels each moth.",
        "We query the moth.",
        "Keepers can label moths.",
        "Contests reward models that glow.",
    ],
)
def test_a_verb_that_looks_like_a_term_asks_for_nothing(source: str) -> None:
    assert found(source, "나방입니다.", VERBS) == []


@pytest.mark.parametrize(
    "source", ["The labels of 31 moths.", "A query is slow.", "We train reward models.", "Their labels are dim."]
)
def test_a_noun_that_may_be_a_verb_is_a_term(source: str) -> None:
    assert [code for code, _, _ in found(source, "나방입니다.", VERBS)] == ["term.missing"]


SIBLINGS = (
    Term(source="distil", accepted=("증류",), forbidden=("양자화",)),
    Term(source="quantize", accepted=("양자화",)),
    Term(source="vector quantization", accepted=("벡터 양자화", "VQ")),
    Term(source="false positive", accepted=("거짓 양성",), forbidden=("거짓 음성",)),
    Term(source="false negative", accepted=("거짓 음성",)),
)


def test_a_neighbours_rendering_is_wrong_though_the_right_one_stands_elsewhere() -> None:
    target = "등불을 양자화합니다. 증류한 등불은 작습니다."

    assert found("We distil a lantern. What we distil is small.", target, SIBLINGS) == [
        ("term.forbidden", "distil", "양자화")
    ]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("We distil and quantize.", "증류하고 양자화합니다."),
        ("We distil the quantised lantern.", "양자화된 등불을 증류합니다."),
        ("We distil a VQ lantern.", "벡터 양자화 등불을 증류합니다."),
        ("False positives and negatives", "거짓 양성과 거짓 음성"),
    ],
    ids=["both terms", "in another ending", "by its letters", "said once for both"],
)
def test_a_neighbours_rendering_is_right_where_the_source_gives_reason_for_it(source: str, target: str) -> None:
    assert found(source, target, SIBLINGS) == []


def test_the_tags_after_a_summary_are_no_rendering_and_no_wrong_one() -> None:
    assert [
        one.code
        for target in ("등불입니다. few-shot", "퓨샷 RLHF입니다. rlhf few-shot")
        for one in terms.check(pair("few-shot RLHF" if "RLHF" in target else "few-shot", target, kind=Kind.SUMMARY))
    ] == ["term.missing"]


def test_no_more_than_the_first_findings_are_told() -> None:
    many = tuple(Term(source=f"word{number}", accepted=("단어",)) for number in range(50))

    assert len(found(" ".join(term.source for term in many), "없음", many)) == terms.MOST


def test_terms_occur_as_whole_words_in_any_case_and_in_the_plural() -> None:
    glossary = tuple(Term(source=source, accepted=("x",)) for source in ("LM", "agent", "zero-shot", "C++"))

    assert [term.source for term in occurring(glossary, "Agents, LLMs and C++.")] == ["agent", "C++"]
    assert [term.source for term in occurring(glossary, "an LM-based Zero-Shot judge")] == ["LM", "zero-shot"]
    assert occurring(glossary, "reagents") == ()


def test_what_the_gate_asks_for_is_what_the_model_was_told() -> None:
    text = "Large-language models reflect on sparse memories."

    assert {term.source for term in occurring(GLOSSARY, text)} >= {
        term.source for term in GLOSSARY if found(text, "") and term.source in text.lower().replace("-", " ")
    }
    assert "language model" in {term.source for term in occurring(GLOSSARY, text)}


def test_two_renderings_in_one_text_are_to_be_mended() -> None:
    (one,) = consistent([pair("Sparse lanterns and sparse lamps.", "희소 등불과 스파스 등입니다.")])

    assert (one.code, one.severity) == ("term.inconsistent", Severity.REPAIR)
    assert {one.target_span} < {"희소", "스파스"}


def test_two_texts_that_differ_are_only_worth_a_look() -> None:
    first = pair("Sparse lanterns.", "희소 등불입니다.")
    second = replace(pair("Sparse lamps.", "스파스 등입니다."), key="dair/2026-06-28/4@ko.1")

    (one,) = consistent([first, second])

    assert (one.key, one.severity) == (second.key, Severity.WARN)
    assert (one.source_span, one.target_span) == ("Sparse", "스파스")
    assert "희소" in one.message


@pytest.mark.parametrize(
    "target",
    [
        "희소 등불과 희소한 등입니다.",
        "희소 등불과 sparse 등입니다.",
        "희소 등불, 스파스 등, 스파스 빛입니다.",
        "등입니다.",
    ],
    ids=["one", "one and the Latin word", "more than the source has mentions", "none"],
)
def test_what_may_be_one_rendering_or_another_word_is_let_pass(target: str) -> None:
    assert list(consistent([pair("Sparse lanterns and sparse lamps.", target)])) == []


@pytest.fixture(scope="module", params=["ko", "ja"])
def locale(request: pytest.FixtureRequest) -> Locale:
    return load_locale(PROMPTS, request.param)


@pytest.fixture(scope="module")
def ja() -> Locale:
    return load_locale(PROMPTS, "ja")


def test_a_source_with_both_terms_may_have_both_renderings(locale: Locale) -> None:
    for term in locale.glossary:
        for form in term.forbidden:
            owner = next((other for other in locale.glossary if form in other.accepted), None)
            if owner is not None:
                text = Pair(
                    key="k",
                    kind=Kind.ABSTRACT,
                    source=f"{term.source}. {owner.source}.",
                    target=f"{term.accepted[0]}. {form}. {owner.accepted[0]}.",
                    locale=locale,
                )
                assert not list(terms.check(text)), (term.source, form)


SILENT = {
    "ko": (
        ("We distil and prune it without loss of accuracy.", "정확도를 유지하면서 증류하고 가지치기합니다."),
        ("RL agents and imitation-learning agents compete.", "강화 학습 에이전트와 모방 학습 에이전트가 경쟁합니다."),
        ("Online and offline RL share one encoder.", "온라인 및 오프라인 강화 학습은 인코더 하나를 공유합니다."),
        ("Both supervised and unsupervised lamps fail.", "지도 방식과 비지도 방식의 등이 모두 실패합니다."),
        ("Customer service agents help LLM agents.", "상담원이 LLM 에이전트를 돕습니다."),
        ("The student copies its teacher.", "학생 모델은 교사 모델을 따라 합니다."),
        ("Recall rises, and so does precision.", "재현율과 정밀도가 모두 오릅니다."),
        ("Attention to detail pays off.", "세심하게 살피면 효과가 있습니다."),
    ),
    "ja": (
        ("We distil and prune it without loss of accuracy.", "精度を保ったまま蒸留し、枝刈りします。"),
        ("Online and offline RL share one encoder.", "オンラインとオフラインの強化学習は1つのエンコーダを共有します。"),
        ("Both supervised and unsupervised lamps fail.", "教師あり・教師なしの灯はいずれも失敗します。"),
        ("The student copies its teacher.", "生徒モデルは教師モデルをまねます。"),
        ("Batch normalization and regularization help.", "バッチ正規化と正則化が有効です。"),
        ("A proprietary lamp beats an open one.", "プロプライエタリの灯がオープンなものに勝ちます。"),
        ("Attention to detail pays off.", "細部に気を配れば効果があります。"),
    ),
}


def test_what_good_translators_write_is_silent(locale: Locale) -> None:
    for source, target in SILENT[locale.code]:
        text = Pair(key="k", kind=Kind.ABSTRACT, source=source, target=target, locale=locale)
        assert not list(terms.check(text)), source


SURVEYED = {
    "ko": ("큰 언어 모델 설문 조사", "등대지기 300명에 대한 설문 조사"),
    "ja": ("大規模言語モデルに関する調査アンケート", "灯台守300人に対するアンケート調査"),
}


def test_a_survey_of_a_field_is_no_questionnaire_and_one_of_people_is(locale: Locale) -> None:
    wrong, right = SURVEYED[locale.code]
    sources = ("A Survey of Large Language Models for Compression", "A survey of 300 lighthouse keepers")
    texts = (
        Pair(key="k", kind=Kind.TITLE, source=source, target=target, locale=locale)
        for source, target in zip(sources, (wrong, right), strict=True)
    )

    assert [[one.code for one in terms.check(text) if "urvey" in one.source_span] for text in texts] == [
        ["term.forbidden"],
        [],
    ]


def test_every_finding_has_its_sentence_in_both_languages(locale: Locale) -> None:
    for code in terms.SAYS:
        assert "{source}" in locale.findings[code], code


def test_no_accepted_rendering_is_forbidden_and_no_row_stands_twice(locale: Locale) -> None:
    rows = [(term.source, term.sense) for term in locale.glossary]

    assert len(rows) == len(set(rows))
    for term in locale.glossary:
        assert not set(term.accepted) & set(term.forbidden), term.source


def test_the_first_rendering_of_a_term_is_never_found_in_a_text(locale: Locale) -> None:
    for term in locale.glossary:
        text = Pair(key="k", kind=Kind.ABSTRACT, source=term.source, target=term.accepted[0], locale=locale)
        assert not list(terms.check(text)), term.source


NEIGHBOURS = {
    "sparse": ("조밀", "密な"),
    "dense": ("희소", "疎な"),
    "inference": ("학습", "学習"),
    "supervised": ("강화", "強化"),
    "encoder": ("디코더", "デコーダ"),
    "decoder": ("인코더", "エンコーダ"),
    "diffusion model": ("융합 모델", "融合モデル"),
    "classification": ("회귀", "回帰"),
    "regression": ("분류", "分類"),
    "quantization": ("증류", "蒸留"),
    "overfitting": ("과소적합", "学習不足"),
    "median": ("평균", "平均値"),
    "variance": ("평균", "平均"),
    "latency": ("처리량", "スループット"),
    "throughput": ("지연 시간", "遅延"),
    "precision": ("재현율", "再現率"),
    "upper bound": ("하한", "下限"),
    "hallucination": ("요약", "要約"),
    "gradient descent": ("경사 상승", "勾配上昇"),
    "reinforcement learning": ("지도 학습", "教師あり学習"),
    "speech recognition": ("음성 합성", "音声合成"),
    "attention head": ("관심 머리", "関心の頭"),
    "convex": ("오목", "凹"),
    "stochastic": ("결정론적", "決定論的"),
    "power law": ("지수 분포", "指数分布"),
    "protein": ("지방", "脂質"),
    "federated learning": ("분산 저장", "分散保存"),
    "causal": ("비인과", "非因果"),
    "heteroscedastic": ("등분산", "均一分散"),
    "synchronous": ("비동기", "非同期"),
    "convex function": ("비볼록 함수", "非凸関数"),
    "supervised learning": ("비지도 학습", "教師なし学習"),
    "retriever": ("생성기", "生成器"),
    "agent": ("비서", "秘書"),
    "phase transition": ("위상 변화", "位相変化"),
}


@pytest.mark.parametrize("term", NEIGHBOURS)
def test_a_neighbouring_term_is_never_accepted(locale: Locale, term: str) -> None:
    wrong = NEIGHBOURS[term][locale.code == "ja"]
    text = Pair(key="k", kind=Kind.ABSTRACT, source=f"the {term} here", target=f"…{wrong}…", locale=locale)

    assert [one.source_span for one in terms.check(text)] == [term]


def _read(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_excellent_translations_are_silent(shared: Path, locale: Locale) -> None:
    for line in _read(shared / "quality" / "clean.jsonl"):
        text = Pair(key=line["id"], kind=Kind.ABSTRACT, source=line["source"], target=line[locale.code], locale=locale)
        assert not list(terms.check(text)), line["id"]


def test_every_planted_term_is_found(shared: Path, locale: Locale) -> None:
    for line in _read(shared / "quality" / "planted.jsonl"):
        if (line["type"], line["locale"]) == ("term", locale.code):
            text = Pair(key=line["id"], kind=Kind.ABSTRACT, source=line["source"], target=line["target"], locale=locale)
            assert any(one.severity is Severity.REPAIR for one in terms.check(text)), line["id"]


def is_well_formed(one: Finding, text: Pair) -> bool:
    return one.source_span in text.source and one.target_span in text.target and "\n" not in one.target_span


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters()), st.text(st.characters()), st.sampled_from(["agent ", "sparse, ", "few-shot\n", ""]))
def test_any_text_is_checked_and_every_place_stands_in_it(locale: Locale, source: str, target: str, term: str) -> None:
    text = replace(pair(source + term + source, target), locale=locale)

    assert all(is_well_formed(one, text) for one in [*terms.check(text), *consistent([text, text])])


@pytest.mark.parametrize("piece", ["a", "A-", "large ", "few-shot, ", "sparse. ", "$", "`", "1", "가", "ー", "<agent"])
def test_a_text_of_a_megabyte_takes_no_longer_than_its_length(piece: str) -> None:
    text = pair(piece * (300_000 // len(piece)), (piece + "가") * 100_000)
    before = time.process_time()

    assert len(list(terms.check(text))) <= terms.MOST
    assert time.process_time() - before < 15


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Lenders reward tact.", "대출 기관은 재치를 높이 삽니다."),
        ("Crowds reward what they know.", "군중은 아는 것에 박수를 보냅니다."),
        ("They reward the tidy.", "그들은 단정한 이를 칭찬합니다."),
    ],
)
def test_an_everyday_verb_is_no_term(source: str, target: str) -> None:
    glossary = (Term(source="reward", accepted=("보상",)),)
    assert list(terms.check(pair(source, target, glossary))) == []
    assert list(terms.check(pair("The reward is sparse.", "값이 드뭅니다.", glossary)))


@pytest.mark.parametrize(
    ("term", "british"),
    [
        ("normalization", "normalisation"),
        ("modeling", "modelling"),
        ("labeled data", "labelled data"),
        ("behavior", "behaviours"),
    ],
)
def test_a_term_is_found_as_it_is_spelt_in_britain(term: str, british: str) -> None:
    found = occurring((Term(source=term, accepted=("것",)),), f"We study {british} at sea.")
    assert [one.source for one in found] == [term]


@pytest.mark.parametrize("word", ["size", "prize", "citizen", "color"])
def test_a_word_that_only_looks_american_stays(word: str) -> None:
    assert [one.source for one in occurring((Term(source=word, accepted=("것",)),), f"A {word} here.")] == [word]


@pytest.mark.parametrize(
    ("code", "source", "right", "wrong"),
    [
        (
            "ja",
            "Each layer keeps a normalisation constant.",
            "各層は正規化定数を持ちます。",
            "各層は正則化定数を持ちます。",
        ),
        (
            "ko",
            "Each layer keeps a normalisation constant.",
            "층마다 정규화 상수를 둡니다.",
            "층마다 규제 상수를 둡니다.",
        ),
        ("ko", "The offline metric fell.", "오프라인 지표가 떨어졌습니다.", "온라인 지표가 떨어졌습니다."),
        ("ja", "The offline metric fell.", "オフライン指標が低下しました。", "オンライン指標が低下しました。"),
        ("ko", "Its specificity is high.", "특이도가 높습니다.", "정밀도가 높습니다."),
        ("ko", "Nine native speakers voted.", "원어민 9명이 투표했습니다.", "연구자 9명이 투표했습니다."),
        ("ko", "Each speaker is recorded.", "화자마다 녹음합니다.", "원어민마다 녹음합니다."),
        ("ko", "We saw two faint objects.", "희미한 천체 두 개를 보았습니다.", "희미한 소리 두 개를 보았습니다."),
        ("ko", "A transformer model of low complexity.", "복잡도가 낮은 트랜스포머 모델", "복잡도가 낮은 변압기 모델"),
        ("ko", "Perplexity and complexity fall.", "퍼플렉시티와 복잡도가 낮아집니다.", "정확도와 복잡도가 낮아집니다."),
        ("ko", "Each multilingual lamp.", "다국어 등마다 다릅니다.", "단일 언어 등마다 다릅니다."),
        ("ko", "A Survey on Reward Design", "보상 설계에 관한 서베이", "보상 설계에 관한 설문 조사"),
        ("ko", "The first survey of lanterns.", "등불에 관한 최초의 조사입니다.", "등불에 관한 최초의 설문조사입니다."),
    ],
)
def test_neighbouring_terms_of_the_glossaries_are_told_apart(code: str, source: str, right: str, wrong: str) -> None:
    glossary = load_locale(PROMPTS, code).glossary
    assert list(terms.check(pair(source, right, glossary))) == []
    assert list(terms.check(pair(source, wrong, glossary)))


@pytest.mark.parametrize("code", ["ko", "ja"])
@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("monosemantic", "polysemantic"),
        ("tokenization", "tokenizer"),
        ("sparsity", "sparsification"),
        ("attention weight", "attention score"),
        ("positional embedding", "positional encoding"),
        ("skip connection", "residual connection"),
        ("structured output", "constrained decoding"),
        ("function call", "tool call"),
        ("emergent behavior", "emergent property"),
        ("open-weight model", "open model"),
        ("covariate shift", "distribution shift"),
        ("lifelong learning", "continual learning"),
        ("survey respondent", "survey paper"),
        ("LoRA", "low-rank adaptation"),
    ],
)
def test_the_projects_glossaries_call_different_things_by_different_words_first(
    code: str, term: str, other: str
) -> None:
    first = {one.source: one.accepted[0] for one in load_locale(PROMPTS, code).glossary if not one.sense}
    assert first[term] != first[other]


@pytest.mark.parametrize(("code", "wrong"), [("ko", "다의적 특징을 찾습니다."), ("ja", "多義的な特徴を見つけます。")])
def test_the_opposite_of_a_term_is_no_rendering_of_it(code: str, wrong: str) -> None:
    locale = load_locale(PROMPTS, code)
    source = "It finds monosemantic features."
    asked = Pair(key="dair/2026-06-28/3@ko.1", kind=Kind.ABSTRACT, source=source, target=wrong, locale=locale)
    assert [(one.code, one.source_span) for one in terms.check(asked)] == [("term.missing", "monosemantic")]
