"""What newsletters' blocks say: the number and the name that begin an entry, and its text, as printed."""

import re
from collections.abc import Iterable, Sequence

from bot.domain import BULLET
from bot.markup import Block, Kind, one_line
from bot.sources._rows import row

NUMBER = re.compile(r"(\d{1,2})(?: ?\)\.?|\.(?!\d))\s*")
"""The number that begins an entry: `1). `, `1) `, `1. `; not `1.5`."""

_DASH = re.compile(r"\s*[-–—:](?!\d)\s*")
_SEPARATOR = re.compile(r" [-–—] |  ")

CUT_OFF = "The feed cuts the post off (“Read more”): it is for subscribers only, or not whole yet."


def name_of(block: Block) -> tuple[str, Block]:
    """The name and the rest of a paragraph: the name is bold, or ends at a dash or two spaces; else it is empty."""
    end = bold_end(block)
    if not end:
        found = _SEPARATOR.search(block.text)
        return (block.text[: found.start()], block.after(found.end())) if found else ("", block)
    links = row(block)
    end = min(end, len(links.text)) if links else end
    return block.text[:end].rstrip(" -–—:"), after_dash(block.after(end))


def bold_end(block: Block) -> int:
    """Where the bold text ends that a block begins with; 0 where it begins with other text."""
    end = 0
    for bold in block.strong:
        if block.text[end : bold.start].strip():
            break
        end = bold.end
    return end


def after_dash(rest: Block) -> Block:
    """What follows a name, without the dash or colon between them."""
    dash = _DASH.match(rest.text)
    return rest.after(dash.end()) if dash else rest


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


def is_cut_off(body: Sequence[Block]) -> bool:
    """Whether a body ends in the “Read more” that stands where the platform cuts a paid post."""
    return bool(body) and bool(body[-1].links) and body[-1].text.casefold() == "read more"
