"""The style of a Korean sentence by its last word: 합니다체, 한다체, 해요체 and 반말."""

import re

from bot.checks.register.endings import Style

_POLITE = re.compile(r"([가-힣])(?:니다|니까)$")
_REQUEST = re.compile(r"(?:십시오|소서)$")
_SYLLABLES, _PER_VOWEL, _FINAL_BIEUP = 0xAC00, 28, 17
"""A Hangul syllable's code says its final consonant. Source: The Unicode Standard, 3.12 Conjoining Jamo Behavior."""
_PLAIN = re.compile(r"[가-힣]다$")
_NO_VERB = frozenset(("람다", "캐나다", "바다", "판다", "소다", "우간다", "르완다", "마다", "보다", "아젠다", "쿠다"))
_NOMINAL = re.compile(
    "[했였었았있없않같높낮많적받얻찾남넘좋작짧깊]음$|^[함됨]$|[가-힣](?<![포결내외누])[함됨]$"
    "|[가-힣](?<![게책모직타레네클쓰라위신해전후선취부방담])임$"
    "|(?:나타|드러|늘어|일어)남$|[아어여워려해와]짐$|줄어듦$"
)
_NOUNS = frozenset(("페이지", "홈페이지", "포함", "결함", "책임", "위임", "신임", "해임", "전임", "후임"))
_CASUAL = re.compile(
    "(?<![필중주개수소강동긴민까세])요$|[했았었였겠있없같좋많낫싶][어아]$"
    "|[이거하되았었했](?:야|지|네|거든|잖아|구나|더라|냐|니)$"
    "|(?<![이오방피저침분견융용공와감양재손상자항유무곤])해$|(?<!안)돼$|[가-힣]죠$|(?:져|줘|봐|할게|할래|하자)$"
)


def style(words: str, stopped: bool) -> Style:
    """The style of a sentence's last words.

    Let pass: requests in -세요, as of commands to run; questions in -는가, -ㄹ까 and -ㄹ까요, which every style asks
    its readers; a noun at the end of a heading or a bullet.
    """
    word = words.rsplit(maxsplit=1)[-1]
    if _is_polite(word):
        return Style.POLITE
    if _PLAIN.search(word):
        return Style.OPEN if word in _NO_VERB else Style.PLAIN
    if _CASUAL.search(word) and word not in _NOUNS:
        return Style.CASUAL if stopped else Style.OPEN
    if stopped and word not in _NOUNS and _NOMINAL.search(word):
        return Style.PLAIN
    return Style.OPEN


def _is_polite(word: str) -> bool:
    """합니다, 입니다 and 아닙니다, not 아니다: before 니다 stands a syllable that ends in ㅂ."""
    before = _POLITE.search(word)
    if before is None:
        return _REQUEST.search(word) is not None
    return (ord(before[1]) - _SYLLABLES) % _PER_VOWEL == _FINAL_BIEUP
