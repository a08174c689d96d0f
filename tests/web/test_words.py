"""The words of the pages: whole in every language."""

import re
import tomllib
from pathlib import Path

import pytest

from bot import web
from bot.corrections import bidding, deciding
from bot.domain import Field, Severity, State, Stop, Verb, Verdict
from bot.web import asking, shelf, waits
from bot.web.words import Words, languages, wanted

ROOM = Path(web.__file__).parent
WORDS = tomllib.loads((ROOM / "words.toml").read_text(encoding="utf-8"))


def _asked_for() -> set[str]:
    """Every word that a template or a module names."""
    found = set()
    for file in ROOM.glob("templates/*.j2"):
        found |= set(re.findall(r'\bt\("(\w+)"[,)]', file.read_text(encoding="utf-8")))
    for file in ROOM.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r'Refused\(\d+, "(\w+)"\)', text)) | set(re.findall(r'words\.say\("(\w+)"', text))
    return found


def _made() -> set[str]:
    """Those whose names are put together."""
    digests = (shelf.OUT, shelf.WAITS, shelf.HELD, shelf.PAUSED, shelf.GIVEN_UP, shelf.EARLY)
    ends = ("clean", "repaired", "source_only", "held", "left_out", "by_hand", "not_checked", "let_out", "none")
    decisions = ("held", "released", "paused", "resumed", "dropped", "withdrawn", "waived")
    said = (bidding.DONE, bidding.REFUSED, bidding.CHANGED, bidding.DOUBTED, "decided", "unknown", *asking._DONE)
    return {
        *(f"state_{one.name.lower()}" for one in State),
        *(f"field_{one.value}" for one in Field),
        *(f"severity_{one.value}" for one in Severity),
        *(f"digest_{one}" for one in digests),
        *(f"end_{one}" for one in ends),
        *(f"was_{one}" for one in decisions),
        *(f"stop_{one.value}" for one in (Stop.HELD, Stop.PAUSED)),
        *(f"came_{one}" for one in (*said, *asking._TROUBLE.values())),
        *(f"nav_{one}" for one in ("today", "corrections", "glossary", "log")),
        *(word for _form, word in waits._SENTENCES),
        *waits._REASONS.values(),
    }


def test_every_language_has_the_same_words_with_the_same_places() -> None:
    ko, ja, en = (WORDS[code] for code in ("ko", "ja", "en"))
    assert list(WORDS) == ["ko", "ja", "en"]
    for key in ko | ja | en:
        places = [set(re.findall(r"\{\w+\}", words[key])) for words in (ko, ja, en)]
        assert places[0] == places[1] == places[2], key
        assert all(words[key].strip() == words[key] != "" for words in (ko, ja, en)), key


def test_every_word_that_is_asked_for_is_there_and_no_other() -> None:
    named = _asked_for() | _made() | {"language", "came_status"}
    assert named - set(WORDS["ko"]) == set()
    assert set(WORDS["ko"]) - named == set()


def test_a_fact_is_no_place_for_another() -> None:
    assert Words("en").say("wait_pause", why="{n} and {why}") == "Waiting for the pause to end: {n} and {why}"


@pytest.mark.parametrize(
    ("accepted", "code"),
    [("ja-JP,ja;q=0.9", "ja"), ("fr,en;q=0.5", "en"), ("", "ko"), ("KO", "ko"), ("fr", "ko"), (";;,,", "ko")],
)
def test_the_browsers_first_language_that_there_is_counts(accepted: str, code: str) -> None:
    assert wanted(accepted, "ko") == code


def test_each_language_is_called_as_its_people_call_it() -> None:
    assert dict(languages()) == {"ko": "한국어", "ja": "日本語", "en": "English"}


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("its settle time to pass", "발행 직후라 원문이 바뀌지 않는지 기다립니다."),
        ("the model: 3 texts not written yet", "번역할 글이 3건 남았습니다."),
        ("the model: 3 texts not written yet (529: overloaded)", "번역할 글이 3건 남았습니다. (529: overloaded)"),
        ("a person: dair/1: a number", "운영진의 확인을 기다립니다: dair/1: a number"),
        ("a person: it is 11 days old; `paperboy post` sends it", "발행한 지 11일이 지나 자동으로 올리지 않습니다."),
        ("its publisher: place.example answered HTTP 500", "아직 올리지 못했습니다: place.example answered HTTP 500"),
        ("the topic of edition korean", "먼저 올릴 글을 기다립니다: korean"),
        ("corrections of the topic of edition korean", "먼저 올린 글의 수정 기간이 끝나기를 기다립니다: korean"),
        ("something that nobody foresaw", "something that nobody foresaw"),
    ],
)
def test_what_an_item_waits_for_is_said_in_the_pages_language(what: str, said: str) -> None:
    assert waits.said(Words("ko"), what) == said


def test_why_the_bot_ended_a_correction_is_said_in_the_pages_language_and_a_persons_reason_as_it_is() -> None:
    assert waits.reason(Words("ko"), deciding.WITHDRAWN) == "요청한 댓글이 수정되거나 삭제되었습니다."
    assert waits.reason(Words("ko"), "원문이 그렇습니다") == "원문이 그렇습니다"


def test_verbs_and_verdicts_are_those_the_pages_know() -> None:
    assert {one.value for one in Verdict} == {"clean", "repaired", "failed"}
    assert Verb.ANYWAY.value == "apply anyway"
