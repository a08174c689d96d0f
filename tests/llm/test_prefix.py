"""What stands before a question's own words is the same bytes for every question of a task and locale."""

import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import gate
from bot.clock import WoundClock
from bot.config import load_locale
from bot.domain import BULLET, Comment, Entry, Field, Finding, Paper, Severity, Shown, Translation
from bot.errors import Rejected
from bot.llm import Model, ModelSettings, Shared
from bot.sandbox.week import DEMO, load_comments, load_week
from tests.llm.fakes import KEY, Ledger, Messages, issue

PROMPTS = Path(__file__).parents[2] / "prompts"
LOCALES = sorted(file.parent.name for file in PROMPTS.glob("*/locale.toml"))
WEEK = load_week(DEMO)
FOUND = Finding(key="k", code="number.changed", severity=Severity.REPAIR, message="another value", source_span="3")


def pairs() -> list[tuple[Entry, Paper]]:
    abstracts = {record.title: record.abstract for record in WEEK.records}
    entries = [
        Entry(
            issue="dair/2026-06-28",
            position=one.position,
            name=one.name,
            summary="\n".join([one.lead, *(f"{BULLET}{label}: {text}" for label, text in one.bullets)]),
        )
        for one in WEEK.papers
    ]
    texts = list(abstracts.items())
    return [
        (entry, Paper(entry=entry.key, title=title, abstract=abstract))
        for entry, (title, abstract) in zip(entries, texts, strict=False)
    ]


def ask_everything(model: Model, code: str) -> None:
    """Every task for every text of the demo's week; what comes back is never understood."""
    locale, papers = load_locale(PROMPTS, code), pairs()
    questions: list[Callable[[], object]] = [lambda: model.introduce(issue(), papers, locale)]
    for entry, paper in papers:
        made = Translation(entry=entry.key, locale=code, title=paper.title, summary=entry.summary, by="x")
        case = gate.of_entry(made, entry, paper, locale)
        questions += [
            lambda entry=entry, paper=paper: model.translate(entry, paper, locale),  # type: ignore[misc]
            lambda case=case: model.repair(case, {"summary": (FOUND,)}),  # type: ignore[misc]
            lambda case=case: model.judge(case),  # type: ignore[misc]
        ]
    shown = [Shown(position=1, field=Field.TITLE, text="제목", source="Title")]
    for number, text in enumerate(load_comments(DEMO.parent)):
        said = Comment(
            forum="forum.example",
            topic_id=1,
            post_id=number,
            version=1,
            number=number,
            author_id=1,
            author="reader",
            at=datetime(2026, 6, 29, tzinfo=UTC),
            text=text,
        )
        questions.append(lambda said=said: model.read(said, shown, locale))  # type: ignore[misc]
    for question in questions:
        with suppress(Rejected):
            question()


@pytest.mark.parametrize("code", LOCALES)
def test_all_questions_of_a_task_begin_with_the_same_bytes(
    server: Messages, ledger: Ledger, clock: WoundClock, code: str
) -> None:
    settings = ModelSettings(model="test-model", api_key=KEY, base_url=server.url)
    model = Model(settings, Shared.of(ledger, clock), judge=settings)
    server.always("?")

    ask_everything(model, code)
    model.close()

    prefixes = defaultdict(set)
    for asked in server.asked:
        task = asked["messages"][0]["content"].partition('<source task="')[2].partition('"')[0]
        prefixes[task].add(json.dumps([asked["output_config"], asked["system"]], ensure_ascii=False))
    assert {task: len(several) for task, several in prefixes.items()} == dict.fromkeys(
        ("translate", "repair", "judge", "correction", "intro"), 1
    )
    assert len(server.asked) > 5 * len(WEEK.papers)
