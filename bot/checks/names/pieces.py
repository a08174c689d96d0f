"""Names of which a translation keeps a piece: transcribed in part, without last letters or capitals, or by sound alone.

Said only with the sign of it in the target; without one, a word with a capital may be rendered as its sense demands.
"""

import re
from collections.abc import Iterable, Iterator, Set

from bot.checks.language.english import FUNCTION, is_ordinary
from bot.checks.names.known import GENERIC
from bot.checks.names.reading import listed
from bot.checks.names.required import singular
from bot.checks.prose import NATIVE

MOST = 20
"""As many names of each kind are looked at."""

_HEADED = re.compile(r"([A-Z](?<=[a-z,] .)[a-z]{3,20})-([A-Z]{2,5})(?![0-9A-Za-z-])")
"""Guardrail-PO within a sentence: a word with a capital that is a name's, and letters."""

_SUFFIXED = re.compile(r"([A-Z](?<![0-9A-Za-z-].)[A-Z]{1,7})-([A-Z]{1,2})(?![0-9A-Za-z-])")
"""SAC-N: without its suffix it is another name."""

_CALLED = re.compile(
    r"(?<![a-z])(?:model|llm|framework|method|dataset|benchmark|system|approach|tool|library|algorithm|architecture|agent"
    r"|suite|corpus|pipeline|platform|toolkit|family|series)s?(?: [a-z0-9-]{1,20}){0,6},? (?:called|named|dubbed)"
    r" ([a-z]{4,20})(?=[.,;:)]|\Z| (?:that|which|and|is|for|to|with|in|on|by|from)\b)"
)
"""What a newsletter without capitals calls a thing, by what it is: effects and tricks have common names."""

_ACRONYM = re.compile(r"[A-Z]{2,}|[A-Z][a-z][A-Z]+")
"""LLM, RAG, LoRA: without its capitals it is no acronym."""

_ADJECTIVE = re.compile(r"(?:an|ian|ese|ish)\Z")
_WORDS = listed("cross multi inter intra post after based")


def transcribed(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Names of a word and letters whose word stands in native script before the same letters: 가드레일-PO."""
    for number, found in enumerate(_HEADED.finditer(source)):
        word, letters = found.groups()
        if number >= MOST:
            return
        if letters.casefold() in GENERIC or word.casefold() in _WORDS or _ADJECTIVE.search(word) or found[0] in target:
            continue
        native = re.search(rf"[{NATIVE}]{{2,20}}[-‐–]{letters}(?![0-9A-Za-z-])", target)
        if native:
            yield found[0], native[0]


def beheaded(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Names of letters and a suffix that have lost it, where the source does not have them without it."""
    for number, found in enumerate(_SUFFIXED.finditer(source)):
        word, suffix = found.groups()
        if number >= MOST:
            return
        if word.casefold() in GENERIC or suffix.casefold() in GENERIC or found[0] in target:
            continue
        alone = re.compile(rf"(?<![0-9A-Za-z-]){word}(?![0-9A-Za-z-])")
        kept = re.search(rf"(?<![0-9A-Za-z]){suffix}(?![0-9A-Za-z])", target)
        if alone.search(target) and not alone.search(source) and not kept:
            yield found[0], word


def unheard(source: str, heard: Set[str], terms: Set[str]) -> Iterator[str]:
    """Names that a source without capitals calls a thing by and the target has not: `a model called toolwren`."""
    if source != source.lower():
        return
    for number, found in enumerate(_CALLED.finditer(source)):
        name = found[1]
        if number >= MOST:
            return
        if name not in heard and name not in terms and not is_ordinary(name) and not name.endswith("ing"):
            yield name


def lowered(source: Iterable[str], target: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Acronyms of the source that the target has in small letters, and these; the source has them nowhere so."""
    known, spoken = dict.fromkeys(source), {*target} - FUNCTION
    for name in known:
        whole = singular(name)
        if _ACRONYM.fullmatch(whole) and not {whole.lower(), whole.lower() + "s"} & known.keys():
            yield from ((name, small) for small in (whole.lower(), whole.lower() + "s") if small in spoken)
