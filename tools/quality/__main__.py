"""What the checks catch, miss and flag wrongly on the labelled pairs; `--write` makes docs/quality.md of it."""

import argparse
import sys

from tools.quality.aims import aims, run
from tools.quality.cost import costs
from tools.quality.data import FOLDER, LOCALES
from tools.quality.page import PAGE, mutation_of, page, stale
from tools.quality.report import lines


def main() -> int:
    """Returns 1 where the page is stale or an aim is missed, 78 where there is nothing to measure on."""
    words = _parser().parse_args()
    there = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if words.check:
        lack = stale(there)
        if lack:
            print(f"docs/{PAGE.name} is stale: {lack}: run `make quality`", file=sys.stderr)
        return 1 if lack else 0
    if not FOLDER.is_dir():
        print(f"there is no folder {FOLDER}: set PAPERBOY_SHARED to the one with quality/ in it", file=sys.stderr)
        return 78
    quality = run(words.family, words.locale)
    for line in lines(quality, missed=words.missed):
        print(line)
    if words.write:
        PAGE.write_text(page(quality, costs(), mutation_of(there)), encoding="utf-8")
    return 0 if words.family or all(aim.holds for aim in aims(quality)) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.quality", description=__doc__)
    parser.add_argument("--family", default="", help="only this family of checks, by the beginning of its name")
    parser.add_argument("--locale", default="", choices=["", *LOCALES], help="only this locale")
    parser.add_argument("--missed", action="store_true", help="each defect that was missed and each false alarm")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--write", action="store_true", help="write docs/quality.md, of all families and locales")
    one.add_argument("--check", action="store_true", help="only say whether docs/quality.md lists every finding")
    return parser


if __name__ == "__main__":
    sys.exit(main())
