"""Figures for people: money, tokens, bars, and tables that fit a screen."""

import shutil
import textwrap
from collections.abc import Sequence

from bot.commands.console import printable

WIDEST = 80
"""No line is wider, however wide the screen."""

_EIGHTHS = " ▏▎▍▌▋▊▉"
_GAP = 2


def screen() -> int:
    """How many columns there are, as far as they are used."""
    return min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)


def wrapped(text: str, width: int) -> list[str]:
    """A sentence in lines of that width, in which nothing commands a terminal; an address is never cut."""
    return textwrap.wrap(printable(text), width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def money(amounts: Sequence[float]) -> list[str]:
    """US dollars, all with as many decimals as the smallest of them needs to be told from nothing."""
    smallest = min((one for one in map(abs, amounts) if one), default=1.0)
    decimals = next((places for places in range(2, 6) if smallest >= 10 ** (1 - places)), 6)
    return [f"${one:,.{decimals}f}" if one >= 0 else f"-${-one:,.{decimals}f}" for one in amounts]


def dollars(amount: float) -> str:
    """One of them."""
    return money([amount])[0]


def tokens(count: int) -> str:
    """At most seven characters below a hundred thousand million."""
    if count < 100_000:  # noqa: PLR2004 - the widest that is told in full
        return f"{count:,}"
    return f"{count / 1e3:,.0f}k" if count < 10_000_000 else f"{count / 1e6:,.1f}M"  # noqa: PLR2004 - as above


def bar(share: float, width: int) -> str:
    """So much of `width` columns, to the eighth of one; what is more than nothing is seen."""
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int, spare: Sequence[str] = ()) -> list[str]:
    """Lines of at most `width` columns: the first column to the left, all others to the right.

    Where there is no room, the columns of these names are left out, the first of them first; then the first column is
    cut. Columns whose cells are all empty are left out as well.
    """
    shown = [place for place in range(len(head)) if place == 0 or any(row[place] for row in rows)]
    for name in spare:
        if _width(head, rows, shown) > width:
            shown = [place for place in shown if head[place] != name]
    wide = [max(len(row[place]) for row in (head, *rows)) for place in shown]
    wide[0] -= max(0, _width(head, rows, shown) - width)
    return [_line([row[place] for place in shown], wide) for row in (head, *rows)]


def _width(head: Sequence[str], rows: Sequence[Sequence[str]], shown: Sequence[int]) -> int:
    return sum(max(len(row[place]) for row in (head, *rows)) + _GAP for place in shown) - _GAP


def _line(cells: Sequence[str], wide: Sequence[int]) -> str:
    first = cells[0] if len(cells[0]) <= wide[0] else f"{cells[0][: max(0, wide[0] - 1)]}…"
    others = (cell.rjust(width) for cell, width in zip(cells[1:], wide[1:], strict=True))
    return (" " * _GAP).join([first.ljust(wide[0]), *others]).rstrip()
