"""Weeks as the newsletter's repository prints them: a heading, a table, a row a paper, in the grammar of their time."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

Week = Mapping[str, Any]
Paper = Mapping[str, Any]

HEAD = """\
# AI Papers of the Week — {year}

[← Back to main index](../README.md)

This page collects every weekly issue of **AI Papers of the Week** from {year}. For other years, see the \
[main index](../README.md).

---

"""
TABLE = "| **Paper**  | **Links** |\n| ------------- | ------------- |\n"


def pages(weeks: Iterable[Week]) -> dict[int, str]:
    """A page a year, by the year its weeks end in, newest week first; the pages of one repository."""
    years: dict[int, list[Week]] = {}
    for week in sorted(weeks, key=lambda week: str(week["start"]), reverse=True):
        years.setdefault(date.fromisoformat(week["end"]).year, []).append(week)
    return {year: HEAD.format(year=year) + "\n\n".join(map(section, of)) + "\n" for year, of in years.items()}


def section(week: Week, row: Callable[[Week, Paper], str] | None = None) -> str:
    """A week with its heading as printed; `row` makes the rows, without it in the grammar of the week's time."""
    rows = "\n".join((row or row_of)(week, paper) for paper in week["papers"])
    return f"## {week['week_title']}\n{TABLE}{rows}"


def row_of(week: Week, paper: Paper, named: Callable[[Paper], str] | None = None) -> str:
    """A row with the slips that the week's own rows have; `named` is a grammar, without it that of the week's time."""
    name = (named or NAMES[era(str(week["start"]))])(paper)
    return f"| {paper['n']}) {name}{in_cell(week, paper)} | {links(week, paper)} |"


def era(start: str) -> str:
    """Which grammar a week has, by its first day."""
    begins = ("2023-01-01", "2024-09-23", "2024-09-30", "2024-12-30", "2025-01-20", "2025-06-30")
    return max(day for day in begins if day <= start)


def _bold(paper: Paper) -> str:
    return f"**{paper['name']}** - " if paper["summary"] else f"**{paper['name']}**"


def _bold_spaced(paper: Paper) -> str:
    return f"**{paper['name']}**  - " if paper["n"] > 1 else f"**{paper['name']}**- "


NAMES: dict[str, Callable[[Paper], str]] = {
    "2023-01-01": lambda paper: "*8RankZephyr**" + " - " if paper["name"] == "RankZephyr" else _bold(paper),
    "2024-09-23": _bold_spaced,
    "2024-09-30": _bold,
    "2024-12-30": lambda paper: f"{paper['name']} - ",
    "2025-01-20": lambda paper: f"{paper['name']}  ",
    "2025-06-30": _bold,
}


def in_cell(week: Week, paper: Paper) -> str:
    """The text in one line: each bullet after `<br>`, in some rows of the spring of 2025 only after spaces."""
    lead, *bullets = re.split(r"\s*\n?\s*●\s*", paper["summary"])
    bare = era(week["start"]) == "2025-01-20" and paper["n"] % 3 == 0
    sign = "   ● " if bare else ("  <br>● ", " <br> ● ", "<br>● ")[paper["n"] % 3]
    return "".join([lead, *(sign + bullet for bullet in bullets)]).replace("\n", " ")


def links(week: Week, paper: Paper) -> str:
    """The cell of links: with commas, here and there with two spaces, none, or a stray `_` or `)` behind one."""
    printed = [f"[{one['label']}]({one['url']})" for one in paper["links"]]
    slips: dict[tuple[str, int], Callable[[list[str]], str]] = {
        ("2023-01-01", 9): " ".join,
        ("2025-01-13", 2): lambda cell: ", ".join(cell).replace("[Tweet]", "[Tweet)]"),
        ("2023-05-08", 9): lambda cell: ",  ".join([f"{cell[0]})", *cell[1:]]),
        **{("2023-12-18", n): lambda cell: ",  ".join(cell) + "_" for n in range(4, 11)},
    }
    return slips.get((str(week["start"]), int(paper["n"])), ", ".join)(printed)
