"""The model: one file a task. `Model` is the bot's translator; it speaks to any server of the Messages API."""

from collections.abc import Sequence

from bot.domain import Entry, Issue, Locale, Paper, Translation
from bot.llm import intro, translate
from bot.llm.ask import Asker
from bot.llm.prices import Prices
from bot.llm.settings import ModelSettings
from bot.ports import Calls, Check, Clock

__all__ = ["Model", "ModelSettings", "Prices"]


class Model:
    """Implements `bot.ports.Translator`; may be shared by threads."""

    def __init__(self, settings: ModelSettings, calls: Calls, clock: Clock) -> None:
        self._asker = Asker(settings, calls, clock)

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        """Raises: Unavailable, Rejected (refused, cut, or malformed twice), Misconfigured."""
        return translate.translate(self._asker, entry, paper, locale)

    def introduce(self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
        """The week's intro, from the entries in order. Raises: as `translate`."""
        return intro.introduce(self._asker, issue, pieces, locale)

    def check(self) -> Sequence[Check]:
        """Whether key, model and settings would be accepted, asked without spending anything."""
        return self._asker.check()

    def close(self) -> None:
        """Closes the connections, if any were made."""
        self._asker.close()
