"""The model is made ready: its server is to keep the instructions before texts are asked for side by side.

It may be done while arXiv is asked, and again before the texts: what is kept already is not asked for twice.
"""

from collections.abc import Mapping

from bot.domain import INTRO
from bot.errors import Misconfigured, Unavailable
from bot.ports import Bot


def warm(bot: Bot, numbers: Mapping[tuple[str, str], int]) -> None:
    """For so many entries, by issue and locale; says where the server keeps nothing. One entry alone needs none of it.

    Where it fails nothing is lost, and nothing is said: the texts themselves say what is wrong, if it still is.
    """
    several = {pair: number for pair, number in numbers.items() if number > 1}
    for (issue_key, code), number in several.items():
        if bot.pulse.halted:
            return
        key = f"{issue_key}/{INTRO}@{code}"
        try:
            with bot.pulse.unit(key):
                bot.store.require_room()
                told = bot.translator.warm(issue_key, bot.locales[code], number)
        except (Unavailable, Misconfigured):
            return
        for why in told:
            bot.report("uncached", key, why=why)
