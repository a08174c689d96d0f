"""What becomes of a text that did not pass the gate: shown in English, held, let out by a person; not bought twice."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import holding, pipeline, texts, waiting, writing
from bot.domain import Digest, Entry, Finding, Locale, Paper, Receipt, Severity, Stop, Term, Translation, Verdict
from bot.errors import Rejected, Unavailable
from bot.gate import Case
from bot.holding import Work
from bot.pipeline import tick
from bot.ports import Bot
from bot.vetting import Ask
from tests import samples
from tests.fakes import LOCALE, FakePublisher, FakeTranslator, World, reworded, week, world

KEY = "dair/2026-11-15"
DIGEST = f"{KEY}/forum"
INTRO = f"{KEY}/0"
SAID = "‘4’ is 6 in the translation: give the number of the source."


@dataclass
class Gate:
    """Stands in for `vet`: the texts named in `fails` do not pass."""

    fails: set[str] = field(default_factory=set)
    cases: list[Case] = field(default_factory=list)
    down: bool = False

    def __call__(self, bot: Bot, ask: Ask) -> tuple[Translation, Receipt]:
        case = ask(bot.translator)
        if self.down:
            raise Unavailable("the judge is busy")
        self.cases.append(case)
        if case.made.entry not in self.fails:
            return case.made, Receipt(key=case.made.key, verdict=Verdict.CLEAN)
        wrong = Finding(
            key=case.made.key, code="number.changed", severity=Severity.REPAIR, message=SAID, source_span="4"
        )
        return case.made, Receipt(key=case.made.key, verdict=Verdict.FAILED, found=(wrong,), left=(wrong,), repairs=1)


@pytest.fixture
def vet(monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate()
    monkeypatch.setattr(writing, "vet", gate)
    return gate


@pytest.fixture
def make(tmp_path: Path, vet: Gate) -> Iterator[Callable[..., World]]:
    with ExitStack() as stack:

        def made(**edition: object) -> World:
            here = world(tmp_path, stack.enter_context, **edition)
            here.offer(week(3))
            return here

        yield made


def digest(here: World) -> Digest:
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    return waiting.digest_of(here.bot, work)


def shown(here: World) -> list[bool]:
    """Whether each entry stands in translation."""
    return [piece.translation is not None for piece in digest(here).pieces]


def let_out(here: World, key: str) -> None:
    """What `paperboy release` does with a text that failed."""
    here.release(key)
    for one in texts.failed_under(here.bot, key):
        assert here.bot.store.receipts.waive(one.key, "mod", here.clock.now())


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_text_is_kept_with_its_receipt(make: Callable[..., World]) -> None:
    here = make()
    tick(here.bot)
    receipts = here.bot.store.receipts.of(KEY, "ko")
    assert {key: one.verdict for key, one in receipts.items()} == {
        f"{KEY}/{n}@ko.1": Verdict.CLEAN for n in (0, 1, 2, 3)
    }
    assert len(digest(here).receipts) == 4


def test_an_entry_is_checked_against_its_source_and_the_intro_against_all(
    make: Callable[..., World], vet: Gate
) -> None:
    here = make()
    tick(here.bot)
    sources = {case.made.entry: case.sources for case in vet.cases}
    assert sources[f"{KEY}/2"] == {
        "title": samples.record(2).title,
        "summary": samples.entry(2).summary,
        "abstract": samples.record(2).abstract,
    }
    assert all(samples.entry(n).summary in sources[INTRO]["intro"] for n in (1, 2, 3))


def test_two_renderings_of_a_term_in_one_digest_are_said_once_and_hold_nothing(make: Callable[..., World]) -> None:
    class TwoVoices(FakeTranslator):
        def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
            made = super().translate(entry, paper, locale)
            return replace(made, abstract=made.abstract.replace("메모", "노트")) if entry.position == 2 else made

    here = make()
    spoken = replace(LOCALE, glossary=(Term(source="note", accepted=("메모", "노트")),))
    here.bot = replace(here.bot, translator=TwoVoices(), locales={"ko": spoken})
    for _ in range(2):
        tick(here.bot)
    found = [one for one in here.bot.store.findings.under(KEY) if one.code == "term.inconsistent"]
    assert [one.severity for one in found] == [Severity.WARN]
    assert (len(here.heard.of("finding")), here.publisher.created) == (1, [f"{DIGEST}#1"])


def test_while_the_gate_cannot_be_asked_the_text_waits(make: Callable[..., World], vet: Gate) -> None:
    here = make()
    vet.down = True
    tick(here.bot)
    assert (here.bot.store.translations.latest(KEY, "ko"), here.publisher.created) == ({}, [])
    vet.down = False
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


# ── shown in its source language ─────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_that_failed_goes_out_in_its_source_language_and_is_not_bought_again(
    make: Callable[..., World], vet: Gate
) -> None:
    here = make()
    vet.fails = {f"{KEY}/2"}
    for _ in range(3):
        tick(here.bot)
    assert (here.publisher.created, shown(here)) == ([f"{DIGEST}#1"], [True, False, True])
    assert here.translator.asked.count(f"{KEY}/2") == 1
    assert here.bot.store.holds.all() == []
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    assert waiting.findings_of(here.bot, work) == [f"{KEY}/2@ko.1: {SAID}"]


def test_an_intro_that_failed_is_left_out(make: Callable[..., World], vet: Gate) -> None:
    here = make(on_failure="hold")
    vet.fails = {INTRO}
    for _ in range(2):
        tick(here.bot)
    assert (here.publisher.created, digest(here).intro) == ([f"{DIGEST}#1"], None)
    assert (here.translator.asked.count(INTRO), here.bot.store.holds.all()) == (1, [])


@pytest.mark.parametrize("key", [INTRO, f"{INTRO}@ko"])
def test_an_intro_that_a_person_holds_is_left_out_until_it_is_released(make: Callable[..., World], key: str) -> None:
    here = make(review="required")
    tick(here.bot)
    assert digest(here).intro is not None
    here.stop(key)
    assert digest(here).intro is None
    here.release(key)
    assert digest(here).intro is not None


def test_an_intro_that_could_not_be_written_anew_does_not_speak_of_a_paper_that_was_dropped(
    make: Callable[..., World],
) -> None:
    here = make(review="required")
    tick(here.bot)
    here.stop(f"{KEY}/2", Stop.DROPPED)
    assert digest(here).intro is None, "it introduces three papers"
    here.translator.fails[INTRO] = Unavailable("busy")
    tick(here.bot)
    assert digest(here).intro is None
    here.translator.fails.clear()
    here.clock.wind(timedelta(hours=2))
    tick(here.bot)
    assert digest(here).intro is not None


def test_an_intro_that_is_out_stays_whatever_is_decided_later(make: Callable[..., World]) -> None:
    here = make()
    tick(here.bot)
    here.stop(INTRO)
    here.stop(f"{KEY}/2", Stop.DROPPED)
    assert digest(here).intro is not None


@pytest.mark.parametrize("refused", [f"{KEY}/2", INTRO])
def test_what_the_model_refused_has_a_receipt_and_no_text(make: Callable[..., World], refused: str) -> None:
    here = make()
    here.translator.fails[refused] = Rejected(f"{refused}@ko: the model declined")
    for _ in range(2):
        tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]
    assert here.translator.asked.count(refused) == 1
    receipt = here.bot.store.receipts.of(KEY, "ko")[f"{refused}@ko.1"]
    (why,) = receipt.left
    assert (receipt.verdict, why.code, why.severity) == (Verdict.FAILED, "structure.refused", Severity.BLOCK)
    assert here.heard.why(f"{refused}@ko.1") == why.message == "The model gave no text: the model declined"
    assert here.bot.store.translations.latest(KEY, "ko")[refused].empty


@pytest.fixture
def refused(make: Callable[..., World]) -> World:
    """Of the week's texts the model gave none, and the digest is held."""
    here = make()
    here.translator.fails = {f"{KEY}/{number}": Rejected("the model declined") for number in range(4)}
    for _ in range(2):
        tick(here.bot)
    assert (here.publisher.created, len(here.translator.asked)) == ([], 4)
    (hold,) = here.bot.store.holds.all()
    assert hold.key == DIGEST
    assert "not one of its 3 texts can be read (The model gave no text: the model declined)" in hold.reason
    return here


def release(here: World) -> None:
    """What `paperboy release` does with a digest that has no text."""
    here.release(DIGEST)
    for one in texts.refused(here.bot, waiting.works(here.bot, here.bot.editions[0])[0]):
        assert here.bot.store.receipts.waive(one.key, "mod", here.clock.now())


def test_a_digest_of_which_everything_was_refused_is_written_once_a_person_mended_that(refused: World) -> None:
    refused.translator.fails = {}
    release(refused)
    tick(refused.bot)
    assert (refused.publisher.created, shown(refused)) == ([f"{DIGEST}#1"], [True] * 3)


def test_a_digest_that_a_person_lets_out_although_all_is_refused_goes_out_in_its_source_language(
    refused: World,
) -> None:
    release(refused)
    tick(refused.bot)
    assert (refused.publisher.created, shown(refused)) == ([f"{DIGEST}#1"], [False] * 3)
    assert (digest(refused).intro, len(refused.translator.asked)) == (None, 8)


def test_a_digest_that_a_person_lets_out_shows_no_text_that_failed(make: Callable[..., World], vet: Gate) -> None:
    here = make()
    vet.fails = {f"{KEY}/1", f"{KEY}/2"}
    here.translator.fails[f"{KEY}/3"] = Rejected("the model declined")
    tick(here.bot)
    assert [hold.key for hold in here.bot.store.holds.all()] == [DIGEST]
    here.translator.fails.clear()
    release(here)
    tick(here.bot)
    assert (here.publisher.created, shown(here)) == ([f"{DIGEST}#1"], [False, False, True])


def test_a_digest_that_a_person_let_go_before_its_texts_were_there_is_held_all_the_same(
    make: Callable[..., World], vet: Gate
) -> None:
    here = make()
    vet.fails = {f"{KEY}/{number}" for number in range(4)}
    pipeline.collect(here.bot)
    here.stop(DIGEST, reason="a person waits for the authors")
    tick(here.bot)
    here.release(DIGEST)
    tick(here.bot)
    assert here.publisher.created == []
    (hold,) = here.bot.store.holds.all()
    assert "not one of its 3 texts can be read" in hold.reason
    here.release(DIGEST)
    tick(here.bot)
    assert (here.publisher.created, shown(here)) == ([f"{DIGEST}#1"], [False] * 3)


def test_a_text_that_failed_is_written_again_when_the_newsletter_changed_it(
    make: Callable[..., World], vet: Gate
) -> None:
    here = make(review="required")
    vet.fails = {f"{KEY}/2"}
    tick(here.bot)
    vet.fails.clear()
    here.offer(reworded(week(3), 2))
    for _ in range(2):
        tick(here.bot)
    assert here.translator.asked.count(f"{KEY}/2") == 2
    assert shown(here) == [True, True, True]
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    assert waiting.findings_of(here.bot, work) == [], "what was found in the version before is past"


def test_an_earlier_version_of_another_text_does_not_stand_in(make: Callable[..., World], vet: Gate) -> None:
    here = make(review="required")
    tick(here.bot)
    vet.fails = {f"{KEY}/2"}
    here.offer(reworded(week(3), 2))
    tick(here.bot)
    assert shown(here) == [True, False, True]


# ── abstracts that came late ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def late(make: Callable[..., World]) -> World:
    """A digest that went out without the abstract of its second entry, which is there now."""
    here = make()
    known = here.library.records.pop("2611.90002")
    here.clock.set(samples.SUNDAY + timedelta(hours=13))
    tick(here.bot)
    assert here.publisher.created
    here.library.records["2611.90002"] = known
    return here


def test_of_a_late_abstract_nothing_but_the_abstract_is_checked(late: World, vet: Gate) -> None:
    tick(late.bot)
    case = vet.cases[-1]
    assert dict(case.sources) == {"abstract": samples.record(2).abstract}
    assert dict(case.texts) == {"abstract": case.made.abstract}
    assert (case.made.title, case.made.summary) == ("", "")
    assert late.publisher.edits == [(f"{DIGEST}#1", "초록 추가")]


def test_the_version_with_a_late_abstract_keeps_the_rest_of_the_one_before(late: World) -> None:
    tick(late.bot)
    before, after = late.bot.store.translations.all(KEY, "ko")[f"{KEY}/2"]
    assert after.abstract
    assert replace(after, version=1, abstract="") == before


def test_a_late_abstract_that_failed_is_filled_in_in_english_and_the_rest_stays(late: World, vet: Gate) -> None:
    vet.fails = {f"{KEY}/2"}
    asked = late.translator.asked.count(f"{KEY}/2")
    for _ in range(3):
        tick(late.bot)
    assert (len(late.publisher.edits), late.bot.store.holds.all()) == (1, [])
    raw = late.publisher.stands[f"{DIGEST}#1"].raw
    assert (samples.record(2).abstract in raw, LOCALE.words["not_yet"] in raw) == (True, False)
    assert late.translator.asked.count(f"{KEY}/2") == asked + 1
    assert shown(late) == [True, True, True], "the version that stands stays"


def test_a_late_abstract_that_failed_holds_nothing_that_is_out(late: World, vet: Gate) -> None:
    late.bot = replace(late.bot, editions=[replace(late.bot.editions[0], on_failure="hold")])
    vet.fails = {f"{KEY}/2"}
    for _ in range(2):
        tick(late.bot)
    assert (len(late.publisher.edits), late.bot.store.holds.all(), late.heard.of("held")) == (1, [], [])


def test_a_late_abstract_that_the_model_refused_is_not_asked_for_again(late: World) -> None:
    late.translator.fails[f"{KEY}/2"] = Rejected("the model declined")
    asked = late.translator.asked.count(f"{KEY}/2")
    for _ in range(3):
        tick(late.bot)
    assert late.translator.asked.count(f"{KEY}/2") == asked + 1
    piece = digest(late).pieces[1]
    assert piece.translation is not None
    assert (piece.translation.version, piece.translation.abstract) == (1, "")


def test_a_late_abstract_that_a_person_lets_out_is_filled_in(late: World, vet: Gate) -> None:
    vet.fails = {f"{KEY}/2"}
    tick(late.bot)
    let_out(late, f"{KEY}/2")
    tick(late.bot)
    assert samples.translation(2).abstract in late.publisher.stands[f"{DIGEST}#1"].raw
    assert samples.record(2).abstract not in late.publisher.stands[f"{DIGEST}#1"].raw


# ── held, where the edition wants it ─────────────────────────────────────────────────────────────────────────────────


def test_an_entry_that_failed_holds_its_digest_with_what_was_found_and_what_lets_it_go(
    make: Callable[..., World], vet: Gate
) -> None:
    here = make(on_failure="hold")
    vet.fails = {f"{KEY}/2"}
    for _ in range(2):
        tick(here.bot)
    assert here.publisher.created == []
    (hold,) = here.bot.store.holds.all()
    assert (hold.key, hold.who) == (f"{KEY}/2@ko", "paperboy")
    assert hold.reason == (
        f"{SAID.rstrip('.')}; `paperboy release {KEY}/2@ko` lets it out as it is, `paperboy drop {KEY}/2` leaves it out"
    )
    let_out(here, hold.key)
    tick(here.bot)
    assert (here.publisher.created, shown(here)) == ([f"{DIGEST}#1"], [True, True, True])
    assert here.bot.store.receipts.of(KEY, "ko")[f"{KEY}/2@ko.1"].waived == "mod"
    assert here.translator.asked.count(f"{KEY}/2") == 1


def test_what_the_model_refused_is_held_and_asked_for_again_once_it_is_released(make: Callable[..., World]) -> None:
    here = make(on_failure="hold")
    here.translator.fails[f"{KEY}/2"] = Rejected("the model declined")
    for _ in range(2):
        tick(here.bot)
    assert (here.publisher.created, here.translator.asked.count(f"{KEY}/2")) == ([], 1)
    (held,) = here.bot.store.holds.all()
    assert (held.key, held.reason) == (f"{KEY}/2@ko", "The model gave no text: the model declined")
    here.translator.fails.clear()
    let_out(here, f"{KEY}/2")
    let_out(here, f"{KEY}/2@ko")
    tick(here.bot)
    assert (here.publisher.created, shown(here)) == ([f"{DIGEST}#1"], [True, True, True])
    assert here.translator.asked.count(f"{KEY}/2") == 2


def test_an_entry_that_was_dropped_holds_nothing_any_more(make: Callable[..., World], vet: Gate) -> None:
    here = make(on_failure="hold")
    vet.fails = {f"{KEY}/2"}
    tick(here.bot)
    here.stop(f"{KEY}/2", Stop.DROPPED)
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]
    assert len(digest(here).pieces) == 2


def test_the_newsletters_correction_lets_a_held_text_go(make: Callable[..., World], vet: Gate) -> None:
    here = make(on_failure="hold")
    vet.fails = {f"{KEY}/2"}
    tick(here.bot)
    vet.fails.clear()
    here.offer(reworded(week(3), 2))
    tick(here.bot)
    assert here.publisher.created == [f"{DIGEST}#1"]


def test_each_edition_has_its_own_policy(make: Callable[..., World], vet: Gate) -> None:
    here, there = make(on_failure="hold"), FakePublisher()
    here.add_edition(there, name="second")
    vet.fails = {f"{KEY}/2"}
    for _ in range(2):
        tick(here.bot)
    assert (here.publisher.created, there.created) == ([], [f"{KEY}/second#1"])


def test_an_edition_that_wants_it_held_later_gets_it_held(make: Callable[..., World], vet: Gate) -> None:
    here = make(review="required")
    vet.fails = {f"{KEY}/2"}
    tick(here.bot)
    here.bot = replace(here.bot, editions=[replace(here.bot.editions[0], on_failure="hold", review="none")])
    tick(here.bot)
    assert here.publisher.created == []
    assert [hold.key for hold in here.bot.store.holds.all()] == [f"{KEY}/2@ko"]


def test_a_persons_hold_on_an_entry_holds_whatever_the_policy_is(make: Callable[..., World], vet: Gate) -> None:
    here = make()
    vet.fails = {f"{KEY}/2"}
    here.bot = replace(here.bot, editions=[replace(here.bot.editions[0], review="required")])
    tick(here.bot)
    here.stop(f"{KEY}/2@ko")
    (work,) = waiting.works(here.bot, here.bot.editions[0])
    assert holding.hold_on(here.bot, work) is not None


def test_posting_by_hand_stops_at_a_text_that_failed(make: Callable[..., World], vet: Gate) -> None:
    here = make(on_failure="hold")
    vet.fails = {f"{KEY}/2"}
    pipeline.collect(here.bot)
    pipeline.post_now(here.bot, KEY)
    assert here.publisher.created == []
    with pytest.raises(Rejected, match=f"`paperboy release {KEY}/2@ko` lets it go$"):
        pipeline.post_now(here.bot, KEY)


# ── let out by a person ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_lets_a_text_out_before_its_digest_is_out(make: Callable[..., World], vet: Gate) -> None:
    here = make(review="required")
    vet.fails = {f"{KEY}/2", f"{KEY}/3"}
    tick(here.bot)
    assert shown(here) == [True, False, False]
    let_out(here, f"{KEY}/2")
    assert shown(here) == [True, True, False]
    tick(here.bot)
    assert here.translator.asked.count(f"{KEY}/2") == 1


@pytest.mark.parametrize("refused", [f"{KEY}/2", INTRO])
def test_what_the_model_refused_is_asked_for_again_when_a_person_lets_it_out(
    make: Callable[..., World], refused: str
) -> None:
    here = make(review="required")
    here.library.records.clear()
    here.clock.set(samples.SUNDAY + timedelta(hours=13))
    here.translator.fails[refused] = Rejected("the model declined")
    for _ in range(2):
        tick(here.bot)
    assert here.translator.asked.count(refused) == 1
    here.translator.fails.clear()
    let_out(here, refused)
    for _ in range(2):
        tick(here.bot)
    assert here.translator.asked.count(refused) == 2
    assert not here.bot.store.translations.latest(KEY, "ko")[refused].empty


def test_what_went_out_in_its_source_language_is_not_let_out_behind_the_forums_back(
    make: Callable[..., World], vet: Gate
) -> None:
    here = make()
    vet.fails = {f"{KEY}/2"}
    tick(here.bot)
    assert texts.failed_under(here.bot, f"{KEY}/2") == []


@pytest.mark.parametrize("key", [KEY, DIGEST, f"{KEY}/1", f"{KEY}/2@ja", f"{KEY}/2@ko.2", f"{KEY}/9", "", "/", "@ko"])
def test_a_key_that_names_no_such_text_lets_none_out(make: Callable[..., World], vet: Gate, key: str) -> None:
    here = make(review="required")
    vet.fails = {f"{KEY}/2"}
    tick(here.bot)
    assert texts.failed_under(here.bot, key) == []
    assert [one.key for one in texts.failed_under(here.bot, f"{KEY}/2@ko.1")] == [f"{KEY}/2@ko.1"]


def test_a_draft_for_review_shows_what_will_go_out(make: Callable[..., World], vet: Gate) -> None:
    here = make(start="next")
    vet.fails = {f"{KEY}/2"}
    pipeline.prepare_preview(here.bot, "")
    digest_ = waiting.digest_of(here.bot, Work(issue=here.bot.store.issues.all()[0], edition=here.bot.editions[0]))
    assert [piece.translation is not None for piece in digest_.pieces] == [True, False, True]
