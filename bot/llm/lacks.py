"""What a server that imitates the Messages API does not have: noticed as it shows, said once, and done without.

The vendor's own server lacks nothing: what it refuses is a mistake of ours or of the configuration. Facts about others:

- Ollama takes no `output_config`, answers no `/v1/messages/count_tokens` and has no cache counters in `usage`; a key is
  required by clients and ignored. Source: https://docs.ollama.com/api/anthropic-compatibility
- vLLM has no cache counters either. Source: https://github.com/vllm-project/vllm/issues/45079
- LM Studio fences the JSON of an answer whose schema it passed over. Source:
  https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2403
- A gateway may refuse a field that it does not know, as `cache_control: Extra inputs are not permitted`. Source:
  https://github.com/earendil-works/pi/issues/7938
"""

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

VENDOR = "anthropic.com"

NO_KEY = "no-key-needed"
"""What is sent as the key where there is none: the SDK sends no request without one."""

REFUSED = (400, 422)
"""How servers answer a request that is not as they want it."""


class Lack(StrEnum):
    """One thing that a server does not have, and what is done about it, in words for the operator."""

    SCHEMA = "does not know output_config.format, which is left out; the shape of answers is asked for in words"
    SHAPE = "does not hold its model to output_config.format; the shape of answers is asked for in words as well"
    EFFORT = "does not know output_config.effort, which is left out"
    THINKING = "does not know `thinking`, which is left out; whether its model thinks is set at the server"
    CACHE = "does not know cache_control, which is left out"
    COUNTERS = "does not count what it reads from its cache; all of a prompt is reckoned as read anew"
    ABOUT = "tells nothing of its models (/v1/models/ID), so that name and limits are not looked at"
    COUNTING = "counts no tokens beforehand, so that the settings are tried by the first text alone"
    USAGE = "does not say what an answer took; the ledger has no tokens and no dollars for it"
    ENDING = "does not say why an answer ended; one that is whole is taken for finished"


def imitates(base_url: str) -> bool:
    """Whether a server is not the vendor's own."""
    host = urlsplit(base_url).hostname or ""
    return host != VENDOR and not host.endswith(f".{VENDOR}")


def is_here(base_url: str) -> bool:
    """Whether a server runs on this machine, where most want no key."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Lacks:
    """What one server was found to lack since the process began. Safe from any thread.

    `noticed` hears of each lack once.
    """

    def __init__(self, base_url: str, noticed: Callable[[Lack], None]) -> None:
        self.imitates = imitates(base_url)
        self._noticed = noticed
        self._known: set[Lack] = set()
        self._lock = Lock()

    def __contains__(self, lack: Lack) -> bool:
        return lack in self._known

    def known(self) -> list[Lack]:
        """All of them, in the order in which they are listed above."""
        with self._lock:
            return [one for one in Lack if one in self._known]

    def note(self, *lacks: Lack) -> None:
        """Remembers what showed; nothing is ever lacking at the vendor's own server."""
        with self._lock:
            new = [one for one in lacks if self.imitates and one not in self._known]
            self._known.update(new)
        for one in new:
            self._noticed(one)

    def fitted(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The request without what the server does not know; the shape of the answer, asked for in words instead.

        The words stand at the end of the last message, so that what comes before stays the same bytes.
        """
        fitted, output = dict(request), dict(request.get("output_config", {}))
        if (Lack.SCHEMA in self or Lack.SHAPE in self) and "format" in output:
            *before, last = request["messages"]
            words = _in_words(output["format"]["schema"])
            fitted["messages"] = [*before, {**last, "content": f"{last['content']}\n\n{words}"}]
        if Lack.SCHEMA in self:
            output.pop("format", None)
        if Lack.EFFORT in self:
            output.pop("effort", None)
        if Lack.THINKING in self:
            fitted.pop("thinking", None)
        if Lack.CACHE in self and "system" in fitted:
            fitted["system"] = [
                {name: value for name, value in block.items() if name != "cache_control"} for block in fitted["system"]
            ]
        fitted.pop("output_config", None)
        return {**fitted, "output_config": output} if output else fitted

    def refused(self, status: int, answer: object, sent: Mapping[str, Any]) -> bool:
        """Whether a request was refused for a field that it had and the server does not know; then that is noted."""
        if not self.imitates or status not in REFUSED:
            return False
        said = _complaints(answer)
        unknown = [lack for lack in _in_request(sent) if any(_is_about(_FIELDS[lack], one) for one in said)]
        self.note(*unknown)
        return bool(unknown)

    def bare(self, text: str) -> str:
        """The one JSON object of an answer, without the thinking, the preamble or the fence around it.

        A text in which there is not exactly one comes back as it is. What stands around it tells that the server holds
        its model to no shape.
        """
        if not self.imitates or _is_json(text):
            return text
        spoken = _without_thinking(text).strip()
        if not _is_json(spoken) and Lack.SCHEMA not in self:
            self.note(Lack.SHAPE)
        return _only_object(spoken) or text


_FIELDS = {
    Lack.SCHEMA: r"output_config(?:\.format[\w.]*)?",
    Lack.EFFORT: r"output_config(?:\.effort)?",
    Lack.THINKING: r"thinking",
    Lack.CACHE: r"cache_control",
}
"""How a server names them: by their path in the request."""

_UNKNOWN = r"(?:extra inputs? (?:is|are) not permitted|extra_forbidden|additional propert\w+|not (?:supported|allowed))"
_CALLED = (
    r"(?:unknown|unrecogni[sz]ed|unexpected|unsupported|extra) (?:\w+ )?(?:field|parameter|argument|key|property)s?"
)


def _is_about(field: str, said: str) -> bool:
    """Whether a complaint is that a field as such is not known, and not that its value is not taken."""
    named = rf"[\"'`]?(?:[\w]+\.)*{field}(?![\w.])[\"'`]?"
    first = rf"\A{named}:?\s*(?:this )?(?:field |parameter )?(?:is |are )?{_UNKNOWN}"
    after = rf"{_CALLED}[:\s]*{named}"
    return bool(re.search(f"{first}|{after}", said, re.IGNORECASE))


def _complaints(answer: object) -> list[str]:
    """What an error says, each with the path of the field it is about first.

    Servers built on FastAPI list them as `{"detail": [{"loc": ["body", "thinking"], "msg": "…"}]}`.
    Source: https://fastapi.tiangolo.com/tutorial/handling-errors/
    """
    if not isinstance(answer, Mapping):
        return []
    error, detail = answer.get("error"), answer.get("detail")
    said = [error.get("message") if isinstance(error, Mapping) else error, answer.get("message"), detail]
    for one in detail if isinstance(detail, list) else []:
        if isinstance(one, Mapping) and isinstance(one.get("loc"), list):
            said.append(f"{'.'.join(map(str, one['loc']))}: {one.get('msg', '')}")
    return [one for one in said if isinstance(one, str)]


def _in_request(sent: Mapping[str, Any]) -> list[Lack]:
    """Which of the fields that a server may not know stand in a request."""
    output = sent.get("output_config", {})
    stands = {
        Lack.SCHEMA: "format" in output,
        Lack.EFFORT: "effort" in output,
        Lack.THINKING: "thinking" in sent,
        Lack.CACHE: any("cache_control" in block for block in sent.get("system", ())),
    }
    return [lack for lack, there in stands.items() if there]


def _in_words(schema: Mapping[str, Any]) -> str:
    return f"Answer with one JSON object of this schema, and with nothing before or after it:\n{json.dumps(schema)}"


def _without_thinking(text: str) -> str:
    """The answer after the model's thinking, where that stands in it as text; its first mark may be missing. Nothing
    where it only ever thinks.

    Source: https://huggingface.co/deepseek-ai/DeepSeek-R1 (a chat template may write `<think>` itself)
    """
    thought, mark, spoken = text.partition("</think>")
    if thought.lstrip().startswith("<think>"):
        return spoken
    return spoken if mark and "{" not in thought else text


def _only_object(text: str) -> str:
    """The one JSON object in a text; empty where there is none, or where another may begin after it."""
    start = text.find("{")
    try:
        _value, end = json.JSONDecoder().raw_decode(text, max(start, 0))
    except (ValueError, RecursionError):
        return ""
    return "" if start < 0 or "{" in text[end:] else text[start:end]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
