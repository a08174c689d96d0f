"""What the Messages API answers, as values. Pure: bytes in, a value or pydantic's complaint out."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from bot.domain import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole answer. `text` joins its text blocks; `declined` is a refusal's category, empty where none is given."""

    text: str
    stop_reason: str
    declined: str
    model: str
    usage: Usage
    milliseconds: int


class About(BaseModel):
    """What a server says of a model; None where it does not say."""

    id: str
    lifecycle: str | None = None
    retires_at: datetime | None = None
    max_tokens: int | None = None


def read_reply(body: bytes, milliseconds: int) -> Reply:
    """Raises: pydantic.ValidationError (not an answer of the Messages API)."""
    message = _Message.model_validate_json(body)
    return Reply(
        text="".join(block.text or "" for block in message.content if block.type == "text"),
        stop_reason=message.stop_reason,
        declined=(message.stop_details.category if message.stop_details else None) or "",
        model=message.model,
        usage=message.usage.tokens(),
        milliseconds=milliseconds,
    )


class _Block(BaseModel):
    type: str
    text: str | None = None


class _Declined(BaseModel):
    category: str | None = None


class _Thinking(BaseModel):
    thinking_tokens: int = 0


class _Usage(BaseModel):
    input_tokens: int
    output_tokens: int
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    output_tokens_details: _Thinking | None = None

    def tokens(self) -> Usage:
        return Usage(
            input=self.input_tokens,
            output=self.output_tokens,
            cache_write=self.cache_creation_input_tokens or 0,
            cache_read=self.cache_read_input_tokens or 0,
            thinking=self.output_tokens_details.thinking_tokens if self.output_tokens_details else 0,
        )


class _Message(BaseModel):
    model: str
    content: list[_Block]
    stop_reason: str
    stop_details: _Declined | None = None
    usage: _Usage
