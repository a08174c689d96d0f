"""What the pages remember between two requests: who is logged in, which logins are under way, what somebody asked for
a moment ago, who tries too often.

Kept in memory: a restart logs everybody out, and a database that is stolen lets nobody in. Safe from any thread.
"""

import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

SESSION = timedelta(hours=12)
LOGIN = timedelta(minutes=10)
"""How long a login may take from its first step to its last."""

ASKED = timedelta(minutes=10)
"""For how long a page says what came of a wish."""

MOST = 1_000
"""So many are remembered of a kind: of more, the oldest are forgotten."""

TRIES = 20
MINUTE = timedelta(minutes=1)
"""So many steps of a login may come from one address in a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is logged in. `forum` is the host that says who they are, empty for the operator at the machine.

    `token` stands in every form they are given. `language` is empty until they choose one.
    """

    who: str
    forum: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    language: str = ""

    @property
    def operator(self) -> bool:
        """Whether it is the operator at the machine."""
        return not self.forum


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login that was begun: at which forum, and the page to go to after it."""

    forum: str
    then: str


class Drawer(Generic[Thing]):
    """Things kept for a time under names that nobody can guess."""

    def __init__(self, now: Callable[[], datetime], lasts: timedelta) -> None:
        self._now = now
        self._lasts = lasts
        self._things: OrderedDict[str, tuple[Thing, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, thing: Thing) -> str:
        """Keeps a thing; returns its name."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._things[name] = (thing, self._now() + self._lasts)
            while len(self._things) > MOST:
                self._things.popitem(last=False)
        return name

    def get(self, name: str) -> Thing | None:
        """The thing of that name; None where there is none, or its time is over."""
        with self._lock:
            thing, until = self._things.get(name, (None, None))
            return thing if until and self._now() < until else None

    def swap(self, name: str, thing: Thing) -> None:
        """Puts another thing in the place of one, for the rest of its time."""
        with self._lock:
            if name in self._things:
                self._things[name] = (thing, self._things[name][1])

    def take(self, name: str) -> Thing | None:
        """The thing of that name, once."""
        thing = self.get(name)
        with self._lock:
            return thing if self._things.pop(name, None) else None


class Tries:
    """Counts the steps of logins by the address they come from."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._of: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def too_many(self, address: str) -> bool:
        """Counts one more; whether that is too many."""
        now = self._now()
        with self._lock:
            mine = self._of.setdefault(address, deque(maxlen=TRIES + 1))
            self._of.move_to_end(address)
            mine.append(now)
            while len(self._of) > MOST:
                self._of.popitem(last=False)
            return sum(now - one < MINUTE for one in mine) > TRIES


class Memory:
    """All of it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.sessions: Drawer[Session] = Drawer(now, SESSION)
        self.logins: Drawer[Login] = Drawer(now, LOGIN)
        self.wishes: Drawer[int] = Drawer(now, ASKED)
        self.tries = Tries(now)

    def speak(self, name: str, session: Session, language: str) -> None:
        """Lets a session be in another language."""
        self.sessions.swap(name, replace(session, language=language))
