"""How many papers a Korean or Japanese text says there are."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_KOREAN = ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"]
_KOREAN += ["열", *(f"열{word}" for word in _KOREAN)]
_JAPANESE = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"]
_WORDS: Mapping[str, Mapping[str, int]] = {
    code: {word: value for value, word in enumerate(words, 1)} for code, words in (("ko", _KOREAN), ("ja", _JAPANESE))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """So many papers; `all_of_them` where the text says that there are no others. `span` stands at `start`."""

    papers: int
    all_of_them: bool
    span: str
    start: int

    @property
    def end(self) -> int:
        """Where the text goes on."""
        return self.start + len(self.span)


def counts(text: str, code: str) -> Iterator[Count]:
    """The counts in the order of the text; none in a language that is not known here."""
    pattern = _PATTERNS.get(code)
    if pattern is None:
        return
    for found in pattern.finditer(text):
        words = found["before"] or found["after"]
        value = int(words) if words.isdecimal() else _WORDS[code][words]
        whole = bool(found["all"] or found["every"] or found["of"])
        yield Count(papers=value, all_of_them=whole, span=found[0].rstrip(), start=found.start())


def _number(code: str) -> str:
    return "|".join((r"\d{1,3}", *sorted(_WORDS[code], key=len, reverse=True)))


_PATTERNS: Mapping[str, re.Pattern[str]] = {
    "ko": re.compile(
        rf"(?<![가-힣\d.,])(?P<all>(?:모두|총|전체|전부|합계)[ ]?)?"
        rf"(?:(?:논문|연구)[ ]?(?P<every>(?:모두|총)[ ]?)?(?P<after>{_number('ko')})[ ]?(?:편|건)"
        rf"|(?P<before>{_number('ko')})[ ]?(?:편|건)(?:의[ ]?|[ ])?(?:논문|연구))(?P<of>[ ]?(?:중|가운데))?"
    ),
    "ja": re.compile(
        rf"(?<![\d.,数一二三四五六七八九十百千])(?P<all>全|計|合計|すべて)?"
        rf"(?:論文(?P<every>全|計)?(?P<after>{_number('ja')})[ ]?(?:本|編|報|件)"
        rf"|(?P<before>{_number('ja')})[ ]?(?:本|編|報|件)の(?:論文|研究))(?P<of>の?(?:うち|中))?"
    ),
}
