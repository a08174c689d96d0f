"""At least, more than, up to, fewer than: which side of a number is meant."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.checks.numbers.number import Number


@dataclass(frozen=True, slots=True)
class Bound:
    """`up` is what lies above the number; `strict` leaves the number itself out."""

    up: bool
    strict: bool

    def denies(self, other: "Bound") -> bool:
        """Whether what `other` says in a translation cannot be meant.

        More than may become 이상 or 以上, which is how both languages say it of round numbers; not the reverse: up to
        ten is not 미만.
        """
        return self.up != other.up or (other.strict and not self.strict)


def bound(text: str, number: Number, code: str) -> Bound | None:
    """The bound a text puts on a number; None for none, and for two that contradict each other."""
    before, after = _around(text, number, code)
    found = _english(before, after) if code == "en" else _eastern(before, after, code)
    return found.pop() if len(found) == 1 else None


def _around(text: str, number: Number, code: str) -> tuple[str, str]:
    reach = CLAUSE if code == "en" else NEAR
    return text[max(0, number.start - reach) : number.start], text[number.end : number.end + NEAR]


def bound_words(text: str, number: Number, code: str) -> str:
    """The number with the words of its bound."""
    before, after = _around(text, number, code)
    if code == "en":
        phrase = _phrase(before)
        length, behind = (phrase[1] if phrase else 0), _AFTER.match(after)
    else:
        ahead = _AHEAD[code].search(before)
        length, behind = (len(ahead[0]) if ahead else 0), _BEHIND[code].match(after)
    return text[number.start - length : number.end + (behind.end() if behind else 0)]


def _phrase(before: str) -> tuple[Bound, int] | None:
    """The bound at the end of the text before a number, and how far back its words begin."""
    said = " " + before.lower().rstrip(_SIGNS)
    if said.endswith(_FILLERS):
        said = said.rsplit(" ", 1)[0]
    if said.rsplit(" ", 1)[-1] not in _LAST_WORDS:
        return None
    phrase = next((phrase for phrase in _PHRASES if said.endswith(phrase)), None)
    if phrase is None:
        return None
    start = len(said) - len(phrase)
    clause = _CLAUSE.split(said[:start])[-1].split()
    if any(word in _NEGATIONS or word.endswith("n't") for word in clause[-FEW_WORDS:]):
        return None
    return _PHRASES[phrase], len(before) - start


def _english(before: str, after: str) -> set[Bound]:
    phrase = _phrase(before)
    found = {phrase[0]} if phrase else set()
    behind = _AFTER.match(after)
    if behind and behind.lastgroup:
        found.add(_BOUNDS[behind.lastgroup])
    return found


def _turns(between: str, said: Bound) -> bool:
    reach = TURNED_BELOW if not said.up else TURNED_OVER if said.strict else TURNED_ABOVE
    return len(between) <= reach and "、" not in between


def _eastern(before: str, after: str, code: str) -> set[Bound]:
    found = set()
    ahead = _AHEAD[code].search(before)
    if ahead and ahead.lastgroup:
        found.add(_BOUNDS[ahead.lastgroup])
    behind = _BEHIND[code].match(after)
    if behind and behind.lastgroup:
        said = _BOUNDS[behind.lastgroup]
        ending = _SENTENCE_END.search(after, behind.end())
        denied = _NOT[code].search(after, behind.end(), ending.start() if ending else len(after))
        if denied and not _turns(after[behind.end() : denied.start()], said):
            return set()
        found.add(Bound(up=not said.up, strict=not said.strict) if denied else said)
    return found


CLAUSE = 100
"""Characters before an English number in which a negation may turn its bound."""

FEW_WORDS = 12

TURNED_ABOVE, TURNED_BELOW, TURNED_OVER = 16, 6, 4
"""Characters between a bound and the negation that turns it; one farther off may turn something else. 이상 needs a verb
of its own to be turned, and 12세 미만 아동은 포함되지 않습니다 turns no bound. 넘다 is a verb; what is farther off
turns another one (2 km를 넘는 것은 세지 않습니다).
"""

NEAR = 40
"""Characters before and after a number in which its bound stands."""

_BOUNDS = {
    "least": Bound(up=True, strict=False),
    "over": Bound(up=True, strict=True),
    "most": Bound(up=False, strict=False),
    "under": Bound(up=False, strict=True),
}
_MORE = ("more", "greater", "larger", "higher", "longer", "bigger")
_LESS = ("less", "fewer", "lower", "smaller", "shorter")
_AS = ("many", "much", "high", "large", "long")
_WORDS: Mapping[str, Iterable[str]] = {
    "least": ["at least", "a minimum of", "≥", ">=", *(f"{no} {less} than" for no in ("no", "not") for less in _LESS)],
    "most": [
        *("at most", "up to", "within", "a maximum of", "≤", "<="),
        *(f"as {much} as" for much in _AS),
        *(f"{no} {more} than" for no in ("no", "not") for more in _MORE),
    ],
    "over": [
        *(f"{more} than" for more in _MORE),
        *("over", "above", "beyond", "exceed", "exceeds", "exceeding", "exceeded", ">"),
        *("surpass", "surpasses", "surpassing"),
    ],
    "under": [*(f"{less} than" for less in _LESS), "under", "below", "<"],
}
_PHRASES = {f" {phrase}": _BOUNDS[name] for name, phrases in _WORDS.items() for phrase in phrases}
"""No more than comes before more than."""

_LAST_WORDS = frozenset(phrase.rsplit(" ", 1)[-1] for phrase in _PHRASES)
_FILLERS = (" a", " an", " about", " just", " only", " roughly", " around", " the")
_SIGNS = " ~\\$"
_NEGATIONS = frozenset(
    "not never without nor no none cannot neither nobody nothing few hardly rarely fail fails failed".split()  # noqa: SIM905
)
_SENTENCE_END = re.compile(r"[.。!?](?!\d)")
_CLAUSE = re.compile(r"[.;:!?](?: |$)")
_AFTER = re.compile(
    r"(?P<least>\+|[ -]?(?:\w{1,12} )?or (?:more|above|higher|greater)\b| and (?:up|above)\b)"
    r"|(?P<most> (?:\w{1,12} )?or (?:less|fewer|below|lower)\b)",
    re.IGNORECASE,
)
_SIGN = r"(?:[ (]|(?<![A-Za-z])[pPnN])(?:(?P<under>[<＜])|(?P<over>[>＞]))"
"""Of p < 0.05, not of a tag."""

_AHEAD = {
    "ko": re.compile(rf"(?:(?P<least>최소(?:한)?|적어도)|(?P<most>최대|많아야|기껏해야)|{_SIGN}) ?(?:약 ?)?$"),
    "ja": re.compile(
        rf"(?:(?P<least>少なくとも|最低(?:でも)?|最小)|(?P<most>最大(?:で)?|せいぜい|最長|最高)|{_SIGN}) ?約?$"
    ),
}
_BEHIND = {
    "ko": re.compile(
        r"[^\s\d.,()]{0,4} ?(?:[^\s\d.,()]{1,8} )?(?:(?P<least>이상(?!치|적)(?! ?탐지| ?감지| ?징후))"
        r"|(?P<over>(?:을|를|이|가)? ?초과|(?:을|를|이|가) ?(?:넘|웃도|상회))"
        r"|(?P<most>이하|이내)|(?P<under>미만|(?:에|도) 못 미|(?:을|를) ?밑도))"
    ),
    "ja": re.compile(
        r"[^\s\d.,、。()]{0,10}?(?:(?P<least>以上)|(?P<over>(?:を)?(?:超え|上回)|超|(?<!..)強(?=[はがをのにで、。]))"
        r"|(?P<most>以下|以内)|(?P<under>未満|足らず|(?:に)満たな|(?:を)下回|(?<!..)弱(?=[はがをのにで、。])))"
    ),
}
_NOT = {
    "ko": re.compile(r"지 ?(?:않|못|아니)|없[는이다습으]"),
    "ja": re.compile(r"ない|ません|なく|なけ|ず[、に]"),
}
