"""The sandbox from without: its faults and its log, what stands in its forum, and what the forum's people do there."""

import re
from collections.abc import Iterator
from typing import Any

import httpx

from bot.sandbox.forum.seed import ADMIN, BOT, GLOBAL_KEY, MODERATOR, READER
from bot.sandbox.week import DEMO, load_comments
from tools.crash.points import Kill
from tools.crash.verdict import Standing

COMMENT = load_comments(DEMO.parent)[0]
"""One that asks for one change in the first part, so that the names at the end of the last part are a second edit."""

DECISION = "@paperboy 반영해 주세요"

MENDED = ("에이전트가 간직하고", "에이전트가 보관하고")
"""How it reads in the Korean week, and how a moderator rewords it."""

FIRST_TOPIC = 103
"""Those below it were there on the forum's first day."""


class NotUsable(Exception):
    """A run did something that no other can be compared with."""


class Town:
    """One sandbox."""

    def __init__(self, control: httpx.Client) -> None:
        self._control = control

    def begin(self, **settings: object) -> None:
        """Makes all as it was on the first day, and changes the forum's settings."""
        self._say("reset", {})
        self._say("forum", settings)

    def doom(self, kill: Kill, pid: int) -> None:
        """Orders a process's death at one of the calls it will make."""
        method, _, path = kill.what.partition(" ")
        place = {"server": kill.server, "method": method, "path": f"^{re.escape(path)}$", "nth": kill.nth}
        self._say("faults", [{"kind": "kill", "when": kill.when, "pid": pid, **place}])

    def spare(self) -> None:
        """Takes back what was ordered."""
        self._control.delete("/_sandbox/faults").raise_for_status()

    def requests(self) -> list[dict[str, Any]]:
        """The log, once nothing is under way that a process sent before it died. Raises: NotUsable."""
        lines: list[dict[str, Any]] = []
        for _ in range(100):
            before, lines = lines, self._control.get("/_sandbox/requests").raise_for_status().json()["requests"]
            if lines == before and all(line["status"] or line["fault"] for line in lines):
                return lines
        raise NotUsable(f"the sandbox still works on a request: {lines[-1]}")

    def standing(self) -> tuple[Standing, ...]:
        """Every post of the digests and of the messages to moderators, topic by topic; also what people wrote there."""
        return tuple(post for topic in self._topics() for post in _posts(topic))

    def shown(self) -> tuple[Standing, ...]:
        """What stands in the place of the digests' posts for readers of another language."""
        return tuple(text for topic in self._topics() for text in self._texts(topic))

    def mend(self) -> None:
        """Lets a moderator reword the week, where that was not done yet."""
        for topic in self._topics():
            for post in topic["post_stream"]["posts"]:
                if MENDED[0] in post["raw"]:
                    wish = {"post": {"raw": post["raw"].replace(*MENDED)}}
                    self._as(MODERATOR, "PUT", f"/posts/{post['id']}.json", json=wish).raise_for_status()

    def go_on(self) -> None:
        """Lets the forum's people do what they would do now: a reader comments on the week, a moderator decides."""
        stands = self.standing()
        parts = [post for post in stands if post.name.isdecimal()]
        if parts and COMMENT not in [post.raw for post in stands]:
            self._write(READER, COMMENT, parts[0], reply_to=None)
        asked = next((post for post in stands if post.name.startswith("ask-")), None)
        if asked and DECISION not in [post.raw for post in stands]:
            self._write(MODERATOR, DECISION, asked, reply_to=asked.number)

    def _topics(self) -> Iterator[dict[str, Any]]:
        number = FIRST_TOPIC
        while (answer := self._as(ADMIN, "GET", f"/t/{number}.json?include_raw=1")).status_code == httpx.codes.OK:
            topic: dict[str, Any] = answer.json()
            if topic["post_stream"]["posts"][0]["username"] == BOT and not _is_sign_of_life(topic):
                yield topic
            number += 1

    def _texts(self, topic: dict[str, Any]) -> Iterator[Standing]:
        for post in topic["post_stream"]["posts"]:
            answer = self._as(ADMIN, "GET", f"/post_localizations/{post['id']}.json").raise_for_status()
            for text in answer.json()["post_localizations"]:
                title = (text.get("topic_localization") or {}).get("title", "")
                yield Standing(
                    topic=topic["id"], number=post["post_number"], title=title, external_id="", raw=text["raw"]
                )

    def _write(self, who: str, raw: str, below: Standing, *, reply_to: int | None) -> None:
        wish = {"raw": raw, "topic_id": below.topic, "reply_to_post_number": reply_to}
        self._as(who, "POST", "/posts.json", json=wish).raise_for_status()

    def _as(self, who: str, method: str, path: str, **body: Any) -> httpx.Response:
        return self._control.request(method, path, headers={"Api-Key": GLOBAL_KEY, "Api-Username": who}, **body)

    def _say(self, what: str, body: object) -> None:
        self._control.post(f"/_sandbox/{what}", json=body).raise_for_status()


def _is_sign_of_life(topic: dict[str, Any]) -> bool:
    return str(topic.get("external_id") or "").startswith("pb-host-")


def _posts(topic: dict[str, Any]) -> Iterator[Standing]:
    for post in topic["post_stream"]["posts"]:
        yield Standing(
            topic=topic["id"],
            number=post["post_number"],
            title=topic["title"],
            external_id=topic.get("external_id") or "",
            raw=post["raw"],
            author=post["username"],
            version=post["version"],
            likes=sum(one.get("count", 0) for one in post["actions_summary"]),
        )
