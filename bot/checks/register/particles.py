"""Particles after Latin letters and digits, which Korean chooses by how the word is read aloud.

Said only where every reading agrees: an acronym spelled out and the same read as a word, a digit read in Korean and
in English. Source: https://korean.go.kr/kornorms/regltn/regltnView.do (particles follow the sound, 한글 맞춤법).
"""

import re
from collections.abc import Iterator, Mapping

from bot.checks.pair import Pair
from bot.checks.prose import masked
from bot.domain import Finding, Severity

SAYS = {
    "register.particle": "The particle of ‘{target}’ does not fit how the word is read aloud: it should be ‘{wanted}’."
}

_WITH_FINAL = {"은": "는", "이": "가", "을": "를", "과": "와", "으로": "로"}
"""What follows a final consonant, and what stands there after a vowel."""

_AFTER_VOWEL = {vowel: consonant for consonant, vowel in _WITH_FINAL.items()}
_ATTACHED = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?)(으로|[은는이가을를과와로])(?=[\s,.]|$)"
)
_FINAL_LETTERS = frozenset("LMN")
_OPEN_LETTERS = frozenset("AIOU")
_SPELLED = re.compile("[B-DF-HJ-NP-TV-Z]{2,}[B-DF-HJ-KP-QSTV-Z]$")
_FINAL_DIGITS = frozenset("17")
_OPEN_DIGITS = frozenset("245")
_LIQUID = frozenset("L17")


def check(pair: Pair, says: Mapping[str, str]) -> Iterator[Finding]:
    """Each particle that is wrong in every reading; a warning."""
    for found in _ATTACHED.finditer(masked(pair.target)):
        wanted = _wanted(found[1], found[2])
        if wanted and wanted != found[2]:
            yield pair.doubt(says, "register.particle", Severity.WARN, target=found[0], wanted=wanted)


def _wanted(word: str, particle: str) -> str:
    """The particle that fits, empty where nobody can say."""
    final = _ends_in_consonant(word)
    if final is None or (particle in {"으로", "로"} and word[-1] in _LIQUID):
        return ""
    return _AFTER_VOWEL.get(particle, particle) if final else _WITH_FINAL.get(particle, particle)


def _ends_in_consonant(word: str) -> bool | None:
    """Whether the last sound is a consonant. None where spelling it out and reading it differ."""
    last = word[-1]
    if last.isdigit():
        named = word[0].isalpha() and not word[-2].isdigit()
        return _of(last, _FINAL_DIGITS, _OPEN_DIGITS) if named else None
    if len(word) > 1 and not word[-2:].isupper():
        return None
    if _SPELLED.search(word):
        return False
    return _of(last, _FINAL_LETTERS, _OPEN_LETTERS)


def _of(last: str, final: frozenset[str], open_: frozenset[str]) -> bool | None:
    return True if last in final else False if last in open_ else None
