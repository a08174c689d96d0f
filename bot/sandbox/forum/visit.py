"""One request as the endpoints see it: who, what was asked, and what the parameters mean to Rails."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.forum.access import Caller
from bot.sandbox.forum.answers import Answer, Refused, invalid_parameters
from bot.sandbox.forum.state import State, User

Params = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request to one endpoint. `path` are the pieces of its address, `agent` what tells clients apart."""

    state: State
    caller: Caller
    params: Params
    path: dict[str, str]
    base_url: str
    agent: tuple[str, ...] = ()

    @property
    def user(self) -> User:
        """The user who asks. Raises: Refused (403 not_logged_in)."""
        return self.caller.must_be_somebody()

    def number(self, name: str) -> int:
        """A whole number among the address's pieces."""
        return int(self.path[name])

    def table(self, name: str) -> Params:
        """A nested parameter, empty when it is absent."""
        value = self.params.get(name)
        return value if isinstance(value, dict) else {}


def whole(value: Any) -> int | None:
    """An integer given as such or in digits; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    text = str(value).strip()
    return int(text) if re.fullmatch(r"\d{1,15}", text) else None


def text(value: Any) -> str:
    """A scalar parameter as Ruby's `to_s` has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def is_true(value: Any) -> bool:
    """Rails code that compares with "true": a JSON boolean is not the word."""
    return isinstance(value, str) and value == "true"


def moment(name: str, value: Any) -> datetime:
    """A time parameter. Raises: Refused (400)."""
    try:
        parsed = datetime.fromisoformat(text(value))
    except ValueError as error:
        raise invalid_parameters(name) from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def json_params(body: bytes) -> Params:
    """A JSON body's members. Raises: Refused (400)."""
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        message = "There was a problem in the JSON you submitted"
        raise Refused(Answer(status=400, body={"errors": [message]})) from error
    return value if isinstance(value, dict) else {"_json": value}


def form_params(pairs: Iterable[tuple[str, str]]) -> Params:
    """Rails' nesting: `a[b]` is a table, `a[]` a list, `a[][b]` a list of tables, the last of equal names wins."""
    params: Params = {}
    for name, value in pairs:
        _put(params, re.findall(r"[^\[\]]+|\[\]", name), value)
    return params


def query_params(query: str) -> Params:
    """A query string's or a form body's parameters."""
    return form_params(parse_qsl(query, keep_blank_values=True))


def _put(table: Params, names: list[str], value: str) -> None:
    match names:
        case [name]:
            table[name] = value
        case [name, "[]"]:
            _list(table, name).append(value)
        case [name, "[]", inner]:
            rows = _list(table, name)
            if not rows or not isinstance(rows[-1], dict) or inner in rows[-1]:
                rows.append({})
            rows[-1][inner] = value
        case [name, *rest] if rest:
            if not isinstance(table.get(name), dict):
                table[name] = {}
            _put(table[name], rest, value)
        case _:
            return


def _list(table: Params, name: str) -> list[Any]:
    if not isinstance(table.get(name), list):
        table[name] = []
    rows: list[Any] = table[name]
    return rows
