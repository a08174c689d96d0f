"""Ninety-one real weeks that arrive by feed and by archive, in either order: ninety-one issues, and none held."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.arriving import keep
from bot.domain import Split
from bot.sources.dair_archive import YEARS, DairArchive
from tests.fakes import World, world
from tests.sources.archive_table import pages
from tests.sources.test_dair_corpus import needs_weeks, rendered, weeks


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield world(tmp_path, stack.enter_context, review="required")


def by_feed() -> list[Split]:
    return sorted(
        (one for one in rendered() if isinstance(one, Split)), key=lambda one: (one.issue.published, one.issue.slug)
    )


def by_archive() -> list[Split]:
    archive = DairArchive(newsletter="dair", years=YEARS)
    printed = pages(weeks().values()).items()
    return [split for year, text in sorted(printed) for split in archive.read(YEARS.format(year=year), text)]


def arrive(here: World, splits: list[Split]) -> int:
    with_news = [split for split in splits if keep(here.bot, split)]
    return len(with_news)


def stands(here: World) -> dict[str, tuple[str, list[str]]]:
    """What is kept: by key the slug, and the texts."""
    return {
        issue.key: (issue.slug, [one.summary for one in here.bot.store.issues.entries(issue.key)])
        for issue in here.bot.store.issues.all()
    }


@needs_weeks
@pytest.mark.long
@pytest.mark.parametrize("order", ["feed first", "archive first", "mixed"])
def test_a_week_that_arrives_by_both_ways_is_the_newsletters_own(here: World, order: str) -> None:
    fed, old = by_feed(), by_archive()
    mixed = random.Random(7).sample([*fed, *old], k=182)
    arrive(here, {"feed first": [*fed, *old], "archive first": [*old, *fed], "mixed": mixed}[order])
    assert len(stands(here)) == 91
    assert {slug: texts for slug, texts in stands(here).values()} == {
        split.issue.slug: [one.summary for one in split.entries] for split in fed
    }
    assert here.bot.store.holds.all() == []
    assert arrive(here, [*old, *fed, *old]) == 0, "nothing of it is news any more"


@needs_weeks
@pytest.mark.long
def test_weeks_of_an_archive_alone_are_kept_under_the_days_they_end_with(here: World) -> None:
    old = by_archive()
    assert (arrive(here, old), arrive(here, old)) == (91, 0)
    assert list(stands(here)) == [f"dair/{split.issue.end}" for split in old]
    assert here.bot.store.holds.all() == []
