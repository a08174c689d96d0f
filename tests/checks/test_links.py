"""Addresses: what the check finds, and what it lets pass."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Kind, links
from tests.checks.pairs import ANY_TEXT, JAPANESE, KOREAN, PIECES, assert_sound, pair, seen

URL = "https://tinysort.dev/code?v=3"
SOURCE = f"It sorts lists. The code is at {URL}. Write to us."
TARGET = f"목록을 정렬합니다. 코드는 {URL} 에 있습니다. 연락해 주세요."


def found(source: str, target: str, **more: object) -> list[tuple[str, str, str]]:
    return seen(list(links.check(pair(source, target, **more))))  # type: ignore[arg-type]


def test_the_same_address_before_other_punctuation_is_fine() -> None:
    assert found(SOURCE, TARGET) == []
    assert found(SOURCE, f"リストを整列します。コード（{URL}）。", locale=JAPANESE) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "https://tinysort.dev/code",
        "http://tinysort.dev/code?v=3",
        "https://tinysort.dev/code?v=8",
        "https://tinysort.com/code?v=3",
        "https://www.tinysort.dev/code?v=3",
        "https://tinysort.dev/Code?v=3",
        "https://tinysort.dev/code/?v=3",
        "https://example.com",
        "tinysort.dev/code?v=3",
    ],
)
def test_a_changed_address_is_shown_beside_what_it_was(wrong: str) -> None:
    assert found(SOURCE, TARGET.replace(URL, wrong)) == [("link.changed", URL, wrong)]


def test_an_address_said_in_words_is_missing_from_its_sentence() -> None:
    target = TARGET.replace(f"{URL} 에", "공식 누리집에")
    assert found(SOURCE, target) == [("link.missing", URL, "코드는 공식 누리집에 있습니다.")]


@pytest.mark.parametrize(
    ("letters", "shown"), [("에 있습니다", "에"), ("から", "から"), ("にある。", "にある"), ("上", "上")]
)
def test_letters_joined_to_an_address_are_found(letters: str, shown: str) -> None:
    assert found(SOURCE, f"코드는 {URL}{letters}") == [("link.glued", "", URL + shown)]


def test_letters_joined_to_the_address_in_the_source_too_are_its_own() -> None:
    address = "https://ko.example.org/나무"
    assert found(f"See {address} now.", f"지금 {address} 참고.") == []


@pytest.mark.parametrize("wrapped", [f"[여기]({URL})", rf"\url{{{URL}}}"])
def test_an_address_that_was_wrapped_is_found(wrapped: str) -> None:
    assert [code for code, _, _ in found(SOURCE, TARGET.replace(URL, wrapped))] == ["link.wrapped"]
    assert found(SOURCE.replace(URL, wrapped), TARGET.replace(URL, wrapped)) == []


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Mail a.b@uni.edu now.", "a.c@uni.edu 로 보내세요.", ("link.changed", "a.b@uni.edu", "a.c@uni.edu")),
        (
            "It is arXiv:2401.01234 here.",
            "arXiv:2401.01243 입니다.",
            ("link.changed", "arXiv:2401.01234", "arXiv:2401.01243"),
        ),
        ("It is 10.1234/abc.5 here.", "10.1234/abd.5 입니다.", ("link.changed", "10.1234/abc.5", "10.1234/abd.5")),
        (
            "See tiny.github.io/x now.",
            "tiny.github.io/y 참고.",
            ("link.changed", "tiny.github.io/x", "tiny.github.io/y"),
        ),
        ("Thanks to @tinysort team.", "팀에 감사합니다.", ("link.missing", "@tinysort", "팀에 감사합니다.")),
        ("It is fast.", "빠릅니다. spam.com 참고.", ("link.invented", "", "spam.com")),
        ("It is fast.", "빠릅니다 https://a.io/x 참고.", ("link.invented", "", "https://a.io/x")),
        ("OpenLab made it.", "@openlab 에서 만들었습니다.", ("link.mention", "", "@openlab")),
    ],
)
def test_every_kind_of_address_is_compared(source: str, target: str, expected: tuple[str, str, str]) -> None:
    assert found(source, target) == [expected]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (f"Code: {URL}", f"코드: {URL} (같은 주소 {URL} 참고)"),
        ("It is arXiv:2401.01234.", "arXiv 2401.01234 입니다."),
        ("See Tiny.org for it.", "tiny.org 참고."),
        ("It has pass@1 of 40 and NDCG@10 of 2.", "pass@1은 40, NDCG@10은 2입니다."),
        ("The code is at this https URL.", "코드가 공개되어 있습니다."),
        ("See (https://a.io/b_(c)) now.", "지금 https://a.io/b_(c) 참고."),
        ("Version 2.5 of Node.js e.g. here.", "Node.js 2.5판입니다."),
    ],
)
def test_let_pass_on_purpose(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize(
    "left", ["this https URL", r"\url{this https URL}", "이 https URL", "この https URL", "this http URL"]
)
def test_the_placeholder_of_an_arxiv_page_is_no_address(left: str) -> None:
    source = r"The code is at \url{this https URL}."
    assert found(source, f"코드는 {left}에 있습니다.") == [("link.placeholder", left if left in source else "", left)]


def test_an_intro_need_not_repeat_addresses_but_may_not_invent_them() -> None:
    assert found(SOURCE, "이번 주에는 정렬을 다룹니다.", kind=Kind.INTRO) == []
    assert found(SOURCE, "이번 주에는 https://a.io 를 봅니다.", kind=Kind.INTRO) == [
        ("link.invented", "", "https://a.io")
    ]


@settings(max_examples=150)
@given(st.integers(8, len(URL) - 1), st.sampled_from("abz019-/"))
def test_any_other_character_in_an_address_is_found(position: int, other: str) -> None:
    wrong = URL[:position] + other + URL[position + 1 :]
    assert (found(SOURCE, TARGET.replace(URL, wrong)) == []) is (wrong == URL)


@settings(max_examples=150)
@given(ANY_TEXT | PIECES, ANY_TEXT | PIECES, st.sampled_from(Kind), st.sampled_from([KOREAN, JAPANESE]))
def test_no_text_makes_it_fail(source: str, target: str, kind: Kind, locale: object) -> None:
    asked = pair(source, target, kind=kind, locale=locale)  # type: ignore[arg-type]
    assert_sound(asked, list(links.check(asked)))


@pytest.mark.parametrize(
    "unit", ["a", "a.", "a.a@", "@ab ", "https://", "https://a ", "(", "a.com ", "this https URL ", "](", "1"]
)
def test_a_megabyte_of_anything_takes_seconds_at_most(unit: str) -> None:
    began = time.process_time()
    list(links.check(pair(SOURCE, unit * (400_000 // len(unit)))))
    assert time.process_time() - began < 15


def test_excellent_translations_are_silent(shared: Path) -> None:
    for line in (shared / "quality" / "clean.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        assert found(row["source"], row["ko"]) == found(row["source"], row["ja"], locale=JAPANESE) == []
