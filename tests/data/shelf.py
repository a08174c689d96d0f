"""A place to publish that a test adds to the program, as one file: all digests in one file of JSON lines.

A digest has one part, and nobody answers or edits there.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.domain import Beat, Edition, Intent, Post, Topic
from bot.errors import Rejected
from bot.ports import Check


class Settings(BaseModel):
    """`[editions.NAME.shelf]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    file: Path


def connect(settings: Settings, *, edition: Edition, root: Path, **_others: object) -> "Shelf":
    """The publisher of an edition."""
    return Shelf(root / settings.file)


class Shelf:
    """Implements `ports.Publisher`."""

    structured = False

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def forum(self) -> None:
        return None

    def check(self) -> Sequence[Check]:
        return [Check(what=f"shelf {self._file}", well=True)]

    def limit(self) -> int | None:
        return None

    def find(self, intent: Intent) -> Post | None:
        return next((post for post in self._posts() if post.key == intent.key), None)

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        return [post for post in self._posts() if post.key.startswith(f"{digest}#")]

    def newest(self) -> Sequence[Topic]:
        return [Topic(title=post.title, url=post.url, own=True) for post in reversed(self._posts())]

    def tags(self) -> None:
        return None

    def search(self, words: str) -> Sequence[Topic]:
        return ()

    def beat(self, mine: Beat) -> Beat | None:
        return None

    def create(self, intent: Intent) -> Post:
        number = len(self._posts()) + 1
        post = Post(
            key=intent.key,
            topic_id=number,
            post_id=number,
            url=f"{self._file.as_uri()}#{number}",
            title=intent.title,
            raw=intent.raw,
            tags=intent.tags,
        )
        with self._file.open("a", encoding="utf-8") as file:
            facts: dict[str, Any] = {"key": post.key, "title": post.title, "raw": post.raw, "tags": post.tags}
            file.write(json.dumps({**facts, "number": number, "url": post.url}, ensure_ascii=False) + "\n")
        return post

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        return [post for post in self._posts() if post.key in {one.key for one in posts}]

    def editor(self, post: Post) -> str:
        return ""

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        raise Rejected(f"{post.key}: what is on the shelf stays as it is")

    def withdraw(self, post: Post, raw: str) -> Post:
        return self.edit(post, raw, "")

    def _posts(self) -> list[Post]:
        lines = self._file.read_text(encoding="utf-8").splitlines() if self._file.exists() else []
        return [_post(json.loads(line)) for line in lines]


def _post(facts: dict[str, Any]) -> Post:
    return Post(
        key=facts["key"],
        topic_id=facts["number"],
        post_id=facts["number"],
        url=facts["url"],
        title=facts["title"],
        raw=facts["raw"],
        tags=tuple(facts["tags"]),
    )
