"""A week as a topic of a Discourse forum."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from bot.cook import cook
from tests.commands.street import PROJECT
from tests.published.defects import Defects, Published
from tests.published.week import delivered, editing, rows

_MORE = """\
tags = ["paper-weekly"]
window = { zone = "Asia/Seoul", opens = "09:00" }
%s

[editions.week.discourse]
url = "FORUM"
username = "paperboy"
category = "news"
api_key_file = "forum-key"
"""


@contextmanager
def on_a_forum(folder: Path, start: str, *, seed: str = "", trap: int, more: str = "") -> Iterator[Published]:
    """The topic that the sandbox's forum has of a week, as the forum cooks it."""
    papers = rows(start, seed, trap)
    edition = editing(publisher="discourse", template="discourse.md.j2", more=_MORE % more)
    with delivered(folder, start, papers, edition) as street:
        (topic,) = street.topics
        parts = street.bodies(topic)
        yield Published(
            title=topic.title,
            text="\n\n".join(parts),
            page=LexborHTMLParser("".join(map(cook, parts))),
            rows=papers,
            locale=load_locale(PROJECT / "prompts", "ko"),
            formulas=(r'<span class="math">1\%</span>', '<span class="math">x_1 * x_2</span>'),
        )


class OnAForum(Defects):
    """The tests that every topic has, beside those of every post."""

    def test_every_paper_has_its_sections_in_order(self, post: Published) -> None:
        heads = post.headings
        first = next(at for at, one in enumerate(heads) if one.startswith("h2 1. "))
        assert heads[0] == "h2 소개"
        assert heads[first:-1] == post.heads("summary", "abstract", "link", "further")
        assert heads[-1] == "h2 원문"

    def test_every_address_stands_there_without_what_tracks_and_no_other(self, post: Published) -> None:
        found = {unquote(one) for one in re.findall(r"(?m)^<?(https?://[^\s>]+)>?$", post.text)}
        wanted = {url for row in post.rows for url in row.urls}
        assert wanted <= found
        assert [one for one in found - wanted if "elvissaravia.com/p/" not in one] == []

    def test_every_text_is_an_item_with_its_english_quoted_in_it(self, post: Published) -> None:
        texts = sum(1 + bool(row.abstract) for row in post.rows)
        assert len(post.page.css("li > blockquote")) == len(post.quotes) == texts

    def test_no_address_in_a_sentence_is_left_for_the_forum_to_name(self, post: Published) -> None:
        assert re.findall(r"(?m)^.*[^<(\n]https?://.*$", post.text) == []
