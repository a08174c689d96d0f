"""English in brackets behind a native rendering: it repeats the source's own words, or is corrupted."""

import re
from collections.abc import Iterator

from bot.checks.names.known import Named, initials

_GLOSS = re.compile(r"[(（]([A-Za-z][A-Za-z -]{3,80})[,)）]")
_SHORTEST = 4
"""Shorter small words are particles and abbreviations (of, e.g, vs)."""


def corrupted(target: str, named: Named) -> Iterator[tuple[str, str]]:
    """Glosses of several words of which the source has some and not others, with a word that it has.

    Let pass: a gloss of which the source has no word (a translator's own, the language family's matter), any ending
    of the source's words, and words spelt out for an acronym of the source.
    """
    for found in _GLOSS.finditer(target):
        gloss = found[1].strip()
        pieces = gloss.split()
        if len(pieces) == 1 or any(map(named.abbreviates, initials(gloss))):
            continue
        strange = [piece for piece in pieces if len(piece) >= _SHORTEST and not _is_known(piece, named)]
        kept = [piece for piece in pieces if len(piece) >= _SHORTEST and piece not in strange]
        if kept and any(piece == piece.lower() for piece in strange):
            yield max(kept, key=len), gloss


def _is_known(piece: str, named: Named) -> bool:
    return named.has_stem(piece) or all(map(named.has_stem, filter(None, piece.split("-"))))
