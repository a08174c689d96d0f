"""Task `judge`: a second model reads a text against its source and marks the errors it finds, by MQM.

What rules cannot see, a fluent sentence that says something else, is what it is asked for. It can never make good what
the rules find. Source: https://themqm.org (the categories and severities); Kocmi & Federmann 2023, arXiv:2310.13988.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from bot.checks import SAYS, Kind, Pair
from bot.domain import Finding
from bot.gate import JUDGED, Case, Found
from bot.llm.ask import Asker
from bot.llm.question import Question, parsed
from bot.llm.repair import source, translation
from bot.llm.sentences import sentences
from bot.llm.shape import STRING, Answered, Line, schema

TASK = "judge"

MOST = 20
"""How many errors of one answer are looked at, the gravest first."""

WIDEST = 300
"""How many characters of its reason are kept."""

CODES: Mapping[str, str] = {
    "mistranslation": "language.judge",
    "untranslated": "language.judge",
    "fluency": "language.judge",
    "omission": "structure.judge",
    "addition": "structure.judge",
    "terminology": "term.judge",
    "style": "register.judge",
}
"""The finding's code for each MQM category asked for."""

SCHEMA = schema(
    {
        "errors": {
            "type": "array",
            "items": schema(
                {
                    "field": {"type": "string", "enum": ["title", "summary", "abstract", "intro"]},
                    "source": STRING,
                    "translation": STRING,
                    "category": {"type": "string", "enum": list(CODES)},
                    "severity": {"type": "string", "enum": list(JUDGED)},
                    "why": STRING,
                }
            ),
        }
    }
)


class Marked(Answered):
    """One error as the model marks it; the two texts are what it says it copied from the source and translation."""

    field: Literal["title", "summary", "abstract", "intro"]
    source: str
    translation: str
    category: Literal["mistranslation", "untranslated", "fluency", "omission", "addition", "terminology", "style"]
    severity: Literal["critical", "major", "minor"]
    why: Line


class Judged(Answered):
    """The answer as the model gives it."""

    errors: tuple[Marked, ...]


def judge(asker: Asker, case: Case) -> Found:
    """What the model finds, by field. Raises: as `Asker.ask`."""
    question = Question(
        task=TASK,
        key=f"{case.made.entry}@{case.locale.code}",
        locale=case.locale,
        source=source(case),
        beside={"translation": translation(case)},
        schema=SCHEMA,
        read=lambda text: read(text, case),
        round_=case.repairs + 1,
    )
    return asker.ask(question).value


def read(text: str, case: Case) -> Found:
    """What was marked and does stand there. Raises: Malformed."""
    pairs = case.pairs
    found: dict[str, tuple[Finding, ...]] = {}
    for error in sorted(parsed(Judged, text).errors, key=_rank)[:MOST]:
        # An opening is one text, whichever of its parts the model names.
        field = Kind.INTRO if Kind.INTRO in pairs else error.field
        if field in pairs:
            found[field] = (*found.get(field, ()), *_findings(error, pairs[field]))
    return {field: several for field, several in found.items() if several}


def _rank(error: Marked) -> int:
    return list(JUDGED).index(error.severity)


def _findings(error: Marked, pair: Pair) -> Iterator[Finding]:
    """The error as a finding; none where nothing of what it quotes stands in the text."""
    theirs = _standing(error.source, pair.source)
    ours = _standing(error.translation, pair.target)
    if theirs or ours:
        yield pair.doubt(
            SAYS,
            CODES[error.category],
            JUDGED[error.severity],
            source=theirs,
            target=ours,
            category=error.category,
            why=error.why[:WIDEST],
        )


def _standing(quoted: str, text: str) -> str:
    """What is quoted, as far as its first sentence, if it stands there word for word; else nothing."""
    quoted = quoted.strip()
    return sentences(quoted)[0].strip() if quoted and quoted in text else ""
