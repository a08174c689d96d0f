"""Old weeks in an archive, arXiv's records of their papers, and a model that has something to say of any text."""

import contextlib
import re
import shutil
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from bot.sandbox.messages import Message, Refusal
from bot.sandbox.model import Service
from bot.sandbox.recordings import Recording, fenced, load_recordings
from bot.sandbox.week import DEMO, Record
from tests.commands.street import PROJECT, Street
from tests.sources.archive_table import pages

Week = Mapping[str, Any]

FIRST = date(2026, 6, 7)
"""The last day of the first of the weeks made here."""

ARCHIVE = """
[sources.archive]
kind = "dair_archive"

[sources.archive.dair_archive]
newsletter = "dair"
years = "{newsletter}/years/{{year}}.md"

[llm.models.claude-haiku-5-5.prices]
as_of = 2026-10-01
source = "https://prices.example"
input = 1.0
output = 5.0
cache_write = 1.25
cache_read = 0.1
"""


class Obliging(Service):
    """Says of any text something of its length in the locale's letters; names, numbers and signs stay as they are."""

    def _recorded(self, message: Message) -> Recording:
        with contextlib.suppress(Refusal):
            return super()._recorded(message)
        asked = "\n".join(block.text for block in message.messages[-1].blocks)
        key, found = fenced(asked), re.search(r"<source [^>]*>\n(.*)\n</source ", asked, re.DOTALL)
        if key is None or found is None:
            raise Refusal("no fenced source")
        task, locale, round_, digest = key
        answer = _introduced(locale) if task == "intro" else _translated(found[1], locale)
        return Recording(task=task, locale=locale, round=round_, sha256=digest, answer=answer)


def obliging(street: Street) -> None:
    """Puts that model before the bot."""
    street.world.service = Obliging(street.clock, load_recordings(DEMO.parent))
    street.world.apps["model"] = street.world.service.app()


def forget_terms(street: Street) -> None:
    """Leaves the locales no terms: what that model says has none of them."""
    shutil.copytree(PROJECT / "prompts", street.folder / "prompts")
    for file in street.folder.glob("prompts/*/glossary.csv"):
        head, _, _ = file.read_text(encoding="utf-8").partition("\n")
        file.write_text(f"{head}\n", encoding="utf-8")
    street.change(f'prompts = "{PROJECT / "prompts"}"', 'prompts = "prompts"')


def keep_archive(street: Street, weeks: Iterable[Week], records: Iterable[Record] = ()) -> None:
    """Puts these weeks into an archive that the configuration names, and arXiv's records of their papers beside it."""
    printed = pages(weeks)

    async def page(request: Request) -> Response:
        year = int(request.path_params["year"])
        return PlainTextResponse(printed[year]) if year in printed else PlainTextResponse("404: Not Found", 404)

    newsletter = street.world.apps["newsletter"]
    street.world.apps["newsletter"] = Starlette(routes=[Route("/years/{year:int}.md", page), Mount("/", newsletter)])
    street.world.library.add(records)
    with street.config.open("a", encoding="utf-8") as file:
        file.write(ARCHIVE.format(**street.addresses))


def some_weeks(number: int, papers: int = 10) -> list[Week]:
    """So many made-up weeks in a row."""
    return [_week(FIRST + timedelta(weeks=at), at, papers) for at in range(number)]


def records_of(weeks: Iterable[Week]) -> list[Record]:
    """What arXiv knows of made-up weeks."""
    papers = [paper for week in weeks for paper in week["papers"]]
    return [
        Record(
            arxiv_id=paper["arxiv_id"],
            title=f"{paper['name']}: A Study",
            authors=("A. Example",),
            abstract=f"We look at what waits. {paper['name']} is one of those.",
        )
        for paper in papers
    ]


def add_japanese(street: Street) -> None:
    """Has the same weeks go to another category of the forum in Japanese, in an edition named `ja`."""
    _, _, edition = street.config.read_text(encoding="utf-8").partition("[editions.forum]")
    own = edition.partition("[sources.archive]")[0]
    second = own.replace("editions.forum", "editions.ja").replace('"news"', '"free"').replace('"ko"', '"ja"')
    with street.config.open("a", encoding="utf-8") as file:
        file.write(f"\n[editions.ja]{second}")


def _week(last: date, at: int, papers: int) -> Week:
    first = last - timedelta(days=7)
    span = f"{first:%B} {first.day} - {last:%B} {last.day}"
    return {
        "week_title": f"Top AI Papers of the Week ({span}) - {last.year}",
        "start": first.isoformat(),
        "end": last.isoformat(),
        "papers": [_paper(at, position) for position in range(1, papers + 1)],
    }


def _paper(at: int, position: int) -> Mapping[str, Any]:
    arxiv_id = f"2605.{at:02}{position:03}"
    name = f"GATE-{'ABCDEFGHIJ'[position - 1]}{at}"
    return {
        "n": position,
        "name": name,
        "summary": f"{name} waits before it answers.\n● Small: It stays as it is.",
        "links": [{"label": "Paper", "url": f"https://arxiv.org/abs/{arxiv_id}"}],
        "arxiv_id": arxiv_id,
    }


_FILLING = {"ko": ("가나", "다라를", "마바로", "사아는"), "ja": ("あいの", "うえを", "おかに", "きくは")}
_ENDS = {"ko": "입니다.", "ja": "です。"}
_PLAIN = re.compile(r"[a-z][a-z’'-]*[a-z][.,;:]?|[aAI]|(?:The|This|We|It|In|By|An?|To|On|For|With|And|Our)")
_NUMBERS = re.compile(
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?"
    r"|billions?|trillions?|half|halves|third|quarter|double[sd]?|triple[sd]?|twice|dozens?|first|second|fold)\W?"
)


def _said(text: str, locale: str) -> str:
    """The locale's words in the place of the English ones, two for three; names, numbers and signs stay."""
    words, said = _FILLING[locale], list[str]()
    for at, word in enumerate(text.split()):
        if _NUMBERS.fullmatch(word):
            said.append(f"{words[0]}({word.rstrip('.,;:')})")
        elif not _PLAIN.fullmatch(word):
            said.append(word)
        elif word.endswith("."):
            said.append(f"{words[at % len(words)]}{_ENDS[locale]}")
        elif at % 3:
            said.append(words[at % len(words)])
    return (
        " ".join(said)
        if text.endswith(".") and said[-1].endswith(".")
        else f"{' '.join(said)} {words[0]}{_ENDS[locale]}"
    )


def _translated(source: str, locale: str) -> dict[str, Any]:
    head, _, rest = source.partition("\n\n")
    fields = dict(
        re.findall(r"(?:^|\n\n)(summary|abstract):\n(.*?)(?=\n\n(?:summary|abstract):\n|\Z)", rest, re.DOTALL)
    )
    title = head.partition("\ntitle: ")[2]
    return {
        "title": f"{_said(title, locale).removesuffix(_ENDS[locale])}",
        "summary": "\n".join(_line(line, locale) for line in fields.get("summary", "").split("\n") if line),
        "abstract": _said(fields["abstract"], locale) if fields.get("abstract") else "",
        "topics": [],
    }


def _line(line: str, locale: str) -> str:
    bullet = re.match(r"(● )?(?:([^:]{1,60}):(?= ))?(.*)", line)
    assert bullet
    label = f"{_FILLING[locale][0]}: " if bullet[1] and bullet[2] else ""
    return f"{bullet[1] or ''}{label}{_said(bullet[3] if label else line.removeprefix('● '), locale)}"


def _introduced(locale: str) -> dict[str, Any]:
    first, second, third, fourth = (f"{word} {_FILLING[locale][0]}{_ENDS[locale]}" for word in _FILLING[locale])
    return {"headline": first, "paragraphs": [second, f"{third} {fourth}"]}
