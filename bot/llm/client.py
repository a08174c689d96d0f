"""One request to the Messages API, by the vendor's SDK; the only file that imports it (it costs a second).

An answer is read as bytes and becomes a value of `wire.py`; every error becomes one of ours. Nothing is retried here:
the SDK's own retries are off, and the caller wraps the question in `bot.net.patiently`, once.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import anthropic
import httpx2  # the SDK's transport, whose errors show while a body is read
from pydantic import ValidationError

from bot.clock import Stopwatch
from bot.errors import Misconfigured, OutcomeUnknown, PaperboyError, Rejected, Unavailable
from bot.llm.lacks import NO_KEY, REFUSED, Lack, Lacks
from bot.llm.settings import ModelSettings
from bot.llm.shape import schema as shape
from bot.llm.wire import About, Counted, Reply, read_reply
from bot.net import retry_after

CAP_BYTES = 5_000_000
"""For one answer: 64,000 tokens are about 300 kB."""

WIDEST = 200
"""How many characters of a server's own message are shown."""

_BILLING = re.compile(r"spend_limit_reached$|^linked_organization_billing_unavailable$")
"""Error codes that no waiting cures. Source: the SDK's `_error_classes.py`, 2.12."""

_OUR_PARAMETERS = re.compile(r"\b(thinking|output_config|effort|max_tokens|cache_control|credit balance)\b")
"""A 400 that names one of these is about the settings, not about the text."""

WAYS = (
    "give the secret 'anthropic-api-key' (the second model's is 'judge-api-key', the stronger one's 'stronger-api-key')"
    " as a systemd credential, as a file named by api_key_file, or in the environment as ANTHROPIC_API_KEY"
)
"""How to give a key to a server on this machine, which might have wanted none."""

_KEYLESS = (401, 403)

V = TypeVar("V")


class Client:
    """A connection to one model; may be shared by threads.

    Of a call's time a tenth is for connecting, eight tenths for the first byte, and the rest for the body, which must
    keep flowing: a server that trickles cannot hold the line. A request that is refused for a field that the server
    does not know is sent again without it, at once.
    """

    def __init__(self, settings: ModelSettings, noticed: Callable[[Lack], None] = lambda _lack: None) -> None:
        self._settings = settings
        self.lacks = Lacks(settings.base_url, noticed)
        tenth = settings.timeout_s / 10
        self._anthropic = anthropic.Anthropic(
            api_key=settings.api_key,
            base_url=settings.base_url,
            max_retries=0,
            timeout=anthropic.Timeout(8 * tenth, connect=tenth),
            default_headers={"Accept-Encoding": "identity", **settings.headers},
        )

    def send(
        self,
        *,
        key: str,
        system: str,
        user: str,
        schema: Mapping[str, Any],
        cached: bool = False,
        max_tokens: int | None = None,
    ) -> Reply:
        """Asks once. `key` names the item in errors; `cached` has the server keep and use `system`, and all before it.

        Raises: OutcomeUnknown (it may be paid for all the same), Unavailable, Rejected (this text is refused),
        Misconfigured.
        """
        most = max_tokens or self._settings.max_tokens
        request = {**self._prompt(system, user, schema, cached=cached), "max_tokens": most}

        def send(fitted: Mapping[str, Any]) -> tuple[bytes, int]:
            watch = Stopwatch()
            with self._anthropic.messages.with_streaming_response.create(**fitted) as got:
                return b"".join(self._body(got.http_response, watch)), round(watch.seconds * 1000)

        body, milliseconds = self._asked(key, request, send)
        return self._understood(key, self._read(key, lambda: read_reply(body, milliseconds)))

    def about(self) -> About | None:
        """What the server says of the model; None where it tells nothing of any.

        Raises: Unavailable, Misconfigured (key, model, address).
        """
        model = self._settings.model
        try:
            with self._ours(model):
                got = self._anthropic.models.with_raw_response.retrieve(model).http_response.content
        except Misconfigured as error:
            if not self._is_missing(error.__cause__, beside=f"/v1/models/{model}"):
                raise
            self._knock()
            self.lacks.note(Lack.ABOUT)
            return None
        return self._read(model, lambda: About.model_validate_json(got))

    def try_settings(self) -> bool:
        """Has the server check all that is sent with a text by counting a word's tokens, which is free.

        False where it counts none. Raises: Unavailable, Misconfigured.
        """
        return self._count(self._settings.model, self._prompt("word", "word", shape({}), cached=True)) is not None

    def count(self, *, key: str, system: str, user: str, schema: Mapping[str, Any]) -> int:
        """How many tokens a question has, which costs nothing.

        Raises: Unavailable (also where the server does not count), Rejected, Misconfigured.
        """
        found = self._count(key, self._prompt(system, user, schema, cached=False))
        if found is None:
            raise Unavailable(f"{self._where}: it counts no tokens")
        return found

    def close(self) -> None:
        """Closes the connections."""
        self._anthropic.close()

    @property
    def _where(self) -> str:
        return f"model {self._settings.model} at {self._settings.base_url}"

    def _prompt(self, system: str, user: str, schema: Mapping[str, Any], *, cached: bool) -> dict[str, Any]:
        mark = {"cache_control": {"type": "ephemeral"}} if cached else {}
        output: dict[str, Any] = {"format": {"type": "json_schema", "schema": dict(schema)}}
        if self._settings.effort is not None:
            output["effort"] = self._settings.effort
        prompt = {
            "model": self._settings.model,
            "system": [{"type": "text", "text": system, **mark}],
            "messages": [{"role": "user", "content": user}],
            "output_config": output,
        }
        return prompt if self._settings.thinking is None else {**prompt, "thinking": dict(self._settings.thinking)}

    def _count(self, key: str, request: Mapping[str, Any]) -> int | None:
        """The tokens of a request; None where the server counts none."""
        count = self._anthropic.messages.with_raw_response.count_tokens
        try:
            got = self._asked(key, request, lambda fitted: count(**fitted).http_response.content)
        except Misconfigured as error:
            if not self._is_missing(error.__cause__, beside="/v1/messages/count_tokens"):
                raise
            self.lacks.note(Lack.COUNTING)
            return None
        return self._read(key, lambda: Counted.model_validate_json(got)).input_tokens

    def _asked(self, key: str, request: Mapping[str, Any], send: Callable[[Mapping[str, Any]], V]) -> V:
        """Once, and again after a refusal for a field that the server does not know. Raises: our errors.

        Each try has such a field less than the one before, and there are four of them.
        """
        fitted = self.lacks.fitted(request)
        with self._ours(key):
            try:
                return send(fitted)
            except anthropic.APIStatusError as error:
                if not self.lacks.refused(error.status_code, error.body, fitted):
                    raise
        return self._asked(key, request, send)

    def _understood(self, key: str, reply: Reply) -> Reply:
        """The answer as the Messages API would have it. Raises: Unavailable (parts of it are not there)."""
        if not self.lacks.imitates and ({Lack.USAGE, Lack.ENDING} & set(reply.lacks) or not reply.model):
            raise Unavailable(f"{self._where}: the answer for {key} is not a Messages API answer; tried again later")
        self.lacks.note(*reply.lacks)
        whole = reply.stop_reason in ("end_turn", "stop_sequence")
        text = self.lacks.bare(reply.text) if whole else reply.text
        return replace(reply, text=text, model=reply.model or self._settings.model)

    def _is_missing(self, error: BaseException | None, *, beside: str) -> bool:
        """Whether a server has no such address, and does not say that it has no such model."""
        if not self.lacks.imitates or not isinstance(error, anthropic.APIStatusError):
            return False
        said = f"{error.api_message or error.body or ''}".replace(beside, "")
        return error.status_code in (404, 405) and self._settings.model not in said

    def _knock(self) -> None:
        """Asks for an answer to nothing, which is refused: so it shows, for free, whether the Messages API is there.

        Raises: Unavailable, Misconfigured.
        """
        with self._ours(self._settings.model):
            try:
                self._anthropic.post("/v1/messages", body={}, cast_to=httpx2.Response)
            except anthropic.APIStatusError as error:
                if error.status_code not in REFUSED:
                    raise

    def _body(self, response: httpx2.Response, watch: Stopwatch) -> Iterator[bytes]:
        tenth = self._settings.timeout_s / 10
        response.request.extensions["timeout"]["read"] = tenth
        size = 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > CAP_BYTES:
                raise OutcomeUnknown(f"{self._where}: the answer is larger than {CAP_BYTES:,} bytes and was not read")
            if watch.seconds > 9 * tenth:
                raise OutcomeUnknown(f"{self._where}: the answer took longer than {self._settings.timeout_s:g} s")
            yield piece

    def _read(self, key: str, read: Callable[[], V]) -> V:
        try:
            return read()
        except ValidationError as error:
            one = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in one["loc"]) or "as a whole"
            raise Unavailable(
                f"{self._where}: the answer for {key} is not a Messages API answer ({place}: {one['msg']}); check"
                " base_url if this stays"
            ) from error

    @contextmanager
    def _ours(self, key: str) -> Iterator[None]:
        """Turns the SDK's errors into those of who must act."""
        try:
            yield
        except anthropic.APIStatusError as error:
            said = self._shown(error.api_message or f"HTTP {error.status_code}").rstrip(".")
            if error.status_code in _KEYLESS and self._settings.api_key == NO_KEY:
                raise Misconfigured(f"{self._where}: {said}; it wants a key, and none was given: {WAYS}") from error
            raise _whose(error, f"{self._where}: {said}", key) from error
        except (anthropic.APIConnectionError, httpx2.HTTPError) as error:
            reason = self._shown(str(error.__cause__ or error)) or type(error).__name__
            kind = OutcomeUnknown if _is_at_work(error) else Unavailable
            raise kind(f"{self._where}: no answer for {key} ({reason}); tried again later") from error

    def _shown(self, text: str) -> str:
        for secret in self._settings.secrets():
            text = text.replace(secret, "…")
        line = " ".join(text.split())
        return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"


def _is_at_work(error: Exception) -> bool:
    """Whether the server had the question whole: it was silent for too long, or its answer came only in part."""
    return isinstance(error, httpx2.HTTPError) or isinstance(error.__cause__, httpx2.ReadTimeout)


def _whose(error: anthropic.APIStatusError, said: str, key: str) -> PaperboyError:
    """The error of who must act on a status. Source: https://platform.claude.com/docs/en/api/errors"""
    status = error.status_code
    if status == 402 or _BILLING.search(error.error_code or ""):  # noqa: PLR2004 - HTTP's own numbers read best bare
        return Misconfigured(f"{said}; the account's spending limit is reached: raise it with the provider, or wait")
    if status in (408, 409, 429) or status >= 500:  # noqa: PLR2004 - as above
        asked = retry_after(error.response.headers)
        return Unavailable(f"{said}; tried again later", retry_after=asked, crowded=status in (429, 529))
    if status in _KEYLESS:
        return Misconfigured(f"{said}; the key is refused: check the secret, and [llm] headers if the server wants any")
    if status in (404, 405) or status < 400:  # noqa: PLR2004 - as above
        return Misconfigured(f"{said}; there is no such model or address: check [llm] model and base_url")
    if _OUR_PARAMETERS.search(said):
        return Misconfigured(f"{said}; the model does not take these settings: check [llm] and [llm.models]")
    remedy = "choose another model in [llm] and release it, or drop the entry"
    return Rejected(f"{key}: {said}; refused as it stands (HTTP {status}): {remedy}")
