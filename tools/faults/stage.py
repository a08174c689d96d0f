"""The sandbox as a stage: the demo's week in three parts, with one paper whose abstract arXiv learns late.

Every trial begins afresh, at the same minute, and can be measured against the same week without faults.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.clock import SystemClock
from bot.domain import fingerprint
from bot.llm import intro, translate
from bot.sandbox.arxiv import Library
from bot.sandbox.faults import Asked
from bot.sandbox.forum import seed
from bot.sandbox.recordings import Recording, load_recordings
from bot.sandbox.week import DEMO, Record, load_week
from bot.texts import unknown_paper
from tests.commands.street import DIGEST, ISSUE, MONDAY_NOON, Ran, Street, a_street
from tools.faults.meddling import Meddled

LATE = 2
"""The position of the paper whose abstract comes late: in the first part, which has room for it."""

THREE_PARTS = 15_000
"""Characters a post may have, so that the week becomes three parts."""

PARTS = 3
TICK = timedelta(minutes=20)
PATIENCE_H = 13
"""arXiv is asked three times before a digest goes out without the abstract."""

Mend = Callable[[], None]
"""What ends a trouble."""


_BELONGS = ("clock", "lock", "tell")
"""What belongs to one forum's own process, and is no row of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """A week that is out: when that was, a copy of the bot's state, and the rows of the forum."""

    at: datetime
    state: Path
    forum: dict[str, Any]


class Stage:
    """One sandbox, and one bot before it, for one trial after the other."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.meddled: list[Meddled] = []
        for old, new in (
            ("concurrency = 4", 'concurrency = 1\ntimeout = "2s"'),
            ('category = "news"', 'category = "news"\ntimeout = "2s"'),
            ('start = "latest"', 'start = "latest"\non_failure = "hold"'),
            ("[arxiv]", f'[arxiv]\npatience = "{PATIENCE_H}h"'),
            ("[editions.forum.discourse]", "[editions.forum.corrections]\n\n[editions.forum.discourse]"),
        ):
            street.change(old, new)
        street.give("forum-key", seed.GLOBAL_KEY)  # no granular key opens the heart
        self._records = load_week(DEMO).records
        self._recordings: tuple[Recording, ...] = ()
        self.begin()
        self.tick()
        self._recordings = tuple(self._as_arxiv_knew())
        self._out: Out | None = None

    def begin(self) -> None:
        """A new world and a new bot, Monday at noon."""
        street = self.street
        street.world.reset()
        self.meddled.clear()
        street.clock.set(MONDAY_NOON)
        self.forget()
        street.hands.configure(max_post_length=THREE_PARTS)
        street.world.library = Library(street.clock, [one for one in self._records if one is not self._late])
        street.world.apps["arxiv"] = street.world.library.app()
        street.world.service.add(self._recordings)

    def begin_out(self) -> None:
        """A new world and a new bot, an hour after the whole week went out; no request is remembered."""
        if self._out is None:
            self._out = self._published()
        self.street.world.reset()
        self.meddled.clear()
        self.street.clock.set(self._out.at)
        self.forget()
        shutil.copytree(self._out.state, self._state)
        vars(self.street.hands.state).update(deepcopy(self._out.forum))

    def _published(self) -> "Out":
        """The week, gone out while nothing was amiss."""
        self.begin()
        self.learn()
        self.tick()
        self.street.wind(hours=1)
        kept = self.street.folder / "out"
        shutil.copytree(self._state, kept)
        rows = {name: value for name, value in vars(self.street.hands.state).items() if name not in _BELONGS}
        return Out(at=self.street.clock.now(), state=kept, forum=deepcopy(rows))

    @property
    def _state(self) -> Path:
        return self.street.folder / "state"

    def forget(self) -> None:
        """Takes the bot's database away."""
        shutil.rmtree(self._state, ignore_errors=True)

    def learn(self) -> None:
        """arXiv has the abstract at last."""
        self.street.world.library.add([self._late])

    def tick(self) -> Ran:
        """One pass of the bot; returns when also the servers have done what they were slow about."""
        ran = self.street.run("tick")
        while self._busy():
            SystemClock().sleep(0.02)
        return ran

    def release(self) -> None:
        """Lets everything go that is held; where nothing is, the digest that the forum's moderators rejected."""
        with self.street.store() as store:
            keys = [hold.key for hold in store.holds.all()]
        for key in keys:
            self.street.run("release", key)
        if not keys:
            self.street.run("release", DIGEST, "--resend")

    @property
    def held(self) -> bool:
        """Whether anything is held."""
        with self.street.store() as store:
            return bool(store.holds.all())

    @property
    def topic(self) -> int:
        """The id of the bot's topic."""
        return int(self.street.topics[0].id)

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """What stands of the bot on the forum for people to read: topic by topic, post by post."""
        state = self.street.hands.state
        own = [topic for topic in self.street.topics if topic.deleted_at is None]
        return tuple(
            tuple(post.raw for post in state.stream(topic.id) if post.deleted_at is None and self._by_bot(post.user_id))
            for topic in own
        )

    @property
    def asked(self) -> Sequence[Asked]:
        """Every request so far."""
        return self.street.world.desk.requests

    @property
    def paid(self) -> int:
        """The answers of the model that reached the bot as they were meant, but for those that warmed its cache."""
        meant = ("model", HTTPStatus.OK, None)
        answered = (line for line in self.asked if (line.server, line.status, line.fault) == meant)
        return sum(json.loads(line.noted)["asked"] is not None for line in answered)

    @property
    def _late(self) -> Record:
        return self._records[LATE - 1]

    def _as_arxiv_knew(self) -> Iterator[Recording]:
        """The week's answers where they depend on the late paper: without its abstract, and with it."""
        answers = {one.about: one for one in load_recordings(DEMO.parent) if one.locale == "ko"}
        with self.street.store() as store:
            entries, papers = store.issues.entries(ISSUE), dict(store.papers.of(ISSUE))
        entry = entries[LATE - 1]
        papers[entry.key] = unknown = unknown_paper(entry)
        known = replace(unknown, abstract=" ".join(self._late.abstract.split()), missing=None)
        pairs = [(one, papers[one.key]) for one in entries]
        whole = answers[entry.name]
        cut = whole.model_copy(update={"answer": {**(whole.answer or {}), "abstract": ""}})
        yield answers["the week"].model_copy(update={"sha256": fingerprint(intro.source(pairs))})
        yield cut.model_copy(update={"sha256": fingerprint(translate.source(entry, unknown))})
        yield whole.model_copy(update={"sha256": fingerprint(translate.source(entry, known))})

    def _by_bot(self, user_id: int) -> bool:
        return self.street.hands.state.users[user_id].username == seed.BOT

    def _busy(self) -> bool:
        waiting = any(line.fault == "slow" and line.status is None for line in self.asked)
        return waiting or any(one.busy for one in self.meddled)


@contextmanager
def a_stage() -> Iterator[Stage]:
    """A sandbox on free ports, and a folder for the bot."""
    with TemporaryDirectory() as folder, a_street(Path(folder)) as street:
        yield Stage(street)
