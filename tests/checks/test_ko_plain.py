"""Korean in the plain style: the project's own folder, looked at with every rule that Korean has."""

from pathlib import Path

import pytest

from bot.checks import Kind, Pair, check
from bot.config import load_locale
from bot.domain import Locale

PROMPTS = Path(__file__).parents[2] / "prompts"

CLEAN = (
    (
        Kind.ABSTRACT,
        "We present Lamplight, a retrieval method that reads 105K notes in 3.5 seconds. On the NightBench benchmark it"
        " improves accuracy from 61.2% to 78.9%. We release the code.",
        "이 연구에서는 메모 10만 5천 개를 3.5초 만에 읽는 검색 기법 Lamplight를 제안한다. Lamplight는 NightBench"
        " 벤치마크에서 정확도를 61.2%에서 78.9%로 높인다. 우리는 코드를 공개한다.",
    ),
    (
        Kind.SUMMARY,
        "Trains a 7B model on 1.2 trillion tokens.\n● Method: It keeps the cache small and drops old keys.\n"
        "● Results: It is at most 2x slower than the baseline, but uses less memory.",
        "토큰 1조 2천억 개로 7B 모델을 학습했다.\n● 방법: 캐시를 작게 유지하고 오래된 키를 버린다.\n"
        "● 결과: 기준 모델보다 최대 2배 느리지만 메모리는 적게 쓴다.",
    ),
    (
        Kind.ABSTRACT,
        "Large language models (LLMs) often fail at long inputs. We study why. Our analysis of 12 models shows that"
        " attention is not the cause; positions are.",
        "대규모 언어 모델(LLM)은 긴 입력에서 자주 실패한다. 우리는 그 원인을 연구한다. 모델 12개를 분석한 결과,"
        " 어텐션은 원인이 아니며 위치가 원인임을 보인다.",
    ),
    (
        Kind.ABSTRACT,
        "Does scale help? We find that $n^2$ steps suffice for two tasks, although three of five agents never finish.",
        "규모가 도움이 되는가? 본 논문은 두 과제에 $n^2$ 단계면 충분하다는 것을 발견했다. 다만 에이전트 5개 중 3개는"
        " 끝내 완료하지 못한다.",
    ),
    (Kind.TITLE, "Lamplight: Reading Long Notes", "Lamplight: 긴 메모 읽기"),
)

POLITE = (
    "이 연구에서는 메모를 읽는 기법을 제안합니다. 우리는 코드를 공개합니다.",
    "본 논문은 두 과제에 $n^2$ 단계면 충분하다는 것을 보입니다.",
    "모델이 왜 실패합니까? 원인은 위치입니다.",
)

MIXED = (
    ("이 연구에서는 기법을 제안한다. 결과는 정확도를 높입니다. 우리는 코드를 공개한다.", ["높입니다."]),
    ("기법을 제안합니다. 결과는 정확도를 높인다.", ["기법을 제안합니다."]),
    ("기법을 제안한다. 코드도 공개해요.", ["코드도 공개해요."]),
)


@pytest.fixture(scope="module")
def plain() -> Locale:
    return load_locale(PROMPTS, "ko-plain")


def looked_at(source: str, target: str, locale: Locale, kind: Kind = Kind.ABSTRACT) -> list[tuple[str, str]]:
    pair = Pair(key="dair/2026-06-28/1@ko-plain.1", kind=kind, source=source, target=target, locale=locale)
    return [(one.code, one.target_span) for one in check(pair)]


@pytest.mark.parametrize(("kind", "source", "target"), CLEAN)
def test_good_plain_korean_is_clean(kind: Kind, source: str, target: str, plain: Locale) -> None:
    assert looked_at(source, target, plain, kind) == []


@pytest.mark.parametrize(("kind", "source", "target"), CLEAN[:4])
def test_the_same_text_is_wrong_in_the_polite_locale(kind: Kind, source: str, target: str) -> None:
    found = {code for code, _ in looked_at(source, target, load_locale(PROMPTS, "ko"), kind)}
    assert found == {"register.plain"}


@pytest.mark.parametrize("text", POLITE)
def test_polite_korean_is_found(text: str, plain: Locale) -> None:
    found = [code for code, _ in looked_at("", text, plain) if code.startswith("register.")]
    assert found == ["register.polite"] * (text.count(".") + text.count("?"))


@pytest.mark.parametrize(("text", "spans"), MIXED)
def test_a_sentence_that_slips_into_another_style_is_found(text: str, spans: list[str], plain: Locale) -> None:
    found = [span for code, span in looked_at("", text, plain) if code.startswith("register.")]
    assert len(found) == len(spans)
    assert all(span.endswith(wanted.split()[-1]) for span, wanted in zip(found, spans, strict=True))


@pytest.mark.parametrize(
    ("source", "target", "family"),
    [
        ("It reads 105K notes in full.", "메모 10만 7천 개를 끝까지 읽는다.", "number"),
        ("It reads all of the notes.", "이 모델은 すべて 읽는다.", "language"),
        ("We study the notes of users.", "We study the notes of users.", "language"),
        ("It reads the notes of GPT users.", "이 모델은 GPT을 읽는다.", "register"),
    ],
)
def test_every_rule_of_korean_holds_in_it(source: str, target: str, family: str, plain: Locale) -> None:
    assert family in {code.partition(".")[0] for code, _ in looked_at(source, target, plain)}


def test_it_shares_the_glossary_and_the_findings_of_korean(plain: Locale) -> None:
    korean = load_locale(PROMPTS, "ko")
    assert plain.glossary is korean.glossary
    assert (plain.findings, plain.organisations, plain.commands) == (
        korean.findings,
        korean.organisations,
        korean.commands,
    )
    assert sorted(path.name for path in (PROMPTS / "ko-plain").iterdir()) == ["locale.toml"]
