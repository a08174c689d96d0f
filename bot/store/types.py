"""Column types: what a value of ours looks like in the database.

PostgreSQL cannot hold the character NUL and UTF-8 cannot hold half a surrogate pair; neither means anything in text.
Every text that enters the database has U+FFFD in their place, as a browser would show it: a model's answer that was
paid for is never lost for the sake of one.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from bot.domain import Finding, Link, Severity, Span, Topic

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Choice = TypeVar("Choice", bound=StrEnum)


def storable(text: str) -> str:
    """The text as a database can hold it, of the same length."""
    return _UNSTORABLE.sub("\ufffd", text)


class Words(TypeDecorator[str]):
    """Text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Moment(TypeDecorator[datetime]):
    """An aware time, kept and given back in UTC to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: what comes back naive went in as UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Strings(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts, in order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else [storable(one) for one in value]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value)


class Links(TypeDecorator[tuple[Link, ...]]):
    """Links in order, each as a pair of label and URL."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Link, ...] | None, dialect: Dialect) -> list[list[str]] | None:
        return None if value is None else [[storable(one.label), storable(one.url)] for one in value]

    def process_result_value(self, value: list[list[str]] | None, dialect: Dialect) -> tuple[Link, ...] | None:
        return None if value is None else tuple(Link(label=label, url=url) for label, url in value)


class Events(TypeDecorator[tuple[Mapping[str, str], ...]]):
    """What a reporter heard, in order: each event as its facts by name."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self, value: tuple[Mapping[str, str], ...] | None, dialect: Dialect
    ) -> list[dict[str, str]] | None:
        return None if value is None else [_facts(one) for one in value]

    def process_result_value(
        self, value: list[dict[str, str]] | None, dialect: Dialect
    ) -> tuple[Mapping[str, str], ...] | None:
        return None if value is None else tuple(value)


class Facts(TypeDecorator[Mapping[str, str]]):
    """Facts by name."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else _facts(value)

    def process_result_value(self, value: dict[str, str] | None, dialect: Dialect) -> Mapping[str, str] | None:
        return value


class Spans(TypeDecorator[tuple[Span, ...]]):
    """Spans in order, each as its start, old and new text."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Span, ...] | None, dialect: Dialect) -> list[list[int | str]] | None:
        return None if value is None else [[one.start, storable(one.old), storable(one.new)] for one in value]

    def process_result_value(self, value: list[list[Any]] | None, dialect: Dialect) -> tuple[Span, ...] | None:
        return None if value is None else tuple(Span(start=start, old=old, new=new) for start, old, new in value)


class Doubts(TypeDecorator[tuple[Finding, ...]]):
    """Findings in order, each as its fields by name."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Finding, ...] | None, dialect: Dialect) -> list[dict[str, str]] | None:
        return None if value is None else [{k: storable(v) for k, v in asdict(one).items()} for one in value]

    def process_result_value(self, value: list[dict[str, str]] | None, dialect: Dialect) -> tuple[Finding, ...] | None:
        return None if value is None else tuple(map(_finding, value))


class Neighbours(TypeDecorator[Mapping[int, tuple[Topic, ...]]]):
    """Topics by the position of the entry they stand with."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self, value: Mapping[int, tuple[Topic, ...]] | None, dialect: Dialect
    ) -> dict[str, list[list[str]]] | None:
        if value is None:
            return None
        return {str(at): [[storable(one.title), one.url] for one in topics] for at, topics in value.items()}

    def process_result_value(
        self, value: dict[str, list[list[str]]] | None, dialect: Dialect
    ) -> Mapping[int, tuple[Topic, ...]] | None:
        if value is None:
            return None
        return {int(at): tuple(Topic(title=title, url=url) for title, url in topics) for at, topics in value.items()}


class OneOf(TypeDecorator[Choice], Generic[Choice]):
    """A member of an enumeration, by its word."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[Choice]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Choice | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Choice | None:
        return None if value is None else self.choices(value)


class Dollars(TypeDecorator[float]):
    """Money as whole billionths of a dollar, so that sums are exact.

    A token from a model's cache may cost less than a millionth.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> int | None:
        return None if value is None else round(value * _BILLION)

    def process_result_value(self, value: int | None, dialect: Dialect) -> float | None:
        return None if value is None else value / _BILLION


_BILLION = 10**9


def _facts(told: Mapping[str, str]) -> dict[str, str]:
    return {storable(name): storable(word) for name, word in told.items()}


def _finding(told: Mapping[str, str]) -> Finding:
    words: dict[str, str] = {name: word for name, word in told.items() if name != "severity"}
    return Finding(severity=Severity(told["severity"]), **words)
