"""Texts that are wrong as a whole: the source again, the two exchanged, another language, another entry's text."""

import re
from collections.abc import Iterator

from bot.checks.anchors import anchors, weight
from bot.checks.glossary import Rendered, laid_out
from bot.checks.language.english import FUNCTION, is_ordinary
from bot.checks.pair import Kind, Pair
from bot.checks.prose import NATIVE, masked, sentences
from bot.domain import Finding, Severity

SAYS = {
    "language.same": "The text is still the source's. Translate it into {language}.",
    "language.swapped": "Source and translation are exchanged: the source is in {language}. Put the translation here.",
    "language.foreign": "The text is not in {language}: ‘{target}’. Translate it into {language}.",
    "language.other_text": "The text is not the translation of this source: ‘{target}’. Translate this source.",
}

_NATIVE = re.compile(f"[{NATIVE}]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u30ff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile("[A-Za-z]+")
_STRONG = re.compile(r"\b(?:[A-Za-z]{1,30}-?\d[\w.]*|[A-Za-z]{0,30}[a-z][A-Z]\w*|[A-Z]{2,}|\d[\d.]*\d)")
_MOST_MARKS = 200
_READ = 20_000
"""Characters of a text that are compared; a longer one is no abstract."""

_NATIVE_SOURCE = 10
_WORDS_OF_A_TITLE = 3
_WORDS_OF_A_TEXT = 2
_KEPT = 0.5
_ALIKE = 0.9
_ENOUGH = 4.0
_PLENTY = 6.0
_FEW = 1.0
_MANY_TERMS = 8
_RENDERED = 0.4


def check(pair: Pair) -> Iterator[Finding]:
    """At most one finding, whose place is the first sentence."""
    code = _code(pair)
    if code:
        severity = Severity.REPAIR if pair.kind is Kind.TITLE else Severity.BLOCK
        yield pair.doubt(SAYS, code, severity, target=_first(pair.target), language=pair.locale.language)


def _code(pair: Pair) -> str:
    target = masked(pair.target)
    if not _has_script(pair.locale.language_code, target):
        if _NATIVE.search(pair.target) is None and len(_NATIVE.findall(pair.source)) >= _NATIVE_SOURCE:
            return "language.swapped"
        if " ".join(pair.source.split()) == " ".join(pair.target.split()):
            return "language.same" if _is_text(pair.kind, target) else ""
        return "language.foreign" if _is_text(pair.kind, target) else ""
    return "language.other_text" if pair.kind is not Kind.TITLE and _is_another(pair) else ""


def _has_script(code: str, plain: str) -> bool:
    """Japanese may be Han alone in a title; with no kana in a text that has Han it is Chinese."""
    if code == "ko":
        return _HANGUL.search(plain) is not None
    if code == "ja":
        return _KANA.search(plain) is not None or (_HAN.search(plain) is not None and "。" not in plain)
    return True


def _is_text(kind: Kind, plain: str) -> bool:
    """Whether there is more than names: ordinary words, of a title at least three, as `Ring Attention` is a name."""
    if _NATIVE.search(plain):
        return True
    words = [word.lower() for word in _WORD.findall(plain)]
    least = _WORDS_OF_A_TITLE if kind is Kind.TITLE else _WORDS_OF_A_TEXT
    return sum(word in FUNCTION or is_ordinary(word) for word in words) >= least


def _is_another(pair: Pair) -> bool:
    """Whether source and target have enough names, numbers and formulas and hardly one of them in common.

    Good translations share nearly all by weight (1.3 of 2 at least), those of another entry a third of that.
    """
    strong = _STRONG.findall(pair.source)[:_MOST_MARKS]
    if sum(mark in pair.target for mark in strong) > max(_KEPT * len(strong), 1):
        return False
    own, other = anchors(pair.source[:_READ]), anchors(pair.target[:_READ])
    here, there, shared = weight(own), weight(other), weight(own & other)
    if here < _ENOUGH or (there < _ENOUGH and here < _PLENTY):
        return shared < _FEW and _has_other_terms(pair)
    return shared / here + shared / max(there, 1.0) < _ALIKE


def _has_other_terms(pair: Pair) -> bool:
    """Whether the source has many terms and the target the renderings of few. Good and fair translations have those
    of six in ten at least.
    """
    glossary, there = laid_out(pair.locale.glossary), Rendered(masked(pair.target))
    terms = glossary.mentions(masked(pair.source))
    rendered = sum(there.has(glossary.entries[term]) for term in terms)
    return len(terms) >= _MANY_TERMS and rendered < _RENDERED * len(terms)


def _first(text: str) -> str:
    start, end = (sentences(masked(text)) or ((0, 0),))[0]
    return text[start:end]
