"""What a request to the Messages API may say, and the sandbox's refusals.

The form is checked as the vendor checks it (an unknown field is an error, named by its path), then what the model
named in it accepts. Fields the API has and this server does not speak are refused as such, never ignored.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.sandbox.catalogue import EFFORTS, MODELS, Model

_Form = TypeVar("_Form", bound="Prompt")

_BREAKPOINTS = 4
_LEAST_BUDGET = 1024
_FORMATS = ("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid")
_UNSPOKEN = {"tools", "speed", "stream", "container", "diagnostics", "inference_geo", "stop_sequences"}
_SCHEMA_WORDS = {
    *("type", "properties", "required", "additionalProperties", "items", "minItems", "enum", "const", "format"),
    *("pattern", "anyOf", "allOf", "$ref", "$defs", "definitions", "default", "title", "description"),
}


class Refusal(Exception):
    """A request that the API answers with an error. `kind` is the error's type, `status` its HTTP status.

    `retry_after` is in seconds, None where the answer does not say.
    """

    def __init__(
        self, message: str, *, kind: str = "invalid_request_error", status: int = 400, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CacheControl(_Strict):
    """A breakpoint of the prompt cache."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] = "5m"


class TextBlock(_Strict):
    """A piece of text in a message or in the system prompt."""

    type: Literal["text"]
    text: str = Field(min_length=1)
    cache_control: CacheControl | None = None


class Turn(_Strict):
    """One message of the conversation."""

    role: Literal["user", "assistant"]
    content: str | list[TextBlock]

    @property
    def blocks(self) -> list[TextBlock]:
        """The content as blocks, whichever way it was sent."""
        return _blocks(self.content)


class Format(_Strict):
    """The JSON schema an answer must keep to."""

    type: Literal["json_schema"]
    schema_: dict[str, Any] = Field(alias="schema")


class OutputConfig(_Strict):
    """How much effort, and in what form."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = None
    format: Format | None = None


class _Adaptive(_Strict):
    type: Literal["adaptive"]
    display: Literal["summarized", "omitted"] | None = None


class _Enabled(_Strict):
    type: Literal["enabled"]
    budget_tokens: int
    display: Literal["summarized", "omitted"] | None = None


class _Off(_Strict):
    type: Literal["disabled", "between_tools"]


Thinking: TypeAlias = Annotated[_Adaptive | _Enabled | _Off, Field(discriminator="type")]


class _Metadata(_Strict):
    user_id: str | None = None


class Prompt(_Strict):
    """What `count_tokens` takes, and every message has."""

    model: str = Field(min_length=1)
    messages: list[Turn] = Field(min_length=1)
    system: str | list[TextBlock] = []
    cache_control: CacheControl | None = None
    output_config: OutputConfig = OutputConfig()
    thinking: Thinking | None = None
    tool_choice: dict[str, Any] | None = None
    tools: object = None
    speed: object = None

    @property
    def effort(self) -> str | None:
        """The effort asked for, or the model's default."""
        return self.output_config.effort or MODELS[self.model].effort

    @property
    def thinks(self) -> bool:
        """Whether the answer begins with thinking."""
        if self.thinking is None:
            return MODELS[self.model].thinks
        return self.thinking.type in ("adaptive", "enabled")

    @property
    def schema_(self) -> dict[str, Any] | None:
        """The schema the answer must keep to."""
        return self.output_config.format.schema_ if self.output_config.format else None

    def blocks(self) -> list[TextBlock]:
        """All text in the order it is read: the system prompt, then the messages."""
        return _blocks(self.system) + [block for turn in self.messages for block in turn.blocks]


class Message(Prompt):
    """A request for an answer."""

    max_tokens: int = Field(ge=0)
    metadata: _Metadata | None = None
    service_tier: Literal["auto", "standard_only"] | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    stream: bool = False
    container: object = None
    diagnostics: object = None
    inference_geo: object = None
    stop_sequences: object = None


def read_prompt(body: bytes) -> Prompt:
    """A request to count tokens. Raises: Refusal."""
    prompt = _read(Prompt, body)
    _check(prompt)
    return prompt


def read_message(body: bytes) -> Message:
    """A request for an answer. Raises: Refusal."""
    message = _read(Message, body)
    model = _check(message)
    if message.max_tokens > model.longest_answer:
        raise Refusal(
            f"max_tokens: {message.max_tokens} > {model.longest_answer}, which is the maximum allowed number of "
            f"output tokens for {model.id}"
        )
    if message.max_tokens == 0 and message.schema_ is not None:
        raise Refusal("max_tokens: 0, which only fills the prompt cache, cannot be combined with output_config.format")
    if isinstance(message.thinking, _Enabled) and message.thinking.budget_tokens >= message.max_tokens:
        raise Refusal("`max_tokens` must be greater than `thinking.budget_tokens`.")
    for name in ("temperature", "top_p", "top_k"):
        if model.current and getattr(message, name) is not None:
            raise Refusal(f"{name}: sampling parameters are not supported by {model.id}")
    return message


def _read(form: type[_Form], body: bytes) -> _Form:
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(step) for step in first["loc"])
        raise Refusal(f"{path}: {first['msg']}" if path else first["msg"]) from error


def _check(prompt: Prompt) -> Model:
    """The model named, once all that depends on it holds."""
    model = MODELS.get(prompt.model)
    if model is None:
        raise Refusal(f"model: {prompt.model}", kind="not_found_error", status=404)
    _check_spoken(prompt, model)
    _check_turns(prompt, model)
    _check_thinking(prompt, model)
    _check_marks(prompt)
    if prompt.schema_ is not None:
        _check_schema(prompt.schema_, "output_config.format.schema")
    return model


def _check_spoken(prompt: Prompt, model: Model) -> None:
    if model.current and prompt.tool_choice and prompt.tool_choice.get("type") in ("any", "tool"):
        raise Refusal(f"tool_choice: forced tool choice is not supported by {model.id}")
    unspoken = sorted(name for name in _UNSPOKEN | {"tool_choice"} if getattr(prompt, name, None))
    if unspoken:
        raise Refusal(f"{unspoken[0]}: the sandbox does not speak this part of the API")


def _check_turns(prompt: Prompt, model: Model) -> None:
    texts = {"system": _blocks(prompt.system), "messages": [block for turn in prompt.messages for block in turn.blocks]}
    for name, blocks in texts.items():
        if any(not block.text.strip() for block in blocks):
            raise Refusal(f"{name}: text content blocks must contain non-whitespace text")
    if prompt.messages[0].role != "user":
        raise Refusal('messages: first message must use the "user" role')
    if model.current and prompt.messages[-1].role == "assistant":
        raise Refusal(f"messages: prefilling the assistant's answer is not supported by {model.id}")
    for place, turn in enumerate(prompt.messages):
        if not turn.blocks:
            raise Refusal(f"messages.{place}.content: must not be empty")


def _check_marks(prompt: Prompt) -> None:
    marks = [*(block.cache_control for block in prompt.blocks()), prompt.cache_control]
    lives = [mark.ttl for mark in marks if mark]
    if len(lives) > _BREAKPOINTS:
        raise Refusal(f"A maximum of {_BREAKPOINTS} blocks with cache_control may be provided.")
    if lives != sorted(lives):  # "1h" comes before "5m" by the alphabet too
        raise Refusal("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block")


def _check_thinking(prompt: Prompt, model: Model) -> None:
    if prompt.output_config.effort is not None and model.effort is None:
        raise Refusal(f"output_config.effort: {model.id} does not support the effort parameter")
    if prompt.thinking is None:
        return
    kind = prompt.thinking.type
    if kind not in model.accepts:
        raise Refusal(f"thinking.type: `{kind}` is not supported by {model.id}; use one of {sorted(model.accepts)}")
    if isinstance(prompt.thinking, _Enabled) and prompt.thinking.budget_tokens < _LEAST_BUDGET:
        raise Refusal(f"thinking.budget_tokens: Input should be greater than or equal to {_LEAST_BUDGET}")
    if kind == "disabled" and prompt.effort and EFFORTS.index(prompt.effort) > EFFORTS.index(model.quiet_below):
        raise Refusal(f"thinking.type: {model.id} cannot switch thinking off at effort `{prompt.effort}`")


def _check_schema(schema: dict[str, Any], path: str) -> None:
    """The subset of JSON Schema that structured output takes (platform.claude.com, "Structured outputs")."""
    unknown = sorted(set(schema) - _SCHEMA_WORDS)
    if unknown:
        raise Refusal(f"{path}: property '{unknown[0]}' is not supported")
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        raise Refusal(f"{path}: For 'object' type, 'additionalProperties' must be explicitly set to false")
    if schema.get("minItems", 0) not in (0, 1):
        raise Refusal(f"{path}: For 'array' type, 'minItems' values other than 0 or 1 are not supported")
    if schema.get("format", _FORMATS[0]) not in _FORMATS:
        raise Refusal(f"{path}: format '{schema['format']}' is not supported")
    for name, part in _parts(schema):
        _check_schema(part, f"{path}.{name}")


def _parts(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for table in ("properties", "$defs", "definitions"):
        yield from schema.get(table, {}).items()
    for choice in ("anyOf", "allOf"):
        yield from ((choice, part) for part in schema.get(choice, []))
    if "items" in schema:
        yield "items", schema["items"]


def _blocks(content: str | list[TextBlock]) -> list[TextBlock]:
    if isinstance(content, str):
        return [TextBlock(type="text", text=content)] if content else []
    return content
