"""A week as a text to be pasted, read by a place that knows CommonMark alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from tests.commands.street import PROJECT
from tests.published.defects import Published
from tests.published.week import delivered, editing, rows

_MORE = '[editions.week.folder]\npath = "out"'


@contextmanager
def to_be_pasted(folder: Path, start: str, *, locale: str, trap: int) -> Iterator[Published]:
    """What the edition wrote for a week."""
    papers = rows(start, trap=trap)
    edition = editing(locale=locale, template="list.md.j2", more=_MORE)
    with delivered(folder, start, papers, edition) as street:
        (file,) = street.folder.glob("out/**/part-1.md")
        text = file.read_text(encoding="utf-8")
        (about,) = street.folder.glob("out/**/post.json")
        yield Published(
            title=about.read_text(encoding="utf-8"),
            text=text,
            page=LexborHTMLParser(MarkdownIt("commonmark").render(text)),
            rows=papers,
            locale=load_locale(PROJECT / "prompts", locale),
        )
