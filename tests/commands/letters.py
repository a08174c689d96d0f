"""The demo's papers as three other newsletters print them, and the rules that read each."""

from collections.abc import Callable
from email.utils import format_datetime
from html import escape

from bot.sandbox.substack import refs
from bot.sandbox.week import DEMO, Paper, load_week
from tests.commands.street import Street

WEEK = load_week(DEMO)
ADDRESS = "https://letter.example/issues/12-lanterns"
KEY = "letter/2026-11-15"
LABELS = """\
title = "[{date}] 논문 편지 (A Letter of Papers)"
[editions.forum.labels]
disclaimer = "논문 편지를 생성형 AI({model})가 번역한 글입니다."
source_note = "논문 소개는 편지를 쓴 분의 글입니다."
"""


def numbered(paper: Paper) -> str:
    """A paragraph an entry, its bullets printed as signs."""
    said = "".join(f" ● {label}: {text}" for label, text in paper.bullets)
    return f"<p><strong>{paper.position}) {refs(paper.name)}</strong> – {refs(paper.lead + said)} ({_links(paper)})</p>"


def headed(paper: Paper) -> str:
    """A heading an entry, with what follows it."""
    links = f"<p>{_links(paper)}</p>" if paper.links else ""
    return f"<h3>{refs(paper.name)}</h3><p>{refs(paper.lead)}</p>{_bullets(paper)}{links}"


def listed(paper: Paper) -> str:
    """An item of a list an entry."""
    links = f"<p>{_links(paper)}</p>" if paper.links else ""
    return f"<li><p><b>{refs(paper.name)}</b>: {refs(paper.lead)}</p>{_bullets(paper)}{links}</li>"


LETTERS: dict[str, tuple[Callable[[Paper], str], str, str]] = {
    "numbered paragraphs": (numbered, "<p>Hello, 10 papers.</p>{}<p>Until next week.</p>", 'item = "p:has(> strong)"'),
    "headings": (headed, "<h2>Papers</h2>{}<h2>Jobs</h2><p>None.</p>", 'item = "h3"'),
    "a list": (listed, "<p>Hello.</p><ul>{}</ul><p>Bye.</p>", 'item = "ul > li:has(> p > b)"'),
}
"""By its form: how an entry is printed, what stands around them all, and the rule that reads it."""


def body(form: str, count: int = 10) -> str:
    """The letter with that many of the demo's papers."""
    printed, around, _ = LETTERS[form]
    return around.format("".join(map(printed, WEEK.papers[:count])))


def serve(street: Street, html: str) -> None:
    """Puts one letter, and a post that is none, into the feed."""
    street.world.newsletter.xml = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>A letter</title>'
        f"{_item('Letter 12: Lanterns', ADDRESS, html)}{_item('On writing', f'{ADDRESS}-about', '<p>Slowly.</p>')}"
        "</channel></rss>"
    ).encode()


def subscribe(street: Street, form: str, labels: str = LABELS) -> None:
    """Has the edition deliver the letter, by the rule for its form."""
    rule = f'kind = "rss"\nfeed = "{street.addresses["feed"]}"\n\n[sources.letter.rss]\n{LETTERS[form][2]}\n'
    street.change("[sources.dair]\n", "[sources.letter]\n")
    street.change(f'feed = "{street.addresses["feed"]}"\n', f'{rule}issues = "^Letter"\ncount = 10\n')
    street.change('source = "dair"', 'source = "letter"')
    street.change('tags = ["paper-weekly"]\nwindow = { zone = "Asia/Seoul", opens = "09:00" }\n', f"{WINDOW}{labels}")


WINDOW = 'tags = ["paper-weekly"]\nwindow = { zone = "Asia/Seoul", opens = "09:00" }\n'


def _item(title: str, url: str, html: str) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{format_datetime(WEEK.published)}</pubDate>"
        f"<content:encoded><![CDATA[{html}]]></content:encoded></item>"
    )


def _links(paper: Paper) -> str:
    return " | ".join(f'<a href="{escape(url)}">{refs(label)}</a>' for label, url in paper.links)


def _bullets(paper: Paper) -> str:
    items = "".join(f"<li><strong>{refs(label)}:</strong> {refs(text)}</li>" for label, text in paper.bullets)
    return f"<ul>{items}</ul>" if items else ""
