"""A week as the newsletter's repository of old weeks prints it in 2026: a heading, and a table with a row a paper."""

import re

from bot.sandbox.week import Paper, Week

HEAD = "# Made-up Papers of the Week — {year}\n\n[← Back to main index](../README.md)\n\n{notice}\n\n---\n"


def page(week: Week) -> str:
    """The page of the week's year."""
    year = week.published.year
    return HEAD.format(year=year, notice=week.notice) + f"\n{section(week)}\n"


def section(week: Week) -> str:
    """A week: the days are those of its subtitle, and the year that of its publication."""
    days = re.search(r"\(.*\)", week.subtitle)
    heading = " ".join([re.sub(r"^\W+", "", week.title), days[0] if days else "", "-", str(week.published.year)])
    rows = "\n".join(map(_row, week.papers))
    return f"## {heading}\n| **Paper**  | **Links** |\n| ------------- | ------------- |\n{rows}"


def _row(paper: Paper) -> str:
    bullets = " ".join(f" <br>● {_text(label)}: {_text(text)}" for label, text in paper.bullets)
    links = ", ".join(f"[{label}]({url})" for label, url in paper.links)
    return f"| {paper.position}) **{_text(paper.name)}** - {_text(paper.lead)}{bullets} | {links} |"


def _text(text: str) -> str:
    """Text in one line, whose signs mean nothing to Markdown."""
    return re.sub(r"([\\`*_~&\[\]|])", r"\\\1", " ".join(text.splitlines()))
