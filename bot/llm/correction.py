"""Task `correction`: what a reader's comment asks to be changed in the texts of a digest.

The model sees the comment's words and nobody's name. What it answers is a proposal and no more: `corrections/` looks at
every word of it before anybody sees it.
"""

import re
from collections.abc import Sequence
from typing import Literal

from bot.corrections.signs import visible
from bot.domain import Comment, Field, Locale, Proposal, Reading, Rewording, Shown
from bot.llm.ask import Asker
from bot.llm.question import Malformed, Question, parsed
from bot.llm.shape import STRING, Answered, schema

TASK = "correction"

FIELDS = tuple(str(field) for field in Field if field is not Field.TERM)

_PAIR = {"quote": STRING, "replacement": STRING}
_TERM = {"source": STRING, "rendering": STRING}
SCHEMA = schema(
    {
        "verdict": {"type": "string", "enum": ["none", "corrections", "unclear"]},
        "corrections": {
            "type": "array",
            "items": schema(
                {
                    "entry": {"type": "integer"},
                    "field": {"type": "string", "enum": list(FIELDS)},
                    "changes": {"type": "array", "items": schema(_PAIR)},
                    "reason": STRING,
                    "note": {"type": "boolean"},
                    "term": {"anyOf": [schema(_TERM), {"type": "null"}]},
                }
            ),
        },
    }
)

_QUOTE = re.compile(r"\[quote\b[^\]\n]*\]", re.IGNORECASE)
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MENTION = re.compile(r"[@＠][\w.-]*\w")
_PROFILE = re.compile(r"(/(?:u|users)/)[^\s/?#)\]]+", re.IGNORECASE)


class Changed(Answered):
    """Words and what is to stand in their place."""

    quote: str
    replacement: str


class Called(Answered):
    """A term and its rendering wherever it occurs."""

    source: str
    rendering: str


class Asked(Answered):
    """One correction as the model gives it."""

    entry: int
    field: Literal["title", "intro", "summary", "abstract", "topics", "link", "english"]
    changes: tuple[Changed, ...]
    reason: str
    note: bool
    term: Called | None


class Heard(Answered):
    """The answer as the model gives it."""

    verdict: Literal["none", "corrections", "unclear"]
    corrections: tuple[Asked, ...]


def source(comment: str) -> str:
    """A comment's text as the model sees it: its visible words, without the names of those called or quoted."""
    text = _QUOTE.sub("[quote]", _HIDDEN.sub("", visible(comment)))
    return _PROFILE.sub(r"\1…", _MENTION.sub("@…", _MAIL.sub("…@…", text))).strip()


def laid_out(shown: Sequence[Shown]) -> str:
    """The texts, each behind a line with its entry's number and its field, with its English where there is any."""
    return "\n\n".join(
        f"=== {one.position} {one.field}\n{one.text}" + (f"\n--- English\n{one.source}" if one.source else "")
        for one in shown
    )


def read(asker: Asker, comment: Comment, shown: Sequence[Shown], locale: Locale) -> Reading:
    """What the comment asks for in these texts. Raises: as `Asker.ask`."""
    question = Question(
        task=TASK,
        key=comment.key,
        locale=locale,
        source=source(comment.text),
        beside={"shown": laid_out(shown)},
        schema=SCHEMA,
        read=heard,
    )
    answer = asker.ask(question)
    return Reading(
        proposals=tuple(_proposal(one) for one in answer.value.corrections),
        unclear=answer.value.verdict == "unclear",
        by=answer.by,
    )


def heard(text: str) -> Heard:
    """The answer. Raises: Malformed, also where its verdict and its corrections do not go together.

    What is unclear of a comment may stand beside what is clear.
    """
    answer = parsed(Heard, text)
    if answer.verdict != "unclear" and (answer.verdict == "corrections") != bool(answer.corrections):
        raise Malformed(f"corrections: there are {len(answer.corrections)}, and the verdict is {answer.verdict}")
    if any(not one.changes and one.field != "topics" for one in answer.corrections):
        raise Malformed("changes: is empty")
    return answer


def _proposal(one: Asked) -> Proposal:
    return Proposal(
        position=one.entry,
        field=Field(one.field),
        changes=tuple(Rewording(quote=change.quote, replacement=change.replacement) for change in one.changes),
        reason=one.reason,
        note=one.note,
        term=(one.term.source, one.term.rendering) if one.term else None,
    )
