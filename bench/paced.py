"""One ten-paper digest against a model server at its real pace: ours, and the same job as it is done naively."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bench import floor, model, street, week
from bench.figure import Figure
from bench.log import Line
from bench.path import CriticalPath, critical_path
from bot.domain import fingerprint
from bot.llm import intro, repair, translate
from bot.sandbox.forum import seed
from bot.sandbox.recordings import Recording
from bot.sandbox.tokens import count

LOCALE = "ko"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one bot did: its process from `began` to `ended`, in it the job from `ready` to `done`; the servers' log."""

    began: float
    ready: float
    done: float
    ended: float
    lines: Sequence[Line]

    @property
    def seconds(self) -> float:
        return self.done - self.ready

    @property
    def cost(self) -> float:
        """What the model's vendor would bill, in dollars."""
        return floor.billed(self.lines, model.load())

    @property
    def calls(self) -> int:
        return sum(line.billed for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours(Run):
    """The bot's, with what it must wait for and what it must pay."""

    week: week.Known
    path: CriticalPath
    floor: Sequence[floor.Row]

    @property
    def least(self) -> float:
        """The floor of the cost, in dollars."""
        return sum(row.floor for row in self.floor)


def figures(ours: Ours, naive: Run) -> Iterator[Figure]:
    """Time and cost of the digest beside their yardsticks."""
    written = [row for row in ours.floor if row.task != repair.TASK]
    least = sum(row.floor for row in written)
    yield Figure(
        figure="wall time of a ten-paper digest ÷ its critical path",
        value=round(ours.seconds / ours.path.seconds, 3),
        unit="×",
        aim=1.10,
    )
    yield Figure(figure="billed cost ÷ the floor", value=round(ours.cost / ours.least, 3), unit="×", aim=1.15)
    figure = "billed cost ÷ the floor, without mending in either"
    yield Figure(figure=figure, value=round(sum(row.billed for row in written) / least, 3), unit="×", aim=1.15)
    figure = "billed cost with mending ÷ the floor without"
    yield Figure(figure=figure, value=round(ours.cost / least, 3), unit="×")
    yield Figure(
        figure="the ledger's cost, off what the server billed by",
        value=round(abs(ours.week.cost - ours.cost), 9),
        unit="$",
        aim=0.0,
    )
    yield Figure(
        figure="naive wall ÷ ours", value=round(naive.seconds / ours.seconds, 2), unit="×", aim=5.0, at_least=True
    )
    yield Figure(figure="naive cost ÷ ours", value=round(naive.cost / ours.cost, 2), unit="×")


@cache
def ours() -> Ours:
    """A tick with an empty database, the program's start included."""
    yard = model.load()
    with tempfile.TemporaryDirectory() as folder, street.sandbox(Path(folder), paced=True) as there:
        config = street.write_config(
            Path(folder) / "bot", there, [street.Edition(name="one", locale=LOCALE, publisher="discourse")]
        )
        began, ended, inside = street.ran("bench.ticking", config)
        lines, known = there.log(), week.known(config)
    assert known.posted, "the digest was not posted"
    return Ours(
        began=began,
        ended=ended,
        lines=lines,
        ready=inside["began"],
        done=inside["ended"],
        week=known,
        path=critical_path(lines, yard, parts=known.posted),
        floor=floor.rows(lines, known.tokens(week.answers(LOCALE)), known.prefixes, yard),
    )


@cache
def naive() -> Run:
    """The same week by `bench.naive`, on a street of its own."""
    from bench.naive import framed  # noqa: PLC0415 - it loads what a bot loads

    def bare(line: Line) -> Line:
        """Without the frame, which only the sandbox's model needs."""
        frame = count(framed(line.task.removeprefix("naive-"), "", LOCALE))
        return replace(line, fresh=line.fresh - frame) if line.billed else line

    known = ours().week
    with tempfile.TemporaryDirectory() as folder, street.sandbox(Path(folder), paced=True) as there:
        there.add(_by_field(known.pieces))
        job = Path(folder) / "job.json"
        told = {
            **there.told,
            "forum_key": there.told["forum_global_key"],
            "category": seed.NEWS_ID,
            "model_name": model.load().model,
            "locale": LOCALE,
            "instructions": dict(known.prompts),
        }
        job.write_text(json.dumps(told), encoding="utf-8")
        began, ended, inside = street.ran("bench.naive", job)
        lines = [bare(line) for line in there.log()]
    assert [line for line in lines if line.server == "forum" and line.method == "POST"], "the digest was not posted"
    return Run(began=began, ended=ended, ready=inside["began"], done=inside["ended"], lines=lines)


def _by_field(pieces: week.Pieces) -> Iterator[Recording]:
    """The recorded first answers, a field at a time."""
    said = {(one.task, one.sha256): one.answer or {} for one in week.answers(LOCALE)}
    whole = intro.source(pieces)
    opening = said[intro.TASK, fingerprint(whole)]
    yield _recording("intro", whole, "\n\n".join([opening["headline"], *opening["paragraphs"]]))
    for entry, paper in pieces:
        answer = said[translate.TASK, fingerprint(translate.source(entry, paper))]
        for what, text in (("title", paper.title), ("summary", entry.summary), ("abstract", paper.abstract)):
            if text:
                yield _recording(what, text, answer[what])


def _recording(what: str, source: str, text: str) -> Recording:
    return Recording(task=f"naive-{what}", locale=LOCALE, sha256=fingerprint(source), text=text)
