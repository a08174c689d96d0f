"""The places of the editions besides the first one's topic, in `EDITIONS`, and what stands in those without a forum."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tests.publishers import receiver
from tools.crash.points import Kill
from tools.crash.verdict import Standing

DIGESTS = 5
"""The first edition's, and those of `_TABLES`."""

SECRET = f"WEBHOOK_SECRET={receiver.SECRET}"
"""What the bot's environment must have."""

FORUM = {"content_localization_enabled": True, "content_localization_supported_locales": "ko|ja"}
"""What the forum must have on."""

_PATH = "/take"
_SERVER = "receiver"
_NOWHERE = 0
"""The topic of what stands in no forum."""

_TABLES = """
[editions.demo.topic_tags]
"llm agents" = "에이전트"

[editions.demo.related]

[editions.nihongo]
locale = "ja"
publisher = "discourse"
start = "latest"
after = "demo"
review = "none"

[editions.nihongo.discourse]
url = "{forum}"
username = "paperboy"
category = "free"
api_key_file = "forum-key"

[editions.shown]
locale = "ja"
publisher = "localization"
start = "latest"
review = "none"

[editions.shown.localization]
of = "demo"
url = "{forum}"
username = "paperboy"
api_key_file = "forum-key"

[editions.pasted]
locale = "ko"
publisher = "paste"
template = "list.md.j2"
start = "latest"
after = "demo"
campaign = "pasted"

[editions.pasted.paste]
path = "state/pasted"

[editions.told]
locale = "ko"
publisher = "webhook"
start = "latest"
after = "demo"

[editions.told.webhook]
url = "{receiver}"
"""


@dataclass(slots=True)
class Places:
    """A receiver of a webhook, and a folder of what is to be pasted; of what the receiver had, only the last run's."""

    receiver: receiver.Receiver
    state: Path

    def tables(self, forum: str) -> str:
        """The editions, for the end of config.toml."""
        return _TABLES.format(forum=forum, receiver=self.receiver.url)

    def begin(self) -> None:
        """Forgets what came."""
        self.receiver.calls.clear()
        self.receiver.keeps.clear()
        self.spare()

    def doom(self, kill: Kill, pid: int) -> bool:
        """Orders a process's death at a call to the receiver; False for one to somebody else."""
        if kill.server != _SERVER:
            return False
        before = len(self.receiver.calls)

        def on_call(_call: receiver.Call) -> None:
            if len(self.receiver.calls) == before + kill.nth:
                os.kill(pid, signal.SIGKILL)
                if kill.when == "before":
                    self.receiver.replies.append(receiver.Reply(status=HTTPStatus.SERVICE_UNAVAILABLE))

        self.receiver.on_call = on_call
        return True

    def spare(self) -> None:
        """Takes back what was ordered."""
        self.receiver.on_call = lambda _call: None
        self.receiver.replies.clear()

    def requests(self) -> list[dict[str, Any]]:
        """What came to the receiver, as lines of a log."""
        return [{"server": _SERVER, "method": "POST", "path": _PATH} for _ in self.receiver.calls]

    def standing(self) -> tuple[Standing, ...]:
        """What the receiver keeps, by key, and what is offered to be pasted."""
        return (*self._kept(), *self._offered())

    def wrong(self) -> tuple[str, ...]:
        """What a receiver would complain of: another text under a key that it knows."""
        texts = Counter(key for key, _body in {(call.key, call.body) for call in self.receiver.calls})
        return tuple(f"{count} different texts came under {key}" for key, count in texts.items() if count > 1)

    def _kept(self) -> Iterator[Standing]:
        for number, (key, told) in enumerate(self.receiver.keeps.items(), 1):
            yield _standing("receiver", number, told["title"], json.dumps({"under": key, **told}, ensure_ascii=False))

    def _offered(self) -> Iterator[Standing]:
        for file in sorted(self.state.glob("pasted/**/post.json")):
            record = json.loads(file.read_text(encoding="utf-8"))
            for number in record["parts"]:
                text = (file.parent / f"part-{number}.md").read_text(encoding="utf-8")
                yield _standing("pasted", number, record["title"], text)
            for number, fix in enumerate(record["fixes"], 1):
                # Of a fix, when it was made depends on when the bot died.
                words = {**fix, "at": ""}
                yield _standing("fixes", number, record["title"], json.dumps(words, ensure_ascii=False))


def _standing(where: str, number: int, title: str, raw: str) -> Standing:
    return Standing(topic=_NOWHERE, number=number, title=title, external_id=where, raw=raw)


@contextmanager
def places(state: Path) -> Iterator[Places]:
    """A receiver of its own, for as long as the block runs."""
    with receiver.receiving(_PATH) as made:
        yield Places(made, state)
