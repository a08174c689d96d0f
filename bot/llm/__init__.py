"""The model: one file a task. `Model` is the bot's translator; it speaks to any server of the Messages API."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import INTRO, Comment, Entry, Issue, Locale, Paper, Reading, Shown, Translation
from bot.gate import Case, Found
from bot.llm import correction, intro, judge, repair, translate
from bot.llm.ask import Asker, Trial
from bot.llm.estimating import Asked, Counter, estimate
from bot.llm.prices import Prices, cost_usd, uncached
from bot.llm.purse import Purse
from bot.llm.question import Question
from bot.llm.settings import ModelSettings
from bot.llm.shared import Shared
from bot.ports import Asking, Calls, Check

__all__ = [
    "Asked",
    "Counter",
    "Model",
    "ModelSettings",
    "Prices",
    "Purse",
    "Shared",
    "Trial",
    "asking",
    "cost_usd",
    "estimate",
    "uncached",
]


def asking(
    calls: Calls,
    issue: Issue,
    pieces: Sequence[tuple[Entry, Paper]],
    entry: Entry | None,
    locale: Locale,
    *,
    only: str = "",
) -> Asking:
    """What would be asked for an entry's text, or without one for the intro; needs no model.

    `only` is the model whose own answer would count, empty for any.
    """
    question = (
        translate.question_of(entry, dict(pieces)[entry], locale) if entry else intro.question_of(issue, pieces, locale)
    )
    known = calls.remember(replace(question, only=only).memory) is not None
    return Asking(prompt=question.prompt, terms=question.terms, known=known)


class Model:
    """Implements `bot.ports.Translator`; may be shared by threads.

    `judge` and `stronger` are the models beside it, None for none. Where its `own` view is wanted, as on `trial`, its
    answers are remembered apart from those of others.
    """

    def __init__(
        self,
        settings: ModelSettings,
        shared: Shared,
        *,
        judge: ModelSettings | None = None,
        stronger: ModelSettings | None = None,
        own: bool = False,
        trial: Trial | None = None,
    ) -> None:
        self._asker = Asker(settings, shared, own=own or trial is not None, trial=trial)
        self._judge = Asker(judge, shared, own=True, trial=trial) if judge else None
        self.judged_by = judge.model if judge else ""
        self.stronger = Model(stronger, shared, own=True) if stronger else None

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        """Raises: Unavailable, Rejected (refused, cut, or malformed twice), Misconfigured."""
        return translate.translate(self._asker, entry, paper, locale)

    def warm(self, issue_key: str, locale: Locale, texts: int) -> Sequence[str]:
        """Has the servers keep the instructions for so many texts. Returns why one does not. Raises: as `translate`."""
        tasks = [(self._asker, translate.TASK, translate.SCHEMA)]
        tasks += [(self._judge, judge.TASK, judge.SCHEMA)] if self._judge else []
        key = f"{issue_key}/{INTRO}@{locale.code}"
        told = (
            asker.warm(Question(task=task, key=key, locale=locale, source="", schema=schema, read=str), texts)
            for asker, task, schema in tasks
        )
        return [why for why in told if why]

    def introduce(self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
        """The week's intro, from the entries in order. Raises: as `translate`."""
        return intro.introduce(self._asker, issue, pieces, locale)

    def repair(self, case: Case, findings: Found) -> Translation:
        """The text with exactly these findings mended. Raises: as `translate`; also when more was changed, twice."""
        return repair.repair(self._asker, case, findings)

    def judge(self, case: Case) -> Found:
        """What the second model finds, by field; nothing where there is none. Raises: as `translate`."""
        return judge.judge(self._judge, case) if self._judge else {}

    def read(self, comment: Comment, shown: Sequence[Shown], locale: Locale) -> Reading:
        """What a comment asks to be changed in the texts shown. Raises: as `translate`."""
        return correction.read(self._asker, comment, shown, locale)

    @property
    def counters(self) -> tuple[Counter, Counter | None]:
        """What counts the tokens of a question to the first model, and of one to the second."""
        return self._asker.count, self._judge.count if self._judge else None

    def check(self) -> Sequence[Check]:
        """Whether keys, models and settings would be accepted, asked without spending anything."""
        return [check for asker in self._askers() for check in asker.check()]

    def close(self) -> None:
        """Closes the connections, if any were made."""
        for asker in self._askers():
            asker.close()

    def _askers(self) -> Sequence[Asker]:
        others = self.stronger._askers() if self.stronger else []
        return [self._asker, *([self._judge] if self._judge else []), *others]
