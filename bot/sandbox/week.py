"""The week the sandbox plays: one issue of a newsletter, as a TOML file says it.

The form of the file: `[issue]` with title, subtitle, slug, published and notice; `[[papers]]` with position, name,
lead, bullets (label and text), links (label and URL) and, where it is on arXiv, arxiv_id, title, authors, abstract.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

DEMO = Path(__file__).with_name("demo") / "week.toml"
"""The made-up week that comes with the sandbox; its recorded answers stand beside it."""

NOTICE = "Made up for a demonstration on this computer: these papers, people and figures do not exist."


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A paper on arXiv. `comment` is the authors' own; a withdrawal is announced there."""

    arxiv_id: str
    title: str
    authors: tuple[str, ...]
    abstract: str
    comment: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper as the newsletter presents it."""

    position: int
    name: str
    lead: str
    bullets: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """An issue, and what arXiv knows of its papers."""

    title: str
    subtitle: str
    slug: str
    published: datetime
    notice: str
    papers: tuple[Paper, ...]
    records: tuple[Record, ...]


def load_week(path: Path) -> Week:
    """Reads a week file."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    issue, papers = document["issue"], document["papers"]
    return Week(
        title=issue["title"],
        subtitle=issue["subtitle"],
        slug=issue["slug"],
        published=issue["published"],
        notice=issue.get("notice", NOTICE),
        papers=tuple(_paper(table) for table in papers),
        records=tuple(_record(table) for table in papers if "arxiv_id" in table),
    )


def _paper(table: dict[str, Any]) -> Paper:
    return Paper(
        position=table["position"],
        name=table["name"],
        lead=table["lead"],
        bullets=tuple((label, text) for label, text in table.get("bullets", [])),
        links=tuple((label, url) for label, url in table.get("links", [])),
    )


def _record(table: dict[str, Any]) -> Record:
    return Record(
        arxiv_id=table["arxiv_id"],
        title=table["title"],
        authors=tuple(table["authors"]),
        abstract=table["abstract"],
    )


def load_comments(folder: Path) -> tuple[str, ...]:
    """What readers say about a week, in the order of `[[comments]]` of `comments.*.toml`; each has a `text`."""
    files = (tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("comments.*.toml")))
    return tuple(comment["text"] for file in files for comment in file["comments"])
