"""The pictures: who waited for what in one digest, and what more editions and languages cost."""

from collections.abc import Iterator, Sequence
from math import log10
from typing import Any

from bench.log import OK, Line
from bench.paced import Ours
from bench.spread import Spread
from bench.street import TEMPLATES

WIDTH, LEFT, RIGHT = 880, 120, 16
ROW, TOP, BOTTOM = 20, 26, 28
STEP_S = 5
MOST_SHOWN_S = 0.05
"""Below it, a moment without a question is not shown as the bot's own work."""

KINDS = {
    "translate": "translation",
    "intro": "intro",
    "repair": "mending",
    "judge": "judge",
    "warm": "warming the cache",
    "other": "feed, arXiv, forum",
    "refused": "told to wait",
    "own": "the bot's own work",
}

Shape = dict[str, Any]


def timeline(ours: Ours) -> str:
    """One digest as an SVG: a row for each server and each text, a bar for each question."""
    start, end = ours.ready, ours.done
    scale = (WIDTH - LEFT - RIGHT) / (end - start)
    lines = [line for line in ours.lines if start <= line.began <= end]
    chains: dict[str, float] = {}
    for line in lines:
        if line.text:
            chains[line.text] = chains.get(line.text, 0.0) + line.seconds
    rows: list[Shape] = []
    for label, text, bars in _rows(ours, lines):
        y = TOP + ROW * len(rows)
        drawn = [_bar(start, scale, *bar) for bar in bars]
        rows.append({"label": label, "y": y, "bars": drawn, "critical": text == max(chains, key=chains.__getitem__)})
    used = {bar["kind"] for row in rows for bar in row["bars"]}
    return TEMPLATES.get_template("timeline.svg.j2").render(
        title="One digest: who waited for what",
        width=WIDTH,
        height=TOP + ROW * len(rows) + BOTTOM,
        left=LEFT,
        ticks=[{"x": round(LEFT + s * scale, 1), "label": s} for s in range(0, int(end - start) + 1, STEP_S)],
        keys=list(_keys([kind for kind in KINDS if kind in used])),
        rows=rows,
    )


Bars = list[tuple[float, float, str, str]]


def _rows(ours: Ours, lines: Sequence[Line]) -> Iterator[tuple[str, str, Bars]]:
    """Label, text and bars (from, to, kind, words) of each row that has any."""
    for label, server in (("feed", "newsletter"), ("arXiv", "arxiv"), ("forum", "forum")):
        mine = [line for line in lines if line.server == server]
        yield label, "", [(one.began, one.ended, _kind(one), f"{one.method} {one.path}") for one in mine]
    warm = [line for line in lines if line.server == "model" and not line.text]
    if warm:
        yield "warming", "", [(one.began, one.ended, "warm", one.path) for one in warm]
    for text, name in sorted(ours.week.names.items(), key=lambda item: (len(item[1]), item[1])):
        mine = [line for line in lines if line.text == text]
        yield name, text, [(one.began, one.ended, one.task, f"{one.task}, {one.output} tokens") for one in mine]
    yield "the bot itself", "", [(a, b, "own", f"{b - a:.2f} s") for a, b in _quiet(ours, lines)]


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
    width = max(1.5, (ended - began) * scale)
    return {"x": round(LEFT + (began - start) * scale, 1), "width": round(width, 1), "kind": kind, "label": words}


def _keys(kinds: Sequence[str]) -> Iterator[Shape]:
    x = LEFT
    for kind in kinds:
        yield {"kind": kind, "label": KINDS[kind], "x": x}
        x += 28 + 7 * len(KINDS[kind])


HEIGHT = 260


def costs(found: Spread) -> str:
    """Model cost against the number of editions (one locale) and of locales, both axes from nothing."""
    most = max(*found.editions.values(), *found.locales.values())
    widest = len(str(max(found.editions))) - 1

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / most * (HEIGHT - BOTTOM - TOP), 1)

    def x(count: int) -> float:
        return round(LEFT + log10(count) / widest * (WIDTH - LEFT - 160), 1)

    def drawn(kind: str, label: str, values: dict[int, float]) -> Shape:
        dots = [{"x": x(count), "y": y(value), "label": f"{count}: ${value:.5f}"} for count, value in values.items()]
        return {"kind": kind, "label": label, "dots": dots, "at": {"x": dots[-1]["x"] + 10, "y": dots[-1]["y"] + 4}}

    counts = sorted({*found.editions, *found.locales})
    return TEMPLATES.get_template("costs.svg.j2").render(
        title="Model cost of a week against editions and languages",
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        up=[{"y": y(most * part / 4), "label": f"${most * part / 4:.4f}"} for part in range(5)],
        along=[{"x": x(count), "label": count} for count in counts],
        lines=[
            drawn("editions", "editions in one language", found.editions),
            drawn("locales", "languages", found.locales),
        ],
    )
