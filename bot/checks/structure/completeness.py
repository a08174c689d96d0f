"""Which sentences of the source have no counterpart, or only a part of one, and which of the target none.

Sentences are laid beside one another by their length and by the anchors they share. Korean and Japanese take so many
characters for so many English letters that a sentence far below what is expected has lost a clause. Good translators
merge, split and reorder, and some are terse: a sentence whose names and numbers all stand in the target is doubted
only where the length leaves no other reading, and one that nothing marks only where the whole text is too short.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from bot.checks.anchors import anchors, weight
from bot.checks.glossary import Rendered, laid_out
from bot.checks.pair import Pair
from bot.checks.prose import NATIVE, masked, sentences
from bot.checks.structure.beads import Bead, aligned, apart
from bot.domain import Finding, Severity

SAYS = {
    "structure.omitted": "‘{source}’ is not translated, or only in part. Translate all of it.",
    "structure.added": "Nothing in the source stands for ‘{target}’. Take it out.",
}

PER_CHARACTER = 1.7
"""Latin letters that a character of Hangul, kana or Han weighs, measured on good translations of abstracts."""

EXPECTED = {"ko": -0.11, "ja": -0.02}
"""The logarithm of target length over source length in good translations; its spread over sentences is 0.14."""

_WITH_AN_ANCHOR = -0.36
"""Deviation of a sentence a name or a number of which is nowhere in the target."""

_WITH_A_SURE_CUE = -0.15
"""The same where nothing in the counterpart says no, or but, as the source does."""

_MERGED = -0.24
"""The same of several sentences that stand for fewer: the one left out may be short."""

_WITH_A_TRACE = -0.6
"""The same where a term or the trace of a conjunction is missing in its counterpart."""

_WITHOUT = -0.8
"""The same where nothing is known to be missing."""

_LEAST_MISSING = 1.0
"""Weight of what is nowhere in the target; a number of one digit may be a word there (half is 0.5)."""

_SHARE = 0.8
"""How much of an unmarked sentence's length the whole text must lack. A translator's spread over texts is 0.08."""

_TOO_SHORT = -0.2
"""Deviation of a whole text that is too short for any translator."""

_SHORTEST = 25
"""Letters of a source sentence, below which its length says nothing."""

_SHORTEST_TOLD = 15
"""The same of a sentence whose number or name is nowhere in the target."""

_SHORTEST_ADDED = 40
_MOST_SENTENCES = 60
_MARGIN = (-0.35, 0.1)
_NATIVE = re.compile(f"[{NATIVE}]+")
_LATIN = re.compile("[A-Za-z0-9]+")
_SURE_CUES = (
    (
        re.compile(
            r"\b(?:not(?! only)|no(?! more)|never|none|neither|nor|nothing(?! but| other)|cannot)\b|n['’]t\b",
            re.IGNORECASE,
        ),
        re.compile(
            "않|없|못|아니|아닌|아닙|말고|불|미[공완지정확해]|비[공선지효]|무[관의해]|제외|어렵|이하|이내|여부|비로소|에야"
            "|ない|なく|なけ|ません|ず|なし|以下|以内|不|非|未|無|除|難|困|かどうか|ようやく|初めて"
        ),
    ),
    (
        re.compile(
            r"(?<!nothing )(?<!all )(?<!anything )(?<!not )\b(?:but|although|though|however|while|whereas|despite"
            r"|yet)\b",
            re.IGNORECASE,
        ),
        re.compile(
            "지만|[으하되이]나|러나|에도|더라도|반면|면서|다만|하되|데도|동안|채|が、|もの|しかし|ただ|一方|けれど|ても|でも|つつ|ながら|間|かかわらず"
        ),
    ),
    (
        re.compile(r"\b(?:including|such as|e\.g\.|for example|for instance)", re.IGNORECASE),
        re.compile(
            "포함|등|비롯|같은|같이|예[를컨시]|예로|가령|까지|이를테면|부터|含|など|はじめ|例えば|たとえば|よう|といった|まで"
        ),
    ),
    (re.compile(r"[“\"][^“”\"\n]{2,60}[”\"]"), re.compile("[「『“”\"‘’'《〈]")),
)
"""Words and quotation marks of the source and what a translation has for them; good ones all but never lack it."""

_CUES = (
    *_SURE_CUES,
    (
        re.compile(r"\b(?:when|if|once|unless|whenever|where)\b"),
        re.compile("때|면|경우|시[ ,에]|[뒤후]|순간|[곳데]에|とき|時|際|場合|たら|ば|ると|と、|後|ところ|限り"),
    ),
    (
        re.compile(r"\b(?:because|since|due to|owing to)\b", re.IGNORECASE),
        re.compile("때문|므로|[아어여]서|기에|따라|인해|덕분|이후|부터|[하되]여|ため|ので|から|より|ことで|以来|によ"),
    ),
    (
        re.compile(r"\b(?:without|unlike|except|instead of|rather than)\b", re.IGNORECASE),
        re.compile(
            "없|않|달리|대신|제외|아니|외|유지|그대로|なし|なく|なし|ず|ない|異な|違|代わ|以外|除|ではな|維持|まま|保"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its sentences, the size and the anchors of each."""

    text: str
    spans: tuple[tuple[int, int], ...]
    sizes: tuple[float, ...]


def check(pair: Pair) -> Iterator[Finding]:
    """Sentences left out, cut short or added. Texts of more than 60 sentences are left to other eyes."""
    numbers = [len(sentences(masked(text))) for text in (pair.source, pair.target)]
    if not min(numbers) or max(numbers) > _MOST_SENTENCES:
        return
    source, target = _read(pair.source), _read(pair.target)
    if not any(_NATIVE.search(pair.target[a:b]) for a, b in target.spans) or _NATIVE.search(pair.source):
        return
    expected = EXPECTED.get(pair.locale.language_code, 0.0)
    whole = log((sum(target.sizes) + 1) / (sum(source.sizes) + 1)) - expected
    beads = aligned(source.sizes, target.sizes, lambda: _marks(source), lambda: _marks(target), expected)
    deviations = [_deviation(bead, source, target, expected) for bead in beads]
    moved = _reordered(beads)
    for bead, deviation in zip(beads, deviations, strict=True):
        if bead.target[0] == bead.target[1]:
            yield from _omitted(pair, source, bead, 0.0 if moved else whole)
        elif bead.source[0] == bead.source[1]:
            yield from _added(pair, target, bead, 0.0 if moved else whole)
        else:
            yield from _cut_short(pair, source, target, bead, _relative(deviation, deviations))


def _reordered(beads: tuple[Bead, ...]) -> bool:
    """Whether sentences stand alone on both sides: they may be one another's, at another place."""
    return any(bead.target[0] == bead.target[1] for bead in beads) and any(
        bead.source[0] == bead.source[1] for bead in beads
    )


def _read(text: str) -> _Text:
    plain = masked(text)
    spans = sentences(plain)
    return _Text(text, spans, tuple(_size(plain[start:end]) for start, end in spans))


def _size(plain: str) -> float:
    return len("".join(_NATIVE.findall(plain))) * PER_CHARACTER + len("".join(_LATIN.findall(plain)))


def _marks(text: _Text, first: int = 0, last: int | None = None) -> tuple[frozenset[str], ...]:
    return tuple(anchors(text.text[start:end]) for start, end in text.spans[first:last])


def _deviation(bead: Bead, source: _Text, target: _Text, expected: float) -> float | None:
    """How much shorter (below 0) or longer than expected a bead's target is; None where a side is empty or short."""
    here, there = sum(source.sizes[slice(*bead.source)]), sum(target.sizes[slice(*bead.target)])
    return log(there / here) - expected if here >= _SHORTEST and there > 0 else None


def _relative(deviation: float | None, all_: list[float | None]) -> float:
    """A deviation against that of the text's other sentences: some translators are short throughout."""
    if deviation is None:
        return 0.0
    known = [other for other in all_ if other is not None]
    if len(known) < 2:  # noqa: PLR2004 - a text of one sentence is compared with nothing
        return deviation
    others = (sum(known) - deviation) / (len(known) - 1)
    return deviation - min(max(others, _MARGIN[0]), _MARGIN[1])


def _omitted(pair: Pair, source: _Text, bead: Bead, whole: float) -> Iterator[Finding]:
    """Sentences with no counterpart: with a name or a number that is nowhere in the target, or with none of their own
    and the target too short for having them.
    """
    for index in range(*bead.source):
        start, end = source.spans[index]
        own = anchors(pair.source[start:end])
        gone = weight(own - anchors(pair.target))
        told = gone >= _LEAST_MISSING
        unmarked = not _only_here(source, index, own) and _lacks(whole, source, index)
        if source.sizes[index] >= (_SHORTEST_TOLD if told else _SHORTEST) and (told or unmarked):
            yield pair.doubt(SAYS, "structure.omitted", Severity.REPAIR, source=pair.source[start:end])


def _only_here(source: _Text, index: int, own: frozenset[str]) -> frozenset[str]:
    """What of a sentence's anchors no other sentence has, numbers of one digit left out."""
    others = frozenset().union(*(marks for n, marks in enumerate(_marks(source)) if n != index))
    return frozenset(anchor for anchor in own - others if len(anchor) > 1)


def _lacks(whole: float, source: _Text, index: int) -> bool:
    """Whether the whole target is as much too short as one without the sentence would be, nearly."""
    rest = sum(source.sizes) - source.sizes[index]
    return rest <= 0 or whole < max(_SHARE * log(rest / sum(source.sizes)), _TOO_SHORT)


def _exceeds(whole: float, target: _Text, index: int) -> bool:
    """Whether the whole target is as much too long as one with the sentence would be, nearly."""
    rest = sum(target.sizes) - target.sizes[index]
    return rest > 0 and whole > _SHARE * log(sum(target.sizes) / rest)


def _added(pair: Pair, target: _Text, bead: Bead, whole: float) -> Iterator[Finding]:
    """Sentences with no counterpart in the source: none of their names and numbers stands there, and the target is
    longer than expected or has a name or number that is new.
    """
    for index in range(*bead.target):
        start, end = target.spans[index]
        own = anchors(pair.target[start:end])
        known = anchors(pair.source)
        new = weight(own - known) >= _LEAST_MISSING
        if weight(own & known) >= _LEAST_MISSING or not (new or _exceeds(whole, target, index)):
            continue
        if target.sizes[index] >= _SHORTEST_ADDED and _NATIVE.search(pair.target[start:end]):
            yield pair.doubt(SAYS, "structure.added", Severity.REPAIR, target=pair.target[start:end])


def _cut_short(pair: Pair, source: _Text, target: _Text, bead: Bead, short: float) -> Iterator[Finding]:
    """A sentence, or one of some that were merged, of which only a part is there."""
    if short >= _WITH_A_SURE_CUE:
        return
    here, there = source.spans[slice(*bead.source)], target.spans[slice(*bead.target)]
    start, end = source.spans[_missing(source, target, bead)]
    missing = _untraced(_SURE_CUES, pair.source[start:end], pair.target[there[0][0] : there[-1][1]])
    if not missing and short < (_MERGED if len(here) > len(there) else _WITH_AN_ANCHOR):
        gone = weight(anchors(pair.source[start:end]) - anchors(pair.target))
        trace = short < _WITH_A_TRACE and len(here) == 1 and _lost(pair, here, there)
        missing = gone >= _LEAST_MISSING or short < _WITHOUT or trace
    if missing:
        yield pair.doubt(SAYS, "structure.omitted", Severity.REPAIR, source=pair.source[start:end])


def _missing(source: _Text, target: _Text, bead: Bead) -> int:
    """Which sentence is missing or cut short, by its number: the one without which the others of a bead fit best."""
    if bead.source[1] - bead.source[0] == 1:
        return bead.source[0]
    own, other = _marks(source, *bead.source), _marks(target, *bead.target)
    sizes, found = source.sizes[slice(*bead.source)], target.sizes[slice(*bead.target)]

    def without(index: int) -> float:
        rest = [n for n in range(len(sizes)) if n != index]
        return apart([sizes[n] for n in rest], found, [own[n] for n in rest], other, 0.0)

    return bead.source[0] + min(range(len(sizes)), key=without)


def _untraced(cues: Sequence[tuple[re.Pattern[str], re.Pattern[str]]], source: str, target: str) -> bool:
    """Whether a cue of the source has no trace in the target."""
    return any(cue.search(source) and not trace.search(target) for cue, trace in cues)


def _lost(pair: Pair, here: tuple[tuple[int, int], ...], there: tuple[tuple[int, int], ...]) -> bool:
    """Whether a term or the trace of a conjunction is missing."""
    source, target = pair.source[here[0][0] : here[-1][1]], pair.target[there[0][0] : there[-1][1]]
    if _untraced(_CUES, source, target):
        return True
    glossary, there_is = laid_out(pair.locale.glossary), Rendered(masked(target))
    return any(not there_is.has(glossary.entries[term]) for term in glossary.mentions(masked(source)))
