"""A person lets go what is held."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.domain import BOT, Hold, Receipt, Stop, Verdict
from bot.releasing import release
from tests import fakes, samples

KEY = "dair/2026-11-15/forum"
ENTRY = "dair/2026-11-15/1"


@pytest.fixture
def here(tmp_path: Path) -> object:
    with ExitStack() as stack:
        made = fakes.world(tmp_path, stack.enter_context)
        made.bot.store.issues.add(fakes.week(1))
        yield made


def test_a_hold_is_lifted_and_who_did_so_is_on_record(here: fakes.World) -> None:
    here.stop(KEY)
    assert (release(here.bot, KEY, "kim"), release(here.bot, KEY, "kim")) == (True, False)
    assert [(one.what, one.who) for one in here.bot.store.holds.decisions(KEY)][-1] == ("released", "kim")


def test_what_was_given_up_stays_so(here: fakes.World) -> None:
    here.stop(KEY, Stop.DROPPED)
    assert release(here.bot, KEY, "kim") is False
    assert len(here.bot.store.holds.all()) == 1


def test_what_failed_is_tried_at_once(here: fakes.World) -> None:
    now = here.clock.now()
    here.bot.store.failures.add(KEY, "the forum was down", now, now)
    release(here.bot, KEY, "kim")
    assert here.bot.store.failures.all() == {}


@pytest.mark.parametrize(("who", "let_out"), [(BOT, "kim"), ("lee", "")])
def test_a_text_that_failed_is_let_out_by_whoever_lifts_the_bots_hold(
    here: fakes.World, who: str, let_out: str
) -> None:
    store = here.bot.store
    made = store.translations.add(samples.translation(1), Receipt(key="", verdict=Verdict.FAILED))
    store.holds.put(Hold(key=f"{ENTRY}@ko", reason="a number", who=who, since=here.clock.now()))
    assert release(here.bot, f"{ENTRY}@ko", "kim") is True
    assert store.receipts.of("dair/2026-11-15", "ko")[made.key].waived == let_out
