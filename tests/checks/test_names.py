"""Names: what the check finds, and what it lets pass."""

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Kind, Pair, names
from bot.checks.names.likeness import distance, near
from bot.domain import Finding, Locale, Severity, Term

ORGANISATIONS = (
    ("Google", "Google Research", "구글", "グーグル"),
    ("Meta", "Meta AI", "메타", "メタ"),
    ("Facebook", "페이스북", "フェイスブック"),
    ("Apple", "애플", "アップル"),
    ("Unity", "유니티", "ユニティ"),
    ("OpenAI", "오픈AI"),
    ("Oracle", "오라클", "オラクル"),
    ("AWS", "아마존 웹 서비스"),
)
GLOSSARY = (
    Term(source="RLHF", accepted=("인간 피드백 기반 강화 학습(RLHF)", "RLHF")),
    Term(source="chain-of-thought", accepted=("사고 연쇄(CoT)",)),
)
KOREAN = Locale(
    code="ko", language="Korean", words={}, prompts={}, glossary=GLOSSARY, organisations=ORGANISATIONS,
    findings={"name.altered": "{source} → {target}"},
)  # fmt: skip
JAPANESE = Locale(code="ja", language="Japanese", words={}, prompts={}, organisations=ORGANISATIONS)
PROMPTS = Path(__file__).resolve().parents[2] / "prompts"


def findings(
    source: str, target: str, *, locale: Locale = KOREAN, kind: Kind = Kind.ABSTRACT, known: tuple[str, ...] = ()
) -> list[Finding]:
    return list(names.check(Pair(key="k", kind=kind, source=source, target=target, locale=locale, names=known)))


def found(source: str, target: str, *, locale: Locale = KOREAN, kind: Kind = Kind.ABSTRACT) -> list[tuple[str, ...]]:
    return [(one.code, one.source_span, one.target_span) for one in findings(source, target, locale=locale, kind=kind)]


@pytest.mark.parametrize(
    ("source", "target", "span"),
    [
        ("LLMs count otters.", "llm은 수달을 셉니다.", ("LLMs", "llm")),
        ("LLMs count otters.", "llms는 수달을 셉니다.", ("LLMs", "llms")),
        ("A RAG system reads.", "rag 시스템이 읽습니다.", ("RAG", "rag")),
        ("With LoRA it reads.", "lora로 읽습니다.", ("LoRA", "lora")),
    ],
)
def test_an_acronym_without_its_capitals_is_altered(source: str, target: str, span: tuple[str, str]) -> None:
    assert found(source, target) == [("name.altered", *span)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The llm command runs LLMs.", "llm 명령은 LLM을 실행합니다."),
        ("It tells US from others.", "이것은 us와 다른 것을 가립니다."),
        ("LLMs count otters.", "대규모 언어 모델은 수달을 셉니다."),
    ],
)
def test_an_acronym_in_small_letters_as_in_the_source_is_fine(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("TidePool", "TidePol"),
        ("BrineQA", "BrinyQA"),
        ("KelpGP", "KelpGPT"),
        ("Otter-2-7B", "Otter-2-9B"),
        ("Otter-2-small", "Otter-2-medium"),
        ("ShoalText-2", "ShoalText-103"),
        ("ReefEval", "ReefEval+"),
        ("ReefEval+", "ReefEval"),
        ("CoralNet", "Coralnet"),
        ("CoralNet", "CORALNET"),
        ("CoralNet", "Coral Net"),
        ("QX-19", "QX19"),
        ("miniR3F", "MiniR3F"),
        ("Otter", "Ottar"),
        ("v4-32", "v4-8"),
    ],
)
def test_a_name_in_other_letters_is_altered(right: str, wrong: str) -> None:
    source = f"We train on sand and test {right} with care."
    assert found(source, f"우리는 모래로 학습하고 {wrong}를 시험합니다.") == [("name.altered", right, wrong)]
    assert found(source, f"砂で学習し、{wrong}を試験します。", locale=JAPANESE) == [("name.altered", right, wrong)]
    assert found(source, f"우리는 모래로 학습하고 {right}를 시험합니다.") == []


@pytest.mark.parametrize(("right", "wrong"), [("sandlib", "sandlab"), ("numsand", "sandpy")])
def test_a_name_in_small_letters_that_stands_for_another_one_is_altered(right: str, wrong: str) -> None:
    source = f"We train on sand with {right} and show the premises."
    assert found(source, f"砂で{wrong}を使って学習し、前提を示します。", locale=JAPANESE) == [
        ("name.altered", right, wrong)
    ]
    assert found(source, f"{right}로 모래를 학습하고 전제(premise)와 thread를 보입니다.") == []
    assert found(f"{right} sends two kilobits of sand per second.", "毎秒2 kbpsの砂を送ります。", locale=JAPANESE) == []


def test_one_wrong_mention_among_right_ones_is_altered() -> None:
    source = "TidePool is small. TidePool is fast."
    assert found(source, "TidePool은 작습니다. TydePool은 빠릅니다.") == [("name.altered", "TidePool", "TydePool")]


def test_another_name_is_invented_and_the_own_one_missing() -> None:
    assert found("We test on CoralNet.", "PebbleBench에서 시험합니다.") == [
        ("name.invented", "", "PebbleBench"),
        ("name.missing", "CoralNet", ""),
    ]


def test_a_plain_capital_makes_a_foreign_name_too() -> None:
    assert found("It is trained with Adam.", "Falcon으로 학습합니다.") == [("name.invented", "", "Falcon")]


def test_a_name_torn_by_a_particle_is_shown_at_its_piece() -> None:
    assert found("Gains on the MarineQA dataset are large.", "해양에서 크게 향상됩니다QA 데이터셋.") == [
        ("name.torn", "MarineQA", "QA")
    ]


def test_a_name_half_in_hangul_is_torn() -> None:
    assert found("We ask ChatSeal.", "챗Seal에 묻습니다.") == [("name.torn", "ChatSeal", "Seal")]


def test_a_transcribed_coinage_is_missing() -> None:
    assert found("CoralNet wins.", "코랄넷이 이깁니다.") == [("name.missing", "CoralNet", "")]


def test_a_shortened_name_is_altered() -> None:
    assert found("Otter-2-70B wins.", "Otter-2가 이깁니다.") == [("name.altered", "Otter-2-70B", "Otter-2")]


def test_the_name_before_the_colon_of_a_title_stays() -> None:
    source = "Reefer: Sorting Sand"
    assert found(source, "리퍼: 모래 정렬", kind=Kind.TITLE) == [("name.missing", "Reefer", "")]
    assert found(source, "Reefer: 모래 정렬", kind=Kind.TITLE) == []
    assert found("Position: Sand Is Fine", "입장: 모래는 충분하다", kind=Kind.TITLE) == []


def test_a_version_that_stands_apart_belongs_to_its_name() -> None:
    source = "Proofs in Otter 4 run on an RX 3090."
    assert found(source, "Otter 4의 증명을 RX 3090에서 돌립니다.") == []
    assert found(source, "Otter 3의 증명을 RX 4090에서 돌립니다.") == [
        ("name.altered", "Otter 4", "Otter 3"),
        ("name.altered", "RX 3090", "RX 4090"),
    ]
    assert found(source, "Otter의 증명을 RX 3090에서 돌립니다.") == [("name.missing", "Otter 4", "")]


def test_a_count_behind_a_name_is_no_version() -> None:
    assert found("We test ten LLMs on Otter 4.", "Otter 4에서 LLM 10종을 시험합니다.") == []
    assert found("Otter 4 has parts.", "Otter 12개로 이루어진 Otter 4입니다.") == []


SHOAL = "We propose Lighthouse-PO, which is better than KIN-N."


@pytest.mark.parametrize(
    ("target", "finding"),
    [
        ("우리는 KIN-N보다 나은 등대-PO를 제안합니다.", ("name.altered", "Lighthouse-PO", "등대-PO")),
        ("우리는 KIN보다 나은 Lighthouse-PO를 제안합니다.", ("name.altered", "KIN-N", "KIN")),
    ],
)
def test_a_name_of_which_a_piece_is_left_is_altered(target: str, finding: tuple[str, ...]) -> None:
    assert found(SHOAL, target) == [finding]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (SHOAL, "우리는 KIN-N보다 나은 Lighthouse-PO를 제안합니다."),
        ("We test Bayesian-UCB and human-AI teams.", "베이지안-UCB와 인간-AI 팀을 시험합니다."),
        ("KIN and KIN-N differ.", "KIN과 그 변형은 다릅니다."),
        ("We use a KIN-TCP hybrid.", "KIN과 TCP를 섞어 씁니다."),
        ("A QR-QA bench.", "QR 질의응답 벤치입니다."),
    ],
    ids=["whole", "an adjective and a word", "both stand there", "two acronyms", "letters that are rendered"],
)
def test_compounds_that_may_be_taken_apart_pass(source: str, target: str) -> None:
    assert [one for one in found(source, target) if one[0] == "name.altered"] == []


def test_what_a_text_without_capitals_calls_a_thing_stays_in_latin_letters() -> None:
    source = "presents a small model for tide tables called brinewren; it is cheap."

    assert found(source, "브라인렌이라는 작은 모델을 제시합니다.", kind=Kind.SUMMARY) == [
        ("name.missing", "brinewren", "")
    ]
    assert found(source, "BrineWren이라는 작은 모델을 제시합니다.", kind=Kind.SUMMARY) == []


@pytest.mark.parametrize(
    "source",
    ["studies an effect called hubness.", "uses a method called boosting.", "a tool called hammer.", "We like it."],
)
def test_words_that_things_are_called_by_may_be_rendered(source: str) -> None:
    assert found(source, "이것을 연구합니다.", kind=Kind.SUMMARY) == []


@pytest.mark.parametrize("name", ["구글", "페이스북", "유니티", "애플", "메타", "오픈AI"])
def test_an_organisation_that_the_source_does_not_name_is_found(name: str) -> None:
    assert found("Our method sorts sand.", f"{name}의 방법은 모래를 정렬합니다.") == [("name.organisation", "", name)]


@pytest.mark.parametrize("name", ["グーグル", "フェイスブック", "ユニティ", "アップル", "メタ"])
def test_it_is_found_in_kana_too(name: str) -> None:
    assert found("We sort sand.", f"{name}は砂を並べ替えます。", locale=JAPANESE) == [("name.organisation", "", name)]


def test_an_organisation_in_latin_letters_is_found() -> None:
    assert found("We sort sand.", "Facebook은 모래를 정렬합니다.") == [("name.organisation", "", "Facebook")]


@pytest.mark.parametrize(
    ("source", "target", "name"),
    [
        ("Meta-learning is slow. We sort sand.", "メタ学習は遅いです。メタは砂を並べ替えます。", "メタ"),
        ("Meta-learning is slow. We sort sand.", "メタ学習は遅いです。Metaは砂を並べ替えます。", "Meta"),
        ("An apples-to-apples test. Our sand wins.", "公平な試験です。Appleの砂が勝ちます。", "Apple"),
    ],
)
def test_a_word_of_a_compound_is_no_organisation(source: str, target: str, name: str) -> None:
    assert found(source, target, locale=JAPANESE) == [("name.organisation", "", name)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Meta-learning at Meta.", "Metaのメタ学習です。"),
        ("An Apple-made chip.", "Appleが作ったチップです。"),
        ("Meta-learning is slow.", "Meta学習は遅いです。"),
        ("At the meta level, meta-learning is slow.", "メタのレベルでは、メタ学習は遅いです。"),
    ],
)
def test_an_organisation_beside_such_a_compound_passes(source: str, target: str) -> None:
    assert found(source, target, locale=JAPANESE) == []


SHELF = "Pebble-0.2 sorts sand in 3 ms. On Google Sand Pictures it wins. It needs Google Cloud TPU time."


def test_a_name_given_to_the_owner_of_another_one_is_found() -> None:
    assert found(SHELF, "Google의 Pebble-0.2는 3 ms 만에 모래를 정렬합니다.") == [("name.organisation", "", "Google")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (SHELF, "Pebble-0.2는 Google의 Cloud TPU에서 모래를 정렬합니다."),
        ("Google sorts sand. Pebble-0.2 wins.", "Google의 Pebble-0.2가 이깁니다."),
        ("Google Pebble-0.2 and Cobble-0.3 win.", "Google의 Cobble-0.3과 Pebble-0.2가 이깁니다."),
    ],
)
def test_an_owner_that_the_source_may_mean_passes(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize("period", ["Q3", "H1", "Q1"])
def test_a_quarter_or_half_of_a_year_is_no_name(period: str) -> None:
    assert found(f"The chip came out in {period} 2024.", "이 칩은 2024년에 나왔습니다.") == []


def test_letters_of_a_company_are_not_taken_for_initials() -> None:
    assert found("A wet sand sorter.", "AWS의 모래 정렬기입니다.") == [("name.organisation", "", "AWS")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Google sorts sand.", "구글은 모래를 정렬합니다."),
        ("Code of OpenAI is used.", "오픈AI의 코드를 사용합니다."),
        ("A meta-learning method and its metadata.", "메타학습 방법과 메타데이터입니다."),
        ("Learning to learn.", "메타 학습입니다."),
        ("Applications of intelligence.", "애플리케이션과 커뮤니티유니티입니다."),
        ("An oracle policy decides.", "오라클 정책이 정합니다."),
    ],
)
def test_what_only_looks_like_an_organisation_passes(source: str, target: str) -> None:
    assert found(source, target) == []


def test_words_within_katakana_words_pass() -> None:
    assert found("The community runs a meta-analysis.", "コミュニティがメタ分析を行います。", locale=JAPANESE) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Large language models (LLMs) learn.", "대규모 언어 모델(Large Language Models, LLM)이 학습합니다."),
        ("Long short-term memory wins.", "LSTM이 이깁니다."),
        ("LSTMs win.", "장단기 메모리(Long Short-Term Memory)가 이깁니다."),
        ("Distilled models with few-shot prompts.", "퓨샷(few-shot) 프롬프트를 쓰는 증류(distillation) 모델입니다."),
        ("Vision transformers see.", "비전 트랜스포머(Vision Transformer)가 봅니다."),
        ("An Otter-based and CoralNet-style loss.", "Otter 기반의 CoralNet 방식 손실입니다."),
        ("RLHF helps.", "인간 피드백 기반 강화 학습이 돕습니다."),
        ("A chain-of-thought prompt.", "CoT 프롬프트입니다."),
        ("Bayesian methods by Hinton.", "힌턴의 베이지안 방법입니다."),
        ("We need a 13B model and 24GB.", "130억 매개변수 모델과 24 GB가 필요합니다."),
        ("Low-Ocean Memory Sorting (LOMS) of INference.", "저메모리 추론입니다."),
        ("Code is at https://github.com/reef/x.", "코드는 GitHub에 있습니다."),
        ("Run `pip install Reef` and $N$ more.", "`pip install Leaf`와 $M$을 실행합니다."),
        ("CoralNets of today.", "오늘의 CoralNet입니다."),
        ("Sorting on CIF\u201110.", "CIF-10에서 정렬합니다."),
        ("We sort sand.", "모래를 정렬합니다. sand-sorting #survey 3d-reef"),
    ],
)
def test_what_good_translations_do_passes(source: str, target: str) -> None:
    assert found(source, target) == []


def test_a_name_of_a_lower_cased_source_may_have_its_capitals_back() -> None:
    source = "shows that otter-2-70b beats gpt-4 with rag."
    assert found(source, "Otter-2-70B가 RAG로 GPT-4를 능가함을 보입니다.") == []
    assert found(source, "오터-2-70b가 rag로 gpt-4를 능가함을 보입니다.") == [("name.missing", "otter-2-70b", "")]
    assert found("scores top-1 on sand.", "모래에서 top-5를 기록합니다.") == [("name.altered", "top-1", "top-5")]


@pytest.mark.parametrize(
    ("source", "target", "finding"),
    [
        ("Sums are kept in qfloat16.", "합은 float16으로 둡니다.", ("name.altered", "qfloat16", "float16")),
        ("It beats Tidal Sorting v1.5.", "Tidal Sorting v2.1을 능가합니다.", ("name.altered", "v1.5", "v2.1")),
        ("EEG signals are noisy.", "MRI 신호에는 잡음이 많습니다.", ("name.altered", "EEG", "MRI")),
    ],
    ids=["a type", "a version", "an acronym"],
)
def test_a_small_name_that_became_another_one_is_altered(source: str, target: str, finding: tuple[str, ...]) -> None:
    assert found(source, target) == [finding]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("An MLLM sees.", "멀티모달 LLM이 봅니다."),
        ("Artificial intelligence learns QA.", "AI가 질의응답을 배웁니다."),
        ("Tidal Sorting v1.5 and v2.1.", "Tidal Sorting v2.1과 1.5 버전입니다."),
        ("Sums of 8-bit floats.", "fp8 합입니다."),
    ],
)
def test_a_small_name_for_the_sources_words_passes(source: str, target: str) -> None:
    assert [one for one in found(source, target) if one[0] == "name.altered"] == []


def test_a_corrupted_gloss_is_found() -> None:
    source = "We add polished Self-Review (pSR) to sorting."
    assert found(source, "다듬은 자기 검토(published Self-Review, pSR)를 더합니다.") == [
        ("name.gloss", "Self-Review", "published Self-Review")
    ]
    assert found(source, "다듬은 자기 검토(polished Self-Review, pSR)를 더합니다.") == []


def test_what_the_newsletter_calls_the_paper_may_be_named() -> None:
    assert findings("It sorts.", "ReefSort는 정렬합니다.", known=("ReefSort: Sorting",)) == []
    assert findings("It sorts.", "ReefSort는 정렬합니다.")


def test_an_intro_need_not_name_everything() -> None:
    assert found("CoralNet wins. TidePool wins.", "TidePool이 이깁니다.", kind=Kind.INTRO) == []
    assert found("CoralNet wins.", "TidePool이 이깁니다.", kind=Kind.INTRO) == [("name.invented", "", "TidePool")]


def test_a_finding_says_what_to_do_in_both_languages() -> None:
    (finding,) = findings("We ask CoralNet.", "CoralNot에 묻습니다.")
    assert finding.severity is Severity.REPAIR
    assert finding.message.startswith("The translation has ‘CoralNot’ where the source has ‘CoralNet’.")
    assert finding.local == "CoralNet → CoralNot"


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [("sand", "sand", 0), ("sand", "sands", 1), ("coral", "choral", 1), ("tidepool", "tydepol", 2), ("abc", "xyz", 4)],
)
def test_distance_counts_letters(one: str, other: str, away: int) -> None:
    assert distance(one, other) == distance(other, one) == away


def test_short_names_are_not_alike_by_a_letter() -> None:
    assert near("Otter-2", "Otter-3")
    assert near("Otter2", "Otter3")
    assert not near("SFT", "SFD")


@pytest.mark.parametrize("locale", ["ko", "ja"])
def test_every_organisation_has_both_scripts(locale: str) -> None:
    with (PROMPTS / locale / "organisations.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    natives = [form for row in rows for form in row["native"].split("|")]
    assert len(rows) >= 60
    assert all(row["latin"].isprintable() and row["native"] for row in rows)
    assert len(natives) == len(set(natives))
    assert not any(form.isascii() for form in natives)


def _gathered(shared: Path, name: str) -> Iterator[dict[str, str]]:
    for line in (shared / "quality" / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def test_excellent_translations_are_left_alone(shared: Path) -> None:
    for line in _gathered(shared, "clean.jsonl"):
        assert found(line["source"], line["ko"]) == []
        assert found(line["source"], line["ja"], locale=JAPANESE) == []


def test_planted_names_are_found_where_they_are(shared: Path) -> None:
    lines = [line for line in _gathered(shared, "planted.jsonl") if line["type"] == "name_altered"]
    for line in lines:
        wrong = line["note"].split("«")[2].split("»")[0]
        spans = [one[2] for one in found(line["source"], line["target"], locale=_locale(line)) if one[2]]
        assert any(span in wrong for span in spans), line["id"]


def _locale(line: dict[str, str]) -> Locale:
    return KOREAN if line["locale"] == "ko" else JAPANESE


PIECES = st.sampled_from(
    [
        "CoralNet",
        "GPT-4",
        "구글의",
        "メタは",
        "Otter 4",
        "(few",
        "Shot)",
        " ",
        "$",
        "`",
        "-",
        "+",
        "\ud800",
        "＄Ａ",
        "가",
        "A1",
    ]
)
TEXTS = st.one_of(st.text(st.characters(), max_size=80), st.lists(PIECES, max_size=25).map("".join))


@settings(max_examples=200, deadline=None)
@given(source=TEXTS, target=TEXTS, locale=st.sampled_from([KOREAN, JAPANESE]), kind=st.sampled_from(list(Kind)))
def test_any_text_is_read_and_spans_are_its_own(source: str, target: str, locale: Locale, kind: Kind) -> None:
    for finding in findings(source, target, locale=locale, kind=kind):
        assert finding.source_span in source
        assert finding.target_span in target
        assert finding.code in names.SAYS


LETTERS = st.text("abcdefghijklmnoprstuvwy", min_size=3, max_size=6)


@settings(max_examples=100, deadline=None)
@given(head=LETTERS, tail=LETTERS, letter=st.sampled_from("kqxz"), place=st.integers(1, 5))
def test_one_letter_more_is_always_found(head: str, tail: str, letter: str, place: int) -> None:
    name = head.capitalize() + tail.capitalize()
    wrong = name[:place] + letter + name[place:]
    assert findings(f"We sort with {name} here.", f"{name}으로 정렬합니다.") == []
    assert [one.target_span for one in findings(f"We sort with {name} here.", f"{wrong}으로 정렬합니다.")] == [wrong]


@pytest.mark.parametrize(
    "piece",
    ["1", "$", "(a", "A", "A-", "A1 ", "`a", "<a ", "\\(", "\\[a", "가 a", "메타의 ", "Otter 4 ", "(Ab cd ", "글"],
)
def test_a_hostile_text_ends_soon(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    findings(text, text[::-1])
    findings("We use CoralNet with Otter 4.", text, locale=JAPANESE)
    assert time.process_time() - began < 15


def test_many_names_end_soon_and_few_are_told() -> None:
    many = " ".join(f"Na{number}Me {number}" for number in range(20_000))
    began = time.process_time()
    assert len(findings(many, many.replace("Na", "Xo"))) <= 20
    assert time.process_time() - began < 15
