"""A text beside its source: what every check looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from bot.domain import Finding, Locale, Severity


class Kind(StrEnum):
    """What a text is. Of an intro the source is everything it introduces."""

    TITLE = "title"
    SUMMARY = "summary"
    ABSTRACT = "abstract"
    INTRO = "intro"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`key` is the translation's. `names` may stand in the target although the source has them not: what the
    newsletter calls the paper, the paper's title.
    """

    key: str
    kind: Kind
    source: str
    target: str
    locale: Locale
    names: tuple[str, ...] = ()

    def doubt(
        self,
        says: Mapping[str, str],
        code: str,
        severity: Severity,
        *,
        source: str = "",
        target: str = "",
        **facts: object,
    ) -> Finding:
        """A finding with its sentence from `says`, in English, and from the locale, both filled with the spans as
        {source} and {target} and with the facts.
        """
        shown = {"source": source, "target": target, **{name: str(fact) for name, fact in facts.items()}}
        return Finding(
            key=self.key,
            code=code,
            severity=severity,
            message=filled(says[code], shown),
            local=filled(self.locale.findings.get(code, ""), shown),
            source_span=source,
            target_span=target,
        )


def filled(sentence: str, facts: Mapping[str, str]) -> str:
    """Fills {names}; a fact is text of others, and no format of it is followed."""
    return "".join(
        text + (facts.get(name, "") if name else "") for text, name, _spec, _conversion in Formatter().parse(sentence)
    )
