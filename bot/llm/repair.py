"""Task `repair`: a text is sent back with exactly what was found in it, and nothing else may change.

The source text is laid out as that of the task that wrote it; beside it stand the translation, in the same layout, and
the findings as JSON, an object a line.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.checks import Kind
from bot.domain import Translation
from bot.gate import Case, Found
from bot.llm import intro, translate
from bot.llm.ask import Asker
from bot.llm.question import Malformed, Question, parsed
from bot.llm.sentences import strayed
from bot.llm.shape import Blank
from bot.llm.translate import laid_out

TASK = "repair"

_OF_ENTRY = (Kind.TITLE, Kind.SUMMARY, Kind.ABSTRACT)


class Mended(translate.Translated):
    """The answer as the model gives it: a title that the text does not have stays away."""

    title: Blank


def source(case: Case) -> str:
    """What the text was made from, byte for byte as it was asked for."""
    if Kind.INTRO in case.sources:
        return case.sources[Kind.INTRO]
    name, title = case.names
    return laid_out(
        f"name: {name}\ntitle: {title}",
        summary=case.sources.get(Kind.SUMMARY, ""),
        abstract=case.sources.get(Kind.ABSTRACT, ""),
    )


def translation(case: Case) -> str:
    """The text as it stands, in the source's layout."""
    made = case.made
    if Kind.INTRO in case.sources:
        return f"headline: {made.title}\n\nparagraphs:\n{made.summary}"
    return laid_out(f"title: {made.title}".rstrip(), summary=made.summary, abstract=made.abstract)


def repair(asker: Asker, case: Case, findings: Found) -> Translation:
    """The text with its findings mended; what has none is taken from the text as it stood.

    Raises: as `Asker.ask`; also when the answer changed twice what it was not asked to.
    """
    question = Question(
        task=TASK,
        key=f"{case.made.entry}@{case.locale.code}",
        locale=case.locale,
        source=source(case),
        beside={"translation": translation(case), "findings": _listed(findings)},
        schema=schema_of(case),
        read=lambda text: read(text, case, findings),
        round_=case.repairs + 1,
    )
    return asker.ask(question).value


def schema_of(case: Case) -> Mapping[str, Any]:
    """The shape of the task that wrote the text."""
    return intro.SCHEMA if Kind.INTRO in case.sources else translate.SCHEMA


def read(text: str, case: Case, findings: Found) -> Translation:
    """The answer, with nothing changed in it but what was found. Raises: Malformed."""
    mended = _introduced(text, case) if Kind.INTRO in case.sources else _translated(text, case, findings)
    new = replace(case, made=mended).texts
    for field, old in case.texts.items():
        if changed := strayed(case.sources[field], old, new[field], findings.get(field, ())):
            raise Malformed(f"{field}: changed where nothing was found, at “{changed}”; change only what was found")
    return mended


def _introduced(text: str, case: Case) -> Translation:
    answer = intro.read(text)
    return replace(case.made, title=answer.headline, summary="\n\n".join(answer.paragraphs))


def _translated(text: str, case: Case, findings: Found) -> Translation:
    given, made = parsed(Mended, text), case.made
    if Kind.TITLE in findings and not given.title:
        raise Malformed("title: is empty")
    kept = {str(field): getattr(made, field) for field in _OF_ENTRY if field not in findings}
    answer = translate.fitting(
        given.model_copy(update=kept),
        summary=case.sources.get(Kind.SUMMARY, ""),
        abstract=case.sources.get(Kind.ABSTRACT, ""),
    )
    return replace(made, title=answer.title, summary=answer.summary, abstract=answer.abstract)


def _listed(findings: Found) -> str:
    """An object a line: where it is, what is wrong, and the words."""
    rows = (
        {"field": str(field), "problem": one.message, "source": one.source_span, "translation": one.target_span}
        for field, several in findings.items()
        for one in several
    )
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
