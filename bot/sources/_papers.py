"""The ten papers of an issue of DAIR.AI's newsletter, however it arrives: number, name, text, and what is in doubt."""

import re
from collections.abc import Iterable, Sequence

from bot.domain import BULLET, Entry
from bot.markup import Block, Kind, one_line
from bot.sources._rows import row

PAPERS = 10
"""How many papers an issue has; all 181 weeks until July 2026 had ten."""

NUMBERS = range(1, PAPERS + 1)

NUMBER = re.compile(r"(\d{1,2})(?: ?\)\.?|\.(?!\d))\s*")
"""What a paper begins with: `1). `, `1) `, `1. `; not `1.5`."""

_DASH = re.compile(r"\s*[-–—:](?!\d)\s*")
_SEPARATOR = re.compile(r" [-–—] |  ")


def name_of(block: Block) -> tuple[str, Block]:
    """The name and the rest of a paragraph: the name is bold, or ends at a dash or two spaces; else it is empty."""
    end = bold_end(block)
    if not end:
        found = _SEPARATOR.search(block.text)
        return (block.text[: found.start()], block.after(found.end())) if found else ("", block)
    links = row(block)
    end = min(end, len(links.text)) if links else end
    rest = block.after(end)
    dash = _DASH.match(rest.text)
    return block.text[:end].rstrip(" -–—:"), rest.after(dash.end()) if dash else rest


def bold_end(block: Block) -> int:
    """Where the bold text ends that a block begins with; 0 where it begins with other text."""
    end = 0
    for bold in block.strong:
        if block.text[end : bold.start].strip():
            break
        end = bold.end
    return end


def summary_of(text: Iterable[Block]) -> str:
    """A line for each paragraph and each bullet; a bullet printed as a sign begins a line of its own."""
    lines: list[str] = []
    for block in text:
        bullet = block.kind is Kind.BULLET
        whole = block.text.replace("\n", " ") if bullet else block.text
        sign = BULLET.strip()
        before, *signed = whole.removeprefix(sign if bullet else "").split(sign)
        lines += [BULLET + one_line(before)] if bullet else map(one_line, before.split("\n"))
        lines += [BULLET + one_line(each) for each in signed]
    return "\n".join(line for line in lines if line.strip(BULLET))


def doubts(entries: Sequence[Entry], surplus: Iterable[int], loose: Iterable[int], where: str) -> list[str]:
    """Why a moderator must look at the papers, one sentence a reason; `where` is what holds them, a post or a page.

    `surplus` are numbers without a place, `loose` those of papers with text after their links.
    """
    found = {entry.position for entry in entries}
    return said(
        where,
        {
            f"Of {PAPERS} papers these cannot be found in the {where}": [n for n in NUMBERS if n not in found],
            "Numbers that begin a paper once too often": sorted(set(surplus)),
            "Papers whose name cannot be told from their text": [each.position for each in entries if not each.name],
            "Papers with text after their links, which is left out": loose,
            "Papers without text and links": [each.position for each in entries if not each.summary and not each.links],
        },
    )


def said(where: str, numbered: dict[str, Iterable[int]]) -> list[str]:
    """A sentence for each of these that names a number."""
    lists = {what: ", ".join(map(str, numbers)) for what, numbers in numbered.items()}
    return [f"{what}: {numbers}; see the {where}." for what, numbers in lists.items() if numbers]
