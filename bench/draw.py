"""The pictures: who waited for what in one digest, and what more editions and languages cost.

They are drawn so small that their words can still be read where a telephone makes them smaller yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

from bench.log import OK, Line
from bench.paced import Ours
from bench.spread import Spread
from bench.street import TEMPLATES

WIDTH, LEFT, RIGHT = 560, 76, 12
HEAD = 28
"""What the picture's name takes."""

LETTER = 7.2
"""How wide a letter is, about."""

Shape = dict[str, Any]

KEY, KEY_ROW = 26, 20
ROW, BOTTOM = 24, 26
STEP_S = 5
MOST_SHOWN_S = 0.05
"""Below it, a moment without a question is not shown as the bot's own work."""

THIN, ROOMY = 3.0, 44.0
"""What a bar is at least, and must be to have its seconds written in it."""

KINDS = {
    "translate": "translation",
    "intro": "intro",
    "repair": "mending",
    "judge": "judge",
    "warm": "warming the cache",
    "other": "feed, arXiv, forum",
    "refused": "told to wait",
    "own": "the bot's own work",
    "path": "what everything waited for",
}


def timeline(ours: Ours) -> str:
    """One digest as an SVG: a row for each server and each text, a bar for each question."""
    start, end = ours.ready, ours.done
    scale = (WIDTH - LEFT - RIGHT) / (end - start)
    lines = [line for line in ours.lines if start <= line.began <= end]
    slowest = _slowest(lines)
    rows: list[Shape] = []
    for label, text, bars in _rows(ours, lines):
        drawn = [_bar(start, scale, *bar) for bar in bars]
        rows.append({"label": label, "bars": drawn, "critical": text == slowest})
    used = {bar["kind"] for row in rows for bar in row["bars"]} | {"path"}
    keys = list(_keys([kind for kind in KINDS if kind in used]))
    top = keys[-1]["y"] + KEY_ROW + 2
    for place, row in enumerate(rows):
        row["y"] = top + ROW * place
    return TEMPLATES.get_template("timeline.svg.j2").render(
        title=f"One digest of {end - start:.1f} seconds: who waited for what",
        width=WIDTH,
        height=top + ROW * len(rows) + BOTTOM,
        left=LEFT,
        right=RIGHT,
        top=top,
        ticks=[{"x": round(LEFT + s * scale, 1), "label": s} for s in range(0, int(end - start) + 1, STEP_S)],
        keys=keys,
        rows=rows,
    )


def _slowest(lines: Sequence[Line]) -> str:
    """The text whose questions took longest."""
    chains: dict[str, float] = {}
    for line in lines:
        if line.text:
            chains[line.text] = chains.get(line.text, 0.0) + line.seconds
    return max(chains, key=chains.__getitem__)


Bars = list[tuple[float, float, str, str]]


def _rows(ours: Ours, lines: Sequence[Line]) -> Iterator[tuple[str, str, Bars]]:
    """Label, text and bars (from, to, kind, words) of each row that has any."""
    for label, server in (("feed", "newsletter"), ("arXiv", "arxiv"), ("forum", "forum")):
        mine = [line for line in lines if line.server == server]
        yield label, "", [(one.began, one.ended, _kind(one), f"{one.method} {one.path}") for one in mine]
    warm = [line for line in lines if line.server == "model" and not line.text]
    if warm:
        yield "cache", "", [(one.began, one.ended, "warm", one.path) for one in warm]
    for text, name in sorted(ours.week.names.items(), key=lambda item: (len(item[1]), item[1])):
        mine = [line for line in lines if line.text == text]
        yield name, text, [(one.began, one.ended, one.task, f"{one.task}, {one.output} tokens") for one in mine]
    yield "the bot", "", [(a, b, "own", f"{b - a:.2f} s") for a, b in _quiet(ours, lines)]


def _kind(line: Line) -> str:
    return "other" if line.status < 400 or line.status == 404 else "refused"


def _quiet(ours: Ours, lines: Sequence[Line]) -> Iterator[tuple[float, float]]:
    """When nobody was asked anything, but for the pauses that a server told the bot to make."""
    reached = ours.ready
    edges = sorted((line.began, line.ended, line.status) for line in lines)
    refused = False
    for began, ended, status in [*edges, (ours.done, ours.done, OK)]:
        if began - reached > MOST_SHOWN_S and not refused:
            yield reached, began
        refused = status == 429
        reached = max(reached, ended)


def _bar(start: float, scale: float, began: float, ended: float, kind: str, words: str) -> Shape:
    width = max(THIN, (ended - began) * scale)
    x = min(LEFT + (began - start) * scale, WIDTH - RIGHT - width)
    seconds = f"{ended - began:.1f} s" if width >= ROOMY else ""
    return {"x": round(x, 1), "width": round(width, 1), "kind": kind, "label": words, "seconds": seconds}


def _keys(kinds: Sequence[str]) -> Iterator[Shape]:
    """As many in a line as have room."""
    x, y = RIGHT, HEAD
    for kind in kinds:
        wide = round(KEY + LETTER * len(KINDS[kind]))
        if x + wide > WIDTH:
            x, y = RIGHT, y + KEY_ROW
        yield {"kind": kind, "label": KINDS[kind], "x": x, "y": y}
        x += wide


HEIGHT, FOOT, GAP = 250, 48, 56
UPPER = HEAD + 30


def costs(found: Spread) -> str:
    """Model cost against editions in one language, and against languages: side by side, all axes from nothing."""
    most = max(*found.editions.values(), *found.locales.values())
    step = _step(most)
    top = ceil(most / step) * step
    wide = (WIDTH - LEFT - GAP - RIGHT - 20) / 2

    def y(value: float) -> float:
        return round(HEIGHT - FOOT - value / top * (HEIGHT - FOOT - UPPER), 1)

    def panel(left: float, kind: str, label: str, values: Mapping[int, float]) -> Shape:
        last = max(values)
        dots = [
            {"x": round(left + count / last * wide, 1), "y": y(value), "count": count, "label": f"${value:.4f}"}
            for count, value in values.items()
        ]
        return {"kind": kind, "label": label, "left": left, "right": round(left + wide, 1), "dots": dots}

    return TEMPLATES.get_template("costs.svg.j2").render(
        title="What the model costs for one week",
        width=WIDTH,
        height=HEIGHT,
        ground=HEIGHT - FOOT,
        left=LEFT,
        up=[
            {"y": y(step * part), "label": f"${step * part:.{_decimals(step)}f}"}
            for part in range(round(top / step) + 1)
        ],
        panels=[
            panel(LEFT, "editions", "editions in one language", found.editions),
            panel(round(LEFT + wide + GAP, 1), "locales", "languages", found.locales),
        ],
    )


def _step(most: float) -> float:
    """A round number of dollars, of which three to seven lead as high as that."""
    power = 10.0 ** floor(log10(most))
    return next(power * part for part in (0.2, 0.5, 1.0, 2.0) if most / (power * part) <= 5)


def _decimals(step: float) -> int:
    return max(0, -floor(log10(step)))
