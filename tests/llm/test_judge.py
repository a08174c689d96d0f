"""Task `judge`: a second model marks errors; only what stands in the text is believed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import gate
from bot.clock import WoundClock
from bot.domain import Severity, Translation
from bot.gate import Case
from bot.llm import Model, ModelSettings, Shared
from bot.llm.judge import CODES, MOST, read
from bot.llm.question import Malformed
from tests.llm.fakes import GOOD, KEY, Ledger, Messages, entry, locale, paper

MADE = Translation(
    entry="dair/2026-06-28/3",
    locale="ko",
    title=str(GOOD["title"]),
    summary=str(GOOD["summary"]),
    abstract="본 논문은 램프빗을 제안하지 않습니다. 느립니다.",
    by="test-model-1",
)

MARKED = {
    "field": "abstract",
    "source": "We propose LampBit",
    "translation": "제안하지 않습니다",
    "category": "mistranslation",
    "severity": "major",
    "why": "The source proposes it, the translation says it is not proposed.",
}


def case() -> Case:
    return gate.of_entry(MADE, entry(), paper(), locale(findings={"language.judge": "다른 모델의 지적입니다: {why}"}))


def marked(**changes: Any) -> str:
    return json.dumps({"errors": [{**MARKED, **changes}]})


@pytest.fixture
def judged(server: Messages, ledger: Ledger, clock: WoundClock) -> Callable[[str], Model]:
    """A model with a judge of that name beside it, both at the same server."""

    def connect(judge: str) -> Model:
        first, second = (
            ModelSettings(model=name, api_key=KEY, base_url=server.url, timeout_s=5) for name in ("test-model", judge)
        )
        return Model(first, Shared.of(ledger, clock), judge=second)

    return connect


def test_an_error_becomes_a_finding_with_its_words_in_both_languages() -> None:
    (found,) = read(marked(), case())["abstract"]

    assert (found.key, found.code, found.severity) == (MADE.key, "language.judge", Severity.REPAIR)
    assert (found.source_span, found.target_span) == ("We propose LampBit", "제안하지 않습니다")
    assert MARKED["why"] in found.message
    assert found.local == f"다른 모델의 지적입니다: {MARKED['why']}"


@pytest.mark.parametrize(
    ("said", "severity"), [("critical", Severity.BLOCK), ("major", Severity.REPAIR), ("minor", Severity.WARN)]
)
def test_its_severities_are_ours(said: str, severity: Severity) -> None:
    assert [one.severity for one in read(marked(severity=said), case())["abstract"]] == [severity]


def test_every_category_has_a_sentence() -> None:
    for category, code in CODES.items():
        (found,) = read(marked(category=category), case())["abstract"]
        assert found.code == code
        assert "{" not in found.message


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "We propose Lampbit", "translation": "제안하지 않는다"},
        {"source": "", "translation": ""},
        {"field": "intro"},
        {"field": "summary"},
    ],
)
def test_what_does_not_stand_in_the_text_is_not_believed(changes: dict[str, str]) -> None:
    assert read(marked(**changes), case()) == {}


def test_an_omission_has_only_the_words_of_the_source() -> None:
    (found,) = read(marked(category="omission", translation=""), case())["abstract"]

    assert (found.code, found.source_span, found.target_span) == ("structure.judge", "We propose LampBit", "")


def test_a_quotation_ends_with_its_first_sentence() -> None:
    (found,) = read(marked(translation=MADE.abstract), case())["abstract"]

    assert found.target_span == "본 논문은 램프빗을 제안하지 않습니다."


@pytest.mark.parametrize(
    "answer",
    [
        "{}",
        '{"errors": [{"field": "abstract"}]}',
        marked(severity="fatal"),
        marked(category="other"),
        marked(more="unasked"),
        marked(why=" "),
    ],
)
def test_an_answer_of_another_form_is_malformed(answer: str) -> None:
    with pytest.raises(Malformed):
        read(answer, case())


def test_a_flood_of_errors_is_cut() -> None:
    assert len(read(json.dumps({"errors": [MARKED] * 500}), case())["abstract"]) == MOST


def test_of_a_flood_the_gravest_are_kept() -> None:
    errors = [{**MARKED, "severity": "minor"}] * MOST + [MARKED, {**MARKED, "severity": "critical"}]

    found = read(json.dumps({"errors": errors}), case())["abstract"]

    assert [one.severity for one in found[:3]] == [Severity.BLOCK, Severity.REPAIR, Severity.WARN]


@pytest.mark.parametrize("field", ["intro", "title", "summary"])
def test_an_error_in_an_opening_is_one_whatever_its_part_is_called(field: str) -> None:
    made = Translation(
        entry="dair/2026-06-28/0", locale="ko", title="램프빗이 나왔습니다.", summary="느립니다.", by="m"
    )
    opening = gate.of_intro(made, [(entry(), paper())], locale())

    found = read(marked(field=field, source="", translation="느립니다."), opening)

    assert [one.target_span for one in found["intro"]] == ["느립니다."]


def test_the_second_model_is_asked_and_its_answer_kept(
    judged: Callable[[str], Model], server: Messages, ledger: Ledger
) -> None:
    server.answers({"errors": []}, model="second-model-1")
    model = judged("second-model")

    assert model.judge(case()) == model.judge(case()) == {}

    (asked,) = server.asked
    said = asked["messages"][0]["content"]
    assert (asked["model"], asked["system"][0]["text"]) == ("second-model", "Mark the errors.")
    assert '<source task="judge" locale="ko" round="1"' in said
    assert f"abstract:\n{MADE.abstract}\n</translation " in said
    assert [(row.task, row.model) for row in ledger.rows] == [("judge", "second-model-1")]
    model.close()


def test_another_model_has_a_view_of_its_own(judged: Callable[[str], Model], server: Messages) -> None:
    server.answers({"errors": []})
    server.answers({"errors": [MARKED]})

    first, second = judged("second-model"), judged("third-model")

    assert (first.judge(case()), len(second.judge(case())["abstract"])) == ({}, 1)
    first.close()
    second.close()


def test_without_a_second_model_nothing_is_asked(model: Model, server: Messages) -> None:
    assert (model.judged_by, model.judge(case()), server.asked) == ("", {}, [])


@settings(max_examples=100)
@given(st.text(), st.text())
def test_whatever_is_quoted_only_exact_words_are_spans(source: str, translation: str) -> None:
    for one in read(marked(source=source, translation=translation), case()).get("abstract", ()):
        assert one.source_span in paper().abstract
        assert one.target_span in MADE.abstract
        assert one.source_span or one.target_span
