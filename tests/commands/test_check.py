"""`paperboy check`: a line of findings for every line of text, one clear line for a line that is no text."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.checks import SAYS, Pair
from bot.clock import Stopwatch
from bot.commands.check import LONG, line_of
from bot.domain import Finding, Severity
from tests.commands.street import PROJECT, Ran, paperboy
from tests.commands.terminal import on_a_terminal

KEYS = {"code", "severity", "source_span", "target_span", "message"}

ANY_TEXT = st.text(st.characters(), max_size=60)
"""Lone surrogates too."""


def findings(pair: Pair) -> Iterator[Finding]:
    """A rule for these tests: a word in capitals must not get lost; a question is worth a look."""
    for word in pair.source.split():
        if word.isupper() and word not in pair.target:
            yield pair.doubt({"lost": "‘{source}’ is lost."}, "lost", Severity.REPAIR, source=word)
    if "?" in pair.target:
        yield pair.doubt({"odd.mark": "A question."}, "odd.mark", Severity.WARN, target="?")


@pytest.fixture
def one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule above instead of all others."""
    monkeypatch.setattr("bot.checks.check", findings)


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a folder without a configuration."""
    monkeypatch.chdir(tmp_path)


def line(**changes: Any) -> str:
    return json.dumps({"id": "a", "locale": "ko", "source": "We train BIG.", "target": "BIG. 학습합니다."} | changes)


def checked(tmp_path: Path, *lines: str | bytes, words: tuple[str | Path, ...] = ()) -> Ran:
    file = tmp_path / "texts.jsonl"
    file.write_bytes(b"\n".join(one.encode() if isinstance(one, str) else one for one in lines))
    return paperboy("check", file, *words)


def printed(ran: Ran) -> list[Any]:
    assert (ran.code, ran.err) == (0, "")
    return [json.loads(one) for one in ran.out.splitlines()]


@pytest.mark.usefixtures("one_rule")
def test_every_line_has_a_line_of_findings_in_order(tmp_path: Path) -> None:
    found = printed(checked(tmp_path, line(id="z", target="?"), line(id=7), "", line(id="b", target="작다?")))
    assert found == [
        {
            "id": "z",
            "findings": [
                {
                    "code": "lost",
                    "severity": "repair",
                    "source_span": "BIG.",
                    "target_span": "",
                    "message": "‘BIG.’ is lost.",
                },
                {
                    "code": "odd.mark",
                    "severity": "warn",
                    "source_span": "",
                    "target_span": "?",
                    "message": "A question.",
                },
            ],
        },
        {"id": 7, "findings": []},
        {"id": "b", "findings": [found[0]["findings"][0], found[0]["findings"][1]]},
    ]


def test_the_locales_sentence_stands_before_the_english_one() -> None:
    finding = Finding(key="a", code="odd.mark", severity=Severity.WARN, message="A question.", local="질문입니다.")
    (shown,) = json.loads(line_of("a", [finding]))["findings"]
    assert shown["message"] == "질문입니다. — A question."


@pytest.mark.usefixtures("one_rule")
def test_unknown_keys_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    assert printed(checked(tmp_path, b"\xef\xbb\xbf" + line(type="number", base=3).encode())) == [
        {"id": "a", "findings": []}
    ]


def test_a_text_is_an_abstract_where_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def check(pair: Pair) -> Iterator[Finding]:
        seen.append(pair.kind.value)
        yield from ()

    monkeypatch.setattr("bot.checks.check", check)
    kinds = [{}, {"kind": "title"}, {"kind": "summary"}, {"kind": "intro"}]
    printed(checked(tmp_path, *(line(**kind) for kind in kinds)))
    assert seen == ["abstract", "title", "summary", "intro"]


@pytest.mark.usefixtures("one_rule")
def test_a_hyphen_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{line()}\n{line(locale='')}".encode())))
    ran = paperboy("check", "-")
    assert (ran.code, ran.out) == (78, '{"id": "a", "findings": []}\n')
    assert ran.err.startswith("paperboy: stdin:2: locale: ")


BAD: dict[str, tuple[str | bytes, str]] = {
    "no JSON": ("{id: 1}", "not JSON: Expecting property name enclosed in double quotes (character 2); write one"),
    "half a line": (line()[:-5], "not JSON: "),
    "no object": ("[1]", 'not an object; write {"id"'),
    "no UTF-8": (b'{"id": "\xff"}', "not UTF-8 (byte 9); save it as UTF-8"),
    "too deep": ("[" * 100_000, "not JSON that can be read"),
    "too many digits": ('{"id": ' + "9" * 5_000 + "}", "not JSON that can be read"),
    "no id": ('{"locale": "ko", "source": "", "target": ""}', "id: this key is required; a line has id, locale, "),
    "no target": ('{"id": 1, "locale": "ko", "source": ""}', "target: this key is required"),
    "a number as text": (line(source=5), "source: this must be a text; put it in double quotes"),
    "nothing as id": (line(id=None), "id: this must be a text or a whole number"),
    "an unknown kind": (
        line(kind="poem"),
        'kind: there is no kind "poem"; there are: title, summary, abstract, intro',
    ),
    "a list as kind": (line(kind=["title"]), 'kind: there is no kind ["title"]; there are: '),
    "an unknown locale": (line(locale="xx"), 'prompts has no locale "xx"; there are: '),
    "a path as locale": (line(locale="../ko"), 'has no locale "../ko"; there are: '),
    "a locale with a terminal's command": (line(locale="\x1b[2J"), 'has no locale "\\u001b[2J"; there are: '),
}


@pytest.mark.usefixtures("one_rule")
@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("words", [(), ("--summary",)])
def test_a_line_that_is_no_pair_ends_it_with_one_line(tmp_path: Path, case: str, words: tuple[str, ...]) -> None:
    bad, said = BAD[case]
    ran = checked(tmp_path, line(id="first"), "", bad, line(id="never"), words=words)
    assert ran.code == 78
    (told,) = ran.err.splitlines()
    assert told.startswith(f"paperboy: {tmp_path}/texts.jsonl:3: ")
    assert said in told
    assert told.isprintable()
    assert ran.out == ("" if words else '{"id": "first", "findings": []}\n')


def test_a_file_that_is_not_there_or_a_folder_is_one_line(tmp_path: Path) -> None:
    for name, why in ((tmp_path / "none", "No such file or directory"), (tmp_path, "Is a directory")):
        ran = paperboy("check", name)
        assert ran.code == 78
        assert ran.told == (
            f"paperboy: {name}: cannot be read: {why}; give a file of JSON lines, or - for standard input"
        )


def test_a_configuration_that_is_named_must_be_there(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(line(), encoding="utf-8")
    ran = paperboy("--config", tmp_path / "other.toml", "check", file)
    assert (ran.code, ran.out) == (78, "")
    assert "other.toml: there is no such file" in ran.told


@pytest.mark.usefixtures("one_rule")
def test_the_locales_are_those_of_the_configuration(tmp_path: Path) -> None:
    text = (PROJECT / "config.toml").read_text(encoding="utf-8")
    own = "" if "\nprompts" in text else 'prompts = "mine"\n'
    (tmp_path / "config.toml").write_text(own + text.replace('\nprompts = "prompts"', '\nprompts = "mine"'))
    ran = checked(tmp_path, line())
    assert ran.code == 78
    assert f'{tmp_path}/texts.jsonl:1: locale: {tmp_path}/mine has no locale "ko"; there are: none' in ran.told


@pytest.mark.usefixtures("one_rule")
def test_the_summary_counts_findings_by_family_and_texts_by_what_becomes_of_them(tmp_path: Path) -> None:
    texts = [line(), line(target="BIG. 네?"), line(target="?"), line(source="A B", target="B")]
    ran = checked(tmp_path, *texts, words=("--summary",))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "family         block  repair    warn",
        "lost               0       2       0",
        "odd                0       0       2",
        "all                0       2       2",
        "4 texts: 1 clean, 1 with warnings only, 2 that would not go out",
    ]


@pytest.mark.usefixtures("one_rule")
def test_nothing_is_no_texts(tmp_path: Path) -> None:
    assert checked(tmp_path, words=("--summary",)).out.endswith(
        "\n0 texts: 0 clean, 0 with warnings only, 0 that would not go out\n"
    )
    assert printed(checked(tmp_path)) == []


@given(ids=st.lists(ANY_TEXT | st.integers(), max_size=3), source=ANY_TEXT, word=ANY_TEXT)
def test_any_text_comes_back_as_it_was_on_one_visible_line(ids: list[str | int], source: str, word: str) -> None:
    for given_id in ids:
        finding = Finding(
            key="a", code="lost", severity=Severity.WARN, message=word, source_span=source, target_span=word
        )
        made = line_of(given_id, [finding])
        assert made.isprintable()
        (shown,) = json.loads(made)["findings"]
        assert json.loads(made)["id"] == given_id
        assert (shown["source_span"], shown["target_span"], shown["message"]) == (source, word, word)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=ANY_TEXT, target=ANY_TEXT, locale=st.sampled_from(["ko", "ja"]), kind=st.sampled_from(["title", "intro"]))
def test_any_pair_gets_its_line_and_every_span_stands_in_its_text(
    tmp_path: Path, source: str, target: str, locale: str, kind: str
) -> None:
    (found,) = printed(checked(tmp_path, line(source=source, target=target, locale=locale, kind=kind)))
    for one in found["findings"]:
        assert set(one) == KEYS
        assert one["code"] in SAYS
        assert one["source_span"] in source
        assert one["target_span"] in target
        assert one["message"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40).filter(lambda data: b"\n" not in data and data.strip()))
def test_bytes_that_are_no_pair_are_one_line_and_78(tmp_path: Path, data: bytes) -> None:
    ran = checked(tmp_path, data)
    assert ran.code == 78
    assert ran.told.startswith(f"paperboy: {tmp_path}/texts.jsonl:1: ")


HOSTILE = {"brackets": "[(" * 500_000, "numbers": "1,000.5% " * 110_000, "dots": ". " * 500_000}


@pytest.mark.long
@pytest.mark.parametrize("what", HOSTILE)
def test_a_million_characters_end_in_seconds(tmp_path: Path, what: str) -> None:
    text = HOSTILE[what]
    watch = Stopwatch()
    assert len(printed(checked(tmp_path, line(source=text, target=text[:-1])))) == 1
    assert watch.seconds < 30


@pytest.mark.long
@pytest.mark.parametrize(("words", "seen"), [((), False), (("--summary",), True)])
def test_a_terminal_shows_how_far_a_long_file_is(tmp_path: Path, words: tuple[str, ...], seen: bool) -> None:
    """Unless the lines themselves appear there."""
    (tmp_path / "texts.jsonl").write_text(line(source="a " * LONG), encoding="utf-8")
    shown = on_a_terminal("-m", "bot", "check", "texts.jsonl", *words, folder=tmp_path)
    assert ("checking" in shown) == seen
    assert ("texts: " in shown) == bool(words)
