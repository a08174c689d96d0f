"""What the gate did, as `show` and `preview` tell it: the end that each text came to."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.receipts import line_of, receipts_of, summary_of
from bot.domain import Finding, Receipt, Severity, Verdict
from tests import samples
from tests.fakes import World, week, world

ISSUE = "dair/2026-11-15"
WRONG = Finding(key="", code="number.changed", severity=Severity.REPAIR, message="‘4’ is 6 here.")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A world with an intro and an entry that failed, one that is clean, and one that a person wrote."""
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context)
        made.bot.store.issues.add(week(3))
        for position, verdict in ((0, Verdict.FAILED), (1, Verdict.FAILED), (2, Verdict.CLEAN), (3, None)):
            text = replace(samples.translation(position), entry=f"{ISSUE}/{position}", locked=verdict is None)
            left = (replace(WRONG, key=text.key),) if verdict is Verdict.FAILED else ()
            receipt = Receipt(key=text.key, verdict=verdict, found=left, left=left) if verdict else None
            made.bot.store.translations.add(text, receipt)
        yield made


def ends(here: World, on_failure: str = "") -> list[str]:
    return [str(one["outcome"]) for one in receipts_of(here.bot, ISSUE, "ko", on_failure)]


def test_each_text_is_told_with_what_becomes_of_it_in_an_edition(here: World) -> None:
    assert ends(here) == ["failed", "failed", "clean", "by hand"]
    assert ends(here, "source") == ["left out", "source-only", "clean", "by hand"]
    assert ends(here, "hold") == ["left out", "held", "clean", "by hand"]


def test_a_text_that_a_person_lets_out_is_told_with_their_name(here: World) -> None:
    assert here.bot.store.receipts.waive(f"{ISSUE}/1@ko.1", "mod", here.clock.now())
    told = receipts_of(here.bot, ISSUE, "ko", "source")
    assert summary_of(told) == "1 by hand, 1 clean, 1 left out, 1 let out"
    assert line_of(told[1]).startswith("let out by mod · 1 found, 0 mended · ")
    assert line_of(told[1]).endswith(" · ‘4’ is 6 here.")
