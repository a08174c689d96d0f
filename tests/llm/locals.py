"""A server of one's own that speaks the Messages API in part: what it lacks is given; it fails as such servers do."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.llm.fakes import GOOD, message

REFUSES = ("thinking", "output_config", "output_config.effort", "cache_control", "detail")
"""Fields that it refuses, by name; with `detail` it says so as FastAPI does."""

PASSES_OVER = ("schema", "counters", "usage", "stop_reason", "model_name", "thought")
"""What it does not keep to, or leaves out of its answers."""

HAS_NOT = ("models", "count_tokens")
"""Addresses that are not there."""

ALL = (*REFUSES, *PASSES_OVER, *HAS_NOT)


class LocalServer:
    """Answers `GOOD`; keeps the requests for an answer that it was sent."""

    def __init__(self, server: HTTPServer, lacks: Iterable[str]) -> None:
        self.url = server.url_for("").rstrip("/")
        self.lacks = frozenset(lacks)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        server.expect_request("/v1/messages", method="POST").respond_with_handler(self._messages)
        if "count_tokens" not in self.lacks:
            server.expect_request("/v1/messages/count_tokens", method="POST").respond_with_handler(self._count)
        if "models" not in self.lacks:
            server.expect_request("/v1/models/local-model").respond_with_json({"id": "local-model", "object": "model"})
        server.expect_request(re.compile("/.*")).respond_with_json({"error": {"message": "Not Found"}}, status=404)

    @property
    def words(self) -> list[str]:
        """What stood last in the requests that were answered."""
        return [one["messages"][-1]["content"] for one in self.asked]

    def _messages(self, request: Request) -> Response:
        sent = request.get_json()
        self.keys.append(request.headers.get("Authorization", ""))
        if refused := self._refused(sent) or (None if "messages" in sent else _refusal("messages: Field required")):
            return refused
        self.asked.append(sent)
        return _json(self._answer(sent))

    def _count(self, request: Request) -> Response:
        return self._refused(request.get_json()) or _json({"input_tokens": 8})

    def _refused(self, sent: Mapping[str, Any]) -> Response | None:
        output = sent.get("output_config", {})
        paths = {
            "thinking": "thinking" in sent,
            "output_config": "output_config" in sent,
            "output_config.effort": "effort" in output,
            "cache_control": any("cache_control" in block for block in sent.get("system", ())),
        }
        named = {"cache_control": "system.0.cache_control"}
        for path, there in paths.items():
            if there and path in self.lacks:
                full = named.get(path, path)
                return (
                    _as_detail(full) if "detail" in self.lacks else _refusal(f"{full}: Extra inputs are not permitted")
                )
        return None

    def _answer(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        text = json.dumps(GOOD, ensure_ascii=False)
        if "schema" in self.lacks:
            in_words = "one JSON object of this schema" in sent["messages"][-1]["content"]
            text = f"Here it is:\n```json\n{text}\n```" if in_words else "램프빗: 어두운 곳에서 읽기"
        if "thought" in self.lacks:
            text = f"<think>\nTwo lines {{ and }} a bullet.\n</think>\n\n{text}"
        answer = message(content=[{"type": "text", "text": text}])
        if "counters" in self.lacks:
            answer["usage"] = {"input_tokens": 900, "output_tokens": 400}
        for name, lack in {"usage": "usage", "stop_reason": "stop_reason", "model": "model_name"}.items():
            if lack in self.lacks:
                del answer[name]
        return answer


def _json(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")


def _refusal(said: str) -> Response:
    return _json({"type": "error", "error": {"type": "invalid_request_error", "message": said}}, 400)


def _as_detail(path: str) -> Response:
    place = ["body", *path.split(".")]
    return _json({"detail": [{"type": "extra_forbidden", "loc": place, "msg": "Extra inputs are not permitted"}]}, 422)
