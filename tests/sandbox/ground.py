"""A forum served for one test: its address, its people's hands, its clock, and clients with its keys."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import WoundClock
from bot.sandbox.forum import ForumSettings, forum
from bot.sandbox.forum.hands import Hands
from bot.sandbox.forum.seed import BOT, BOT_KEY, GLOBAL_KEY, NEWS_ID

START = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
TITLE = "[2026/11/08 ~ 11/15] 이번 주의 주요 AI 논문 (Top AI Papers of the Week)"
RAW = "이번 주에 함께 읽을 논문을 소개합니다. 어색한 문장은 댓글로 알려 주세요."


class Stage:
    """Shows whichever application stands on it; one socket serves a whole session of tests."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@dataclass(kw_only=True)
class Ground:
    """What a test of the forum stands on."""

    base: str
    hands: Hands
    clock: WoundClock
    clients: ExitStack

    def client(self, key: str | None = BOT_KEY, username: str | None = BOT, **headers: str) -> httpx.Client:
        """A client with a key; None for nobody."""
        if key:
            headers["Api-Key"] = key
        if username and key:
            headers["Api-Username"] = username
        return self.clients.enter_context(httpx.Client(base_url=self.base, headers=headers, timeout=10, verify=False))

    def everything(self, username: str = BOT) -> httpx.Client:
        """A client with the global key, as somebody."""
        return self.client(GLOBAL_KEY, username)

    def wind(self, **by: float) -> None:
        """Lets time pass."""
        self.clock.wind(timedelta(**by))

    def post(self, client: httpx.Client | None = None, **params: Any) -> httpx.Response:
        """Creates a topic, or whatever the parameters make of it."""
        given = {"title": TITLE, "raw": RAW, "category": NEWS_ID, **params}
        return (client or self.client()).post(
            "/posts.json", data={name: value for name, value in given.items() if value is not None}
        )

    def topic(self, **params: Any) -> dict[str, Any]:
        """A topic of the bot's, and time enough for the next post."""
        answer = self.post(**params)
        assert answer.status_code == 200, answer.text
        self.wind(seconds=16)
        created: dict[str, Any] = answer.json()
        return created


@contextmanager
def a_ground(stage: Stage, base: str, folder: Path, settings: ForumSettings) -> Iterator[Ground]:
    """Puts a new forum on the stage."""
    clock = WoundClock.create(folder / "forum.clock", START)
    stage.app = app = forum(clock, settings, comments=("3번 논문의 제목이 어색합니다.",))
    with ExitStack() as clients:
        yield Ground(base=base, hands=app.state.hands, clock=clock, clients=clients)
