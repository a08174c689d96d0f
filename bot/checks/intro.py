"""Family `intro`: what the week's intro says stands in one of the entries it introduces, and it is short.

The source is the entries, `N. title` and the summary, a blank line between two; the target is a sentence and its
paragraphs, a blank line between two. Names that stand nowhere are family `name`'s. Let pass on purpose: all that is
left out; counting words up to three; how many papers a group has, as long as there are so many; quotations without
Latin letters, which may be a title translated or a word set apart.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, pairwise

from bot.checks import prose
from bot.checks.numbers.number import LOOSE, PERCENT, SHARE, Number
from bot.checks.numbers.reading import knows, read
from bot.checks.pair import Kind, Pair
from bot.checks.papers import Count, counts
from bot.domain import Finding, Severity

SAYS: Mapping[str, str] = {
    "intro.number": "‘{target}’ stands in none of the entries. Take it out, or write the value that an entry has.",
    "intro.elsewhere": "‘{target}’ is not in the entry of {names}. Give it to the paper it belongs to, or take it out.",
    "intro.title": "‘{target}’ is in quotation marks and is no paper of this week. Write a title as its entry has it.",
    "intro.count": "‘{target}’ is not true: there are {papers} papers. Count them, or leave the count out.",
    "intro.headline": "The first sentence has {length} characters, more than {most}. Say it in fewer words.",
    "intro.paragraphs": "There are {found} paragraphs after the first sentence. Write {fewest} to {most}.",
    "intro.long": "The intro has {length} characters, more than {most}. Leave something out.",
}

HEADLINE = 140
"""Characters: mails and previews cut what is longer."""

PARAGRAPHS = (2, 4)
LONGEST = 1_500
"""Characters of sentence and paragraphs together."""

READ = 10 * LONGEST
"""Characters: what is longer is only said to be too long."""

MOST = 20
"""Findings of one intro."""

MOST_ENTRIES = 50
"""Entries that are told apart; what stands after them belongs to the last."""

_SMALL = 3
"""Counting words up to this one are the intro's own: two groups, three lines of work."""

_ENTRY = re.compile(r"(?:\A|\n\n)(\d{1,3})\. ")
_QUOTED = re.compile(r"“([^“”\n]{2,200})”|‘([^‘’\n]{2,200})’|「([^「」\n]{2,200})」|『([^『』\n]{2,200})』")
_DIGIT = re.compile(r"\d")
_LATIN = re.compile(r"[A-Za-z]{2}")
_NATIVE = re.compile(f"[{prose.NATIVE}]")

Value = tuple[int | Fraction, str]


def check(pair: Pair) -> Iterator[Finding]:
    """What the intro says and no entry does, then what is wrong with its form."""
    if pair.kind is Kind.INTRO:
        if len(pair.target) <= READ:
            yield from islice(_said(pair), MOST)
        yield from _form(pair)


def _said(pair: Pair) -> Iterator[Finding]:
    entries = _entries(pair.source)
    own = [_values(entry) for entry in entries or [pair.source]]
    anywhere = set().union(*own)
    counted = _counted(pair, len(entries), anywhere)
    for count in counted:
        if count.papers > len(entries) or (count.all_of_them and count.papers != len(entries)):
            yield pair.doubt(SAYS, "intro.count", Severity.REPAIR, target=count.span, papers=len(entries))
    yield from _quotations(pair)
    said = [one for one in _numbers(pair) if _is_said(one, counted)]
    for one in said:
        if not _stands(one, anywhere):
            yield pair.doubt(SAYS, "intro.number", Severity.REPAIR, target=one.span)
    yield from _elsewhere(pair, [one for one in said if _stands(one, anywhere)], own)


def _entries(source: str) -> list[str]:
    """The entries, each from its number on."""
    starts = [found.start(1) for found in islice(_ENTRY.finditer(source), MOST_ENTRIES)]
    return [source[start:end] for start, end in pairwise((*starts, len(source)))]


def _counted(pair: Pair, papers: int, values: set[Value]) -> list[Count]:
    """The counts of this week's papers; not of papers that an entry speaks of, a survey of 300."""
    found = counts(pair.target, pair.locale.language_code) if papers else ()
    return [one for one in found if one.papers <= papers or (one.papers, "") not in values]


def _quotations(pair: Pair) -> Iterator[Finding]:
    known = _plain(" ".join((pair.source, *pair.names)))
    for found in _QUOTED.finditer(pair.target):
        quoted = next(filter(None, found.groups()))
        is_latin = _LATIN.search(quoted) and not _NATIVE.search(quoted)
        if is_latin and _plain(quoted).strip(" .,:;!?") not in known:
            yield pair.doubt(SAYS, "intro.title", Severity.REPAIR, target=quoted)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _elsewhere(pair: Pair, said: Sequence[Number], own: Sequence[set[Value]]) -> Iterator[Finding]:
    """Numbers of another entry than those their sentence names; none where it is not known which name is whose."""
    spans = prose.sentences(prose.masked(pair.target)) if len(pair.names) == len(own) else ()
    at = 0
    for start, end in spans:
        sentence = pair.target[start:end]
        named = {name: values for name, values in zip(pair.names, own, strict=True) if name and name in sentence}
        while at < len(said) and said[at].start < end:
            one, at = said[at], at + 1
            if named and not any(_stands(one, values) for values in named.values()):
                yield pair.doubt(SAYS, "intro.elsewhere", Severity.REPAIR, target=one.span, names=", ".join(named))


def _numbers(pair: Pair) -> Sequence[Number]:
    """The numbers of the intro; none in a language whose numbers cannot be read."""
    code = pair.locale.language_code
    return read(pair.target, code) if knows(code) else ()


def _values(text: str) -> set[Value]:
    """Every value the text may mean, a percentage also as a share."""
    return {value for one in read(text, "en") for reading in one.readings for value in _forms(*reading)}


def _forms(value: int | Fraction, unit: str) -> Iterator[Value]:
    yield value, "" if unit in LOOSE else unit
    if unit == PERCENT:
        yield Fraction(value) / 100, ""


def _is_said(one: Number, counted: Sequence[Count]) -> bool:
    """Whether it is a value that an entry must have: no counting word, no count of papers."""
    small = one.value <= _SMALL and one.unit not in (PERCENT, SHARE) and not _DIGIT.search(one.span)
    return one.sure and not small and not any(each.start < one.end and one.start < each.end for each in counted)


def _stands(one: Number, values: set[Value]) -> bool:
    return any(form in values for reading in one.readings for form in _forms(*reading))


def _form(pair: Pair) -> Iterator[Finding]:
    headline, *paragraphs = pair.target.split("\n\n")
    if len(headline) > HEADLINE:
        yield pair.doubt(SAYS, "intro.headline", Severity.REPAIR, length=len(headline), most=HEADLINE)
    fewest, most = PARAGRAPHS
    if not fewest <= len(paragraphs) <= most:
        found = len(paragraphs)
        yield pair.doubt(SAYS, "intro.paragraphs", Severity.REPAIR, found=found, fewest=fewest, most=most)
    if len(pair.target) > LONGEST:
        yield pair.doubt(SAYS, "intro.long", Severity.REPAIR, length=len(pair.target), most=LONGEST)
