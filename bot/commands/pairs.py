"""Pairs of texts from JSON lines. Every complaint names file, line, key and remedy."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from bot.checks import Kind, Pair
from bot.config import load_locale
from bot.domain import Locale
from bot.errors import Misconfigured

STDIN = "-"

TEXTS = ("locale", "source", "target")
"""The keys a line must have beside `id`; each is a text."""


class Line(NamedTuple):
    """One line of a file: its id as it was given, a text or a whole number, and its pair."""

    id: str | int
    pair: Pair


class _Unusable(Exception):
    """What is wrong with a line, and what to do."""


def read_pairs(file: str, prompts: Path, advance: Callable[[int], None]) -> Iterator[Line]:
    """The pairs of a file, `-` for standard input, one at a time; empty lines are passed over. `advance` is told of
    each line's bytes. Raises: Misconfigured (no such file, a line that is no pair, a locale that is damaged).
    """
    locales: dict[str, Locale] = {}
    name = "stdin" if file == STDIN else file
    with _opened(file) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield _read(line, prompts, locales)
                except _Unusable as error:
                    raise Misconfigured(f"{name}:{number}: {error}") from error
            advance(len(line))


def _read(line: bytes, prompts: Path, locales: dict[str, Locale]) -> Line:
    row = _row(line)
    locale, source, target = (_text(row, key) for key in TEXTS)
    given = row.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise _Unusable("id: this must be a text or a whole number" if "id" in row else _lacks("id"))
    kind = _kind(row.get("kind", "abstract"))
    spoken = _locale(locale, prompts, locales)
    return Line(given, Pair(key=str(given), kind=kind, source=source, target=target, locale=spoken))


def _row(line: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _Unusable(f"not UTF-8 (byte {error.start + 1}); save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise _Unusable(f"not JSON: {error.msg} (character {error.colno}); write one object a line") from error
    except (ValueError, RecursionError) as error:
        # A number of more digits, or brackets in each other deeper, than Python reads.
        raise _Unusable("not JSON that can be read; take out what is no text") from error
    if not isinstance(row, dict):
        raise _Unusable('not an object; write {"id": …, "locale": …, "source": …, "target": …}')
    return row


def _text(row: Mapping[str, Any], key: str) -> str:
    if key not in row:
        raise _Unusable(_lacks(key))
    value = row[key]
    if not isinstance(value, str):
        raise _Unusable(f"{key}: this must be a text; put it in double quotes")
    return value


def _lacks(key: str) -> str:
    return f"{key}: this key is required; a line has id, {', '.join(TEXTS)}"


def _kind(value: object) -> Kind:
    if value not in list(Kind):
        raise _Unusable(f"kind: there is no kind {json.dumps(value)[:40]}; there are: {', '.join(Kind)}")
    return Kind(str(value))


def _locale(code: str, prompts: Path, locales: dict[str, Locale]) -> Locale:
    if code not in locales:
        known = sorted(folder.parent.name for folder in prompts.glob("*/locale.toml"))
        if code not in known:
            raise _Unusable(
                f"locale: {prompts} has no locale {json.dumps(code)[:40]}; there are: {', '.join(known) or 'none'}"
            )
        locales[code] = load_locale(prompts, code)
    return locales[code]


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    """Raises: Misconfigured when it cannot be opened or read."""
    try:
        if file == STDIN:
            yield sys.stdin.buffer
            return
        with Path(file).open("rb") as lines:
            yield lines
    except OSError as error:
        raise Misconfigured(
            f"{file}: cannot be read: {error.strerror}; give a file of JSON lines, or - for standard input"
        ) from error
