"""Titles, tags, texts and parameters by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.forum.settings import ForumSettings
from bot.sandbox.forum.tags import clean_tag
from bot.sandbox.forum.titles import clean_title, fancy, slug
from bot.sandbox.forum.visit import form_params, is_true, whole
from bot.sandbox.forum.words import clean_raw, is_quiet, mentions

KO = ForumSettings()


@pytest.mark.parametrize(
    ("title", "stored"),
    [
        (
            "[2026/11/08 ~ 11/15] 이번 주 AI 논문 (Top AI Papers)",
            "[2026/11/08 ~ 11/15] 이번 주 AI 논문 (Top AI Papers)",
        ),
        ("[2026/11/08 ~ 11/15] 이번 주 ML/LLM 논문", "[2026/11/08 ~ 11/15] 이번 주 ml/llm 논문"),
        ("pytorch 3.0 이 나왔습니다...", "Pytorch 3.0 이 나왔습니다"),
        ("pyTorch  3.0\u200b 이 나왔습니다!!! 정말???", "pyTorch 3.0 이 나왔습니다! 정말?"),
    ],
)
def test_titles_are_rewritten(title: str, stored: str) -> None:
    assert clean_title(title, KO) == stored


def test_titles_are_left_alone_where_prettify_is_off() -> None:
    japanese = ForumSettings.of("ja")
    assert clean_title("ML/LLM 論文!!!", japanese) == "ML/LLM 論文!!!"
    assert (japanese.min_topic_title_length, japanese.title_max_word_length) == (6, 50)
    assert ForumSettings.of("en").title_max_word_length == 30


@given(st.text(max_size=80))
def test_cleaning_a_clean_title_changes_nothing_more_than_case(title: str) -> None:
    once = clean_title(title, KO)
    assert once == once.strip()
    assert "  " not in once
    assert "!!" not in once


@pytest.mark.parametrize(
    ("title", "expected"),
    [("이번 주의 논문", "topic"), ("2026 11 15", "topic"), ("It's a Café", "its-a-cafe"), ("이번 주 AI", "ai")],
)
def test_slugs_are_ascii_and_never_only_digits(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_fancy_titles_are_escaped_and_curly() -> None:
    assert fancy('"A" & <b>...') == "“A” &amp; &lt;b&gt;…"


@pytest.mark.parametrize(
    ("name", "tag"),
    [("C++", "c"), ("GPT-4.5", "gpt-45"), ("Large Language Model", "large-language-model"), ("강화 학습", "강화-학습")],
)
def test_tags_are_cleaned(name: str, tag: str) -> None:
    assert clean_tag(name, KO) == tag


@given(st.text(max_size=60))
def test_a_cleaned_tag_is_short_lower_and_stable(name: str) -> None:
    tag = clean_tag(name, KO)
    assert len(tag) <= KO.max_tag_length
    assert clean_tag(tag, KO) == tag
    assert not set(tag) & set("/?#[]@!$&'()*+,;=.%\\`^|{}\"<> ")


@given(st.text(max_size=200))
def test_a_stored_raw_stays_as_it_is(raw: str) -> None:
    stored = clean_raw(raw)
    assert clean_raw(stored) == stored
    assert "\0" not in stored
    assert stored == stored.rstrip()


def test_shouting_is_noticed_only_where_letters_have_case() -> None:
    assert not is_quiet("AI PAPERS", KO)
    assert is_quiet("AI 논문", KO)
    assert is_quiet("2026!", KO)


def test_mentions_are_names_after_an_at_outside_code() -> None:
    assert mentions("@Dokja, `@code` a@b.example @narae-.") == {"dokja", "narae"}


def test_parameters_nest_as_in_rails() -> None:
    pairs = [
        ("a", "1"),
        ("a", "2"),
        ("t[]", "x"),
        ("t[]", "y"),
        ("p[raw]", "r"),
        ("o[][id]", "1"),
        ("o[][id]", "2"),
        ("", "z"),
    ]
    assert form_params(pairs) == {"a": "2", "t": ["x", "y"], "p": {"raw": "r"}, "o": [{"id": "1"}, {"id": "2"}]}


@given(st.lists(st.tuples(st.text(alphabet="ab[]", max_size=8), st.text(max_size=3)), max_size=6))
def test_odd_parameter_names_crash_nothing(pairs: list[tuple[str, str]]) -> None:
    assert isinstance(form_params(pairs), dict)


def test_numbers_and_truth_are_read_strictly() -> None:
    assert [whole(value) for value in (14, "14", " 7 ", "news", "1e3", True, None, "９")] == [
        14,
        14,
        7,
        None,
        None,
        None,
        None,
        9,
    ]
    assert [is_true(value) for value in ("true", True, "1")] == [True, False, False]
