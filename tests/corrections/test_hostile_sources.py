"""Whatever a newsletter or an abstract says and a model makes of it, what stands is words, and the digest whole."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from bot.cook import cook
from bot.domain import Entry, Issue, Locale, Paper, Translation, fingerprint
from bot.pipeline import tick
from bot.posting import marked_key
from bot.render import Layout
from tests import samples
from tests.corrections.agora import DIGEST, PROMPTS, Agora
from tests.corrections.cases import Table, load
from tests.fakes import FakeTranslator, week, world

pytestmark = pytest.mark.long

SOURCES = load("hostile.toml", "sources")
TURNING = ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "FSI", "PDF", "PDI")
"""Characters that turn the text around them."""

JAPANESE: dict[str, Any] = {
    "title": "Lantern 2：長いメモを読む",
    "summary": "Lantern 2はメモを読みます。\n● 方法：メモを4件保持します。\n● 意義：安価です。",
    "abstract": "Lantern 2を提案します。メモを4件保持します。",
}

each_source = pytest.mark.parametrize("case", [pytest.param(one, id=one["about"]) for one in SOURCES])


@dataclass
class Attacker(FakeTranslator):
    """Answers for the second entry what the case says."""

    case: Table = field(default_factory=dict)

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        made = super().translate(entry, paper, locale)
        if locale.code == "ja":
            mine = {name: text.replace("Lantern 2", entry.name) for name, text in JAPANESE.items()}
            made = replace(made, **mine)
        times = self.case.get("times", 1)
        theirs: dict[str, Any] = {name: text * times for name, text in self.case.get("answer", {}).items()}
        return replace(made, **theirs) if entry.position == 2 else made

    def introduce(self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
        return replace(super().introduce(issue, pieces, locale), **self.case.get("intro", {}))


@pytest.fixture
def publish(tmp_path: Path) -> Iterator[Callable[[Table], Agora]]:
    """Posts a week whose second entry is the case's; returns the forum it went to."""
    with ExitStack() as stack:

        def posted(case: Table) -> Agora:
            here = world(tmp_path, stack.enter_context, locale=case["locale"])
            forum = Agora(now=here.clock.now)
            here.bot = replace(
                here.bot,
                renderer=Layout(),
                translator=Attacker(case=case),
                locales={case["locale"]: load_locale(PROMPTS, case["locale"])},
                publishers={"forum": forum},
            )
            told = {name: case[name] for name in ("title", "abstract") if name in case}
            here.library.records["2611.90002"] = samples.record(2, **told)
            split = week(3)
            own = replace(split.entries[1], summary=case.get("summary", split.entries[1].summary))
            here.offer(replace(split, entries=(split.entries[0], own, split.entries[2])))
            tick(here.bot)
            tick(here.bot)
            return forum

        yield posted


def tags_of(raw: str) -> set[str]:
    """The elements that a reader would get."""
    return {str(node.tag) for node in LexborHTMLParser(f"<body>{cook(raw)}").css("body *")}


USUAL = {"a", "br", "details", "h2", "h3", "hr", "li", "ol", "p", "span", "strong", "summary", "ul"}
"""The elements of any digest; `blockquote` beside them, where an entry goes out in its source language."""


@each_source
def test_a_hostile_source_is_posted_as_words_or_not_at_all(case: Table, publish: Callable[[Table], Agora]) -> None:
    (talk,) = publish(case).talks.values()
    for number, post in enumerate(talk.posts, 1):
        body, _, marker = post.raw.rpartition("\n\n")
        assert marker == f"<!-- paperboy {DIGEST}#{number} {fingerprint(body)} -->"
        assert "<!-- paperboy" not in body
        assert marked_key(body) is None
        assert tags_of(body) <= {*USUAL, "blockquote"}
        assert re.findall(r'class="mention[^>]*>([^<]*)', cook(body)) == []
        assert not [char for char in body if unicodedata.bidirectional(char) in TURNING]
    assert "".join(post.raw for post in talk.posts).count("\n## 3. ") == 1
    assert "@" not in talk.title


@pytest.mark.parametrize(
    "case", [one for one in SOURCES if "https://" in str(one.get("answer"))], ids=lambda one: one["about"]
)
def test_an_address_that_only_the_model_thought_of_does_not_go_out(
    case: Table, publish: Callable[[Table], Agora]
) -> None:
    raw = "".join(post.raw for post in publish(case).talks[101].posts)
    theirs = re.findall(r"https://[\w./-]+", str(case["answer"]))
    assert not [one for one in theirs if one in raw and one not in str({**case, "answer": {}})]
