"""What the bot knows of the demo's week after a tick: its texts, what is said of each, and its instructions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import texts, waiting
from bot.commands.desk import reading
from bot.domain import Call, Entry, Paper, fingerprint
from bot.llm import intro, repair, translate
from bot.sandbox.recordings import Recording, load_recordings
from bot.sandbox.tokens import count
from bot.sandbox.week import DEMO

Pieces = Sequence[tuple[Entry, Paper]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A week in one locale. `posted` is how many parts of the first edition's digest stand."""

    pieces: Pieces
    prompts: Mapping[str, str]
    calls: Sequence[Call]
    posted: int

    @property
    def cost(self) -> float:
        """What the ledger says it cost, in dollars."""
        return sum(call.cost_usd or 0.0 for call in self.calls)

    @property
    def names(self) -> Mapping[str, str]:
        """What each text is called, by the hash of the source text."""
        named = {fingerprint(translate.source(*piece)): f"paper {piece[0].position}" for piece in self.pieces}
        return {fingerprint(intro.source(self.pieces)): "intro", **named}

    @property
    def prefixes(self) -> Mapping[str, int]:
        """Tokens of each task's instructions."""
        return {task: count(text) for task, text in self.prompts.items()}

    def tokens(self, answers: Sequence[Recording]) -> Mapping[tuple[str, str], tuple[int, int]]:
        """For each task and text: tokens that must be read, and that must be written."""
        sources = {fingerprint(text): count(text) for text in self._sources()}
        written = {(one.task, one.sha256): _words(one) for one in answers if one.sha256 in sources}
        return {
            (task, text): (sources[text] + (written[translate.TASK, text] if task == repair.TASK else 0), target)
            for (task, text), target in written.items()
        }

    def _sources(self) -> Iterator[str]:
        yield intro.source(self.pieces)
        yield from (translate.source(*piece) for piece in self.pieces)


def known(config: Path) -> Known:
    """Of the newest issue."""
    with reading(config) as bot:
        work = waiting.newest(bot)[0]
        return Known(
            pieces=texts.pieces_of(bot, work.issue),
            prompts=bot.locales[work.edition.locale].prompts,
            calls=bot.store.calls.under(work.issue.key),
            posted=len(bot.store.posts.of(work.key)),
        )


def answers(locale: str) -> list[Recording]:
    """What the sandbox's model says about the week."""
    return [one for one in load_recordings(DEMO.parent) if one.locale == locale]


def _words(answer: Recording) -> int:
    """Tokens of an answer's own words, without the JSON around them."""
    return sum(count(text) for text in _leaves(answer.answer))


def _leaves(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _leaves(one)
        case list():
            for one in value:
                yield from _leaves(one)
