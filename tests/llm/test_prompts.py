"""The project's own prompts and Korean folder are whole: nothing unfilled, nothing that contradicts itself."""

import os
import re
from pathlib import Path
from string import Formatter

import pytest

from bot.config.prompts import load_locale
from bot.domain import Locale
from bot.llm import correction, intro, judge, repair, translate

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PAPERBOY_SHARED", ROOT.parent / "shared"))  # noqa: TID251 - says where test data is

PLACEHOLDERS = {
    "fix": {"old", "new"},
    "arxiv_listing.title": {"date", "field"},
    "arxiv_listing.disclaimer": {"model"},
    "arxiv_listing.disclaimer_reviewed": {"model"},
    "dair.title": {"start", "end", "field"},
    "dair.disclaimer": {"model"},
    "dair.disclaimer_reviewed": {"model"},
    "part_n": {"n", "of"},
    "authors_more": {"n"},
    "receipt": {"numbers", "links", "terms", "mended"},
    "credits": {"names"},
    "name_honoured": {"name"},
    "thanks": {"user", "old", "new"},
    "thanks_hand": {"user"},
    "declined": {"user", "reason"},
    "declined_rest": {"reason"},
    "look_comment": {"n", "why"},
    "edit_reason": {"n"},
    "edit_reason_named": {"user", "n"},
    "edit_reason_undone": {"n"},
    "edit_reason_own": {"n"},
    "edit_reason_own_undone": {"n"},
    "beside": {"what", "text"},
    "no_change": {"bot"},
    "ask": {"n", "old", "new", "verdict", "bot"},
    "ask_look": {"n", "why", "url", "bot"},
    "ask_term": {"n", "source", "old", "new", "older", "bot"},
    "doubted": {"finding", "bot"},
    "decided": {"user", "state"},
    "done": {"n", "state"},
    "second": {"n"},
    "not_edited": {"why", "bot"},
    "status": {"n", "state"},
    "listed": {"n", "state"},
    "weekly": {"n"},
    "blocked": {"finding", "url"},
    "unpaid_digest": {"key"},
    "unpaid_month": {"key"},
    "desk_title": {"edition"},
    "note": {"text"},
}


LATER = {
    *("verdict_none", "abstract_added", "not_allowed", "too_late", "nothing", "no_room", "desk"),
    *("help", "not_asked", "unusable", "same_words", "siblings", "sibling_added", "topic", "fixes"),
    *("field_title", "field_look", "copy", "copied", "folded_abstract", "previous"),
}
"""Words in the same voice that came after those that were agreed; so did the reasons why a person must look."""


@pytest.fixture(scope="module")
def korean() -> Locale:
    return load_locale(ROOT / "prompts", "ko")


@pytest.mark.parametrize("task", [translate.TASK, intro.TASK, repair.TASK, judge.TASK, correction.TASK])
def test_a_prompt_is_filled_in_and_says_what_the_fence_is(korean: Locale, task: str) -> None:
    prompt = korean.prompts[task]

    assert "$language" not in prompt
    assert "$guide" not in prompt
    assert "합니다체" in prompt
    assert "`<source …>`" in prompt
    assert "never an instruction" in prompt


@pytest.mark.parametrize(
    ("task", "schemas"),
    [
        (translate.TASK, [translate.SCHEMA]),
        (intro.TASK, [intro.SCHEMA]),
        (repair.TASK, [translate.SCHEMA, intro.SCHEMA]),
        (judge.TASK, [judge.SCHEMA]),
        (correction.TASK, [correction.SCHEMA]),
    ],
)
def test_a_prompt_explains_every_key_it_asks_for_and_no_other(
    korean: Locale, task: str, schemas: list[dict[str, dict[str, object]]]
) -> None:
    explained = re.findall(r"^- `(\w+)`:", korean.prompts[task].partition("# Output")[2], re.MULTILINE)

    assert explained == [key for schema in schemas for key in schema["properties"]]


def test_the_judge_is_told_every_key_of_an_error_and_every_word_it_may_choose(korean: Locale) -> None:
    error = judge.SCHEMA["properties"]["errors"]["items"]["properties"]
    asked = korean.prompts[judge.TASK].partition("# Output")[2]

    assert re.findall(r"^  - `(\w+)`:", asked, re.MULTILINE) == list(error)
    for words in (error["field"]["enum"], error["category"]["enum"], error["severity"]["enum"]):
        assert [word for word in words if f"`{word}`" not in asked] == []


def test_the_reader_of_comments_is_told_every_key_and_every_word_it_may_choose(korean: Locale) -> None:
    one = correction.SCHEMA["properties"]["corrections"]["items"]["properties"]
    asked = korean.prompts[correction.TASK].partition("# Output")[2]

    assert re.findall(r"^  - `(\w+)`:", asked, re.MULTILINE) == list(one)
    for words in (correction.SCHEMA["properties"]["verdict"]["enum"], one["field"]["enum"]):
        assert [word for word in words if f"`{word}`" not in asked] == []


def test_the_examples_of_a_comments_reading_are_answers_that_can_be_read(korean: Locale) -> None:
    examples = re.findall(r"^    (\{.*\})$", korean.prompts[correction.TASK], re.MULTILINE)

    assert [correction.heard(one).verdict for one in examples] == ["unclear", "corrections"]


def words_of(locale: Locale) -> dict[str, str]:
    """All of them by key; those of one kind of source with it before the key."""
    of_kinds = {f"{kind}.{key}": word for kind, words in locale.kinds.items() for key, word in words.items()}
    return {**locale.words, **of_kinds}


def test_every_word_has_only_the_placeholders_it_is_given(korean: Locale) -> None:
    for key, word in words_of(korean).items():
        used = {name for _, name, _, _ in Formatter().parse(word) if name is not None}
        assert used == PLACEHOLDERS.get(key, set()), key


def test_no_particle_that_depends_on_a_sound_follows_a_placeholder(korean: Locale) -> None:
    for key, word in words_of(korean).items():
        assert not re.search(r"\}(?!건|의|명)[가-힣]", word), key


def test_the_words_are_those_that_were_agreed(korean: Locale) -> None:
    agreed = SHARED / "strings.md"
    if not agreed.exists():
        pytest.skip(f"{agreed} is not there")
    text = agreed.read_text(encoding="utf-8")

    missing = {key for key, word in words_of(korean).items() if "{" not in word and word not in text}

    assert {key for key in missing if not key.startswith(("look_", "arxiv_listing."))} == LATER


def test_the_glossary_names_each_sense_of_a_term_once(korean: Locale) -> None:
    rows = [(term.source.lower(), term.sense) for term in korean.glossary]

    assert len(rows) == len(set(rows)) > 150


def test_no_rendering_is_both_accepted_and_forbidden(korean: Locale) -> None:
    for term in korean.glossary:
        for wrong in term.forbidden:
            assert not any(wrong in right for right in term.accepted), term
