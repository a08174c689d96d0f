"""What a translation carries over whatever the words: names, formulas, code, addresses, numbers.

Numbers are compared by their significant digits alone: 105K, 105,000, 10만 5천 and 10万5000 are all `105`. That is
less than a check of numbers needs and enough to tell which sentence a sentence renders.
"""

import re
from functools import lru_cache

from bot.checks.prose import MASK, covered

_WORDS = {
    word: digit
    for digit, words in {
        1: "hundred tenth ten tenfold",
        2: "two second twice double half twenty",
        3: "three third thirty",
        4: "four fourth quarter",
        5: "five fifth",
        6: "six sixth",
        7: "seven seventh",
        8: "eight eighth",
        9: "nine ninth",
        11: "eleven",
        12: "twelve dozen",
    }.items()
    for word in words.split()
}
_NATIVE_WORDS = {
    word: digit
    for digit, words in {
        1: "열 十 百",
        2: "두 둘 절반 반 이중 양 스무 二 半 倍 両",
        3: "세 셋 서른 三",
        4: "네 넷 四",
        5: "다섯 五",
        6: "여섯 六",
        7: "일곱 七",
        8: "여덟 八",
        9: "아홉 九",
    }.items()
    for word in words.split()
}
_NATIVE_WORD = re.compile(
    f"(?<![가-힣])(?:{'|'.join(word for word in _NATIVE_WORDS if word[0] >= '가')})|[二三四五六七八九十百半倍両]"
)
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’_+@./-]*")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:\s?[만억조천百千万億兆]\s?(?:\d[\d,]*(?:\.\d+)?)?){0,5}")
_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([천百千]?)([만억조万億兆]?)|([만억조万億兆])")
_POWERS = {"천": 3, "千": 3, "百": 2, "만": 4, "万": 4, "억": 8, "億": 8, "조": 12, "兆": 12}
_SIZED = re.compile(r"\d[\d,]*(?:\.\d+)?(?:K|M|B|T|k|x|nd|rd|th|st|s|bit|GB|MB|TB|ms)?")
_INNER = re.compile(r"[A-Za-z0-9+][A-Z]|[A-Za-z]-?\d|\d[A-Za-z]")
_VARIANT = re.compile(r"(?:-[a-z]+){1,4}$")
_PERIOD = re.compile(r"Q[1-4]|H[12]|FY\d{2,4}")
_LONGEST = 24


@lru_cache(maxsize=64)
def anchors(text: str) -> frozenset[str]:
    """The anchors of a text or of a part of it, in English or in a native language: numbers as digits, formulas, code
    and addresses as they stand, names in lower case.
    """
    plain = covered(text)
    return frozenset(_names(plain) | _numbers(plain) | _protected(text, plain))


def _names(plain: str) -> set[str]:
    """Tokens a part of which has a capital after its first letter, or letters and a digit. A plural is its singular,
    and `GPT-4-based` is `gpt-4`.
    """
    found = set()
    for token in _TOKEN.findall(plain):
        if token.isalpha() and token[1:].islower():
            continue
        bare = _VARIANT.sub("", token.rstrip("'’.-/").removesuffix("'s").removesuffix("’s"))
        if len(bare) > 1 and not _SIZED.fullmatch(bare) and not _PERIOD.fullmatch(bare) and _INNER.search(bare):
            found.add(bare.removesuffix("s").casefold())
    return found


def _numbers(plain: str) -> set[str]:
    alone = _TOKEN.sub(_without_names, plain)
    found = {_digits(number) for number in _NUMBER.findall(alone)}
    found |= {str(_WORDS[word]) for word in re.findall("[a-z]+", alone.lower()) if word in _WORDS}
    found |= {str(_NATIVE_WORDS[word]) for word in _NATIVE_WORD.findall(alone)}
    return found - {""}


def _without_names(token: re.Match[str]) -> str:
    """Numbers with what counts or scales them, and plain words; a name is no number."""
    if token[0].isalpha():
        return token[0]
    text = token[0].rstrip("'’.-/")
    if _SIZED.fullmatch(text) or text.isalpha() or not any(c.isalpha() for c in text):
        return token[0]
    if any(c.isupper() for c in text):
        return " "
    return text.replace("-", " ")


def _digits(number: str) -> str:
    """The significant digits of a number, as many as fit a value; `10만 5천` is `105`."""
    value = 0
    section = 0
    for digits, small, large, alone in _PART.findall(number[: _LONGEST * 2]):
        if digits:
            whole, _, rest = digits.replace(",", "").partition(".")
            section += int((whole + rest.ljust(6, "0")[:6])[-_LONGEST:]) * 10 ** _POWERS.get(small, 0)
        if large or alone:
            value += section * 10 ** _POWERS[large or alone]
            section = 0
    return str(value + section).strip("0")


def weight(found: frozenset[str]) -> float:
    """How much anchors say: a name or a formula more than a number, a number of one digit little."""
    if not found:
        return 0.0
    return sum([4 if len(anchor) == 1 else 10 if anchor.isdigit() else 20 for anchor in found]) / 10


def _protected(text: str, plain: str) -> set[str]:
    """What is masked: formulas, code, addresses. TeX commands of text are not told apart."""
    return {re.sub(r"\s", "", text[run.start() : run.end()]) for run in re.finditer(f"{MASK}+", plain)}
