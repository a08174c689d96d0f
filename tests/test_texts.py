"""The texts of an issue, and the terms they are written with."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import Learned, Term
from bot.texts import locale_of
from tests import samples
from tests.fakes import LOCALE, World, world


def decided(locale: str, source: str, *accepted: str) -> Learned:
    return Learned(locale=locale, source=source, accepted=accepted, who="Mina", at=samples.SUNDAY)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield world(tmp_path, stack.enter_context)


def learn(here: World, *terms: Learned) -> None:
    """In a world with a second locale that stands on the first, both with one glossary."""
    base = replace(
        LOCALE, glossary=(Term(source="agent", accepted=("에이전트",)), Term(source="lamp", accepted=("등",)))
    )
    plain = replace(base, code="ko-plain", base="ko", register="plain")
    here.bot = replace(here.bot, locales={"ko": base, "ko-plain": plain})
    for term in terms:
        here.bot.store.terms.learn(term)


def test_what_people_decided_wins_over_the_file(here: World) -> None:
    learn(here, decided("ko", "lamp", "등불"))
    assert renderings(here, "ko") == {"lamp": ("등불",), "agent": ("에이전트",)}


def test_a_locale_on_a_base_has_its_terms_too_and_its_own_win(here: World) -> None:
    terms = decided("ko", "lamp", "등불"), decided("ko", "agent", "대리인"), decided("ko-plain", "Lamp", "램프")
    learn(here, *terms)
    assert renderings(here, "ko-plain") == {"Lamp": ("램프",), "agent": ("대리인",)}
    assert renderings(here, "ko") == {"lamp": ("등불",), "agent": ("대리인",)}


def renderings(here: World, code: str) -> dict[str, tuple[str, ...]]:
    return {one.source: one.accepted for one in locale_of(here.bot, code).glossary}
