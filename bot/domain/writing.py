"""What is written of it: languages, translations, doubts, and what they cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

INTRO = 0
"""The position of the week's intro among the entries of an issue; papers count from 1."""


class Severity(StrEnum):
    """How bad a finding is."""

    BLOCK = "block"
    REPAIR = "repair"
    WARN = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A doubt about an issue, an entry or a translation, in words a moderator can act on."""

    key: str
    code: str
    severity: Severity
    message: str
    source_span: str = ""
    target_span: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One version of an entry's text in a locale; never overwritten, only followed.

    Of the intro (position 0) `title` is the week in one sentence, `summary` its paragraphs, `abstract` empty.
    `topics` are up to five English phrases. `by` is a model's id or a person's name; `prompt` the hash of the
    prompt that made it, empty when a person did. `source` is the fingerprint of the newsletter's text it was made
    from, empty where that was not kept.
    """

    entry: str
    locale: str
    version: int = 1
    title: str
    summary: str
    abstract: str = ""
    topics: tuple[str, ...] = ()
    by: str
    prompt: str = ""
    source: str = ""
    locked: bool = False

    @property
    def key(self) -> str:
        """`dair/2026-06-28/3@ko.2`."""
        return f"{self.entry}@{self.locale}.{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one call by kind. Thinking tokens are part of `output`; cache figures are not part of `input`."""

    input: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0
    thinking: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One row of the ledger. `cost_usd` is None where the configuration has no price for the model."""

    task: str
    key: str
    model: str
    prompt: str
    usage: Usage
    cost_usd: float | None
    milliseconds: int
    stop_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A glossary row: the source term and what may stand for it in the locale."""

    source: str
    accepted: tuple[str, ...]
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """A language a digest is written in: one folder of `prompts/`.

    `words` are the texts people see, by key. `prompts` are the model's instructions by task, with the locale's
    own guidance already in them.
    """

    code: str
    language: str
    words: Mapping[str, str]
    prompts: Mapping[str, str]
    glossary: tuple[Term, ...] = ()
