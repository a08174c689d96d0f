"""Which names of a source have to stand in its translation, letter for letter.

Only what is coined for certain: capitals inside a word (ScienceQA), letters with digits (GPT-4, miniF2F), acronyms of
four letters and more, and the name before the colon of a title. Let pass on purpose: a word that only begins with a
capital (Adam, Hinton, Bayesian; at a sentence's start or in a title any word does), shorter acronyms, acronyms whose
words the source has, and what the glossary renders: a native form of these is a matter of style.
"""

import re
from collections.abc import Iterable, Iterator

from bot.checks.names.reading import listed, parts

SIZES = listed(
    "tiny mini nano small medium base large huge giant xl xxl turbo instruct chat code pro flash lite ultra preview "
    "coder math vision vl omni plus max next lm"
)
"""Small words that are part of a model's name, GPT-2-small: another one is another model."""

_INNER = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|[A-Z]{2}.*\+$")
_ACRONYM = re.compile(r"[A-Z]{4,}s?")
_STRESSED = re.compile(r"[A-Z]{2,3}[a-z]{2,}|[a-z]{4,}[A-Z][a-z]{1,3}")
"""INference, LOw, generaTor: how an acronym came about, no name."""

_LOWER_NAME = re.compile(r"[a-z]{3,}[a-z0-9]*(?:-[a-z0-9.]+)+")
"""gpt-3.5-turbo, llama2-70b: with a number; `library3` is a word with a footnote."""

_DIGIT = re.compile("[0-9]")
_OPENING = re.compile(r"([A-Z][0-9A-Za-z]{3,}):\s")
_ORDINARY = listed(
    "3d 2d 1d 4d co2 h2o covid covid-19 phd flop flops tflop tflops gflops mlops devops autoencoder convnet "
    "javascript sota multimodal stem"
)
_ORDINARY_STEMS = listed(
    "top pass step layer stage level phase rank figure fig table section appendix part type version day week month "
    "year mid pre post sub non per the and near over under about best january february march april may june july "
    "august september october november december"
)
_PERIOD = re.compile(r"Q[1-4]|H[12]|FY\d{2,4}")
"""Quarters, quartiles and halves of a year, which are put into words: 3분기, 下半期."""

_GENRES = listed("position perspective opinion survey tutorial review editorial commentary")


def coined(words: Iterable[str]) -> Iterator[str]:
    """The coined names among a text's words, once each, in order."""
    seen: set[str] = set()
    for word in words:
        if word[1:].islower() and (word.isalpha() or (word.islower() and not _DIGIT.search(word))):
            continue
        for name in cores(word):
            if name not in seen:
                seen.add(name)
                if _is_coined(name):
                    yield name


def opening(title: str) -> str:
    """The name a title begins with, `Name: what it is`; empty where it begins with none."""
    found = _OPENING.match(title)
    return found[1] if found and found[1].casefold() not in _GENRES else ""


def singular(name: str) -> str:
    """Without the plural's s: LLMs, NeRFs."""
    return name[:-1] if name.endswith("s") else name


def cores(word: str) -> Iterator[str]:
    """What of a compound is the name: GPT-4 of GPT-4-based, LLM of LLM-as-a-judge, all of GPT-2-small."""
    if word == word.lower():
        yield word
        return
    run: list[str] = []
    for part in (*parts(word), ""):
        if part != part.lower() or (part and not part.isalpha()) or (run and part in SIZES):
            run.append(part)
        elif run:
            yield "-".join(run)
            run = []


def _is_coined(name: str) -> bool:
    first, whole = name.split("-", maxsplit=1)[0].casefold(), singular(name)
    if whole.casefold() in _ORDINARY or _PERIOD.fullmatch(whole) or first.rstrip("0123456789") in _ORDINARY_STEMS:
        return False
    if name == name.lower():
        return _LOWER_NAME.fullmatch(name) is not None and any(map(str.isdigit, name))
    if _ACRONYM.fullmatch(name):
        return not whole.endswith("LM")
    numbered = name[0].isalpha() and any(map(str.isdigit, name))
    return numbered or any(_is_coinage(part, len(name)) for part in whole.split("-"))


def _is_coinage(part: str, whole: int) -> bool:
    """Whether a part's capitals make the whole a name; of a compound, MMHAL-BENCH, long acronyms do too."""
    if _ACRONYM.fullmatch(part):
        return len(part) < whole
    return _INNER.search(part) is not None and not _STRESSED.fullmatch(part)
