"""What a rule can see in a translation, one file a family. Pure: a pair of texts in, findings out."""

from collections.abc import Iterator, Mapping

from bot.checks import intro, judged, language, links, markup, maths, names, numbers, register, structure, terms
from bot.checks.pair import Kind, Pair, filled
from bot.domain import Finding

FAMILIES = (numbers, maths, names, terms, language, structure, links, markup, register, intro)

SAYS: Mapping[str, str] = {code: said for family in (*FAMILIES, judged) for code, said in family.SAYS.items()}
"""What each finding says in English, by its code."""


IN_INTROS = tuple(family for family in FAMILIES if family not in (numbers, terms))
"""An intro is no translation: its numbers are family `intro`'s, and it may leave out any term."""


def has_rules(code: str) -> bool:
    """Whether a locale's language has rules of its own; of any other, what holds in every language is checked."""
    return register.knows(code)


def check(pair: Pair) -> Iterator[Finding]:
    """Everything found in a pair, a family after the other. Of an intro nothing is said to be missing."""
    if pair.kind is Kind.INTRO:
        yield from (one for family in IN_INTROS for one in family.check(pair) if one.target_span or family is intro)
        return
    for family in FAMILIES:
        yield from family.check(pair)


__all__ = ["FAMILIES", "SAYS", "Kind", "Pair", "check", "filled", "has_rules"]
