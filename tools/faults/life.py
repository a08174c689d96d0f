"""One trial: the week, with one trouble at one call; and the word for how it ended, from facts alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tests.commands.street import Ran
from tools.faults.acts import nothing
from tools.faults.calls import CALLS, Call, count, ordinals
from tools.faults.stage import PARTS, TICK, Stage
from tools.faults.troubles import DECLINED, Trouble, Word

UNTROUBLED = timedelta(hours=1)
"""The next tick where all is well; where it is not, the bot's own interval goes by."""

STANDS = 2
"""How many ticks a trouble lasts that somebody must mend."""

HURRIED = 12
"""After so many ticks the clock goes faster: what asked for a day gets its day."""

MOST = 24
"""The week that has not ended after so many ticks never will."""

BUG, WAITING, MISCONFIGURED = 1, 75, 78
"""Exit codes of the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """The week without faults: what stands in the end, and before the late abstract came.

    `bare` is without an intro, `english` with the late abstract in English, `neither` both.
    """

    ordinals: dict[str, int]
    texts: tuple[str, ...]
    bare: tuple[str, ...]
    english: tuple[str, ...]
    neither: tuple[str, ...]
    posted: tuple[str, ...]
    ticks: int
    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a trial ended. `said` is the bot's own line about it; `wrong` is empty where all is as it must be."""

    word: str
    said: str = ""
    wrong: str = ""
    lines: tuple[str, ...] = ()


class Life:
    """A week lived through tick by tick."""

    def __init__(self, stage: Stage, wanted: Callable[[tuple[str, ...]], bool], *, learns: bool = True) -> None:
        self.stage = stage
        self.ran: list[Ran] = []
        self.posted = False
        self.posted_texts: tuple[str, ...] = ()
        self._wanted = wanted
        self._learns = learns
        self.on_posted: Callable[[], None] = nothing
        self.in_trouble: Callable[[], bool] = lambda: False
        stage.begin()

    @property
    def done(self) -> bool:
        """Whether the bot's one topic stands as it shall."""
        texts = self.stage.texts
        at_rest = bool(self.ran) and self.ran[-1].code == 0
        return at_rest and self.posted and len(texts) == 1 and self._wanted(texts[0])

    def tick(self) -> None:
        """One pass, and what the world does when the digest is out; then time goes by."""
        self.ran.append(self.stage.tick())
        texts = self.stage.texts
        if not self.posted and len(texts) == 1 and len(texts[0]) == PARTS:
            self.posted, self.posted_texts = True, texts[0]
            if self._learns:
                self.stage.learn()
            self.on_posted()
        hurried = len(self.ran) > HURRIED
        self.stage.street.clock.wind(timedelta(hours=6) if hurried else TICK if self.in_trouble() else UNTROUBLED)


def clean(stage: Stage) -> Clean:
    """The week without faults. Raises: LookupError (the list of calls is not that of the bot)."""
    life = _lived(stage)
    places, paid = ordinals(stage.asked), stage.paid
    (texts,) = stage.texts

    def without(*names: str) -> tuple[str, ...]:
        _lived(stage, [(name, places[name]) for name in names])
        return stage.texts[0]

    return Clean(
        ordinals=places,
        texts=texts,
        bare=without("the intro"),
        english=without("a late abstract"),
        neither=without("the intro", "a late abstract"),
        posted=life.posted_texts,
        ticks=len(life.ran),
        paid=paid,
    )


def _lived(stage: Stage, declined: Sequence[tuple[str, int]] = ()) -> Life:
    """A week to its end; the model declines the calls of these names, by how manieth they are."""
    life = Life(stage, lambda texts: texts != life.posted_texts)
    for name, first in declined:
        DECLINED(stage, next(call for call in CALLS if call.name == name), first, False)
    while not life.done:
        life.tick()
        if len(life.ran) > HURRIED:
            raise LookupError(f"the week without faults does not end: {life.ran[-1].err}")
    return life


class Trial:
    """A trouble at a call, standing until it is mended or coming only once; given up after the `most` ticks."""

    def __init__(
        self, stage: Stage, week: Clean, trouble: Trouble, call: Call, *, standing: bool, most: int = MOST
    ) -> None:
        self.stage, self.week, self.trouble, self.call, self.most = stage, week, trouble, call, most
        self.life = Life(stage, self._as_wanted, learns=trouble.edits)
        self.standing = standing
        self.mended = self.released = False
        self.struck = 0
        self.mend: Callable[[], None] = nothing
        self.life.in_trouble = lambda: self.standing and self.has_struck

    def run(self) -> End:
        """Lives the week; the word for its end, and what is wrong with it."""
        if self.trouble.after_posting:
            self.life.on_posted = self._strike
        else:
            self._strike()
        while not self.life.done and len(self.life.ran) < self.most:
            self._help()
            self.life.tick()
            self.struck += self.has_struck
        word = self._word()
        return End(word=word, said=self._said(), wrong=self._wrong(word), lines=self._lines())

    @property
    def has_struck(self) -> bool:
        """Whether the call that is in trouble was made."""
        return count(self.call, self.stage.asked) >= self.week.ordinals[self.call.name]

    def _strike(self) -> None:
        if self.trouble.after_posting:
            self.life.posted_texts = ()
        self.mend = self.trouble.strike(self.stage, self.call, self.week.ordinals[self.call.name], self.standing)

    def _help(self) -> None:
        """What people do: end the trouble after some ticks, and release what is still held one tick later."""
        if self.standing and self.struck >= STANDS:
            self.mend()
            self.standing, self.mended, self.struck = False, True, 0
        elif not self.standing and self.struck > 1 and (self.stage.held or self.trouble.resend):
            self.stage.release()
            self.released, self.struck = True, 0

    def _as_wanted(self, texts: tuple[str, ...]) -> bool:
        if self.trouble.kept:
            kept = self.trouble.kept.strip()
            return kept in texts[0] and _plain(texts, kept) == _plain(self.week.texts, kept)
        week = self.week
        return texts in ((week.texts, week.bare, week.english, week.neither) if self.trouble.edits else (week.posted,))

    def _word(self) -> str:
        codes = [ran.code for ran in self.life.ran]
        if not self.life.done:
            return "stuck"
        if self.stage.texts[0] in (self.week.bare, self.week.neither):
            return Word.BARE
        if self.stage.texts[0] == self.week.english:
            return Word.ENGLISH
        if self.released:
            return Word.HELD
        if self.mended:
            return Word.STOPPED if MISCONFIGURED in codes else Word.WAITS
        return Word.LATER if any(codes) or len(codes) > self.week.ticks else Word.RECOVERED

    def _wrong(self, word: str) -> str:
        """What a trial must never leave behind."""
        codes = [ran.code for ran in self.life.ran]
        unsaid = word == Word.WAITS and WAITING not in codes and not self.trouble.quiet
        excess = self.stage.paid - self.week.paid - sum(one.struck for one in self.stage.meddled)
        looks = (
            ("the week did not end as it should", word == "stuck"),
            ("the call was never made", not self.has_struck),
            ("a bug", BUG in codes),
            ("it waited without a word", unsaid),
            ("answers of the model were paid for again", excess > 0 and self.trouble.edits),
            ("it is not at rest afterwards", word != "stuck" and not self._rests()),
        )
        return "; ".join(what for what, found in looks if found)

    def _rests(self) -> bool:
        """Whether one more tick changes nothing and says nothing."""
        before = len(self.stage.asked)
        self.life.tick()
        return self.life.done and all(line.method == "GET" for line in self.stage.asked[before:])

    def _said(self) -> str:
        """The gravest line of the bot, the last of them."""
        lines = [line for ran in self.life.ran for line in ran.err.splitlines()]
        for sign in ("! misconfigured", "! held", "… waits", "paperboy:"):
            found = [line for line in lines if line.startswith(sign)]
            if found:
                return found[-1]
        return ""

    def _lines(self) -> tuple[str, ...]:
        return tuple(f"tick {at}, exit {ran.code}\n{ran.err}" for at, ran in enumerate(self.life.ran, 1))


def _plain(texts: Sequence[str], without: str) -> list[list[str]]:
    """The lines of each text that say something to people, but for one."""
    return [
        [line for line in text.splitlines() if line.strip() and not line.startswith("<!--") and line != without]
        for text in texts
    ]
