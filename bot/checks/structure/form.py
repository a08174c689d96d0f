"""The form of a translation: empty, cut off, talking about itself, saying a thing twice, lines and brackets."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from bot.checks.pair import Kind, Pair
from bot.checks.prose import masked, sentences
from bot.domain import Finding, Severity

SAYS = {
    "structure.empty": "The translation is empty. Translate the text.",
    "structure.meta": "‘{target}’ is about the translation and no part of it. Leave it out.",
    "structure.cut": "The text ends in ‘{target}’, within a sentence. Translate it to its end.",
    "structure.bullets": "The source has {wanted} bullet lines, the translation {found}. Write one for each.",
    "structure.label": "The bullet ‘{target}’ has no label, but the source has ‘{source}’. Translate the label too.",
    "structure.brackets": "‘{target}’ has a bracket or quotation mark without its other half. Add it or take it out.",
    "structure.twice": "‘{target}’ stands there twice. Take one out.",
}

_META = re.compile(
    r"here(?:'s| is| are) (?:the|a|my|your) (?:\w{1,20} ){0,2}translat|^[ \t]{0,9}(?:sure|certainly|of course)[,!.]"
    r"|i(?:'m| am) (?:sorry|unable)|i (?:cannot|can't) (?:translate|help|assist|provide)|as an ai (?:language )?model"
    r"|^[ \t]{0,9}(?:translat(?:ion|ed text)|번역(?:문| ?결과)?|한국어 ?번역|역문|翻訳(?:文|結果)?|日本語訳) ?[:：]"
    r"|^[ \t]{0,9}訳文? ?[:：]"
    r"|다음은 .{0,30}번역|번역해 드리|번역(?:은 다음과 같|하면 다음과)|번역할 수 없|이상입니다|죄송(?:합니다|하지만)"
    r"|以下[はが].{0,20}翻訳|以下に.{0,20}訳|翻訳いたし|翻訳できません|申し訳(?:ありません|ございません)"
    r"|以上です|以上が.{0,10}翻訳",
    re.IGNORECASE | re.MULTILINE,
)
_META_SIGNS = (
    *("translat", "sure", "certainly", "of course", "sorry", "unable", "i cannot", "i can't", "as an ai"),
    *("번역", "역문", "이상입니다", "죄송", "翻訳", "訳", "申し訳", "以上"),
)
"""One of these stands in all talk about the translation: to look for them is faster than for the talk."""

_TALKED_OF = re.compile("translat|sorry|apolog|as an ai|of course|certainly", re.IGNORECASE)
_BULLET = re.compile(r"^[ \t]*[●•▪◦‣][ \t]*([^\n]*)", re.MULTILINE)
_LABEL = re.compile(r"[^:：.。!?\n]{1,60}[:：](?!//)")
_CUT = re.compile(
    "(?:[,、，:：;；(（「『“‘]|[가-힣](?:[은는을를의와과]|에서|으로|하고|하며|하여|면서|지만|는데)"
    "|[\u3040-\u30ff\u4e00-\u9fff](?:[をはがにへの]|とか|ので|ため))$"
)
_ENDED = re.compile(r"[.!?。！？…][\"'”’)\]」』）】*_`]{0,6}\s*$")
_PAIRS = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「", "』": "『", "】": "【", "”": "“"}
_OPEN = frozenset(_PAIRS.values())
_BRACKET = re.compile("[()\\[\\]{}（）「」『』【】“”]")
_ENUMERATED = re.compile(r"(?<![A-Za-z0-9가-힣])(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4}|[①-⑳가나다라마])$")
_DOUBLED = re.compile(
    r"([가-힣](?<!\w.)[가-힣]{1,11}) \1(?![가-힣])|([것수등및그이한할](?<![가-힣].)) \2(?![가-힣])"
    r"|(の(?<!もの)|[をがはへ])\3(?![の\u3041-\u3096])"
    r"|([\u30a1-\u30fa\u4e00-\u9fff][\u30a1-\u30fc\u4e00-\u9fff]{2,12})\4(?![\u30a1-\u30fc\u4e00-\u9fff])"
)
_REDUPLICATED = frozenset(("하나", "각각", "서로", "차례", "점점", "가지", "조금", "매우", "아주", "더욱", "너무"))
_MOST_TALK = 20
_SHORTEST_TWICE = 12
_SHOWN = 60


def empty(pair: Pair) -> Iterator[Finding]:
    """The one finding of an empty translation; its place is the source's first sentence."""
    start, end = (sentences(masked(pair.source)) or ((0, 0),))[0]
    yield pair.doubt(SAYS, "structure.empty", Severity.BLOCK, source=pair.source[start:end])


def check(pair: Pair) -> Iterator[Finding]:
    """Each fault of form. A title has no sentences and no bullets."""
    yield from _meta(pair)
    yield from _unbalanced(pair)
    if pair.kind is Kind.TITLE:
        return
    if pair.kind is not Kind.INTRO:
        yield from _bullets(pair)
        yield from _cut(pair)
    yield from _twice(pair)


def _meta(pair: Pair) -> Iterator[Finding]:
    """Talk about the translation. Not where the source speaks of one or begs pardon, nor `이상입니다` after 60%."""
    folded = pair.target.casefold()
    if not any(sign in folded for sign in _META_SIGNS):
        return
    talk = list(islice(_META.finditer(pair.target), _MOST_TALK))
    if not talk or _TALKED_OF.search(pair.source):
        return
    for found in talk:
        before = pair.target[max(0, found.start() - 3) : found.start()].rstrip(" ")[-1:]
        counted = found[0].startswith(("이상", "以上")) and before not in {"", ".", "。", "\n"}
        if not counted:
            yield pair.doubt(SAYS, "structure.meta", Severity.BLOCK, target=found[0].strip())


def _bullets(pair: Pair) -> Iterator[Finding]:
    """As many bullet lines as the source, each with a label where the source's has one."""
    wanted, found = _BULLET.findall(pair.source), list(_BULLET.finditer(pair.target))
    if len(wanted) != len(found):
        shown = pair.target.strip().partition("\n")[0][:_SHOWN].rstrip()
        yield pair.doubt(SAYS, "structure.bullets", Severity.REPAIR, target=shown, wanted=len(wanted), found=len(found))
        return
    for line, there in zip(wanted, found, strict=True):
        label = _LABEL.match(line)
        if label and there[1].strip() and not _LABEL.match(there[1]):
            shown = there[0].strip()[:_SHOWN].rstrip()
            yield pair.doubt(SAYS, "structure.label", Severity.REPAIR, source=label[0], target=shown)


def _cut(pair: Pair) -> Iterator[Finding]:
    """An end in a particle, a connective or a comma where the source ends in a sentence."""
    if not _ENDED.search(pair.source.rstrip()[-20:]) or _ENDED.search(pair.target.rstrip()[-20:]):
        return
    start, end = sentences(masked(pair.target))[-1]
    if _CUT.search(pair.target[max(start, end - 20) : end]):
        yield pair.doubt(SAYS, "structure.cut", Severity.REPAIR, target=pair.target[max(start, end - _SHOWN) : end])


def _unbalanced(pair: Pair) -> Iterator[Finding]:
    """A bracket without its half, outside of code and maths. Not where the source's are unbalanced too, and not the
    bracket of `1)` or `a)`.
    """
    loose = _loose(masked(pair.target))
    if loose and not _loose(masked(pair.source)):
        at = loose[0]
        start, end = next(((a, b) for a, b in sentences(masked(pair.target)) if a <= at < b), (at, at + 1))
        shown = pair.target[max(start, at - _SHOWN // 2) : min(end, at + _SHOWN // 2)].strip()
        yield pair.doubt(SAYS, "structure.brackets", Severity.REPAIR, target=shown)


def _loose(text: str) -> list[int]:
    """Where brackets without their half stand."""
    open_: list[int] = []
    loose: list[int] = []
    for bracket in _BRACKET.finditer(text):
        at = bracket.start()
        if bracket[0] in _OPEN:
            open_.append(at)
        elif open_ and text[open_[-1]] == _PAIRS[bracket[0]]:
            open_.pop()
        elif not _ENUMERATED.search(text[max(0, at - 6) : at]):
            loose.append(at)
    return sorted(loose + open_)


def _twice(pair: Pair) -> Iterator[Finding]:
    """A sentence that stands there twice although the source's do not, and a word doubled in a row."""
    plain = masked(pair.target)
    texts = [pair.target[start:end] for start, end in sentences(plain)]
    own = [pair.source[start:end] for start, end in sentences(masked(pair.source))]
    if len(set(own)) == len(own):
        for text, times in Counter(texts).items():
            if times > 1 and len(text) >= _SHORTEST_TWICE:
                yield pair.doubt(SAYS, "structure.twice", Severity.REPAIR, target=text)
    for found in _DOUBLED.finditer(plain):
        if (found[1] or "") not in _REDUPLICATED:
            yield pair.doubt(SAYS, "structure.twice", Severity.REPAIR, target=found[0])
