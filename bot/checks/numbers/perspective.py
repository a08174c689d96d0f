"""Numbers said the other way round: 60% fail is 4割しか合格しない, a fall of -3% is 3% 감소, 50% more is 1.5배.

Each of these is one value with another view of it. What only looks like one (two thirds for one third) is not let pass
without the words that turn it.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from bot.checks.numbers.matching import Matches
from bot.checks.numbers.number import PERCENT, PLAIN, SHARE, TIMES, Number, Value

BEFORE = 40
"""Characters before a number in which a verb or a preposition says which way it goes."""

AFTER = 30
"""The same after it, English."""

NEAR = 24
"""Characters around a number of the translation in which its verb or particle stands."""

WHOLE = 100


def turned(source: str, target: str, matches: Matches) -> Iterator[tuple[Number, Number]]:
    """Pairs of a number without a counterpart and the one that says the same from the other side."""
    lost = matches.lost()
    for number in lost:
        for other in matches.new():
            if (
                _is_more_by(source, number, other)
                or _is_the_rest(source, number, target, other)
                or _is_half(source, number, target, other)
            ):
                yield number, other
        for other in matches.target:
            if other.value == -number.value and _goes_down(source, number, target, other):
                yield number, other


def reached(source: str, number: Number, target: str, other: Number) -> str:
    """The words of a translation in which something falls to the number by which it is to fall; empty for none."""
    found = _FALLS_TO.match(target, other.end)
    if not found or _share(number) in (0, WHOLE // 2) or not falls(source, number):
        return ""
    by = _BY_JUST.search(source, max(0, number.start - BEFORE), number.start)
    return target[other.start : found.end()] if by else ""


def falls(text: str, number: Number) -> bool:
    """Whether an English or a translated text says near a number that something becomes less."""
    return _FALLS.search(text, max(0, number.start - BEFORE), number.end + AFTER) is not None


def to(text: str, number: Number) -> bool:
    """Whether a number of a translation is where something ends up: 절반으로, 半分に."""
    return _TO.match(text, number.end) is not None


def _goes_down(source: str, number: Number, target: str, other: Number) -> bool:
    """A sign told by a verb or an adjective: -3% is 3% 감소, below by 3 is -3."""
    if number.value < 0:
        return _DOWN.search(target, max(0, other.start - NEAR), other.end + NEAR) is not None
    return falls(source, number)


def _share(number: Number) -> Value:
    """A percentage or a share as a part of a hundred; 0 for all others."""
    for value, unit in number.readings:
        if unit in (PERCENT, SHARE):
            return value if unit == PERCENT else value * WHOLE
    return 0


def _is_the_rest(source: str, number: Number, target: str, other: Number) -> bool:
    """All but a part: 60% fail, 40% しか pass; cut by a third, 3분의 2로 줄다."""
    one, its = _share(number), _share(other)
    if number.unit == TIMES:
        its_fall = WHOLE - Fraction(WHOLE) / number.value if number.value > 1 else 0
        return (
            other.unit == PERCENT and its_fall == its and _DOWN.search(target, other.end, other.end + NEAR) is not None
        )
    if not one or not its or one + its != WHOLE:
        return False
    if _REST.search(target, max(0, other.start - len("나머지 ")), other.start) or _ONLY.search(
        target, other.end, other.end + NEAR
    ):
        return True
    return to(target, other) and _BY.search(source, max(0, number.start - BEFORE), number.start) is not None


def _is_more_by(source: str, number: Number, other: Number) -> bool:
    """50% more is 1.5배, 200% is 2배; either may be the source. More by half is 1.5배 too."""
    if number.unit == SHARE and other.unit == TIMES:
        return other.value == 1 + Fraction(number.value) and not falls(source, number)
    for share, times in ((number, other), (other, number)):
        if share.unit == PERCENT and times.unit == TIMES and times.value > 1:
            return times.value * WHOLE in (share.value, share.value + WHOLE)
    return False


def _is_half(source: str, number: Number, target: str, other: Number) -> bool:
    """A factor of two is half the constant, twice as fast is half the time; twice as many is not."""
    if number.value == 2 and number.unit == TIMES and _share(other) == WHOLE // 2:  # noqa: PLR2004
        return (
            _FACTOR.search(source, max(0, number.start - BEFORE), number.start) is not None
            or _LESSENS.search(source, number.end, number.end + AFTER) is not None
        )
    if other.value == 2 and other.unit in (TIMES, PLAIN) and _share(number) == WHOLE // 2:  # noqa: PLR2004
        return other.unit == TIMES and _LESS.search(target, other.end, other.end + NEAR) is not None
    return False


_BY = re.compile(r"\bby (?:[a-z~≈]{1,8} ){0,3}$|\b(?:fewer|less|lower|smaller|cheaper)\b", re.IGNORECASE)
_BY_JUST = re.compile(r"\bby (?:an? |about |roughly |almost |nearly |around |over |some )?$", re.IGNORECASE)
_FALLS_TO = re.compile(r"(?:으?로|に)(?= ?(?:줄|감소|떨어|낮|하락|축소|縮|減|低下|下が|削減))")
_FACTOR = re.compile(r"\bfactors? of ", re.IGNORECASE)
_LESSENS = re.compile(
    r"\b(?:fast|quick|speed|cheap|small|few|less|low|short|effici|econom|reduc|sav|improv|light|compact|decreas|drop)",
    re.IGNORECASE,
)
_LESS = re.compile(
    "빠르|빨[라리]|효율|느리|느려|절약|저렴|짧|작|적[은게다]|가볍|速|短|遅|少な|安|小さ|効率|節約|削減|減|軽"
)
_REST = re.compile("나머지 |残りの?$|残る$")
_ONLY = re.compile("(?:밖에|뿐|불과|지나지|그치|그쳤|しか|にすぎ|に過ぎ|だけ|にとどま)")
_TO = re.compile(r" ?(?:수준|정도|가량|程度|ほど|以下|이하|미만|未満|足らず)?(?:으?로|까지|に(?!過|す)|へ|まで)")
_DOWN = re.compile(
    "감소|하락|낮|줄|떨어|악화|손실|뒤처|뒤지|뒤떨|밑돌|못 미|하회|빠지|빠졌|깎|내려|내림|내렸|과소|영하|음수|음의"
    "|적[은게]|아래|덜|절감|단축|減|低|下が|下落|下回|悪化|損失|劣|縮|過小|少な|零下|氷点下|負の|マイナス|下げ|落ち|及ば|削"
)
_FALLS = re.compile(
    r"\b(?:drop|decreas|declin|fall|fell|los[est]|reduc|lower|less|fewer|wors|degrad|below|under|minus|negativ|down|cut"
    r"|sav|shrink|shrunk|shrank|halv|short|slash|trim|diminish|cheaper|smaller|faster)",
    re.IGNORECASE,
)
