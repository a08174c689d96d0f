"""How Korean writes numbers: figures with 만, 억 and 조, native words before counters, numerals of Chinese origin."""

import re
from fractions import Fraction

from bot.checks.numbers.eastern import Script
from bot.checks.numbers.number import DIGITS, FREE, LATIN_SCALE, METRIC, ONE_OF, PLAIN, POWER, SHARE, TIMES

_ONES = {"하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7}
_ONES |= {"여덟": 8, "아홉": 9}
_TENS = {"열": 10, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90}
_COUNTER = "개|번|배|가지|명|단계|층|곳|종|차례|쌍|건|편|장|대|회|살|시간|달|분야|차원|자릿수|째"
_GLUED = "개|번|배|가지|명|단계|시간|달|분야|차원|자릿수|째|곳|차례"
"""Counters that a numeral of one syllable may stand before with no space: 세대 is a generation, 만회 a recovery."""

_HALF = Fraction(1, 2)
_DAYS = {
    "하루": 1,
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "이레": 7,
    "일주일": 7,
    "열흘": 10,
    "보름": 15,
}

_PERHAPS_HALF = ["반감", "전반부", "전반기", "후반", "후반부", "후반기", "상반기", "하반기", "반정밀도", "반", "반반"]

SCRIPT = Script(
    atom=re.compile(
        rf"""
        (?=[\d.]) {FREE} (?:
              {POWER}
            | 10의[ ]?(?P<tens>(?:[-−]|마이너스[ ])?\d{{1,2}})[ ]?(?:제곱|승)
            | {ONE_OF}
            | (?P<whole>{DIGITS}[십백천]?[만억조]?) [ ]?분의[ ]? (?P<part>{DIGITS})
            | (?P<digits>{DIGITS}) (?:(?P<small>[십백천])(?!분))? (?:(?P<large>만(?!큼)|억|조(?!각|건|합|직|율)))?
              {LATIN_SCALE}
          )
        | (?<![가-힣])
          (?=[절반전후갑곱상하수몇열스서마쉰예일여아한둘두셋세넷네다석넉이삼사오육칠팔구십백천만억나닷엿보]) (?:
            (?P<words>[이삼사오육칠팔구십백천]{{1,3}}) [ ]?분의[ ]? (?P<parts>[일이삼사오육칠팔구])
          | (?P<fixed>절반|반감|전반기|후반기|전반부|후반부?|상반기|하반기|반정밀도|반년|반세기|반나절|반반
              |반(?=[ ]|으로|만|씩|이)|갑절|곱절|십여|{"|".join(_DAYS)})
          | (?:수|몇[ ]?) (?P<some>[십백천만억]{{1,3}}|조(?=[ ]?개))
          | (?P<native> (?:{"|".join(_TENS)}) (?:{"|".join(_ONES)}) (?=[ ]|{_COUNTER})
            | (?:{"|".join(_TENS)}|스무) (?=[ ]|{_GLUED})
            | (?:{"|".join(_ONES)}) (?=[ ]|{_GLUED})
            | (?:석|넉) (?=[ ]?(?:달|장|대|점|자))
            | [셋넷] (?=[은이을과의으만도에,.])
            | 다섯|여섯|일곱|여덟|아홉 )
          | (?P<spelled> [십백천만억] (?=[ ](?:{_COUNTER}|년|초|달러|퍼센트))
            | [이삼사오육칠팔구일]?[십백천만억][일이삼사오육칠팔구십백천만억]{{1,12}}
              (?=[ ](?:{_COUNTER}) | {_GLUED}|년|초|일|달러|퍼센트|[ ](?:년|초|달러))
            | [이삼사오육칠팔구][십백천만억] (?=[ ](?:{_COUNTER}) | {_GLUED}|년|초|일|달러|퍼센트|[ ](?:년|초|달러))
            | [이삼사오육칠팔구]
              (?=[ ](?:년|개월|주|분|초|퍼센트|배|단계|차원|층)|중|각|자|차원|원|족|인칭|계절|감|파전) )
        )
        """,
        re.VERBOSE | re.ASCII,
    ),
    unit=re.compile(
        r"""
          여? (?: (?P<point> [ ]?\\?%[ ]?(?:p\b|포인트) | [ ]?퍼센트[ ]?포인트 | [ ]?포인트 | 점 )
        | (?P<percent> [ ]?\\?% | [ ]?퍼센트 | [ ]?프로(?![가-힣]) )
        | (?P<tenth> 할(?=[이을의에로]|[^가-힣]|$) )
        | (?P<times> [ ]?배(?!치|열|포|경|운|제|정) | [ ]?x(?![A-Za-z0-9]) | [ ]?× )
        | (?P<order> [ ]?자릿수 | [ ]?자리[ ]수 )
        | (?P<microsecond> [ ]?(?:µs|μs)\b | [ ]?마이크로초 )
        | (?P<millisecond> [ ]?ms\b | [ ]?밀리초 )
        | (?P<second> 초(?!기|점|과|반) | [ ]?s\b | [ ]초(?=[ ]|만|당|이|안|의|를|에|가|도|미) )
        | (?P<minute> 분(?!기|의|할|류|석|야|포|산|위|량|자|리) | [ ]min\b | [ ]분(?=[ ]|만|이|의|을|에) )
        | (?P<hour> [ ]?시간 )
        | (?P<day> 일(?!반|부|종|관|치|정) )
        | (?P<week> 주(?!요|로|제|어|기|장|행|된)(?:일|간)? )
        | (?P<month> [ ]?개월 | 달(?=[ ]|간|이|의|을|에|만|동) )
        | (?P<calendar> 월(?!등) )
        | (?P<year> 년 | [ ]년(?=[ ]|간|이|의|을|에) )
        | (?P<bit> [ ]?비트 | [ ]?-?bits?\b )
        | (?P<kilobyte> [ ]?K[Bb]\b | [ ]?킬로바이트 )
        | (?P<megabyte> [ ]?MB\b | [ ]?메가바이트 )
        | (?P<gigabyte> [ ]?GB\b | [ ]?기가바이트 )
        | (?P<terabyte> [ ]?TB\b | [ ]?테라바이트 )
        | (?P<petabyte> [ ]?PB\b | [ ]?페타바이트 )
        | (?P<dollar> [ ]?달러 | [ ]USD\b )
        | (?P<won> 원(?=[ ]|이|의|을|에|으) )
        | (?<=\d\d\d0)s\b | (?:st|nd|rd|th)\b | D(?![A-Za-z]) | x(?=\d) )
        """
        rf"| {METRIC}",
        re.VERBOSE | re.ASCII,
    ),
    sure_word=re.compile(rf"[ ]?(?:{_COUNTER})"),
    ones={numeral: value for value, numeral in enumerate("일이삼사오육칠팔구", 1)},
    small={"십": 10, "백": 100, "천": 1000},
    large={"만": 10**4, "억": 10**8, "조": 10**12},
    native={
        **_ONES,
        **_TENS,
        **{ten + one: _TENS[ten] + _ONES[one] for ten in _TENS for one in _ONES},
        **{"스무": 20, "석": 3, "넉": 4},
    },
    fixed={
        "절반": (_HALF, SHARE, True),
        **dict.fromkeys(_PERHAPS_HALF, (_HALF, SHARE, False)),
        **dict.fromkeys(("갑절", "곱절"), (2, TIMES, False)),
        **{word: (days, "day", False) for word, days in _DAYS.items()},
        "반년": (6, "month", False),
        "반세기": (50, "year", False),
        "반나절": (_HALF, "day", False),
        "십여": (12, PLAIN, False),
    },
    only="만",
)
"""Left out on purpose: 한, 두 and their like mean both and a; a numeral of one syllable is a word more often (이, 사).

만 after a fraction or a single figure may also mean only: 0.08만 증가.
Source: https://www.korean.go.kr/kornorms/regltn/regltnView.do?regltn_code=0001 (Hangul orthography, article 44:
numbers are spaced by the unit of ten thousand).
"""
