"""The comments, texts and recorded answers of `data/`, as the values the package has."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain import Comment, Field, Proposal, Reading, Rewording, Shown

DATA = Path(__file__).with_name("data")
MODEL = "test-model-1"

Table = Mapping[str, Any]


def load(name: str, key: str) -> Sequence[Table]:
    """The tables of that name in a file of `data/`."""
    tables: Sequence[Table] = tomllib.loads((DATA / name).read_text(encoding="utf-8"))[key]
    return tables


def texts(locale: str, changed: Sequence[Sequence[Any]] = ()) -> Sequence[Shown]:
    """What readers of a locale see; `changed` is a list of position, field, text and English to put in their place."""
    instead = {(position, field): (text, english) for position, field, text, english in changed}
    return [
        Shown(position=one["position"], field=Field(one["field"]), text=text, source=english)
        for one in load(f"texts.{locale}.toml", "texts")
        for text, english in [instead.get((one["position"], one["field"]), (one["text"], one["english"]))]
    ]


def comment(text: str, **changes: Any) -> Comment:
    """A reader's comment under the digest."""
    given: dict[str, Any] = {
        "forum": "forum.example",
        "topic_id": 31,
        "post_id": 502,
        "version": 1,
        "number": 7,
        "author_id": 12,
        "author": "haneul",
        "at": datetime(2026, 6, 29, 4, tzinfo=UTC),
        "text": text,
    }
    return Comment(**{**given, **changes})


def answer(table: Table) -> str:
    """The recorded answer as the model sends it."""
    corrections = [_asked(one) for one in table.get("corrections", [])]
    verdict = "unclear" if table.get("unclear") else "corrections" if corrections else "none"
    return json.dumps({"verdict": verdict, "corrections": corrections}, ensure_ascii=False)


def reading(table: Table) -> Reading:
    """The recorded answer as it is read."""
    said = json.loads(answer(table))
    proposals = tuple(
        Proposal(
            position=one["entry"],
            field=Field(one["field"]),
            changes=tuple(Rewording(**change) for change in one["changes"]),
            reason=one["reason"],
            note=one["note"],
            term=(one["term"]["source"], one["term"]["rendering"]) if one["term"] else None,
        )
        for one in said["corrections"]
    )
    return Reading(proposals=proposals, unclear=said["verdict"] == "unclear", by=MODEL)


def _asked(one: Table) -> Table:
    """A table of `corrections`; each replacement is said `times` over, and the change stands there `listed` times."""
    term, times, listed = one.get("term"), one.get("times", 1), one.get("listed", 1)
    return {
        "entry": one["entry"],
        "field": one["field"],
        "changes": [{"quote": quote, "replacement": new * times} for quote, new in one["changes"]] * listed,
        "reason": one.get("reason", ""),
        "note": one.get("note", False),
        "term": {"source": term[0], "rendering": term[1]} if term else None,
    }
