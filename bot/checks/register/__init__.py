"""Family `register`: one style of speech throughout, and the particles that Korean attaches to Latin words.

A locale whose register is `plain` wants 한다体 and である; every other one 합니다体 and です・ます.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from bot.checks.pair import Kind, Pair
from bot.checks.prose import unquoted
from bot.checks.register import endings, japanese, korean, particles
from bot.checks.register.endings import Style
from bot.domain import Finding, Severity, language_of

SAYS: Mapping[str, str] = {
    "register.plain": "‘{target}’ is in the plain style; the text is in the polite one. Write the ending politely.",
    "register.polite": "‘{target}’ is in the polite style; the text is in the plain one. Write the ending plainly.",
    "register.casual": "‘{target}’ is casual speech. Write it in the style of the text.",
    **particles.SAYS,
}

MOST = 20
"""Findings of one pair; whoever reads more has seen enough."""

_STYLES = {"ko": korean.style, "ja": japanese.style}
_WRONG = {
    "polite": {Style.PLAIN: "register.plain", Style.CASUAL: "register.casual"},
    "plain": {Style.POLITE: "register.polite", Style.CASUAL: "register.casual"},
}


def knows(code: str) -> bool:
    """Whether a locale's language has styles of speech that are known."""
    return language_of(code) in _STYLES


def check(pair: Pair) -> Iterator[Finding]:
    """Sentences in another style than the locale's, then particles. A title has no style: it is let pass."""
    style = _STYLES.get(pair.locale.language_code)
    if style is None:
        return
    if pair.kind is not Kind.TITLE:
        wrong = _WRONG[pair.locale.register]
        found = (
            pair.doubt(SAYS, wrong[kind], Severity.REPAIR, target=pair.target[start:end])
            for start, end, kind in endings.read(unquoted(pair.target), style)
            if kind in wrong
        )
        yield from islice(found, MOST)
    if pair.locale.language_code == "ko":
        yield from islice(particles.check(pair, SAYS), MOST)
