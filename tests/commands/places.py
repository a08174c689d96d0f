"""One week in many places: the editions beside the forum's, and what stands in each place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.sandbox.forum import seed
from bot.sandbox.forum.state import Post
from tests.commands.street import ISSUE, Street
from tests.publishers.receiver import SECRET, Receiver, receiving

BESIDE = """
[editions.plain]
source = "dair"
locale = "ko"
publisher = "folder"
start = "latest"

[editions.plain.folder]
path = "plain"

[editions.list]
source = "dair"
locale = "ko"
publisher = "paste"
template = "list.md.j2"
start = "latest"
after = "forum"
campaign = "list"

[editions.list.paste]
path = "list"

[editions.blog]
source = "dair"
locale = "ko"
publisher = "folder"
template = "blog.html.j2"
start = "latest"

[editions.blog.folder]
path = "blog"

[editions.hook]
source = "dair"
locale = "ko"
publisher = "webhook"
start = "latest"

[editions.hook.webhook]
url = "{url}"
"""
NAMES = ("forum", "plain", "list", "blog", "hook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """A forum, a folder, a list to be pasted, a blog's page and a receiver, all of one locale."""

    street: Street
    receiver: Receiver

    def file(self, name: str, issue: str = ISSUE) -> Path:
        """The first part of a folder's edition."""
        return self.street.folder / name / issue / name / ("part-1.html" if name == "blog" else "part-1.md")

    def text(self, name: str) -> str:
        """What a place shows of the week."""
        if name == "forum":
            return "\n".join(self.street.bodies(self.street.topics[0]))
        if name == "hook":
            return str(self.receiver.calls[-1].json["markdown"])
        return self.file(name).read_text(encoding="utf-8")

    def page(self, name: str) -> str:
        """The page of a folder's edition."""
        return (self.file(name).parent / "index.html").read_text(encoding="utf-8")

    @property
    def events(self) -> list[str]:
        """What the receiver was told, in order."""
        return [call.json["event"] for call in self.receiver.calls]

    def showing(self, said: str) -> list[str]:
        """The places that show some words."""
        return [name for name in NAMES if said in self.text(name)]

    def edit(self, old: str, new: str) -> None:
        """A moderator's own edit on the forum."""
        post = first_post(self.street)
        assert old in post.raw
        self.street.hands.edit_as(seed.MODERATOR, post.id, post.raw.replace(old, new))

    def written(self) -> tuple[object, ...]:
        """All that was ever written anywhere, to be compared."""
        files = [file for name in ("plain", "list", "blog") for file in sorted((self.street.folder / name).rglob("*"))]
        kept = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in files if file.is_file()}
        asked = [one for one in self.street.world.desk.requests if one.method != "GET"]
        return len(asked), len(self.receiver.calls), kept


def first_post(street: Street, topic: int = 0) -> Post:
    """The post that opened one of the bot's topics."""
    return street.hands.state.stream(street.topics[topic].id)[0]


@contextmanager
def five_places(street: Street, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    """The street's week also goes to four places that are no forum."""
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    with receiving() as receiver:
        add(street, BESIDE.format(url=receiver.url))
        yield Places(street=street, receiver=receiver)


def add(street: Street, tables: str) -> None:
    """More of config.toml."""
    with street.config.open("a", encoding="utf-8") as file:
        file.write(tables)
