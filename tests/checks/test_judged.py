"""The sentences about intros and of a second model stand in every locale of the project."""

from pathlib import Path
from string import Formatter

import pytest

from bot.checks import SAYS, intro, judged
from bot.config import load_locale

ROOT = Path(__file__).parents[2]
CODES = [*intro.SAYS, *judged.SAYS]


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", ["ko", "ja"])
def test_each_is_said_in_the_locales_language_with_the_same_facts(code: str) -> None:
    said = load_locale(ROOT / "prompts", code).findings

    assert {one: names(said.get(one, "")) - {"category"} for one in CODES} == {
        one: names(SAYS[one]) - {"category"} for one in CODES
    }


@pytest.mark.parametrize("code", judged.SAYS)
def test_what_a_second_model_says_is_told_beside_the_rules(code: str) -> None:
    assert SAYS[code] == judged.SAYS[code]
