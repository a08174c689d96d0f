"""A week as a text to be pasted, read by a place that knows CommonMark alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from tests.commands.street import PROJECT
from tests.published.defects import NATIVE, Defects, Published
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
            formulas=(r"$<code>1\%</code>$", "$<code>x_1 * x_2</code>$"),
        )


class Pasted(Defects):
    """The tests that every list has, beside those of every post."""

    def test_every_paper_has_its_sections_in_order(self, post: Published) -> None:
        heads = post.headings
        first = next(at for at, one in enumerate(heads) if one.startswith("h2 1. "))
        assert heads[0] == f"h2 {post.locale.words['list_intro']}"
        assert heads[first:-1] == post.heads("summary", "abstract", "link", "further")
        assert heads[-1] == f"h2 {post.locale.words['source']}"

    def test_every_address_stands_there_without_what_tracks_and_no_other(self, post: Published) -> None:
        found = {unquote(one) for one in re.findall(r"(?m)^<?(https?://[^\s>]+)>?$", post.text)}
        wanted = {url for row in post.rows for url in row.urls}
        assert wanted <= found
        assert [one for one in found - wanted if "elvissaravia.com/p/" not in one] == []

    def test_every_text_is_an_item_with_its_english_quoted_below_outside_of_the_list(self, post: Published) -> None:
        assert len(post.page.css("ul + blockquote")) == len(post.quotes) == 20
        assert post.page.css("li blockquote") == []
        assert [one for one in post.quotes if re.search(f"[{NATIVE}]", one)] == []
