"""What a source names, and whether a word of its translation is among it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.checks.names.reading import listed, runs, words
from bot.checks.names.required import singular
from bot.domain import Term
from bot.same import made_once

GENERIC = listed(
    "ai ml dl nlp cv rl qa llm llms lm lms gpu gpus cpu tpu npu api apis url pc os ui ux it id ok tv vr ar xr sns pr "
    "db iot web pdf html json csv rgb faq sota vs etc eg ie no fig gb tb mb kb pb gib mib khz mhz ghz hz kwh mwh kw mw "
    "flop flops tflop tflops gflops pflops fps e2e cnn rnn gnn dnn gan gans vlm vlms lmm mllm ct mri eeg dna rna ocr "
    "asr tts sql usa us uk eu un ii iii iv vi vii viii ix xi xii"
)
"""Abbreviations, units and Roman numerals that a translator writes for words: they name nobody."""

_FIXED = re.compile(r"[a-z0-9][A-Z]|[A-Z].*[A-Z0-9]|[0-9].*[A-Z]")
"""A spelling whose capitals are part of it; `Transformers` may be written small, `GPT-4` may not."""

_SMALL = listed("a an and as at by for from in of on or the to via with")
_STEM = 5
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Named:
    """`text` is the source with what else may be named. `exact` are its words and the stretches of its compounds."""

    text: str
    glossary: tuple[Term, ...]
    exact: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        said = words(self.text)
        self.exact.update(said)
        for word in said:
            if "-" in word or "_" in word:
                self.exact.update(runs(word))

    @cached_property
    def spellings(self) -> Mapping[str, set[str]]:
        """`exact` by their small letters."""
        found: dict[str, set[str]] = {}
        for name in self.exact:
            found.setdefault(name.casefold(), set()).add(name)
        return found

    def has(self, name: str) -> bool:
        """Whether a name of the target stands in the source, or is what a translator may write for its words."""
        if name in self.exact or name.casefold() in GENERIC or self.spelled(name):
            return True
        return self._is_compound(name) or self.is_rendering(name) or self.explains(name)

    def spelt_wrong(self, name: str) -> str:
        """The source's spelling of a name whose capitals differ, where they are part of it; else empty."""
        found = self.spelled(name)
        if name in found or not found or any(one == one.lower() for one in found) or self.is_rendering(name):
            return ""
        fixed = [one for one in found if _FIXED.search(one)]
        if len(fixed) < len(found) and not _FIXED.search(name):
            return ""
        return sorted(fixed or found)[0]

    def abbreviates(self, initials: str) -> bool:
        """Whether the source has an acronym of these initials and not its words, so that any may stand for it."""
        if len(initials) == 1 or initials in self._initials[0] or initials in self._initials[1]:
            return False
        return initials in self.spellings or f"{initials}s" in self.spellings

    def has_stem(self, word: str) -> bool:
        """Whether the source has this word in any ending: `hallucination` for `hallucinated`."""
        folded = word.casefold()
        return folded[:_STEM] in self._stems or bool(self.spelled(folded))

    def explains(self, name: str) -> bool:
        """Whether a name is an acronym whose words stand in the source."""
        letters = singular(name).casefold()
        return _is_acronym(name) and (letters in self._initials[0] or letters in self._initials[1])

    def spelled(self, name: str) -> set[str]:
        """The source's spellings of a name of any case, singular or plural, given in the name's own number."""
        folded = name.casefold()
        found = self.spellings.get(folded)
        if found:
            return found
        plural = {singular(form) for form in self.spellings.get(f"{folded}s", ())}
        single = {f"{form}s" for form in self.spellings.get(folded[:-1], ())} if folded.endswith("s") else set()
        return plural or single

    def _is_compound(self, name: str) -> bool:
        """A compound of words that the source has apart; none with a number, which makes it another name."""
        parts = name.split("-")
        return len(parts) > 1 and all(part.isalpha() and self.spelled(part) for part in parts)

    def is_rendering(self, name: str) -> bool:
        """Whether the glossary gives this name to a term that the source has."""
        return any(term in self._folded for term in _renderings(self.glossary).get(name.casefold(), ()))

    @cached_property
    def _folded(self) -> str:
        return self.text.casefold()

    @cached_property
    def _pieces(self) -> list[str]:
        return _LETTERS.findall(self._folded)

    @cached_property
    def _initials(self) -> tuple[str, str]:
        """The first letters of all words, without the small ones and with them."""
        return (
            "".join(piece[0] for piece in self._pieces if piece not in _SMALL),
            "".join(piece[0] for piece in self._pieces),
        )

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(piece[:_STEM] for piece in self._pieces)


def initials(phrase: str) -> tuple[str, str]:
    """The first letters of a phrase's words, without the small ones (of, the) and with them."""
    pieces = _LETTERS.findall(phrase.casefold())
    return "".join(one[0] for one in pieces if one not in _SMALL), "".join(one[0] for one in pieces)


@made_once
def rendered(glossary: tuple[Term, ...]) -> frozenset[str]:
    """The glossary's own terms in small letters: what it renders need not stay."""
    return frozenset(term.source.casefold() for term in glossary)


def _is_acronym(name: str) -> bool:
    return len(name) > 1 and name.isalpha() and sum(map(str.isupper, name)) * 2 >= len(name)


@made_once
def _renderings(glossary: tuple[Term, ...]) -> Mapping[str, tuple[str, ...]]:
    """The Latin words of accepted renderings, in small letters, with the terms they stand for."""
    found: dict[str, set[str]] = {}
    for term in glossary:
        for accepted in term.accepted:
            for word in words(accepted):
                for name in runs(word):
                    found.setdefault(name.casefold(), set()).add(term.source.casefold())
    return {name: tuple(sorted(terms)) for name, terms in found.items()}
