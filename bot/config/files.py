"""TOML files with line numbers: a table that knows where each of its keys stands, and errors that say so."""

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from bot.errors import Misconfigured

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[str, ...]

_ONE_KEY = r"""(?:[\w-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_ONE_KEY}(?:\s*\.\s*{_ONE_KEY})*)\s*=")

_PLAIN = {
    "dict_type": "this must be a table",
    "model_type": "this must be a table",
    "model_attributes_type": "this must be a table",
    "tuple_type": "this must be a list, in square brackets",
}
"""What a mistake is, by pydantic's name for it, where pydantic's own words are a programmer's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a TOML file: its values, the file and its text, and where the table stands in it."""

    file: Path
    values: Mapping[str, Any] = field(repr=False)
    text: str = field(repr=False)
    at: Path_ = ()

    def below(self, *keys: str) -> "Table":
        """The table under these keys; empty where there is none. Raises: Misconfigured (something else is there)."""
        values: Any = self.values
        for depth, key in enumerate(keys, 1):
            values = values.get(key, {})
            if not isinstance(values, dict):
                name = _name((*self.at, *keys[:depth]))
                raise Misconfigured(f"{self.where(keys[:depth])}: {name}: this is a table; write [{name}] and its keys")
        return replace(self, values=values, at=(*self.at, *keys))

    def where(self, keys: Sequence[str] = ()) -> str:
        """`config.toml:12`, the line of the nearest key or table that has one."""
        lines, path = _lines(self.text), (*self.at, *keys)
        while path and path not in lines:
            path = path[:-1]
        return f"{self.file}:{lines[path]}" if path else str(self.file)

    def place(self, keys: Sequence[str] = ()) -> str:
        """`config.toml:12: editions.north.start`: how a complaint about a key begins."""
        return f"{self.where(keys)}: {_name((*self.at, *keys))}"


def read_table(file: Path, *, remedy: str = "") -> Table:
    """A whole TOML file; `remedy` is what to do when there is none. Raises: Misconfigured (or unreadable, not TOML)."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise Misconfigured(f"{file}: there is no such file{'; ' if remedy else ''}{remedy}") from error
    except OSError as error:
        raise Misconfigured(f"{file}: cannot be read: {error.strerror}{'; ' if remedy else ''}{remedy}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(
            f"{file}: cannot be read: it is not UTF-8 (byte {error.start + 1}); save it as UTF-8"
        ) from error
    try:
        return Table(file=file, values=tomllib.loads(text), text=text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{file}: not TOML: {error}") from error


def validated(model: type[Model], table: Table, *, also: Mapping[Path_, str] | None = None) -> Model:
    """The table as a model. Raises: Misconfigured, one line a mistake.

    `also` names, by the path of a table, a key that is allowed there and not validated here.
    """
    try:
        return model.model_validate(dict(table.values))
    except ValidationError as error:
        mistakes: dict[str, list[str]] = {}
        for one in error.errors():
            keys = _keys(table.values, one)
            mistakes.setdefault(table.place(keys), []).append(_mistake(model, keys, one, also or {}))
        # Neither the message nor its cause may show the values: one may be a secret put in the wrong place.
        raise Misconfigured("\n".join(f"{place}: {'; '.join(what)}" for place, what in mistakes.items())) from None


def unknown_key(key: str, allowed: Collection[str]) -> str:
    """What to say of a key that is not allowed where it stands."""
    return f"unknown key; {nearest(key, allowed)}allowed here: {', '.join(sorted(allowed))}"


def nearest(word: str, known: Collection[str]) -> str:
    """`did you mean 'start'? ` where a known word is like this one, else nothing."""
    close = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {close[0]!r}? " if close else ""


def _keys(values: Any, error: Mapping[str, Any]) -> Path_:
    """The keys that lead to a mistake; pydantic's own path also names the branches of a union."""
    path: Path_ = tuple(map(str, error["loc"]))
    if error["type"] == "missing":
        return path
    for depth, key in enumerate(error["loc"]):
        if key not in (values if isinstance(values, dict) else range(len(values)) if isinstance(values, list) else ()):
            return path[:depth]
        values = values[key]
    return path


def _mistake(model: type[BaseModel], keys: Path_, error: Mapping[str, Any], also: Mapping[Path_, str]) -> str:
    if error["type"] == "extra_forbidden":
        allowed = [*_allowed(model, keys[:-1]), *([also[keys[:-1]]] if keys[:-1] in also else [])]
        return unknown_key(keys[-1], allowed)
    if error["type"] == "missing":
        return "this key is required"
    return _PLAIN.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")


def _name(keys: Path_) -> str:
    """The keys as they are written in a header: those that are not plain words in quotes."""
    return ".".join(key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"' for key in keys)


def _allowed(model: type[BaseModel], keys: Sequence[str]) -> list[str]:
    """The keys a table may have, found by walking the models along its path."""
    current: Any = model
    for key in keys:
        fields = getattr(current, "model_fields", {})
        current = _model_in(fields[key].annotation if key in fields else current)
    return [one.alias or name for name, one in getattr(current, "model_fields", {}).items()]


def _model_in(annotation: Any) -> Any:
    """The model named in an annotation such as `Model | None` or `dict[str, Model]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = get_args(annotation) if not isinstance(annotation, UnionType) else annotation.__args__
    return next((found for one in inner if (found := _model_in(one)) is not None), None)


def _lines(text: str) -> dict[Path_, int]:
    """The line each table header and key of a TOML text begins on, from 1; keys of inline tables share their line's."""
    lines: dict[Path_, int] = {}
    table: Path_ = ()
    statement, begins = "", 1
    for number, line in enumerate(text.split("\n"), 1):
        statement, begins = (statement + "\n" + line, begins) if statement else (line, number)
        if not _is_whole(statement):
            continue
        if statement.lstrip().startswith("["):
            table = _path(statement)
            lines.setdefault(table, begins)
        elif key := _KEY.match(statement):
            lines.setdefault(table + _path(f"{key.group(1)} = 0"), begins)
        statement = ""
    return lines


def _is_whole(statement: str) -> bool:
    """Whether a statement is over: an array or a long text that goes on in the next line is no TOML yet."""
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _path(statement: str) -> Path_:
    """The keys a header, or a key with a plain value, leads through."""
    values: Any = tomllib.loads(statement)
    keys: list[str] = []
    while isinstance(values, dict) and values:
        ((key, values),) = values.items()
        keys.append(key)
        values = values[0] if isinstance(values, list) else values
    return tuple(keys)
