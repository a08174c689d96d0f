"""What a model is asked, and how its answer becomes a value: pure, the same words for the same text."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from bot.checks.terms import occurring
from bot.domain import Locale, Term, fingerprint
from bot.llm.fence import enclosed, fence

A = TypeVar("A")
Shape = TypeVar("Shape", bound=BaseModel)

MOST_LEARNED = 40
"""How many terms that people decided stand in one question; the gate knows them all."""

_SHOWN = 4
"""How many renderings of a term are offered: the first are the preferred ones; the gate accepts them all."""


class Malformed(Exception):
    """An answer that is not what was asked for, and why; the model is asked once more."""


@dataclass(frozen=True, kw_only=True)
class Question(Generic[A]):
    """What is asked. `key` names the item; `source` goes inside the fence; `read` raises Malformed.

    `beside` is other text of others, by the name of the fence it goes into. `round_` counts the repair calls before
    it, from 1. `only` is the model whose own view is wanted, empty where any model's answer will do. What is
    laid out of it is laid out once.
    """

    task: str
    key: str
    locale: Locale
    source: str
    schema: Mapping[str, Any]
    read: Callable[[str], A]
    beside: Mapping[str, str] = field(default_factory=dict)
    round_: int = 1
    only: str = ""

    @property
    def system(self) -> str:
        """The instructions: the same bytes for every question of a task and locale, so that the server caches them."""
        return self.locale.prompts[self.task]

    @property
    def shape(self) -> str:
        """The shape asked for, as text."""
        return json.dumps(self.schema, sort_keys=True)

    @cached_property
    def prompt(self) -> str:
        """The hash of the instructions and the shape asked for."""
        return fingerprint(f"{self.system}\n{self.shape}")

    @cached_property
    def user(self) -> str:
        """The terms that occur, then the fenced source, then what stands beside it."""
        source = fence(self.source, task=self.task, locale=self.locale.code, round_=self.round_)
        fenced = "\n\n".join([source, *(enclosed(name, text) for name, text in self.beside.items())])
        terms = "\n".join(map(_line, self._offered))
        return f"Terms:\n{terms}\n\n{fenced}" if terms else fenced

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that stand in it, in their source language."""
        return tuple(term.source for term in self._offered)

    @cached_property
    def memory(self) -> str:
        """What an answer is remembered under: the same words asked in the same way are never paid for twice.

        Task, locale, source and terms all stand in the user message.
        """
        asked = [self.prompt, self.user]
        return fingerprint(json.dumps([*asked, self.only] if self.only else asked))

    @cached_property
    def _offered(self) -> list[Term]:
        """Of the terms that occur those that people decided, the first of them, and then all of the file's."""
        found = occurring(self.locale.glossary, self.source)
        return [one for one in found if one.learned][:MOST_LEARNED] + [one for one in found if not one.learned]


def parsed(shape: type[Shape], text: str) -> Shape:
    """The answer's JSON as a value. Raises: Malformed."""
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        one = error.errors(include_url=False, include_input=False, include_context=False)[0]
        named = one["loc"][:1] in {(name,) for name in shape.model_fields}
        place = one["loc"][0] if named else "the answer"
        raise Malformed(f"{place}: {one['msg']}") from error


def _line(term: Term) -> str:
    avoid = f" (not: {', '.join(term.forbidden)})" if term.forbidden else ""
    sense = f" ({term.sense})" if term.sense else ""
    return f"- {term.source}{sense}: {', '.join(term.accepted[:_SHOWN])}{avoid}"
