"""A stand-in for a model that translates well: every name, number, formula and term of a text stands in its own text.

What it says has no meaning, and it says it in whole sentences of the locale's register, one for each of the source's.
"""

import re
from collections.abc import Iterator

from bot.domain import BULLET, Locale

_KEPT = re.compile(
    r"\$[^$]+\$|https?://\S+[\w/)]|\\[a-z]+\{[^}]*\}|<[a-z]+>"
    r"|\d[\d.,]* (?:thousand|million|billion|trillion)|[^\s]*[A-Z0-9][^\s]*"
)
_UNITS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_COUNTS = {
    word: str(number)
    for number, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
}
_LARGE = {"ko": ((12, "조"), (8, "억"), (4, "만")), "ja": ((12, "兆"), (8, "億"), (4, "万"))}
_SAID = {
    "ko": "이 문장은 {}에 관해 {}설명합니다.",
    "ko-plain": "이 문장은 {}에 관해 {}설명한다.",
    "ja": "この文は{}について{}説明します。",
}
_NOTHING = {"ko": "방법", "ja": "手法"}
_MORE = {
    "ko": "앞선 연구와 견주어/여러 조건에서/그 까닭과 함께/쓰임새를 살피며"
    "/한계까지 짚어/차근차근/자료를 바탕으로/끝까지",
    "ja": "先行研究と比べて/さまざまな条件で/その理由とともに/使い道を見ながら"
    "/限界にも触れて/順を追って/資料をもとに/最後まで",
}
_LENGTH = {"ko": 0.75, "ja": 0.65}
"""Characters for each English one: a text that is much shorter has left something out."""


def translated(text: str, locale: Locale) -> str:
    """A text in the locale's language, line for line and sentence for sentence."""
    gap = "" if locale.language_code == "ja" else " "
    lines, at = [], 0
    for line in text.splitlines():
        mark = BULLET if line.startswith(BULLET) else ""
        said = []
        for sentence in filter(None, re.split(r"(?<=[.!?;])\s+", line.removeprefix(BULLET).strip())):
            at += 1
            said.append(_sentence(sentence, at, locale))
        lines.append(mark + gap.join(said))
    return "\n".join(lines)


def titled(title: str, locale: Locale) -> str:
    """A title: the names in it, and that there is something to read."""
    name, colon, _ = title.partition(":")
    parts = [*([name] if colon else []), *_names(title), *_terms(title, locale)]
    return " ".join([*dict.fromkeys(parts), {"ja": "について"}.get(locale.language_code, "살펴보기")])


def _sentence(text: str, at: int, locale: Locale) -> str:
    code = locale.language_code
    stressed = (f"{sign}{_NOTHING[code]}{sign}" for sign, _ in re.findall(r"(\*\*?)([a-z]+)\1", text))
    told = [*_names(text), *_numbers(text, code), *_terms(text, locale), *stressed]
    about = ("、" if code == "ja" else ", ").join(dict.fromkeys(told)) or _NOTHING[code]
    several, more = _MORE[code].split("/"), ""
    for step in range(40):
        if len(about) + len(more) > len(text) * _LENGTH[code] - 15:
            break
        more += several[(at + step) % len(several)] + ("、" if code == "ja" else " ")
    return _SAID[locale.code].format(about, more)


def _names(text: str) -> Iterator[str]:
    """What stands in capitals or with digits, and every formula and address; numbers with a word after them not."""
    for found in _KEPT.finditer(text):
        kept = (
            f"{found[0]} "
            if "://" in found[0]
            else found[0]
            if found[0][0] in "$\\<"
            else found[0].strip('.,;:()[]“”"*')
        )
        kept += ")" * (kept.count("(") - kept.count(")")) if kept[0] not in "$\\<" else ""
        if kept.split(" ")[-1] in _UNITS or (kept.isalpha() and (kept.istitle() or len(kept) < 2)):
            continue
        yield kept


def _numbers(text: str, code: str) -> Iterator[str]:
    """Large numbers in the language's own units, and counts in words as digits."""
    for number, unit in re.findall(r"(\d[\d.,]*) (thousand|million|billion|trillion)", text):
        value = round(float(number.replace(",", "")) * 10 ** _UNITS[unit])
        size, name = next(((size, name) for size, name in _LARGE[code] if value >= 10**size), (0, ""))
        yield f"{value / 10**size:g}{name}"
    yield from (number for word, number in _COUNTS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE))


def _terms(text: str, locale: Locale) -> Iterator[str]:
    """The glossary's rendering of each of its terms in a text."""
    for term in locale.glossary:
        words = [re.escape(word) for word in re.split(r"[\s-]+", term.source)]
        words[-1] = (
            rf"(?:{words[-1]}(?:e?s)?|{words[-1][:-1]}ies)" if words[-1].endswith("y") else f"{words[-1]}(?:e?s)?"
        )
        if not term.sense and re.search(rf"(?<![\w]){'[ -]+'.join(words)}(?![\w])", text, re.IGNORECASE):
            yield re.sub(r"\(.*\)", "", term.accepted[0])
