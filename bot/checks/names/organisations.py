"""Companies and institutes that a text names in native script although its source names them in no form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from bot.checks.names.reading import listed
from bot.checks.prose import sentences
from bot.same import made_once

Rows = tuple[tuple[str, ...], ...]

MOST = 20
"""As many are told of one text."""

ORDINARY = listed("메타 델 メタ デル")
"""Forms that are words: 메타 학습 and メタ分析 are no company. Only a particle or a word for a company, a team or
research right after them makes them a name.
"""

BEGINNINGS = listed(
    "애플 인텔 유니티 우버 아마존 오라클 코히어 테슬라 소니 카카오 도요타 토요타 버클리 예일 듀크 모더나 혼다 로슈"
)
"""Forms that other words begin with (애플리케이션, 인텔리전스): they are a name also where the word ends after them."""

_HANGUL, _KATAKANA = "\uac00-\ud7a3", "\u30a1-\u30fa\u30fc"
_AS_NAME = (
    rf"(?:(?:의|은|는|가|이|을|를|에서|에|와|과|도|로|사|측|팀|社)(?![{_HANGUL}])|사(?:의|는|가|와|에서)(?![{_HANGUL}])|"
    r"\s?(?:연구|팀|리서치|AI|대학)|[はがのもをとにで社研、])"
)
_CREDITED = re.compile(
    r"([A-Z](?<![A-Za-z0-9-].)(?<![A-Za-z0-9] .)[A-Za-z]{1,20})(?:社の|の|사의|의)\s?"
    r"([A-Z][A-Za-z0-9]{2,30}(?:[.-][A-Za-z0-9]{1,20}){0,3})"
)
_COMPOUND = re.compile(
    r"(?<![0-9A-Za-z-])(meta|apples?|oracle|unity)-(?![a-z-]{0,30}(?:ed|like|style|scale|only|made|own)\b)"
    r"[a-z]{1,30}(?:-[a-z]{1,30}){0,3}(?![A-Za-z])",
    re.IGNORECASE,
)
"""Meta-learning, apple-to-apple: a compound of words that names no company. Apple-made does."""

_GOES_ON = re.compile(r"[ -][A-Z][A-Za-z]|[ -]?\d")
_WORDS = re.compile(r"[0-9a-z\u00df-\u024f]+")


@dataclass(frozen=True, slots=True)
class _Forms:
    native: re.Pattern[str] | None
    row_of: dict[str, tuple[str, ...]]


def organisations(rows: Rows, source: str, target: str) -> Iterator[str]:
    """The native names, once each, that the target has and the source in none of their forms.

    The source may have one as a word of any case and sense: `oracle` lets 오라클 pass.
    """
    forms = _forms(rows)
    if forms.native is None:
        return
    seen: set[str] = set()
    for found in forms.native.finditer(target):
        name = found[0]
        if name not in seen and len(seen) < MOST:
            seen.add(name)
            named = _spaced(_COMPOUND.sub(" ", source)) if name in ORDINARY else _spaced(source)
            if not any(_spaced(form) in named if form.isascii() else form in source for form in forms.row_of[name]):
                yield name


def credited(rows: Rows, source: str, target: str) -> Iterator[tuple[str, str]]:
    """A name and the organisation a target gives it to, `XのName`, although the source has that word only as the
    beginning of another name (`X Name Corpus`) and in no sentence with this one.
    """
    forms = _forms(rows).row_of
    for number, found in enumerate(_CREDITED.finditer(target)):
        owner, name = found.groups()
        if number >= MOST:
            return
        row = [form for form in forms.get(owner, ()) if form.isascii()]
        if row and name in source and _only_within(row, source) and not _together(row, name, source):
            yield found[0], owner


def borrowed(rows: Rows, source: str, target: str) -> Iterator[str]:
    """Companies that a target names in Latin letters and its source only as words of a compound."""
    for word in sorted({found[1].casefold().removesuffix("s") for found in islice(_COMPOUND.finditer(source), MOST)}):
        said = re.search(rf"(?<![A-Za-z-]){word.capitalize()}(?={_AS_NAME})", target)
        if said and said[0] in _forms(rows).row_of and f" {word} " not in _spaced(_COMPOUND.sub(" ", source)):
            yield said[0]


def _only_within(row: list[str], source: str) -> bool:
    """Whether each mention of an organisation is followed by a word with a capital."""
    mentions = re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(map(re.escape, row))})(?![0-9A-Za-z])")
    after = [_GOES_ON.match(source, found.end()) for found in mentions.finditer(source)]
    return bool(after) and all(after)


def _together(row: list[str], name: str, source: str) -> bool:
    pieces = [source[start:end] for start, end in sentences(source)]
    return any(name in piece and any(form in piece for form in row) for piece in pieces)


def forms_of(rows: Rows, name: str) -> tuple[str, ...]:
    """All forms of the organisation that has this one, in any case; none where there is none."""
    return _forms(rows).row_of.get(name.casefold(), ())


def _spaced(text: str) -> str:
    """The words of a text in small letters with one space around each, so that `in` finds whole words."""
    return f" {' '.join(_WORDS.findall(text.casefold()))} "


@made_once
def _forms(rows: Rows) -> _Forms:
    native = {form for row in rows for form in row if not form.isascii()}
    row_of = {spelling: row for row in rows for form in row for spelling in (form, form.casefold())}
    # The longest first; those of one script that end alike share what must stand around them: it takes long to compile.
    around = sorted((-len(form), _script(form), _after(form), form) for form in native)
    alike = groupby(around, key=itemgetter(0, 1, 2))
    several = [
        f"(?<![{script}])(?:{'|'.join(re.escape(form) for *_, form in forms)}){after}"
        for (_, script, after), forms in alike
    ]
    return _Forms(re.compile("|".join(several)) if several else None, row_of)


def _after(form: str) -> str:
    """What must follow a native form; one in katakana ends where a word does."""
    after = f"(?={_AS_NAME})" if form in ORDINARY else f"(?={_AS_NAME}|[^{_HANGUL}]|\\Z)" if form in BEGINNINGS else ""
    return after + (f"(?![{_KATAKANA}])" if _script(form) == _KATAKANA else "")


def _script(form: str) -> str:
    """The letters of the words that a native form is among: it begins where one of them does."""
    return _KATAKANA if re.match(f"[{_KATAKANA}]", form) else _HANGUL
