"""The loop: a reader comments on the week that is out, a moderator decides; and the word for how that ended."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.domain import OPEN, State
from bot.posting import marked_key
from bot.sandbox.forum import seed
from bot.sandbox.forum.state import Post
from bot.sandbox.week import DEMO
from tests.commands.street import DIGEST, Ran
from tools.faults.acts import nothing
from tools.faults.calls import Call, ordinals
from tools.faults.life import pause, plain
from tools.faults.stage import Stage
from tools.faults.trial import HURRIED, MOST, Trial
from tools.faults.troubles import Trouble, Word

APPROVED, CLOSED = "@paperboy 반영해 주세요", "@paperboy 닫기"
PATIENCE = 5
"""So many ticks after a decision that nobody answered, a moderator decides once more."""

THANKED = (State.APPLIED, State.BY_HAND)

MENDED = (State.REJECTED, State.BY_HAND)
"""How it ends where a moderator mended the post: closed before the bot saw that, or by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanLoop:
    """The loop without faults, and the texts that stand in the end."""

    ordinals: dict[str, int]
    texts: tuple[str, ...]
    ticks: int
    paid: int


class Loop:
    """What comes of one comment, lived through tick by tick."""

    def __init__(self, stage: Stage, wanted: Callable[[tuple[str, ...]], bool]) -> None:
        self.stage = stage
        self.ran: list[Ran] = []
        self.state: State | None = None
        self.unread = True
        self.decisions: list[Post] = []
        self._decided_at = 0
        self.on_asked: Callable[[], None] = nothing
        self.in_trouble: Callable[[], bool] = lambda: False
        self._wanted = wanted
        self._comment = tomllib.loads((DEMO.parent / "comments.ko.toml").read_text(encoding="utf-8"))["comments"][0]
        stage.begin_out()
        self.texts_before = self.texts
        stage.street.hands.post_as(seed.READER, self._comment["text"], topic_id=stage.topic)

    @property
    def texts(self) -> tuple[str, ...]:
        """The parts of the digest as they stand."""
        return tuple(post.raw for name, post in self.own if name.isdecimal())

    @property
    def own(self) -> list[tuple[str, Post]]:
        """The bot's posts and what they were sent as: `2` for a part, `thanks-1-508`; its sign of life is not among
        them.
        """
        state = self.stage.street.hands.state
        bot = state.user(seed.BOT)
        posts = [post for post in state.posts.values() if bot and post.user_id == bot.id and not post.deleted_at]
        return [(key.rpartition("#")[2], post) for post in posts if (key := marked_key(post.raw))]

    @property
    def done(self) -> bool:
        """Whether it is settled: everybody was told, and the digest stands as it shall."""
        if self.unread or self.ran[-1].code or self.state is None or self.state in (*OPEN, State.APPROVED):
            return False
        names = Counter(name.partition("-")[0] for name, _post in self.own)
        return self._answered and names["thanks"] == (self.state in THANKED) and self._wanted(self.texts)

    @property
    def _answered(self) -> bool:
        """Whether the moderator was told what came of the last decision."""
        last = f"-{self.decisions[-1].id}" if self.decisions else ""
        return not last or any(name.startswith("told-") and name.endswith(last) for name, _post in self.own)

    def tick(self) -> None:
        """One pass, and what people do then; time goes by."""
        self.ran.append(self.stage.tick())
        if not self.decisions and any(name.startswith("ask-") for name, _post in self.own):
            self.on_asked()
            self.on_asked = nothing
        self.stage.street.clock.wind(pause(len(self.ran), in_trouble=self.in_trouble()))
        with self.stage.street.store() as store:
            known = store.corrections.all()
            self.unread = bool(store.comments.unread(DIGEST))
        self.state = known[0].state if known else None
        if known and self.state in OPEN:
            self._decide(has_change=bool(known[0].spans))

    def _decide(self, *, has_change: bool) -> None:
        """A moderator answers what the bot said last to moderators; where it knows of no change, the post is mended."""
        hands = self.stage.street.hands
        said = [post for name, post in self.own if name.startswith(("ask-", "told-"))]
        moderator = hands.state.user(seed.MODERATOR)
        if not said or moderator is None or not moderator.staff or self._waits(said[-1]):
            return
        if not has_change:
            self._mend()
        self._decided_at = len(self.ran)
        place = {"topic_id": said[-1].topic_id, "reply_to": said[-1].number}
        self.decisions.append(hands.post_as(seed.MODERATOR, APPROVED if has_change else CLOSED, **place))

    def _waits(self, said: Post) -> bool:
        """Whether a moderator has decided on what was said last, and waits for an answer as long as one does."""
        last = self.decisions[-1] if self.decisions else None
        answers = last is not None and (last.topic_id, last.reply_to) == (said.topic_id, said.number)
        return answers and len(self.ran) - self._decided_at < PATIENCE

    def _mend(self) -> None:
        """A moderator puts the reader's words into the post."""
        (old, new), *_ = self._comment["corrections"][0]["changes"]
        for name, post in self.own:
            if name.isdecimal() and old in post.raw:
                self.stage.street.hands.edit_as(seed.MODERATOR, post.id, post.raw.replace(old, new))


def clean_loop(stage: Stage) -> CleanLoop:
    """The loop without faults. Raises: LookupError (the list of calls is not that of the bot)."""
    loop = Loop(stage, lambda texts: texts != loop.texts_before)
    while not loop.done:
        loop.tick()
        if len(loop.ran) > HURRIED:
            raise LookupError(f"the loop without faults does not end: {loop.ran[-1].err}")
    places = ordinals(stage.asked, loop=True)
    return CleanLoop(ordinals=places, texts=loop.texts, ticks=len(loop.ran), paid=stage.paid)


class LoopTrial(Trial):
    """A trouble in the loop."""

    def __init__(
        self, stage: Stage, loop: CleanLoop, trouble: Trouble, call: Call, *, standing: bool, most: int = MOST
    ) -> None:
        super().__init__(stage, loop, trouble, call, standing=standing, most=most)
        self.clean = loop
        self._loop = Loop(stage, self._as_wanted)

    @property
    def story(self) -> Loop:
        """The loop."""
        return self._loop

    def begin(self) -> None:
        """Some trouble begins when moderators were asked."""
        if self.trouble.after_posting:
            self._loop.on_asked = self.strike
        else:
            self.strike()

    def word(self) -> str:
        """What became of the comment, and who had to do more than decide once."""
        if not self._loop.done:
            return "stuck"
        if self._loop.state is State.STALE:
            return Word.DROPPED
        if self._loop.state in MENDED:
            return Word.LOOK
        return Word.AGAIN if len(self._loop.decisions) > 1 and not self.released else self.by_itself()

    def looks(self, word: str) -> Iterator[tuple[str, bool]]:
        """Also: one edit of a post, everything is said once, and nothing is held for no reason."""
        yield from super().looks(word)
        yield "something is still held", self.stage.held
        names = Counter(name for name, _post in self._loop.own)
        yield "something was said twice", any(times > 1 for times in names.values())
        edits = (sum(one.user_id == post.user_id for one in post.revisions) for _name, post in self._loop.own)
        yield "a post was edited twice", max(edits) > 1

    def _as_wanted(self, texts: tuple[str, ...]) -> bool:
        if self._loop.state is State.STALE:
            return texts == self._loop.texts_before
        if self._loop.state in MENDED:
            # Mended by a moderator, in nobody else's name; the fingerprint is still that of the text as it was.
            return plain(texts, "") == plain((*self.clean.texts[:-1], self._loop.texts_before[-1]), "")
        kept = self.trouble.kept.strip()
        if kept:
            return kept in texts[0] and plain(texts, kept) == plain(self.clean.texts, kept)
        return texts == self.clean.texts
