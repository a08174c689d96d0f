"""A stronger model beside the first: asked by itself, remembered by itself, looked at and closed with the first."""

from collections.abc import Callable, Iterator

import pytest

from bot.clock import WoundClock
from bot.llm import Model, ModelSettings, Shared
from tests.llm.fakes import GOOD, KEY, Ledger, Messages, entry, locale, paper


@pytest.fixture
def both(server: Messages, ledger: Ledger, clock: WoundClock) -> Iterator[Callable[[str], Model]]:
    """Makes a model with a stronger one of that name behind it, both at the same server."""
    made: list[Model] = []

    def connect(stronger: str) -> Model:
        first, second = (
            ModelSettings(model=name, api_key=KEY, base_url=server.url, timeout_s=5)
            for name in ("test-model", stronger)
        )
        made.append(Model(first, Shared.of(ledger, clock), stronger=second))
        return made[-1]

    yield connect
    for model in made:
        model.close()


def test_what_another_model_answered_is_no_answer_of_the_stronger_one(
    both: Callable[[str], Model], server: Messages, ledger: Ledger
) -> None:
    server.answers(model="test-model-1")
    server.answers({**GOOD, "title": "더 나은 제목"}, model="stronger-1")
    model = both("stronger")
    assert model.stronger

    first = model.translate(entry(), paper(), locale())
    second = model.stronger.translate(entry(), paper(), locale())
    again = model.stronger.translate(entry(), paper(), locale())

    assert (first.title, first.by) == (GOOD["title"], "test-model-1")
    assert (second.title, second.by) == ("더 나은 제목", "stronger-1")
    assert again == second
    assert [one["model"] for one in server.asked] == ["test-model", "stronger"]
    assert [row.model for row in ledger.rows] == ["test-model-1", "stronger-1"]


def test_another_stronger_model_has_a_text_of_its_own(both: Callable[[str], Model], server: Messages) -> None:
    server.answers(model="stronger-1")
    server.answers(model="strongest-1")

    writers = [both(name).stronger for name in ("stronger", "strongest")]

    assert [one.translate(entry(), paper(), locale()).by for one in writers if one] == ["stronger-1", "strongest-1"]


def test_without_one_there_is_none(model: Model) -> None:
    assert model.stronger is None
