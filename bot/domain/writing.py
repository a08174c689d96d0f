"""What is written of it: languages, translations, doubts, and what they cost."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.reading import Entry, Issue, Paper

INTRO = 0
"""The position of the week's intro among the entries of an issue; papers count from 1."""


class Severity(StrEnum):
    """How bad a finding is."""

    BLOCK = "block"
    REPAIR = "repair"
    WARN = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A doubt about an issue, an entry or a translation, in words a moderator can act on.

    `code` begins with its family. `message` is English, `local` the same in the locale's language, empty where nobody
    wrote it. The spans are exact substrings of source and target, empty where there is none.
    """

    key: str
    code: str
    severity: Severity
    message: str
    source_span: str = ""
    target_span: str = ""
    local: str = ""


class Verdict(StrEnum):
    """What the gate says of one version of a text: as it came, as it was mended, or not fit to be read."""

    CLEAN = "clean"
    REPAIRED = "repaired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the gate did about one version of a text, whose key it has.

    `found` is what was found in the first answer, `left` what stands in the version that was kept; `repairs` how many
    repair calls were made. `judge` is the model that read it again, empty for none. `glossary` is the fingerprint of
    the terms it was checked against. `waived` is who lets the text out as it is, empty for nobody.
    """

    key: str
    verdict: Verdict
    found: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()
    repairs: int = 0
    judge: str = ""
    glossary: str = ""
    waived: str = ""

    @property
    def unfit(self) -> bool:
        """Whether the text may not be read: it failed, and nobody lets it out as it is."""
        return self.verdict is Verdict.FAILED and not self.waived

    @property
    def mended(self) -> tuple[Finding, ...]:
        """What was found first and does not stand any more."""
        return tuple(one for one in self.found if one not in self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One version of an entry's text in a locale; never overwritten, only followed.

    Of the intro (position 0) `title` is the week in one sentence, `summary` its paragraphs, `abstract` empty.
    `topics` are up to five English phrases. `by` is a model's id or a person's name; `prompt` the hash of the
    prompt that made it, empty when a person did. `source` is the fingerprint of the newsletter's text it was made
    from, empty where that was not kept. Where the model gave no text, the version says so by having none.
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

    @property
    def empty(self) -> bool:
        """Whether there is no text in it."""
        return not (self.title or self.summary or self.abstract)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one call by kind. Thinking tokens are part of `output`; cache figures are not part of `input`."""

    input: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0
    thinking: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input=self.input + other.input,
            output=self.output + other.output,
            cache_write=self.cache_write + other.cache_write,
            cache_read=self.cache_read + other.cache_read,
            thinking=self.thinking + other.thinking,
        )


WARM = "warm"
"""The task of a call that asks for nothing: the model's server keeps the instructions for calls to come."""

UNANSWERED = "no answer"
"""In the place of a stop reason where the server had the question and no whole answer came."""

TRIAL, APART = "trial", "apart"
"""What calls are counted as that are for no text of a digest: of a model on trial, of a saved file."""


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


def price_table(model: str) -> str:
    """The table of config.toml that has a model's prices."""
    return f"[llm.models.{json.dumps(model, ensure_ascii=False)}.prices]"


def trial_of(key: str, model: str) -> str:
    """What calls for a text are counted under where a model is only tried: no key of the text, nor below one."""
    return f"{key}~{model}"


def apart_of(key: str) -> str:
    """What calls for a text of a saved file are counted under, among those of the real issues."""
    return f"{APART}/{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What calls came to that have something in common: a task, a model, …

    `unpriced` of them had no price: `dollars` are those of the others.
    """

    name: str
    calls: int
    unpriced: int
    usage: Usage
    dollars: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Texts of an issue that are to be written in a locale: the places of its entries, that of its intro among them.

    `pieces` are all entries with their papers, in order: the intro is written from them.
    """

    issue: Issue
    pieces: Sequence[tuple[Entry, Paper]]
    places: frozenset[int]
    locale: "Locale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one kind of call would take: `write`, `mend` or `judge`. `model` gets the calls.

    `asked` and `answered` are tokens. `dollars` are with the prompt cache, `uncached` without it; None where the model
    has no prices.
    """

    task: str
    model: str
    asked: int
    answered: int
    dollars: float | None
    uncached: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What texts still to be written would take. Those `remembered` are beside them, and cost nothing.

    `why` is why no server counted the tokens, so that they are by characters; empty where one did. `learned` is whether
    the length of the answers is by earlier ones. `abstracts` are not known yet, and taken to be as long as usual. What
    the `stronger` model may write anew is in none of the parts; its name is empty where there is none.
    """

    texts: int = 0
    remembered: int = 0
    parts: tuple[Part, ...] = ()
    why: str = ""
    learned: bool = False
    abstracts: int = 0
    stronger: str = ""

    @property
    def dollars(self) -> float | None:
        """All parts together; None where a model has no prices."""
        return in_all(one.dollars for one in self.parts)

    @property
    def uncached(self) -> float | None:
        """The same without the prompt cache."""
        return in_all(one.uncached for one in self.parts)


def in_all(costs: Iterable[float | None]) -> float | None:
    """Their sum; None where one of them is not known."""
    known = list(costs)
    return None if None in known else sum(one for one in known if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What may be spent on models, in US dollars: in a month of UTC, of which the part `reserved` is for new digests,
    and on one `digest`, which is an issue in one locale.
    """

    month: float = 20.0
    digest: float = 5.0
    reserved: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A glossary row: the source term and what may stand for it in the locale.

    `sense` tells rows of one term with different meanings apart, empty for the usual one. `forbidden` are renderings
    that are wrong wherever the term stands in the source. `learned` is one that people decided, not the file's.
    """

    source: str
    accepted: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    sense: str = ""
    learned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """A language a digest is written in: one folder of `prompts/`.

    `words` are the texts people see, by key; `kinds` those that speak of one kind of source, by the kind and by key.
    `findings` is what a finding says, by its code, with {placeholders}. `prompts` are the model's instructions by task,
    with the locale's own guidance already in them. `organisations` are names of companies and institutes, each with all
    its forms, Latin and native. `commands` are the forms in which a moderator may tell the bot to do something, by
    `Verb`. `native` is the language's own name. `register` is `polite` or `plain`: how its sentences end. `base` is the
    locale of the same language whose glossary and words this one shares, empty where it has its own.
    """

    code: str
    language: str
    words: Mapping[str, str]
    prompts: Mapping[str, str]
    glossary: tuple[Term, ...] = ()
    findings: Mapping[str, str] = field(default_factory=dict)
    organisations: tuple[tuple[str, ...], ...] = ()
    commands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    native: str = ""
    register: str = "polite"
    base: str = ""

    @property
    def language_code(self) -> str:
        """`ko` of ko-plain: whose rules and numbers hold."""
        return language_of(self.code)


def language_of(locale: str) -> str:
    """The language's own code, with which the name of a locale begins: `ko` of ko-plain, `pt` of pt-BR."""
    return locale.partition("-")[0]
