"""What the gate says of lines as they were published: the wrong words are found, and sent back before anybody reads."""

from typing import Any

import pytest

from bot.checks import Kind, Pair, check
from bot.config import load_locale
from bot.domain import Finding, Severity
from tests.commands.street import PROJECT
from tests.published.week import PUBLISHED, lines, needs_corpus

pytestmark = pytest.mark.long


def findings(locale: str, kind: str, source: str, target: str) -> list[Finding]:
    words = load_locale(PROJECT / "prompts", locale)
    found = check(Pair(key="line", kind=Kind(kind), source=source, target=target, locale=words))
    return [one for one in found if one.severity is not Severity.WARN]


def spans(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(one.code, one.source_span, one.target_span) for one in found]


def published(line: str) -> dict[str, Any]:
    return next(one for one in lines(PUBLISHED) if one["id"] == line)


def words_of(line: dict[str, Any]) -> str:
    """The blog's texts were in the plain style, the forum's in the polite one."""
    return "ko-plain" if line["seed"] == "000" else str(line["locale"])


@needs_corpus
@pytest.mark.parametrize(
    ("line", "code", "source", "target"),
    [
        pytest.param("003-mentallama-abstract", "number.changed", "105K", "105만", id="105K as a million"),
        pytest.param("003-mentallama-abstract", "name.organisation", "", "Facebook", id="Facebook credited"),
        pytest.param("003-mentallama-abstract", "name.altered", "MentalLLaMA", "MentalLaMA", id="a name misspelled"),
        pytest.param(
            "003-boolformer-abstract", "number.changed", "several orders of magnitude", "몇 배", id="a few times"
        ),
        pytest.param("003-boolformer-title", "name.missing", "Boolformer", "", id="a name in Hangul only"),
        pytest.param("003-factrlhf-intro", "term.forbidden", "rlhf", "rlhf", id="RLHF lower-cased"),
        pytest.param("003-alignsurvey-title", "term.forbidden", "A Survey", "설문 조사", id="a questionnaire"),
        pytest.param("000-rmcot-abstract", "term.forbidden", "Abstract", "추상화:", id="Abstract as abstraction"),
        pytest.param("000-rmcot-abstract", "name.torn", "ScienceQA", "QA", id="a name torn by a sentence's end"),
        pytest.param("000-rmcot-abstract", "term.forbidden", "cross-modal", "모델 간", id="modal as model"),
        pytest.param(
            "000-dsc-abstract", "link.placeholder", r"\url{this https URL}", r"\url{this https URL}", id="no address"
        ),
        pytest.param(
            "000-dsc-abstract", "name.gloss", "Self-Critique", "desisted Self-Critique", id="a name corrupted"
        ),
        pytest.param("000-magicoder-abstract", "name.altered", "CodeLlama", "CodeLama", id="another misspelled"),
        pytest.param("000-magicoder-abstract", "number.bound", "no more than 7B", "7B 이상", id="at most as at least"),
        pytest.param("000-magicoder-abstract", "register.polite", "", "구축할 수 있습니다.", id="another register"),
        pytest.param("001-ndp-abstract", "term.forbidden", "neural architectures", "神経アーキテクチャ", id="nerves"),
        pytest.param("001-streamingllm-abstract", "language.word", "", "attention sink", id="words left in English"),
    ],
)
def test_the_published_wrong_words_are_found_where_they_stand(line: str, code: str, source: str, target: str) -> None:
    row = published(line)
    assert (code, source, target) in spans(findings(words_of(row), row["kind"], row["source"], row["target"]))


@needs_corpus
@pytest.mark.parametrize(
    ("line", "term", "wrong"),
    [
        ("003-reversal-intro", "llms", "인공신경망"),
        ("003-gnp-intro", "llms", "머신러닝"),
        ("003-qwen-abstract", "agent", "상담원"),
        ("003-mentallama-abstract", "few-shot", "몇 장짜리"),
    ],
)
def test_a_term_that_became_another_is_missed_in_its_own_sentence(line: str, term: str, wrong: str) -> None:
    row = published(line)
    found = findings(words_of(row), row["kind"], row["source"], row["target"])
    assert [one for one in found if one.code == "term.missing" and one.source_span == term and wrong in one.target_span]


@needs_corpus
@pytest.mark.parametrize(
    ("line", "other", "code"),
    [
        ("001-ndp-intro", ("001-ndp-intro", "source"), "language.same"),
        ("003-qwen-intro", ("001-ndp-intro", "target"), "language.foreign"),
    ],
)
def test_a_published_text_in_another_language_goes_nowhere(line: str, other: tuple[str, str], code: str) -> None:
    row, (place, side) = published(line), other
    found = findings(words_of(row), row["kind"], row["source"], published(place)[side])
    assert [one.code for one in found if one.severity is Severity.BLOCK] == [code]


@needs_corpus
@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("003-longctx-abstract", "LLM"),
        ("003-gnp-abstract", "LLM"),
        ("001-gpt4v-abstract", "LMM"),
        ("001-streamingllm-abstract", "KV"),
        ("003-factrlhf-abstract", "GPT-4"),
    ],
)
def test_a_name_that_is_lower_cased_in_a_published_text_is_found(line: str, name: str) -> None:
    row = published(line)
    lowered = row["target"].replace(name, name.lower())
    found = spans(findings(words_of(row), row["kind"], row["source"], lowered))
    assert lowered != row["target"]
    assert [one for one in found if one[0] == "name.altered" and one[2] == name.lower()]


@pytest.mark.parametrize(
    ("locale", "source", "wrong", "code", "span"),
    [
        ("ko", "LLMs count lamps.", "머신러닝은 등을 셉니다.", "term.missing", "머신러닝은 등을 셉니다."),
        ("ko", "LLMs count lamps.", "인공지능은 등을 셉니다.", "term.missing", "인공지능은 등을 셉니다."),
        ("ko", "A RAG system counts.", "래그 시스템은 셉니다.", "term.missing", "래그 시스템은 셉니다."),
        ("ko", "We compare LLaMA2-70B.", "라마2-70b를 비교합니다.", "number.invented", "70b"),
        ("ko", "We compare Phi-2.", "파이-2를 비교합니다.", "name.missing", ""),
        ("ja", "An LM counts.", "ニューラル網が数えます。", "term.missing", "ニューラル網が数えます。"),
        ("ko", "Our framework counts lamps.", "Facebook의 프레임워크는 등을 셉니다.", "name.organisation", "Facebook"),
        ("ko", "We count 105K lamps.", "등 1,050,000개를 셉니다.", "number.changed", "1,050,000"),
        ("ko", r"We keep $1\%$ of them.", "그중 $1%$만 남깁니다.", "math.changed", "$1%$"),
        ("ko", "See https://a.io/b_(c).", "https://a.io/b_(c를 보십시오.", "link.changed", "https://a.io/b_(c"),
        ("ko", "See https://a.example/b.", "https://a.example/b를 보십시오.", "link.glued", "https://a.example/b를"),
        ("ko", "See https://a.example/b.", "등불 누리집을 보십시오.", "link.missing", "등불 누리집을 보십시오."),
        ("ko", "Counts lamps.", "> 등을 셉니다.", "markup.stray", ">"),
        ("ko", "Counts lamps.", "등을 셉니다. #", "markup.stray", "#"),
        ("ko", "Counts lamps at night.", "밤에 등을 셉니다.Counts lamps at night.", "language.word", "lamps at night"),
    ],
)  # fmt: skip
def test_what_the_other_posts_had_wrong_is_found_too(
    locale: str, source: str, wrong: str, code: str, span: str
) -> None:
    assert [one for one in findings(locale, "summary", source, wrong) if (one.code, one.target_span) == (code, span)]
