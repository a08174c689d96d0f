"""Another model writes a digest on trial: all its texts, none of which is kept, and nobody is told that one failed."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot import pipeline, trying, waiting
from bot.domain import Call, Entry, Issue, Locale, Paper, Usage, trial_of
from bot.errors import Rejected, Unavailable
from bot.holding import Work
from bot.ports import Asking
from tests.fakes import FakeTranslator, World, week, world

KEY = "dair/2026-11-15"
OTHER = "other-model"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A world with a week of three papers, of which arXiv was asked and nothing is written."""
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context)
        made.offer(week(3))
        made.translator.tried[OTHER] = FakeTranslator()
        yield made


def work(here: World) -> Work:
    (one,) = waiting.works(here.bot, here.bot.editions[0])
    return one


def called(key: str, model: str) -> Call:
    return Call(
        task="translate",
        key=key,
        model=model,
        prompt="",
        usage=Usage(input=1),
        cost_usd=None,
        milliseconds=1,
        stop_reason="end_turn",
    )


def test_every_text_is_asked_for_written_or_not_and_none_is_kept(here: World) -> None:
    pipeline.tick(here.bot)
    before = dict(here.bot.store.translations.all(KEY, "ko"))
    own = list(here.translator.asked)
    pipeline.try_model(here.bot, KEY, OTHER)
    assert sorted(here.translator.tried[OTHER].asked) == [f"{KEY}/{number}" for number in range(4)]
    assert (dict(here.bot.store.translations.all(KEY, "ko")), here.translator.asked) == (before, own)


def test_without_a_key_it_is_the_newest_in_the_feed(here: World) -> None:
    pipeline.try_model(here.bot, "", OTHER)
    assert len(here.translator.tried[OTHER].asked) == 4
    assert here.bot.store.translations.all(KEY, "ko") == {}


def test_two_editions_in_a_language_ask_once(here: World) -> None:
    here.bot = replace(here.bot, editions=[*here.bot.editions, replace(here.bot.editions[0], name="second")])
    pipeline.try_model(here.bot, "", OTHER)
    assert len(here.translator.tried[OTHER].asked) == 4


def test_what_it_refuses_is_shown_and_neither_held_nor_told(here: World) -> None:
    here.translator.tried[OTHER].fails[f"{KEY}/2"] = Rejected(f"{KEY}/2@ko: the model declined")
    pipeline.try_model(here.bot, "", OTHER)
    refused = trying.written_by(here.bot, work(here), OTHER)[2]
    assert [one.code for one in refused.tried.left] == ["structure.refused"]
    assert here.bot.store.holds.all() == []
    assert {event for event, _key, _facts in here.heard.events}.isdisjoint({"unfit", "held", "translated"})


def test_a_model_that_is_down_is_said_at_once_and_no_failure_of_the_digest(here: World) -> None:
    here.translator.tried[OTHER].fails[f"{KEY}/2"] = Unavailable("busy")
    with pytest.raises(Unavailable, match="busy"):
        pipeline.try_model(here.bot, "", OTHER)
    assert here.bot.store.failures.all() == {}


def test_each_text_stands_beside_its_last_version_with_the_calls_of_each(here: World) -> None:
    pipeline.tick(here.bot)
    for key, model in ((f"{KEY}/1@ko", "first"), (trial_of(f"{KEY}/1@ko", OTHER), OTHER)):
        here.bot.store.calls.add(called(key, model))
    found = trying.written_by(here.bot, work(here), OTHER)
    assert [one.tried.case.made.entry for one in found] == [f"{KEY}/{number}" for number in range(4)]
    one = found[1]
    assert one.stands
    assert one.stands.receipt
    assert ([call.model for call in one.stands.calls], [call.model for call in one.tried.calls]) == (["first"], [OTHER])


def test_calls_on_trial_count_for_no_text_and_for_the_months_spending(here: World) -> None:
    pipeline.collect(here.bot)
    here.bot.store.calls.add(replace(called(trial_of(f"{KEY}/1@ko", OTHER), OTHER), cost_usd=2.0))
    calls = here.bot.store.calls
    assert (calls.spent_on(KEY, "ko"), calls.last(KEY, "ko"), calls.under(f"{KEY}/1@ko")) == (0.0, None, [])
    assert len(calls.under(KEY)) == 1
    assert calls.spent(here.clock.now().replace(day=1)) == 2.0


def test_a_digest_of_its_texts_leaves_out_what_failed(here: World) -> None:
    here.translator.tried[OTHER].fails |= {
        f"{KEY}/0": Rejected("the model declined"),
        f"{KEY}/2": Rejected("the model declined"),
    }
    pipeline.tick(here.bot)
    digest = trying.digest_of(here.bot, work(here), trying.written_by(here.bot, work(here), OTHER))
    assert digest.intro is None
    assert [piece.translation is not None for piece in digest.pieces] == [True, False, True]


def test_before_every_paper_is_known_nothing_is_tried(here: World) -> None:
    pipeline.collect(here.bot)
    trying.write_all(here.bot, [work(here)], OTHER)
    assert here.translator.tried[OTHER].asked == []
    assert trying.written_by(here.bot, work(here), OTHER) == []


def test_it_is_made_ready_for_the_texts_that_it_never_wrote(here: World) -> None:
    class New(FakeTranslator):
        def asking(
            self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], entry: Entry | None, locale: Locale
        ) -> Asking:
            return Asking(prompt="", terms=(), known=bool(entry and entry.position == 1))

    here.translator.tried[OTHER] = New()
    pipeline.try_model(here.bot, "", OTHER)
    assert here.translator.tried[OTHER].warmed == [(KEY, "ko", 2)]
    here.translator.tried[OTHER] = FakeTranslator()
    pipeline.try_model(here.bot, "", OTHER)
    assert here.translator.tried[OTHER].warmed == []
