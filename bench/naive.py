"""The same job as bots of an afternoon's work do it: python -m bench.naive JOB.json

Read the feed, ask arXiv for one paper after the other, have each field translated by a call of its own, have an
introduction written, and post it. The instructions are the bot's own, thinking is off, nothing is cached and nothing
checked. JOB.json says where everything is.
"""

import io
import json
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import anthropic
import feedparser
import requests
from pydiscourse import DiscourseClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

ARXIV_PAUSE_S = 3.0
"""Between two requests: https://info.arxiv.org/help/api/tou.html"""

_ONLY = {
    "title": "You are given the title alone. Answer with its translation and nothing else.",
    "summary": "You are given the summary alone. Answer with its translation and nothing else, line for line.",
    "abstract": "You are given the abstract alone. Answer with its translation and nothing else.",
    "intro": "Answer with the headline, an empty line and the paragraphs, and nothing else.",
}


@dataclass
class Paper:
    """A paper of the newsletter, in English and then translated."""

    number: int
    title: str
    summary: str
    url: str
    abstract: str = ""
    translated: dict[str, str] = field(default_factory=dict)


class Translator:
    """Asks the model one thing at a time."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        self.job = job
        self.client = anthropic.Anthropic(api_key=job["model_key"], base_url=job["model"])

    def __call__(self, what: str, text: str) -> str:
        """One field in the other language."""
        task = "intro" if what == "intro" else "translate"
        message = self.client.messages.create(
            model=self.job["model_name"],
            max_tokens=8_000,
            thinking={"type": "disabled"},
            system=f"{self.job['instructions'][task]}\n\n{_ONLY[what]}",
            messages=[{"role": "user", "content": framed(what, text, self.job["locale"])}],
        )
        return "".join(block.text for block in message.content if block.type == "text")


def framed(what: str, text: str, locale: str) -> str:
    """The frame by which the sandbox's model knows a question; a real one would be sent the bare text."""
    own = sha256(text.encode()).hexdigest()
    head = f'<source task="naive-{what}" locale="{locale}" round="1" sha256="{own}">'
    return f'{head}\n{text}\n</source sha256="{own}">'


def main() -> None:
    """The whole job; says as JSON when it began and ended."""
    began = time.monotonic()
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    papers = read_issue(job["feed"])
    ask_arxiv(job["arxiv"], papers)
    translate = Translator(job)
    for paper in papers:
        for what in ("title", "summary", "abstract"):
            if text := getattr(paper, what):
                paper.translated[what] = translate(what, text)
    week = "\n\n".join(f"{paper.number}. {paper.title}\n{paper.summary}" for paper in papers)
    headline, _, intro = translate("intro", week).partition("\n\n")
    forum = DiscourseClient(job["forum"], api_username="paperboy", api_key=job["forum_key"])
    forum.create_post(body(intro, papers), title=headline[:200], category_id=job["category"])
    print(json.dumps({"began": began, "ended": time.monotonic()}))


def read_issue(feed: str) -> list[Paper]:
    """The papers of the newest issue."""
    posts = feedparser.parse(io.BytesIO(requests.get(feed, timeout=30).content)).entries
    issue = next(post for post in posts if "Top AI Papers" in post.title)
    html = LexborHTMLParser(issue.content[0].value)
    return [read_paper(heading) for heading in html.css("h2") if re.match(r"\d+\. ", heading.text())]


def read_paper(heading: LexborNode) -> Paper:
    """A heading, and what follows as far as the next one: the lead, the bullets and a line of links."""
    number, _, name = heading.text().partition(". ")
    lines, url = [], ""
    node = heading.next
    while node is not None and node.tag != "h2":
        links = node.css("a")
        if node.tag == "ul":
            lines += [f"● {one_line(item.text())}" for item in node.css("li")]
        elif node.tag == "p" and not links:
            lines.append(one_line(node.text()))
        for link in links:
            if one_line(link.text()) == "Paper":
                url = link.attributes["href"] or ""
        node = node.next
    return Paper(int(number), one_line(name), "\n".join(line for line in lines if line), url)


def ask_arxiv(api: str, papers: list[Paper]) -> None:
    """Title and abstract of those that are on arXiv, one after the other."""
    ids = [
        (paper, found[1]) for paper in papers if (found := re.search(r"arxiv\.org/(?:abs|pdf)/([\d.]+\d)", paper.url))
    ]
    for place, (paper, arxiv_id) in enumerate(ids):
        if place:
            time.sleep(ARXIV_PAUSE_S)  # noqa: TID251 - as such bots do
        answer = requests.get(api, params={"id_list": arxiv_id}, timeout=30)
        (entry,) = feedparser.parse(io.BytesIO(answer.content)).entries
        paper.title, paper.abstract = one_line(entry.title), one_line(entry.summary)


def one_line(text: str) -> str:
    return " ".join(text.split())


def body(intro: str, papers: list[Paper]) -> str:
    """The post."""
    parts = [intro]
    for paper in papers:
        told = paper.translated
        parts.append(f"## {paper.number}. [{told['title']}]({paper.url})\n\n{told['summary']}")
        if paper.abstract:
            parts.append(f"> {told['abstract']}")
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
