"""Runs the trials, some sandboxes side by side, and says what came of them."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tools.faults.cells import Cell, Result, cells, sample
from tools.faults.life import WeekTrial, clean
from tools.faults.loop import LoopTrial, clean_loop
from tools.faults.page import PAGE, page, stale
from tools.faults.stage import a_stage
from tools.faults.trial import End
from tools.faults.troubles import Word

CHUNK = 50
"""Trials that one sandbox sees before a new one is begun."""

AGAIN = 10
"""Up to so many cells that ended wrong are tried once more, with nothing beside them: the bot gives a service two
seconds, which a busy machine may take."""


def main() -> int:
    """Exit codes: 0 all ended as they may, 1 not, or the page is stale."""
    options = _arguments()
    if options.check:
        return _check()
    chosen = [cell for cell in (sample() if options.sample else cells()) if options.only in (None, cell.name)]
    results = list(_told(tried(chosen, options.lanes), len(chosen), whole=bool(options.only)))
    again = 0
    if not options.only:
        results, again = tried_again(results, lambda wrong: _told(tried(wrong, 1), len(wrong)))
    results.sort(key=lambda one: (one.cell.row, one.cell.column, one.cell.standing))
    line = f"{summary(results)} again={again}"
    print(line)
    if options.write:
        PAGE.write_text(page(results, line), encoding="utf-8")
    return int(not results or any(one.wrong for one in results))


def tried(chosen: Sequence[Cell], lanes: int) -> Iterator[Result]:
    """The results as they come."""
    many = min(len(chosen), max(lanes, -(-len(chosen) // CHUNK)))
    with ProcessPoolExecutor(lanes, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(_in_one_sandbox, chosen[start::many]) for start in range(many)]):
            yield from done.result()


def tried_again(
    results: list[Result], attempt: Callable[[Sequence[Cell]], Iterable[Result]]
) -> tuple[list[Result], int]:
    """The results, where few are wrong with those of a second try in their place; and how many were tried so."""
    wrong = [one.cell for one in results if one.wrong]
    if not 0 < len(wrong) <= AGAIN:
        return results, 0
    return [*(one for one in results if not one.wrong), *attempt(wrong)], len(wrong)


def summary(results: Sequence[Result]) -> str:
    """The one line."""
    words = Counter(one.end.word for one in results)
    figures = {
        "faults": len({one.cell.row for one in results}),
        "cells": len(results),
        "recovered": words[Word.RECOVERED] + words[Word.LATER] + words[Word.BARE] + words[Word.ENGLISH],
        "waited": words[Word.WAITS],
        "held": words[Word.HELD],
        "stopped": words[Word.STOPPED],
        "decided": words[Word.AGAIN] + words[Word.LOOK] + words[Word.DROPPED],
        "wrong": sum(bool(one.wrong) for one in results),
    }
    return " ".join(f"{name}={figure}" for name, figure in figures.items())


def _in_one_sandbox(chosen: Sequence[Cell]) -> list[Result]:
    with a_stage() as stage:
        week, loop = clean(stage), clean_loop(stage)

        def end(cell: Cell) -> End:
            if cell.call.loop:
                return LoopTrial(stage, loop, cell.trouble, cell.call, standing=cell.standing).run()
            return WeekTrial(stage, week, cell.trouble, cell.call, standing=cell.standing).run()

        return [Result(cell=cell, end=end(cell)) for cell in chosen]


def _told(results: Iterable[Result], of: int, *, whole: bool = False) -> Iterator[Result]:
    """The same results; each is told as it comes."""
    for number, result in enumerate(results, start=1):
        _tell(result, number, of, whole=whole)
        yield result


def _tell(result: Result, number: int, of: int, *, whole: bool) -> None:
    way = "again and again" if result.cell.standing else "once"
    if whole:
        print(*result.end.lines, f"{result.cell.name}, {way}: {result.end.word}", sep="\n")
    if result.wrong:
        print(f"wrong: {result.cell.name}, {way}: {result.wrong}")
        print(f"       python -m tools.faults --only {result.cell.name!r}")
    if sys.stderr.isatty():
        print(f"{number} of {of}", end="\r", file=sys.stderr)


def _check() -> int:
    why = stale(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else "it is not there"
    if why:
        print(f"docs/{PAGE.name}: {why}; run `make faults`", file=sys.stderr)
    return int(bool(why))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.faults", description=__doc__)
    parser.add_argument("--sample", action="store_true", help="one trial of each row")
    parser.add_argument("--only", metavar="ROW:COLUMN", help="one cell, with all that the bot says")
    parser.add_argument("--lanes", type=int, default=2, help="sandboxes side by side")
    parser.add_argument("--write", action="store_true", help="write docs/reliability.md")
    parser.add_argument(
        "--check", action="store_true", help="try nothing; exit 1 when the page has other rows or columns"
    )
    options = parser.parse_args()
    if options.write and (options.sample or options.only):
        parser.error("--write needs every cell: leave --sample and --only out")
    return options
