"""Texts that are not out are asked for again where their question changed: which, why, and what comes of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import granting, pipeline, renewing, waiting
from bot.domain import Entry, Finding, Issue, Learned, Locale, Paper, Receipt, Severity, Stop, Translation, Verdict
from bot.errors import OutcomeUnknown, Rejected, Unavailable
from bot.gate import Case
from bot.ports import Asking, Author, Bot
from tests.fakes import FakePublisher, FakeTranslator, World, week, world

KEY = "dair/2026-11-15"
DIGEST = f"{KEY}/forum"
ALL = [f"{KEY}/{n}@ko" for n in (1, 2, 3, 0)]


@dataclass
class Changed(FakeTranslator):
    """Asked in other words than before; of what is in `new` something else is answered, of `known` memory knows it."""

    prompt: str = ""
    new: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        made = replace(super().translate(entry, paper, locale), prompt=self.prompt)
        return replace(made, title=f"{made.title}, 다시") if entry.key in self.new else made

    def asking(
        self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], entry: Entry | None, locale: Locale
    ) -> Asking:
        own = entry.key if entry else f"{issue.key}/0"
        return Asking(prompt=self.prompt, terms=("note",), known=own in self.known)


@dataclass
class Gate:
    """Stands in for `vet`: the texts named in `fails` do not pass."""

    fails: set[str] = field(default_factory=set)

    def __call__(self, bot: Bot, ask: Callable[[Author], Case]) -> tuple[Translation, Receipt]:
        case = ask(bot.translator)
        if case.made.entry not in self.fails:
            return case.made, Receipt(key=case.made.key, verdict=Verdict.CLEAN)
        wrong = Finding(key=case.made.key, code="number.changed", severity=Severity.REPAIR, message="4 is 6")
        return case.made, Receipt(key=case.made.key, verdict=Verdict.FAILED, found=(wrong,), left=(wrong,))


@pytest.fixture
def vet(monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate()
    monkeypatch.setattr("bot.writing.vet", gate)
    return gate


@pytest.fixture
def here(tmp_path: Path, vet: Gate) -> Iterator[World]:
    """A week whose texts are written and of which nothing is out, after its instructions were changed."""
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context, on_failure="hold")
        made.offer(week(3))
        made.bot = replace(made.bot, translator=Changed())
        pipeline.prepare(made.bot)
        made.bot = replace(made.bot, translator=Changed(prompt="other words", new={f"{KEY}/2"}))
        yield made


def model(here: World) -> Changed:
    assert isinstance(here.bot.translator, Changed)
    return here.bot.translator


def titles(here: World) -> list[str]:
    return [one.title for one in here.bot.store.translations.all(KEY, "ko")[f"{KEY}/2"]]


def keys(here: World, key: str = KEY) -> list[str]:
    return [one.unit.key for one in renewing.renewals(here.bot, key)]


def test_all_whose_question_changed_are_asked_and_only_what_came_out_otherwise_follows(here: World) -> None:
    assert [(one.unit.key, one.why) for one in renewing.renewals(here.bot, KEY)] == [
        (key, "the instructions changed") for key in ALL
    ]
    renewing.renew(here.bot, KEY)

    assert sorted(model(here).asked) == sorted(key.partition("@")[0] for key in ALL)
    first, second = titles(here)
    assert second == f"{first}, 다시"
    assert [len(several) for several in here.bot.store.translations.all(KEY, "ko").values()].count(1) == 3
    assert here.bot.store.receipts.of(KEY, "ko")[f"{KEY}/2@ko.2"].verdict is Verdict.CLEAN


def test_a_question_that_is_the_same_is_not_asked(here: World) -> None:
    here.bot = replace(here.bot, translator=Changed(prompt="", new={f"{KEY}/2"}))
    assert keys(here) == []
    renewing.renew(here.bot, KEY)
    assert model(here).asked == []


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (KEY, ALL),
        (DIGEST, ALL),
        (f"{KEY}/2", [f"{KEY}/2@ko"]),
        (f"{KEY}/2@ko", [f"{KEY}/2@ko"]),
        (f"{KEY}/0", [f"{KEY}/0@ko"]),
        (f"{KEY}/2@ja", []),
        (f"{KEY}/9", []),
        ("nothing", []),
    ],
)
def test_a_key_names_an_issue_a_digest_an_entry_or_the_intro(here: World, key: str, found: list[str]) -> None:
    assert keys(here, key) == found


def test_nothing_is_touched_once_any_part_is_drawn_in_this_language_wherever(here: World) -> None:
    here.add_edition(FakePublisher(), name="second")
    pipeline.publish(here.bot, waiting.open_work(here.bot)[:1])
    assert here.publisher.created == [f"{DIGEST}#1"]

    assert [keys(here, key) for key in (KEY, DIGEST, f"{KEY}/second", f"{KEY}/2")] == [[], [], [], []]


def test_a_digest_that_could_not_be_sent_is_as_it_was_drawn(here: World) -> None:
    here.publisher.before = OutcomeUnknown("no answer came")
    pipeline.publish(here.bot, waiting.open_work(here.bot))
    assert here.bot.store.posts.of(DIGEST) == []

    assert keys(here) == []


def test_what_a_person_settled_or_dropped_stays(here: World, vet: Gate) -> None:
    store = here.bot.store
    standing = store.translations.latest(KEY, "ko")
    store.translations.add(replace(standing[f"{KEY}/1"], by="narae", locked=True))
    here.stop(f"{KEY}/3", Stop.DROPPED)

    left = keys(here)
    assert f"{KEY}/1@ko" not in left
    assert f"{KEY}/3@ko" not in left
    here.stop(DIGEST, Stop.DROPPED)
    assert keys(here) == []


def test_a_new_text_that_fails_its_checks_does_not_follow_one_that_passed(here: World, vet: Gate) -> None:
    vet.fails = {f"{KEY}/2"}
    renewing.renew(here.bot, KEY)

    assert len(titles(here)) == 1
    assert here.heard.of("kept")


def test_a_refusal_leaves_what_stands_and_holds_nothing(here: World) -> None:
    model(here).fails[f"{KEY}/2"] = Rejected("the model declined")
    renewing.renew(here.bot, KEY)

    assert len(titles(here)) == 1
    assert here.bot.store.holds.all() == []


@pytest.fixture
def held(tmp_path: Path, vet: Gate) -> Iterator[World]:
    """The same week, of which one text failed its checks; those it would pass now."""
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context, on_failure="hold")
        made.offer(week(3))
        made.bot = replace(made.bot, translator=Changed())
        vet.fails = {f"{KEY}/2"}
        pipeline.prepare(made.bot)
        assert [one.key for one in made.bot.store.holds.all()] == [f"{KEY}/2@ko"]
        vet.fails = set()
        made.bot = replace(made.bot, translator=Changed(prompt="other words", new={f"{KEY}/2"}))
        yield made


def test_a_text_that_was_held_is_let_go_when_the_one_that_follows_passes(held: World) -> None:
    renewing.renew(held.bot, f"{KEY}/2")

    assert held.bot.store.holds.all() == []
    pipeline.tick(held.bot)
    assert held.publisher.created == [f"{DIGEST}#1"]


def test_what_a_person_let_out_as_it_is_stays(held: World) -> None:
    held.release(f"{KEY}/2@ko")
    assert held.bot.store.receipts.waive(f"{KEY}/2@ko.1", "narae", held.clock.now())

    assert f"{KEY}/2@ko" not in keys(held)


def test_what_memory_knows_is_not_said_to_be_bought(here: World) -> None:
    model(here).known = {f"{KEY}/{n}" for n in (0, 1, 3)}
    assert [one.unit.key for one in renewing.renewals(here.bot, KEY) if one.bought] == [f"{KEY}/2@ko"]


def test_the_model_is_made_ready_for_the_entries_that_are_bought(here: World) -> None:
    model(here).known = {f"{KEY}/3"}
    renewing.renew(here.bot, KEY)
    assert model(here).warmed == [(KEY, "ko", 2)]


def test_the_terms_that_people_decided_since_are_named(here: World) -> None:
    here.bot = replace(here.bot, translator=Changed(prompt=""))
    term = Learned(
        locale="ko", source="note", accepted=("메모",), who="narae", at=here.clock.now() + timedelta(hours=1)
    )
    here.bot.store.terms.learn(term)

    assert {one.why for one in renewing.renewals(here.bot, KEY)} == {"terms decided since: note"}


def test_an_unreachable_model_leaves_the_rest_of_the_week_as_it_was(here: World) -> None:
    model(here).fails[f"{KEY}/1"] = Unavailable("busy")
    renewing.renew(here.bot, KEY)

    assert len(titles(here)) == 2
    assert waiting.ready(here.bot, f"{KEY}/1@ko")


def test_the_worker_does_it_for_a_command_that_asks(here: World) -> None:
    wish = here.bot.store.wishes.add("renew", f"{KEY}/2", "narae", here.clock.now())
    granting.grant(here.bot, wish)

    assert model(here).asked == [f"{KEY}/2"]
    assert len(titles(here)) == 2
