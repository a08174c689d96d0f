"""The model's server: the Messages API, strict about requests, answering from recordings only. It invents nothing.

A reader may write any comment, so of one that was not recorded it says that it cannot tell what is asked.

Usage is reckoned, not measured: tokens by the rule of `tokens.py`, thinking as a share of the answer that grows with
the effort. The thinking itself is sent as the 5.x models send it by default, signed and empty.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import AnyClock
from bot.sandbox.catalogue import MODELS, described
from bot.sandbox.faults import NOTED
from bot.sandbox.messages import Message, Prompt, Refusal, read_message, read_prompt
from bot.sandbox.pace import AT_ONCE, Figures, Pace
from bot.sandbox.recordings import Key, Recording, fenced, opening, unrecorded
from bot.sandbox.tokens import Block, PromptCache, Reckoned, count, first

KEY = "sandbox-model-key"
"""The one key this server knows. It opens nothing else."""

_VERSIONS = ("2023-06-01", "2026-10-21")
_LONGEST_BODY = 32 * 1024 * 1024
_THINKING_PERCENT = {"low": 10, "medium": 25, "high": 50, "xhigh": 100, "max": 200, None: 50}


class Service:
    """What the model's server knows: its recordings, its prompt cache, and how many it has answered."""

    def __init__(self, clock: AnyClock, recordings: Iterable[Recording], figures: Figures = AT_ONCE) -> None:
        self._clock = clock
        self._recordings: dict[tuple[str, Key], Recording] = {}
        self.add(recordings)
        self._cache = PromptCache()
        self._pace = Pace(figures)
        self._requests = 0

    def add(self, recordings: Iterable[Recording]) -> None:
        """Adds recordings, or puts others in the place of those with the same key."""
        self._recordings.update({(recording.model, recording.key): recording for recording in recordings})

    def app(self) -> Starlette:
        """The server's own application."""
        handlers: dict[Any, Any] = {Refusal: self._refused, HTTPException: self._not_spoken}
        return Starlette(
            routes=[
                Route("/v1/messages", self._answer, methods=["POST"]),
                Route("/v1/messages/count_tokens", self._count, methods=["POST"]),
                Route("/v1/models", self._models),
                Route("/v1/models/{id}", self._model),
            ],
            exception_handlers=handlers,
        )

    async def _answer(self, request: Request) -> Response:
        _admit(request)
        message = read_message(await _body(request))
        recording = self._recorded(message)
        usage, text, stop = self._spent(message, recording)
        self._pace.admit(usage["input_tokens"] + usage["cache_creation_input_tokens"])
        await self._pace.begin()
        model = MODELS[message.model]
        self._cache.keep(model.id, _read(message), model.smallest_prefix, self._clock.now())
        await self._pace.speak(usage["output_tokens"])
        content = [{"type": "text", "text": text}] if text else []
        if message.thinks and message.max_tokens and recording.stop_reason != "refusal":
            signature = sha256(recording.sha256.encode()).hexdigest()
            content.insert(0, {"type": "thinking", "thinking": "", "signature": signature})
        self._requests += 1
        answer = {
            "id": f"msg_sandbox_{self._requests:06}",
            "type": "message",
            "role": "assistant",
            "model": message.model,
            "content": content,
            "stop_reason": stop,
            "stop_sequence": None,
            "stop_details": _details(stop),
            "container": None,
            "usage": usage,
        }
        headers = {"request-id": f"req_sandbox_{self._requests:06}", NOTED: _note(message, usage)}
        return JSONResponse(answer, headers=headers)

    async def _count(self, request: Request) -> Response:
        _admit(request)
        prompt = read_prompt(await _body(request))
        return JSONResponse({"input_tokens": sum(count(block.text) for block in _read(prompt))})

    async def _models(self, request: Request) -> Response:
        _admit(request)
        limit = int(request.query_params.get("limit", 20))
        ids = list(MODELS)
        after = request.query_params.get("after_id")
        rest = ids[ids.index(after) + 1 :] if after in ids else ids
        page = rest[:limit]
        return JSONResponse(
            {
                "data": [described(MODELS[name]) for name in page],
                "has_more": len(rest) > len(page),
                "first_id": page[0] if page else None,
                "last_id": page[-1] if page else None,
            }
        )

    async def _model(self, request: Request) -> Response:
        _admit(request)
        name = request.path_params["id"]
        if name not in MODELS:
            raise Refusal(f"model: {name}", kind="not_found_error", status=404)
        return JSONResponse(described(MODELS[name]))

    def _recorded(self, message: Message) -> Recording:
        asked = "\n".join(block.text for block in message.messages[-1].blocks)
        key = fenced(asked)
        if key is None and message.max_tokens <= (1 if message.schema_ else 0):
            return opening(message.schema_ or {})
        if key is None:
            raise Refusal("The sandbox found no fenced source text with a right hash in the last message.")
        own, any_model = self._recordings.get((message.model, key)), self._recordings.get(("", key))
        recording = own or any_model or unrecorded(key)
        if recording is None:
            task, locale, round_, digest = key
            raise Refusal(
                f"The sandbox has no recording for task {task}, locale {locale}, round {round_}, source {digest}; "
                "it answers only what was recorded and invents nothing."
            )
        return recording

    def _spent(self, message: Message, recording: Recording) -> tuple[dict[str, Any], str, str]:
        """The usage, the text as far as `max_tokens` lets it come, and why the answer stops."""
        model = MODELS[message.model]
        reckoned = self._cache.reckon(model.id, _read(message), model.smallest_prefix, self._clock.now())
        whole = sum((reckoned.fresh, reckoned.read, reckoned.written_5m, reckoned.written_1h))
        if whole > model.longest_prompt:
            raise Refusal(f"prompt is too long: {whole} tokens > {model.longest_prompt} maximum")
        wanted = count(recording.said) * _THINKING_PERCENT[message.effort] // 100 if message.thinks else 0
        thinking = min(wanted, message.max_tokens)
        text = first(recording.said, message.max_tokens - thinking)
        stop = recording.stop_reason if text == recording.said else "max_tokens"
        return _usage(reckoned, thinking, count(text)), text, stop

    async def _not_spoken(self, request: Request, error: HTTPException) -> Response:
        """A path or a method that the API does not have."""
        kind = "not_found_error" if error.status_code == HTTPStatus.NOT_FOUND else "invalid_request_error"
        return await self._refused(request, Refusal(error.detail, kind=kind, status=error.status_code))

    async def _refused(self, request: Request, error: Refusal) -> Response:
        self._requests += 1
        request_id = f"req_sandbox_{self._requests:06}"
        body = {"type": "error", "error": {"type": error.kind, "message": str(error)}, "request_id": request_id}
        later = {} if error.retry_after is None else {"retry-after": str(error.retry_after)}
        return JSONResponse(body, error.status, headers={"request-id": request_id, **later})


def _admit(request: Request) -> None:
    """Checks the headers every request must have."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or key != KEY:
        raise Refusal("Invalid bearer token", kind="authentication_error", status=401)
    version = request.headers.get("anthropic-version")
    if version not in _VERSIONS:
        said = "is required" if version is None else f"'{version}' is not a valid version"
        raise Refusal(f"anthropic-version: {said}")


async def _body(request: Request) -> bytes:
    body = await request.body()
    if len(body) > _LONGEST_BODY:
        raise Refusal("Request exceeds the maximum size", kind="request_too_large", status=413)
    return body


def _read(prompt: Prompt) -> list[Block]:
    """The prompt as the cache sees it: the schema first, then all text; a request-wide mark is on the last block."""
    lives = [block.cache_control.ttl if block.cache_control else None for block in prompt.blocks()]
    if prompt.cache_control:
        lives[-1] = prompt.cache_control.ttl
    texts = [Block(text=block.text, life=life) for block, life in zip(prompt.blocks(), lives, strict=True)]
    return ([Block(text=repr(prompt.schema_))] if prompt.schema_ else []) + texts


def _usage(reckoned: Reckoned, thinking: int, text: int) -> dict[str, Any]:
    return {
        "input_tokens": reckoned.fresh,
        "cache_creation_input_tokens": reckoned.written_5m + reckoned.written_1h,
        "cache_read_input_tokens": reckoned.read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": reckoned.written_5m,
            "ephemeral_1h_input_tokens": reckoned.written_1h,
        },
        "output_tokens": thinking + text,
        "output_tokens_details": {"thinking_tokens": thinking},
        "server_tool_use": None,
        "service_tier": "standard",
        "speed": "standard",
        "inference_geo": "not_available",
    }


def _note(message: Message, usage: dict[str, Any]) -> str:
    """For the log: the question's task, locale, round and hash (None where nothing is fenced), and its tokens."""
    asked = fenced("\n".join(block.text for block in message.messages[-1].blocks))
    return json.dumps({"asked": asked, "model": message.model, "usage": usage})


def _details(stop: str) -> dict[str, Any] | None:
    if stop != "refusal":
        return None
    return {"type": "refusal", "category": None, "explanation": "Recorded as declined."}
