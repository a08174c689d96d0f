"""Task `intro`: the week in one sentence and a few paragraphs, from its entries alone.

The source text is laid out as `bot.gate.introduced` says; recorded answers depend on every byte of it.
"""

from collections.abc import Sequence

from pydantic import Field

from bot.domain import INTRO, Entry, Issue, Locale, Paper, Translation
from bot.gate import introduced
from bot.llm.ask import Asker
from bot.llm.question import Question, parsed
from bot.llm.shape import STRING, STRINGS, Answered, Line, schema

TASK = "intro"

SCHEMA = schema({"headline": STRING, "paragraphs": STRINGS})


class Introduced(Answered):
    """The answer as the model gives it."""

    headline: Line
    paragraphs: tuple[Line, ...] = Field(min_length=2, max_length=4)


def source(pieces: Sequence[tuple[Entry, Paper]]) -> str:
    """What the intro is written from."""
    return introduced(pieces)


def read(text: str) -> Introduced:
    """The answer. Raises: Malformed."""
    return parsed(Introduced, text)


def question_of(issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Question[Introduced]:
    """What is asked for the week's intro in a locale."""
    key = f"{issue.key}/{INTRO}@{locale.code}"
    return Question(task=TASK, key=key, locale=locale, source=source(pieces), schema=SCHEMA, read=read)


def introduce(asker: Asker, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
    """The week's intro: `title` is its sentence, `summary` its paragraphs, a blank line between two.

    Raises: as `Asker.ask`.
    """
    question = question_of(issue, pieces, locale)
    answer = asker.ask(question)
    return Translation(
        entry=f"{issue.key}/{INTRO}",
        locale=locale.code,
        title=answer.value.headline,
        summary="\n\n".join(answer.value.paragraphs),
        by=answer.by,
        prompt=question.prompt,
    )
