"""The models the sandbox knows, and what each accepts: as published in November 2026.

Where the vendor's pages leave something open the stricter reading is taken: a request that passes here passes there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EFFORTS = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model. `accepts` are the `thinking.type` values it takes; `smallest_prefix` the fewest tokens it caches.

    `effort` is its default, None where the model has no such setting. `current` models refuse sampling parameters,
    prefill and forced tools. `quiet_below` is the last effort at which thinking can be switched off.
    """

    id: str
    name: str
    created: str
    line: str
    accepts: frozenset[str]
    thinks: bool
    effort: str | None
    smallest_prefix: int
    current: bool = True
    quiet_below: str = "max"
    longest_answer: int = 128_000
    longest_prompt: int = 1_000_000


MODELS: Mapping[str, Model] = {
    model.id: model
    for model in (
        Model(
            id="claude-haiku-5-5",
            name="Claude Haiku 5.5",
            created="2026-10-07T00:00:00Z",
            line="haiku",
            accepts=frozenset({"adaptive", "disabled"}),
            thinks=True,
            effort="medium",
            smallest_prefix=512,
            quiet_below="high",
        ),
        Model(
            id="claude-sonnet-5-5",
            name="Claude Sonnet 5.5",
            created="2026-09-16T00:00:00Z",
            line="sonnet",
            accepts=frozenset({"adaptive", "between_tools"}),
            thinks=True,
            effort="high",
            smallest_prefix=1024,
        ),
        Model(
            id="claude-opus-5-5",
            name="Claude Opus 5.5",
            created="2026-08-20T00:00:00Z",
            line="opus",
            accepts=frozenset({"adaptive"}),
            thinks=True,
            effort="medium",
            smallest_prefix=512,
        ),
        Model(
            id="claude-haiku-4-5",
            name="Claude Haiku 4.5",
            created="2025-10-01T00:00:00Z",
            line="haiku",
            accepts=frozenset({"enabled", "disabled"}),
            thinks=False,
            effort=None,
            smallest_prefix=4096,
            current=False,
            longest_answer=64_000,
            longest_prompt=200_000,
        ),
    )
}
"""By id, newest first. The dates of creation are the sandbox's own."""


def described(model: Model) -> dict[str, Any]:
    """A model as `GET /v1/models` shows it."""
    return {
        "type": "model",
        "id": model.id,
        "display_name": model.name,
        "created_at": model.created,
        "deprecated_at": None,
        "retires_at": None,
        "lifecycle": "active",
        "line": model.line,
        "max_input_tokens": model.longest_prompt,
        "max_tokens": model.longest_answer,
        "capabilities": {
            "structured_outputs": _supported(True),
            "thinking": {
                **_supported(True),
                "types": {kind: _supported(kind in model.accepts) for kind in _THINKING},
            },
            "effort": {
                **_supported(model.effort is not None),
                **{effort: _supported(model.effort is not None) for effort in EFFORTS},
            },
            **{name: _supported(False) for name in _UNSPOKEN},
        },
    }


_THINKING = ("adaptive", "between_tools", "disabled", "enabled")
_UNSPOKEN = (
    "batch",
    "citations",
    "code_execution",
    "context_management",
    "image_input",
    "pdf_input",
    "server_tools",
)


def _supported(yes: bool) -> dict[str, bool]:
    return {"supported": yes}
