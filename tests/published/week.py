"""Weeks that were published elsewhere, taken through the whole line: feed, arXiv, model, gate, layout, place.

Only arXiv's words on the papers are made up where the corpus has none, and they hold what posts have stumbled over.
"""

import functools
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from os import getenv
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from bot.config import load_locale
from bot.sandbox.messages import Message, Refusal
from bot.sandbox.model import Service
from bot.sandbox.recordings import Recording, fenced
from bot.sandbox.week import Record
from tests.commands.street import PROJECT, Street, a_street
from tests.published.translating import titled, translated

SHARED = Path(getenv("PAPERBOY_SHARED", PROJECT.parent / "shared"))
WEEKS, ABSTRACTS = SHARED / "corpus/weeks.jsonl", SHARED / "corpus/abstracts.jsonl"
PUBLISHED, TOOL = SHARED / "quality/published.jsonl", SHARED / "tools/substack_feed.py"
needs_corpus = pytest.mark.skipif(
    not all(file.exists() for file in (WEEKS, ABSTRACTS, PUBLISHED, TOOL)), reason=f"no corpus in {SHARED}"
)

TRAP = (
    "We read ``long'' notes and keep $1\\%$ of them. For $x_1 * x_2$ lamps and $y_1 * y_2$ rooms we count 105K notes, "
    "*all* of **them**. Our framework is called NoteLLM-7B, and #1 is <think> in it. "
    "The code is at https://code.example/a_b_(c)."
)
"""An abstract with all that was lost or glued in the published ones."""

_EDITION = """
[editions.week]
source = "dair"
locale = "{locale}"
publisher = "{publisher}"
template = "{template}"
start = "latest"
source_text = {{ summary = "quote", abstract = "quote" }}
{more}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paper as the newsletter had it, and what arXiv says of it; `abstract` is empty where it is not there."""

    number: int
    name: str
    summary: str
    urls: tuple[str, ...]
    arxiv_id: str | None
    title: str
    abstract: str


@functools.cache
def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def week(start: str) -> dict[str, Any]:
    return next(one for one in lines(WEEKS) if one["start"] == start)


def rows(start: str, seed: str = "", trap: int = 0) -> list[Row]:
    """A week's papers. Their titles are those that the post `seed` had, else made up; one abstract is the trap."""
    known = [one["source"] for one in lines(PUBLISHED) if one["seed"] == seed and one["kind"] == "title"]
    abstracts = {one["n"]: one["abstract"] for one in lines(ABSTRACTS) if one["week_start"] == start}
    found = []
    for place, one in enumerate(week(start)["papers"]):
        number, own = one["n"], f"Lamp{one['n']}GPT: Reading at Night"
        title = known[place] if len(known) == len(week(start)["papers"]) else own
        told = abstracts.get(number, "").replace(
            "this https URL", f"https://code.example/{number}"
        )  # as the API has it
        abstract = TRAP if number == trap else told or _made_up(number)
        found.append(
            Row(
                number=number,
                name=one["name"],
                summary=" ".join(one["summary"].split()),
                urls=tuple(dict.fromkeys(clean(link["url"]) for link in one["links"] if link["url"])),
                arxiv_id=one["arxiv_id"],
                title=title if one["arxiv_id"] else one["name"],
                abstract=abstract if one["arxiv_id"] else "",
            )
        )
    return found


def clean(url: str) -> str:
    """The address that readers are to be given."""
    if found := re.search(r"arxiv\.org/\w+/(\d{4}\.\d{5})", url):
        return f"https://arxiv.org/abs/{found[1]}"
    if re.match(r"https?://(?:twitter|x)\.com/", url):
        return "https://x.com/" + url.split("?", maxsplit=1)[0].split("/", 3)[3]
    return unquote(re.sub(r"\?utm_.*", "", url))


class Translating(Service):
    """A model that translates whatever it is asked; there is nothing in its texts to mend, and it refuses to."""

    def _recorded(self, message: Message) -> Recording:
        asked = "\n".join(block.text for block in message.messages[-1].blocks)
        key = fenced(asked)
        found = re.search(r"<source [^>]*>\n(.*)\n</source ", asked, re.DOTALL)
        if not key or not found or key[0] not in ("intro", "translate"):
            raise Refusal(f"not asked for a translation: {key and key[0]}")
        task, code, round_, digest = key
        answer = _intro(code) if task == "intro" else _entry(found[1], code)
        return Recording(task=task, locale=code, round=round_, sha256=digest, answer=answer)


def _intro(code: str) -> dict[str, Any]:
    said = {
        "ko": ("한 주의 논문입니다.", "첫째입니다.", "둘째입니다."),
        "ja": ("今週の論文です。", "最初です。", "次です。"),
    }
    headline, *paragraphs = said[code]
    return {"headline": headline, "paragraphs": paragraphs}


def _entry(source: str, code: str) -> dict[str, Any]:
    locale = load_locale(PROJECT / "prompts", code)
    head, *sections = re.split(r"\n\n(?=(?:summary|abstract):\n)", source)
    texts = dict(one.split(":\n", 1) for one in sections)
    return {
        "title": titled(head.partition("\ntitle: ")[2], locale),
        "summary": translated(texts.get("summary", ""), locale),
        "abstract": translated(texts.get("abstract", ""), locale),
        "topics": ["llm"],
    }


def _made_up(number: int) -> str:
    return f"We present Lamp{number}GPT. It reads {number + 11} notes with RAG."


def records(papers: Iterable[Row]) -> Iterator[Record]:
    for one in papers:
        if one.arxiv_id:
            yield Record(arxiv_id=one.arxiv_id, title=one.title, authors=("A. Example",), abstract=one.abstract)


def editing(*, locale: str = "ko", publisher: str = "folder", template: str, more: str) -> str:
    """The table of an edition that shows the whole English as quotes."""
    return _EDITION.format(locale=locale, publisher=publisher, template=template, more=more)


@contextmanager
def delivered(folder: Path, start: str, papers: Iterable[Row], edition: str) -> Iterator[Street]:
    """The world on the Monday after a week, when one edition of it has gone out and nothing was found in it."""
    command = [sys.executable, str(TOOL), str(WEEKS), "--start", start]
    made = subprocess.run(command, capture_output=True, check=True).stdout
    last = datetime.fromisoformat(week(start)["end"]).date()
    with a_street(folder) as street:
        street.clock.set(datetime.combine(last + timedelta(days=1), time(4), UTC))
        street.world.newsletter.xml = made
        street.world.library.add(records(papers))
        street.world.service = Translating(street.clock, ())
        street.world.apps["model"] = street.world.service.app()
        head, _, _ = street.config.read_text(encoding="utf-8").partition("[editions.forum]")
        street.config.write_text(head + edition.replace("FORUM", street.addresses["forum"]), encoding="utf-8")
        ran = street.run("tick")
        assert ran.code == 0, ran.err
        assert len(street.asked("model")) == 12, "a text was sent back to be mended"
        yield street
