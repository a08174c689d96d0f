"""One trial: a story with one trouble at one call, told tick by tick; and what must never come of it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from tests.commands.street import Ran
from tools.faults.acts import nothing
from tools.faults.calls import Call, count
from tools.faults.stage import Stage
from tools.faults.troubles import Trouble, Word

STANDS = 2
"""How many ticks a trouble lasts that somebody must mend."""

HURRIED = 12
"""After so many ticks the clock goes faster: what asked for a day gets its day."""

MOST = 24
"""The story that has not ended after so many ticks never will."""

BUG, WAITING, MISCONFIGURED = 1, 75, 78
"""Exit codes of the command line."""


class Untroubled(Protocol):
    """What every story without faults tells: where its calls are made, how long it took, and what was paid."""

    @property
    def ordinals(self) -> Mapping[str, int]: ...

    @property
    def ticks(self) -> int: ...

    @property
    def paid(self) -> int: ...


class Living(Protocol):
    """A story lived through tick by tick."""

    ran: list[Ran]
    in_trouble: Callable[[], bool]

    @property
    def done(self) -> bool:
        """Whether all stands as it shall."""
        ...

    def tick(self) -> None:
        """One pass, and what the world does then."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a trial ended. `said` is the bot's own line about it; `wrong` is empty where all is as it must be."""

    word: str
    said: str = ""
    wrong: str = ""
    lines: tuple[str, ...] = ()


class Trial(ABC):
    """A trouble at a call, standing until it is mended or coming only once; given up after the `most` ticks."""

    def __init__(
        self, stage: Stage, clean: Untroubled, trouble: Trouble, call: Call, *, standing: bool, most: int = MOST
    ) -> None:
        self.stage, self.trouble, self.call, self.most = stage, trouble, call, most
        self._clean = clean
        self.standing = standing
        self.mended = self.released = False
        self.struck = 0
        self.mend: Callable[[], None] = nothing

    @property
    @abstractmethod
    def story(self) -> Living:
        """What is lived through."""

    @abstractmethod
    def begin(self) -> None:
        """Makes the trouble, now or when its time has come."""

    @abstractmethod
    def word(self) -> str:
        """How it ended."""

    def run(self) -> End:
        """Lives the story; the word for its end, and what is wrong with it."""
        self.story.in_trouble = lambda: self.in_trouble
        self.begin()
        while not self.story.done and len(self.story.ran) < self.most:
            self._help()
            self.story.tick()
            self.struck += self.has_struck
        word = self.word()
        wrong = "; ".join(what for what, found in self.looks(word) if found)
        return End(word=word, said=self._said(), wrong=wrong, lines=self._lines())

    @property
    def codes(self) -> list[int]:
        """How the ticks ended."""
        return [ran.code for ran in self.story.ran]

    @property
    def has_struck(self) -> bool:
        """Whether the call that is in trouble was made."""
        return count(self.call, self.stage.asked) >= self._clean.ordinals[self.call.name]

    @property
    def in_trouble(self) -> bool:
        """Whether the bot has met the trouble, and it stands."""
        return self.standing and self.has_struck

    def strike(self) -> None:
        """Makes the trouble."""
        ordinal = self._clean.ordinals[self.call.name]
        self.mend = self.trouble.strike(self.stage, self.call, ordinal, self.standing)

    def by_itself(self) -> str:
        """The word where no person but the one who ended the trouble had to do a thing."""
        if self.released:
            return Word.HELD
        if not any(self.codes) and len(self.codes) <= self._clean.ticks:
            return Word.RECOVERED
        if self.mended and not self.call.spare:
            return Word.STOPPED if MISCONFIGURED in self.codes else Word.WAITS
        return Word.LATER

    def looks(self, word: str) -> Iterator[tuple[str, bool]]:
        """What a trial must never leave behind, and whether it did."""
        said = WAITING in self.codes or any("\n! " in f"\n{ran.err}" for ran in self.story.ran)
        excess = self.stage.paid - self._clean.paid - sum(one.struck for one in self.stage.meddled)
        yield "it did not end as it should", word == "stuck"
        yield "the call was never made", not self.has_struck
        yield "a bug", BUG in self.codes
        yield "it waited without a word", word == Word.WAITS and not said and not self.trouble.quiet
        yield "answers of the model were paid for again", excess > 0 and self.trouble.edits
        yield "it is not at rest afterwards", word != "stuck" and not self._rests()

    def _help(self) -> None:
        """What people do: end the trouble after some ticks, and release what is still held one tick later."""
        if self.standing and self.struck >= STANDS:
            self.mend()
            self.standing, self.mended, self.struck = False, True, 0
        elif not self.standing and self.struck > 1 and (self.stage.held or self.trouble.resend):
            self.stage.release()
            self.released, self.struck = True, 0

    def _rests(self) -> bool:
        """Whether one more tick changes nothing and says nothing."""
        before = len(self.stage.asked)
        self.story.tick()
        return self.story.done and all(line.method == "GET" for line in self.stage.asked[before:])

    def _said(self) -> str:
        """The gravest line of the bot, the last of them."""
        lines = [line for ran in self.story.ran for line in ran.err.splitlines()]
        for sign in ("! misconfigured", "! held", "… waits", "paperboy:"):
            found = [line for line in lines if line.startswith(sign)]
            if found:
                return found[-1]
        return ""

    def _lines(self) -> tuple[str, ...]:
        return tuple(f"tick {at}, exit {ran.code}\n{ran.err}" for at, ran in enumerate(self.story.ran, 1))
