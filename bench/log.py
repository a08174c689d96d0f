"""The sandbox's log of one run: who was asked what, when, and what it took."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request. Times are seconds of the machine's monotonic clock.

    `task`, `round_` and `text` (the hash of the source text) say what a model was asked; they are empty for other
    servers and for a call that only warms a cache. Tokens are those that were billed, by kind.
    """

    server: str
    began: float
    ended: float
    method: str = "GET"
    path: str = "/"
    status: int = OK
    task: str = ""
    round_: int = 0
    text: str = ""
    fresh: int = 0
    output: int = 0
    write: int = 0
    read: int = 0

    @property
    def seconds(self) -> float:
        """How long the server took."""
        return self.ended - self.began

    @property
    def billed(self) -> bool:
        """Whether it is a call that the model's vendor takes money for."""
        return self.server == "model" and self.status == OK and self.path == "/v1/messages"


def lines(rows: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The log as `/_sandbox/requests` gives it, in the order in which the requests came."""
    return sorted((_line(row) for row in rows if row["ended"] is not None), key=lambda line: line.began)


def _line(row: Mapping[str, Any]) -> Line:
    noted = json.loads(row["noted"]) if row["noted"] else {}
    task, _locale, round_, text = noted.get("asked") or ("", "", 0, "")
    usage = noted.get("usage") or {}
    return Line(
        server=row["server"],
        began=row["began"],
        ended=row["ended"],
        method=row["method"],
        path=row["path"],
        status=row["status"] or 0,
        task=task,
        round_=round_,
        text=text,
        fresh=usage.get("input_tokens", 0),
        output=usage.get("output_tokens", 0),
        write=usage.get("cache_creation_input_tokens", 0),
        read=usage.get("cache_read_input_tokens", 0),
    )
