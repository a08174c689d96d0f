"""What the Messages API answers, as values. Pure: bytes in, a value or pydantic's complaint out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from bot.domain import Usage
from bot.llm.lacks import Lack


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole answer. `text` joins its text blocks; `declined` is a refusal's category, empty where none is given.

    `lacks` are the parts of an answer of the Messages API that are not there; without `Lack.USAGE` among them the usage
    was measured.
    """

    text: str
    stop_reason: str
    declined: str
    model: str
    usage: Usage
    milliseconds: int
    lacks: tuple[Lack, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether the server said what the answer took."""
        return Lack.USAGE not in self.lacks


class About(BaseModel):
    """What a server says of a model; None where it does not say."""

    id: str
    lifecycle: str | None = None
    retires_at: datetime | None = None
    max_tokens: int | None = None


class Counted(BaseModel):
    """How many tokens a question has."""

    input_tokens: int


_ENDINGS = {"": "end_turn", "stop": "end_turn", "length": "max_tokens"}
"""Why an answer ended, in the Messages API's words, where a server has those of OpenAI's or none."""


def read_reply(body: bytes, milliseconds: int) -> Reply:
    """Raises: pydantic.ValidationError (not an answer of the Messages API)."""
    message = _Message.model_validate_json(body)
    return Reply(
        text="".join(block.text or "" for block in message.content if block.type == "text"),
        stop_reason=_ENDINGS.get(message.stop_reason or "", message.stop_reason or ""),
        declined=(message.stop_details.category if message.stop_details else None) or "",
        model=message.model or "",
        usage=message.usage.tokens(),
        milliseconds=milliseconds,
        lacks=tuple(message.lacks()),
    )


class _Block(BaseModel):
    type: str
    text: str | None = None


class _Declined(BaseModel):
    category: str | None = None


class _Thinking(BaseModel):
    thinking_tokens: int = 0


class _Usage(BaseModel):
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    output_tokens_details: _Thinking | None = None

    def tokens(self) -> Usage:
        return Usage(
            input=self.input_tokens or 0,
            output=self.output_tokens or 0,
            cache_write=self.cache_creation_input_tokens or 0,
            cache_read=self.cache_read_input_tokens or 0,
            thinking=self.output_tokens_details.thinking_tokens if self.output_tokens_details else 0,
        )


class _Message(BaseModel):
    model: str | None = None
    content: list[_Block]
    stop_reason: str | None = None
    stop_details: _Declined | None = None
    usage: _Usage = _Usage()

    def lacks(self) -> Iterator[Lack]:
        if self.usage.input_tokens is None or self.usage.output_tokens is None:
            yield Lack.USAGE
        elif not self.usage.model_fields_set & {"cache_creation_input_tokens", "cache_read_input_tokens"}:
            yield Lack.COUNTERS
        if not self.stop_reason:
            yield Lack.ENDING
