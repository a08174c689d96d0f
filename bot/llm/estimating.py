"""What texts would take before any is asked for: the questions as they would be put, counted, and the usual answers.

The tokens of a question are counted by the server, which is free. An answer is as long, for what its question says
beyond the instructions, as that model's of the last months in that locale. Where the server does not count, both are as
they were in the last months, and by characters as long as there were none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain import INTRO, Estimate, Missing, Part, Spent, Usage, Wanted
from bot.errors import PaperboyError
from bot.llm import intro, judge, repair, translate
from bot.llm.prices import Prices, cost_usd, uncached
from bot.llm.question import Question
from bot.ports import Calls

LATELY = timedelta(days=90)
"""Answers of so long say how long the next will be."""

BYTES = 3
"""Of UTF-8 in a token, where nobody counts them: about three letters of English, or one of Hangul."""

TERMS = 300
"""Tokens of the terms in a question, where they are not looked up; 313 in the demo's entries."""

ABSTRACT = 1_400
"""Characters of an abstract that is not known yet: the middle one of a thousand on arXiv."""

ANSWERS: Mapping[str, float] = {translate.TASK: 0.87, intro.TASK: 0.11, judge.TASK: 0.05}
"""Tokens of an answer for one of its question, as long as none is known; what a model thinks is not in them.

The demo's week has 0.865 (Korean) and 0.868 (Japanese) for entries, 0.109 and 0.110 for the intro. The judge's is a
guess: that nothing was found is said in five tokens.
"""

MENDED = 0.2
"""Tokens of repairs for one of first answers, as long as none is known: the demo's Korean week, two texts of eleven."""


_FIRST = (translate.TASK, intro.TASK)
"""Tasks that write a text; a repair of it has the shape of the same answer."""


class Counter(Protocol):
    """Counts the tokens of a question. Raises: PaperboyError, where they cannot be counted."""

    def __call__(self, *, key: str, system: str, user: str, schema: Mapping[str, Any]) -> int: ...


@dataclass(slots=True, kw_only=True)
class Asked:
    """A model that would be asked. Without `count` its tokens are by characters, for the reason `why`.

    After the first failure to count all are.
    """

    model: str
    prices: Prices | None
    count: Counter | None = None
    why: str = ""

    def tokens(self, question: Question[Any], user: str) -> int:
        """Of a question's instructions, with this as what the user says."""
        if self.count:
            try:
                return self.count(key=question.key, system=question.system, user=user, schema=question.schema)
            except PaperboyError as error:
                self.count, self.why = None, str(error)
        return -(-len(f"{question.system}{question.schema}{user}".encode()) // BYTES)


def estimate(
    wanted: Wanted, writer: Asked, second: Asked | None, calls: Calls, now: datetime, *, closely: bool
) -> Estimate:
    """What these texts would take; `second` would judge them.

    `closely` looks for what is in memory, and for the terms that occur; without it, neither is looked at.
    """
    known = _lately(calls, now, writer)
    questions = _questions(wanted if closely else replace(wanted, locale=replace(wanted.locale, glossary=())))
    new = [one for one in questions if not closely or calls.remember(one.memory) is None]
    unknown = _unknown_abstracts(wanted, new)
    more = unknown * ABSTRACT // BYTES + (0 if closely else TERMS * len(new))
    entries = _load(writer, [one for one in new if one.task == translate.TASK], known, more)
    opening = _load(writer, [one for one in new if one.task == intro.TASK], known, 0)
    first = entries.plain + opening.plain
    share = _mended(wanted, known)
    again = Usage(input=round(first.input * share), output=round(first.output * share))
    parts = [_part("write", writer, entries.cached + opening.cached, first), _part("mend", writer, again, again)]
    if second:
        read = _load(second, [_judged(one) for one in new], _lately(calls, now, second), more + first.output)
        parts.append(_part("judge", second, read.cached, read.plain))
    return Estimate(
        texts=len(new),
        remembered=len(questions) - len(new),
        parts=tuple(parts),
        why=writer.why or (second.why if second else "") or ("" if closely else "nobody was asked"),
        learned=bool(new) and all(one.prompt in known for one in new),
        abstracts=unknown,
    )


def _lately(calls: Calls, now: datetime, asked: Asked) -> Mapping[str, Spent]:
    """The model's calls of the last months by prompt: another one thinks more, or counts other tokens."""
    return {one.name: one for one in calls.totals("prompt", since=now - LATELY, model=asked.model)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """What the questions of a task take without the prompt cache, and with it."""

    plain: Usage
    cached: Usage


def _load(asked: Asked, questions: Sequence[Question[Any]], known: Mapping[str, Spent], more: int) -> _Load:
    """`more` are tokens in that stand in none of them yet."""
    if not questions:
        return _Load(plain=Usage(), cached=Usage())
    first, number = questions[0], len(questions)
    # The user message must not be empty; a point is one token.
    prefix = asked.tokens(first, ".") - 1
    lately = known.get(first.prompt)
    if lately and not asked.count:
        plain = _as_lately(lately, number)
    else:
        whole = sum(asked.tokens(one, one.user) for one in questions) + more
        plain = Usage(input=whole, output=round((whole - number * prefix) * _ratio(first.task, lately, prefix)))
    caches = lately is None or lately.usage.cache_read or lately.usage.cache_write
    if first.task == intro.TASK or not caches or not asked.prices:
        return _Load(plain=plain, cached=plain)
    # The prefix is written once, before all others, and read by each of them.
    prefix = min(prefix, plain.input // number)
    cached = replace(plain, input=plain.input - number * prefix, cache_write=prefix, cache_read=number * prefix)
    return _Load(plain=plain, cached=min(plain, cached, key=lambda one: cost_usd(one, asked.prices) or 0.0))


def _as_lately(lately: Spent, number: int) -> Usage:
    """So many calls like the last: two ways to count do not agree, and these were counted where they are billed."""
    each = uncached(lately.usage)
    return Usage(input=round(number * each.input / lately.calls), output=round(number * each.output / lately.calls))


def _ratio(task: str, lately: Spent | None, prefix: int) -> float:
    """Tokens of an answer for one of what its question says beyond the instructions."""
    own = uncached(lately.usage).input - lately.calls * prefix if lately else 0
    return lately.usage.output / own if lately and own > 0 else ANSWERS[task]


def _part(task: str, asked: Asked, cached: Usage, plain: Usage) -> Part:
    return Part(
        task=task,
        model=asked.model,
        asked=plain.input,
        answered=plain.output,
        dollars=cost_usd(cached, asked.prices),
        uncached=cost_usd(plain, asked.prices),
    )


def _questions(wanted: Wanted) -> list[Question[Any]]:
    """As they would be put."""
    entries: list[Question[Any]] = [
        translate.question_of(entry, paper, wanted.locale)
        for entry, paper in wanted.pieces
        if entry.position in wanted.places
    ]
    return entries + ([intro.question_of(wanted.issue, wanted.pieces, wanted.locale)] if INTRO in wanted.places else [])


def _judged(first: Question[Any]) -> Question[Any]:
    """The question to the judge, without the translation that it stands beside."""
    return replace(first, task=judge.TASK, beside={"translation": ""}, schema=judge.SCHEMA)


def _unknown_abstracts(wanted: Wanted, questions: Sequence[Question[Any]]) -> int:
    asked = {one.key for one in questions}
    lacking = (entry for entry, paper in wanted.pieces if paper.missing is Missing.NOT_YET)
    return sum(f"{entry.key}@{wanted.locale.code}" in asked for entry in lacking)


def _mended(wanted: Wanted, known: Mapping[str, Spent]) -> float:
    """Tokens of repairs in that locale for one of its first answers."""
    first = translate.question_of(*wanted.pieces[0], wanted.locale)
    shapes = (translate.SCHEMA, intro.SCHEMA)
    answers = [replace(first, task=task, schema=shape) for task, shape in zip(_FIRST, shapes, strict=True)]
    repairs = [replace(first, task=repair.TASK, schema=shape) for shape in shapes]
    answered = sum(known[one.prompt].usage.output for one in answers if one.prompt in known)
    mended = sum(known[one.prompt].usage.output for one in repairs if one.prompt in known)
    return mended / answered if answered else MENDED
