"""Scripts that have no place in the locale: kana or Han words in Korean; Hangul and simplified Chinese in Japanese."""

import re
from collections.abc import Iterator

from bot.checks.pair import Pair
from bot.checks.prose import masked
from bot.domain import Finding, Severity

SAYS = {
    "language.script": "‘{target}’ is written in another language's script. Write it in {language}.",
}

_IN_KOREAN = re.compile("[\u3041-\u30fa\u30fd-\u30ff]+|[\u3400-\u4dbf\u4e00-\u9fff]{2,40}")
_IN_JAPANESE = re.compile("[\uac00-\ud7a3]+(?: [\uac00-\ud7a3]+){0,10}")
_BYTES = 2
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def check(pair: Pair) -> Iterator[Finding]:
    """Each run of a foreign script that the source does not have.

    Let pass: a single Han character in Korean (對, 前) and Han in brackets after the Korean word.
    """
    if pair.locale.language_code == "ko":
        yield from _runs(pair, _IN_KOREAN)
    elif pair.locale.language_code == "ja":
        yield from _runs(pair, _IN_JAPANESE)
        yield from _simplified(pair)


def _runs(pair: Pair, foreign: re.Pattern[str]) -> Iterator[Finding]:
    plain, own = masked(pair.target), set(foreign.findall(pair.source))
    for run in foreign.finditer(plain):
        gloss = plain[run.start() - 1 : run.start()] in {"(", "（"} and plain[run.end() : run.end() + 1] in {")", "）"}
        if run[0] not in own and not gloss:
            yield _finding(pair, run[0][:40])


def _simplified(pair: Pair) -> Iterator[Finding]:
    """Han characters that Japanese does not write: those outside of Windows code page 932, which has JIS X 0208 and
    the characters of Japanese names. Source: https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP932.TXT
    """
    han = "".join(sorted(set(_HAN.findall(pair.target))))
    if len(han.encode("cp932", "ignore")) == _BYTES * len(han):
        return
    for character in han:
        if not character.encode("cp932", "ignore") and character not in pair.source:
            yield _finding(pair, character)


def _finding(pair: Pair, span: str) -> Finding:
    return pair.doubt(SAYS, "language.script", Severity.REPAIR, target=span, language=pair.locale.language)
