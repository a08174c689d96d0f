"""Places left in English: a sentence, a phrase, a label, a single word before a particle."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.checks.language.english import FUNCTION, is_ordinary
from bot.checks.language.source import usage
from bot.checks.pair import Kind, Pair
from bot.checks.prose import MASK, NATIVE, masked, sentences
from bot.domain import Finding, Locale, Severity, Term
from bot.same import made_once

SAYS = {
    "language.sentence": "‘{target}’ is still in English. Translate it.",
    "language.label": "The label ‘{target}’ is still in English. Translate it.",
    "language.word": "‘{target}’ is still in English. Translate it, or put it in brackets after the {language} word.",
}

_TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9'’_/+@-]|(?<=\d)\.(?=\d)|(?<=[A-Za-z])\.(?=[a-z]{1,4}\b))*")
_GAP = re.compile(r"[ ,;%&“”\"'‘’–—-]{1,4}")
_GLOSS = re.compile(rf"[(（][^()（）{NATIVE}\n]{{1,80}}[)）]")
_QUOTE = re.compile(r"“[^“”\n]{1,200}”|\"[^\"\n]{1,200}\"|‘[^‘’\n]{1,200}’|「[^「」\n]{1,200}」|『[^『』\n]{1,200}』")
_SOURCE_QUOTE = re.compile(
    r"“[^“”\n]{1,200}”|\"[^\"\n]{1,200}\"|‘[^‘’\n]{1,200}’|`{1,2}[^`'\n]{1,200}''|(?<!\w)'[^'\n]{1,200}'(?!\w)"
)
_TAIL = re.compile(r"(?<=[.。!?！？)）])(?:[ \t\n]+#?[a-z0-9][a-z0-9-]*){1,20}\s*$")
_LABEL_WORDS = """
key main results result findings finding caveat caveats takeaway takeaways why how what method methods approach
limitations limitation background contributions contribution overview summary conclusion conclusions implications note
highlights evaluation benchmarks applications impact motivation abstract introduction challenges insight insights
details matters significance availability works
"""
_LABELS = frozenset(_LABEL_WORDS.split())
_AFTER_LABEL = re.compile(r"\s?[*_]{0,2}\s?[:：]")
_BEFORE_LABEL = re.compile(r"(?:^|[\n●•*.。!?])[ \t*_-]{0,6}$")
_UNIT_WORDS = """
nat nats bit bits ms fps px step steps token tokens ppm rpm kbps mbps gbps kbit mbit qps rps tps iops flops dpi mph kwh
mwh ghz mhz khz
"""
_UNITS = frozenset(_UNIT_WORDS.split())
_INFLECTED = re.compile(
    "(?<=[a-z]{4})(?:な(?!い|ど|ら|く)|的|する|した|して|され|한(?![가-힣])|하[게는다며여]|된|되[어는]|적인)"
)
"""What makes a word an adjective or a verb of the language; no name takes it."""

_NATIVE_GLOSS = re.compile(rf" ?[(（][{NATIVE}]")
_GLOSS_WORDS = 8
_SENTENCE_WORDS = 5
_TAGS = 400
"""Characters at the end of a summary in which its tags may stand."""

_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class _Word:
    """A Latin word of the target. `content` is an ordinary word in lower case, `function` one like `the`."""

    start: int
    end: int
    text: str
    content: bool
    function: bool


def check(pair: Pair) -> Iterator[Finding]:
    """Each run of Latin words with an ordinary English word in it.

    Let pass: names (a capital or a digit in them, or no English word), glosses in brackets, quotations that the
    source quotes too, units, what an accepted rendering has in Latin, the tags after a summary.
    """
    plain = _without_let_pass(pair)
    accepted: frozenset[str] | None = None
    for run in _runs(plain):
        if len(run) == 1 and plain[slice(*run[0])].isdigit():
            continue
        words = [_read(pair, plain, *span) for span in run]
        if any(word.content for word in words):
            accepted = _latin_renderings(pair.locale) if accepted is None else accepted
            words = [
                replace(word, content=word.content and not _is_kept(pair, plain, word, accepted)) for word in words
            ]
        if any(word.content for word in words):
            yield from _finding(pair, words)
        elif _is_label(plain, words):
            yield _doubt(pair, "language.label", words[0].start, words[-1].end)


def _without_let_pass(pair: Pair) -> str:
    text = masked(pair.target)
    brackets, quotes = frozenset(_GLOSS.findall(pair.source)), _quoted(pair.source)
    plain = _GLOSS.sub(lambda found: _hidden(found, _is_gloss(found, text) and found[0] not in brackets), text)
    plain = _QUOTE.sub(lambda found: _hidden(found, found[0][1:-1] in quotes), plain)
    if pair.kind is Kind.SUMMARY:
        plain = plain[:-_TAGS] + _TAIL.sub(lambda found: _hidden(found, True), plain[-_TAGS:])
    return plain


def _hidden(found: re.Match[str], let_pass: bool) -> str:
    return MASK * len(found[0]) if let_pass else found[0]


def _is_gloss(found: re.Match[str], text: str) -> bool:
    """A few English words in brackets after a word."""
    before = text[max(0, found.start() - 2) : found.start()].rstrip(" ")[-1:]
    return before not in {"", "\n", ".", "。"} and len(found[0].split()) <= _GLOSS_WORDS


def _quoted(source: str) -> frozenset[str]:
    """What the source quotes, in any marks, of two words or more: an example, and no text."""
    quotes = (found[0].strip("\"'“”‘’`") for found in _SOURCE_QUOTE.finditer(source))
    return frozenset(quote for quote in quotes if " " in quote)


def _latin_renderings(locale: Locale) -> frozenset[str]:
    """Latin words that accepted renderings have outside of brackets, and organisations in small letters."""
    return _latin_words(locale.glossary) | _small(locale.organisations)


@made_once
def _latin_words(glossary: tuple[Term, ...]) -> frozenset[str]:
    renderings = "\n".join(rendering for term in glossary for rendering in term.accepted)
    return frozenset(re.findall(r"[A-Za-z][A-Za-z-]+", re.sub(r"[(（][^)）\n]{0,60}[)）]", "", renderings)))


@made_once
def _small(organisations: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset(form.casefold() for row in organisations for form in row)


def _runs(plain: str) -> Iterator[list[tuple[int, int]]]:
    """Latin words with nothing but a space or a light punctuation mark between them, as spans."""
    run: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(plain):
        if run and not _GAP.fullmatch(plain[run[-1][1] : token.start()][:8]):
            yield run
            run = []
        run.append((token.start(), token.end() - len(token[0]) + len(token[0].rstrip("'’.-/_"))))
    if run:
        yield run


def _read(pair: Pair, plain: str, start: int, end: int) -> _Word:
    text = plain[start:end]
    function = text.lower() in FUNCTION
    candidate = text.islower() and not function and len(text) <= _LONGEST_WORD and not _is_unit(plain, start, text)
    inflected = candidate and text.isalpha() and _INFLECTED.match(plain, end) is not None
    return _Word(start, end, text, inflected or (candidate and _is_english(text, pair.source)), function)


def _is_kept(pair: Pair, plain: str, word: _Word, accepted: frozenset[str]) -> bool:
    """A word that the glossary keeps, that is a name here, or that its rendering follows: `lemma(보조정리)`."""
    names = usage(pair.source).names
    return (
        word.text in accepted
        or word.text in names
        or word.text in pair.names
        or bool(_NATIVE_GLOSS.match(plain, word.end))
    )


def _is_english(text: str, source: str) -> bool:
    """All parts of a compound, or a word that the source uses as one; `top-k`, `k-means` and `t-test` are names."""
    parts = text.replace("’", "'").removesuffix("'s").split("-")
    if all(part.isalpha() and len(part) > 1 and (part in FUNCTION or is_ordinary(part)) for part in parts):
        return True
    return text.isalpha() and usage(source).is_common(text)


def _is_unit(plain: str, start: int, text: str) -> bool:
    return text in _UNITS and plain[max(0, start - 2) : start].rstrip(" ")[-1:].isdigit()


def _is_label(plain: str, words: list[_Word]) -> bool:
    """`Key Findings:` with capitals, at the beginning of a line or in bold."""
    names = all(word.text.lower() in _LABELS or is_ordinary(word.text.lower()) or word.function for word in words)
    return (
        names
        and any(word.text.lower() in _LABELS for word in words)
        and _AFTER_LABEL.match(plain, words[-1].end) is not None
        and _BEFORE_LABEL.search(plain[max(0, words[0].start - 8) : words[0].start]) is not None
    )


def _finding(pair: Pair, words: list[_Word]) -> Iterator[Finding]:
    """The run from its first ordinary word, with the small ones before it, to its last; all of it where it is a clause
    or a sentence.
    """
    known = [word for word in words if word.content or word.function]
    if len(known) >= _SENTENCE_WORDS and sum(word.function for word in words) > 1:
        for start, end in _cut(pair, words[0].start, words[-1].end):
            yield _doubt(pair, "language.sentence", start, end)
        return
    content = [index for index, word in enumerate(words) if word.content]
    first, last = content[0], content[-1]
    while first and words[first - 1].text.islower() and words[first - 1].text.isalpha():
        if first > 1 and words[first - 2].text.isdigit() and not words[first - 1].function:
            break  # a unit
        first -= 1
    if first == 1 and words[0].text.lower() in _LABELS:
        first = 0
    for start, end in _cut(pair, words[first].start, words[last].end):
        yield _doubt(pair, "language.word", start, end)


def _cut(pair: Pair, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span at the ends of sentences."""
    for first, last in sentences(masked(pair.target)):
        if first < end and start < last:
            yield max(first, start), min(last, end)


def _doubt(pair: Pair, code: str, start: int, end: int) -> Finding:
    return pair.doubt(SAYS, code, Severity.REPAIR, target=pair.target[start:end], language=pair.locale.language)
