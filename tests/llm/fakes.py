"""What the tests of the model share: a ledger in memory, a server of the Messages API on loopback, and plain values."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bot.domain import BULLET, WARM, Call, Entry, Issue, Locale, Missing, Paper, Term, Usage

KEY = "sk-test-0123456789abcdef"

NOON = datetime(2026, 6, 28, 12, tzinfo=UTC)

GOOD = {
    "title": "램프빗: 어두운 곳에서 읽기",
    "summary": "램프빗을 소개합니다.\n● 방법: 10만 5천 개를 씁니다.",
    "abstract": "본 논문은 램프빗을 제안합니다.",
    "topics": ["reading", "dark rooms"],
}


@dataclass
class Ledger:
    """`bot.ports.Calls` in memory."""

    now: Callable[[], datetime] = lambda: NOON
    rows: list[Call] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, call: Call, *, memory: str | None = None, answer: str = "") -> None:
        self.rows.append(call)
        self.times.append(self.now())
        if memory is not None:
            self.answers[memory] = (answer, call.model)

    def remember(self, memory: str) -> tuple[str, str] | None:
        return self.answers.get(memory)

    def warmed(self, model: str) -> Usage | None:
        ours = [row for row in self.rows if row.task == WARM and row.model.startswith(model)]
        return ours[-1].usage if ours else None

    def cached(self, prompt: str, model: str) -> tuple[datetime, Usage] | None:
        ours = (row for row in reversed(self.rows) if row.prompt == prompt and row.model.startswith(model))
        told = (row for row in ours if row.task == WARM or row.usage.cache_write or row.usage.cache_read)
        return next(((self.times[self.rows.index(row)], row.usage) for row in told), None)

    def spent(self, since: datetime) -> float:
        return sum(row.cost_usd or 0.0 for row in self.rows)

    def spent_on(self, issue_key: str, locale: str) -> float:
        return sum(row.cost_usd or 0.0 for row in self.under(issue_key) if row.key.endswith(f"@{locale}"))

    def under(self, prefix: str) -> Sequence[Call]:
        return [row for row in self.rows if row.key == prefix or row.key.startswith((f"{prefix}/", f"{prefix}@"))]


class Messages:
    """A server of the Messages API that gives the answers it was told, in order, and keeps what it was asked."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("").rstrip("/")
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self._answers: list[Response] = []
        self._always: dict[str, Any] | None = None
        server.expect_request("/v1/messages", method="POST").respond_with_handler(self._answer)
        server.expect_request("/v1/messages/count_tokens", method="POST").respond_with_handler(self._answer)
        server.expect_request("/v1/models/test-model", method="GET").respond_with_handler(self._answer)

    def says(self, body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """The next answer: an object as JSON, text and bytes as they are."""
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        self._answers.append(Response(raw, status=status, headers=headers, content_type="application/json"))

    def answers(self, answer: object = GOOD, **changes: Any) -> None:
        """The next answer: a message whose text is this object as JSON (or this text)."""
        self.says(message(answer, **changes))

    def fails(self, status: int, message: str = "no", *, code: str | None = None, **headers: str) -> None:
        """The next answer: an error as the API words it."""
        error: dict[str, Any] = {"type": "an_error", "message": message}
        if code:
            error["details"] = {"error_code": code}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.says({"type": "error", "error": error, "request_id": "req_1"}, status=status, headers=sent)

    def always(self, answer: object) -> None:
        """What it says once it has no other answer left."""
        self._always = message(answer)

    def forget(self) -> None:
        """Gives none of the answers that are left."""
        self._answers.clear()

    def _answer(self, request: Request) -> Response:
        self.asked.append(request.get_json() if request.method == "POST" else {"model": request.path})
        self.headers.append(dict(request.headers))
        if self._always and not self._answers:
            self.says(self._always)
        return self._answers.pop(0)


def message(answer: object = GOOD, **changes: Any) -> dict[str, Any]:
    """A whole answer of the Messages API, with a thinking block before its text."""
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "test-model-1",
        "content": [
            {"type": "thinking", "thinking": "The source has two lines.", "signature": "c2ln"},
            {"type": "text", "text": text},
        ],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 900,
            "output_tokens": 400,
            "cache_creation_input_tokens": 700,
            "cache_read_input_tokens": None,
            "output_tokens_details": {"thinking_tokens": 120},
        },
        **changes,
    }


def entry(position: int = 3, **changes: Any) -> Entry:
    given = {"name": "LampBit", "summary": f"Introduces LampBit.\n{BULLET}How: it reads 105K pages."}
    return Entry(issue="dair/2026-06-28", position=position, **{**given, **changes})


def paper(position: int = 3, **changes: Any) -> Paper:
    given = {"title": "LampBit: Reading in the Dark", "abstract": "We propose LampBit, an agent."}
    return Paper(entry=f"dair/2026-06-28/{position}", **{**given, **changes})


def without_abstract() -> Paper:
    return paper(abstract="", missing=Missing.NOT_ON_ARXIV)


def locale(**changes: Any) -> Locale:
    given: dict[str, Any] = {
        "code": "ko",
        "language": "Korean",
        "words": {},
        "prompts": {
            "translate": "Translate into Korean.",
            "intro": "Introduce the week.",
            "repair": "Mend what was found.",
            "judge": "Mark the errors.",
            "correction": "Say what is to change.",
        },
        "glossary": (
            Term(source="agent", accepted=("에이전트",), forbidden=("상담원",)),
            Term(source="zero-shot", accepted=("제로샷", "제로 샷")),
        ),
    }
    return Locale(**{**given, **changes})


def issue() -> Issue:
    return Issue(
        key="dair/2026-06-28",
        source="dair",
        slug="a-week",
        guid="1",
        title="Top AI Papers of the Week",
        url="https://news.example/p/a-week",
        published=datetime(2026, 6, 28, 15, tzinfo=UTC),
        start=date(2026, 6, 21),
        end=date(2026, 6, 28),
        body="",
    )
