"""`paperboy renew`: what is not out is asked for again where its question changed, and nothing else is paid for."""

import json
from collections import Counter
from dataclasses import replace
from shutil import copytree

import pytest

from tests.commands.street import DIGEST, ISSUE, PROJECT, Street

pytestmark = pytest.mark.long

TERM = "ordinary"


def prepared(street: Street) -> None:
    """The week's texts are there, and nothing is out."""
    street.change('opens = "09:00"', 'opens = "20:00"')
    street.run("tick")
    assert street.topics == []


def calls(street: Street) -> Counter[str]:
    """By key, what the model was asked."""
    with street.store() as store:
        return Counter(one.key for one in store.calls.under(ISSUE))


def versions(street: Street) -> dict[str, int]:
    with street.store() as store:
        return {entry: len(several) for entry, several in store.translations.all(ISSUE, "ko").items()}


def add_term(street: Street) -> list[str]:
    """Changes the glossary; returns the keys of the texts in which the term occurs."""
    said = street.run("glossary", "add", TERM, "보통의").out
    ran = street.run("renew", ISSUE, "--dry-run", "--json")
    told = f"{len(ran.out.splitlines())} of its texts were asked for with other terms; `paperboy renew {DIGEST}`"
    assert told in said
    assert ran.code == 0, ran.err
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert {line["why"] for line in lines} == {f"terms decided since: {TERM}"}
    return [line["key"] for line in lines]


def test_a_changed_glossary_asks_anew_only_where_its_terms_occur_and_only_when_asked(street: Street) -> None:
    prepared(street)
    before = calls(street)
    occurs = add_term(street)
    assert 0 < len(occurs) < 11

    street.run("tick")
    assert calls(street) == before

    ran = street.run("renew", DIGEST)

    assert ran.code == 0, ran.err
    assert {key for key in calls(street) if calls(street)[key] > before[key]} == set(occurs)


def test_what_was_renewed_once_or_never_changed_costs_nothing_again(street: Street) -> None:
    prepared(street)
    street.run("renew", ISSUE)
    before = calls(street)
    street.run("glossary", "add", "quokka", "쿼카")
    street.run("renew", ISSUE)
    assert calls(street) == before
    assert set(versions(street).values()) == {1}

    add_term(street)
    street.run("renew", ISSUE)
    paid, made = calls(street), versions(street)
    assert paid != before
    for _ in range(2):
        ran = street.run("renew", ISSUE)
        assert (ran.code, ran.out) == (0, "0 texts written anew\n")
    street.run("glossary", "forget", TERM)
    street.run("renew", ISSUE)
    assert (calls(street), versions(street)) == (paid, made)


def test_what_a_person_settled_or_dropped_stays_as_it_is(street: Street) -> None:
    prepared(street)
    settled, dropped, *_others = [one.partition("@")[0] for one in add_term(street) if not one.endswith("/0@ko")]
    with street.store() as store:
        stands = store.translations.latest(ISSUE, "ko")[settled]
        store.translations.add(replace(stands, title="사람이 고친 제목", by="narae", prompt="", locked=True))
    street.run("drop", dropped)
    before = calls(street)
    street.run("renew", ISSUE)

    after = calls(street)
    assert all(after[f"{one}@ko"] == before[f"{one}@ko"] for one in (settled, dropped))
    with street.store() as store:
        assert store.translations.latest(ISSUE, "ko")[settled].title == "사람이 고친 제목"


def test_an_entry_is_renewed_alone(street: Street) -> None:
    prepared(street)
    one = next(key for key in add_term(street) if not key.endswith("/0@ko"))
    before = calls(street)
    street.run("renew", one.partition("@")[0])

    after = calls(street)
    assert {key for key in after if after[key] > before[key]} == {one}


def test_what_is_out_is_not_touched_and_that_is_said(street: Street) -> None:
    street.run("tick")
    assert street.topics
    before = calls(street)
    street.run("glossary", "add", TERM, "보통의")
    for words in (("renew", ISSUE), ("renew", f"{ISSUE}/1", "--dry-run")):
        ran = street.run(*words)
        assert ran.code == 0
        assert f"{DIGEST}  is out, here or in another edition" in ran.out
    assert calls(street) == before


def test_changed_instructions_are_a_changed_question(street: Street) -> None:
    prepared(street)
    prompts = street.folder / "own"
    copytree(PROJECT / "prompts", prompts)
    text = street.config.read_text(encoding="utf-8")
    street.config.write_text(text.replace(str(PROJECT / "prompts"), str(prompts)), encoding="utf-8")
    file = prompts / "translate.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nBe brief.\n", encoding="utf-8")

    ran = street.run("renew", ISSUE, "--dry-run")

    assert ran.out.count("the instructions changed") == 10
    assert ran.out.endswith("10 texts would be asked anew\n")


@pytest.mark.parametrize("key", ["nothing", f"{ISSUE}/99", f"{ISSUE}/1@xx"])
def test_a_key_that_names_nothing_is_said(street: Street, key: str) -> None:
    prepared(street)
    ran = street.run("renew", key)
    assert (ran.code, f"{key}: there is no such" in ran.err) == (2, True)
