"""How Japanese writes numbers: figures with 万, 億 and 兆, kanji and kana numerals before counters."""

import re
from fractions import Fraction

from bot.checks.numbers.eastern import Script
from bot.checks.numbers.number import DIGITS, FREE, LATIN_SCALE, METRIC, ONE_OF, PLAIN, POWER, SHARE, TIMES

_KANA = {"ひとつ": 1, "ふたつ": 2, "みっつ": 3, "よっつ": 4, "いつつ": 5, "むっつ": 6, "ななつ": 7, "やっつ": 8}
_COUNTER = (
    "つ|個|件|種|倍|回|枚|台|本|社|人|名|桁|番目|段階|層|年|[かカヶヵ]月|点|者|度|次元|か所|問|週|日|秒|分の|時間|章|節"
)
_COUNTER += "|[かカヶヵ]国|言語|行|列|組|通り|曲|匹|頭|重|角|項|元|方|季|脚|値|等分|世代|位|割"
_NUMERALS = "一二三四五六七八九十百千万億兆"
_HALF = Fraction(1, 2)

SCRIPT = Script(
    atom=re.compile(
        rf"""
        (?=[\d.]) {FREE} (?:
              {POWER}
            | 10の(?P<tens>(?:[-−]|マイナス)?\d{{1,2}})乗
            | {ONE_OF}
            | (?P<whole>{DIGITS}[十百千]?[万億兆]?) 分の (?P<part>{DIGITS})
            | (?P<digits>{DIGITS}) (?P<small>[十百千])? (?P<large>[万億兆])? {LATIN_SCALE}
          )
        | (?=[半前後上下倍数何ひふみよいむなや一二三四五六七八九十百千折]) (?:
          (?P<fixed>(?<![年月日間])半分|半数|半減|折半|前半|後半|上半期|下半期|半精度|半年|半世紀|半日|半々|(?<![\w数何一-龥ァ-ヶ%×])倍(?=増|加|に|の|速)
            |十数)
        | (?<![一-龥]) (?P<words>[二三四五六七八九十百千]{{1,3}}) 分の (?P<parts>[一二三四五六七八九])
        | [数何] (?P<some>[十百千]?[万億兆]|[十百千])
        | (?P<native>{"|".join(_KANA)})
        | (?: (?<=第) | (?<![一-龥]) (?=[{_NUMERALS}]{{1,13}}(?:{_COUNTER})) )
          (?P<spelled>[一二三四五六七八九十百千][{_NUMERALS}]{{0,12}})
        )
        """,
        re.VERBOSE | re.ASCII,
    ),
    unit=re.compile(
        r"""
          (?P<point> [ ]?\\?%[ ]?(?:p\b|ポイント) | [ ]?パーセント[ ]?ポイント | [ ]?ポイント | [ ]?pt\b )
        | (?P<percent> [ ]?\\?% | [ ]?パーセント(?!ポ) )
        | (?P<tenth> 割(?!り|引|合|当) )
        | (?P<times> [ ]?倍 | [ ]?x(?![A-Za-z0-9]) | [ ]?× )
        | (?P<order> 桁 | [ ]?オーダー )
        | (?P<microsecond> [ ]?(?:µs|μs)\b | マイクロ秒 )
        | (?P<millisecond> [ ]?ms\b | ミリ秒 )
        | (?P<second> 秒 | [ ]?s\b )
        | (?P<minute> 分(?!の|類|割|野|布|析|散|岐|子|解|位|離|け|か|率) | [ ]min\b )
        | (?P<hour> 時間 )
        | (?P<day> 日(?!本) )
        | (?P<week> 週間? )
        | (?P<month> [かヶカヵケ箇個]月 )
        | (?P<calendar> 月 )
        | (?P<year> 年 )
        | (?P<bit> [ ]?ビット | [ ]?-?bits?\b )
        | (?P<kilobyte> [ ]?K[Bb]\b | キロバイト )
        | (?P<megabyte> [ ]?MB\b | メガバイト )
        | (?P<gigabyte> [ ]?GB\b | ギガバイト )
        | (?P<terabyte> [ ]?TB\b | テラバイト )
        | (?P<petabyte> [ ]?PB\b | ペタバイト )
        | (?P<dollar> [ ]?ドル | 米ドル | [ ]USD\b )
        | (?P<yen> 円 )
        | (?<=\d\d\d0)s\b | (?:st|nd|rd|th)\b | D(?![A-Za-z]) | x(?=\d)
        """
        rf"| {METRIC}",
        re.VERBOSE | re.ASCII,
    ),
    sure_word=re.compile("つ|個|件|種|倍|回|枚|台|社|人|桁|番目|層|段階|問"),
    ones={numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)},
    small={"十": 10, "百": 100, "千": 1000},
    large={"万": 10**4, "億": 10**8, "兆": 10**12},
    native=_KANA,
    fixed={
        **dict.fromkeys(("半分", "半数", "半減"), (_HALF, SHARE, True)),
        **dict.fromkeys(("前半", "後半", "上半期", "下半期", "半精度", "折半", "半々"), (_HALF, SHARE, False)),
        "倍": (2, TIMES, False),
        "半年": (6, "month", False),
        "半世紀": (50, "year", False),
        "半日": (_HALF, "day", False),
        "十数": (12, PLAIN, False),
    },
)
"""Left out on purpose: kanji numerals without a counter, which are parts of words (一般, 十分, 二値)."""
