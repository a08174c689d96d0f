"""The week: an issue comes, goes out in parts, and one abstract comes late; and the word for how that ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tests.commands.street import Ran
from tools.faults.acts import nothing
from tools.faults.calls import CALLS, Call, ordinals
from tools.faults.stage import PARTS, TICK, Stage
from tools.faults.trial import HURRIED, MOST, Trial
from tools.faults.troubles import DECLINED, Trouble, Word

UNTROUBLED = timedelta(hours=1)
"""The next tick where all is well; where it is not, the bot's own interval goes by."""

HASTE = timedelta(hours=6)


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
        self.stage.street.clock.wind(pause(len(self.ran), in_trouble=self.in_trouble()))


def pause(ticks: int, *, in_trouble: bool) -> timedelta:
    """How long it is until the next tick, after so many."""
    return HASTE if ticks > HURRIED else TICK if in_trouble else UNTROUBLED


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


class WeekTrial(Trial):
    """A trouble in the week."""

    def __init__(
        self, stage: Stage, week: Clean, trouble: Trouble, call: Call, *, standing: bool, most: int = MOST
    ) -> None:
        super().__init__(stage, week, trouble, call, standing=standing, most=most)
        self.week = week
        self._life = Life(stage, self._as_wanted, learns=trouble.edits)

    @property
    def story(self) -> Life:
        """The week."""
        return self._life

    @property
    def in_trouble(self) -> bool:
        """A week that the trouble does not hold up goes on as if there were none."""
        return super().in_trouble and (self.trouble.quiet or self.codes[-1] != 0)

    def begin(self) -> None:
        """Some trouble begins when the digest is out."""
        if self.trouble.after_posting:
            self._life.on_posted = self._strike_at_what_is_out
        else:
            self.strike()

    def word(self) -> str:
        """Without its intro, or with an abstract in English, it went out by itself."""
        if not self._life.done:
            return "stuck"
        if self.stage.texts[0] in (self.week.bare, self.week.neither):
            return Word.BARE
        if self.stage.texts[0] == self.week.english:
            return Word.ENGLISH
        return self.by_itself()

    def _strike_at_what_is_out(self) -> None:
        self._life.posted_texts = ()
        self.strike()

    def _as_wanted(self, texts: tuple[str, ...]) -> bool:
        week, kept = self.week, self.trouble.kept.strip()
        if kept:
            return kept in texts[0] and plain(texts, kept) == plain(week.texts, kept)
        return texts in ((week.texts, week.bare, week.english, week.neither) if self.trouble.edits else (week.posted,))


def plain(texts: Sequence[str], without: str) -> list[list[str]]:
    """The lines of each text that say something to people, but for one."""
    return [
        [line for line in text.splitlines() if line.strip() and not line.startswith("<!--") and line != without]
        for text in texts
    ]
