"""A newsletter that only a rule in config.toml describes, through the whole line."""

import json

import pytest

from tests.commands import letters
from tests.commands.letters import KEY, LETTERS
from tests.commands.street import DIGEST, ISSUE, Street
from tests.commands.weeks import shown, status, willing

pytestmark = pytest.mark.long

DIGEST_OF_LETTER = DIGEST.replace(ISSUE, KEY)
SLOW = {"headings": pytest.mark.long, "a list": pytest.mark.long}


@pytest.mark.parametrize("form", [pytest.param(form, marks=SLOW.get(form, [])) for form in LETTERS])
def test_a_letter_goes_out_as_the_demos_week_does(street: Street, form: str) -> None:
    by_feed = json.loads(street.run("split", street.addresses["feed"]).out)["issues"][0]["entries"]
    letters.subscribe(street, form)
    letters.serve(street, letters.body(form))
    willing(street)
    ran = street.run("tick")
    assert (ran.code, "held" in ran.err) == (0, False), ran.err
    (topic,) = street.topics
    assert topic.title == "[2026-11-15] 논문 편지 (A Letter of Papers)"
    text = "\n".join(street.bodies(topic))
    for said in (
        "논문 편지를 생성형 AI(claude-haiku-5-5)가 번역한 글입니다.",
        "편지를 쓴 분의 글입니다.",
        letters.ADDRESS,
    ):
        assert said in text
    assert "DAIR" not in text
    assert "source_only" not in [one["code"] for one in shown(street, KEY)["findings"]]
    (issue,) = json.loads(street.run("split", street.addresses["feed"], "--source", "letter").out)["issues"]
    assert (issue["key"], issue["start"], issue["end"], issue["complete"]) == (KEY, "2026-11-15", "2026-11-15", True)
    assert issue["entries"] == by_feed
    assert street.run("tick").code == 0
    assert len(street.topics) == 1


def test_a_letter_with_fewer_entries_than_the_rule_promises_is_held_with_why(street: Street) -> None:
    letters.subscribe(street, "headings")
    letters.serve(street, letters.body("headings", 7))
    assert street.run("tick").code == 4
    assert street.topics == []
    assert "7 entries were found where the rule's `count` is 10" in status(street)[DIGEST_OF_LETTER]["what"]


@pytest.mark.parametrize("word", ["title", "disclaimer", "source_note"])
def test_an_edition_of_a_letter_needs_words_of_its_own(street: Street, word: str) -> None:
    lines = letters.LABELS.splitlines(keepends=True)
    letters.subscribe(street, "headings", "".join(line for line in lines if not line.startswith(word)))
    ran = street.run("tick")
    assert ran.code == 78
    where = "give editions.forum.title" if word == "title" else "add it to editions.forum.labels"
    said = f"paperboy: edition forum: the locale ko has no word '{word}' for sources of the kind rss; {where}, or "
    assert ran.told.startswith(said)
    assert street.asked("model") == []
