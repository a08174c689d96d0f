"""A term that people settle wins over the glossary's file: asked for, agreed to, learnt, and taken back."""

from dataclasses import replace

import pytest

from bot import texts
from bot.checks import terms
from bot.checks.pair import Kind, Pair
from bot.corrections.applying import apply_approved
from bot.corrections.learning import disagreeing, known, propose_older, propose_term
from bot.domain import Correction, Field, Learned, Span, Split, State, Term, Verb
from bot.llm.question import MOST_LEARNED, Question
from tests import samples
from tests.corrections.agora import ISSUE, MODERATOR, READER, Square
from tests.corrections.docket import applied, ask_for, rule, state

NOTES = Term(source="note", accepted=("쪽지",))


def asked(here: Square, source: str = "lantern", rendering: str = "등불") -> Correction:
    """A term that a reader asked for with a correction."""
    one = ask_for(here, "메모를", "쪽지를")
    comment = here.bot.store.corrections.comments(one.number)[0].key
    made = propose_term(here.bot, one, (source, rendering), comment)
    assert made
    return made


def learned(here: Square) -> list[tuple[str, tuple[str, ...], str, str]]:
    """The terms on record: source, renderings, who and who seconded it."""
    return [(one.source, one.accepted, one.who, one.seconded) for one in here.bot.store.terms.all("ko")]


def learn(here: Square, source: str, *accepted: str) -> None:
    """Somebody decided a term."""
    term = Learned(locale="ko", source=source, accepted=accepted, who=MODERATOR, at=here.clock.now())
    here.bot.store.terms.learn(term)


# ── its own yes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_term_is_asked_for_beside_its_correction_and_needs_a_yes_of_its_own(here: Square) -> None:
    term = asked(here)
    assert (term.field, term.about, term.before, term.after) == (Field.TERM, "ko/lantern", "", "등불")
    (parent, _) = here.bot.store.corrections.all()
    assert term.cause == parent.number
    applied(here, parent)
    assert (state(here, term), learned(here)) == (State.PROPOSED, [])
    assert applied(here, term).state is State.APPLIED
    assert learned(here) == [("lantern", ("등불",), MODERATOR, "")]
    assert len(here.forum.edits) == 1


def test_a_term_that_is_used_so_already_is_not_asked_for(here: Square) -> None:
    learn(here, "lantern", "등불")
    one = ask_for(here)
    assert propose_term(here.bot, one, ("Lantern", "등불"), "") is None


@pytest.mark.parametrize("verb", [Verb.REJECT, Verb.CLOSE])
def test_a_term_goes_with_the_correction_that_brought_it(here: Square, verb: Verb) -> None:
    term = asked(here)
    (parent, _) = here.bot.store.corrections.all()
    rule(here, parent, verb)
    assert state(here, term) is State.REJECTED
    assert here.bot.store.corrections.steps(term.number)[-1].why == ""


# ── a second moderator ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("in_file", [True, False])
def test_changing_a_term_takes_a_second_moderator(here: Square, *, in_file: bool) -> None:
    if not in_file:
        learn(here, "lantern", "랜턴")
    source = "embedding" if in_file else "lantern"
    term = asked(here, source)
    assert term.before
    first = rule(here, term)
    assert (first.event, first.text[-1]) == ("seconded", str(term.number))
    assert rule(here, term).event == "seconded"
    assert rule(here, term, who=READER).event == "refused"
    assert state(here, term) is State.PROPOSED
    assert rule(here, term, who="lee").event == "approved"
    apply_approved(here.bot)
    assert learned(here) == [(source, ("등불",), MODERATOR, "lee")]


def test_two_people_who_change_a_term_mean_the_same_words(here: Square) -> None:
    term = asked(here, "embedding")
    rule(here, term)
    outcome = rule(here, term, Verb.APPLY_OWN, "다른 말", who="lee")
    assert (outcome.event, outcome.text[:9]) == ("refused", "이미 있는 용어를")
    assert state(here, term) is State.PROPOSED


def test_a_new_term_may_have_a_moderators_own_words(here: Square) -> None:
    applied(here, asked(here), Verb.APPLY_OWN, "등|등불")
    assert learned(here) == [("lantern", ("등", "등불"), MODERATOR, "")]


def test_a_term_without_a_rendering_is_none(here: Square) -> None:
    term = asked(here)
    assert rule(here, term, Verb.APPLY_OWN, " | ").event == "refused"
    assert state(here, term) is State.PROPOSED


def test_a_term_that_was_settled_meanwhile_is_asked_for_as_the_change_it_is_by_now(here: Square) -> None:
    term = asked(here)
    learn(here, "Lantern", "랜턴")
    assert rule(here, term).event == "changed"
    assert state(here, term) is State.STALE
    anew = here.bot.store.corrections.all()[-1]
    assert (anew.about, anew.before, anew.after, anew.state) == ("ko/Lantern", "랜턴", "등불", State.PROPOSED)
    assert here.bot.store.corrections.comments(anew.number) == here.bot.store.corrections.comments(term.number)
    assert [rule(here, anew, who=who).event for who in (MODERATOR, "lee")] == ["seconded", "approved"]


def test_a_yes_to_one_change_of_a_term_is_none_to_another(here: Square) -> None:
    term = asked(here, "embedding")
    rule(here, term)
    learn(here, "embedding", "묻힘")
    assert rule(here, term, who="lee").event == "changed"
    anew = here.bot.store.corrections.all()[-1]
    assert rule(here, anew, who="lee").event == "seconded"


def test_a_term_that_is_used_so_by_now_is_not_asked_for_again(here: Square) -> None:
    term = asked(here)
    learn(here, "lantern", "등불")
    assert rule(here, term).event == "changed"
    assert [one for one in here.bot.store.corrections.all() if one.number > term.number] == []


def test_a_term_is_one_term_however_it_is_spelt(here: Square) -> None:
    learn(here, "Lantern", "랜턴")
    term = asked(here, "lantern")
    rule(here, term, who="lee")
    applied(here, term)
    assert learned(here) == [("Lantern", ("등불",), "lee", MODERATOR)]
    applied(here, term, Verb.UNDO)
    assert learned(here) == [("Lantern", ("랜턴",), MODERATOR, "")]


def test_what_is_wrong_for_a_term_is_wrong_for_its_change(here: Square) -> None:
    term = Learned(
        locale="ko", source="lantern", accepted=("랜턴",), forbidden=("호롱", "등불"), who="lee", at=here.clock.now()
    )
    here.bot.store.terms.learn(term)
    change = asked(here)
    rule(here, change, who="lee")
    applied(here, change)
    (stands,) = here.bot.store.terms.all("ko")
    assert (stands.accepted, stands.forbidden) == (("등불",), ("호롱",))


# ── taken back ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_term_is_taken_back(here: Square) -> None:
    term = asked(here)
    applied(here, term)
    assert applied(here, term, Verb.UNDO).state is State.UNDONE
    assert learned(here) == []


def test_the_term_that_people_had_decided_before_stands_again(here: Square) -> None:
    learn(here, "lantern", "랜턴", "칸델라")
    term = asked(here)
    rule(here, term, who="lee")
    applied(here, term)
    applied(here, term, Verb.UNDO)
    assert learned(here) == [("lantern", ("랜턴", "칸델라"), MODERATOR, "")]


def test_a_term_of_the_file_stands_again(here: Square) -> None:
    term = asked(here, "embedding")
    rule(here, term, who="lee")
    applied(here, term)
    applied(here, term, Verb.UNDO)
    assert learned(here) == []


def test_a_term_that_was_decided_anew_since_is_not_taken_back(here: Square) -> None:
    term = asked(here)
    applied(here, term)
    rule(here, term, Verb.UNDO)
    here.clock.sleep(1)
    learn(here, "lantern", "등불")
    apply_approved(here.bot)
    assert [one[0] for one in learned(here)] == ["lantern"]


# ── what it is good for ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_gate_holds_a_text_to_a_learned_term(here: Square) -> None:
    pair = Pair(
        key="k",
        kind=Kind.SUMMARY,
        source="The embedding is small.",
        target="임베딩이 작습니다.",
        locale=texts.locale_of(here.bot, "ko"),
    )
    assert list(terms.check(pair)) == []
    learn(here, "embedding", "묻힘")
    (found,) = terms.check(replace(pair, locale=texts.locale_of(here.bot, "ko")))
    assert found.code == "term.missing"


def test_a_correction_is_held_to_a_learned_term(here: Square) -> None:
    learn(here, "note", "메모")
    assert rule(here, ask_for(here, "메모", "쪽지")).event == "doubted"


def test_a_term_of_one_sense_stands_beside_the_files_others(here: Square) -> None:
    here.here.bot = replace(
        here.bot, locales={"ko": replace(here.bot.locales["ko"], glossary=_senses("", "law", "art"))}
    )
    term = Learned(locale="ko", source="Note", accepted=("쪽지",), sense="law", who="kim", at=here.clock.now())
    here.bot.store.terms.learn(term)
    glossary = texts.locale_of(here.bot, "ko").glossary
    assert [(one.accepted, one.sense, one.learned) for one in glossary] == [
        (("쪽지",), "law", True),
        (("음",), "", False),
        (("음",), "art", False),
    ]
    learn(here, "note", "메모")
    assert {one.sense for one in texts.locale_of(here.bot, "ko").glossary if not one.learned} == set()


def test_the_same_terms_are_one_glossary(here: Square) -> None:
    assert texts.locale_of(here.bot, "ko") is here.bot.locales["ko"]
    learn(here, "lantern", "등불")
    assert texts.locale_of(here.bot, "ko").glossary is texts.locale_of(here.bot, "ko").glossary
    assert (known(here.bot, "ko", "Lantern") or NOTES).accepted == ("등불",)


def test_the_next_question_offers_learned_terms_first_and_not_too_many(here: Square) -> None:
    names = [f"word{letter}{other}" for letter in "abcdefgh" for other in "abcdefgh"]
    for name in names:
        learn(here, name, "말")
    question = Question(
        task="translate",
        key="k",
        locale=texts.locale_of(here.bot, "ko"),
        source=f"An embedding of {' and '.join(names)}.",
        schema={},
        read=str,
    )
    lines = [line for line in question.user.split("\n") if line.startswith("- ")]
    assert sum(line.startswith("- word") for line in lines) == MOST_LEARNED
    assert lines[0].startswith("- word")
    assert lines[-1].startswith("- embedding")


# ── older posts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_texts_that_are_out_and_say_it_otherwise_are_counted(here: Square) -> None:
    assert [one.entry[-1] for one in disagreeing(here.bot, "ko", NOTES)] == ["1", "2", "3"]
    assert disagreeing(here.bot, "ko", Term(source="note", accepted=("메모",))) == []
    assert disagreeing(here.bot, "ko", Term(source="embedding", accepted=("묻힘",))) == []


def test_older_texts_are_proposed_to_be_corrected_and_nothing_is_edited_before_a_yes(here: Square) -> None:
    applied(here, asked(here, "note", "쪽지"))
    older = replace(NOTES, forbidden=("메모",))
    made = propose_older(here.bot, "ko", older)
    assert {(one.about.partition("@")[0][-1], one.field) for one in made} == {
        (number, field) for number in "123" for field in (Field.TITLE, Field.SUMMARY, Field.ABSTRACT)
    } - {("2", Field.SUMMARY)}  # which is asked for already
    assert {one.state for one in made} == {State.PROPOSED}
    assert here.forum.edits == []
    assert all(here.bot.store.corrections.comments(one.number) == [] for one in made)
    one = next(one for one in made if one.field is Field.ABSTRACT)
    assert applied(here, one).state is State.APPLIED
    assert "쪽지 4개를 보관합니다" in here.raw()
    assert propose_older(here.bot, "ko", older) == []


def test_an_older_text_gets_the_very_words_that_a_reader_gave(here: Square) -> None:
    one = ask_for(here, "메모를", "쪽지를")
    term = propose_term(here.bot, one, ("note", "쪽지"), "")
    assert term
    applied(here, term)
    first = next(each for each in propose_older(here.bot, "ko", NOTES) if each.field is Field.SUMMARY)
    assert [(span.old, span.new) for span in first.spans] == [("메모를", "쪽지를")]


def test_what_else_a_reader_asked_for_in_the_same_comment_is_no_word_for_the_term(here: Square) -> None:
    one = ask_for(here, "메모를", "쪽지를")
    text = one.before
    both = (*one.spans, Span(start=text.index("저렴"), old="저렴", new="값쌈"))
    one = ask_for(here, author="somebody", spans=both)
    term = propose_term(here.bot, one, ("note", "쪽지"), "")
    assert term
    applied(here, term)
    made = propose_older(here.bot, "ko", NOTES)
    assert {(span.old, span.new) for each in made for span in each.spans} == {("메모를", "쪽지를")}


def test_a_text_that_is_not_out_is_not_counted(here: Square) -> None:
    key = "dair/2026-11-14"
    store = here.bot.store
    store.issues.add(Split(issue=samples.issue(key=key, slug="other"), entries=(samples.entry(issue=key),)))
    store.papers.put([samples.paper(entry=f"{key}/1")])
    store.translations.add(samples.translation(entry=f"{key}/1"))
    assert {one.entry.rpartition("/")[0] for one in disagreeing(here.bot, "ko", NOTES)} == {ISSUE}


def test_a_text_is_counted_for_a_term_in_the_plural_too(here: Square) -> None:
    issue, entries = here.bot.store.issues.get(ISSUE), here.bot.store.issues.entries(ISSUE)
    assert issue
    paper = here.bot.store.papers.of(ISSUE)[f"{ISSUE}/2"]
    first, second, third = entries
    plural = replace(second, summary=second.summary.replace("It is cheap", "Its policies are cheap"))
    here.bot.store.issues.revise(Split(issue=issue, entries=(first, plural, third)))
    here.bot.store.papers.put([paper])
    found = disagreeing(here.bot, "ko", Term(source="policy", accepted=("방침",)))
    assert [one.entry for one in found] == [f"{ISSUE}/2"]


def test_a_term_inside_a_longer_one_is_left_to_that(here: Square) -> None:
    learn(here, "long note", "긴 메모")
    learn(here, "4 notes", "메모 4개")
    made = propose_older(here.bot, "ko", replace(NOTES, forbidden=("메모",)))
    assert {one.field for one in made} == {Field.SUMMARY}
    for one in made:
        assert [one.before[span.start - 4 : span.start + 4] for span in one.spans] == ["모델은 메모를 "]


def test_what_was_decided_about_another_matter_leaves_a_text_to_be_proposed(here: Square) -> None:
    other = ask_for(here, "저렴", "값쌈")
    assert f"{ISSUE}/2" not in {one.about.partition("@")[0] for one in _summaries(here)}
    rule(here, other, Verb.REJECT)
    (proposed,) = _summaries(here)
    assert proposed.about == other.about
    rule(here, proposed, Verb.REJECT)
    assert _summaries(here) == []


def test_older_texts_are_proposed_a_few_at_a_time(here: Square) -> None:
    first, rest, none = (propose_older(here.bot, "ko", NOTES, most=2) for _ in range(3))
    assert [len({one.about for one in made}) for made in (first, rest, none)] == [2, 1, 0]


def test_where_nothing_known_stands_for_the_term_a_person_must_look(here: Square) -> None:
    made = propose_older(here.bot, "ko", NOTES)
    assert {(one.state, one.spans, one.reason) for one in made} == {(State.LOOK, (), "note: 쪽지")}


def test_old_renderings_are_replaced_the_longest_first(here: Square) -> None:
    term = Term(source="note", accepted=("쪽지",), forbidden=("메모", "메모 4개"))
    made = propose_older(here.bot, "ko", term)
    abstract = next(one for one in made if one.field is Field.ABSTRACT)
    assert abstract.spans == (Span(start=abstract.before.index("메모 4개"), old="메모 4개", new="쪽지"),)


def _summaries(here: Square) -> list[Correction]:
    return [one for one in propose_older(here.bot, "ko", NOTES) if one.field is Field.SUMMARY]


def _senses(*senses: str) -> tuple[Term, ...]:
    return tuple(Term(source="note", accepted=("음",), sense=sense) for sense in senses)
