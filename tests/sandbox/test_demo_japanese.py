"""The demo's Japanese: what the model is recorded to say passes every rule, at the first try."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.checks import Kind, Pair, check
from bot.config import load_locale
from bot.domain import BULLET

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "bot" / "sandbox" / "demo"
WEEK: dict[str, Any] = tomllib.loads((DEMO / "week.toml").read_text(encoding="utf-8"))
ANSWERS: dict[str, Any] = tomllib.loads((DEMO / "answers.ja.toml").read_text(encoding="utf-8"))
LOCALE = load_locale(ROOT / "prompts", "ja")
JAPANESE: dict[int, dict[str, Any]] = {table["position"]: table for table in ANSWERS["papers"]}

each_paper = pytest.mark.parametrize("paper", [pytest.param(one, id=str(one["position"])) for one in WEEK["papers"]])


def english(paper: dict[str, Any]) -> dict[Kind, str]:
    """The three texts of a paper as the bot has them."""
    lines = [paper["lead"], *(f"{BULLET}{label}: {text}" for label, text in paper["bullets"])]
    return {
        Kind.TITLE: paper.get("title", paper["name"]),
        Kind.SUMMARY: "\n".join(" ".join(line.split()) for line in lines),
        Kind.ABSTRACT: " ".join(paper.get("abstract", "").split()),
    }


@each_paper
def test_the_gate_finds_nothing(paper: dict[str, Any]) -> None:
    answer = JAPANESE[paper["position"]]
    names = (paper["name"], paper.get("title", ""))
    for kind, source in english(paper).items():
        target = answer[kind.value].strip()
        pair = Pair(key="k", kind=kind, source=source, target=target, locale=LOCALE, names=names)
        assert list(check(pair)) == []


@each_paper
def test_it_has_the_lines_of_the_english_and_each_label_ends_as_japanese_ends_it(paper: dict[str, Any]) -> None:
    lines = JAPANESE[paper["position"]]["summary"].strip().splitlines()
    assert len(lines) == 1 + len(paper["bullets"])
    assert all(re.match(rf"{BULLET}[^。]+：\S", line) for line in lines[1:])


@each_paper
def test_formulas_addresses_and_tokens_are_verbatim(paper: dict[str, Any]) -> None:
    answer = JAPANESE[paper["position"]]
    kept = r"\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)|https?://[\w./-]*\w|<\w+>|@\w+"
    for kind, source in english(paper).items():
        assert sorted(re.findall(kept, answer[kind.value], re.ASCII)) == sorted(re.findall(kept, source, re.ASCII))


def test_every_sentence_is_polite() -> None:
    texts = [table[field] for table in JAPANESE.values() for field in ("summary", "abstract") if table[field]]
    for sentence in re.findall(
        r"[^。]+。", "\n".join([*texts, ANSWERS["intro"]["headline"], *ANSWERS["intro"]["paragraphs"]])
    ):
        assert re.search(
            r"(です|ます|ました|ません|でした|でしょう)か?。$", re.sub(r"\\emph\{(.*?)\}", r"\1", sentence)
        ), sentence


def test_the_intro_quotes_every_paper_once() -> None:
    text = "".join(ANSWERS["intro"]["paragraphs"])
    assert sorted(re.findall(r"「([^」]+)」", text)) == sorted(paper["name"] for paper in WEEK["papers"])


def test_topics_are_those_of_the_korean() -> None:
    korean = tomllib.loads((DEMO / "answers.ko.toml").read_text(encoding="utf-8"))["papers"]
    assert [one["topics"] for one in ANSWERS["papers"]] == [one["topics"] for one in korean]
