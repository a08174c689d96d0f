"""How the source uses a Latin word: as a common word, or as a name that happens to be written small."""

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"(?<![A-Za-z])[a-z]{2,40}(?![A-Za-z])")
_DETERMINED = re.compile(
    r"(?<![A-Za-z])(?:the|an?|each|every|this|these|those|our|its|their|any|no|several|many|few|more|most|very"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|dozen|hundred|thousand|million|billion|both|\d[\d.,]{0,12}[KMB]?)(?= ([a-z]{4,40})(?![A-Za-z-]))"
)
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{1,40}(?![A-Za-z])")
_TOOL = re.compile(r"(?<![A-Za-z])([a-z][a-z-]{1,40}) (?:library|package|toolkit|module|command|flag)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Usage:
    """Words in lower case: all of them, those with a determiner or a number before them, those that are names."""

    words: frozenset[str]
    determined: frozenset[str]
    names: frozenset[str]

    def is_common(self, word: str) -> bool:
        """Whether a word of no list has a determiner, or stands there in the other number: `lemmas` for `lemma`."""
        other_number = word.removesuffix("s") if word.endswith("s") else f"{word}s"
        return word in self.determined or (other_number in self.words and len(word) > len("abc"))


@lru_cache(maxsize=4)
def usage(source: str) -> Usage:
    """How a source uses its words. A name has a capital within a sentence and is never small, or is called a library,
    a package, a command.
    """
    words = frozenset(_WORD.findall(source))
    capitals = {word.lower() for word in _CAPITAL.findall(source)}
    tools = frozenset(_TOOL.findall(source))
    return Usage(words, frozenset(_DETERMINED.findall(source)) - tools, tools | (capitals - words))
