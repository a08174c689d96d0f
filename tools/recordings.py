"""Writes the demo's recorded answers: `answers.<locale>.toml`, which people write, to `answers.<locale>.jsonl`.

What is answered to readers' comments is taken from `comments.<locale>.toml` beside it, where there is one.

    python tools/recordings.py           writes the files
    python tools/recordings.py --check   writes nothing; exits 1 when one is missing or stale

Each line is found by the hash of the source text exactly as the bot fences it, so it must be made again whenever the
week or the layout of the source text changes. An answer that the bot would not accept is refused.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.domain import BULLET, Entry, Missing, Paper, fingerprint
from bot.llm import correction, intro, repair, translate
from bot.llm.ask import Malformed

DEMO = Path(__file__).parent.parent / "bot" / "sandbox" / "demo"
Table = dict[str, Any]
Pieces = Sequence[tuple[Entry, Paper]]


def main() -> int:
    """Exit codes: 0 done, 1 stale or not acceptable."""
    options = _arguments()
    pieces = [_piece(table) for table in _read(options.folder / "week.toml")["papers"]]
    stale = False
    written = sorted(options.folder.glob("answers.*.toml"))
    if not written:
        print(f"{options.folder}: there is no answers.<locale>.toml", file=sys.stderr)
        return 1
    for answers in written:
        recorded = answers.with_suffix(".jsonl")
        try:
            wanted = "".join([*_readings(answers), *_lines(pieces, _read(answers), _locale(answers))])
        except (Malformed, LookupError) as error:
            print(f"{answers}: {error}", file=sys.stderr)
            return 1
        if recorded.exists() and recorded.read_text(encoding="utf-8") == wanted:
            continue
        stale = True
        print(f"{recorded}: {'stale; run tools/recordings.py' if options.check else 'written'}")
        if not options.check:
            recorded.write_text(wanted, encoding="utf-8")
    return int(stale and options.check)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes the demo's recorded answers.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    parser.add_argument("--folder", type=Path, default=DEMO, help="where week.toml and the answers are")
    return parser.parse_args()


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _locale(answers: Path) -> str:
    return answers.name.split(".")[1]


def _piece(table: Table) -> tuple[Entry, Paper]:
    """An entry and its paper as the bot has them after the feed and arXiv."""
    bullets = [f"{BULLET}{label}: {text}" for label, text in table.get("bullets", [])]
    entry = Entry(
        issue="demo",
        position=table["position"],
        name=table["name"],
        summary="\n".join(_one_line(line) for line in [table["lead"], *bullets]),
        arxiv_id=table.get("arxiv_id"),
    )
    paper = Paper(
        entry=entry.key,
        title=_one_line(table["title"] if "title" in table else table["name"]),
        arxiv_id=entry.arxiv_id,
        abstract=_one_line(table.get("abstract", "")),
        missing=None if "abstract" in table else Missing.NOT_ON_ARXIV,
    )
    return entry, paper


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(pieces: Pieces, answers: Table, locale: str) -> Iterator[str]:
    by_position = {table["position"]: table for table in answers["papers"]}
    mistakes = {table["position"]: table for table in answers.get("mistakes", [])}
    yield _line(intro.TASK, locale, intro.source(pieces), "the week", _intro(answers["intro"]))
    for entry, paper in pieces:
        answer = _translation(entry, paper, by_position[entry.position])
        source = translate.source(entry, paper)
        if mistake := mistakes.get(entry.position):
            yield _line(translate.TASK, locale, source, entry.name, _mistaken(answer, mistake))
            yield _line(repair.TASK, locale, source, f"{entry.name}, mended", answer)
        else:
            yield _line(translate.TASK, locale, source, entry.name, answer)


def _readings(answers: Path) -> Iterator[str]:
    """What the comments of the same locale are read as."""
    comments = answers.with_name(f"comments.{_locale(answers)}.toml")
    for number, table in enumerate(_read(comments)["comments"] if comments.exists() else [], start=1):
        answer = _heard(table)
        correction.heard(json.dumps(answer))
        source = correction.source(table["text"])
        yield _line(correction.TASK, _locale(answers), source, f"comment {number}", answer)


def _heard(table: Table) -> Table:
    corrections = [
        {
            "entry": one["entry"],
            "field": one["field"],
            "changes": [{"quote": quote, "replacement": new} for quote, new in one["changes"]],
            "reason": one["reason"],
            "note": one.get("note", False),
            "term": dict(zip(("source", "rendering"), one["term"], strict=True)) if "term" in one else None,
        }
        for one in table.get("corrections", [])
    ]
    return {"verdict": "corrections" if corrections else "none", "corrections": corrections}


def _mistaken(answer: Table, mistake: Table) -> Table:
    """The answer with the mistake in it. Raises: LookupError (what it should say does not stand there once)."""
    field, right = mistake["field"], mistake["right"]
    if answer[field].count(right) != 1:
        raise LookupError(f"paper {mistake['position']}: {field}: {right!r} does not stand there once")
    return {**answer, field: answer[field].replace(right, mistake["wrong"])}


def _line(task: str, locale: str, source: str, about: str, answer: Table) -> str:
    recording = {
        "task": task,
        "locale": locale,
        "round": 1,
        "sha256": fingerprint(source),
        "about": about,
        "answer": answer,
    }
    return json.dumps(recording, ensure_ascii=False) + "\n"


def _intro(table: Table) -> Table:
    answer = {"headline": table["headline"], "paragraphs": table["paragraphs"]}
    intro.read(json.dumps(answer))
    return answer


def _translation(entry: Entry, paper: Paper, table: Table) -> Table:
    answer = {
        "title": table["title"],
        "summary": table["summary"].strip(),
        "abstract": table.get("abstract", "").strip(),
        "topics": table["topics"],
    }
    try:
        translate.read(json.dumps(answer), entry, paper)
    except Malformed as error:
        raise Malformed(f"paper {entry.position}: {error}") from error
    return answer


if __name__ == "__main__":
    sys.exit(main())
