"""`paperboy show KEY`: everything known of an issue, an entry or a digest."""

import json
from typing import Any

import pytest

from tests.commands.street import CALLS, DIGEST, ISSUE, TITLE, Street

pytestmark = pytest.mark.long

TRAIL = {"findings", "holds", "decisions", "calls"}


def test_an_issue_is_shown_with_its_entries_and_what_it_cost(street: Street) -> None:
    street.run("tick")
    found = told(street, ISSUE)
    assert set(found) == {"key", "title", "url", "published", "week", "held", "entries"} | TRAIL
    assert (found["week"], found["held"]) == ("2026-11-08 to 2026-11-15", "")
    assert [one["key"] for one in found["entries"]] == [f"{ISSUE}/{number}" for number in range(1, 11)]
    assert {one["task"] for one in found["calls"]} == {"warm", "translate", "intro", "repair"}
    assert len(found["calls"]) == CALLS
    assert all(set(one) == {"task", "key", "model", "cost_usd", *TOKENS} for one in found["calls"])


def test_an_entry_is_shown_with_paper_and_translation(street: Street) -> None:
    street.run("tick")
    found = told(street, f"{ISSUE}/3")
    assert set(found) == {"key", "name", "summary", "links", "paper", "translations", "receipts"} | TRAIL
    assert found["paper"]["title"] == "JamoWeave: A Tokenizer That Knows How Syllables Are Built"
    assert found["translations"]["ko"]["title"] == "JamoWeave: 음절이 만들어지는 원리를 아는 토크나이저"
    assert [one["key"] for one in found["calls"]] == [f"{ISSUE}/3@ko"]


def test_a_digest_is_shown_with_its_posts(street: Street) -> None:
    street.run("tick")
    url = f"{street.addresses['forum']}/t/104"
    found = told(street, DIGEST)
    assert set(found) == {"key", "parts", "posts", "texts"} | TRAIL
    assert found["parts"] == 2
    assert found["posts"] == [
        {"key": f"{DIGEST}#1", "url": url, "title": TITLE, "tags": ["paper-weekly"]},
        {"key": f"{DIGEST}#2", "url": f"{url}/2", "title": TITLE, "tags": ["paper-weekly"]},
    ]


def test_before_anything_is_done_only_what_is_known_shows(street: Street) -> None:
    street.hold(f"{ISSUE}/3", "a wrong link")
    found = told(street, f"{ISSUE}/3")
    assert (found["paper"], found["translations"], found["receipts"], found["calls"]) == (None, {}, {}, [])
    (hold,) = found["holds"]
    assert (hold["key"], hold["reason"], hold["who"]) == (f"{ISSUE}/3", "a wrong link", "somebody")
    assert told(street, DIGEST)["posts"] == []


def test_a_tag_that_the_forum_dropped_is_a_finding(street: Street) -> None:
    street.change('"paper-weekly"', '"paper-weekly", "no-such-tag"')
    street.run("tick")
    (finding,) = told(street, DIGEST)["findings"]
    assert "the forum dropped the tags no-such-tag" in finding["message"]


def test_for_people_it_is_one_fact_a_line_with_longer_texts_indented(street: Street) -> None:
    street.run("tick")
    lines = street.run("show", f"{ISSUE}/3").out.splitlines()
    assert lines[:2] == [f"key          {ISSUE}/3", "name         JamoWeave"]
    assert lines[3].startswith("             ● Letters first, bytes last: ")
    assert "    title        JamoWeave: 음절이 만들어지는 원리를 아는 토크나이저" in lines
    assert not any(line.endswith((" None", " []", " {}")) for line in lines)


def test_the_newsletters_text_cannot_command_the_terminal(street: Street) -> None:
    street.serve_week(lead="Read \u202efrom the other side.")
    street.hold(ISSUE, "wait")
    assert "\u202e" in told(street, f"{ISSUE}/1")["summary"]
    assert "Read  from the other side." in street.run("show", f"{ISSUE}/1").out


def test_a_key_that_names_nothing_is_wrong_usage(street: Street) -> None:
    for key in ("dair/2020-01-05", f"{ISSUE}/3", f"{ISSUE}/nowhere", "", "/", "../etc"):
        ran = street.run("show", key)
        assert ran.code == 2
        assert ran.told == f"Error: {key}: there is no such issue, entry or digest; `paperboy status` lists them"


def test_an_entrys_receipt_says_what_was_found_who_wrote_it_and_what_it_cost(street: Street) -> None:
    street.run("tick")
    receipt = told(street, f"{ISSUE}/3")["receipts"]["ko"]
    assert (receipt["key"], receipt["outcome"], receipt["waived"]) == (f"{ISSUE}/3@ko.1", "clean", "")
    assert (receipt["mended"], receipt["left"], receipt["repairs"], receipt["judge"]) == ([], [], 0, "")
    assert receipt["model"] == told(street, f"{ISSUE}/3")["calls"][0]["model"]
    assert len(receipt["prompt"]) == len(receipt["glossary"]) == 64


def test_what_was_found_and_mended_stands_in_the_receipt_in_both_languages(street: Street) -> None:
    street.run("tick")
    receipt = told(street, f"{ISSUE}/8")["receipts"]["ko"]
    (mended,) = receipt["mended"]
    assert (receipt["outcome"], receipt["repairs"], receipt["left"]) == ("repaired", 1, [])
    assert (mended["code"], mended["target_span"]) == ("name.organisation", "Facebook")
    assert "does not name the organisation ‘Facebook’" in mended["message"]
    assert "‘Facebook’" in mended["local"]
    assert [one["task"] for one in told(street, f"{ISSUE}/8")["calls"]] == ["translate", "repair"]


def test_a_digest_has_a_line_a_text_with_what_became_of_it(street: Street) -> None:
    street.record(stop_reason="refusal")
    street.run("tick")
    texts = told(street, DIGEST)["texts"]
    (refused,) = [one for one in texts if one["outcome"] not in ("clean", "repaired")]
    assert (len(texts), refused["outcome"]) == (11, "source-only")
    out = street.run("show", DIGEST).out
    assert f" {refused['key']}  source-only · 1 found, 0 mended · paperboy · The model gave no text: the model" in out
    assert f" {ISSUE}/0@ko.1  clean · " in out


TOKENS = {"input", "output", "cache_write", "cache_read", "thinking"}


def told(street: Street, key: str) -> dict[str, Any]:
    """What `show --json` prints."""
    ran = street.run("show", key, "--json")
    assert (ran.code, ran.err) == (0, "")
    return dict(json.loads(ran.out))
