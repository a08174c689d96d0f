"""A forum with its people for one test, the publisher that posts to it, and what it would post."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import posting
from bot.clock import WoundClock
from bot.config import Secrets
from bot.domain import Correcting, Draft, Edition, Intent, Post, Related, Shape
from bot.errors import PaperboyError
from bot.net import Budgets
from bot.publishers import discourse
from bot.sandbox.faults import Desk, Fault
from bot.sandbox.forum.hands import Hands
from bot.sandbox.forum.seed import BOT, BOT_KEY
from bot.sandbox.forum.state import Topic
from tests import fakes

MONDAY = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class Town:
    """A forum, its people's hands, and how to reach it."""

    base: str
    hands: Hands
    clock: WoundClock
    desk: Desk
    budgets: Budgets

    def publisher(
        self,
        key: str = BOT_KEY,
        tags: tuple[str, ...] = ("논문",),
        correcting: Correcting | None = None,
        topic_tags: Mapping[str, str] | None = None,
        related: Related | None = None,
        shape: Shape = Shape(),  # noqa: B008 - frozen
        **settings: Any,
    ) -> discourse.Discourse:
        wanted = {"url": self.base, "username": BOT, "category": "news", "requests_per_minute": 55, **settings}
        edition = Edition(
            name="forum",
            source="dair",
            locale="ko",
            template="discourse.md.j2",
            publisher="discourse",
            tags=tags,
            correcting=correcting,
            topic_tags=topic_tags,
            related=related,
            shape=shape,
        )
        secrets = Secrets({"DISCOURSE_API_KEY": key})
        return discourse.connect(
            discourse.Settings(**wanted),
            edition=edition,
            locale=fakes.LOCALE,
            root=Path(),
            secrets=secrets,
            clock=self.clock,
            budgets=self.budgets,
        )

    def trouble(self, *faults: Fault) -> None:
        self.desk.order(faults)

    def scope_key(self, *scopes: str) -> None:
        """Leaves the bot's key these scopes only."""
        self.hands.state.keys[BOT_KEY].scopes = scopes

    def topics(self) -> list[Topic]:
        """The bot's own, standing or deleted."""
        bot = self.hands.state.user(BOT)
        return [topic for topic in self.hands.state.topics.values() if bot and topic.user_id == bot.id]

    def asked(self, method: str) -> list[str]:
        return [one.path for one in self.desk.requests if one.method == method]


def intents(parts: int = 1, tags: tuple[str, ...] = ("논문",)) -> tuple[Intent, ...]:
    """What would be sent of a digest of that many parts."""
    issue = fakes.week(1).issue
    digest_key = f"{issue.key}/forum"
    draft = Draft(
        title="[2026/11/08 ~ 11/15] 이번 주의 등불 논문 (Top Lamp Papers)",
        parts=tuple(
            f"## {number}. 등불 {number}\n\n함께 읽을 글을 여기에 조금 적습니다." for number in range(1, parts + 1)
        ),
        tags=tags,
    )
    made = [
        Intent(key=f"{digest_key}#{number}", raw=posting.with_marker(f"{digest_key}#{number}", raw))
        for number, raw in enumerate(draft.parts, 1)
    ]
    topic = replace(made[0], title=draft.title, tags=draft.tags, external_id=posting.external_id("forum", issue))
    return (topic, *made[1:])


def reply_to(topic: Post, key: str = "dair/2026-11-15/forum#2") -> Intent:
    raw = posting.with_marker(key, "## 2. 등불 2\n\n둘째 부분에 적은 글입니다, 이어집니다.")
    return Intent(key=key, raw=raw, topic_id=topic.topic_id)


def now(town: Town, post: Post) -> Post:
    """The post as it stands."""
    [fresh] = town.publisher().read([post])
    return fresh


def refused(kind: type[PaperboyError], call: Callable[[], object]) -> str:
    """The message of the error that a call raises, which is of that very kind and holds no key."""
    with pytest.raises(kind) as caught:
        call()
    assert BOT_KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)
