"""The answers the sandbox's model can give, by task, locale, round and the hash of the text it is asked about.

Only the fenced source text counts: a changed prompt breaks no recording, a changed source has none.
"""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Key: TypeAlias = tuple[str, str, int, str]
"""Task, locale, round, SHA-256 of the source text."""

_FENCE = re.compile(
    r'<source task="(?P<task>[\w-]+)" locale="(?P<locale>[\w-]+)" round="(?P<round>\d+)" '
    r'sha256="(?P<hash>[0-9a-f]{64})">\n(?P<text>.*?)\n</source sha256="(?P=hash)">',
    re.DOTALL,
)


class Recording(BaseModel):
    """One answer: `answer` is the object the model sends, or `text`, in its place, what it sends word for word.

    `about` is a note for people. `model` is the one that answers so, empty for every model that has no answer of its
    own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str
    locale: str
    round: int = 1
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    about: str = ""
    model: str = ""
    answer: dict[str, Any] | None = None
    text: str = ""
    stop_reason: Literal["end_turn", "refusal", "model_context_window_exceeded"] = "end_turn"

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.task, self.locale, self.round, self.sha256

    @property
    def said(self) -> str:
        """The text of the answer."""
        return self.text if self.answer is None else json.dumps(self.answer, ensure_ascii=False)


def load_recordings(folder: Path) -> Iterator[Recording]:
    """All recordings of `answers.<locale>.jsonl` in a folder."""
    for file in sorted(folder.glob("answers.*.jsonl")):
        with file.open("rb") as lines:
            yield from (Recording.model_validate_json(line) for line in lines)


def unrecorded(key: Key) -> Recording | None:
    """The answer to a comment that was not recorded: nobody can tell what it asks. None for any other question."""
    task, locale, round_, digest = key
    if task != "correction":
        return None
    answer = {"verdict": "unclear", "corrections": []}
    return Recording(task=task, locale=locale, round=round_, sha256=digest, answer=answer)


def opening(schema: dict[str, Any]) -> Recording:
    """How every answer in this schema begins: all that can be said where nothing is asked, and cut after a token."""
    first = next(iter(schema.get("properties", {})), "")
    return Recording(task="", locale="", sha256=sha256().hexdigest(), text=f'{{"{first}')


def fenced(text: str) -> Key | None:
    """What a message asks about; None where it holds no fence, more than one, or one whose hash is not its text's."""
    fences = list(_FENCE.finditer(text))
    if len(fences) != 1:
        return None
    (fence,) = fences
    if sha256(fence["text"].encode()).hexdigest() != fence["hash"]:
        return None
    return fence["task"], fence["locale"], int(fence["round"]), fence["hash"]
