"""Family `structure`: whether all of the source is there and nothing else: sentences, bullets, brackets, the end."""

from collections.abc import Iterator, Mapping
from itertools import islice

from bot.checks.pair import Kind, Pair
from bot.checks.structure import completeness, form
from bot.domain import Finding

SAYS: Mapping[str, str] = {**form.SAYS, **completeness.SAYS}

MOST = 20
"""Findings of one pair; whoever reads more has seen enough."""


def check(pair: Pair) -> Iterator[Finding]:
    """What is missing or too much, the form first. An intro is no translation, its sentences have no counterpart."""
    yield from islice(_found(pair), MOST)


def _found(pair: Pair) -> Iterator[Finding]:
    if not pair.target.strip():
        if pair.source.strip():
            yield from form.empty(pair)
        return
    yield from form.check(pair)
    if pair.kind in {Kind.SUMMARY, Kind.ABSTRACT}:
        yield from completeness.check(pair)
