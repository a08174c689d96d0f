"""What is made of a reading: honest corrections become exactly what was asked, hostile ones get past no wall."""

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import load_locale
from bot.corrections.accepting import LONGEST_REASON, MOST, REASONS, Candidate, accepted
from bot.corrections.candidates import chosen, may_be_read
from bot.corrections.walls import WALLS, Wall
from bot.domain import Field, Proposal, Reading, Rewording, Shown
from tests.corrections.cases import MODEL, Table, comment, load, reading, texts

ROOT = Path(__file__).parents[2]
HONEST = load("honest.toml", "comments")
HOSTILE = load("hostile.toml", "cases")
COMMENT = {"trust", "version", "wiki", "whisper", "answers"}

each_honest = pytest.mark.parametrize("case", [pytest.param(one, id=str(n)) for n, one in enumerate(HONEST)])
each_hostile = pytest.mark.parametrize("case", [pytest.param(one, id=one["about"]) for one in HOSTILE])


def after(one: Candidate) -> str:
    """The text with the candidate's spans put in, each where it says and where its old words stand."""
    assert one.place
    text = one.place.text
    for span in reversed(one.spans):
        assert text[span.start : span.start + len(span.old)] == span.old
        text = text[: span.start] + span.new + text[span.start + len(span.old) :]
    return text


def wanted(case: Table) -> list[tuple[int, str, str]]:
    """Each text as it should be in the end, by the words the case names, wherever they stand."""
    shown = {(one.position, str(one.field)): one.text for one in texts(case["locale"])}
    out = []
    for position, field, words in case.get("right", []):
        text = shown[position, field]
        for old, new in words:
            assert old in text
            text = text.replace(old, new)
        out.append((position, field, text))
    return out


def got(case: Table) -> list[Candidate]:
    """What comes of an honest comment, the whole way but for the model."""
    said, shown = comment(case["text"]), texts(case["locale"])
    assert may_be_read(said) == ""
    model_saw = {(one.position, one.field) for one in chosen(said, shown)}
    found = accepted(reading(case), shown, said)
    assert all((one.place.position, one.place.field) in model_saw for one in found if one.place)
    return list(found)


@each_honest
def test_an_honest_comment_becomes_what_it_asks_for_or_a_look(case: Table) -> None:
    found = got(case)

    assert [one.why for one in found] == [case.get("look", "")] * max(len(wanted(case)), "look" in case)
    made = [(one.place.position, str(one.place.field), after(one)) for one in found if one.place and one.spans]
    assert made == wanted(case)
    assert {one.term for one in found} <= {tuple(case["term"]) if "term" in case else None}


def test_of_forty_or_more_that_ask_for_something_one_in_ten_needs_a_look_and_none_is_wrong() -> None:
    asking = [case for case in HONEST if case.get("corrections") or case.get("unclear")]
    right = [case for case in asking if wanted(case) and all(one.spans for one in got(case))]

    assert 40 <= len(asking) < len(HONEST)
    assert len(right) >= 0.9 * len(asking)
    assert {case["locale"] for case in right} == {"ko", "ja"}


def made_of(case: Table, walls: tuple[Wall, ...] = WALLS) -> list[Candidate]:
    said = comment(case["text"] * case.get("text_times", 1), **{key: case[key] for key in COMMENT & case.keys()})
    if may_be_read(said):
        return []
    return list(accepted(reading(case), texts(case["locale"], case.get("texts", [])), said, walls=walls))


@each_hostile
def test_a_hostile_case_gets_no_further_than_stated(case: Table) -> None:
    found = made_of(case)

    if case["ends"] in ("unread", "nothing"):
        said = comment(case["text"] * case.get("text_times", 1), trust=case.get("trust", 1))
        assert (found, bool(may_be_read(said))) == ([], case["ends"] == "unread")
    elif case["ends"] == "shown":  # plain words, which a moderator sees as they would stand, and nothing else
        assert found
        assert all(one.spans for one in found)
    else:
        assert {one.why for one in found} == {case["ends"]}
        assert not any(one.spans for one in found)


@each_hostile
def test_nothing_hostile_is_in_what_moderators_are_asked_to_approve(case: Table) -> None:
    for one in made_of(case):
        if not one.place or not one.spans:
            continue
        new = "".join(span.new for span in one.spans)
        if one.place.field is not Field.LINK:
            assert not harm(one.place.text, after(one))
        assert not any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn") for char in new)


@each_hostile
def test_the_model_s_reason_carries_nothing_either(case: Table) -> None:
    for one in made_of(case):
        assert not harm("", one.reason)
        assert len(one.reason) <= 300
        assert one.term is None or not harm("", one.term[1])


def harm(before: str, text: str) -> Counter[str]:
    """Signs of links, mentions, markup, HTML and markers that a text has more of than another; not by the walls."""
    signs = (
        r"@|<|>|://|www\.|\.(?:com|net|example|kr)\b|\[|\]|\\|`|\*\*|~~|<!--|paperboy|#\w|&\w+;|\$|\n|[\u200b-\u202e]"
    )

    def found(one: str) -> Counter[str]:
        return Counter(re.findall(signs, unicodedata.normalize("NFKC", one).casefold()))

    return found(text) - found(before)


@pytest.mark.parametrize("wall", WALLS, ids=[wall.name for wall in WALLS])
def test_without_this_one_wall_a_hostile_case_gets_through(wall: Wall) -> None:
    others = tuple(one for one in WALLS if one is not wall)
    stopped = [case for case in HOSTILE if case["ends"] == wall.name]

    assert any(any(one.spans for one in made_of(case, others)) for case in stopped)


def test_there_are_sixty_hostile_cases_in_three_languages_and_of_every_kind() -> None:
    assert len(HOSTILE) >= 60
    assert len({case["about"] for case in HOSTILE}) == len(HOSTILE)
    assert {case["locale"] for case in HOSTILE} == {"ko", "ja"}
    assert {case["language"] for case in HOSTILE} == {"ko", "ja", "en"}
    assert {case["kind"] for case in HOSTILE} == {"comment", "abstract", "newsletter", "answer"}


@pytest.mark.parametrize("code", ["ko", "ja"])
def test_every_reason_to_look_has_its_words(code: str) -> None:
    words = load_locale(ROOT / "prompts", code).words

    assert [why for why in (*REASONS, *(wall.name for wall in WALLS)) if f"look_{why}" not in words] == []


SHOWN = Shown(
    position=3, field=Field.SUMMARY, text="모델은 모델을 봅니다. RAG와 RAGE, 5%와 12.5%.", source="The model."
)


def one_of(*changes: tuple[str, str], shown: Shown = SHOWN, **more: Any) -> list[Candidate]:
    """What comes of one proposal with these changes to the text above."""
    asked = tuple(Rewording(quote=quote, replacement=new) for quote, new in changes)
    proposal = Proposal(position=shown.position, field=shown.field, changes=asked, **more)
    return list(accepted(Reading(proposals=(proposal,), by=MODEL), [shown], comment("고쳐 주세요.")))


def test_words_that_stand_twice_are_not_guessed_at() -> None:
    assert [(one.why, one.spans) for one in one_of(("모델", "모형"))] == [("which", ())]


def test_words_listed_once_for_each_place_are_changed_in_all() -> None:
    (found,) = one_of(("모델", "모형"), ("모델", "모형"))

    assert [(one.start, one.old, one.new) for one in found.spans] == [(0, "모델", "모형"), (4, "모델", "모형")]


def test_a_term_is_changed_wherever_it_stands() -> None:
    (found,) = one_of(("모델", "모형"), term=("Model", "모형"))

    assert (len(found.spans), found.term) == (2, ("Model", "모형"))


@pytest.mark.parametrize("term", [("agent", "모형"), ("Model", "행위자"), ("Model", "모형" * 40), ("", "모형")])
def test_a_term_that_is_not_the_texts_own_is_none(term: tuple[str, str]) -> None:
    (found,) = one_of(("모델은", "모형은"), term=term)

    assert (found.term, len(found.spans)) == (None, 1)


def test_a_name_or_a_number_is_not_found_inside_another() -> None:
    (name,) = one_of(("RAG", "검색 증강 생성"))
    (number,) = one_of(("5%", "6%"))

    assert (after(name), after(number)) == (
        SHOWN.text.replace("RAG와", "검색 증강 생성와"),
        SHOWN.text.replace(" 5%", " 6%"),
    )


def test_what_changes_nothing_is_nothing() -> None:
    assert one_of(("모델은", "모델은")) == []


def test_the_same_change_quoted_at_any_length_is_one() -> None:
    short, long = one_of(("RAGE", "RALE")), one_of((SHOWN.text, SHOWN.text.replace("RAGE", "RALE")))

    assert short == long
    assert [(one.old, one.new) for one in short[0].spans] == [("RAGE, 5%와", "RALE, 5%와")]


@pytest.mark.parametrize("stands", ["{}", "<{}>"])
def test_an_address_is_replaced_whole(stands: str) -> None:
    old, new = "https://arxiv.org/abs/2611.91001", "https://arxiv.org/abs/2611.91011"
    place = Shown(position=1, field=Field.LINK, text=f"### 논문 링크\n\n{stands.format(old)}")
    proposal = Proposal(position=1, field=Field.LINK, changes=(Rewording(quote=old, replacement=new),))
    (found,) = accepted(Reading(proposals=(proposal,), by=MODEL), [place], comment(f"{new} 입니다"))

    assert [(one.old, one.new) for one in found.spans] == [(old, new)]


def test_a_reason_that_does_not_end_is_cut() -> None:
    (found,) = one_of(("모델은", "모형은"), reason="가" * 400)

    assert len(found.reason) == LONGEST_REASON


def test_the_same_proposal_twice_in_one_comment_is_one() -> None:
    proposal = Proposal(position=3, field=Field.SUMMARY, changes=(Rewording(quote="봅니다", replacement="읽습니다"),))

    assert len(accepted(Reading(proposals=(proposal, proposal), by=MODEL), [SHOWN], comment("고쳐 주세요."))) == 1


def test_a_flood_of_corrections_is_cut_and_said_so() -> None:
    flood = tuple(
        Proposal(position=3, field=Field.SUMMARY, changes=(Rewording(quote="봅니다", replacement=f"봅니다{n}"),))
        for n in range(MOST + 5)
    )

    found = accepted(Reading(proposals=flood, by=MODEL), [SHOWN], comment("고쳐 주세요."))

    assert [one.why for one in found] == [""] * MOST + ["more"]


WORDS = st.text() | st.sampled_from(
    ["모델", "모델은", "봅니다", "5%", "RAG", " (역주: 값)", "@all", "<b>", "https://a.com", "\n", "$"]
)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), st.booleans())
def test_whatever_is_answered_only_the_quoted_words_change(changes: list[tuple[str, str]], note: bool) -> None:
    for one in one_of(*changes, note=note):
        if one.spans:
            ends = [0, *(span.start + len(span.old) for span in one.spans)]
            assert all(end <= span.start for end, span in zip(ends, one.spans, strict=False))
            assert after(one) != SHOWN.text
            assert not harm(SHOWN.text, after(one))
