"""A text is checked, mended and checked again; what the models do wrong on the way never reaches a reader."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import gate, vetting
from bot.checks import Pair
from bot.domain import Finding, Receipt, Severity, Term, Translation, Verdict
from bot.errors import Misconfigured, OverBudget, Rejected, Unavailable
from bot.gate import Case
from bot.store import Database
from tests import samples
from tests.fakes import LOCALE, FakeTranslator, World, world

WRONG, GRAVE = "틀림", "금지"
CLEAN = samples.translation()
ONE = replace(CLEAN, abstract=f"모델을 제안합니다. 메모 4개를 {WRONG}.")
TWO = replace(CLEAN, abstract=f"모델을 {WRONG}. 메모 4개를 {WRONG}.")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world in which the rules find two words, the second of which blocks."""

    def check(pair: Pair) -> Iterator[Finding]:
        for word, severity in ((WRONG, Severity.REPAIR), (GRAVE, Severity.BLOCK)):
            for number in range(pair.target.count(word)):
                yield rule(pair.key, f"{word} {number}", severity)

    monkeypatch.setattr(gate, "check", check)
    with ExitStack() as stack:

        def open_(database: AbstractContextManager[Database]) -> Database:
            return stack.enter_context(database)

        yield world(tmp_path, open_)


def rule(key: str, message: str, severity: Severity = Severity.REPAIR) -> Finding:
    return Finding(key=key, code=f"number.{severity.value}", severity=severity, message=message)


def doubted(severity: Severity = Severity.REPAIR) -> gate.Found:
    one = Finding(key=CLEAN.key, code="language.judge", severity=severity, message="Says the opposite.")
    return {"abstract": (one,)}


def vet(here: World, made: Translation) -> tuple[Translation, Receipt]:
    return vetting.vet(here.bot, lambda _model: case(made))


def case(made: Translation) -> Case:
    return gate.of_entry(made, samples.entry(), samples.paper(), LOCALE)


def events(here: World) -> list[str]:
    return [event for event, _key, _facts in here.heard.events]


def test_a_clean_text_is_kept_as_it_came_and_nothing_is_said(here: World) -> None:
    kept, receipt = vet(here, CLEAN)

    assert kept == CLEAN
    assert receipt == Receipt(key=CLEAN.key, verdict=Verdict.CLEAN)
    assert (here.translator.told, events(here)) == ([], [])


def test_a_text_is_mended_by_being_told_exactly_what_was_found(here: World) -> None:
    here.translator.mends = [CLEAN]

    kept, receipt = vet(here, ONE)

    assert kept == CLEAN
    assert [
        {field: [one.message for one in told] for field, told in each.items()} for each in here.translator.told
    ] == [{"abstract": [f"{WRONG} 0"]}]
    assert (receipt.verdict, receipt.repairs, receipt.left) == (Verdict.REPAIRED, 1, ())
    assert [one.message for one in receipt.found] == [f"{WRONG} 0"]
    assert here.heard.events == [
        ("repairing", CLEAN.key, {"why": f"{WRONG} 0"}),
        ("repaired", CLEAN.key, {}),
    ]


def test_a_second_round_mends_what_the_first_left(here: World) -> None:
    here.translator.mends = [ONE, CLEAN]

    kept, receipt = vet(here, TWO)

    assert (kept, receipt.verdict, receipt.repairs) == (CLEAN, Verdict.REPAIRED, 2)


def test_a_model_that_repeats_its_mistake_is_asked_once(here: World) -> None:
    here.translator.mends = [ONE, CLEAN]

    kept, receipt = vet(here, ONE)

    assert (kept, receipt.verdict, receipt.repairs) == (ONE, Verdict.FAILED, 1)
    assert receipt.left == receipt.found
    assert here.heard.events[-1] == ("unfit", CLEAN.key, {"why": f"{WRONG} 0"})


def test_there_is_no_third_round(here: World) -> None:
    three = replace(TWO, title=WRONG)
    here.translator.mends = [TWO, ONE, CLEAN]

    kept, receipt = vet(here, three)

    assert (kept, receipt.verdict, receipt.repairs) == (ONE, Verdict.FAILED, gate.ROUNDS)
    assert (len(receipt.found), len(receipt.left)) == (3, 1)


@pytest.mark.parametrize("worse", [TWO, replace(CLEAN, abstract=GRAVE)])
def test_a_repair_that_makes_it_worse_is_thrown_away(here: World, worse: Translation) -> None:
    here.translator.mends = [worse, CLEAN]

    kept, receipt = vet(here, ONE)

    assert (kept, receipt.verdict, receipt.repairs) == (ONE, Verdict.FAILED, 1)


def test_the_better_version_stands_when_the_second_round_makes_it_worse(here: World) -> None:
    here.translator.mends = [ONE, TWO]

    kept, receipt = vet(here, TWO)

    assert (kept, receipt.verdict, receipt.repairs, len(receipt.left)) == (ONE, Verdict.FAILED, 2, 1)


@pytest.mark.parametrize(
    "why", ["the model declined (category cyber)", "not usable twice (abstract: changed where nothing was found)"]
)
def test_a_repair_that_is_refused_or_changes_something_else_ends_the_rounds(here: World, why: str) -> None:
    here.translator.mends = [Rejected(f"{CLEAN.key}: {why}"), CLEAN]

    kept, receipt = vet(here, ONE)

    assert (kept, receipt.verdict, receipt.repairs) == (ONE, Verdict.FAILED, 1)


@pytest.mark.parametrize("error", [Unavailable("busy"), Misconfigured("no key"), OverBudget("spent")])
def test_a_model_that_is_down_has_the_text_wait(here: World, error: Exception) -> None:
    here.translator.mends = [error]

    with pytest.raises(type(error)):
        vet(here, ONE)


def test_what_is_only_worth_a_look_is_kept_and_not_mended(here: World) -> None:
    here.translator.judged_by = "second-model"
    here.translator.finds = [doubted(Severity.WARN)]

    kept, receipt = vet(here, CLEAN)

    assert (kept, receipt.verdict, receipt.repairs) == (CLEAN, Verdict.CLEAN, 0)
    assert (receipt.left, receipt.found, receipt.judge) == (
        receipt.found,
        doubted(Severity.WARN)["abstract"],
        "second-model",
    )
    assert events(here) == []


def test_a_judge_that_disagrees_with_a_clean_text_has_it_mended_and_reads_it_again(here: World) -> None:
    better = replace(CLEAN, abstract="모델을 제안합니다. 메모 넷을 보관합니다.")
    here.translator.judged_by, here.translator.finds = "second-model", [doubted()]
    here.translator.mends = [better]

    kept, receipt = vet(here, CLEAN)

    assert (kept, receipt.verdict, receipt.judge) == (better, Verdict.REPAIRED, "second-model")
    assert (receipt.found, receipt.left) == (doubted()["abstract"], ())
    assert [(one.made, one.repairs) for one in here.translator.judged] == [(CLEAN, 0), (better, 1)]


@pytest.mark.parametrize("severity", [Severity.REPAIR, Severity.BLOCK])
def test_a_judge_that_stays_with_its_view_fails_the_text(here: World, severity: Severity) -> None:
    here.translator.judged_by, here.translator.finds = "second-model", [doubted(severity)] * 3

    kept, receipt = vet(here, CLEAN)

    assert (kept, receipt.verdict, receipt.repairs) == (CLEAN, Verdict.FAILED, 1)
    assert receipt.left == doubted(severity)["abstract"]


def test_a_judge_that_changes_its_mind_about_the_same_words_has_not_passed_them(here: World) -> None:
    here.translator.judged_by, here.translator.finds = "second-model", [doubted()]

    kept, receipt = vet(here, CLEAN)

    assert (kept, receipt.verdict, receipt.left) == (CLEAN, Verdict.FAILED, doubted()["abstract"])


def test_a_second_round_that_goes_back_to_words_the_judge_stopped_has_not_passed_them(here: World) -> None:
    better = replace(CLEAN, abstract="모델을 제안합니다. 메모 넷을 보관합니다.")
    here.translator.judged_by = "second-model"
    here.translator.finds = [doubted(Severity.BLOCK), doubted(Severity.REPAIR)]
    here.translator.mends = [better, CLEAN]

    kept, receipt = vet(here, CLEAN)

    assert (kept, receipt.verdict, receipt.repairs) == (better, Verdict.FAILED, 2)


def test_a_mend_for_the_judge_that_breaks_a_rule_is_thrown_away(here: World) -> None:
    here.translator.judged_by, here.translator.finds = "second-model", [doubted()]
    here.translator.mends = [ONE]

    kept, receipt = vet(here, CLEAN)

    assert (kept, receipt.verdict, receipt.left) == (CLEAN, Verdict.FAILED, doubted()["abstract"])
    assert len(here.translator.judged) == 1


def test_a_judge_is_asked_only_of_what_the_rules_let_out_and_can_never_pass_it(here: World) -> None:
    here.translator.judged_by = "second-model"

    kept, receipt = vet(here, ONE)

    assert (kept, receipt.verdict, receipt.judge) == (ONE, Verdict.FAILED, "")
    assert here.translator.judged == []


def test_what_the_judge_finds_in_a_text_the_rules_had_mended_takes_the_second_round(here: World) -> None:
    better = replace(CLEAN, summary=CLEAN.summary.replace("저렴", "경제적"))
    here.translator.judged_by, here.translator.finds = "second-model", [doubted()]
    here.translator.mends = [CLEAN, better]

    kept, receipt = vet(here, ONE)

    assert (kept, receipt.verdict, receipt.repairs) == (better, Verdict.REPAIRED, 2)
    assert [one.code for one in receipt.found] == ["number.repair", "language.judge"]


def test_a_judge_that_is_down_has_the_text_wait(here: World) -> None:
    here.translator.judged_by, here.translator.finds = "second-model", [Unavailable("busy")]

    with pytest.raises(Unavailable):
        vet(here, CLEAN)


def test_a_judge_that_refuses_leaves_the_word_to_the_rules_and_the_receipt_says_so(here: World) -> None:
    here.translator.judged_by, here.translator.finds = "second-model", [Rejected("the model declined")]

    kept, receipt = vet(here, CLEAN)

    assert (kept, receipt.verdict, receipt.judge) == (CLEAN, Verdict.CLEAN, "")
    (left,) = receipt.left
    assert (left.code, left.severity) == ("language.unjudged", Severity.WARN)
    assert "the model declined" in left.message


def test_a_judge_that_will_not_read_its_own_mend_has_not_passed_it(here: World) -> None:
    better = replace(CLEAN, title="Lantern 1: 긴 글 읽기")
    here.translator.judged_by = "second-model"
    here.translator.finds, here.translator.mends = [doubted(), Rejected("the model declined")], [better]

    kept, receipt = vet(here, CLEAN)

    assert (kept, receipt.verdict) == (CLEAN, Verdict.FAILED)


def test_everything_refused_is_a_text_that_failed(here: World) -> None:
    here.translator.judged_by = "second-model"
    here.translator.finds = [doubted(), Rejected("the judge declined")]
    here.translator.mends = [Rejected("the model declined")]

    kept, receipt = vet(here, CLEAN)

    assert (kept, receipt.verdict, receipt.left) == (CLEAN, Verdict.FAILED, doubted()["abstract"])


WORDS = st.sampled_from([["메모"], ["메모", "메모"], [WRONG], [WRONG, WRONG], [GRAVE], [GRAVE, WRONG]])
REFUSED = "refused"


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, st.lists(WORDS | st.just(REFUSED), max_size=3), st.lists(st.sampled_from([*Severity, "", REFUSED])))
def test_whatever_the_models_do_nothing_passes_that_anything_grave_was_found_in(
    here: World, first: list[str], mends: list[list[str] | str], views: list[Severity | str]
) -> None:
    def text(words: list[str]) -> Translation:
        return replace(CLEAN, abstract=" ".join(words))

    no = Rejected("the model declined")
    told = FakeTranslator(judged_by="second-model")
    told.mends = [text(one) if isinstance(one, list) else no for one in mends]
    told.finds = [no if one == REFUSED else doubted(Severity(one)) if one else {} for one in views]
    here.bot = replace(here.bot, translator=told)

    kept, receipt = vet(here, text(first))

    rules = gate.to_mend(gate.all_of(gate.by_field(case(kept))))
    # Of a text that came back as it was the first view stands: the repair is thrown away.
    said = next((view for view, one in zip(views, told.judged, strict=False) if one.made == kept), "")
    doubts = said in (Severity.BLOCK, Severity.REPAIR)
    assert (receipt.verdict is Verdict.FAILED) == (bool(rules) or doubts) == bool(gate.to_mend(receipt.left))
    assert receipt.repairs == len(told.told) <= gate.ROUNDS
    assert (receipt.judge == "") == (bool(rules) or said == REFUSED)


def test_the_receipt_names_the_terms_the_text_was_checked_against(here: World) -> None:
    terms = replace(LOCALE, glossary=(Term(source="note", accepted=("메모",)),))

    _kept, receipt = vetting.vet(here.bot, lambda _model: replace(case(CLEAN), locale=terms))

    assert receipt.glossary == gate.glossary_of(terms) != ""


# ── a stronger model ──────────────────────────────────────────────────────────────────────────────────────


class Strong(FakeTranslator):
    """Writes what it is given, once for each time it is asked."""

    def __init__(self, *writes: Translation | Exception) -> None:
        super().__init__()
        self.writes = list(writes)

    def write(self) -> Translation:
        one = self.writes.pop(0)
        if isinstance(one, Exception):
            raise one
        return replace(one, by="stronger-model")


def vet_with(here: World, first: Translation | Exception, strong: Strong) -> tuple[Translation, Receipt]:
    """The text as the first model gives it, with a stronger one behind it."""
    here.translator.stronger = strong

    def ask(model: object) -> Case:
        if isinstance(model, Strong):
            return case(model.write())
        if isinstance(first, Exception):
            raise first
        return case(first)

    return vetting.vet(here.bot, ask)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


def test_a_stronger_model_is_never_asked_for_what_passes(here: World) -> None:
    here.translator.mends = [CLEAN]
    strong = Strong(CLEAN, CLEAN)

    for first in (CLEAN, ONE):
        kept, receipt = vet_with(here, first, strong)
        assert (kept.by, codes(receipt.left)) == (CLEAN.by, [])

    assert len(strong.writes) == 2


def test_what_the_first_model_cannot_mend_a_stronger_one_writes_anew(here: World) -> None:
    strong = Strong(replace(CLEAN, title="새로 쓴 제목"))

    kept, receipt = vet_with(here, ONE, strong)

    assert (kept.title, kept.by, receipt.verdict) == ("새로 쓴 제목", "stronger-model", Verdict.REPAIRED)
    assert (codes(receipt.mended), codes(receipt.left)) == (["number.repair"], ["language.anew"])
    assert "stronger-model wrote this" in receipt.left[0].message
    assert events(here) == ["repairing", "rewriting", "repaired"]


def test_a_stronger_model_mends_its_own_text_under_the_same_rule_of_rounds(here: World) -> None:
    strong = Strong(replace(TWO, title="새로 쓴 제목"))
    strong.mends = [replace(ONE, by="stronger-model"), replace(CLEAN, by="stronger-model")]

    kept, receipt = vet_with(here, ONE, strong)

    assert (kept.by, receipt.verdict, receipt.repairs) == ("stronger-model", Verdict.REPAIRED, 3)
    assert (len(here.translator.told), len(strong.told)) == (1, 2)


@pytest.mark.parametrize("second", [ONE, TWO, replace(CLEAN, abstract=GRAVE), Rejected(f"{CLEAN.key}: declined")])
def test_the_first_text_stands_and_fails_where_the_stronger_one_is_no_better(
    here: World, second: Translation | Exception
) -> None:
    kept, receipt = vet_with(here, ONE, Strong(second))

    assert (kept, receipt.verdict) == (ONE, Verdict.FAILED)
    assert codes(receipt.left) == ["number.repair", "language.no_better"]
    assert events(here)[-1] == "unfit"


def test_a_stronger_text_that_fails_less_is_kept_and_fails(here: World) -> None:
    kept, receipt = vet_with(here, TWO, Strong(ONE))

    assert (kept.by, receipt.verdict) == ("stronger-model", Verdict.FAILED)
    assert codes(receipt.left) == ["number.repair", "language.anew"]


def test_what_the_first_model_refuses_is_asked_of_the_stronger_one(here: World) -> None:
    kept, receipt = vet_with(here, Rejected(f"{CLEAN.entry}@ko: the model declined"), Strong(CLEAN))

    assert (kept.by, receipt.verdict) == ("stronger-model", Verdict.CLEAN)
    assert [one.message for one in receipt.mended] == ["The model gave no text: the model declined"]
    assert codes(receipt.left) == ["language.anew"]
    assert here.heard.events == [("rewriting", f"{CLEAN.entry}@ko", {"why": "the model declined"})]


def test_what_both_refuse_is_refused_with_both_reasons(here: World) -> None:
    first, second = Rejected("dair/1@ko: the model declined"), Rejected("dair/1@ko: the answer was cut")

    with pytest.raises(
        Rejected, match=r"^dair/1@ko: the model declined; the stronger model gave no text either: the answer was cut$"
    ):
        vet_with(here, first, Strong(second))


def test_what_a_model_refuses_is_refused_where_there_is_no_stronger_one(here: World) -> None:
    def ask(_model: object) -> Case:
        raise Rejected("dair/1@ko: the model declined")

    with pytest.raises(Rejected, match=r"^dair/1@ko: the model declined$"):
        vetting.vet(here.bot, ask)


@pytest.mark.parametrize("error", [Unavailable("busy"), Misconfigured("no key")])
def test_a_stronger_model_that_is_down_has_the_text_wait(here: World, error: Exception) -> None:
    with pytest.raises(type(error)):
        vet_with(here, ONE, Strong(error))


def test_a_stronger_text_is_judged_like_any_other(here: World) -> None:
    here.translator.judged_by, here.translator.finds = "second-model", [doubted()]
    strong = Strong(replace(CLEAN, title="새로 쓴 제목"))

    kept, receipt = vet_with(here, ONE, strong)

    assert (kept.by, receipt.verdict, receipt.judge) == ("stronger-model", Verdict.FAILED, "second-model")
    assert len(here.translator.judged) == 1


def test_words_the_judge_stopped_have_not_passed_because_a_stronger_model_wrote_them_again(here: World) -> None:
    here.translator.judged_by, here.translator.finds = "second-model", [doubted()]

    kept, receipt = vet_with(here, CLEAN, Strong(CLEAN))

    assert (kept.by, receipt.verdict) == (CLEAN.by, Verdict.FAILED)
    assert codes(receipt.left) == ["language.judge", "language.no_better"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    WORDS | st.just(REFUSED),
    WORDS | st.just(REFUSED),
    st.lists(WORDS, max_size=2),
    st.lists(st.sampled_from([*Severity, "", REFUSED])),
)
def test_whatever_a_stronger_model_does_the_verdict_is_of_what_is_kept_and_that_is_no_worse(
    here: World, first: list[str] | str, second: list[str] | str, mends: list[list[str]], views: list[Severity | str]
) -> None:
    def text(words: list[str] | str) -> Translation | Exception:
        return replace(CLEAN, abstract=" ".join(words)) if isinstance(words, list) else Rejected("1@ko: declined")

    told = FakeTranslator(judged_by="second-model")
    told.finds = [Rejected("no") if one == REFUSED else doubted(Severity(one)) if one else {} for one in views]
    here.bot, here.translator = replace(here.bot, translator=told), told
    strong = Strong(text(second))
    strong.mends = [replace(CLEAN, abstract=" ".join(one), by="stronger-model") for one in mends]

    try:
        kept, receipt = vet_with(here, text(first), strong)
    except Rejected:
        assert first == second == REFUSED
        return

    rules = gate.to_mend(gate.all_of(gate.by_field(case(kept))))
    assert (receipt.verdict is Verdict.FAILED) == bool(gate.to_mend(receipt.left))
    assert not rules or receipt.verdict is Verdict.FAILED
    assert receipt.repairs == len(told.told) + len(strong.told) <= 2 * gate.ROUNDS
    if isinstance(first, list):
        before = gate.to_mend(gate.all_of(gate.by_field(case(replace(CLEAN, abstract=" ".join(first))))))
        assert (sum(one.severity is Severity.BLOCK for one in rules), len(rules)) <= (
            sum(one.severity is Severity.BLOCK for one in before),
            len(before),
        )
    asked = not strong.writes
    assert asked == (kept.by == "stronger-model" or "language.no_better" in codes(receipt.left))
