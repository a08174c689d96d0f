"""docs/performance.md and its two pictures, written from one run."""

import os
import platform
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import draw
from bench.figure import Figure
from bench.floor import Row
from bench.model import Yardstick, load
from bench.paced import Ours, Run
from bench.spread import Spread
from bench.street import HERE, TEMPLATES
from bot.clock import SystemClock

DOCS = HERE.parent / "docs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All of one run."""

    figures: Sequence[Figure]
    ours: Ours
    naive: Run
    spread: Spread


def write(run: Measured) -> None:
    """The page, and the pictures it shows."""
    (DOCS / "performance.md").write_text(page(run), encoding="utf-8")
    for name, picture in (("timeline", draw.timeline(run.ours)), ("costs", draw.costs(run.spread))):
        (DOCS / "pictures" / f"{name}.svg").write_text(picture, encoding="utf-8")


def page(run: Measured) -> str:
    """The whole page."""
    yard = load()
    return TEMPLATES.get_template("performance.md.j2").render(
        written=f"{SystemClock().now():%Y-%m-%d}",
        machine=_machine(),
        server=_table(("model", yard.model), _server(yard)),
        figures=_table(("figure", "measured", "aim", ""), map(_figure, run.figures)),
        path=_table(("what is waited for", "seconds"), _path(run.ours)),
        floor=_table(("task", "calls", "billed", "reading", "writing", "instructions", "floor"), _rows(run.ours.floor)),
        kinds=_table(("", "calls", "input", "cache written", "cache read", "output", "cost", "seconds"), _both(run)),
    )


def _server(yard: Yardstick) -> Iterator[tuple[str, str]]:
    told, prices = yard.figures, yard.prices
    yield "first token", f"{told.first_token_s:g} s"
    yield "then", f"{told.tokens_per_s:g} tokens a second"
    yield "requests a minute", f"{told.requests:,.0f}"
    yield "input tokens a minute, those from the cache not counted", f"{told.input:,.0f}"
    yield "output tokens a minute", f"{told.output:,.0f}"
    yield "a million input tokens", f"${prices.input:g}"
    yield "… output", f"${prices.output:g}"
    yield "… written to the cache", f"${prices.cache_write:g}"
    yield "… read from it", f"${prices.cache_read:g}"
    yield "prices as of", f"{prices.as_of}, {prices.source}"


def _figure(one: Figure) -> tuple[str, ...]:
    aim = "reported" if one.aim is None else f"{'≥' if one.at_least else '≤'} {one.aim:g}"
    held = "" if one.aim is None else ("holds" if one.holds else "**does not hold**")
    return one.figure, f"{one.value:g} {one.unit}", aim, held


def _path(ours: Ours) -> Iterator[tuple[str, str]]:
    path = ours.path
    yield "the feed", f"{path.feed:.2f}"
    yield "the look what stands on the forum", f"{path.look:.2f}"
    yield "arXiv", f"{path.arxiv:.2f}"
    yield "the slowest chain of model calls of one text", f"{path.chain:.2f}"
    yield "the forum's answers while posting and after", f"{path.forum:.2f}"
    yield "the pause that the forum wants between two parts", f"{path.pauses:.2f}"
    yield "**critical path**", f"**{path.seconds:.2f}**"
    yield "**the digest**", f"**{ours.seconds:.2f}**"
    yield "the program's start before it, imports and an empty database", f"{ours.ready - ours.began:.2f}"
    yield "its end", f"{ours.ended - ours.done:.2f}"


def _rows(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        parts = (row.billed, row.reading, row.writing, row.instructions, row.floor)
        yield row.task, str(row.calls), *map(_dollars, parts)
    sums = (
        sum(getattr(row, name) for row in rows) for name in ("billed", "reading", "writing", "instructions", "floor")
    )
    yield "all", str(sum(row.calls for row in rows)), *map(_dollars, sums)


def _both(run: Measured) -> Iterator[tuple[str, ...]]:
    for name, one in (("paperboy", run.ours), ("naive", run.naive)):
        billed = [line for line in one.lines if line.billed]
        kinds = (sum(getattr(line, kind) for line in billed) for kind in ("fresh", "write", "read", "output"))
        yield name, str(one.calls), *(f"{tokens:,}" for tokens in kinds), _dollars(one.cost), f"{one.seconds:.1f}"


def _dollars(value: float) -> str:
    return f"${value:.5f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _machine() -> str:
    """Processor, cores, memory and interpreter; nothing that names the machine."""
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = found[1] if found else platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"
