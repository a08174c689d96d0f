"""The critical path of a digest: what it must wait for, whoever does the work, and however well."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bench.log import Line
from bench.model import Yardstick
from bot.sandbox.forum import ForumSettings

PAUSE_S = ForumSettings().rate_limit_create_post
"""Seconds between two posts of one account that is not staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalPath:
    """Seconds of each stretch, one after the other.

    A text's calls must follow each other: what is mended was written before. The texts need not, so only the one whose
    calls take longest counts. Warming a cache is no part of it, nor is the bot's own work.
    """

    feed: float
    look: float
    arxiv: float
    chain: float
    forum: float
    pauses: float

    @property
    def seconds(self) -> float:
        return self.feed + self.look + self.arxiv + self.chain + self.forum + self.pauses


def critical_path(lines: Sequence[Line], yardstick: Yardstick, *, parts: int = 1) -> CriticalPath:
    """From a run's log: the servers' own time, the model's by its figures and the tokens it gave.

    The look is what the forum was asked before the first text was; the rest is posting and what follows. Between two of
    the `parts` a forum wants a pause.
    """
    asked = [line for line in lines if line.billed and line.text]
    first = min(line.began for line in asked)
    forum = [line for line in lines if line.server == "forum"]
    # The same question asked twice need be asked but once.
    needed = {(line.text, line.task, line.round_): yardstick.seconds(line.output) for line in asked}
    by_text = groupby(sorted(needed), key=lambda question: question[0])
    return CriticalPath(
        feed=_sum(line for line in lines if line.server == "newsletter"),
        look=_sum(line for line in forum if line.began < first),
        arxiv=_sum(line for line in lines if line.server == "arxiv"),
        chain=max(sum(needed[question] for question in questions) for _text, questions in by_text),
        forum=_sum(line for line in forum if line.began >= first),
        pauses=PAUSE_S * (parts - 1),
    )


def _sum(lines: Iterable[Line]) -> float:
    return sum(line.seconds for line in lines)
