"""The shape of answers: the schema the server is given, and the texts an answer may hold."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Answered(BaseModel):
    """An answer: the keys asked for and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def schema(properties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An object with exactly these properties. Servers enforce types and keys, not lengths or counts.

    Source: platform.claude.com/docs/en/build-with-claude/structured-outputs
    """
    return {
        "type": "object",
        "properties": {name: dict(about) for name, about in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
    }


STRING = {"type": "string"}
STRINGS = {"type": "array", "items": {"type": "string"}}


def _printable(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise ValueError("holds control characters")
    return text.strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _filled(text: str) -> str:
    if not text:
        raise ValueError("is empty")
    return text


Prose = Annotated[str, AfterValidator(_printable)]
"""Text of any number of lines, stripped; may be empty."""

Blank = Annotated[str, AfterValidator(_printable), AfterValidator(_one_line)]
"""One line of text; may be empty."""

Line = Annotated[Blank, AfterValidator(_filled)]
"""One line of text, never empty."""
