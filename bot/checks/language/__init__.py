"""Family `language`: whether the text is written in the locale's language, and is the translation of its source."""

from collections.abc import Iterator, Mapping
from itertools import islice

from bot.checks.language import left, script, whole
from bot.checks.pair import Kind, Pair
from bot.domain import Finding

SAYS: Mapping[str, str] = {**whole.SAYS, **left.SAYS, **script.SAYS}

MOST = 20
"""Findings of one pair; whoever reads more has seen enough."""


def check(pair: Pair) -> Iterator[Finding]:
    """Where the text as a whole is wrong, that and no more; else every place left in English or in another script."""
    if not pair.target.strip():
        return
    wrong = tuple(whole.check(pair)) if pair.kind is not Kind.INTRO else ()
    yield from wrong or islice(_places(pair), MOST)


def _places(pair: Pair) -> Iterator[Finding]:
    yield from left.check(pair)
    yield from script.check(pair)
