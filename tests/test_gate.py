"""What is done about findings: what is sent back, what is thrown away, and what may be read."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import gate
from bot.checks import Kind, Pair
from bot.domain import Finding, Locale, Severity, Term, Verdict
from tests import samples

LOCALE = Locale(code="ko", language="Korean", words={}, prompts={})


def finding(severity: Severity = Severity.REPAIR, code: str = "number.missing", **changes: str) -> Finding:
    return Finding(key="k", code=code, severity=severity, message="wrong", **changes)


WARN, REPAIR, BLOCK = (finding(one) for one in (Severity.WARN, Severity.REPAIR, Severity.BLOCK))
FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(Severity),
        st.sampled_from(["number.missing", "name.altered", "language.same"]),
        target_span=st.sampled_from("abc"),
    ),
    max_size=5,
)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Pair]:
    """The pairs that were checked; in each something is found that names its kind."""
    pairs: list[Pair] = []

    def check(pair: Pair) -> Iterator[Finding]:
        pairs.append(pair)
        yield finding(source_span=pair.kind.value)

    monkeypatch.setattr(gate, "check", check)
    return pairs


def test_an_entry_is_checked_field_by_field_against_the_newsletters_and_the_papers_text(seen: list[Pair]) -> None:
    made, entry, paper = samples.translation(), samples.entry(), samples.paper()

    found = gate.by_field(gate.of_entry(made, entry, paper, LOCALE))

    assert [(pair.kind, pair.source, pair.target) for pair in seen] == [
        (Kind.TITLE, paper.title, made.title),
        (Kind.SUMMARY, entry.summary, made.summary),
        (Kind.ABSTRACT, paper.abstract, made.abstract),
    ]
    assert {(pair.key, pair.names) for pair in seen} == {(made.key, (entry.name, paper.title))}
    assert {field: [one.source_span for one in several] for field, several in found.items()} == {
        "title": ["title"],
        "summary": ["summary"],
        "abstract": ["abstract"],
    }


def test_a_field_that_is_empty_in_both_languages_is_not_checked(seen: list[Pair]) -> None:
    made = replace(samples.translation(), abstract="")

    gate.by_field(gate.of_entry(made, samples.entry(), samples.paper(abstract=""), LOCALE))
    assert [pair.kind for pair in seen] == [Kind.TITLE, Kind.SUMMARY]

    gate.by_field(gate.of_entry(made, samples.entry(), samples.paper(), LOCALE))
    assert [pair.kind for pair in seen[2:]] == [Kind.TITLE, Kind.SUMMARY, Kind.ABSTRACT]


def test_an_intro_is_checked_as_one_text_against_all_it_introduces(seen: list[Pair]) -> None:
    made = samples.translation(entry="dair/2026-11-15/0", title="한 문장입니다.", summary="하나.\n\n둘.")
    pieces = [(samples.entry(n), samples.paper(n)) for n in (1, 2)]

    found = gate.by_field(gate.of_intro(made, pieces, LOCALE))

    (pair,) = seen
    assert (pair.kind, pair.target) == (Kind.INTRO, "한 문장입니다.\n\n하나.\n\n둘.")
    assert pair.source == gate.introduced(pieces)
    assert pair.source.startswith("1. Lantern 1: Reading Long Notes\nLantern 1 reads notes.\n● ")
    assert "\n\n2. Lantern 2: Reading Long Notes\n" in pair.source
    assert pair.names == ("Lantern 1", "Lantern 2")
    assert {field: [one.source_span for one in several] for field, several in found.items()} == {"intro": ["intro"]}


def test_two_renderings_of_a_term_are_worth_a_look_even_in_one_text() -> None:
    spoken = replace(LOCALE, glossary=(Term(source="note", accepted=("메모", "노트")),))
    made = replace(samples.translation(), abstract="메모와 노트입니다.")
    paper = samples.paper(abstract="A note and a note.")

    (found,) = gate.throughout([gate.of_entry(made, replace(samples.entry(), summary=""), paper, spoken)])

    assert (found.code, found.severity, found.target_span) == ("term.inconsistent", Severity.WARN, "노트")


def test_only_what_is_grave_is_mended() -> None:
    assert gate.to_mend([WARN, REPAIR, BLOCK]) == (REPAIR, BLOCK)


@pytest.mark.parametrize(
    ("before", "after", "helps"),
    [
        ([REPAIR], [], True),
        ([REPAIR, REPAIR], [REPAIR], True),
        ([BLOCK], [REPAIR], True),
        ([BLOCK], [REPAIR, REPAIR], True),
        ([REPAIR, WARN], [WARN, WARN], True),
        ([REPAIR], [REPAIR], False),
        ([REPAIR], [REPAIR, REPAIR], False),
        ([REPAIR, REPAIR, REPAIR], [BLOCK], False),
        ([BLOCK, REPAIR, REPAIR], [finding(Severity.BLOCK, "language.same")], False),
        ([REPAIR], [finding(code="name.altered")], False),
        ([], [], False),
    ],
)
def test_a_repair_helps_when_less_is_left_and_nothing_new_blocks(
    before: list[Finding], after: list[Finding], helps: bool
) -> None:
    assert gate.helped(before, after) is helps


@given(FINDINGS, FINDINGS)
def test_of_two_versions_at_most_one_is_the_better(one: list[Finding], other: list[Finding]) -> None:
    assert not (gate.helped(one, other) and gate.helped(other, one))
    assert not gate.helped(one, one)


@pytest.mark.parametrize(
    ("left", "repairs", "said"),
    [
        ([], 0, Verdict.CLEAN),
        ([WARN], 0, Verdict.CLEAN),
        ([WARN], 1, Verdict.REPAIRED),
        ([REPAIR], 0, Verdict.FAILED),
        ([BLOCK], 2, Verdict.FAILED),
    ],
)
def test_a_text_fails_with_anything_grave_left_in_it(left: list[Finding], repairs: int, said: Verdict) -> None:
    assert gate.verdict(left, repairs) is said


@given(FINDINGS, st.integers(0, 2))
def test_nothing_with_a_grave_finding_is_ever_let_out(left: list[Finding], repairs: int) -> None:
    said = gate.verdict(left, repairs)

    assert (said is Verdict.FAILED) is any(one.severity is not Severity.WARN for one in left)
    assert (gate.outcome(said, "source") in ("clean", "repaired")) is (said is not Verdict.FAILED)


def test_what_becomes_of_a_failed_text_is_the_editions_choice() -> None:
    assert [gate.outcome(one, "source") for one in Verdict] == ["clean", "repaired", "source-only"]
    assert [gate.outcome(one, "hold") for one in Verdict] == ["clean", "repaired", "held"]


def test_the_glossarys_fingerprint_changes_with_any_of_its_words() -> None:
    term = Term(source="agent", accepted=("에이전트",))
    changed = [replace(term, forbidden=("상담원",)), replace(term, accepted=("대행자",)), replace(term, sense="law")]
    all_of_them = {gate.glossary_of(replace(LOCALE, glossary=(one,))) for one in [term, *changed]}

    assert len(all_of_them) == 4
    assert {len(one) for one in all_of_them} == {64}
    assert gate.glossary_of(LOCALE) == ""
