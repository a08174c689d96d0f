"""A pair of texts, and what is found in its numbers."""

from collections.abc import Callable

import pytest

from bot.checks import numbers
from bot.checks.pair import Kind, Pair
from bot.domain import Finding, Locale

Look = Callable[..., list[tuple[str, str, str]]]


def pair(code: str, source: str, target: str, kind: Kind = Kind.ABSTRACT) -> Pair:
    locale = Locale(code=code, language=code, words={}, prompts={})
    return Pair(key="k", kind=kind, source=source, target=target, locale=locale)


def findings(code: str, source: str, target: str, kind: Kind = Kind.ABSTRACT) -> list[Finding]:
    return list(numbers.check(pair(code, source, target, kind)))


@pytest.fixture
def look() -> Look:
    """Codes and spans of the findings of a pair."""

    def looked(code: str, source: str, target: str, kind: Kind = Kind.ABSTRACT) -> list[tuple[str, str, str]]:
        found = findings(code, source, target, kind)
        return [(finding.code, finding.source_span, finding.target_span) for finding in found]

    return looked
