"""A week as a topic of a Discourse forum."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from bot.cook import cook
from tests.commands.street import PROJECT
from tests.published.defects import Published
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
        )
